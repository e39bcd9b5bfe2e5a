"""Et fast punkt på årshjulet: a new one, one changed, one that ends; on which meetings it comes is seen before."""

from __future__ import annotations

import tomllib
from typing import Any

from fastapi import APIRouter, Response
from fastapi.datastructures import FormData
from fastapi.responses import RedirectResponse

from desk.web import own_row, profile_forms
from desk.web.forms import Filled, empty
from desk.web.language import _
from desk.web.page import page
from desk.web.profile_forms import NEW, STANDING, Edited, values_in
from desk.web.profile_stands import Stands, said_differences, stands_now
from desk.web.visit import NotAllowedError, TypedDep, Visit, VisitDep
from domain.casework.house.profile_impact import preview_profile
from domain.errors import NotFoundError
from domain.profile import load_profile
from domain.profile.edit import add_row, change_row, row_number
from domain.rules.rights import Deed
from domain.rules.standing import StandingItem
from domain.store.wheel import days_of_item

router = APIRouter(include_in_schema=False)
_CLOSED_KEY = "lukket-punkt"


@router.get("/aarshjul/fastpunkt/{key}")
def edit(visit: VisitDep, key: str, organ: str = "") -> Response:
    """A standing item as a form; ``ny`` is an empty one."""
    with visit.db.read() as session:
        stands = stands_now(session)
    number = _check(visit, stands, key)
    begun = {"body": organ, "rhythm": "every_meeting"}
    shown = begun if number is None else profile_forms.typed_of(stands.text, STANDING, number)
    return _form(visit, stands, key, Edited(empty(**shown)))


@router.post("/aarshjul/fastpunkt/{key}")
def edit_typed(visit: VisitDep, key: str, typed: TypedDep) -> Response:
    """First the meetings it comes on; then it is saved, once."""
    is_last = own_row.is_confirmed(typed)
    after = f"/aarshjul?aar={visit.today.year}#faste"
    if is_last and own_row.is_done(visit, typed):
        return RedirectResponse(after, 303)
    with visit.db.read() as session:
        stands = stands_now(session)
    number = _check(visit, stands, key)
    body = str(typed.get("body", ""))
    if body:
        visit.check_may(Deed.WHEEL, body)
    edited = own_row.check_not_newer(_edited(stands, number, typed), stands, typed)
    if edited.text is None:
        return _form(visit, stands, key, edited, status=422)
    if not is_last:
        return _preview(visit, stands, key, edited)
    kept = own_row.keep(visit, stands, edited, typed, after=after)
    return kept.answer or _form(visit, stands, key, kept.edited or edited, status=kept.status)


def _check(visit: Visit, stands: Stands, key: str) -> int | None:
    """Which row it is, when the visitor may write it; None is a new one. A closed item is for whoever sees such."""
    if key == NEW:
        if not visit.may_somewhere(Deed.WHEEL):
            visit.check_may(Deed.WHEEL)
        return None
    item = _item(stands, key)
    visit.check_may(Deed.WHEEL, item.body)
    if item.closed and not visit.visitor.sees_closed:
        raise NotAllowedError(deed=Deed.WHEEL, body=item.body)
    return row_number(stands.text, STANDING.table, {"key": key})


def _item(stands: Stands, key: str) -> StandingItem:
    found = next((one for one in stands.profile.standing_items if one.key == key), None)
    if found is None:
        raise NotFoundError(noun="standing_item", id=key)
    return found


def _edited(stands: Stands, number: int | None, data: FormData) -> Edited:
    """The profile's text with the item as it was typed."""
    typed = {name: str(value) for name, value in data.items()}
    # The key stands in case numbers and in the journal, so a closed item's says nothing.
    made = _CLOSED_KEY if typed.get("closed") else own_row.key_of(typed.get("title", ""))
    values, errors = values_in(STANDING, {**typed, "key": made}, is_new=number is None)
    errors.pop("key", None)  # it is made of the title, whose own sentence is enough
    if errors:
        return Edited(Filled(None, errors, typed))
    if number is None:
        values["key"] = _free_key(stands, made)
        text = add_row(stands.text, STANDING.table, values)
    else:
        text = change_row(stands.text, STANDING.table, number, values)
    checked = profile_forms.checked(text, stands.name, {**typed, "month": "", "key": ""}, STANDING.table)
    filled: Filled[Any] = Filled(None, checked.filled.errors, typed)
    taken = _("Skriv en titel med bogstaver.")
    return own_row.unnamed(Edited(filled, checked.text, checked.others), "title", taken)


def _free_key(stands: Stands, wanted: str) -> str:
    """The title as a key: two bodies may each have a Sygefravær."""
    known = {row.get("key") for row in tomllib.loads(stands.text).get(STANDING.table, [])}
    number, key = 1, wanted
    while key in known:
        number += 1
        key = f"{wanted[: own_row.LONGEST_KEY - 4]}-{number}"
    return key


def _preview(visit: Visit, stands: Stands, key: str, edited: Edited) -> Response:
    """The meetings of this year and the next that it comes on, with the button that saves."""
    text = edited.text or stands.text
    after = load_profile(stands.name, text)
    wanted = key if key != NEW else next(one.key for one in reversed(after.standing_items))
    item = next(one for one in after.standing_items if one.key == wanted)
    with visit.db.read() as session:
        impact = preview_profile(session, name=stands.name, text=text, today=visit.today)
        days = [
            day
            for year in (visit.today.year, visit.today.year + 1)
            for day in days_of_item(session, item, year)
            if day > visit.today
        ]
    return page(
        visit,
        "year_wheel/standing_preview.html.j2",
        item=item,
        row=key,
        body=after.body(item.body).name,
        days=days,
        differences=said_differences(impact, stands.profile, after),
        is_same=text == stands.text,
        form=edited.filled,
        number=stands.number,
    )


def _form(visit: Visit, stands: Stands, key: str, edited: Edited, *, status: int = 200) -> Response:
    asked = profile_forms.asked(STANDING, stands.profile, is_new=key == NEW)
    return page(
        visit,
        "year_wheel/standing_item.html.j2",
        status=status,
        row=key,
        title="" if key == NEW else _item(stands, key).title,
        asked=[one for one in asked if one.name != "key"],
        form=edited.filled,
        findings=edited.others,
        number=stands.number,
    )
