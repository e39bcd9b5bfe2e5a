"""The drill: a copy is taken while somebody writes, the machine is lost, and every row and line is back."""

from __future__ import annotations

import sqlite3
import stat
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlmodel import Session, func, select

from domain.casework.house.municipality import record_absence
from domain.casework.verb import By
from domain.errors import BackupToolError, DatabaseVersionError, NotABackupError, WouldOverwriteError
from domain.model import Absence, Entry, JournalHead
from domain.store import journal
from domain.store.backup import back_up, kind_of, put_back
from domain.store.database import Database, sqlite_url

Everything = Callable[[Database], dict[str, set[str]]]
NOW = datetime(2023, 4, 14, 10, tzinfo=UTC)


@contextmanager
def somebody_writing(db: Database) -> Iterator[threading.Event]:
    """A writer who never rests while the block runs; set once something has been written."""
    stop, has_written = threading.Event(), threading.Event()

    def write() -> None:
        number = 0
        while not stop.is_set():
            number += 1
            day = date(2023, 6, 1) + timedelta(days=number)
            record_absence(
                db, By("lone.vejlby", NOW), person="erik.lyngsvad", from_on=day, to_on=day + timedelta(days=1)
            )
            has_written.set()

    writer = threading.Thread(target=write)
    writer.start()
    try:
        assert has_written.wait(20)
        yield has_written
    finally:
        stop.set()
        writer.join()


def head(db: Database) -> int:
    with db.read() as session:
        return session.exec(select(JournalHead.seq)).one()


def is_as_it_was(restored: Database, before: Database, everything: Everything) -> int:
    """Every row of the copy was in the database, the log holds, and what came later is not in it. How many lines."""
    copied, original = everything(restored), everything(before)
    with restored.read() as session:
        assert journal.verify(session) == []
        lines = session.exec(select(func.max(Entry.seq))).one()
        absences = session.exec(select(func.count()).select_from(Absence)).one()
        told = session.exec(select(func.count()).select_from(Entry).where(Entry.verb == "record_absence")).one()
    assert absences == told  # not one row without its line, nor a line without its row
    for table, rows in original.items():
        if table in {"journal", "absence"}:
            assert copied[table] <= rows
        elif table != "journal_head":
            assert copied[table] == rows
    return int(lines or 0)


def test_a_copy_taken_while_somebody_writes_is_one_moment_of_it(
    spring: Database, tmp_path: Path, everything: Everything
) -> None:
    copy = tmp_path / "kopi.db"
    before = head(spring)
    with somebody_writing(spring) as written:
        back_up(spring, copy)
        written.clear()
        assert written.wait(20)  # nobody was kept from working
    after = head(spring)
    bare = Database(sqlite_url(tmp_path / "bar maskine" / "sagsgang.db"))
    assert put_back(copy, bare) == []
    lines = is_as_it_was(bare, spring, everything)
    assert before < lines < after
    assert sorted(file.name for file in tmp_path.iterdir()) == ["bar maskine", "data", "kopi.db"]
    bare.close()


@pytest.mark.postgres
@pytest.mark.usefixtures("postgres_tools")
@pytest.mark.parametrize("norddjurs", ["postgres"], indirect=True)
def test_the_same_on_postgresql_with_its_own_programs(
    norddjurs: Database, postgres_bare: Database, tmp_path: Path, everything: Everything
) -> None:
    copy = tmp_path / "kopi.dump"
    with somebody_writing(norddjurs):
        back_up(norddjurs, copy)
    assert kind_of(copy) == "postgresql"
    assert put_back(copy, postgres_bare) == []
    is_as_it_was(postgres_bare, norddjurs, everything)
    with pytest.raises(WouldOverwriteError):
        put_back(copy, postgres_bare)


@pytest.mark.postgres
@pytest.mark.usefixtures("postgres_tools")
def test_a_copy_of_postgresql_by_a_newer_program_is_refused_before_anything_is_written(
    postgres_db: Database, postgres_bare: Database, tmp_path: Path
) -> None:
    with postgres_db.write() as session:
        session.connection().execute(text("UPDATE alembic_version SET version_num = '9999'"))
    back_up(postgres_db, tmp_path / "kopi.dump")
    with pytest.raises(DatabaseVersionError):
        put_back(tmp_path / "kopi.dump", postgres_bare)
    with postgres_bare.engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")).scalar() == 0


