"""A promise of a case is written down here; what becomes of it is done on its own page (``promise``)."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Response
from pydantic import Field

from desk.web.case_change import Asked, Change, by_hand, change, sheet_for
from desk.web.case_sheet import CaseSheet
from desk.web.forms import MaybeDate, MaybeText, empty, read
from desk.web.language import _
from desk.web.page import page
from desk.web.pages.case_edit import posts
from desk.web.visit import TypedDep, Visit, VisitDep
from domain.casework.case.follow_ups import Proposal, propose_follow_up
from domain.rules.rights import Deed

router = APIRouter(include_in_schema=False)
TEMPLATE = "case/promise.html.j2"


class NewForm(Change):
    """A promise."""

    text: Annotated[str, Field(min_length=1, max_length=1000)]
    owner_post: MaybeText = None
    due_on: MaybeDate = None
    blocks_stop: MaybeText = None


@router.get("/sag/{case_id}/opfoelgning/ny")
def ask_new(visit: VisitDep, case_id: str) -> Response:
    """What was promised?"""
    sheet = sheet_for(visit, case_id, Deed.FOLLOW_UP)
    return page(visit, TEMPLATE, sheet=sheet, form=empty(), newer=(), **_choices(visit, sheet))


@router.post("/sag/{case_id}/opfoelgning/ny")
def propose(visit: VisitDep, case_id: str, typed: TypedDep) -> Response:
    """Write a promise down; it waits for somebody to confirm it."""
    sheet = sheet_for(visit, case_id, Deed.FOLLOW_UP)
    filled = read(NewForm, typed)
    form = filled.value
    proposal = Proposal(form.text, owner_post=form.owner_post, due_on=form.due_on, place="") if form else None
    blocks = form.blocks_stop if form else None
    work = by_hand(propose_follow_up, case_id=case_id, proposal=proposal, blocks_stop=blocks)
    facts = _choices(visit, sheet)
    heading = str(facts["heading"])
    # No date of a meeting moves by a promise, and nothing on the page can make a new one stale.
    asked = Asked(
        TEMPLATE,
        heading,
        heading,
        work,
        "foreslaaet",
        facts,
        shown_first=False,
        only=frozenset(),
        return_to="#opfoelgning",
    )
    return change(visit, sheet, filled, asked)


def _choices(visit: Visit, sheet: CaseSheet) -> dict[str, Any]:
    with visit.db.read() as session:
        owners = posts(session)
    stops = [(stop.facts.id, stop.name) for stop in sheet.stops if stop.is_live]
    return {"heading": _("Skriv en opfølgning"), "posts": owners, "stops": stops}
