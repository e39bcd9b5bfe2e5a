"""Which cases the board and the list of cases show, and in which order: from indexes, never by looking at all cases.

Nothing is kept for it. A case comes at the day of its next meeting, and that is where its stop stands, so the
meetings are walked in their order until the page is full. What depends on the day (is it late?) is asked of few
candidates and judged by the rules. A title is sorted as the visitor is shown it: the order of closed ones would tell.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, TextClause, and_, exists, or_, select, text
from sqlmodel import Session

from domain.model import Body, BodyKind, Case, CaseState, FollowUp, Meeting, MeetingDeadline, Stop, StopState
from domain.rules.danger import Danger, Level, danger_of
from domain.rules.facts import CaseFacts
from domain.store.board_paging import Cursor, Key, Part, Slice, cut
from domain.store.bulk import among, table_of
from domain.store.case_facts import many_case_facts
from domain.store.search import CASE_WORDS, Among, find_cases

CANDIDATES = 400  # cases that are looked at for one that is late; with more, the list says that there are more
LOOK_BACK = timedelta(days=90)  # a stop that was never on an agenda stands no longer than this on a meeting
LOOK_AHEAD = timedelta(days=60)  # and no deadline of a meeting is longer before it

_CASE, _STOP, _MEETING, _BODY = (table_of(noun) for noun in (Case, Stop, Meeting, Body))
_DEADLINE, _FOLLOW_UP = table_of(MeetingDeadline), table_of(FollowUp)
_OTHER, _OTHERS_MEETING = _STOP.alias("other"), _MEETING.alias("others_meeting")


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
class ShownCase:
    """What a line of the list stands on. ``facts`` are whole: show ``access.view`` of them."""

    facts: CaseFacts
    owner_post: str | None
    danger: Danger


@dataclass(frozen=True, slots=True)
class _Looking:
    """A wish, by whom and when."""

    session: Session
    wish: Wish
    today: date
    sees_closed: bool
    ids: Collection[str] | None = None  # the only ones it can be


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
    looking = _bounded(_Looking(session, wish, today, sees_closed))
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
    looking = _bounded(_Looking(session, wish, today, sees_closed))
    if looking is None:
        return Slice([], has_more=False)
    return _cut(_between(looking, from_on, to_on), session, offset, limit)


def shown_cases(session: Session, ids: Sequence[str], *, today: date) -> list[ShownCase]:
    """Those cases in that order, with what puts them in danger on that day. Six statements."""
    facts = many_case_facts(session, ids)
    columns = select(_CASE.c.id, _CASE.c.owner_post, _CASE.c.stuck_because).where(among(session, _CASE.c.id, ids))
    others = {row.id: row for row in session.connection().execute(columns)}
    return [
        ShownCase(
            facts[case_id],
            others[case_id].owner_post,
            danger_of(facts[case_id], today=today, is_stuck=bool(others[case_id].stuck_because)),
        )
        for case_id in ids
        if case_id in facts
    ]


def late_cases(session: Session, *, today: date, limit: int = CANDIDATES) -> list[ShownCase]:
    """The open cases of which a day has passed, as the rules judge it."""
    found: dict[str, None] = {}
    for candidates in _may_be_late(today):
        if len(found) < limit:
            found |= dict.fromkeys(session.connection().execute(candidates.limit(limit - len(found))).scalars())
    return [one for one in shown_cases(session, list(found), today=today) if one.danger.level is Level.LATE]


def stuck_cases(session: Session, *, limit: int) -> list[str]:
    """Open cases that no plan is possible for, or that are kept off an agenda."""
    stuck = select(_CASE.c.id).where(_IS_OPEN, text("\"case\".stuck_because <> ''")).order_by(_CASE.c.number)
    return list(session.connection().execute(stuck.limit(limit)).scalars())


# Written out and not bound: a database uses an index of some rows only where it sees that those are the ones.
_IS_OPEN = text("\"case\".state = 'open'")
# The same where stops lead to the cases: as it stands above, it would lead SQLite over all that are open. PostgreSQL
# counts better, and would take this for a reason to read them all.
_LED_TO_IS_OPEN = text("\"case\".state || '' = 'open'")
_IS_AWAITING = text("stop.state = 'awaiting_decision'")
_IS_PLANNED = text("stop.state = 'planned'")
_IS_LIVE = text("stop.state IN ('planned', 'on_agenda', 'awaiting_decision')")
_OTHER_IS_LIVE = text("other.state IN ('planned', 'on_agenda', 'awaiting_decision')")
_PROMISE_IS_OPEN = text("follow_up.state IN ('proposed', 'confirmed')")


def _bounded(looking: _Looking) -> _Looking | None:
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


def _chosen(looking: _Looking, *, by_meeting: bool = False) -> list[ColumnElement[bool] | TextClause]:
    """What the wish says of a case; ``by_meeting``: the meetings lead to it, unless its owner or cycle does."""
    wish = looking.wish
    said: list[ColumnElement[bool] | TextClause] = []
    if wish.states == (CaseState.OPEN,):
        leads = wish.owners is not None or wish.cycle is not None or looking.ids is not None
        said.append(_is_open_led_to(looking.session) if by_meeting and not leads else _IS_OPEN)
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
        said.append(_CASE.c.id.in_(passes.where(_IS_LIVE) if wish.states == (CaseState.OPEN,) else passes))
    if looking.ids is not None:
        said.append(among(looking.session, _CASE.c.id, looking.ids))
    return said


def _is_open_led_to(session: Session) -> TextClause:
    return _LED_TO_IS_OPEN if session.get_bind().dialect.name == "sqlite" else _IS_OPEN


def _earlier_live(*also: ColumnElement[bool]) -> ColumnElement[bool]:
    """The case has a live stop before this one on its route."""
    before = or_(
        _OTHER.c.position < _STOP.c.position,
        and_(_OTHER.c.position == _STOP.c.position, _OTHER.c.round_no < _STOP.c.round_no),
    )
    return exists().where(_OTHER.c.case_id == _STOP.c.case_id, _OTHER_IS_LIVE, before, *also)


def _by_next_meeting(looking: _Looking) -> list[Part]:
    """Cases whose turn has no meeting; by the meeting of their turn; those that only wait for promises."""
    turn = (
        select(_CASE.c.id)
        .join_from(_STOP, _CASE, _CASE.c.id == _STOP.c.case_id)
        .where(~_earlier_live(), *_chosen(looking, by_meeting=True))
    )
    by_number: Key = (_CASE.c.number, False)
    unplaced = Part(turn.where(_STOP.c.meeting_id.is_(None), _IS_PLANNED), (by_number,))
    with_meeting = turn.join(_MEETING, _MEETING.c.id == _STOP.c.meeting_id).where(_IS_LIVE)
    placed = Part(with_meeting, ((_MEETING.c.held_on, looking.wish.is_descending), by_number))
    rest = Part(select(_CASE.c.id).where(~_HAS_TURN, *_chosen(looking)), (by_number,))
    over = [] if looking.wish.bodies is not None else [rest]  # what a body is still to treat has its turn
    return [placed, unplaced, *over] if looking.wish.is_descending else [unplaced, placed, *over]


def _between(looking: _Looking, from_on: date, to_on: date) -> list[Select[Any]]:
    """By the first stop in those days that is still to come; what had its stops there and is through; promises."""
    day, others_day = _MEETING.c.held_on, _OTHERS_MEETING.c.held_on
    there = (
        select(_CASE.c.id)
        .join_from(_MEETING, _STOP, _STOP.c.meeting_id == _MEETING.c.id)
        .join(_CASE, _CASE.c.id == _STOP.c.case_id)
        .where(day >= from_on, day < to_on, *_chosen(looking, by_meeting=True))
        .order_by(day, _CASE.c.number)
    )
    other = (
        exists()
        .where(_OTHER.c.case_id == _STOP.c.case_id, _OTHERS_MEETING.c.id == _OTHER.c.meeting_id)
        .where(others_day >= from_on, others_day < to_on)
    )
    sooner = or_(others_day < day, and_(others_day == day, _OTHER.c.id < _STOP.c.id))
    to_come = there.where(_IS_LIVE, ~other.where(_OTHER_IS_LIVE, sooner))
    behind = there.where(
        _STOP.c.state == StopState.DECIDED,
        ~other.where(or_(_OTHER_IS_LIVE, and_(_OTHER.c.state == StopState.DECIDED, sooner))),
    )
    return [to_come, behind, _promised(looking, from_on, to_on)]


def _promised(looking: _Looking, from_on: date, to_on: date) -> Select[Any]:
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
        .where(_PROMISE_IS_OPEN, day >= from_on, day < to_on, ~another, ~stands, *_chosen(looking, by_meeting=True))
        .order_by(day, _CASE.c.number)
    )


def _by_column(looking: _Looking) -> Part:
    """By number or by title. What is over has no next meeting: the newest numbers first."""
    wish = looking.wish
    found = select(_CASE.c.id).where(*_chosen(looking))
    if wish.order is Order.TITLE and len(wish.states) == 1:
        key = _title_key(looking)
        found = found.join_from(CASE_WORDS, _CASE, _CASE.c.id == CASE_WORDS.c.case_id)
        found = found.where(CASE_WORDS.c.state == wish.states[0].value)
        return Part(found, ((key, wish.is_descending), (CASE_WORDS.c.case_id, wish.is_descending)))
    if wish.order is Order.NEXT:
        return Part(found, ((_CASE.c.number, True),))
    return Part(found, ((_CASE.c.number, wish.is_descending),))


def _stood_at(looking: _Looking, after: Cursor) -> tuple[Any, ...] | None:
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


def _sorted(looking: _Looking) -> Select[Any]:
    """A few known cases in the order that is wished for."""
    wish = looking.wish
    found = select(_CASE.c.id).where(*_chosen(looking))
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
    .where(_IS_LIVE)
    .order_by(_STOP.c.position, _STOP.c.round_no)
    .limit(1)
)
_HAS_TURN = exists().where(_STOP.c.case_id == _CASE.c.id, _IS_LIVE)


def _title_key(looking: _Looking) -> ColumnElement[str]:
    return CASE_WORDS.c.title_key if looking.sees_closed else CASE_WORDS.c.shown_key


def _turned(wish: Wish, *columns: ColumnElement[Any]) -> list[ColumnElement[Any]]:
    return [one.desc() if wish.is_descending else one for one in columns]


def _may_be_late(today: date) -> list[Select[Any]]:
    """Where a case that is late must stand: a superset for each reason of ``danger.py``, from an index."""
    of_open = _STOP.join(_CASE, and_(_CASE.c.id == _STOP.c.case_id, _IS_OPEN))
    planned = select(_STOP.c.case_id).select_from(of_open.join(_MEETING, _MEETING.c.id == _STOP.c.meeting_id))
    day = _MEETING.c.held_on
    has_passed = exists().where(_DEADLINE.c.meeting_id == _MEETING.c.id, _DEADLINE.c.practical_on < today)
    is_council = exists().where(_BODY.c.key == _STOP.c.body_key, _BODY.c.kind == BodyKind.COUNCIL)
    on_or_after = exists().where(
        _STOP.c.case_id == _CASE.c.id, _IS_LIVE, _MEETING.c.id == _STOP.c.meeting_id, day >= _CASE.c.decide_before
    )
    return [
        select(_STOP.c.case_id).select_from(of_open).where(_IS_AWAITING),
        select(_FOLLOW_UP.c.case_id)
        .join(_CASE, and_(_CASE.c.id == _FOLLOW_UP.c.case_id, _IS_OPEN))
        .where(_PROMISE_IS_OPEN, _FOLLOW_UP.c.due_on < today)
        .distinct(),
        planned.where(_IS_PLANNED, day >= today - LOOK_BACK, day < today).distinct(),
        planned.where(_IS_PLANNED, day >= today, day < today + LOOK_AHEAD, has_passed)
        .where(or_(_CASE.c.recommendation == "", and_(_STOP.c.urgency_reason == "", is_council)))
        .distinct(),
        select(_CASE.c.id).where(_IS_OPEN, _CASE.c.decide_before > date.min, on_or_after),
    ]
