"""Bringing a database to the program's version. Needs no alembic.ini and no particular working directory."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from domain.errors import DatabaseVersionError
from domain.store.database import WRITER_LOCK, Database


def migrate(db: Database) -> None:
    """Create or upgrade the tables, in one transaction; a second call changes nothing.

    Creates the folder of an SQLite file.

    Raises:
        DatabaseVersionError: the database was made by a newer program.
    """
    if db.is_sqlite and db.engine.url.database:
        Path(db.engine.url.database).parent.mkdir(parents=True, exist_ok=True)
    with _writing(db) as connection:
        check_known(_revision(connection))
        command.upgrade(_config(connection), "head")


def check_version(db: Database) -> None:
    """Check that the database has exactly the tables this program knows.

    Raises:
        DatabaseVersionError: it is newer, older, or has no tables yet (``found`` is None).
    """
    with db.engine.connect() as connection:
        found = _revision(connection)
    if found != _head():
        raise DatabaseVersionError(found=found, expected=_head())


def check_known(found: str | None) -> None:
    """Check that tables of this version can be brought up to the program's; None is a database without any.

    Raises:
        DatabaseVersionError: a newer program made them. They are never taken back: that would lose what is in them.
    """
    if found is not None and found not in _known():
        raise DatabaseVersionError(found=found, expected=_head())


@contextmanager
def _writing(db: Database) -> Iterator[Connection]:
    """One writing transaction, so that two programs starting at once migrate one after the other."""
    with db.engine.connect() as connection:
        writing = connection.execution_options(writes=True)
        with writing.begin():
            if not db.is_sqlite:
                writing.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": WRITER_LOCK})
            yield writing


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", "domain.store:migrations")
    config.attributes["connection"] = connection
    return config


@cache
def _head() -> str | None:
    return ScriptDirectory.from_config(_config()).get_current_head()


def _known() -> set[str]:
    return {script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()}


def _revision(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()
