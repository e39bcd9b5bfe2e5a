"""A route as it would be: a stop placed, added or dropped, and what follows from it. Nothing is written."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from sqlmodel import Session

from domain.casework.case.placing import difference_for
from domain.casework.rows import (
    find,
)
from domain.errors import NotAllowedNowError, NotFoundError, RepeatedBodyError
from domain.model import Stop, StopState
from domain.model.columns import make_id
from domain.rules.facts import CaseFacts, MeetingFacts, StopFacts
from domain.rules.planning import Cure
from domain.rules.replanning import Change, Difference, Why
from domain.store.case_facts import case_facts
from domain.store.queries import LIVE_STOPS, current_profile, meeting_facts


@dataclass(frozen=True, slots=True)
class Sketch:
    """The case as it would be, and what it takes to plan it so."""

    case: CaseFacts
    stop: StopFacts
    difference: Difference


def preview_place(session: Session, *, stop_id: str, meeting_id: str, today: date, fixed: bool = True) -> Difference:
    """What ``place_stop`` would move. Raises as it does; nothing is written."""
    return sketch_place(session, stop_id, meeting_id, today, fixed=fixed).difference


def preview_add(
    session: Session, *, case_id: str, body: str, after: str | None = None, min_gap_days: int = 0, today: date
) -> Difference:
    """What ``add_stop`` would move, the new stop among it. Raises as it does; nothing is written."""
    facts = case_facts(session, case_id)
    key = current_profile(session).find_body_from(body, today).key
    before = stop_before(facts, after)
    return sketch_add(
        session, facts, body=key, before=before, min_gap_days=min_gap_days, today=today, reason=""
    ).difference


def preview_drop(session: Session, *, stop_id: str, today: date) -> Difference:
    """What ``drop_stop`` would move. Raises as it does; nothing is written."""
    return sketch_drop(session, stop_id, today).difference


def preview_urgency(session: Session, *, stop_id: str, today: date) -> Difference:
    """What becomes possible when a reason for urgency is given for the stop. Nothing is written."""
    facts, stop = _case_of(session, stop_id)
    case = _with_stop(facts, replace(stop, urgency_reason="?"))
    return difference_for(session, case, today=today, why=Why.URGENCY)


def sketch_place(session: Session, stop_id: str, meeting_id: str, today: date, *, fixed: bool) -> Sketch:
    """The case with the stop on that meeting. Raises as ``place_stop`` does."""
    facts, stop = _case_of(session, stop_id)
    if stop.state not in {StopState.PLANNED, StopState.ON_AGENDA}:
        raise refuse("place_stop", stop_id, stop.state, "not_planned")
    found = meeting_facts(session, ids=[meeting_id])
    if not found:
        raise NotFoundError(noun="meeting", id=meeting_id)
    meeting = found[0]
    if meeting.body != stop.body:
        raise refuse("place_stop", stop_id, stop.state, "other_body")
    if meeting.cancelled:
        raise refuse("place_stop", stop_id, stop.state, "cancelled")
    placed = replace(stop, meeting=meeting, fixed=fixed)
    if not _is_same(stop.meeting, meeting):
        placed = replace(placed, state=StopState.PLANNED)
    case = _with_stop(facts, placed)
    difference = difference_for(session, case, today=today, why=Why.PLACED)
    if not _is_same(stop.meeting, meeting):
        own = Change(stop.id, stop.body, stop.meeting, meeting, Why.PLACED)
        others = tuple(change for change in difference.changes if change.stop != stop.id)
        difference = replace(difference, changes=(own, *others))
    return Sketch(case, placed, difference)


def sketch_add(
    session: Session, facts: CaseFacts, *, body: str, before: StopFacts, min_gap_days: int, today: date, reason: str
) -> Sketch:
    """The case with the new stop behind ``before``; the stops after it stand one position later."""
    if any(stop.position > before.position and stop.state is StopState.DECIDED for stop in facts.stops):
        raise refuse("add_stop", before.id, before.state, "behind")
    if any(stop.body == body for stop in live_stops(facts)):
        raise RepeatedBodyError(body=body, route=[stop.body for stop in live_stops(facts)])
    added = StopFacts(
        id=make_id("stop", facts.id, "added", body, len(facts.stops)),
        position=before.position + 1,
        round_no=1,
        body=body,
        kind=current_profile(session).body(body).kind,
        state=StopState.PLANNED,
        min_gap_days=min_gap_days,
        added_because=reason[:200],
    )
    moved = [
        replace(stop, position=stop.position + 1) if stop.position > before.position else stop for stop in facts.stops
    ]
    case = replace(facts, stops=tuple(sorted([*moved, added], key=lambda stop: (stop.position, stop.round_no))))
    difference = difference_for(session, case, today=today, why=Why.STOP_ADDED)
    if difference.no_plan is not None and difference.no_plan.cure is Cure.OTHER_ROUTE:
        raise NotAllowedNowError(
            verb="add_stop", noun="case", id=facts.id, state=facts.state.value, why="route", body=body
        )
    return Sketch(case, added, difference)


def sketch_drop(session: Session, stop_id: str, today: date) -> Sketch:
    """The case without the stop. Raises as ``drop_stop`` does."""
    facts, stop = _case_of(session, stop_id)
    if stop.state is StopState.DECIDED:
        raise refuse("drop_stop", stop_id, stop.state, "decided")
    case = _with_stop(facts, replace(stop, state=StopState.DROPPED))
    return Sketch(case, stop, difference_for(session, case, today=today, why=Why.STOP_DROPPED))


def _case_of(session: Session, stop_id: str) -> tuple[CaseFacts, StopFacts]:
    facts = case_facts(session, find(session, Stop, "stop", stop_id).case_id)
    return facts, next(stop for stop in facts.stops if stop.id == stop_id)


def _with_stop(case: CaseFacts, changed: StopFacts) -> CaseFacts:
    return replace(case, stops=tuple(changed if stop.id == changed.id else stop for stop in case.stops))


def live_stops(case: CaseFacts) -> list[StopFacts]:
    """The stops still to be treated, by position."""
    return [stop for stop in case.stops if stop.state in LIVE_STOPS]


def stop_before(case: CaseFacts, after: str | None) -> StopFacts:
    """The stop with the id ``after``; without one the last of the route."""
    if after is None:
        return case.stops[-1]
    for stop in case.stops:
        if stop.id == after:
            return stop
    raise NotFoundError(noun="stop", id=after)


def _is_same(before: MeetingFacts | None, after: MeetingFacts) -> bool:
    return before is not None and before.id == after.id


def refuse(verb_name: str, stop_id: str, state: StopState, why: str) -> NotAllowedNowError:
    """The error of a stop that is in no state for the verb."""
    return NotAllowedNowError(verb=verb_name, noun="stop", id=stop_id, state=state.value, why=why)
