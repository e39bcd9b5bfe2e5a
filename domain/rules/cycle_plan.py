"""When the case of a round is to be opened, how far the round has come, and what threatens it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from domain.model.body import BodyKind
from domain.model.case import CaseState
from domain.model.cycle import CycleRisk, CycleState
from domain.model.decision import Outcome
from domain.model.follow_up import FollowUpState
from domain.model.stop import StopState
from domain.rules.facts import CaseFacts, MeetingFacts, StopFacts
from domain.rules.meeting_table import MeetingTable
from domain.rules.obligation import Obligation, Round
from domain.rules.obligations import not_before
from domain.rules.outcomes import OUTCOMES
from domain.rules.planning import NoPlan, StopToPlace, plan_backward, plan_forward

USUAL = timedelta(days=150)  # from opening to the last day, where the meetings up to it are not known yet
KNOWN = timedelta(days=100)  # the deciding body meets at least so often, so a plan that ends earlier is not whole
SUBMISSION = "submission"  # the kind of the follow-up that hands a report in
_DAY = timedelta(days=1)
_FAILED = frozenset({Outcome.REJECTED, Outcome.WITHDRAWN})
_WAITING = frozenset({StopState.PLANNED, StopState.ON_AGENDA})
_TREATED = frozenset({StopState.AWAITING_DECISION, StopState.DECIDED})


@dataclass(frozen=True, slots=True)
class Danger:
    """What threatens a round; ``body`` and ``on`` name the last meeting that still saves it, where there is one."""

    risk: CycleRisk
    body: str | None = None
    on: date | None = None


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a round has come, and when it was approved."""

    state: CycleState
    approved_on: date | None = None


def round_stops(
    route: Sequence[tuple[str, BodyKind]], obligation: Obligation | None, due_on: date | None = None
) -> tuple[StopToPlace, ...]:
    """The stops a case travels: its route; of a round, the deciding body once more for each further reading.

    With the round's last day they keep the days on which such a round is treated.
    """
    stops: list[StopToPlace] = []
    for body, kind in route:
        first_on = obligation.not_before(kind, due_on) if obligation is not None and due_on else None
        stops.append(StopToPlace(body, body, kind, not_before=first_on))
        if obligation is not None and kind is obligation.approver:
            stops += [
                StopToPlace(f"{body} {reading}", body, kind, min_gap_days=obligation.gap_days)
                for reading in range(2, obligation.readings + 1)
            ]
    return tuple(stops)


def opening_day(round_: Round, stops: Sequence[StopToPlace], table: MeetingTable, *, margin_days: int) -> date:
    """The day on which the round's case is opened: the margin before the last day it can be ready.

    Where the meetings up to the last day are not known yet, or no row of them reaches it, a usual time before it.
    """
    plan = (
        plan_backward(stops, table, decide_before=round_.decide_before)
        if _is_known(round_.due_on, stops[-1].body, table)
        else None
    )
    if plan is None or isinstance(plan, NoPlan):
        return round_.due_on - USUAL
    return plan.last_start_on - timedelta(days=margin_days)


def progress_of(case: CaseFacts, obligation: Obligation) -> Progress:
    """How far the round has come by what the deciding body has decided, and whether it has been handed in."""
    deciding = [
        stop for stop in case.stops if stop.kind is obligation.approver and stop.state is not StopState.DROPPED
    ]
    last = deciding[-1].decision if deciding else None
    is_decided = last is not None and all(stop.state is StopState.DECIDED for stop in deciding)
    if last is None or not is_decided or last.outcome in _FAILED or not OUTCOMES[last.outcome].settles:
        return Progress(CycleState.OPENED)
    is_in = any(one.kind == SUBMISSION and one.state is FollowUpState.DONE for one in case.follow_ups)
    return Progress(CycleState.SUBMITTED if is_in else CycleState.APPROVED, last.decided_on)


