"""Which cases the board and the list of cases show, and in which order: from indexes, never by looking at all cases.

Nothing is kept for it. A case comes at the day of its next meeting, and that is where its stop stands, so the
meetings are walked in their order until the page is full. What depends on the day (is it late?) is asked of few
candidates and judged by the rules. A title is sorted as the visitor is shown it: the order of closed ones would tell.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select, text
from sqlmodel import Session

from domain.model import Case, CaseState, FollowUp, Meeting, Stop, StopState
from domain.store.board_paging import Cursor, Key, Part, Slice, cut
from domain.store.bulk import table_of
from domain.store.case_marks import IS_LIVE, IS_PLANNED, OTHER_IS_LIVE, PROMISE_IS_OPEN
from domain.store.case_wish import Looking, Order, Wish, bounded, chosen
from domain.store.search import CASE_WORDS

_CASE, _STOP, _MEETING, _FOLLOW_UP = (table_of(noun) for noun in (Case, Stop, Meeting, FollowUp))
_OTHER, _OTHERS_MEETING = _STOP.alias("other"), _MEETING.alias("others_meeting")


def list_cases(
    session: Session,
    wish: Wish,
    *,
    today: date,
    sees_closed: bool,
    offset: int = 0,
    limit: int = 50,
    after: Cursor | None = None,
) -> Slice:
    """A page of the cases that are wished for: so many in, or after the last one of the page before."""
    looking = bounded(Looking(session, wish, today, sees_closed))
    if looking is None:
        return Slice([], has_more=False)
    if looking.ids is not None:
        found = session.connection().execute(_sorted(looking).limit(offset + limit + 1)).scalars().all()
        return Slice(list(found[offset : offset + limit]), has_more=len(found) > offset + limit)
    is_by_day = wish.order is Order.NEXT and wish.states == (CaseState.OPEN,)
    parts = _by_next_meeting(looking) if is_by_day else [_by_column(looking)]
    first = 0
    if after is not None and after.part < len(parts):
        values = _stood_at(looking, after)
        if values is None:
            return Slice([], has_more=False)
        first, offset = after.part, 0
        parts = [parts[first].after(values), *parts[first + 1 :]]
    return cut(parts, session, offset, limit, first=first)


def cursor_of(session: Session, wish: Wish, found: Slice) -> Cursor | None:
    """After the last case of a page: where the next begins. None: words or lateness bound the list, or it ends."""
    if not found.has_more or wish.words.strip() or wish.is_late:
        return None
    last = found.ids[-1]
    is_by_day = wish.order is Order.NEXT and wish.states == (CaseState.OPEN,)
    day = None
    if is_by_day and found.part == (0 if wish.is_descending else 1):
        day = session.connection().execute(_DAY_OF_TURN.where(_STOP.c.case_id == last)).scalar()
    return Cursor(found.part, day, last)


def cases_between(
    session: Session,
    wish: Wish,
    *,
    from_on: date,
    to_on: date,
    today: date,
    sees_closed: bool,
    offset: int = 0,
    limit: int = 40,
) -> Slice:
    """A page of the open cases that have a stop or a promise in the days from, not including to: next meeting first.

    Those that are through with what is shown come last, and then those that only wait for a promise.
    """
    looking = bounded(Looking(session, wish, today, sees_closed))
    if looking is None:
        return Slice([], has_more=False)
    return _cut(_between(looking, from_on, to_on), session, offset, limit)


def _cut(streams: Iterable[Select[Any]], session: Session, offset: int, limit: int) -> Slice:
    """The wanted page of the streams one after the other; one is asked only where those before it did not suffice."""
    wanted, found = offset + limit + 1, dict[str, None]()
    for stream in streams:
        rows = session.connection().execute(stream.limit(wanted - len(found)))
        found |= dict.fromkeys(row[0] for row in rows)
        if len(found) >= wanted:
            break
    ids = list(found)
    return Slice(ids[offset : offset + limit], has_more=len(ids) > offset + limit)


def _earlier_live(*also: ColumnElement[bool]) -> ColumnElement[bool]:
    """The case has a live stop before this one on its route."""
    before = or_(
        _OTHER.c.position < _STOP.c.position,
        and_(_OTHER.c.position == _STOP.c.position, _OTHER.c.round_no < _STOP.c.round_no),
    )
    return exists().where(_OTHER.c.case_id == _STOP.c.case_id, OTHER_IS_LIVE, before, *also)


def _by_next_meeting(looking: Looking) -> list[Part]:
    """Cases whose turn has no meeting; by the meeting of their turn; those that only wait for promises."""
    turn = (
        select(_CASE.c.id)
        .join_from(_STOP, _CASE, _CASE.c.id == _STOP.c.case_id)
        .where(~_earlier_live(), *chosen(looking, by_meeting=True))
    )
    by_number: Key = (_CASE.c.number, False)
    unplaced = Part(turn.where(_STOP.c.meeting_id.is_(None), IS_PLANNED), (by_number,))
    with_meeting = turn.join(_MEETING, _MEETING.c.id == _STOP.c.meeting_id).where(IS_LIVE)
    placed = Part(with_meeting, ((_MEETING.c.held_on, looking.wish.is_descending), by_number))
    rest = Part(select(_CASE.c.id).where(~_HAS_TURN, *chosen(looking)), (by_number,))
    over = [] if looking.wish.bodies is not None else [rest]  # what a body is still to treat has its turn
    return [placed, unplaced, *over] if looking.wish.is_descending else [unplaced, placed, *over]


def _between(looking: Looking, from_on: date, to_on: date) -> list[Select[Any]]:
    """By the first stop in those days that is still to come; what had its stops there and is through; promises."""
    day, others_day = _MEETING.c.held_on, _OTHERS_MEETING.c.held_on
    there = (
        select(_CASE.c.id)
        .join_from(_MEETING, _STOP, _STOP.c.meeting_id == _MEETING.c.id)
        .join(_CASE, _CASE.c.id == _STOP.c.case_id)
        .where(day >= from_on, day < to_on, *chosen(looking, by_meeting=True))
        .order_by(day, _CASE.c.number)
    )
    other = (
        exists()
        .where(_OTHER.c.case_id == _STOP.c.case_id, _OTHERS_MEETING.c.id == _OTHER.c.meeting_id)
        .where(others_day >= from_on, others_day < to_on)
    )
    sooner = or_(others_day < day, and_(others_day == day, _OTHER.c.id < _STOP.c.id))
    to_come = there.where(IS_LIVE, ~other.where(OTHER_IS_LIVE, sooner))
    behind = there.where(
        _STOP.c.state == StopState.DECIDED,
        ~other.where(or_(OTHER_IS_LIVE, and_(_OTHER.c.state == StopState.DECIDED, sooner))),
    )
    return [to_come, behind, _promised(looking, from_on, to_on)]


def _promised(looking: Looking, from_on: date, to_on: date) -> Select[Any]:
    """Cases with no stop in those days, by the first promise in them."""
    day, sooner = _FOLLOW_UP.c.due_on, _FOLLOW_UP.alias("sooner")
    another = exists().where(
        sooner.c.case_id == _FOLLOW_UP.c.case_id,
        text("sooner.state IN ('proposed', 'confirmed')"),
        sooner.c.due_on >= from_on,
        or_(sooner.c.due_on < day, and_(sooner.c.due_on == day, sooner.c.id < _FOLLOW_UP.c.id)),
    )
    stands = (
        exists()
        .where(_OTHER.c.case_id == _CASE.c.id, _OTHER.c.state != StopState.DROPPED)
        .where(_OTHERS_MEETING.c.id == _OTHER.c.meeting_id)
        .where(_OTHERS_MEETING.c.held_on >= from_on, _OTHERS_MEETING.c.held_on < to_on)
    )
    return (
        select(_CASE.c.id)
        .join_from(_FOLLOW_UP, _CASE, _CASE.c.id == _FOLLOW_UP.c.case_id)
        .where(PROMISE_IS_OPEN, day >= from_on, day < to_on, ~another, ~stands, *chosen(looking, by_meeting=True))
        .order_by(day, _CASE.c.number)
    )


def _by_column(looking: Looking) -> Part:
    """By number or by title. What is over has no next meeting: the newest numbers first."""
    wish = looking.wish
    found = select(_CASE.c.id).where(*chosen(looking))
    if wish.order is Order.TITLE and len(wish.states) == 1:
        key = _title_key(looking)
        found = found.join_from(CASE_WORDS, _CASE, _CASE.c.id == CASE_WORDS.c.case_id)
        found = found.where(CASE_WORDS.c.state == wish.states[0].value)
        return Part(found, ((key, wish.is_descending), (CASE_WORDS.c.case_id, wish.is_descending)))
    if wish.order is Order.NEXT:
        return Part(found, ((_CASE.c.number, True),))
    return Part(found, ((_CASE.c.number, wish.is_descending),))


def _stood_at(looking: Looking, after: Cursor) -> tuple[Any, ...] | None:
    """What the case of a cursor has in the columns its part sorts by; None: it is there no more."""
    read = looking.session.connection().execute
    wish = looking.wish
    if wish.order is Order.TITLE and len(wish.states) == 1:
        wanted = select(_title_key(looking)).where(CASE_WORDS.c.case_id == after.case_id)
        key = read(wanted).scalar()
        return None if key is None else (key, after.case_id)
    number = read(select(_CASE.c.number).where(_CASE.c.id == after.case_id)).scalar()
    if number is None:
        return None
    return (number,) if after.day is None else (after.day, number)


def _sorted(looking: Looking) -> Select[Any]:
    """A few known cases in the order that is wished for."""
    wish = looking.wish
    found = select(_CASE.c.id).where(*chosen(looking))
    if wish.order is Order.TITLE:
        found = found.join(CASE_WORDS, CASE_WORDS.c.case_id == _CASE.c.id)
        return found.order_by(*_turned(wish, _title_key(looking), _CASE.c.number))
    if wish.order is Order.NUMBER:
        return found.order_by(*_turned(wish, _CASE.c.number))
    of_the_turn = _DAY_OF_TURN.where(_STOP.c.case_id == _CASE.c.id).scalar_subquery()
    day = of_the_turn.desc().nulls_last() if wish.is_descending else of_the_turn.asc().nulls_first()
    return found.order_by(_HAS_TURN.desc(), day, _CASE.c.number)


_DAY_OF_TURN = (
    select(_MEETING.c.held_on)
    .select_from(_STOP.outerjoin(_MEETING, _MEETING.c.id == _STOP.c.meeting_id))
    .where(IS_LIVE)
    .order_by(_STOP.c.position, _STOP.c.round_no)
    .limit(1)
)
_HAS_TURN = exists().where(_STOP.c.case_id == _CASE.c.id, IS_LIVE)


def _title_key(looking: Looking) -> ColumnElement[str]:
    return CASE_WORDS.c.title_key if looking.sees_closed else CASE_WORDS.c.shown_key


def _turned(wish: Wish, *columns: ColumnElement[Any]) -> list[ColumnElement[Any]]:
    return [one.desc() if wish.is_descending else one for one in columns]
