"""Led i sagsgangen: placed by hand, added, dropped, and the reason why one could not wait.

Each verb has a preview that shows the same difference without saving it: look, then act.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import update
from sqlmodel import Session, col

from domain.casework.case.placing import difference_for, save
from domain.casework.mail.notices import taken_off
from domain.casework.mail.telling import tell_all
from domain.casework.rows import (
    check_open,
    check_reason,
    check_version,
    find,
    in_journal,
    local_day,
    look_again,
)
from domain.casework.verb import Act, Receipt, verb
from domain.errors import NotAllowedNowError, NotFoundError, RepeatedBodyError
from domain.model import Case, Stop, StopState
from domain.model.columns import make_id
from domain.rules.facts import CaseFacts, MeetingFacts, StopFacts
from domain.rules.planning import Cure
from domain.rules.replanning import Change, Difference, Why
from domain.store.case_facts import case_facts
from domain.store.queries import LIVE_STOPS, current_profile, meeting_facts

_ASIDE = 1_000  # positions are moved far away and back, so that no two stops ever share one


@dataclass(frozen=True, slots=True)
class _Sketch:
    """The case as it would be, and what it takes to plan it so."""

    case: CaseFacts
    stop: StopFacts
    difference: Difference


@verb
def place_stop(
    act: Act, *, stop_id: str, meeting_id: str, fixed: bool = True, reason: str, version: int | None = None
) -> Receipt:
    """Put a stop on a meeting of its body by hand; later stops that no longer hold are planned again.

    ``fixed`` keeps it there whatever moves around it; with ``fixed=False`` a fixed date is released.

    Raises:
        NotFoundError: no such stop or meeting.
        ReasonMissingError: the reason is empty.
        NotAllowedNowError: ``why`` is one of not_open, not_planned (held, decided or dropped), other_body, cancelled.
        ConflictError: somebody changed the stop first.
    """
    said = check_reason(reason, act.name, stop_id)
    stop = find(act.session, Stop, "stop", stop_id)
    case = find(act.session, Case, "case", stop.case_id)
    check_open(case, act.name)
    if (stop.meeting_id, stop.fixed) == (meeting_id, fixed):
        return act.already(case.id, stop=stop_id)
    check_version(stop, "stop", stop_id, version)
    sketch = _sketch_place(act.session, stop_id, meeting_id, local_day(act.at), fixed=fixed)
    stop.fixed = fixed
    stop.version += 1
    changes = save(act, case, sketch.difference)
    look_again(act, case.id)
    return act.enter("case", case.id, stop=stop_id, fixed=fixed, changes=changes, reason=in_journal(case, said))


@verb
def add_stop(
    act: Act, *, case_id: str, body: str, after: str | None = None, min_gap_days: int = 0, reason: str
) -> Receipt:
    """Add a body to the route, after the stop ``after`` or at the end, and plan what follows again.

    Raises:
        NotFoundError: no such case, or ``after`` is no stop of it.
        UnknownBodyError: nothing is called ``body``.
        EndedBodyError: the body is no more.
        RepeatedBodyError: the body is still to treat the case elsewhere on the route.
        ReasonMissingError: the reason is empty.
        NotAllowedNowError: ``why`` is one of not_open, behind (a later stop has been held), route (the law's order).
    """
    said = check_reason(reason, act.name, case_id)
    case = find(act.session, Case, "case", case_id)
    check_open(case, act.name)
    facts = case_facts(act.session, case_id)
    key = current_profile(act.session).find_body_from(body, local_day(act.at)).key
    before = _stop_before(facts, after)
    next_one = next((stop for stop in _live(facts) if stop.position > before.position), None)
    if next_one is not None and next_one.body == key and next_one.min_gap_days == min_gap_days:
        return act.already(case_id, stop=next_one.id, body=key)
    sketch = _sketch_add(
        act.session,
        facts,
        body=key,
        before=before,
        min_gap_days=min_gap_days,
        today=local_day(act.at),
        reason=said,
    )
    _make_room(act.session, case_id, before.position)
    act.session.add(
        Stop.new(
            id=sketch.stop.id,
            case_id=case_id,
            position=sketch.stop.position,
            body_key=key,
            min_gap_days=min_gap_days,
            added_because=sketch.stop.added_because,
        )
    )
    act.session.flush()
    changes = save(act, case, sketch.difference)
    look_again(act, case_id)
    return act.enter(
        "case",
        case_id,
        stop=sketch.stop.id,
        body=key,
        after=before.id,
        changes=changes,
        reason=in_journal(case, said),
    )


@verb
def drop_stop(act: Act, *, stop_id: str, reason: str, version: int | None = None) -> Receipt:
    """Take a stop out of the route; it is kept, marked as dropped, and what follows is planned again.

    Raises:
        NotFoundError: no such stop.
        ReasonMissingError: the reason is empty.
        NotAllowedNowError: the case is not open (why=not_open), or the stop is decided (why=decided).
        ConflictError: somebody changed the stop first.
    """
    said = check_reason(reason, act.name, stop_id)
    stop = find(act.session, Stop, "stop", stop_id)
    case = find(act.session, Case, "case", stop.case_id)
    if stop.state is StopState.DROPPED:
        return act.already(case.id, stop=stop_id)
    check_open(case, act.name)
    check_version(stop, "stop", stop_id, version)
    sketch = _sketch_drop(act.session, stop_id, local_day(act.at))
    if stop.state is StopState.ON_AGENDA:
        profile = current_profile(act.session)
        news = taken_off(case, profile, stop.body_key, "dropped", stop_id=stop_id, meeting_id=stop.meeting_id)
        tell_all(act, [news])
    stop.state = StopState.DROPPED
    stop.version += 1
    changes = save(act, case, sketch.difference)
    look_again(act, case.id)
    return act.enter(
        "case", case.id, stop=stop_id, body=stop.body_key, changes=changes, reason=in_journal(case, said)
    )


@verb
def give_urgency_reason(act: Act, *, stop_id: str, reason: str, version: int | None = None) -> Receipt:
    """Say why the case cannot wait for a later meeting; the agenda prints it (kommunestyrelsesloven § 8 stk. 5).

    Raises:
        NotFoundError: no such stop.
        ReasonMissingError: the reason is empty.
        NotAllowedNowError: the case is not open (why=not_open), or the stop is decided or dropped (why=not_live).
        ConflictError: somebody changed the stop first.
    """
    said = check_reason(reason, act.name, stop_id)
    stop = find(act.session, Stop, "stop", stop_id)
    case = find(act.session, Case, "case", stop.case_id)
    if stop.urgency_reason == said:
        return act.already(case.id, stop=stop_id)
    check_open(case, act.name)
    if stop.state not in LIVE_STOPS:
        raise _refuse(act.name, stop_id, stop.state, "not_live")
    check_version(stop, "stop", stop_id, version)
    stop.urgency_reason = said
    stop.version += 1
    look_again(act, case.id)
    return act.enter("case", case.id, stop=stop_id, body=stop.body_key, reason=in_journal(case, said))


def preview_place(session: Session, *, stop_id: str, meeting_id: str, today: date, fixed: bool = True) -> Difference:
    """What ``place_stop`` would move. Raises as it does; nothing is written."""
    return _sketch_place(session, stop_id, meeting_id, today, fixed=fixed).difference


def preview_add(
    session: Session, *, case_id: str, body: str, after: str | None = None, min_gap_days: int = 0, today: date
) -> Difference:
    """What ``add_stop`` would move, the new stop among it. Raises as it does; nothing is written."""
    facts = case_facts(session, case_id)
    key = current_profile(session).find_body_from(body, today).key
    before = _stop_before(facts, after)
    return _sketch_add(
        session, facts, body=key, before=before, min_gap_days=min_gap_days, today=today, reason=""
    ).difference


def preview_drop(session: Session, *, stop_id: str, today: date) -> Difference:
    """What ``drop_stop`` would move. Raises as it does; nothing is written."""
    return _sketch_drop(session, stop_id, today).difference


def preview_urgency(session: Session, *, stop_id: str, today: date) -> Difference:
    """What becomes possible when a reason for urgency is given for the stop. Nothing is written."""
    facts, stop = _case_of(session, stop_id)
    case = _with_stop(facts, replace(stop, urgency_reason="?"))
    return difference_for(session, case, today=today, why=Why.URGENCY)


def _sketch_place(session: Session, stop_id: str, meeting_id: str, today: date, *, fixed: bool) -> _Sketch:
    facts, stop = _case_of(session, stop_id)
    if stop.state not in {StopState.PLANNED, StopState.ON_AGENDA}:
        raise _refuse("place_stop", stop_id, stop.state, "not_planned")
    found = meeting_facts(session, ids=[meeting_id])
    if not found:
        raise NotFoundError(noun="meeting", id=meeting_id)
    meeting = found[0]
    if meeting.body != stop.body:
        raise _refuse("place_stop", stop_id, stop.state, "other_body")
    if meeting.cancelled:
        raise _refuse("place_stop", stop_id, stop.state, "cancelled")
    placed = replace(stop, meeting=meeting, fixed=fixed)
    if not _is_same(stop.meeting, meeting):
        placed = replace(placed, state=StopState.PLANNED)
    case = _with_stop(facts, placed)
    difference = difference_for(session, case, today=today, why=Why.PLACED)
    if not _is_same(stop.meeting, meeting):
        own = Change(stop.id, stop.body, stop.meeting, meeting, Why.PLACED)
        others = tuple(change for change in difference.changes if change.stop != stop.id)
        difference = replace(difference, changes=(own, *others))
    return _Sketch(case, placed, difference)


def _sketch_add(
    session: Session, facts: CaseFacts, *, body: str, before: StopFacts, min_gap_days: int, today: date, reason: str
) -> _Sketch:
    """The case with the new stop behind ``before``; the stops after it stand one position later."""
    if any(stop.position > before.position and stop.state is StopState.DECIDED for stop in facts.stops):
        raise _refuse("add_stop", before.id, before.state, "behind")
    if any(stop.body == body for stop in _live(facts)):
        raise RepeatedBodyError(body=body, route=[stop.body for stop in _live(facts)])
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
    return _Sketch(case, added, difference)


def _sketch_drop(session: Session, stop_id: str, today: date) -> _Sketch:
    facts, stop = _case_of(session, stop_id)
    if stop.state is StopState.DECIDED:
        raise _refuse("drop_stop", stop_id, stop.state, "decided")
    case = _with_stop(facts, replace(stop, state=StopState.DROPPED))
    return _Sketch(case, stop, difference_for(session, case, today=today, why=Why.STOP_DROPPED))


def _case_of(session: Session, stop_id: str) -> tuple[CaseFacts, StopFacts]:
    facts = case_facts(session, find(session, Stop, "stop", stop_id).case_id)
    return facts, next(stop for stop in facts.stops if stop.id == stop_id)


def _with_stop(case: CaseFacts, changed: StopFacts) -> CaseFacts:
    return replace(case, stops=tuple(changed if stop.id == changed.id else stop for stop in case.stops))


def _live(case: CaseFacts) -> list[StopFacts]:
    return [stop for stop in case.stops if stop.state in LIVE_STOPS]


def _stop_before(case: CaseFacts, after: str | None) -> StopFacts:
    """The stop with the id ``after``; without one the last of the route."""
    if after is None:
        return case.stops[-1]
    for stop in case.stops:
        if stop.id == after:
            return stop
    raise NotFoundError(noun="stop", id=after)


def _make_room(session: Session, case_id: str, position: int) -> None:
    """Move every stop behind a position one place on: two statements, however many stops there are."""
    behind = update(Stop).where(col(Stop.case_id) == case_id)
    session.connection().execute(behind.where(col(Stop.position) > position).values(position=Stop.position + _ASIDE))
    session.connection().execute(
        behind.where(col(Stop.position) > _ASIDE).values(position=Stop.position - (_ASIDE - 1))
    )
    session.expire_all()


def _is_same(before: MeetingFacts | None, after: MeetingFacts) -> bool:
    return before is not None and before.id == after.id


def _refuse(verb_name: str, stop_id: str, state: StopState, why: str) -> NotAllowedNowError:
    return NotAllowedNowError(verb=verb_name, noun="stop", id=stop_id, state=state.value, why=why)