@pytest.mark.postgres
def test_without_postgresqls_programs_it_says_so_and_what_to_do(
    terminal: Any, postgres_db: Database, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(BackupToolError):
        back_up(postgres_db, tmp_path / "kopi.dump")
    assert list(tmp_path.glob("*kopi*")) == []
    terminal.place = replace(
        terminal.place, database_url=postgres_db.engine.url.render_as_string(hide_password=False)
    )
    assert "migrate --to sqlite" in terminal.refused("backup", "--out", tmp_path / "kopi.dump")


def test_a_password_goes_by_the_environment_and_never_by_the_list_of_processes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tool = tmp_path / "pg_dump"
    tool.write_text(
        '#!/bin/sh\nfor word; do case "$word" in --file=*) echo "$PGPASSWORD $*" > "${word#--file=}"; esac; done'
    )
    tool.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    back_up(Database("postgresql://sagsgang:a1b2@db.example:5433/sagsgang"), tmp_path / "kopi.dump")
    given, _, arguments = (tmp_path / "kopi.dump").read_text().partition(" ")
    assert given == "a1b2"
    assert "--dbname=postgresql://sagsgang@db.example:5433/sagsgang" in arguments
    assert "a1b2" not in arguments
    assert "***" not in arguments


def test_only_its_owner_can_read_a_copy(spring: Database, tmp_path: Path) -> None:
    back_up(spring, tmp_path / "ny mappe" / "kopi.db")
    assert stat.S_IMODE((tmp_path / "ny mappe" / "kopi.db").stat().st_mode) == 0o600


def test_nothing_is_overwritten_neither_copy_nor_database(spring: Database, tmp_path: Path) -> None:
    copy = tmp_path / "kopi.db"
    back_up(spring, copy)
    with pytest.raises(WouldOverwriteError):
        back_up(spring, copy)
    with pytest.raises(WouldOverwriteError):
        put_back(copy, spring)


@pytest.mark.parametrize("left", ["sagsgang.db-wal", "sagsgang.db-shm"])
def test_what_a_lost_database_left_beside_it_is_not_read_into_the_copy(
    spring: Database, tmp_path: Path, left: str
) -> None:
    back_up(spring, tmp_path / "kopi.db")
    (tmp_path / "ny").mkdir()
    (tmp_path / "ny" / left).write_bytes(b"")
    with pytest.raises(WouldOverwriteError) as refused:
        put_back(tmp_path / "kopi.db", Database(sqlite_url(tmp_path / "ny" / "sagsgang.db")))
    assert str(refused.value.facts["what"]).endswith(left)


def test_a_copy_by_a_newer_program_is_refused_and_leaves_nothing(spring: Database, tmp_path: Path) -> None:
    with Session(spring.engine) as session:
        session.connection().execute(text("UPDATE alembic_version SET version_num = '9999'"))
        session.commit()
    back_up(spring, tmp_path / "kopi.db")
    with pytest.raises(DatabaseVersionError):
        put_back(tmp_path / "kopi.db", Database(sqlite_url(tmp_path / "ny" / "sagsgang.db")))
    assert list((tmp_path / "ny").iterdir()) == []


@pytest.mark.parametrize(
    "content", [b"", b"ikke en database", b"SQLite format 3\0" + bytes(84)], ids=["empty", "text", "broken"]
)
def test_a_file_that_is_no_copy_is_refused_and_leaves_nothing(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "kopi.db").write_bytes(content)
    with pytest.raises(NotABackupError):
        put_back(tmp_path / "kopi.db", Database(sqlite_url(tmp_path / "ny" / "sagsgang.db")))
    assert not (tmp_path / "ny").exists() or list((tmp_path / "ny").iterdir()) == []


def test_a_line_changed_in_the_copy_is_found_when_it_is_put_back(
    terminal: Any, spring: Database, tmp_path: Path
) -> None:
    back_up(spring, tmp_path / "kopi.db")
    with sqlite3.connect(tmp_path / "kopi.db") as changed:
        changed.execute("UPDATE journal SET actor = 'en anden' WHERE seq = 7")
    changed.close()
    terminal.place = replace(terminal.place, data=tmp_path / "ny", database_url="")
    answer = terminal("restore", tmp_path / "kopi.db")
    assert answer.code == 1
    assert "7" in answer.err


def test_at_the_keyboard_a_copy_is_taken_and_put_back(terminal: Any, spring: Database, tmp_path: Path) -> None:
    terminal.place = replace(terminal.place, database_url=spring.url)
    said = terminal.ok("backup").out
    (copy,) = (terminal.place.data / "backup").iterdir()
    assert copy.name == "sagsgang-2023-01-02-090000.db"
    assert copy.name in said.replace("\n", "")
    assert "bliver ikke overskrevet" in terminal.refused("restore", copy)
    terminal.place = replace(terminal.place, data=tmp_path / "ny", database_url="")
    assert "Logbogen er hel" in terminal.ok("restore", copy).out
    assert terminal.ok("journal", "verify").out
    assert "findes ikke" in terminal.refused("restore", tmp_path / "ingen.db")


def test_a_copy_is_not_taken_of_what_is_not_there(terminal: Any) -> None:
    assert terminal.refused("backup")
    assert not terminal.place.data.exists()
