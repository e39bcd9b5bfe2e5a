"""The queue of what is to happen: put it there, claim what is due, take it out when done.

A claim leases its rows, so that two sweeps never do the same thing; a sweep that dies lets go when the
lease runs out. Nothing due costs one look at the head of the clustered table, however long the queue is.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, String, bindparam, delete, type_coerce
from sqlmodel import Session, col, or_, select
from sqlmodel.sql.expression import SelectOfScalar

from domain.casework.verb import Act
from domain.model import Due, DueKind
from domain.model.columns import Moment
from domain.store.bulk import delete_rows, put_values, set_among, table_of, update_rows
from domain.store.database import Database

LEASE_SECONDS = 300
LIMIT = 500
_COLUMNS = ("due_at", "key", "kind", "subject", "detail", "lease_until")


def due_key(kind: DueKind, subject: str, detail: str = "") -> str:
    """The one key of a thing in the queue: the same thing put twice is there once."""
    return ":".join(part for part in (kind.value, subject, detail) if part)


def new_due(kind: DueKind, subject: str, due_at: datetime, detail: str = "", key: str | None = None) -> Due:
    """A row for the queue, not yet put there."""
    return Due.new(
        due_at=due_at, key=key or due_key(kind, subject, detail), kind=kind, subject=subject, detail=detail
    )


def put(
    where: Act | Session, *, due_at: datetime, kind: DueKind, subject: str, detail: str = "", key: str | None = None
) -> None:
    """Put one thing in the queue, in the caller's transaction; one with the same key moves to ``due_at``."""
    session = where.session if isinstance(where, Act) else where
    key = key or due_key(kind, subject, detail)
    _put(session, [(due_at, key, kind, subject, detail, None)])  # of values the verb has looked at


def put_all(session: Session, dues: Iterable[Due]) -> None:
    """Put many things in the queue with one statement, however many; the last of one key counts."""
    _put(session, ((due.due_at, due.key, due.kind, due.subject, due.detail, due.lease_until) for due in dues))


def _put(session: Session, rows: Iterable[Sequence[object]]) -> None:
    put_values(session, Due, _COLUMNS, rows, by="key")


def take_out(session: Session, keys: Iterable[str]) -> None:
    """Take things out of the queue by key, whenever they were due."""
    delete_rows(session, Due, ("key",), ((key,) for key in keys))


def take_out_subject(session: Session, kinds: Collection[DueKind], subject: str) -> None:
    """Take everything of these kinds about one subject out of the queue."""
    table = table_of(Due)
    session.connection().execute(delete(table).where(table.c.kind.in_(kinds), table.c.subject == subject))


def claim(
    db: Database,
    *,
    now: datetime,
    kinds: Collection[DueKind] | None = None,
    limit: int = LIMIT,
    lease_seconds: int = LEASE_SECONDS,
) -> list[Due]:
    """Lease what is due at ``now``, earliest first, at most ``limit``; nothing is written when nothing is due."""
    with db.read() as session:
        if not is_anything_due(session, now, kinds):
            return []
    with db.write(lasting=False) as session:
        found = session.exec(due_rows(now, kinds, limit).with_for_update(skip_locked=True)).all()
        leased_until = now + timedelta(seconds=lease_seconds)
        session.expunge_all()
        set_among(session, Due, (due.key for due in found), by="key", lease_until=leased_until)
        return list(found)


def done(session: Session, dues: Sequence[Due]) -> None:
    """Take out exactly the rows that were claimed.

    A thing put anew at another moment while it was being done has another row, and stays.
    """
    delete_rows(session, Due, ("due_at", "key"), ((due.due_at, due.key) for due in dues))


def release(db: Database, dues: Sequence[Due]) -> None:
    """Let go of claimed rows that were not done: the next sweep takes them."""
    with db.write() as session:
        # By moment too: a thing put anew meanwhile is another row, and perhaps another sweep's.
        update_rows(
            session, Due, ("lease_until",), ((None, due.due_at, due.key) for due in dues), by=("due_at", "key")
        )


def next_due_at(session: Session) -> datetime | None:
    """When the next thing is due, leased or not; None when nothing is."""
    return session.exec(select(Due.due_at).order_by(col(Due.due_at)).limit(1)).first()


def under_way(now: datetime, kinds: Collection[DueKind]) -> SelectOfScalar[Due]:
    """What is due and leased: somebody is doing it, or has died doing it and is still waited for."""
    return select(Due).where(col(Due.due_at) <= now, col(Due.lease_until) > now, _is_of(kinds))


def _is_of(kinds: Collection[DueKind]) -> ColumnElement[bool]:
    # Not the column itself: SQLite would go through the index by kind and look at everything that waits.
    return type_coerce(Due.kind, String).concat("").in_([kind.value for kind in kinds])


def is_anything_due(session: Session, now: datetime, kinds: Collection[DueKind] | None = None) -> bool:
    """Whether a claim would find something. Without ``kinds`` it is asked every minute, mostly for nothing."""
    if kinds is not None:
        return session.exec(due_rows(now, kinds, 1)).first() is not None
    return session.connection().execute(FIRST_DUE, {"now": now}).first() is not None


_DUE, _NOW = table_of(Due), bindparam("now", type_=Moment)
FIRST_DUE = (
    select(_DUE.c.key)
    .where(_DUE.c.due_at <= _NOW, or_(_DUE.c.lease_until.is_(None), _DUE.c.lease_until <= _NOW))
    .order_by(_DUE.c.due_at)
    .limit(1)
)


def due_rows(now: datetime, kinds: Collection[DueKind] | None, limit: int) -> SelectOfScalar[Due]:
    """The question a claim asks: due, and not leased."""
    rows = select(Due).where(col(Due.due_at) <= now, or_(col(Due.lease_until).is_(None), col(Due.lease_until) <= now))
    if kinds is not None:
        rows = rows.where(_is_of(kinds))
    return rows.order_by(col(Due.due_at), col(Due.key)).limit(limit)
