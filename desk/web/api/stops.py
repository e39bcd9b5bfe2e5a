"""Stops in the API: placed, added, dropped, hurried; and what was decided at them."""

from __future__ import annotations

from fastapi import APIRouter

from desk.web.api.answered import Done
from desk.web.api.asked import AddStop, Decide, DryRun, Id, PlaceStop, WithReason
from desk.web.api.caller import Caller, CallerDep
from desk.web.api.cases import check_sees
from domain.casework.case.decisions import record_decision
from domain.casework.case.stops import add_stop, drop_stop, give_urgency_reason, place_stop
from domain.casework.rows import find
from domain.model import Stop
from domain.rules.rights import Deed
from domain.store.queries import current_profile

router = APIRouter(tags=["stops"])


@router.post("/cases/{case_id}/stops", operation_id="add_stop")
def add(caller: CallerDep, case_id: Id, said: AddStop, dry_run: DryRun = False) -> Done:
    """Add a body to the route."""
    with caller.db.read() as session:
        body = current_profile(session).find_body(said.body).key
    caller.check_may(Deed.PLAN, body)
    check_sees(caller, case_id)
    values = said.model_dump()
    return caller.do(lambda db, by: add_stop(db, by, case_id=case_id, **values), dry_run=dry_run, case_id=case_id)


@router.post("/stops/{stop_id}/place", operation_id="place_stop")
def place(caller: CallerDep, stop_id: Id, said: PlaceStop, dry_run: DryRun = False) -> Done:
    """Put a stop on a meeting."""
    case_id, values = _checked(caller, stop_id, Deed.PLAN), said.model_dump()
    return caller.do(lambda db, by: place_stop(db, by, stop_id=stop_id, **values), dry_run=dry_run, case_id=case_id)


@router.post("/stops/{stop_id}/drop", operation_id="drop_stop")
def drop(caller: CallerDep, stop_id: Id, said: WithReason, dry_run: DryRun = False) -> Done:
    """Take a stop out of the route."""
    case_id, values = _checked(caller, stop_id, Deed.PLAN), said.model_dump()
    return caller.do(lambda db, by: drop_stop(db, by, stop_id=stop_id, **values), dry_run=dry_run, case_id=case_id)


@router.post("/stops/{stop_id}/urgency", operation_id="give_urgency_reason")
def hurry(caller: CallerDep, stop_id: Id, said: WithReason, dry_run: DryRun = False) -> Done:
    """Say why it cannot wait (kommunestyrelsesloven § 8, stk. 5)."""
    case_id, values = _checked(caller, stop_id, Deed.PLAN), said.model_dump()
    return caller.do(
        lambda db, by: give_urgency_reason(db, by, stop_id=stop_id, **values), dry_run=dry_run, case_id=case_id
    )


@router.post("/stops/{stop_id}/decision", operation_id="record_decision")
def decide(caller: CallerDep, stop_id: Id, said: Decide, dry_run: DryRun = False) -> Done:
    """Record what the body decided."""
    case_id, values = _checked(caller, stop_id, Deed.DECIDE), said.model_dump()
    return caller.do(
        lambda db, by: record_decision(db, by, stop_id=stop_id, **values), dry_run=dry_run, case_id=case_id
    )


def _checked(caller: Caller, stop_id: str, deed: Deed) -> str:
    """The case of a stop, if the caller may do that in its body. Raises ``NotFoundError``, ``NotAllowedError``."""
    with caller.db.read() as session:
        stop = find(session, Stop, "stop", stop_id)
    caller.check_may(deed, stop.body_key)
    check_sees(caller, stop.case_id)
    return stop.case_id
