"""Many rows in one statement. Verbs that touch thousands of rows write through here, not row by row.

The statements are handed to the driver as text with a tuple a row: SQLAlchemy would build a dict, and look at each
value's type, for every row anew, which costs more than the insert itself. Types are still honoured: each column's
own bind processor is asked, once for each different value.
"""

from __future__ import annotations

import gc
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from operator import attrgetter
from typing import Any, TypeVar, cast

from sqlalchemy import Column, ColumnElement, Connection, Dialect, Table, Text, any_, func, literal, select, update
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped
from sqlmodel import Session

from domain.model.columns import Row

T = TypeVar("T")

CHUNK = 400  # how many values an IN list holds; SQLite's limit is far above


def table_of(model: type[Row]) -> Table:
    """The table behind a noun."""
    return cast("Table", model.__table__)  # type: ignore[attr-defined]  # SQLModel adds it when table=True


def insert_rows(session: Session, rows: Sequence[Row]) -> None:
    """Insert validated rows, all of one noun, in one statement."""
    if rows:
        model = type(rows[0])
        names = [column.name for column in table_of(model).columns]
        insert_values(session, model, names, map(attrgetter(*names), rows))


def insert_values(session: Session, model: type[Row], names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Insert rows of plain values in the order of ``names``, in one statement. No column has a default of its own."""
    connection = session.connection()
    _execute(connection, _insertion(connection.dialect, table_of(model), tuple(names)), rows)


def put_values(
    session: Session, model: type[Row], names: Sequence[str], rows: Iterable[Sequence[Any]], *, by: str
) -> None:
    """Insert like ``insert_values``; a row whose value of the unique column ``by`` is there takes its place."""
    connection = session.connection()
    _execute(connection, _insertion(connection.dialect, table_of(model), tuple(names), by), rows)


def update_rows(
    session: Session,
    model: type[Row],
    names: Sequence[str],
    rows: Iterable[Sequence[Any]],
    *,
    by: Sequence[str] = ("id",),
    raise_version: bool = False,
) -> None:
    """Set the columns ``names`` of the rows found ``by`` other columns: each row is the new values, then those.

    One statement. ``raise_version`` adds one to ``version``.
    """
    connection, table = session.connection(), table_of(model)
    statement = _updating(connection.dialect, table, tuple(names), tuple(by), raise_version=raise_version)
    _execute(connection, statement, rows)


def set_among(
    session: Session,
    model: type[Row],
    keys: Iterable[str],
    *,
    by: str = "id",
    raise_version: bool = False,
    **values: Any,
) -> None:
    """Set the same values in all the rows found ``by`` these keys: one statement, half the time of one a row."""
    table = table_of(model)
    if raise_version:
        values["version"] = table.c.version + 1
    session.connection().execute(update(table).where(among(session, table.c[by], keys)).values(**values))


def delete_rows(session: Session, model: type[Row], by: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Delete the rows in which the columns ``by`` have these values, in one statement."""
    connection = session.connection()
    _execute(connection, _deletion(connection.dialect, table_of(model), tuple(by)), rows)


def among(session: Session, column: Mapped[str] | ColumnElement[str], values: Iterable[str]) -> ColumnElement[bool]:
    """``column`` is one of ``values``, as one value for the database: the same statement, however many they are."""
    listed = list(values)
    if session.get_bind().dialect.name == "sqlite":
        return column.in_(select(func.json_each(json.dumps(listed)).table_valued("value").c.value))
    return column == any_(literal(listed, ARRAY(Text)))


@contextmanager
def collecting_later() -> Iterator[None]:
    """For work on thousands of rows: what is made lives until the end, so looking for garbage meanwhile finds none.

    It took a third of the time of a cancelled meeting with ten thousand cases.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def in_chunks(values: Iterable[T], size: int = CHUNK) -> Iterator[list[T]]:
    """The values in lists of at most ``size``."""
    rest = list(values)
    for start in range(0, len(rest), size):
        yield rest[start : start + size]


@dataclass(frozen=True, slots=True)
class _Statement:
    """A statement as the driver takes it, and for each of its places what makes a value one of the driver's."""

    text: str
    binds: tuple[Callable[[Any], Any] | None, ...]


# A step of a journey writes with the same few statements each time, so each is spelled once for a database.
@lru_cache(maxsize=256)
def _insertion(dialect: Dialect, table: Table, names: tuple[str, ...], by: str | None = None) -> _Statement:
    mark, name_of = _spelling(dialect)
    listed = ", ".join(name_of(table.c[name]) for name in names)
    text = f"INSERT INTO {name_of(table)} ({listed}) VALUES ({', '.join([mark] * len(names))})"  # noqa: S608 - our own names
    if by is not None:
        taken = ", ".join(f"{name_of(table.c[name])} = excluded.{name_of(table.c[name])}" for name in names)
        text += f" ON CONFLICT ({name_of(table.c[by])}) DO UPDATE SET {taken}"
    return _Statement(text, _binds(dialect, table, names))


@lru_cache(maxsize=256)
def _updating(
    dialect: Dialect, table: Table, names: tuple[str, ...], by: tuple[str, ...], *, raise_version: bool
) -> _Statement:
    mark, name_of = _spelling(dialect)
    settings = [f"{name_of(table.c[name])} = {mark}" for name in names]
    if raise_version:
        settings.append("version = version + 1")
    found = " AND ".join(f"{name_of(table.c[name])} = {mark}" for name in by)
    text = f"UPDATE {name_of(table)} SET {', '.join(settings)} WHERE {found}"  # noqa: S608 - our own names
    return _Statement(text, _binds(dialect, table, (*names, *by)))


@lru_cache(maxsize=256)
def _deletion(dialect: Dialect, table: Table, by: tuple[str, ...]) -> _Statement:
    mark, name_of = _spelling(dialect)
    found = " AND ".join(f"{name_of(table.c[name])} = {mark}" for name in by)
    return _Statement(f"DELETE FROM {name_of(table)} WHERE {found}", _binds(dialect, table, by))  # noqa: S608 - our own names


def _spelling(dialect: Dialect) -> tuple[str, Callable[[Table | Column[Any]], str]]:
    """How this database writes a place for a value, and a name that may be one of its own words ("case")."""
    quoted = dialect.identifier_preparer.quote
    return ("?" if dialect.paramstyle == "qmark" else "%s"), lambda named: quoted(named.name)


def _binds(dialect: Dialect, table: Table, names: Iterable[str]) -> tuple[Callable[[Any], Any] | None, ...]:
    return tuple(table.c[name].type.dialect_impl(dialect).bind_processor(dialect) for name in names)


def _execute(connection: Connection, statement: _Statement, rows: Iterable[Sequence[Any]]) -> None:
    by_column = list(zip(*rows, strict=True))
    if by_column:
        bound = (
            values if bind is None else _bound(values, bind)
            for values, bind in zip(by_column, statement.binds, strict=True)
        )
        connection.exec_driver_sql(statement.text, list(zip(*bound, strict=True)))


def _bound(values: Sequence[Any], bind: Callable[[Any], Any]) -> tuple[Any, ...]:
    """The values as the driver takes them. Thousands of rows share a moment or a state: each is translated once."""
    try:
        known = {value: bind(value) for value in set(values)}
    except TypeError:  # lists and dicts, for JSON
        return tuple(map(bind, values))
    return tuple(known[value] for value in values)
