"""Led i sagsgangen: placed by hand, added, dropped, and the reason why one could not wait.

Each verb has a preview that shows the same difference without saving it: look, then act.
"""

from __future__ import annotations

from sqlalchemy import update
from sqlmodel import Session, col

from domain.casework.case.placing import save
from domain.casework.case.sketches import live_stops, refuse, sketch_add, sketch_drop, sketch_place, stop_before
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
from domain.model import Case, Stop, StopState
from domain.store.case_facts import case_facts
from domain.store.queries import LIVE_STOPS, current_profile

_ASIDE = 1_000  # positions are moved far away and back, so that no two stops ever share one


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
    sketch = sketch_place(act.session, stop_id, meeting_id, local_day(act.at), fixed=fixed)
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
    before = stop_before(facts, after)
    next_one = next((stop for stop in live_stops(facts) if stop.position > before.position), None)
    if next_one is not None and next_one.body == key and next_one.min_gap_days == min_gap_days:
        return act.already(case_id, stop=next_one.id, body=key)
    sketch = sketch_add(
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
    sketch = sketch_drop(act.session, stop_id, local_day(act.at))
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
        raise refuse(act.name, stop_id, stop.state, "not_live")
    check_version(stop, "stop", stop_id, version)
    stop.urgency_reason = said
    stop.version += 1
    look_again(act, case.id)
    return act.enter("case", case.id, stop=stop_id, body=stop.body_key, reason=in_journal(case, said))


def _make_room(session: Session, case_id: str, position: int) -> None:
    """Move every stop behind a position one place on: two statements, however many stops there are."""
    behind = update(Stop).where(col(Stop.case_id) == case_id)
    session.connection().execute(behind.where(col(Stop.position) > position).values(position=Stop.position + _ASIDE))
    session.connection().execute(
        behind.where(col(Stop.position) > _ASIDE).values(position=Stop.position - (_ASIDE - 1))
    )
    session.expire_all()
