"""Én runde af en pligt: opened, moved, given up, or what it waits for came out; one sees first what that means."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Annotated

from fastapi import APIRouter, Response
from fastapi.responses import RedirectResponse
from pydantic import StringConstraints
from sqlmodel import Session

from calendars.errors import SagsgangError
from desk import error_words, labels
from desk.duty_words import duty_name
from desk.web.forms import DanishDate, Filled, Form, MaybeNumber, MaybeText, empty, read
from desk.web.page import page
from desk.web.visit import TypedDep, Visit, VisitDep
from domain.casework.verb import Receipt
from domain.casework.year.cycles import move_cycle, open_cycle, record_publication, skip_cycle
from domain.casework.year.round_impact import RoundImpact, impact_of
from domain.errors import ConflictError, NotAllowedNowError, NotFoundError, ReasonMissingError
from domain.model import Cycle, CycleState
from domain.rules.access import Action, Thing
from domain.rules.access import may as may_see
from domain.rules.obligation import Obligation, Publication, Round
from domain.rules.obligations import find_round
from domain.rules.rights import Deed, part_of
from domain.store.case_facts import case_facts
from domain.store.cycles import cycle_id, find_duty
from domain.store.queries import current_profile

router = APIRouter(include_in_schema=False, prefix="/aarshjul/runde/{key}/{year:int}")
_Said = Annotated[str, StringConstraints(min_length=1, max_length=300)]


class RoundForm(Form):
    """What each of the forms has: whether it has been seen, and what makes it once."""

    confirm: str = ""
    version: MaybeNumber = None
    key: MaybeText = None


class OpenForm(RoundForm):
    """The round's theme, where it has one."""

    theme: Annotated[str, StringConstraints(max_length=200)] = ""


class MoveForm(RoundForm):
    """The new last day, why, and where that stands."""

    due: DanishDate
    reason: _Said
    source: _Said


class SkipForm(RoundForm):
    """Why the round is not to be done."""

    reason: Annotated[str, StringConstraints(min_length=1, max_length=500)]


class PublishedForm(RoundForm):
    """When what the round waits for came out, and where that stands."""

    on: DanishDate
    source: _Said


@dataclass(frozen=True, slots=True)
class Deeds:
    """One thing to do with a round: its part of the address, its form, and its words."""

    form: type[RoundForm]
    heading: str
    intro: str
    button: str


DEEDS: Mapping[str, Deeds] = {
    "opret": Deeds(
        OpenForm,
        "Opret rundens sag",
        "Sagen begynder med sidste rundes tekster, og det gamle i dem bliver markeret.",
        "Opret sagen",
    ),
    "flyt": Deeds(
        MoveForm,
        "Flyt rundens frist",
        "Når nogen har flyttet fristen, for eksempel ministeren, eller kommunen selv, hvis pligten er dens egen.",
        "Flyt fristen",
    ),
    "opgiv": Deeds(
        SkipForm,
        "Opgiv runden",
        "Runden skal ikke udføres. Der oprettes ingen sag af sig selv, og grunden står på årshjulet.",
        "Opgiv runden",
    ),
    "offentliggjort": Deeds(
        PublishedForm,
        "Skriv, hvornår tallene kom",
        "Fristen følger af dagen: sagen skal behandles, inden det år er omme, som tallene kom i.",
        "Gem dagen",
    ),
}


@dataclass(frozen=True, slots=True)
class _Stood:
    """The round, as it stands."""

    name: str
    duty: Obligation
    round: Round
    row: Cycle | None
    impact: RoundImpact


@router.get("/{deed}")
def ask(visit: VisitDep, key: str, year: int, deed: str) -> Response:
    """The form of one deed."""
    visit.check_may(Deed.WHEEL)
    with visit.db.read() as session:
        stood = _stands(session, visit, key, year)
        return _asked(visit, session, stood, deed, empty())


@router.post("/{deed}")
def typed(visit: VisitDep, key: str, year: int, deed: str, typed: TypedDep) -> Response:
    """First what it means; then it is done, once."""
    visit.check_may(Deed.WHEEL)
    if deed not in DEEDS:
        raise NotFoundError(noun="cycle", id=deed)
    filled = read(DEEDS[deed].form, typed)
    with visit.db.read() as session:
        stood = _stands(session, visit, key, year)
        if filled.value is None:
            return _asked(visit, session, stood, deed, filled, status=422)
        if filled.value.confirm != "yes":
            return _shown(visit, session, stood, deed, filled)
    try:
        address = _done(visit, key, year, filled.value)
    except (ConflictError, NotAllowedNowError, ReasonMissingError, NotFoundError) as error:
        status = 409 if isinstance(error, ConflictError) else 422
        with visit.db.read() as session:
            stood = _stands(session, visit, key, year)
            return _asked(visit, session, stood, deed, _beside(filled, error), status=status)
    return RedirectResponse(address, 303)


