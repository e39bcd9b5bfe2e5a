"""A copy of the database in one file while work goes on, and the way back from it.

SQLite's copy is made with its own online backup, PostgreSQL's with its own ``pg_dump`` (custom format): each sees one
moment, and nobody waits. Whatever a copy or a restore is interrupted in is never found under its final name.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import tempfile
from collections.abc import Sequence
from contextlib import closing
from itertools import pairwise
from pathlib import Path

from sqlalchemy import inspect
from sqlalchemy.exc import DBAPIError

from domain.errors import BackupToolError, DatabaseVersionError, NotABackupError, WouldOverwriteError
from domain.store import journal
from domain.store.database import Database, sqlite_url
from domain.store.journal import Break
from domain.store.migrate import check_known, check_version, migrate

_MARKS = {b"SQLite format 3\0": "sqlite", b"PGDMP": "postgresql"}
_BESIDE = ("-wal", "-shm")  # what SQLite keeps beside its file; an old one would be read into a new file


def back_up(db: Database, file: Path) -> None:
    """Write a copy of the database, of whatever version it is, readable by its owner only.

    Raises:
        WouldOverwriteError: the file is there already.
        BackupToolError: ``pg_dump`` is not there, is older than the server, or gave up.
        OSError: the file cannot be written.
    """
    if file.exists():
        raise WouldOverwriteError(what=str(file))
    file.parent.mkdir(parents=True, exist_ok=True)
    part = _part(file)
    try:
        if db.is_sqlite:
            _copy_sqlite(Path(str(db.engine.url.database)), part)
        else:
            _run(db, "pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={part}")
        _settle(part, file)
    finally:
        part.unlink(missing_ok=True)


def put_back(file: Path, db: Database) -> Sequence[Break]:
    """Make the database what it was when the copy was written, at this program's version; where its journal breaks.

    Raises:
        WouldOverwriteError: there is a database already.
        NotABackupError: the file is no copy, or one of the other kind of database.
        DatabaseVersionError: the copy was written by a newer program.
        BackupToolError: ``pg_restore`` is not there, is older than the copy, or gave up; nothing has been changed.
    """
    kind, wanted = kind_of(file), "sqlite" if db.is_sqlite else "postgresql"
    if kind != wanted:
        raise NotABackupError(file=str(file), kind=kind, wanted=wanted)
    if db.is_sqlite:
        return _put_back_sqlite(file, Path(str(db.engine.url.database)))
    with db.engine.connect() as connection:
        if inspect(connection).get_table_names():
            raise WouldOverwriteError(what=db.engine.url.render_as_string(hide_password=True))
    check_known(_version_in(file))  # before anything is written
    _run(db, "pg_restore", "--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction", str(file))
    return _brought_up(db, file)


def kind_of(file: Path) -> str:
    """Which database a copy is of, by its first bytes: sqlite, postgresql, or empty for neither."""
    with file.open("rb") as opened:
        head = opened.read(max(map(len, _MARKS)))
    return next((kind for mark, kind in _MARKS.items() if head.startswith(mark)), "")


def _copy_sqlite(source: Path, target: Path) -> None:
    address = f"{source.absolute().as_uri()}?mode=ro"
    with closing(sqlite3.connect(address, uri=True)) as reading, closing(sqlite3.connect(target)) as writing:
        reading.backup(writing)
        writing.execute("PRAGMA journal_mode=DELETE")  # one file, nothing beside it


def _put_back_sqlite(file: Path, target: Path) -> Sequence[Break]:
    for there in (target, *(target.with_name(target.name + ending) for ending in _BESIDE)):
        if there.exists():
            raise WouldOverwriteError(what=str(there))
    target.parent.mkdir(parents=True, exist_ok=True)
    part = _part(target)
    try:
        shutil.copyfile(file, part)
        db = Database(sqlite_url(part))
        try:
            breaks = _brought_up(db, file)
        finally:
            db.close()
        with closing(sqlite3.connect(part)) as alone:
            alone.execute("PRAGMA journal_mode=DELETE")
        _settle(part, target)
    finally:
        for ending in ("", *_BESIDE):
            part.with_name(part.name + ending).unlink(missing_ok=True)
    return breaks


def _brought_up(db: Database, file: Path) -> Sequence[Break]:
    try:
        check_version(db)
    except DatabaseVersionError as error:
        if error.facts["found"] is None:
            raise NotABackupError(file=str(file), kind="", wanted="") from None
        migrate(db)
    except DBAPIError:  # it only begins like one
        raise NotABackupError(file=str(file), kind="", wanted="") from None
    with db.read() as session:
        return journal.verify(session)


def _run(db: Database, tool: str, *arguments: str) -> None:
    """One of PostgreSQL's own programs; the password goes by its environment, which nobody else can list."""
    url = db.engine.url
    address = url._replace(drivername="postgresql", password=None).render_as_string()
    _call(tool, f"--dbname={address}", *arguments, password=str(url.password or ""))


def _version_in(file: Path) -> str:
    """The version of the tables in a copy of PostgreSQL's, as its own program tells it."""
    said = _call("pg_restore", "--data-only", "--table=alembic_version", "--file=-", str(file)).splitlines()
    rows = [below for line, below in pairwise(said) if line.startswith("COPY ")]
    if not rows:
        raise NotABackupError(file=str(file), kind="", wanted="")
    return rows[0].strip()


def _call(tool: str, *arguments: str, password: str = "") -> str:
    command = [shutil.which(tool) or "", *arguments]
    if not command[0]:
        raise BackupToolError(tool=tool, said="")
    environment = {**os.environ, **({"PGPASSWORD": password} if password else {})}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603 - ours
    if done.returncode != 0:
        raise BackupToolError(tool=tool, said="; ".join(done.stderr.strip().splitlines()[:2]) or "?")
    return done.stdout


def _part(file: Path) -> Path:
    """A file beside it that only its owner can read, to be renamed when it is whole."""
    handle, name = tempfile.mkstemp(prefix=f".{file.name}.", dir=file.parent)
    os.close(handle)
    return Path(name)


def _settle(part: Path, file: Path) -> None:
    """Give a finished file its name, once it is safely on the disk."""
    with part.open("rb+") as written:
        os.fsync(written.fileno())
    part.replace(file)
    folder = os.open(file.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
