"""How promises were kept: in time, late, dropped, or open past their day; by post and by the body that asked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, time

from sqlalchemy import select as select_columns
from sqlalchemy import text
from sqlmodel import Session, func

from calendars.copenhagen import COPENHAGEN
from domain.model import Body, FollowUp, FollowUpState, Stop
from domain.store.bulk import table_of
from domain.store.people import Directory

_PROMISE, _BODY = table_of(FollowUp), table_of(Body)
_ASKED, _WAITS = table_of(Stop).alias("asked"), table_of(Stop).alias("waits")
_IS_SETTLED = text("follow_up.state IN ('done', 'dropped')")  # written out, so that its index is used
_IS_OPEN = text("follow_up.state IN ('proposed', 'confirmed')")


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
    """
    posts: dict[str, Kept] = {}
    bodies: dict[str, Kept] = {}
    for post, body, what in [*_settled(session, since, until), *_overdue(session, min(until, today))]:
        for tally, key in ((posts, post or ""), (bodies, body or "")):
            before = tally.setdefault(key, Kept(key, ""))
            tally[key] = replace(before, **{what: getattr(before, what) + 1})
    titles = {key: post.title for key, post in Directory(session).posts.items()}
    names = {row.key: row.name for row in session.connection().execute(select_columns(_BODY.c.key, _BODY.c.name))}
    return Tally(_named(posts, titles), _named(bodies, names))


def _settled(session: Session, since: date, until: date) -> Iterable[tuple[str | None, str | None, str]]:
    first, last = (datetime.combine(day, time(), COPENHAGEN) for day in (since, until))
    body = func.coalesce(_ASKED.c.body_key, _WAITS.c.body_key)
    rows = (
        select_columns(_PROMISE.c.owner_post, body, _PROMISE.c.state, _PROMISE.c.due_on, _PROMISE.c.settled_at)
        .outerjoin(_ASKED, _ASKED.c.id == _PROMISE.c.from_stop)
        .outerjoin(_WAITS, _WAITS.c.id == _PROMISE.c.blocks_stop)
        .where(_IS_SETTLED, _PROMISE.c.settled_at >= first, _PROMISE.c.settled_at < last)
    )
    for post, of_body, state, due_on, settled_at in session.connection().execute(rows):
        yield post, of_body, _how(state, due_on, settled_at)


def _how(state: FollowUpState, due_on: date | None, settled_at: datetime) -> str:
    if state is FollowUpState.DROPPED:
        return "dropped"
    is_late = due_on is not None and settled_at.astimezone(COPENHAGEN).date() > due_on
    return "late" if is_late else "in_time"


def _overdue(session: Session, before: date) -> Iterable[tuple[str | None, str | None, str]]:
    rows = (
        select_columns(_PROMISE.c.owner_post, func.coalesce(_ASKED.c.body_key, _WAITS.c.body_key))
        .outerjoin(_ASKED, _ASKED.c.id == _PROMISE.c.from_stop)
        .outerjoin(_WAITS, _WAITS.c.id == _PROMISE.c.blocks_stop)
        .where(_IS_OPEN, _PROMISE.c.due_on < before, _PROMISE.c.state == FollowUpState.CONFIRMED)
    )
    for post, body in session.connection().execute(rows):
        yield post, body, "overdue"


def _named(tally: dict[str, Kept], names: dict[str, str]) -> tuple[Kept, ...]:
    named = [replace(kept, name=names.get(key, "")) for key, kept in tally.items()]
    return tuple(sorted(named, key=lambda kept: (not kept.name, -(kept.overdue + kept.late), kept.name)))
