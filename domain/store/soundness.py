"""Whether anything can be written just now, and why not: asked by trying, for permissions alone do not tell."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from enum import StrEnum
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from domain.store.database import WRITER_LOCK, Database

PATIENCE = 2.0  # seconds: every writer is done long before


class CannotWrite(StrEnum):
    """Why nothing can be written."""

    READ_ONLY = "read_only"  # the file, its folder or its disk; a PostgreSQL that follows another
    LOCKED = "locked"  # somebody has been writing all the time
    BROKEN = "broken"  # the file cannot be read as a database


def why_not_writable(db: Database, patience: float = PATIENCE) -> CannotWrite | None:
    """Begin to write, and take it back; None when that went well. Nothing is changed.

    Raises:
        DBAPIError: PostgreSQL does not answer.
    """
    return _sqlite(Path(str(db.engine.url.database)), patience) if db.is_sqlite else _postgresql(db, patience)


def _sqlite(file: Path, patience: float) -> CannotWrite | None:
    address = f"{file.absolute().as_uri()}?mode=rw"
    try:
        with closing(sqlite3.connect(address, uri=True, timeout=patience, isolation_level=None)) as connection:
            connection.execute("BEGIN IMMEDIATE")  # where only reading is allowed this begins to read
            (version,) = connection.execute("PRAGMA user_version").fetchone()
            connection.execute(f"PRAGMA user_version = {version}")
            connection.execute("ROLLBACK")
    except sqlite3.Error as error:
        code = getattr(error, "sqlite_errorname", "")
        if code.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
            return CannotWrite.LOCKED
        is_closed = code.startswith(("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM"))
        return CannotWrite.READ_ONLY if is_closed else CannotWrite.BROKEN
    return None


def _postgresql(db: Database, patience: float) -> CannotWrite | None:
    with db.engine.connect() as connection:
        closed = connection.execute(
            text("SELECT pg_is_in_recovery() OR current_setting('transaction_read_only')::bool")
        )
        if closed.scalar_one():
            return CannotWrite.READ_ONLY
        connection.execute(text(f"SET LOCAL lock_timeout = {round(patience * 1000)}"))
        try:
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": WRITER_LOCK})
        except OperationalError:
            return CannotWrite.LOCKED
    return None
