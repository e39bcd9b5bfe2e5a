"""En pligt, der kommer igen: a new one, an own one changed or ended, the route of a law's; its rounds seen before."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from fastapi import APIRouter, Response
from fastapi.datastructures import FormData
from fastapi.responses import RedirectResponse

from desk import labels
from desk.duty_words import duty_name
from desk.web import own_row, profile_forms
from desk.web.forms import Filled, empty
from desk.web.language import _
from desk.web.page import page
from desk.web.profile_forms import DUTY, NEW, ROUNDS, Asked, Edited, values_in
from desk.web.profile_stands import Stands, said_differences, stands_now
from desk.web.visit import TypedDep, Visit, VisitDep
from domain.casework.house.profile_impact import preview_profile
from domain.errors import NotFoundError
from domain.profile import load_profile
from domain.profile.edit import add_row, change_row, drop_row, row_number
from domain.rules.obligation import Obligation, Round
from domain.rules.obligations import NOT_VERIFIED, rounds_of
from domain.rules.rights import Deed

router = APIRouter(include_in_schema=False)
AHEAD = 12  # years of rounds in the preview


@dataclass(frozen=True, slots=True)
class _Of:
    """Which duty: ``key`` None is a new one; ``own`` is its row's number; ``law`` is the program's own.

    ``switched_off`` is one the program ships and nobody has read the law of: it may be written as an own one.
    """

    key: str | None
    own: int | None
    rounds: int | None
    law: Obligation | None
    name: str
    switched_off: Obligation | None = None


@router.get("/aarshjul/pligt/{key}")
def edit(visit: VisitDep, key: str) -> Response:
    """A duty as a form; ``ny`` is an empty one."""
    visit.check_may(Deed.WHEEL)
    with visit.db.read() as session:
        stands = stands_now(session)
    of = _of(stands, key)
    shown = _typed_of(stands, of) or _begun(of, visit.today)
    return _form(visit, stands, of, Edited(empty(**shown)))


@router.post("/aarshjul/pligt/{key}")
def edit_typed(visit: VisitDep, key: str, typed: TypedDep) -> Response:
    """First the rounds that follow from what was typed; then it is saved, once."""
    visit.check_may(Deed.WHEEL)
    is_last = own_row.is_confirmed(typed)
    if is_last and own_row.is_done(visit, typed):
        return RedirectResponse(_wheel(visit, _key(key, typed)), 303)
    with visit.db.read() as session:
        stands = stands_now(session)
        of = _of(stands, key)
        edited = own_row.check_not_newer(_edited(stands, of, typed), stands, typed)
        if edited.text is None:
            return _form(visit, stands, of, edited, status=422)
    if not is_last:
        return _preview(visit, stands, of, edited, _key(key, typed))
    kept = own_row.keep(visit, stands, edited, typed, after=_wheel(visit, _key(key, typed)))
    return kept.answer or _form(visit, stands, of, kept.edited or edited, status=kept.status)


def _key(key: str, typed: FormData) -> str:
    return own_row.key_of(str(typed.get("name", ""))) if key == NEW else key


def _wheel(visit: Visit, key: str) -> str:
    return f"/aarshjul?aar={visit.today.year}&pligt={key}#pligt"


def _of(stands: Stands, key: str) -> _Of:
    if key == NEW:
        return _Of(None, None, None, None, "")
    duty, name = stands.profile.obligations.get(key), labels.capital(duty_name(key, stands.profile))
    off = NOT_VERIFIED.get(key)
    if duty is None and off is not None and stands.profile.authority in off.binds:
        return _Of(key, None, None, None, name, off)
    if duty is None:
        raise NotFoundError(noun="obligation", id=key)
    tables = tomllib.loads(stands.text)
    own, rounds = (
        row_number(stands.text, table, {"key": key})
        if any(row.get("key") == key for row in tables.get(table, []))
        else None
        for table in ("obligation", "cycle")
    )
    return _Of(key, own, rounds, duty if own is None else None, name)


def _typed_of(stands: Stands, of: _Of) -> dict[str, str]:
    found: dict[str, str] = {}
    for kind, number in ((ROUNDS, of.rounds), (DUTY, of.own)):
        if number is not None:
            found |= profile_forms.typed_of(stands.text, kind, number)
    return found


def _begun(of: _Of, today: date) -> dict[str, str]:
    """What a new duty begins with; one that was switched off with what the program knows of it."""
    begun = {"checked_on": f"{today:%d-%m-%Y}", "basis": "house", "every_years": "1"}
    off = of.switched_off
    if off is None:
        return begun
    law = off.laws[-1]
    return begun | {
        "name": off.title,
        "approver": off.approver.value,
        "submitted_to": off.submitted_to,
        "every_years": str(law.every_years),
        "basis": off.basis.value,
        "source": law.source,
    }


def _edited(stands: Stands, of: _Of, data: FormData) -> Edited:
    """The profile's text with the duty and its rounds as they were typed."""
    typed = {key: str(value) for key, value in data.items()}
    key = of.key or own_row.key_of(typed.get("name", ""))
    values: dict[str, Any] = {}
    errors: dict[str, str] = {}
    if of.law is None:
        values, errors = values_in(DUTY, {**typed, "key": key}, is_new=of.own is None)
        errors.pop("key", None)  # it is made of the name, whose own sentence is enough
    rounds, wrong = values_in(ROUNDS, {**typed, "key": key}, is_new=of.rounds is None)
    has_route = bool(typed.get("route", "").strip())
    errors |= {name: said for name, said in wrong.items() if has_route or name != "route"}
    errors.pop("key", None)
    if errors:
        return Edited(Filled(None, errors, typed))
    text = stands.text
    if of.law is None:
        text = _written(text, "obligation", of.own, values)
    if has_route:
        text = _written(text, "cycle", of.rounds, rounds)
    elif of.rounds is not None:
        text = drop_row(text, "cycle", of.rounds)
    checked = profile_forms.checked(text, stands.name, {**typed, "key": key}, "obligation", also=("cycle",))
    filled: Filled[Any] = Filled(None, checked.filled.errors, typed)
    taken = _("Det kan pligten ikke hedde: en anden hedder allerede sådan, eller den står i loven.")
    return own_row.unnamed(Edited(filled, checked.text, checked.others), "name", taken)