def _done(visit: Visit, key: str, year: int, said: RoundForm) -> str:
    """Do it, and say where to go."""
    by = visit.by(said.key)
    if isinstance(said, OpenForm):
        receipt = open_cycle(visit.db, by, obligation=key, year=year, theme=said.theme)
        return f"/sag/{receipt.subject}"
    act: Callable[..., Receipt] = skip_cycle
    facts: dict[str, object] = {}
    if isinstance(said, MoveForm):
        act, facts = move_cycle, {"due_on": said.due, "reason": said.reason, "source": said.source}
    elif isinstance(said, SkipForm):
        facts = {"reason": said.reason}
    elif isinstance(said, PublishedForm):
        act, facts = record_publication, {"published_on": said.on, "source": said.source}
    act(visit.db, by, obligation=key, year=year, version=said.version, **facts)
    return _wheel(key, year)


def _stands(session: Session, visit: Visit, key: str, year: int) -> _Stood:
    duty = find_duty(session, key)
    round_ = find_round(duty, year)
    name = labels.capital(duty_name(key, current_profile(session)))
    row = session.get(Cycle, cycle_id(key, year))
    return _Stood(name, duty, round_, row, impact_of(session, duty, round_, round_.due_on, today=visit.today))


def _asked(
    visit: Visit, session: Session, stood: _Stood, deed: str, form: Filled[RoundForm], *, status: int = 200
) -> Response:
    if deed not in DEEDS:
        raise NotFoundError(noun="cycle", id=deed)
    if deed == "offentliggjort" and not stood.duty.awaits:
        raise NotFoundError(noun="cycle", id=deed)
    return page(
        visit,
        "year_wheel/round.html.j2",
        status=status,
        deed=deed,
        words=DEEDS[deed],
        stood=stood,
        case=_shown_case(session, visit, stood.impact),
        form=form,
        back=_wheel(stood.duty.key, stood.round.year),
    )


def _shown(visit: Visit, session: Session, stood: _Stood, deed: str, filled: Filled[RoundForm]) -> Response:
    """What it would mean: the day before and after, and the meetings that still reach it."""
    after = _after(stood, filled.value)
    impact = impact_of(session, stood.duty, after, after.due_on, today=visit.today)
    return page(
        visit,
        "year_wheel/round_preview.html.j2",
        deed=deed,
        words=DEEDS[deed],
        stood=stood,
        impact=impact,
        case=_shown_case(session, visit, impact),
        has_case=impact.case is not None,
        bodies={body.key: body.name for body in current_profile(session).bodies},
        form=filled,
        is_given_up=stood.row is not None and stood.row.state is CycleState.NOT_DONE,
        back=_wheel(stood.duty.key, stood.round.year),
    )


def _after(stood: _Stood, said: RoundForm | None) -> Round:
    """The round as it would be."""
    if isinstance(said, MoveForm):
        return replace(stood.round, due_on=said.due, source=said.source)
    if isinstance(said, PublishedForm):
        others = tuple(one for one in stood.duty.publications if one.year != stood.round.year)
        published = Publication(stood.round.year, said.on, said.source)
        return find_round(replace(stood.duty, publications=(*others, published)), stood.round.year)
    return stood.round


def _shown_case(session: Session, visit: Visit, impact: RoundImpact) -> tuple[str, str] | None:
    """The round's case, id and number, for those who may see that there is one."""
    if impact.case is None:
        return None
    facts = case_facts(session, impact.case.id)
    may_see_it = facts.is_open or may_see(part_of(visit.visitor, facts), Action.SEE_TEXT, Thing.CLOSED_ITEM)
    return (facts.id, facts.number) if may_see_it else None


def _beside(filled: Filled[RoundForm], error: SagsgangError) -> Filled[RoundForm]:
    """The sentence beside the field it is about, else above them all."""
    field = _FIELDS.get(str(error.facts.get("why", "")), "")
    has_it = filled.value is not None and field in type(filled.value).model_fields
    return filled.with_error(field if has_it else "", error_words.sentence(error))


_FIELDS = {"after_next_round": "due", "in_future": "on", "not_its_year": "on"}


def _wheel(key: str, year: int) -> str:
    return f"/aarshjul?aar={year}&pligt={key}#pligt"