def danger_of_round(case: CaseFacts, table: MeetingTable, *, due_on: date, today: date) -> Danger | None:
    """What threatens a round that is not approved; None while another, later meeting would still reach the day.

    A case that is closed or withdrawn without being approved reaches nothing any more. Where the meetings up to the
    day are not known yet, next year's as a rule, nobody can say, and nothing is said.
    """
    if case.state is not CaseState.OPEN or due_on < today:
        return Danger(CycleRisk.TOO_LATE)
    waiting = [stop for stop in case.stops if stop.state in _WAITING]
    if not waiting:
        return None  # the meeting has been held: the decision is asked for
    if due_on - KNOWN > today and not _is_known(due_on, waiting[-1].body, table):
        return None
    wanted = [_to_place(case, stop, today) for stop in waiting]
    anew = [replace(stop, current_meeting=None) for stop in wanted]  # handed in once more, for a later meeting
    after, before = _last_treated(case), due_on + _DAY
    last = plan_backward(anew, table, decide_before=before, ready_on=today, after=after)
    if isinstance(last, NoPlan):  # what has been handed in is the last that can be
        last = plan_backward(wanted, table, decide_before=before, ready_on=today, after=after)
    reaches = all(_is_in_time(stop.meeting, today, due_on) for stop in waiting)
    if isinstance(last, NoPlan):  # what staff have fixed may reach the day all the same
        return _stands_on(waiting[0]) if reaches else Danger(CycleRisk.TOO_LATE)
    soonest = _soonest(anew, table, before, after)
    for stop, placed in zip(waiting, last.placed, strict=True):
        if stop.meeting is not None and (stop.id, stop.meeting.id) in soonest:
            continue
        if stop.meeting is not None and stop.meeting.starts_at >= placed.meeting.starts_at:
            saves = Danger(CycleRisk.LAST_MEETING, placed.body, placed.meeting.held_on)
            return _stands_on(stop) if reaches else saves
    return None


def _soonest(
    stops: Sequence[StopToPlace], table: MeetingTable, before: date, after: MeetingFacts | None
) -> frozenset[tuple[str, str]]:
    """Stop and meeting of the first chain on the days on which such a round is treated: sooner it could never be."""
    at = next((place for place, stop in enumerate(stops) if stop.not_before is not None), None)
    if at is None:
        return frozenset()
    plan = plan_forward(stops[at:], table, ready_on=date.min, decide_before=before, after=after)
    return frozenset() if isinstance(plan, NoPlan) else frozenset((one.key, one.meeting.id) for one in plan.placed)


def _is_in_time(meeting: MeetingFacts | None, today: date, due_on: date) -> bool:
    return meeting is not None and not meeting.cancelled and today <= meeting.held_on <= due_on


def _stands_on(stop: StopFacts) -> Danger:
    on = stop.meeting.held_on if stop.meeting is not None else None
    return Danger(CycleRisk.LAST_MEETING, stop.body, on)


def _is_known(due_on: date, body: str, table: MeetingTable) -> bool:
    return any(due_on - KNOWN <= meeting.held_on for meeting in table.of_body(body))


def _to_place(case: CaseFacts, stop: StopFacts, today: date) -> StopToPlace:
    """A fixed date is let go: asked is what could be. What has been handed in for its meeting stays handed in."""
    meeting = stop.meeting
    is_in = meeting is not None and meeting.submission_on is not None and meeting.submission_on < today
    return StopToPlace(
        key=stop.id,
        body=stop.body,
        kind=stop.kind,
        min_gap_days=stop.min_gap_days,
        current_meeting=meeting.id if is_in and meeting is not None else None,
        urgent=bool(stop.urgency_reason),
        not_before=not_before(case.obligation, stop.kind, case.decide_before),
    )


def _last_treated(case: CaseFacts) -> MeetingFacts | None:
    behind = [stop.meeting for stop in case.stops if stop.state in _TREATED and stop.meeting is not None]
    return max(behind, key=lambda meeting: meeting.ends_at, default=None)
