"""A disk that is full or read-only, a database that is locked, a connection that is cut: all or nothing, and on."""

from __future__ import annotations

import random
import socket
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from select import select as select_ready
from typing import Any

import psycopg
import pytest
from sqlalchemy import event
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlmodel import func, select

from domain.casework.house.municipality import record_absence
from domain.casework.verb import By
from domain.model import Absence, Entry
from domain.store import journal
from domain.store.database import Database, sqlite_url

NOW = datetime(2023, 4, 14, 10, tzinfo=UTC)


def fall_ill(db: Database, number: int = 1) -> None:
    """One small act with a key, as a form has it."""
    first = date(2023, 6, 1) + timedelta(days=number)
    by = By("lone.vejlby", NOW, f"formular-{number}")
    record_absence(db, by, person="erik.lyngsvad", from_on=first, to_on=first + timedelta(days=7))


def count(db: Database) -> tuple[int, int]:
    """How many absences, and lines that tell of one; the journal holds."""
    with db.read() as session:
        assert journal.verify(session) == []
        told = select(func.count()).select_from(Entry).where(Entry.verb == "record_absence")
        return session.exec(select(func.count()).select_from(Absence)).one(), session.exec(told).one()


@pytest.mark.slow
def test_a_disk_that_fills_up_or_becomes_read_only_in_the_middle_of_the_work(folder: Path, tools: Any) -> None:
    chance = random.Random(tools.seed())
    db, calm = Database(sqlite_url(folder / "sagsgang.db")), Database(sqlite_url(folder / "calm.db"))
    with tools.spring_on(db, calm, folder, date(2023, 4, 13)) as spring:
        for role, often in (("clock", 14), ("act", 8)):
            words = int(spring.forge.words[role] * 0.9)
            for number, word in enumerate(sorted(chance.sample(range(3, words), often))):
                spring.faults.append(tools.Fault(role, word, ("disk full", "read only")[number % 2]))
        spring.play()
        assert spring.met["disk full"] == spring.met["read only"] == 11
        tools.check_as_without_faults(spring, calm)


@pytest.mark.postgres
@pytest.mark.parametrize("norddjurs", ["postgres"], indirect=True)
def test_cut_at_any_statement_an_act_has_not_happened_and_the_same_form_again_is_the_same_act(norddjurs: Database):
    cut_at = 0
    said = Words()

    def statement(_: object, cursor: Any, *__: object) -> None:
        said.count += 1
        if said.count == cut_at:
            with psycopg.connect(cursor.connection.info.dsn, autocommit=True) as other:
                other.execute("SELECT pg_terminate_backend(%s)", (cursor.connection.info.backend_pid,))

    event.listen(norddjurs.engine, "before_cursor_execute", statement)
    fall_ill(norddjurs, 0)
    statements = said.count
    for cut_at in range(1, statements + 1):
        before = count(norddjurs)
        said.count = 0
        with pytest.raises(DBAPIError):
            fall_ill(norddjurs, cut_at)
        said.count = statements
        assert count(norddjurs) == before
        fall_ill(norddjurs, cut_at)
        fall_ill(norddjurs, cut_at)
        assert count(norddjurs) == (before[0] + 1, before[1] + 1)
    assert statements >= 5


@pytest.mark.postgres
@pytest.mark.parametrize("norddjurs", ["postgres"], indirect=True)
def test_when_the_answer_to_commit_is_lost_nobody_knows_but_the_form_does(norddjurs: Database):
    before = count(norddjurs)
    place = Path(norddjurs.engine.url.query["host"]) / ".s.PGSQL.5432"
    with losing_the_answer_to_commit(place) as port:
        url = norddjurs.engine.url.set(host="127.0.0.1", port=port, query={})
        through = Database(url.render_as_string(hide_password=False))
        with pytest.raises(DBAPIError):
            fall_ill(through, 1)
        through.close()
    assert count(norddjurs) == (before[0] + 1, before[1] + 1)  # it was kept, although the desk could not say so
    fall_ill(norddjurs, 1)
    assert count(norddjurs) == (before[0] + 1, before[1] + 1)


class Words:
    """How many have been said."""

    count = 0


@contextmanager
def losing_the_answer_to_commit(server: Path) -> Iterator[int]:
    """A port in front of PostgreSQL that hands everything on, and hangs up when it has handed on a COMMIT."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def hand_on() -> None:
            caller, _ = listening.accept()
            with caller, socket.socket(socket.AF_UNIX) as beyond:
                beyond.connect(str(server))
                is_over = is_committed = False
                while not is_over:
                    for ready in select_ready([caller, beyond], [], [], 5)[0]:
                        said = ready.recv(65536)
                        if ready is beyond and is_committed:
                            return
                        is_committed = b"COMMIT" in said and ready is caller
                        (beyond if ready is caller else caller).sendall(said)
                        is_over = not said

        thread = threading.Thread(target=hand_on)
        thread.start()
        yield listening.getsockname()[1]
        thread.join(300)


@contextmanager
def held_by_another(db: Database) -> Iterator[None]:
    """Somebody else has begun to write and does not end."""
    with closing(sqlite3.connect(str(db.engine.url.database), isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        yield
        other.execute("ROLLBACK")


def be_impatient(connection: sqlite3.Connection, _: object) -> None:
    connection.execute("PRAGMA busy_timeout = 100")


def test_a_database_that_another_program_holds_is_read_all_the_same_and_written_to_when_it_lets_go(
    norddjurs_sqlite: Database,
) -> None:
    event.listen(norddjurs_sqlite.engine, "connect", be_impatient)
    norddjurs_sqlite.close()
    before = count(norddjurs_sqlite)
    with held_by_another(norddjurs_sqlite):
        with pytest.raises(OperationalError, match="locked"):
            fall_ill(norddjurs_sqlite)
        assert count(norddjurs_sqlite) == before
    fall_ill(norddjurs_sqlite)
    assert count(norddjurs_sqlite) == (before[0] + 1, before[1] + 1)


def test_a_short_lock_is_waited_for(norddjurs_sqlite: Database) -> None:
    before = count(norddjurs_sqlite)
    acting = threading.Thread(target=fall_ill, args=(norddjurs_sqlite,))
    with held_by_another(norddjurs_sqlite):
        acting.start()
        time.sleep(0.2)
        assert acting.is_alive()
    acting.join(300)
    assert count(norddjurs_sqlite) == (before[0] + 1, before[1] + 1)
