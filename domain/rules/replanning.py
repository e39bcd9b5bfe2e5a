"""Planning again after something moved: a difference that is shown before anything is saved.

What still holds is kept, a fixed stop never moves, and planning again after the difference is applied changes
nothing. Why it moved is a fact of its own: the secretariat moving a meeting is not the body postponing the case.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from domain.model.case import CaseState
from domain.model.stop import StopState
from domain.rules.facts import CaseFacts, MeetingFacts, StopFacts
from domain.rules.meeting_table import MeetingTable
from domain.rules.obligations import not_before
from domain.rules.planning import NoPlan, Risk, StopToPlace, plan_forward


class Why(StrEnum):
    """What set the re-planning off."""

    PLACED = "placed"  # the first placing
    MEETING_MOVED = "meeting_moved"  # by the secretariat
    MEETING_CANCELLED = "meeting_cancelled"  # by the secretariat
    POSTPONED_BY_BODY = "postponed_by_body"
    RETURNED_BY_BODY = "returned_by_body"
    FORWARDED_BY_BODY = "forwarded_by_body"
    STOPPED_23 = "stopped_23"
    STOP_ADDED = "stop_added"
    STOP_DROPPED = "stop_dropped"
    URGENCY = "urgency"  # an urgency reason was given


@dataclass(frozen=True, slots=True)
class Change:
    """One stop that gets another meeting, or whose meeting got another time."""

    stop: str
    body: str
    before: MeetingFacts | None
    after: MeetingFacts | None
    why: str


@dataclass(frozen=True, slots=True)
class Difference:
    """What would move. With a ``no_plan`` nothing moves: the journey cannot be planned as it stands."""

    changes: tuple[Change, ...] = ()
    no_plan: NoPlan | None = None
    risks: tuple[Risk, ...] = ()


def replan(case: CaseFacts, table: MeetingTable, *, ready_on: date, why: str) -> Difference:
    """Plan what is still to come, keeping every stop where it stands as long as that holds.

    ``ready_on`` is the day from which new placings can be handed in (today, or the day the case is ready). A
    stop that stands on a meeting counts as handed in for it. Meetings come from the table; one that the table
    does not hold is taken as the case knows it. Pass the table with a moved meeting to see what the move does.
    """
    open_stops = _still_to_come(case, table)
    if case.state is not CaseState.OPEN or not open_stops:
        return Difference()
    table = _with_missing(case, table)
    wanted = [_to_place(case, stop, table, ready_on) for stop in open_stops]
    answer = plan_forward(
        wanted, table, ready_on=ready_on, decide_before=case.decide_before, after=_last_treated(case, table)
    )
    if isinstance(answer, NoPlan):
        return Difference(no_plan=answer)
    changes = tuple(
        Change(stop.id, stop.body, stop.meeting, placed.meeting, why)
        for stop, placed in zip(open_stops, answer.placed, strict=True)
        if not _is_same_time(stop.meeting, placed.meeting)
    )
    return Difference(changes, risks=answer.risks)


def with_difference(case: CaseFacts, difference: Difference) -> CaseFacts:
    """The case as it is when the difference is saved."""
    after = {change.stop: change.after for change in difference.changes}
    stops = tuple(
        replace(stop, meeting=after[stop.id], state=StopState.PLANNED) if stop.id in after else stop
        for stop in case.stops
    )
    return replace(case, stops=stops)


def has_valid_meeting(stop: StopFacts) -> bool:
    """Whether the stop stands on a meeting that will be held."""
    return stop.meeting is not None and not stop.meeting.cancelled


def _still_to_come(case: CaseFacts, table: MeetingTable) -> list[StopFacts]:
    return [
        stop
        for stop in case.stops
        if stop.state is StopState.PLANNED or (stop.state is StopState.ON_AGENDA and not _is_held(stop, table))
    ]


def _is_held(stop: StopFacts, table: MeetingTable) -> bool:
    meeting = _current(stop, table)
    return meeting is not None and not meeting.cancelled


def _current(stop: StopFacts, table: MeetingTable) -> MeetingFacts | None:
    if stop.meeting is None:
        return None
    return table.find(stop.meeting.id) or stop.meeting


def _last_treated(case: CaseFacts, table: MeetingTable) -> MeetingFacts | None:
    """The latest meeting that has, or is about to have, treated the case: the rest comes after it."""
    behind = [
        meeting
        for stop in case.stops
        if stop.state in {StopState.ON_AGENDA, StopState.AWAITING_DECISION, StopState.DECIDED}
        and (meeting := _current(stop, table)) is not None
        and not meeting.cancelled
    ]
    return max(behind, key=lambda meeting: meeting.ends_at, default=None)


def _with_missing(case: CaseFacts, table: MeetingTable) -> MeetingTable:
    missing = [
        stop.meeting for stop in case.stops if stop.meeting is not None and table.find(stop.meeting.id) is None
    ]
    return table.with_meetings(missing) if missing else table


def _to_place(case: CaseFacts, stop: StopFacts, table: MeetingTable, ready_on: date) -> StopToPlace:
    meeting = _current(stop, table)
    has_passed = meeting is not None and meeting.held_on < ready_on
    return StopToPlace(
        key=stop.id,
        body=stop.body,
        kind=stop.kind,
        fixed_meeting=meeting.id if stop.fixed and meeting is not None else None,
        min_gap_days=stop.min_gap_days,
        current_meeting=None if meeting is None or has_passed else meeting.id,
        urgent=bool(stop.urgency_reason),
        not_before=not_before(case.obligation, stop.kind, case.decide_before),
    )


def _is_same_time(before: MeetingFacts | None, after: MeetingFacts) -> bool:
    return before is not None and before.id == after.id and before.starts_at == after.starts_at
