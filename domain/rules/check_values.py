"""What a check is, and what it is made on: shared by the checks of a case and of its plan."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from calendars.days import DayTable


class Severity(StrEnum):
    """How much it matters: ``stop`` keeps the case off the agenda."""

    STOP = "stop"
    WARN = "warn"
    INFO = "info"


@dataclass(frozen=True, slots=True)
class Check:
    """Something noticed: which check, how bad, at which stop (None: the case), the evidence, what cures it."""

    code: str
    severity: Severity
    stop: str | None
    evidence: dict[str, object] = field(default_factory=dict)
    cure: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """One hit of a check; ``severity`` where it differs from the row's."""

    evidence: dict[str, object]
    stop: str | None = None
    severity: Severity | None = None


@dataclass(frozen=True, slots=True)
class Setting:
    """The day the checks are made on, and the days that count (None: free days are not looked at)."""

    today: date
    days: DayTable | None = None
