"""Changing which words a column may hold: the CHECK that stands for an enum, on both databases.

SQLite cannot alter a CHECK. Copying the table away and back, as Alembic would, drops a table that others point
at; so its stored definition is edited instead, which is SQLite's own way for a change that touches no row
("Making Other Kinds Of Table Schema Changes" in its documentation), and works inside the one transaction.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op


def allow_words(table: str, column: str, constraint: str, words: Sequence[str]) -> None:
    """Let ``column`` hold exactly ``words``.

    Raises:
        RuntimeError: the table has no such CHECK, so there is nothing to change.
    """
    check = f"{column} IN ({', '.join(repr(word) for word in words)})"
    if op.get_bind().dialect.name == "sqlite":
        _rewrite(table, constraint, check)
    else:
        op.drop_constraint(constraint, table, type_="check")
        op.create_check_constraint(constraint, table, sa.text(check))


def _rewrite(table: str, constraint: str, check: str) -> None:
    connection = op.get_bind()
    named = {"table": table}
    made = connection.execute(
        sa.text("SELECT sql FROM sqlite_master WHERE type = 'table' AND name = :table"), named
    ).scalar_one()
    changed, count = re.subn(rf"(CONSTRAINT {constraint} CHECK )\([^()]*\([^()]*\)\)", rf"\1({check})", made)
    if count != 1:
        raise RuntimeError(f"{table} has no CHECK {constraint}")
    version = connection.exec_driver_sql("PRAGMA schema_version").scalar_one()
    connection.exec_driver_sql("PRAGMA writable_schema = ON")
    connection.execute(
        sa.text("UPDATE sqlite_master SET sql = :sql WHERE type = 'table' AND name = :table"),
        {**named, "sql": changed},
    )
    connection.exec_driver_sql(f"PRAGMA schema_version = {version + 1}")  # every connection reads it anew
    connection.exec_driver_sql("PRAGMA writable_schema = OFF")