def _written(text: str, table: str, number: int | None, values: Mapping[str, Any]) -> str:
    return add_row(text, table, values) if number is None else change_row(text, table, number, values)


def _preview(visit: Visit, stands: Stands, of: _Of, edited: Edited, key: str) -> Response:
    """The rounds before and after, with the button that saves."""
    text = edited.text or stands.text
    after = load_profile(stands.name, text)
    with visit.db.read() as session:
        impact = preview_profile(session, name=stands.name, text=text, today=visit.today)
    before = _rounds(stands.profile.obligations.get(key), visit.today)
    now = _rounds(after.obligations[key], visit.today)
    past = [one for one in before if one.due_on < visit.today]
    return page(
        visit,
        "year_wheel/duty_preview.html.j2",
        of=of,
        name=labels.capital(duty_name(key, after)),
        row=of.key or NEW,
        differences=said_differences(impact, stands.profile, after),
        rounds=now,
        gone=[one for one in before if (one.year, one.due_on) not in {(each.year, each.due_on) for each in now}],
        rewrites=any((one.year, one.due_on) not in {(each.year, each.due_on) for each in now} for one in past),
        carried_by=after.cycle(key),
        is_same=text == stands.text,
        form=edited.filled,
        number=stands.number,
    )


def _rounds(duty: Obligation | None, today: date) -> tuple[Round, ...]:
    return () if duty is None else rounds_of(duty, until=date(today.year + AHEAD, 12, 31))


def _form(visit: Visit, stands: Stands, of: _Of, edited: Edited, *, status: int = 200) -> Response:
    return page(
        visit,
        "year_wheel/duty.html.j2",
        status=status,
        of=of,
        row=of.key or NEW,
        duty_fields=_asked(stands, DUTY, of.own is None),
        round_fields=_asked(stands, ROUNDS, of.rounds is None),
        bodies=stands.profile.bodies,
        form=edited.filled,
        findings=edited.others,
        number=stands.number,
    )


def _asked(stands: Stands, kind: profile_forms.RowKind, is_new: bool) -> list[Asked]:
    """The fields but the key, which the name or the duty gives."""
    return [one for one in profile_forms.asked(kind, stands.profile, is_new=is_new) if one.name != "key"]
