"""What the public may read of a decision behind closed doors, or why that is nothing."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Response
from pydantic import Field

from desk.public_folder import follow
from desk.web.case_change import Asked, Change, by_hand, change, sheet_for
from desk.web.case_sheet import CaseSheet, StopSheet
from desk.web.forms import empty, read
from desk.web.page import page
from desk.web.visit import TypedDep, Visit, VisitDep
from domain.casework.case.publishable import word_for_public
from domain.casework.verb import By, Receipt
from domain.rules.rights import Deed
from domain.store.database import Database

router = APIRouter(include_in_schema=False, prefix="/sag/{case_id}/led/{stop_id}")


class WordingForm(Change):
    """One of the two."""

    public_text: Annotated[str, Field(max_length=4000)] = ""
    withheld_because: Annotated[str, Field(max_length=500)] = ""


@router.get("/offentlig")
def ask(visit: VisitDep, case_id: str, stop_id: str) -> Response:
    """What may be published of it?"""
    sheet, stop = _stop(visit, case_id, stop_id)
    said = stop.wording
    form = empty(public_text=said.text, withheld_because=said.withheld_because) if said else empty()
    return page(visit, "case/wording.html.j2", sheet=sheet, form=form, newer=(), stop=stop)


@router.post("/offentlig")
def say(visit: VisitDep, case_id: str, stop_id: str, typed: TypedDep) -> Response:
    """Keep it, and let the published minutes follow."""
    sheet, stop = _stop(visit, case_id, stop_id)
    filled = read(WordingForm, typed)
    said = filled.value or WordingForm()
    keep = by_hand(word_for_public, stop_id=stop_id, text=said.public_text, withheld_because=said.withheld_because)

    def work(db: Database, by: By) -> Any:
        receipt: Receipt = keep(db, by)
        follow(db, visit.settings.public_dir)
        return receipt

    asked = Asked(
        "case/wording.html.j2", "", "", work, "offentlig-tekst", {"stop": stop},
        shown_first=False, only=frozenset({"word_for_public", "correct_decision"}), return_to=f"#led-{stop_id}",
    )  # fmt: skip
    return change(visit, sheet, filled, asked)


def _stop(visit: Visit, case_id: str, stop_id: str) -> tuple[CaseSheet, StopSheet]:
    """The stop, for one who writes the body's decisions. Raises ``NotFoundError``, ``NotAllowedError``."""
    sheet = sheet_for(visit, case_id, Deed.DECIDE)
    stop = sheet.stop(stop_id)
    visit.check_may(Deed.DECIDE, stop.facts.body)
    return sheet, stop
