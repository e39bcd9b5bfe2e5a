"""What happens next with a case, asked at a moment. Pure: the same facts and moment give the same answer."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, time
from enum import StrEnum
from zoneinfo import ZoneInfo

from domain.rules.checks import Check

COPENHAGEN = ZoneInfo("Europe/Copenhagen")
DISPATCH_TIME = time(12, 0)  # the agenda goes out at noon, Danish time


class WaitReason(StrEnum):
    """Why nothing happens now."""

    DISPATCH = "dispatch"  # until the agenda goes out
    MEETING = "meeting"  # until the meeting is over
    DECISION = "decision"  # the meeting is over, nobody has recorded what was decided
    FOLLOW_UPS = "follow_ups"  # the bodies are done; promises are open
    OVER = "over"  # the case is closed or withdrawn


@dataclass(frozen=True, slots=True)
class Place:
    """Stops that have no valid meeting are to be placed."""

    stops: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PutOnAgenda:
    """The dispatch moment has come: the stop goes on its meeting's agenda."""

    stop: str


@dataclass(frozen=True, slots=True)
class AskDecision:
    """The meeting is over: ask what was decided."""

    stop: str


@dataclass(frozen=True, slots=True)
class TakeEffect:
    """A decision is recorded and the journey has not taken it in."""

    stop: str


@dataclass(frozen=True, slots=True)
class Close:
    """Nothing is left to do."""


@dataclass(frozen=True, slots=True)
class Blocked:
    """The dispatch moment has come, and these checks forbid it."""

    stop: str
    checks: tuple[Check, ...]


@dataclass(frozen=True, slots=True)
class Wait:
    """Nothing to do before ``until`` (aware; None: until somebody acts)."""

    until: datetime | None
    because: WaitReason
    facts: dict[str, object] = field(default_factory=dict)


Move = Place | PutOnAgenda | AskDecision | TakeEffect | Close | Blocked | Wait
