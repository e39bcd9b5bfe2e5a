"""The machine is lost in the middle of the spring: it goes on from a copy on a bare one and ends the same."""

from __future__ import annotations

import random
import shutil
import threading
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import select

from calendars.copenhagen import COPENHAGEN
from domain.model import Entry, Mail, MailState
from domain.store.backup import back_up, put_back
from domain.store.database import Database, sqlite_url

pytestmark = pytest.mark.slow
UNTIL = date(2023, 4, 4)


def test_the_spring_goes_on_from_a_copy_that_was_taken_while_everything_worked(folder: Path, tools: Any) -> None:
    chance = random.Random(tools.seed())
    db, calm = Database(sqlite_url(folder / "sagsgang.db")), Database(sqlite_url(folder / "calm.db"))
    copies: list[Path] = []
    is_over, processes = threading.Event(), 0

    def take_copies() -> None:
        while not is_over.wait(chance.uniform(0.1, 0.8)):
            copy = folder / f"kopi-{len(copies)}.db"
            back_up(Database(db.url), copy)
            copies.append(copy)

    def let_copies_be_taken() -> None:
        nonlocal processes
        processes += 1
        tools.until(lambda: len(copies) >= processes // 20, "copies")

    with tools.spring_on(db, calm, folder, UNTIL, mend=let_copies_be_taken) as spring:
        copying = threading.Thread(target=take_copies)
        copying.start()
        spring.play()
        is_over.set()
        copying.join()
        spring.mend = lambda: None
        for number, copy in enumerate(chance.sample(copies, 3)):  # each is one moment of the work, whole
            assert put_back(copy, Database(sqlite_url(folder / f"bar-{number}.db"))) == []

        db.close()
        for left in folder.glob("sagsgang.db*"):
            left.unlink()  # the machine is lost, and people do again what they did since the copy
        assert put_back(chance.choice(copies[: len(copies) // 2]), db) == []
        with db.read() as session:
            last = session.exec(select(Entry.at).order_by(Entry.seq.desc())).first()  # type: ignore[attr-defined]  # a column
            sent = set(session.exec(select(Mail.message_id).where(Mail.state == MailState.SENT)))
        before = tools.letters(folder / "mails")
        spring.play(last.astimezone(COPENHAGEN).date())
        assert tools.difference(tools.rows_of_meaning(db), tools.rows_of_meaning(calm)) == {}
        again = tools.letters(folder / "mails") - before
        assert tools.sent_in(db) <= set(tools.letters(folder / "mails"))
        assert not set(again) & sent  # what the copy knew had been sent was not sent again
        assert set(again.values()) <= {1}


def test_a_copy_that_is_killed_while_it_is_taken_is_never_found_under_its_name(folder: Path, tools: Any) -> None:
    chance = random.Random(tools.seed())
    db, calm = Database(sqlite_url(folder / "sagsgang.db")), Database(sqlite_url(folder / "calm.db"))
    with tools.spring_on(db, calm, folder, date(2023, 3, 1)) as spring:
        killed = number = 0
        while killed < 5:
            number += 1
            assert number < 200, killed
            file = folder / "kopier" / f"{number}.db"
            fault = {"what": "kill", "after": 1, "delay": chance.uniform(0, 0.03), "victims": []}
            (ended,) = spring.forge.at_once({"role": "copy", "file": str(file), "fault": fault})
            if ended["code"] != 0:
                killed += 1
            if file.exists():
                assert put_back(file, Database(sqlite_url(folder / f"tilbage-{number}.db"))) == []
        file = folder / "kopier" / "hel.db"
        assert spring.forge.at_once({"role": "copy", "file": str(file)})[0]["code"] == 0
        shutil.rmtree(folder / "kopier")
