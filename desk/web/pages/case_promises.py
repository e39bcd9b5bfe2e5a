"""What was promised in a case: written down, confirmed, done, or given up."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any

from fastapi import APIRouter, Response
from pydantic import Field

from desk.web.case_change import Asked, Change, by_hand, change, sheet_for
from desk.web.case_sheet import CaseSheet, PromiseSheet
from desk.web.forms import MaybeDate, MaybeText, empty, read
from desk.web.language import _
from desk.web.page import page
from desk.web.pages.case_edit import posts
from desk.web.visit import TypedDep, Visit, VisitDep
from domain.casework.follow_ups import (
    Proposal,
    complete_follow_up,
    confirm_follow_up,
    drop_follow_up,
    propose_follow_up,
)
from domain.model import FollowUpState
from domain.rules.rights import Deed

router = APIRouter(include_in_schema=False, prefix="/sag/{case_id}/opfoelgning")
_BACK = "#opfoelgning"


class Settled(StrEnum):
    """How a promise ends, as its address says it."""

    DONE = "udfoert"
    DROPPED = "frafald"


class NewForm(Change):
    """A promise."""

    text: Annotated[str, Field(min_length=1, max_length=1000)]
    owner_post: MaybeText = None
    due_on: MaybeDate = None
    blocks_stop: MaybeText = None


class ConfirmForm(Change):
    """Who, when, and which stop waits for it."""

    owner_post: MaybeText = None
    due_on: MaybeDate = None
    blocks_stop: MaybeText = None


class NoteForm(Change):
    """What was done, or why it is not to be."""

    reason: Annotated[str, Field(min_length=1, max_length=1000)]


@router.get("/ny")
def ask_new(visit: VisitDep, case_id: str) -> Response:
    """What was promised?"""
    sheet = sheet_for(visit, case_id, Deed.FOLLOW_UP)
    return page(visit, "case/promise.html.j2", sheet=sheet, form=empty(), newer=(), **_choices(visit, sheet, None))


@router.post("/ny")
def propose(visit: VisitDep, case_id: str, typed: TypedDep) -> Response:
    """Write a promise down; it waits for somebody to confirm it."""
    sheet = sheet_for(visit, case_id, Deed.FOLLOW_UP)
    filled = read(NewForm, typed)
    form = filled.value
    proposal = Proposal(form.text, owner_post=form.owner_post, due_on=form.due_on, place="") if form else None
    work = by_hand(
        propose_follow_up, case_id=case_id, proposal=proposal, blocks_stop=form.blocks_stop if form else None
    )
    facts = _choices(visit, sheet, None)
    return change(visit, sheet, filled, _asked("case/promise.html.j2", work, "foreslaaet", facts))


@router.get("/{follow_up_id}/bekraeft")
def ask_confirm(visit: VisitDep, case_id: str, follow_up_id: str) -> Response:
    """Who stands for it, and by when?"""
    sheet, promise = _promise(visit, case_id, follow_up_id)
    form = empty(
        owner_post=promise.owner_post,
        due_on=f"{promise.due_on:%d-%m-%Y}" if promise.due_on else "",
        blocks_stop=promise.blocks_stop,
    )
    return page(visit, "case/promise.html.j2", sheet=sheet, form=form, newer=(), **_choices(visit, sheet, promise))


@router.post("/{follow_up_id}/bekraeft")
def confirm(visit: VisitDep, case_id: str, follow_up_id: str, typed: TypedDep) -> Response:
    """Make a proposal a promise, or change who and when."""
    sheet, promise = _promise(visit, case_id, follow_up_id)
    filled = read(ConfirmForm, typed)
    form = filled.value
    if form and not form.owner_post and not promise.owner_post:
        filled = filled.with_error("owner_post", _("Vælg, hvem der står for den."))
    if form and form.due_on is None and promise.due_on is None and not form.blocks_stop:
        filled = filled.with_error("due_on", _("Skriv en frist, eller vælg det led, der venter på den."))
    given = {name: getattr(form, name) for name in ("owner_post", "due_on", "blocks_stop")} if form else {}
    work = by_hand(confirm_follow_up, follow_up_id=follow_up_id, version=promise.version, **given)
    facts = _choices(visit, sheet, promise)
    return change(visit, sheet, filled, _asked("case/promise.html.j2", work, "bekraeftet", facts))


@router.get("/{follow_up_id}/{deed}")
def ask_settle(visit: VisitDep, case_id: str, follow_up_id: str, deed: Settled) -> Response:
    """What was done, or why is it given up?"""
    sheet, promise = _promise(visit, case_id, follow_up_id)
    words = _settling(deed, promise)
    return page(visit, "case/act.html.j2", sheet=sheet, form=empty(), newer=(), **words)


@router.post("/{follow_up_id}/{deed}")
def settle(visit: VisitDep, case_id: str, follow_up_id: str, deed: Settled, typed: TypedDep) -> Response:
    """The promise is kept, or given up."""
    sheet, promise = _promise(visit, case_id, follow_up_id)
    words = _settling(deed, promise)
    filled = read(NoteForm, typed)
    said = filled.value.reason if filled.value else ""
    given = {"follow_up_id": follow_up_id, "version": promise.version}
    if deed is Settled.DONE:
        work = by_hand(complete_follow_up, note=said, **given)
        return change(visit, sheet, filled, _asked("case/act.html.j2", work, "udfoert", words))
    work = by_hand(drop_follow_up, reason=said, **given)
    return change(visit, sheet, filled, _asked("case/act.html.j2", work, "frafaldet", words))


def _asked(template: str, work: Any, saved: str, facts: dict[str, Any]) -> Asked:
    """No date of a meeting moves by a promise, and only its own row can make the page stale: its version says so."""
    heading = str(facts["heading"])
    return Asked(template, heading, heading, work, saved, facts, shown_first=False, only=frozenset(), return_to=_BACK)


def _promise(visit: Visit, case_id: str, follow_up_id: str) -> tuple[CaseSheet, PromiseSheet]:
    sheet = sheet_for(visit, case_id, Deed.FOLLOW_UP)
    return sheet, sheet.promise(follow_up_id)


def _choices(visit: Visit, sheet: CaseSheet, promise: PromiseSheet | None) -> dict[str, Any]:
    with visit.db.read() as session:
        owners = posts(session)
    is_new = promise is None
    is_proposed = promise is not None and promise.state is FollowUpState.PROPOSED
    heading = (
        _("Skriv en opfølgning") if is_new else _("Bekræft opfølgningen") if is_proposed else _("Ret opfølgningen")
    )
    return {
        "heading": heading,
        "promise": promise,
        "posts": owners,
        "stops": [(stop.facts.id, stop.name) for stop in sheet.stops if stop.is_live],
    }


def _settling(deed: Settled, promise: PromiseSheet) -> dict[str, Any]:
    if deed is Settled.DONE:
        words = (_("Meld opfølgningen udført"), _("Hvad blev der gjort?"))
    else:
        words = (_("Frafald opfølgningen"), _("Hvorfor skal det ikke gøres?"))
    return {"heading": words[0], "intro": promise.text, "label": words[1], "button": words[0]}
