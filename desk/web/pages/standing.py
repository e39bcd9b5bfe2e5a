"""Faste punkter på et mødes dagsorden: put on before their day, or left out this once with the reason."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Response
from fastapi.responses import RedirectResponse
from pydantic import StringConstraints

from desk.web.forms import Form, MaybeText, read
from desk.web.meeting_paper import MeetingPaper, read_paper
from desk.web.pages.agenda import agenda_page
from desk.web.visit import TypedDep, Visit, VisitDep
from domain.casework.year.standing import leave_out_standing_item
from domain.errors import NotFoundError
from domain.rules.rights import Deed
from flows.standing_items import put_on

router = APIRouter(include_in_schema=False, prefix="/moede/{meeting_id}/dagsorden/faste/{item}")


class PutForm(Form):
    """A button."""

    key: MaybeText = None


class LeaveOutForm(Form):
    """Why not this once."""

    reason: Annotated[str, StringConstraints(min_length=1, max_length=500)]
    key: MaybeText = None


@router.post("")
def put(visit: VisitDep, meeting_id: str, item: str, typed: TypedDep) -> Response:
    """Put it on the agenda now."""
    paper = _check(visit, meeting_id, item)
    filled = read(PutForm, typed)
    put_on(visit.db, visit.by(filled.value.key if filled.value else None), item=item, meeting_id=paper.id)
    return RedirectResponse(f"{paper.address}#faste", 303)


@router.post("/udelad")
def leave_out(visit: VisitDep, meeting_id: str, item: str, typed: TypedDep) -> Response:
    """Leave it out this once, with the reason."""
    paper = _check(visit, meeting_id, item)
    filled = read(LeaveOutForm, typed)
    if filled.value is None:
        return agenda_page(visit, paper, status=422, leaving=filled)
    said = filled.value
    leave_out_standing_item(visit.db, visit.by(said.key), item=item, meeting_id=meeting_id, reason=said.reason)
    return RedirectResponse(f"{paper.address}#faste", 303)


def _check(visit: Visit, meeting_id: str, item: str) -> MeetingPaper:
    """The agenda, when the visitor may arrange it, and the item stands on it."""
    paper = read_paper(visit, meeting_id)
    visit.check_may(Deed.AGENDA, paper.body.key)
    if item not in {one.item.key for one in paper.standing} or paper.meeting.cancelled:
        raise NotFoundError(noun="standing_item", id=item)
    return paper
