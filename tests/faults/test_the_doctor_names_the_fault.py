"""``sagsgang doctor`` says what is wrong and what cures it, for every fault that leaves something to be seen."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import psycopg
import pytest

from desk import health
from domain.store.database import WRITER_LOCK, Database, sqlite_url
from domain.store.soundness import CannotWrite, why_not_writable

NOBODY = 65534


@pytest.fixture
def place(replay: Callable[[date], Path], terminal: Any, at: Callable[..., datetime], folder: Path) -> Any:
    """A machine in the middle of the spring, where everything goes; and somebody who asks what is wrong."""
    shutil.copyfile(replay(date(2023, 4, 14)), folder / "sagsgang.db")
    terminal.place = replace(terminal.place, data=folder, database_url=sqlite_url(folder / "sagsgang.db"))
    terminal.set_clock(at("2023-04-15 09:00"))
    return terminal


def said_of(place: Any, thing: str) -> tuple[bool, str]:
    """Whether that thing is well, and what is said of it."""
    (found,) = [one for one in place("doctor", "--json").json if one["check"] == thing]
    return found["ok"], found["message"]


def test_where_nothing_is_wrong_it_says_so(place: Any):
    for thing in ("database", "writing", "disk", "time", "journal"):
        assert said_of(place, thing)[0], thing


def test_a_clock_that_was_set_back(place: Any, at: Callable[..., datetime]):
    place.set_clock(at("2023-04-14 07:00"))
    is_well, said = said_of(place, "time")
    assert not is_well
    assert "timedatectl" in said


def test_a_disk_that_is_nearly_full(place: Any, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(health, "_LITTLE_ROOM", 10**12)  # no machine has so much
    is_well, said = said_of(place, "disk")
    assert not is_well
    assert "skaf plads" in said


def test_another_program_that_holds_the_database(place: Any):
    with closing(sqlite3.connect(place.place.data / "sagsgang.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        is_well, said = said_of(place, "writing")
        assert not is_well
        assert "stop det, der hænger" in said
    assert said_of(place, "writing")[0]


def test_a_file_or_a_folder_that_may_only_be_read(folder: Path, place: Any):
    """Asked as somebody who is not root, for root may write everywhere."""
    file = folder / "sagsgang.db"
    for mode_of_file, mode_of_folder in ((0o444, 0o777), (0o444, 0o555), (0o000, 0o755)):
        file.chmod(mode_of_file)
        folder.chmod(mode_of_folder)
        assert asked_as_nobody(sqlite_url(file)) == CannotWrite.READ_ONLY.value
        folder.chmod(0o777)
    file.chmod(0o666)
    for left in folder.glob("sagsgang.db-*"):
        left.unlink()
    assert asked_as_nobody(sqlite_url(file)) == "nothing"
    assert "giv brugeren lov" in health.health_words.CANNOT_WRITE[CannotWrite.READ_ONLY.value]
    assert place is not None


def asked_as_nobody(url: str) -> str:
    """The answer of another process, which has nobody's rights."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            if os.geteuid() == 0:
                os.setgid(NOBODY)
                os.setuid(NOBODY)
            os.write(writing, (why_not_writable(Database(url), 0.2) or "nothing").encode())
        except BaseException as error:  # noqa: BLE001 - the other process shall know
            os.write(writing, repr(error).encode())
        finally:
            os._exit(0)
    os.waitpid(child, 0)
    os.close(writing)
    with os.fdopen(reading) as said:
        return said.read()


@pytest.mark.parametrize("damage", ["head", "middle", "cut short"])
def test_a_file_that_is_damaged(place: Any, damage: str):
    file = place.place.data / "sagsgang.db"
    whole = file.read_bytes()
    at = {"head": 0, "middle": 4096 * 3}.get(damage)
    file.write_bytes(
        whole[: len(whole) // 3] if at is None else whole[:at] + b"\xff" * 4096 * 60 + whole[at + 4096 * 60 :]
    )
    answer = place("doctor")
    assert answer.code == 1
    assert "Traceback" not in answer.out + answer.err
    assert not (place.place.data / "sagsgang.log").exists()  # it was foreseen
    wrong = [one for one in place("doctor", "--json").json if not one["ok"]]
    assert {one["check"] for one in wrong} & {"database", "writing", "journal"}


@pytest.mark.postgres
def test_on_postgresql_a_writer_that_hangs_and_a_server_that_only_follows_another(postgres_db: Database):
    assert why_not_writable(postgres_db) is None
    dsn = postgres_db.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(dsn) as other:
        other.execute("SELECT pg_advisory_xact_lock(%s)", (WRITER_LOCK,))
        assert why_not_writable(postgres_db, 0.2) is CannotWrite.LOCKED
    with psycopg.connect(dsn, autocommit=True) as other:
        other.execute(
            f'ALTER DATABASE "{postgres_db.engine.url.database}" SET default_transaction_read_only = on'.encode()
        )
    postgres_db.close()
    assert why_not_writable(postgres_db) is CannotWrite.READ_ONLY


@pytest.mark.postgres
def test_a_postgresql_that_is_away(place: Any, postgres_db: Database):
    url = postgres_db.engine.url.set(database="findes-ikke").render_as_string(hide_password=False)
    place.place = replace(place.place, database_url=url)
    is_well, said = said_of(place, "database")
    assert not is_well
    assert "om serveren kører" in said
