"""Promises as one visitor may see them: who keeps them, by when, what waits for them, where they were made.

A list is read from the indexes of open promises, so it costs what is shown and not what is stored. The words of a
closed case are taken out here for whoever may not see them; a page that is given the lines has nothing to leak.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, TextClause, or_, text
from sqlalchemy import select as select_columns
from sqlmodel import Session

from domain.errors import NotFoundError
from domain.model import (
    Case,
    CaseState,
    FollowUp,
    FollowUpState,
    Meeting,
    Stop,
)
from domain.rules import access
from domain.rules.rights import Visitor, part_of
from domain.store.bulk import table_of
from domain.store.case_facts import many_case_facts
from domain.store.people import Directory

_PROMISE, _CASE = table_of(FollowUp), table_of(Case)
ASKED, _WAITS = table_of(Stop).alias("asked"), table_of(Stop).alias("waits")
ASKED_AT, _WAITS_FOR = table_of(Meeting).alias("asked_at"), table_of(Meeting).alias("waits_for")
_ANSWER = table_of(Case).alias("answer")


class Which(StrEnum):
    """Which promises are listed."""

    CONFIRMED = "confirmed"  # somebody keeps them
    PROPOSED = "proposed"  # somebody must confirm them
    SETTLED = "settled"  # done or dropped, newest first


class Order(StrEnum):
    """What the open ones are sorted by."""

    DUE = "due"  # overdue first
    OWNER = "owner"  # posts first, then people
    STOP = "stop"  # only those that a stop waits for, by its meeting


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants to see. ``posts``, ``person``: whose; ``bodies``: whose stops asked or wait; None: all."""

    which: Which = Which.CONFIRMED
    order: Order = Order.DUE
    posts: tuple[str, ...] | None = None
    person: str | None = None
    bodies: tuple[str, ...] | None = None
    late_only: bool = False


@dataclass(frozen=True, slots=True)
class Owner:
    """Who keeps it: the title of a post and who gets its mail today, or a person; all empty: nobody is known.

    ``written`` are the words of the document, where nobody has confirmed them.
    """

    key: str = ""
    title: str = ""
    holder: str = ""
    written: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """A stop of the route: the body's abbreviation, and the meeting where it has one."""

    stop_id: str
    body: str
    meeting_id: str | None
    held_on: date | None


@dataclass(frozen=True, slots=True)
class Answer:
    """The case that reports back; its title is neutral where the visitor may not see it."""

    case_id: str
    number: str
    title: str
    is_open: bool


@dataclass(frozen=True, slots=True)
class ShownPromise:
    """One promise as this visitor is shown it. ``is_shown`` is no: its case is closed and its words are left out."""

    id: str
    case_id: str
    case_number: str
    title: str
    is_open: bool
    is_shown: bool
    case_is_over: bool
    text: str
    kind: str
    state: FollowUpState
    owner: Owner
    due_on: date | None
    due_text: str
    asked: Place | None
    waits: Place | None
    answer: Answer | None
    source_place: str
    note: str
    settled_at: datetime | None
    version: int


def list_promises(
    session: Session, visitor: Visitor, wish: Wish, *, today: date, offset: int = 0, limit: int = 50
) -> tuple[list[ShownPromise], bool]:
    """Promises as wished, and whether there are more after them."""
    if wish.posts == () and wish.person is None:
        return [], False
    wanted = _ordered(wish).where(*_chosen(wish, today)).offset(offset).limit(limit + 1)
    rows = session.connection().execute(wanted).all()
    return shown_lines(session, visitor, rows[:limit], today), len(rows) > limit


def promises_of_case(session: Session, visitor: Visitor, case_id: str, *, today: date) -> list[ShownPromise]:
    """Every promise of one case, by its day."""
    wanted = select_promises().where(_PROMISE.c.case_id == case_id).order_by(_PROMISE.c.due_on, _PROMISE.c.id)
    return shown_lines(session, visitor, session.connection().execute(wanted).all(), today)


def shown_promise(session: Session, visitor: Visitor, promise_id: str, *, today: date) -> ShownPromise:
    """One promise.

    Raises:
        NotFoundError: no such promise.
    """
    rows = session.connection().execute(select_promises().where(_PROMISE.c.id == promise_id)).all()
    if not rows:
        raise NotFoundError(noun="follow_up", id=promise_id)
    return shown_lines(session, visitor, rows, today)[0]


def select_promises() -> Select[Any]:
    """Promises with their case, where they were asked, what waits, what answers; shown by ``shown_lines`` only."""
    return (
        select_columns(
            _PROMISE,
            *(_CASE.c.number, _CASE.c.title, _CASE.c.is_open, _CASE.c.state.label("case_state")),
            *(ASKED.c.body_key.label("asked_body"), ASKED_AT.c.id.label("asked_meeting")),
            *(ASKED_AT.c.held_on.label("asked_on"), _WAITS.c.body_key.label("waits_body")),
            *(_WAITS_FOR.c.id.label("waits_meeting"), _WAITS_FOR.c.held_on.label("waits_on")),
            *(_ANSWER.c.number.label("answer_number"), _ANSWER.c.title.label("answer_title")),
            _ANSWER.c.is_open.label("answer_is_open"),
        )
        .join_from(_PROMISE, _CASE, _CASE.c.id == _PROMISE.c.case_id)
        .outerjoin(ASKED, ASKED.c.id == _PROMISE.c.from_stop)
        .outerjoin(ASKED_AT, ASKED_AT.c.id == ASKED.c.meeting_id)
        .outerjoin(_WAITS, _WAITS.c.id == _PROMISE.c.blocks_stop)
        .outerjoin(_WAITS_FOR, _WAITS_FOR.c.id == _WAITS.c.meeting_id)
        .outerjoin(_ANSWER, _ANSWER.c.id == _PROMISE.c.answer_case)
    )


