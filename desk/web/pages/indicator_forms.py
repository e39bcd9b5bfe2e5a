"""Indikatorer skrevet og rettet, og én måling ad gangen: typed in a form, or struck."""

from __future__ import annotations

from datetime import date
from math import isfinite
from typing import Annotated

from fastapi import APIRouter, Response
from pydantic import BeforeValidator, Field
from pydantic_core import PydanticCustomError

from desk import finding_words, goal_words, labels
from desk.web.forms import read
from desk.web.goal_act import Deedful, EndForm, Sent, act, ask, show
from desk.web.goal_reading import check_may_keep
from desk.web.language import _
from desk.web.pages.action_forms import action_form
from desk.web.visit import TypedDep, Visit, VisitDep
from domain.casework.goal.indicators import (
    NewMeasurement,
    add_indicator,
    change_indicator,
    end_indicator,
    strike_measurement,
    take_in_measurements,
)
from domain.casework.goal.measured import Column, read_one
from domain.errors import NotFoundError
from domain.model import Better, Indicator
from domain.store.goals import goal_of_indicator

router = APIRouter(include_in_schema=False)
FIELDS = {Column.DAY: "day", Column.VALUE: "value", Column.AVERAGE: "average", Column.SOURCE: "source"}


def _danish_number(typed: object) -> object:
    """A number as people write it: 12,5; nothing for nothing."""
    if not isinstance(typed, str) or not typed.strip():
        return None
    read_as, wrong = read_one({Column.INDICATOR: "x", Column.DAY: "2000", Column.VALUE: typed.strip()})
    if wrong or read_as is None or not isfinite(read_as.value):
        raise PydanticCustomError("danish_number", "no number")
    return read_as.value


MaybeDecimal = Annotated[float | None, BeforeValidator(_danish_number)]


class IndicatorForm(Sent):
    """What an action is measured by."""

    name: Annotated[str, Field(min_length=1, max_length=200)]
    unit: Annotated[str, Field(min_length=1, max_length=30)]
    better: Better
    lowest: MaybeDecimal = None
    highest: MaybeDecimal = None


class MeasurementForm(Sent):
    """One measurement, as it is typed."""

    day: Annotated[str, Field(min_length=1, max_length=40)]
    value: Annotated[str, Field(min_length=1, max_length=40)]
    average: Annotated[str, Field(max_length=40)] = ""
    source: Annotated[str, Field(max_length=300)] = ""


@router.get("/maal/handling/{action_id}/indikator")
def ask_new(visit: VisitDep, action_id: str) -> Response:
    """A new indicator."""
    return ask(visit, _new_form(visit, action_id))


@router.post("/maal/handling/{action_id}/indikator")
def new(visit: VisitDep, action_id: str, typed: TypedDep) -> Response:
    """Write an indicator down."""
    deed, form = _new_form(visit, action_id), read(IndicatorForm, typed)
    return act(
        visit,
        deed,
        form,
        lambda by, said: add_indicator(visit.db, by, action_id=action_id, **said),
        f"{deed.back}#h-{action_id}",
    )


@router.get("/maal/indikator/{indicator_id}/ret")
def ask_change(visit: VisitDep, indicator_id: str) -> Response:
    """The indicator's form, filled in."""
    return ask(visit, _form(visit, indicator_id, "indicator", _("Ret indikatoren")))


@router.post("/maal/indikator/{indicator_id}/ret")
def change(visit: VisitDep, indicator_id: str, typed: TypedDep) -> Response:
    """The indicator is as it was typed."""
    deed, form = _form(visit, indicator_id, "indicator", _("Ret indikatoren")), read(IndicatorForm, typed)
    return act(
        visit,
        deed,
        form,
        lambda by, said: change_indicator(visit.db, by, indicator_id=indicator_id, **said),
        _back(deed, indicator_id),
    )


@router.get("/maal/indikator/{indicator_id}/afslut")
def ask_end(visit: VisitDep, indicator_id: str) -> Response:
    """Why is it not measured any more?"""
    return ask(visit, _form(visit, indicator_id, "end", _("Afslut indikatoren")))


