"""A whole database moved to another one, SQLite to PostgreSQL or back: all or nothing, and every row compared."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, LargeBinary, Row, Table, func, inspect, select, tuple_, update
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session, SQLModel

from domain.errors import NotMovedError, WouldOverwriteError
from domain.model import Secret
from domain.store import journal
from domain.store.bulk import table_of
from domain.store.database import Database
from domain.store.journal import Break
from domain.store.migrate import check_version, migrate

BATCH = 400  # rows in memory at a time; two keys a row stay below the databases' limits on values in a question
FILES = 4  # of those that hold a whole file
_SECRETS = table_of(Secret)


@dataclass(frozen=True, slots=True)
class Moved:
    """What was moved, and where the journal does not hold: it came so, for every row is as it was."""

    rows: int
    tables: int
    breaks: Sequence[Break]


def transfer(source: Database, target: Database) -> Moved:
    """Copy every row of ``source`` as it stands at one moment, and compare it with what came; all or nothing.

    The target gets its tables first. What is searched in is made anew by its own triggers.

    Raises:
        DatabaseVersionError: the source, or what is in the target, is not of this program's version.
        WouldOverwriteError: there are rows in the target already.
        NotMovedError: a row could not be written there, or did not come out as it went in.
    """
    check_version(source)
    check_empty(target)
    migrate(target)
    tables = SQLModel.metadata.sorted_tables
    with _snapshot(source) as reading, target.write() as session:
        writing = session.connection()
        _check_no_rows(writing, target)
        writing.execute(_SECRETS.delete())  # those a new database is born with; the old ones sign the mails sent
        rows = 0
        for table in tables:
            try:
                rows += _copy(reading, writing, table)
            except DBAPIError as error:
                raise NotMovedError(table=table.name, reason=type(error.orig).__name__) from None
        for table in tables:
            _compare(reading, writing, table)
        breaks = journal.verify(session)
    return Moved(rows, len(tables), breaks)


def count_rows(session: Session) -> int:
    """How many rows all the tables hold together."""
    return sum(session.connection().execute(_count(table)).scalar_one() for table in SQLModel.metadata.sorted_tables)


def check_empty(db: Database) -> None:
    """Check that a database holds nothing that could be lost: no tables, or this program's without rows.

    Raises:
        WouldOverwriteError: it holds something.
        DatabaseVersionError: it holds another program's tables, or another version's.
    """
    with db.engine.connect() as connection:
        if not inspect(connection).get_table_names():
            return
    check_version(db)
    with db.engine.connect() as connection:
        _check_no_rows(connection, db)


def _check_no_rows(connection: Connection, db: Database) -> None:
    for table in SQLModel.metadata.sorted_tables:
        if table is not _SECRETS and connection.execute(select(table).limit(1)).first() is not None:
            raise WouldOverwriteError(what=db.engine.url.render_as_string(hide_password=True))


def _snapshot(db: Database) -> Connection:
    """A connection that sees one moment, however long it is read from. SQLite's transactions always do."""
    if db.is_sqlite:
        return db.engine.connect()
    return db.engine.connect().execution_options(isolation_level="REPEATABLE READ")


def _copy(reading: Connection, writing: Connection, table: Table) -> int:
    """A row that points into its own table is written first and pointed afterwards: they may point in a ring."""
    own = [column for column in table.columns if any(key.column.table is table for key in column.foreign_keys)]
    blank = {column.name: None for column in own}
    rows = 0
    for batch in _batches(reading, table):
        writing.execute(table.insert(), [{**row._asdict(), **blank} for row in batch])
        rows += len(batch)
    for batch in _batches(reading, table) if own else ():
        for row in batch:
            values = row._asdict()
            pointing = {column.name: values[column.name] for column in own}
            writing.execute(update(table).where(_key(table) == _key_of(row, table)).values(pointing))
    return rows


def _compare(reading: Connection, writing: Connection, table: Table) -> None:
    for batch in _batches(reading, table):
        keys = [_key_of(row, table) for row in batch]
        found = {
            _key_of(row, table): tuple(row) for row in writing.execute(select(table).where(_key(table).in_(keys)))
        }
        if found != {_key_of(row, table): tuple(row) for row in batch}:
            raise NotMovedError(table=table.name, reason="differs")
    if reading.execute(_count(table)).scalar_one() != writing.execute(_count(table)).scalar_one():
        raise NotMovedError(table=table.name, reason="differs")


def _batches(reading: Connection, table: Table) -> Iterator[Sequence[Row[Any]]]:
    rows = FILES if any(isinstance(column.type, LargeBinary) for column in table.columns) else BATCH
    yield from reading.execute(select(table).execution_options(yield_per=rows)).partitions()


def _key(table: Table) -> Any:
    columns = list(table.primary_key)
    return columns[0] if len(columns) == 1 else tuple_(*columns)


def _key_of(row: Row[Any], table: Table) -> Any:
    named = row._asdict()
    values = tuple(named[column.name] for column in table.primary_key)
    return values[0] if len(values) == 1 else values


def _count(table: Table) -> Any:
    return select(func.count()).select_from(table)
