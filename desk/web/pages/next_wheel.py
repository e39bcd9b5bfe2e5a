"""Næste års hjul: what it has that this year's has not, and why; agreed to by somebody, printed, looked at again."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from typing import Annotated

from fastapi import APIRouter, Response
from fastapi.responses import RedirectResponse
from pydantic import StringConstraints

from desk import error_words, wheel_words
from desk.web.case_reading import names_of_actors
from desk.web.forms import Filled, Form, MaybeText, empty, read
from desk.web.page import page
from desk.web.visit import TypedDep, Visit, VisitDep
from desk.web.wheel_rows import FIRST, LAST
from desk.wheel_words import Said
from domain.casework.year.wheel import agree_wheel
from domain.errors import ConflictError, NotAllowedNowError, NotFoundError
from domain.rules.rights import Deed
from domain.store.queries import current_profile
from domain.store.wheel import next_wheel

router = APIRouter(include_in_schema=False, prefix="/aarshjul/forslag/{year:int}")


class AgreeForm(Form):
    """What was seen."""

    seen: Annotated[str, StringConstraints(min_length=1, max_length=64)]
    key: MaybeText = None


@router.get("")
def show(visit: VisitDep, year: int) -> Response:
    """The differences from the year before, and what has changed since somebody agreed."""
    visit.check_may(Deed.LOOK)
    return _shown(visit, year, empty())


@router.post("")
def agree(visit: VisitDep, year: int, typed: TypedDep) -> Response:
    """This is how the year is: what was seen, not what it has become since."""
    visit.check_may(Deed.WHEEL)
    filled = read(AgreeForm, typed)
    if filled.value is None:
        return _shown(visit, year, filled, status=422)
    try:
        agree_wheel(visit.db, visit.by(filled.value.key), year=year, seen=filled.value.seen)
    except (ConflictError, NotAllowedNowError) as refused:
        status = 409 if isinstance(refused, ConflictError) else 422
        return _shown(visit, year, filled.with_error("", error_words.sentence(refused)), status=status)
    return RedirectResponse(f"/aarshjul/forslag/{year}", 303)


def _shown(visit: Visit, year: int, form: Filled[AgreeForm], *, status: int = 200) -> Response:
    if not FIRST + 2 <= year <= LAST:
        raise NotFoundError(noun="year", id=str(year))
    with visit.db.read() as session:
        profile = current_profile(session)
        found = next_wheel(session, year)
        who = found.agreed.agreed_by if found.agreed is not None else ""
        name = names_of_actors(session, {who}).get(who, who)
    return page(
        visit,
        "year_wheel/next_wheel.html.j2",
        status=status,
        year=year,
        found=found,
        changes=_by_part(wheel_words.say(one, profile) for one in found.changes),
        since=_by_part(wheel_words.say(one, profile) for one in found.since),
        same=[(wheel_words.name_of(one, profile), one) for one in found.same],
        agreed_by=name,
        may_agree=visit.may(Deed.WHEEL) and year >= visit.today.year,
        form=form,
    )


def _by_part(said: Iterable[Said]) -> list[tuple[str, list[Said]]]:
    """The differences under the heading of their part, in the order they came."""
    return [(part, list(group)) for part, group in groupby(said, key=lambda one: one.part)]
