"""The database: SQLite (WAL) on one machine, PostgreSQL on several; the same tables and the same verbs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from sqlite3 import Connection as SqliteConnection

from sqlalchemy import Connection, Engine, event, text
from sqlalchemy.pool import ConnectionPoolEntry
from sqlmodel import Session, create_engine

BUSY_SECONDS = 30
WRITER_LOCK = 7_227_411  # any constant: one lock for "who writes next" on PostgreSQL


class Database:
    """One database. ``read()`` gives a session that sees a snapshot, ``write()`` one transaction."""

    def __init__(self, url: str) -> None:
        """Open ``url``: ``sqlite:///path`` or ``postgresql+psycopg://…``. Nothing is created here."""
        self.url = url.replace("postgresql://", "postgresql+psycopg://", 1)
        # An error names the statement, never its values: a title or a name must not reach a log.
        self.engine: Engine = create_engine(self.url, hide_parameters=True, **_engine_options(self.url))
        self.is_sqlite = self.engine.dialect.name == "sqlite"
        if self.is_sqlite:
            event.listen(self.engine, "connect", _prepare_sqlite)
            event.listen(self.engine, "begin", _begin_sqlite)

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A session for looking only; closing it forgets whatever was changed, and leaves what was read readable."""
        with Session(self.engine, expire_on_commit=False, autoflush=False) as session:
            yield session

    @contextmanager
    def write(self, *, lasting: bool = True) -> Iterator[Session]:
        """One transaction: commit at the end, roll back on any error. Writers stand in line, never retry.

        Not ``lasting``: the disk is not waited for, so a machine that loses its power may lose it, as a whole. For a
        lease, which means nothing once whoever holds it is gone.
        """
        with self.engine.connect() as connection:
            writing = connection.execution_options(writes=True, lasting=lasting)
            with Session(writing, expire_on_commit=False) as session, session.begin():
                if not self.is_sqlite:
                    session.connection().execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": WRITER_LOCK})
                    if not lasting:
                        session.connection().execute(text("SET LOCAL synchronous_commit = off"))
                yield session

    def close(self) -> None:
        """Give every connection back."""
        self.engine.dispose()


def sqlite_url(path: Path) -> str:
    """The URL of an SQLite file."""
    return f"sqlite:///{path}"


def _engine_options(url: str) -> dict[str, object]:
    if url.startswith("sqlite"):
        return {"connect_args": {"timeout": BUSY_SECONDS, "check_same_thread": False}}
    return {"pool_pre_ping": True}


def _prepare_sqlite(connection: SqliteConnection, _: ConnectionPoolEntry) -> None:
    connection.isolation_level = None  # SQLAlchemy's "begin" below decides how a transaction opens
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    options = connection.get_execution_options()
    if options.get("writes"):
        _wait_for_disk(connection, "FULL" if options.get("lasting", True) else "NORMAL")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if options.get("writes") else "BEGIN")


def _wait_for_disk(connection: Connection, synchronous: str) -> None:
    """What the coming commit waits for; said only where it is another than before."""
    if connection.info.get("synchronous", "FULL") != synchronous:
        raw: SqliteConnection = connection.connection.driver_connection  # type: ignore[assignment]  # it is SQLite's
        raw.execute(f"PRAGMA synchronous={synchronous}")
        connection.info["synchronous"] = synchronous
