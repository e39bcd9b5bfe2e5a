"""Follow-ups in the API."""

from __future__ import annotations

from fastapi import APIRouter

from desk.web.api.answered import Done, FollowUpOut, FollowUps
from desk.web.api.asked import Complete, Confirm, DryRun, Id, Limit, Offset, Propose, WithReason
from desk.web.api.caller import Caller, CallerDep
from desk.web.api.cases import check_sees
from domain.casework.case.follow_ups import (
    Proposal,
    complete_follow_up,
    confirm_follow_up,
    drop_follow_up,
    propose_follow_up,
)
from domain.casework.rows import find
from domain.model import FollowUp
from domain.rules.rights import Deed
from domain.store.promises import Which, Wish, list_promises

router = APIRouter(tags=["follow-ups"])


@router.get("/follow-ups", operation_id="list_follow_ups")
def list_them(
    caller: CallerDep,
    which: Which = Which.CONFIRMED,
    late: bool = False,
    offset: Offset = 0,
    limit: Limit = 50,
) -> FollowUps:
    """Promises, overdue first."""
    caller.check_may(Deed.LOOK)
    wish = Wish(which=which, late_only=late)
    with caller.db.read() as session:
        found, has_more = list_promises(session, caller.visitor, wish, today=caller.today, offset=offset, limit=limit)
    return FollowUps(follow_ups=[FollowUpOut.model_validate(one) for one in found], has_more=has_more)


@router.post("/cases/{case_id}/follow-ups", operation_id="propose_follow_up")
def propose(caller: CallerDep, case_id: Id, said: Propose, dry_run: DryRun = False) -> Done:
    """Note a promise that somebody must confirm."""
    caller.check_may(Deed.FOLLOW_UP)
    check_sees(caller, case_id)
    proposal = Proposal(text=said.text, owner_post=said.owner_post, due_on=said.due_on, place="API")
    stops = said.model_dump(include={"from_stop", "blocks_stop"})
    return caller.do(
        lambda db, by: propose_follow_up(db, by, case_id=case_id, proposal=proposal, **stops),
        dry_run=dry_run,
        case_id=case_id,
    )


@router.post("/follow-ups/{follow_up_id}/confirm", operation_id="confirm_follow_up")
def confirm(caller: CallerDep, follow_up_id: Id, said: Confirm, dry_run: DryRun = False) -> Done:
    """Make it a promise that somebody keeps."""
    case_id, values = _checked(caller, follow_up_id), said.model_dump()
    return caller.do(
        lambda db, by: confirm_follow_up(db, by, follow_up_id=follow_up_id, **values),
        dry_run=dry_run,
        case_id=case_id,
    )


@router.post("/follow-ups/{follow_up_id}/complete", operation_id="complete_follow_up")
def complete(caller: CallerDep, follow_up_id: Id, said: Complete, dry_run: DryRun = False) -> Done:
    """It is done."""
    case_id, values = _checked(caller, follow_up_id), said.model_dump()
    return caller.do(
        lambda db, by: complete_follow_up(db, by, follow_up_id=follow_up_id, **values),
        dry_run=dry_run,
        case_id=case_id,
    )


@router.post("/follow-ups/{follow_up_id}/drop", operation_id="drop_follow_up")
def drop(caller: CallerDep, follow_up_id: Id, said: WithReason, dry_run: DryRun = False) -> Done:
    """It is not to be done."""
    case_id, values = _checked(caller, follow_up_id), said.model_dump()
    return caller.do(
        lambda db, by: drop_follow_up(db, by, follow_up_id=follow_up_id, **values), dry_run=dry_run, case_id=case_id
    )


def _checked(caller: Caller, follow_up_id: str) -> str:
    caller.check_may(Deed.FOLLOW_UP)
    with caller.db.read() as session:
        case_id = find(session, FollowUp, "follow_up", follow_up_id).case_id
    check_sees(caller, case_id)
    return case_id
