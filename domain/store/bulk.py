"""Many rows in one statement. Verbs that touch thousands of rows write through here, not row by row."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeVar, cast

from sqlalchemy import Table, bindparam, insert, update
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
        session.connection().execute(insert(table_of(model)), [row.model_dump() for row in rows])


def insert_values(session: Session, model: type[Row], values: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows of plain values, every column given, in one statement."""
    if values:
        session.connection().execute(insert(table_of(model)), cast("list[dict[str, Any]]", values))


def update_by_id(
    session: Session, model: type[Row], values: Sequence[Mapping[str, Any]], *, raise_version: bool
) -> None:
    """Change rows by ``id``; every mapping names the same columns. ``raise_version`` adds one to ``version``."""
    if not values:
        return
    table = table_of(model)
    changed = {name: bindparam(f"new_{name}", type_=table.c[name].type) for name in values[0] if name != "id"}
    statement = update(table).where(table.c.id == bindparam("row_id")).values(**changed)
    if raise_version:
        statement = statement.values(version=table.c.version + 1)
    given = [{("row_id" if name == "id" else f"new_{name}"): row[name] for name in row} for row in values]
    session.connection().execute(statement, given)


def in_chunks(values: Iterable[T], size: int = CHUNK) -> Iterator[list[T]]:
    """The values in lists of at most ``size``."""
    rest = list(values)
    for start in range(0, len(rest), size):
        yield rest[start : start + size]
