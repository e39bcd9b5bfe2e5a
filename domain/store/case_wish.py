"""Which cases somebody wants to see, and what that says of a case and its stops."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from sqlalchemy import ColumnElement, TextClause, select
from sqlmodel import Session

from domain.model import Case, CaseState, Stop
from domain.store.bulk import among, table_of
from domain.store.case_marks import IS_LIVE, IS_OPEN, LED_TO_IS_OPEN
from domain.store.in_danger import late_cases
from domain.store.search import Among, find_cases

_CASE, _STOP = table_of(Case), table_of(Stop)


class Order(StrEnum):
    """What a list of cases is sorted by."""

    NEXT = "next"  # the day of the next meeting; first what has none yet
    NUMBER = "number"
    TITLE = "title"


@dataclass(frozen=True, slots=True)
class Wish:
    """Which cases somebody wants to see. None: any; an empty collection: none at all."""

    words: str = ""
    states: tuple[CaseState, ...] = (CaseState.OPEN,)
    owners: tuple[str, ...] | None = None  # posts
    bodies: tuple[str, ...] | None = None  # that it is still to be treated by; of a case that is over: was treated by
    cycle: str | None = None
    is_late: bool = False
    closed_only: bool = False
    order: Order = Order.NEXT
    is_descending: bool = False


@dataclass(frozen=True, slots=True)
class Looking:
    """A wish, by whom and when."""

    session: Session
    wish: Wish
    today: date
    sees_closed: bool
    ids: Collection[str] | None = None  # the only ones it can be


def bounded(looking: Looking) -> Looking | None:
    """Words and lateness make a short list of ids to choose among; None where nothing can be found."""
    wish = looking.wish
    if wish.owners == () or wish.bodies == () or (wish.closed_only and not looking.sees_closed):
        return None
    ids: list[str] | None = None
    if wish.words.strip():
        marks = Among(wish.states, wish.owners, wish.cycle, wish.closed_only)
        ids = find_cases(looking.session, wish.words, sees_closed=looking.sees_closed, among=marks)
    if wish.is_late:
        late = {one.facts.id for one in late_cases(looking.session, today=looking.today)}
        ids = [one for one in ids if one in late] if ids is not None else list(late)
    if ids is None:
        return looking
    return replace(looking, ids=ids) if ids else None


def chosen(looking: Looking, *, by_meeting: bool = False) -> list[ColumnElement[bool] | TextClause]:
    """What the wish says of a case; ``by_meeting``: the meetings lead to it, unless its owner or cycle does."""
    wish = looking.wish
    said: list[ColumnElement[bool] | TextClause] = []
    if wish.states == (CaseState.OPEN,):
        leads = wish.owners is not None or wish.cycle is not None or looking.ids is not None
        said.append(_is_open_led_to(looking.session) if by_meeting and not leads else IS_OPEN)
    elif wish.states:
        said.append(_CASE.c.state.in_(wish.states))
    if wish.owners is not None:
        said.append(_CASE.c.owner_post.in_(wish.owners))
    if wish.cycle is not None:
        said.append(_CASE.c.obligation == wish.cycle)
    if wish.closed_only:
        said.append(_CASE.c.is_open.is_(False))
    if wish.bodies is not None:
        passes = select(_STOP.c.case_id).where(_STOP.c.body_key.in_(wish.bodies))
        said.append(_CASE.c.id.in_(passes.where(IS_LIVE) if wish.states == (CaseState.OPEN,) else passes))
    if looking.ids is not None:
        said.append(among(looking.session, _CASE.c.id, looking.ids))
    return said


def _is_open_led_to(session: Session) -> TextClause:
    return LED_TO_IS_OPEN if session.get_bind().dialect.name == "sqlite" else IS_OPEN