@router.post("/maal/indikator/{indicator_id}/afslut")
def end(visit: VisitDep, indicator_id: str, typed: TypedDep) -> Response:
    """It is not measured any more."""
    deed, form = _form(visit, indicator_id, "end", _("Afslut indikatoren")), read(EndForm, typed)
    return act(
        visit,
        deed,
        form,
        lambda by, said: end_indicator(visit.db, by, indicator_id=indicator_id, **said),
        _back(deed, indicator_id),
    )


@router.get("/maal/indikator/{indicator_id}/maaling")
def ask_measurement(visit: VisitDep, indicator_id: str) -> Response:
    """A new measurement."""
    return ask(visit, _form(visit, indicator_id, "measurement", _("Skriv en måling")))


@router.post("/maal/indikator/{indicator_id}/maaling")
def measurement(visit: VisitDep, indicator_id: str, typed: TypedDep) -> Response:
    """Take one measurement in; one of the same day is replaced by it."""
    deed, form = _form(visit, indicator_id, "measurement", _("Skriv en måling")), read(MeasurementForm, typed)
    indicator: Indicator = deed.facts["indicator"]
    if form.value is None:
        return show(visit, deed, form, 422)
    said = {column: str(getattr(form.value, name)) for column, name in FIELDS.items()}
    row, wrong = read_one({**said, Column.INDICATOR: indicator.name, Column.UNIT: indicator.unit})
    for finding in wrong:
        sentence = finding_words.say(finding_words.PLAN, finding.code, finding.facts)
        form = form.with_error(FIELDS.get(Column(finding.column or ""), "value"), f"{labels.capital(sentence)}.")
    if row is None:
        return show(visit, deed, form, 422)
    new_one = NewMeasurement(indicator_id, row.measured_on, row.value, row.average, row.is_year, row.source)
    return act(
        visit,
        deed,
        form,
        lambda by, _said: take_in_measurements(visit.db, by, file=indicator.name, rows=[new_one]),
        _back(deed, indicator_id),
    )


@router.get("/maal/indikator/{indicator_id}/stryg/{day}")
def ask_strike(visit: VisitDep, indicator_id: str, day: str) -> Response:
    """Why should it not have been there?"""
    _day(day)
    return ask(visit, _form(visit, indicator_id, "end", _("Stryg målingen")))


@router.post("/maal/indikator/{indicator_id}/stryg/{day}")
def strike(visit: VisitDep, indicator_id: str, day: str, typed: TypedDep) -> Response:
    """Take a measurement out."""
    deed, form = _form(visit, indicator_id, "end", _("Stryg målingen")), read(EndForm, typed)
    on = _day(day)
    return act(
        visit,
        deed,
        form,
        lambda by, said: strike_measurement(
            visit.db, by, indicator_id=indicator_id, measured_on=on, reason=said["reason"]
        ),
        _back(deed, indicator_id),
    )


def _new_form(visit: Visit, action_id: str) -> Deedful:
    deed = action_form(visit, action_id, "indicator", _("Skriv en indikator"))
    return Deedful(deed.what, deed.heading, deed.back, {}, {**deed.facts, "betters": _betters()}, wrong="name")


def _form(visit: Visit, indicator_id: str, what: str, heading: str) -> Deedful:
    with visit.db.read() as session:
        goal, action, indicator = goal_of_indicator(session, indicator_id)
        check_may_keep(session, visit, goal, action.owner_post)
    ends = {name: goal_words.value(getattr(indicator, name), "").strip() for name in ("lowest", "highest")}
    begins = {"name": indicator.name, "unit": indicator.unit, "better": indicator.better.value, **ends}
    facts = {"goal": goal, "action": action, "indicator": indicator, "betters": _betters()}
    wrong = {"indicator": "name", "measurement": "value", "end": "reason"}[what]
    begun = begins if what == "indicator" else {}
    return Deedful(what, heading, f"/maal/{goal.id}", begun, facts, indicator.version, wrong)


def _betters() -> list[tuple[str, str]]:
    return [(one.value, labels.capital(_(labels.of(one)))) for one in Better]


def _back(deed: Deedful, indicator_id: str) -> str:
    return f"{deed.back}#i-{indicator_id}"


def _day(written: str) -> date:
    try:
        return date.fromisoformat(written)
    except ValueError:
        raise NotFoundError(noun="measurement", id=written) from None
