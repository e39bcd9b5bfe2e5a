"""Rows that a database of any version could hold: read from that version's own tables, not from today's.

Beside the rows that are there it puts, in every table, one of each word its columns may hold then, with every column
filled in half of them and every column that may be empty left empty in the others.
"""

from __future__ import annotations

import re
import warnings
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    Date,
    DateTime,
    MetaData,
    String,
    Table,
    UniqueConstraint,
    exc,
    inspect,
    select,
    types,
)
from sqlalchemy import text as sql

LEFT = {"alembic_version", "journal", "journal_head", "profile_text", "secret"}  # a chain, what is in force, keys
# Nothing of it is to come, or due, when the program goes on.
LONG_AGO, FAR_AHEAD = datetime(2021, 1, 4, 8, tzinfo=UTC), datetime(2031, 1, 6, 8, tzinfo=UTC)
AHEAD = {"due_at", "lease_until", "next_try_at"}
# Where one column says what another may hold.
TOGETHER: dict[str, dict[str, Any]] = {
    "goal": {"every_months": 6},
    "public_wording": {"withheld_because": ""},
    "standing_use": {"left_out_because": "Udgår"},
}


def tables_of(connection: Connection) -> list[Table]:
    """The tables of that version that the program writes to, those that are pointed at first."""
    metadata = MetaData()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", exc.SAWarning)  # types that only the search knows; posts that point at posts
        metadata.reflect(connection)
        found = metadata.sorted_tables
    return [table for table in found if table.name not in LEFT and not table.name.startswith("case_words")]


def words_of(connection: Connection, table: Table) -> dict[str, list[str]]:
    """Which words that version lets its columns hold."""
    found = {}
    for check in inspect(connection).get_check_constraints(table.name):
        said = re.match(r'\W*(\w+)"?\)?(?:::\w+)? (?:IN|= ANY) \(', check["sqltext"])
        if said is not None:
            found[said[1]] = re.findall(r"'([^']*)'", check["sqltext"])
    return found


def put_in_every_table(connection: Connection) -> dict[str, int]:
    """As many rows in each table as the longest list of words has; how many there are of each now."""
    tables = tables_of(connection)
    words = {table.name: words_of(connection, table) for table in tables}
    count = max(len(held) for columns in words.values() for held in columns.values())
    made: dict[str, list[dict[str, Any]]] = {}
    for table in tables:
        example = {
            column.name: connection.execute(select(column).where(column.is_not(None)).limit(1)).scalar()
            for column in table.columns
        }
        made[table.name] = [_row(table, words[table.name], example, made, number) for number in range(count)]
        connection.execute(table.insert(), made[table.name])
    return {
        table.name: connection.execute(sql(f'SELECT count(*) FROM "{table.name}"')).scalar_one() for table in tables
    }


def _row(
    table: Table, words: dict[str, list[str]], example: dict[str, Any], made: dict[str, Any], number: int
) -> dict[str, Any]:
    row: dict[str, Any] = {}
    unique = _unique_in(table)
    for column in table.columns:
        name, is_key = column.name, column.primary_key or column.name in unique
        if column.nullable and number % 2 and name not in words:
            row[name] = None
        elif name in words:
            row[name] = words[name][number % len(words[name])]
        elif column.foreign_keys:
            row[name] = _pointed_at(column, table, made, number)
        elif not is_key and not isinstance(column.type, (Date, DateTime)) and example[name] is not None:
            row[name] = example[name]  # of the shape that the program gave it
        else:
            row[name] = _value(column, number)
    return row | {name: value for name, value in TOGETHER.get(table.name, {}).items() if name in row}


def _unique_in(table: Table) -> set[str]:
    """The columns that must differ; where one of several points at another table, it is that one that does."""
    found: set[str] = set()
    for one in (*table.constraints, *table.indexes):
        columns = list(one.columns) if isinstance(one, UniqueConstraint) or getattr(one, "unique", False) else []
        if not any(column.foreign_keys for column in columns):
            found |= {column.name for column in columns}
    return found


def _pointed_at(column: Column[Any], table: Table, made: dict[str, Any], number: int) -> object:
    """The row of the same number there; in the same table the one before."""
    (key,) = column.foreign_keys
    if key.column.table is table:
        return f"{table.name[:6]}-{number - 1}" if number else None
    return made[key.column.table.name][number][key.column.name]


def _value(column: Column[Any], number: int) -> object:
    name, ahead = column.name, timedelta(days=number)
    if name.startswith(("to_", "valid_to", "ends_", "ended_")):
        ahead += timedelta(days=40)
    moment = (FAR_AHEAD if name in AHEAD else LONG_AGO) + ahead
    said = f"{column.table.name[:6]}-{number}" if column.primary_key else f"{name[:8]} æøå {number}"
    values = {
        Date: moment.date(),
        DateTime: moment,
        types.Boolean: number % 2 == 0,
        types.Float: number + (100.5 if name == "highest" else 0.5),
        types.Integer: 1_000 + number,
        types.LargeBinary: f"bytes {number}".encode(),
        types.JSON: [],
        String: said[-(getattr(column.type, "length", None) or 99) :],
    }
    return next(value for kind, value in values.items() if isinstance(column.type, kind))