def _ordered(wish: Wish) -> Select[Any]:
    if wish.which is Which.SETTLED:
        return select_promises().order_by(_PROMISE.c.settled_at.desc(), _PROMISE.c.id)
    by_day = (_PROMISE.c.due_on.asc().nulls_last(), _PROMISE.c.case_id)
    if wish.order is Order.OWNER:
        return select_promises().order_by(_PROMISE.c.owner_post.asc().nulls_last(), *by_day)
    if wish.order is Order.STOP:
        meeting = _WAITS_FOR.c.held_on.asc().nulls_last()
        return (
            select_promises().where(_PROMISE.c.blocks_stop.is_not(None)).order_by(meeting, _WAITS.c.body_key, *by_day)
        )
    return select_promises().order_by(*by_day)


# Written out and not bound: a database uses an index of some rows only where it sees that those are the ones.
IS_OPEN = text("follow_up.state IN ('proposed', 'confirmed')")
IS_SETTLED = text("follow_up.state IN ('done', 'dropped')")


def _chosen(wish: Wish, today: date) -> Iterable[ColumnElement[bool] | TextClause]:
    if wish.which is Which.SETTLED:
        yield IS_SETTLED
    else:
        yield IS_OPEN
        yield _PROMISE.c.state == FollowUpState(wish.which.value)
        if wish.late_only:
            yield _PROMISE.c.due_on < today
    if wish.posts is not None and wish.person is not None:
        yield or_(_PROMISE.c.owner_post.in_(wish.posts), _PROMISE.c.owner_person == wish.person)
    elif wish.posts is not None:
        yield _PROMISE.c.owner_post.in_(wish.posts)
    elif wish.person is not None:
        yield _PROMISE.c.owner_person == wish.person
    if wish.bodies is not None:
        yield or_(ASKED.c.body_key.in_(wish.bodies), _WAITS.c.body_key.in_(wish.bodies))


def shown_lines(session: Session, visitor: Visitor, rows: Sequence[Row[Any]], today: date) -> list[ShownPromise]:
    """Rows of ``select_promises`` as this visitor may see them."""
    directory = Directory(session)
    closed_cases = {row.case_id for row in rows if not row.is_open}
    closed_answers = {row.answer_case for row in rows if row.answer_is_open is False}
    closed = many_case_facts(session, closed_cases | closed_answers)
    hidden = {
        case_id
        for case_id, facts in closed.items()
        if not access.may(part_of(visitor, facts), access.Action.SEE_TEXT, access.Thing.CLOSED_ITEM)
    }
    return [_line(row, directory, today, hidden) for row in rows]


def _line(row: Row[Any], directory: Directory, today: date, hidden: Collection[str]) -> ShownPromise:
    is_shown = row.case_id not in hidden
    return ShownPromise(
        id=row.id,
        case_id=row.case_id,
        case_number=row.number,
        title=row.title if is_shown else access.shown_title(is_open=False, title=""),
        is_open=row.is_open,
        is_shown=is_shown,
        case_is_over=row.case_state is not CaseState.OPEN,
        text=row.text if is_shown else "",
        kind=row.kind,
        state=row.state,
        owner=_owner(row, directory, today, is_shown=is_shown),
        due_on=row.due_on,
        due_text=row.due_text if is_shown else "",
        asked=Place(row.from_stop, row.asked_body, row.asked_meeting, row.asked_on) if row.asked_body else None,
        waits=Place(row.blocks_stop, row.waits_body, row.waits_meeting, row.waits_on) if row.waits_body else None,
        answer=_answer(row, hidden),
        source_place=row.source_place if is_shown else "",
        note=row.note if is_shown else "",
        settled_at=row.settled_at,
        version=row.version,
    )


def _answer(row: Row[Any], hidden: Collection[str]) -> Answer | None:
    if row.answer_case is None:
        return None
    title = access.shown_title(is_open=row.answer_case not in hidden, title=row.answer_title)
    return Answer(row.answer_case, row.answer_number, title, row.answer_is_open)


def _owner(row: Row[Any], directory: Directory, today: date, *, is_shown: bool) -> Owner:
    written = row.owner_text if is_shown else ""
    if row.owner_post is not None and row.owner_post in directory.posts:
        found = directory.recipient(row.owner_post, today)
        holder = directory.people[found.person_key].name if found else ""
        return Owner(f"post:{row.owner_post}", directory.posts[row.owner_post].title, holder, written)
    if row.owner_person is not None and row.owner_person in directory.people:
        return Owner(f"person:{row.owner_person}", directory.people[row.owner_person].name, "", written)
    return Owner(written=written)
