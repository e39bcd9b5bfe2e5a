"""Desks alone: as many as one likes, on loopback unless told otherwise, and never with a clock of their own."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import text
from sqlmodel import Session

from desk.errors import SettingError
from desk.house import open_desk, open_house
from desk.workplace import Workplace
from domain.store.database import Database
from flows.engine import Engine
from flows.settings import Settings


def clocks() -> set[str]:
    return {thread.name for thread in threading.enumerate() if "Scheduler" in thread.name or thread.name == "look"}


def test_two_desks_answer_beside_each_other_without_a_clock(spring: Database, tmp_path: Path) -> None:
    place, settings = Workplace(tmp_path, spring.url), Settings(desk_port=0)
    before = clocks()
    with open_desk(place, spring, settings) as one, open_desk(place, spring, settings) as other:
        for address in (one, other):
            assert address.startswith("http://127.0.0.1:")
            assert httpx.get(f"{address}/healthz").json() == {"status": "ok"}
        assert clocks() == before


def test_a_whole_house_has_one(norddjurs_sqlite: Database, tmp_path: Path) -> None:
    """Else the test above would also pass where a clock goes by another name."""
    new_year = datetime(2023, 1, 2, 8, tzinfo=UTC)  # nothing is due
    place = Workplace(tmp_path, norddjurs_sqlite.url, clock=lambda: new_year)
    before = clocks()
    with open_house(place, norddjurs_sqlite, Settings(desk_port=0), Engine("")):
        assert clocks() > before


@pytest.mark.parametrize(("host", "named"), [("127.0.0.1", "PORT"), ("203.0.113.7", "HOST")])
def test_an_address_that_cannot_be_had_is_named(spring: Database, tmp_path: Path, host: str, named: str) -> None:
    place = Workplace(tmp_path, spring.url)
    with open_desk(place, spring, Settings(desk_port=0)) as taken:
        settings = Settings(desk_port=int(taken.rpartition(":")[2]), desk_host=host)
        with pytest.raises(SettingError) as refused, open_desk(place, spring, settings):
            pass
    assert refused.value.facts["name"] == f"SAGSGANG_DESK_{named}"


@pytest.mark.parametrize("command", [("migrate",), ("journal", "verify"), ("doctor",), ("case", "list")])
def test_a_database_of_a_newer_program_is_refused_in_plain_words(
    terminal: Any, spring: Database, command: tuple[str, ...]
) -> None:
    with Session(spring.engine) as session:
        session.connection().execute(text("UPDATE alembic_version SET version_num = '9999'"))
        session.commit()
    terminal.place = replace(terminal.place, database_url=spring.url)
    answer = terminal(*command)
    assert answer.code == 1
    assert "skrevet af en nyere udgave" in (answer.out + answer.err).replace("\n", " ")
