"""What happens next with a case, asked at a moment. Pure: the same facts and moment give the same answer."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, time
from enum import StrEnum

from calendars.copenhagen import COPENHAGEN
from domain.model.case import CaseState
from domain.model.stop import StopState
from domain.rules.case_checks import is_open_follow_up
from domain.rules.checks import Check, Severity, check_case
from domain.rules.facts import CaseFacts, MeetingFacts, StopFacts
from domain.rules.replanning import has_valid_meeting

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


def next_move(case: CaseFacts, *, now: datetime) -> Move:
    """What is to happen with the case at this moment, or until when nothing is. ``now`` is aware.

    In this order: a recorded decision is taken in; stops without a meeting, or overtaken by the stop before them,
    are placed; the nearest stop goes on the agenda, is held, is decided; when all is settled and no promise is open,
    the case closes.
    """
    if case.state is not CaseState.OPEN:
        return Wait(None, WaitReason.OVER, {"state": case.state})
    for stop in case.stops:
        if stop.decision is not None and not stop.decision.applied and stop.state is not StopState.DROPPED:
            return TakeEffect(stop.id)
    unplaced = tuple(stop.id for stop in case.stops if _wants_meeting(stop) or _is_overtaken(case, stop))
    if unplaced:
        return Place(unplaced)
    ahead = [stop for stop in case.stops if stop.state in _UNSETTLED]
    nearest = min(ahead, key=_starts_at, default=None)
    return _close_or_wait(case) if nearest is None else _move_of(case, nearest, now)


def dispatch_at(meeting: MeetingFacts) -> datetime:
    """The moment the meeting's agenda goes out (aware, Danish time)."""
    return datetime.combine(meeting.dispatch_on, DISPATCH_TIME, COPENHAGEN)


_UNSETTLED = frozenset({StopState.PLANNED, StopState.ON_AGENDA, StopState.AWAITING_DECISION})
_NEVER = datetime.max.replace(tzinfo=UTC)


def _wants_meeting(stop: StopFacts) -> bool:
    return stop.state in {StopState.PLANNED, StopState.ON_AGENDA} and not has_valid_meeting(stop)


def _is_overtaken(case: CaseFacts, stop: StopFacts) -> bool:
    """Whether a stop before it on the route, still to be treated, has got a later meeting than its own.

    So it is when a body postpones the case to a meeting it names. A fixed date stays: a check speaks of it.
    """
    meeting = stop.meeting
    if meeting is None or stop.fixed or stop.state is not StopState.PLANNED:
        return False
    return any(
        earlier.meeting is not None and not earlier.meeting.cancelled and earlier.meeting.ends_at > meeting.starts_at
        for earlier in case.stops
        if earlier.state in _UNSETTLED and (earlier.position, earlier.round_no) < (stop.position, stop.round_no)
    )


def _starts_at(stop: StopFacts) -> datetime:
    return _NEVER if stop.meeting is None else stop.meeting.starts_at


def _move_of(case: CaseFacts, stop: StopFacts, now: datetime) -> Move:
    meeting = stop.meeting
    if stop.state is StopState.AWAITING_DECISION or meeting is None:
        return Wait(None, WaitReason.DECISION, {"stop": stop.id, "body": stop.body})
    facts: dict[str, object] = {"stop": stop.id, "body": stop.body, "held_on": meeting.held_on}
    if stop.state is StopState.ON_AGENDA:
        return AskDecision(stop.id) if now >= meeting.ends_at else Wait(meeting.ends_at, WaitReason.MEETING, facts)
    if now < dispatch_at(meeting):
        return Wait(dispatch_at(meeting), WaitReason.DISPATCH, facts)
    today = now.astimezone(COPENHAGEN).date()
    blocking = tuple(
        check
        for check in check_case(case, today=today)
        if check.severity is Severity.STOP and check.stop in {None, stop.id}
    )
    if not blocking:
        return PutOnAgenda(stop.id)
    if today > meeting.held_on and not stop.fixed:
        return Place((stop.id,))  # it missed the meeting it was kept off
    return Blocked(stop.id, blocking)


def _close_or_wait(case: CaseFacts) -> Move:
    promises = [follow_up for follow_up in case.follow_ups if is_open_follow_up(follow_up)]
    if not promises:
        return Close()
    due = min((follow_up.due_on for follow_up in promises if follow_up.due_on is not None), default=None)
    return Wait(None, WaitReason.FOLLOW_UPS, {"open": len(promises), "next_due_on": due})
