"""How promises were kept: in time, late, dropped, or open past their day; by post and by the body that asked."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import CTE, Date, Row, Select, case, column, literal, text, values
from sqlalchemy import select as select_columns
from sqlmodel import Session, func

from calendars.copenhagen import COPENHAGEN
from domain.model import Body, FollowUp, FollowUpState, Stop
from domain.model.columns import Moment
from domain.rules.rights import Visitor
from domain.store.bulk import table_of
from domain.store.people import Directory
from domain.store.promises import IS_SETTLED, ShownPromise, select_promises, shown_lines

LISTED = 100  # of the dropped ones with their reasons
_PROMISE, _BODY = table_of(FollowUp), table_of(Body)
_ASKED, _WAITS = table_of(Stop).alias("asked"), table_of(Stop).alias("waits")
_CONFIRMED = text("follow_up.state IN ('proposed', 'confirmed') AND follow_up.state = 'confirmed'")  # for its index
_BY_BODY = func.coalesce(_ASKED.c.body_key, _WAITS.c.body_key)
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Kept:
    """How the promises of one post or body were kept; ``name`` is empty where none is known."""

    key: str
    name: str
    in_time: int = 0
    late: int = 0
    dropped: int = 0
    overdue: int = 0  # open, and their day has passed

    @property
    def settled(self) -> int:
        """How many were done, in time or late."""
        return self.in_time + self.late


@dataclass(frozen=True, slots=True)
class Tally:
    """The same promises counted twice: by who keeps them, and by the body that asked or waits."""

    posts: tuple[Kept, ...]
    bodies: tuple[Kept, ...]


def how_kept(session: Session, *, since: date, until: date, today: date) -> Tally:
    """Promises settled on the days from ``since`` up to, not including, ``until``; and those of before ``until`` that
    are open past their day ``today``.

    The database counts, so what comes out of it is a line for each post and body, however many promises there are.
    """
    posts: dict[str, Kept] = {}
    bodies: dict[str, Kept] = {}
    read = session.connection().execute
    counted = [*read(_settled(since, until)), *read(_overdue(min(until, today)))]
    for post, body, what, count in counted:
        for tally, key in ((posts, post or ""), (bodies, body or "")):
            before = tally.setdefault(key, Kept(key, ""))
            tally[key] = replace(before, **{what: getattr(before, what) + count})
    titles = {key: post.title for key, post in Directory(session).posts.items()}
    names = {row.key: row.name for row in read(select_columns(_BODY.c.key, _BODY.c.name))}
    return Tally(_named(posts, titles), _named(bodies, names))


def dropped_between(
    session: Session, visitor: Visitor, *, since: date, until: date, today: date
) -> list[ShownPromise]:
    """The promises given up on the days from ``since`` up to ``until``, newest first, each with its reason."""
    first, last = _midnight(since), _midnight(until)
    wanted = (
        select_promises()
        .where(IS_SETTLED, _PROMISE.c.state == FollowUpState.DROPPED)
        .where(_PROMISE.c.settled_at >= first, _PROMISE.c.settled_at < last)
        .order_by(_PROMISE.c.settled_at.desc(), _PROMISE.c.id)
        .limit(LISTED)
    )
    rows: list[Row[Any]] = list(session.connection().execute(wanted))
    return shown_lines(session, visitor, rows, today)


def _settled(since: date, until: date) -> Select[Any]:
    """Settled promises by post, body and how. Late is settled after the day in Denmark on which it was due."""
    ends = _ends_of(since, until)
    how = case(
        (_PROMISE.c.state == FollowUpState.DROPPED, literal("dropped")),
        (_PROMISE.c.due_on < since, literal("late")),
        (_PROMISE.c.settled_at >= ends.c.ends_at, literal("late")),
        else_=literal("in_time"),
    )
    return (
        _counted(how)
        .outerjoin(ends, ends.c.day == _PROMISE.c.due_on)
        .where(IS_SETTLED, _PROMISE.c.settled_at >= _midnight(since), _PROMISE.c.settled_at < _midnight(until))
    )


def _overdue(before: date) -> Select[Any]:
    return _counted(literal("overdue")).where(_CONFIRMED, _PROMISE.c.due_on < before)


def _counted(how: Any) -> Select[Any]:
    what = how.label("what")
    return (
        select_columns(_PROMISE.c.owner_post, _BY_BODY.label("body"), what, func.count())
        .select_from(_PROMISE)
        .outerjoin(_ASKED, _ASKED.c.id == _PROMISE.c.from_stop)
        .outerjoin(_WAITS, _WAITS.c.id == _PROMISE.c.blocks_stop)
        .group_by(_PROMISE.c.owner_post, _BY_BODY, what)
    )


def _ends_of(since: date, until: date) -> CTE:
    """The moment each of the days ends in Denmark: a database knows no summer time that both of ours agree on."""
    days = [since + _DAY * number for number in range((until - since).days)]
    ends = values(column("day", Date), column("ends_at", Moment), name="ends")
    return ends.data([(day, _midnight(day + _DAY)) for day in days]).cte("ends")


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), COPENHAGEN)


def _named(tally: dict[str, Kept], names: dict[str, str]) -> tuple[Kept, ...]:
    named = [replace(kept, name=names.get(key, "")) for key, kept in tally.items()]
    return tuple(sorted(named, key=lambda kept: (not kept.name, -(kept.overdue + kept.late), kept.name)))
