"""While the database is locked, pages, API and command line say so, keep nothing by halves, and go on afterwards."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest
from sqlalchemy import event
from sqlmodel import func, select
from starlette.testclient import TestClient

from desk.web.app import create_app
from domain.model import Entry
from domain.model.columns import make_id
from domain.rules.rights import Grant, Role, Visitor
from domain.store import database
from domain.store.database import Database
from flows.clock import SetClock
from flows.settings import Settings

SECRETARY = Visitor(
    account="lone.vejlby",
    person="lone.vejlby",
    name="Lone Vejlby",
    grants=frozenset([Grant(Role.SECRETARY, None)]),
    sees_closed=True,
)


DIR = make_id("meeting", "DIR", date(2023, 4, 12))


@pytest.fixture
def locked(norddjurs_sqlite: Database, put_cases: Callable[..., list[str]]) -> Iterator[Callable[[], None]]:
    """The database, with a case on a meeting, is held by another program until this is called."""
    put_cases(norddjurs_sqlite, 1, [DIR])
    event.listen(norddjurs_sqlite.engine, "connect", be_impatient)
    norddjurs_sqlite.close()
    with closing(sqlite3.connect(str(norddjurs_sqlite.engine.url.database), isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield other.rollback


def be_impatient(connection: sqlite3.Connection, _: object) -> None:
    connection.execute("PRAGMA busy_timeout = 100")


def locks(db: Database) -> int:
    """How often an agenda has been locked."""
    with db.read() as session:
        return session.exec(select(func.count()).select_from(Entry).where(Entry.verb == "lock_agenda")).one()


def test_a_page_says_that_nothing_was_kept_and_the_same_form_again_is_kept_once(
    norddjurs_sqlite: Database, locked: Callable[[], None], at: Callable[..., datetime]
):
    moment = SetClock(at("2023-03-01 09:00")).now
    app = create_app(norddjurs_sqlite, moment, Settings(), known=lambda _request: SECRETARY)
    client = TestClient(app, headers={"Origin": "http://testserver"}, follow_redirects=False)
    meeting = f"/moede/{DIR}/dagsorden"
    assert client.get(meeting).status_code == 200  # whoever only reads notices nothing
    form = {"key": "formular-1"}
    refused = client.post(f"{meeting}/laas", data=form)
    assert refused.status_code == 503
    assert refused.headers["Retry-After"] == "30"
    assert "Intet er gemt halvt" in refused.text
    locked()
    for _ in range(2):
        assert client.post(f"{meeting}/laas", data=form).status_code == 303
    assert locks(norddjurs_sqlite) == 1


def test_the_command_line_points_to_the_doctor(
    norddjurs_sqlite: Database,
    locked: Callable[[], None],
    terminal: Any,
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setattr(database, "BUSY_SECONDS", 0.1)
    terminal.place = replace(terminal.place, database_url=norddjurs_sqlite.url)
    ask = ["meetings", "cancel", "--body", "DIR", "--meeting", "2023-04-12", "--reason", "Sygdom", "--yes"]
    answer = terminal(*ask)
    assert answer.code == 1, answer
    assert "»sagsgang doctor« siger" in " ".join(answer.err.split())
    locked()
    assert terminal(*ask).code == 0
