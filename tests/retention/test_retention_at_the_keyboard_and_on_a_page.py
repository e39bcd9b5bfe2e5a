"""Whoever answers for the data sees what goes, and when: at the keyboard and on a page."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlmodel import SQLModel
from starlette.testclient import TestClient

from desk.retention_words import AFTER, KEPT, when
from desk.web.app import create_app
from domain.casework.house.municipality import record_absence
from domain.casework.verb import By
from domain.rules.retention import RETENTION, After, Kept
from domain.rules.rights import Grant, Role, Visitor
from domain.store.database import Database
from flows.settings import Settings

NOW = datetime(2026, 1, 9, 11, tzinfo=UTC)


def test_everything_has_its_words() -> None:
    assert set(KEPT) == set(Kept)
    assert set(AFTER) == set(After)
    assert [when(rule) for rule in RETENTION if rule.kept in {Kept.SESSIONS, Kept.PEOPLE, Kept.CASES}] == [
        "30 dage efter det sluttede",
        "5 år efter de fratrådte",
        "aldrig",
    ]


def test_whatever_points_at_a_person_has_been_thought_of() -> None:
    """A new column that names a person or a user: does somebody wait for it, and does it go with them?"""
    pointing = {
        (table.name, column.name)
        for table in SQLModel.metadata.sorted_tables
        for column in table.columns
        for key in column.foreign_keys
        if key.target_fullname in {"person.key", "account.key"}
    }
    waits_for_them = {
        ("account", "person_key"),
        ("absence", "person_key"),
        ("follow_up", "owner_person"),
        ("holding", "person_key"),
        ("mail", "person_key"),
    }
    goes_with_them = {
        ("api_token", "account_key"),
        ("digest_hour", "person_key"),
        ("failing_address", "person_key"),
        ("feed", "owner_person"),
        ("login_session", "account_key"),
        ("login_step", "account_key"),
        ("mail_off", "person_key"),
        ("one_time_link", "account_key"),
        ("recovery_code", "account_key"),
        ("role_grant", "account_key"),
        ("second_factor", "account_key"),
    }
    has_its_own_rule = {("attendance", "person_key"), ("notice", "person_key")}
    assert pointing == waits_for_them | goes_with_them | has_its_own_rule


def test_the_command_shows_and_only_when_told_to_erases(furnished_terminal: Any) -> None:
    terminal = furnished_terminal
    with terminal.place.database() as db:
        away = {"person": "erik.lyngsvad", "from_on": date(2023, 1, 2), "to_on": date(2023, 1, 9)}
        record_absence(db, By("drift", terminal.place.now()), **away)
    terminal.set_clock(NOW)
    before = terminal.dump()[0]
    assert "Fravær" in terminal.ok("retention").out
    shown = terminal.ok("retention", "--apply", "--dry-run", "--json").json
    assert {row["kept"]: row["today"] for row in shown}["absences"] == 1
    assert terminal.dump()[0] == before
    assert "fravær: 1" in terminal.ok("retention", "--apply").out
    assert "intet at slette" in terminal.ok("retention", "--apply").out
    assert "brud" not in terminal.ok("journal", "verify").out


@pytest.mark.parametrize(("role", "status"), [(Role.SECRETARY, 200), (Role.READER, 403)])
def test_the_page_says_what_goes_and_why_to_those_who_run_it(
    norddjurs_sqlite: Database, role: Role, status: int
) -> None:
    away = {"person": "erik.lyngsvad", "from_on": date(2025, 1, 2), "to_on": date(2025, 1, 20)}
    record_absence(norddjurs_sqlite, By("drift", NOW), **away)
    visitor = Visitor("lone", None, "Lone", frozenset({Grant(role)}))
    app = create_app(norddjurs_sqlite, lambda: NOW, Settings(), known=lambda _: visitor)
    answer = TestClient(app).get("/status/sletning")
    assert answer.status_code == status
    if status == 200:
        row = answer.text.partition("Fravær")[2].partition("</tr>")[0]
        assert "1 år efter" in row
        assert [cell for cell in (">0<", ">1<") if cell in row] == [">0<", ">1<"]  # tonight none, within a month one
        assert "arkivloven" in answer.text
        assert "erik" not in answer.text.casefold()
