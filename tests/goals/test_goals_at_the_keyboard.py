"""Mål at the keyboard and in the API: listed, shown, measured from a file, and the status of a body."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from desk.web.app import create_app
from domain.casework.goal.goals import add_action, add_goal
from domain.casework.goal.indicators import add_indicator
from domain.casework.house.accounts import create_account
from domain.casework.house.logins import create_api_token
from domain.casework.verb import By
from domain.model import Better
from domain.rules.rights import Deed, Grant, Role
from domain.store.database import Database, sqlite_url
from flows.settings import Settings

NOW = datetime(2023, 3, 20, 9, tzinfo=UTC)
HEAD = "Indikator;Runde;Værdi;Enhed;Landsgennemsnit\n"


@pytest.fixture
def town(furnished_terminal: Any) -> Any:
    """A keyboard in a municipality with one goal."""
    town = furnished_terminal
    town.set_clock(NOW)
    db = Database(sqlite_url(town.place.data / "sagsgang.db"))
    by = By("prøve", datetime(2023, 2, 1, 9, tzinfo=UTC))
    said: dict[str, Any] = {"plan": "Cykelplan", "text": "Flere cykler til skole", "owner_post": "hr-chef"}
    goal = add_goal(db, by, **said, body="HU", first_on=date(2023, 4, 1), every_months=6).subject
    action = add_action(db, by, goal_id=goal, text="Mal striber ved skolen").subject
    add_indicator(db, by, action_id=action, name="Elever på cykel", unit="%", better=Better.HIGHER, lowest=0.0)
    db.close()
    town.goal, town.action = goal, action
    return town


def test_goals_are_listed_and_shown_and_an_action_is_said_to_be_under_way(town: Any) -> None:
    assert "Flere cykler" in town.ok("goals", "list").out
    assert json.loads(town.ok("goals", "list", "--body", "ØK", "--json").out) == []
    assert town.ok("goals", "progress", town.action[:8], "--state", "i-gang", "--text", "Malet i maj.").code == 0
    shown = town.ok("goals", "show", town.goal[:8]).out
    assert "Malet i maj." in shown
    assert "Ikke målt endnu." in shown
    assert json.loads(town.ok("goals", "show", town.goal, "--json").out)["actions"][0]["state"] == "under_way"
    assert "Målet »findes-ikke« findes ikke" in town.refused("goals", "show", "findes-ikke")


def test_a_file_is_tried_and_then_taken_in(town: Any, write: Callable[[str, str], Path]) -> None:
    file = write("tal.csv", f"{HEAD}Elever på cykel;2022;41,5 %;%;39\nElever på cykel;01-03-2023;44;%;\n")
    assert "intet er gemt" in town.ok("goals", "import", file, "--dry-run").out
    assert "2 nye, 0 ændrede og 0 uændrede" in town.ok("goals", "import", file).out
    assert "0 nye, 0 ændrede og 2 uændrede" in town.ok("goals", "import", file).out
    assert "44 %" in town.ok("goals", "show", town.goal).out


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ("Elever på cykel;2022;41,5;;39", "række 2, kolonnen Enhed: der står ingen enhed. Skriv den, som %"),
        ("Elever på cykel;2022;41,5;km;39", "enheden »km« er ikke indikatorens (%)"),
        ("Elever på cykel;2022;-1;%;39", "-1 % er ikke muligt for »Elever på cykel«"),
        ("Elever på cykl;2022;41;%;39", "indikatoren »Elever på cykl« kendes ikke. Nærmest er Elever på cykel"),
        ("Noget helt andet;2022;41;%;39", "indikatoren »Noget helt andet« kendes ikke. Ret navnet"),
        ("Elever på cykel;31-02-2022;41;%;39", "»31-02-2022« er hverken et år eller en dag"),
        ("Elever på cykel;2024;41;%;39", "31-12-2024 er ikke kommet endnu"),
        ("Elever på cykel;2022;mange;%;39", "»mange« er ikke et tal"),
        ("Elever på cykel;2022;1.234;%;39", "kan være to forskellige tal"),
        ("Elever på cykel;2022;;%;39", "der står ingen værdi"),
        ("Elever på cykel;;41;%;39", "der står hverken runde eller dato"),
        (";2022;41;%;39", "der står ingen indikator"),
        ("Elever på cykel;2022;41;%;39\nElever på cykel;31-12-2022;42;%;39", "i række 2. Slet den ene"),
    ],
)
def test_what_is_wrong_is_said_with_row_and_cure_and_nothing_is_written(
    town: Any, write: Callable[[str, str], Path], row: str, says: str
) -> None:
    file = write("tal.csv", f"{HEAD}{row}\nElever på cykel;2021;40;%;39\n")
    before = town.dump()
    said = town.refused("goals", "import", file)
    assert "intet er indlæst" in said
    assert says.casefold() in " ".join(said.split()).casefold()
    assert town.dump() == before


def test_a_file_without_headings_or_rows_says_what_it_should_have(
    town: Any, write: Callable[[str, str], Path]
) -> None:
    assert "Skriv Indikator, Runde, Værdi" in town.refused("goals", "import", write("a.csv", "a;b\n1;2\n"))
    assert "ingen målinger i filen" in town.refused("goals", "import", write("b.csv", HEAD))


def test_the_status_of_a_body_is_shown_written_and_put_on_an_agenda(town: Any, tmp_path: Path) -> None:
    assert "Mal striber ved skolen" in town.ok("goals", "status", "--body", "HU").out
    file = tmp_path / "status.docx"
    town.ok("goals", "status", "--body", "HU", "--out", file)
    assert file.read_bytes()[:2] == b"PK"
    town.ok("goals", "status", "--body", "HU", "--meeting", "2023-04-27")
    assert "HU-20230427-maalstatus" in town.ok("case", "list").out


def test_the_api_reads_goals_with_a_key_that_may_look(town: Any) -> None:
    from desk.web.login.secrets import hash_of, new_token  # noqa: PLC0415 - this test alone

    db = Database(sqlite_url(town.place.data / "sagsgang.db"))
    token, by = new_token(), By("prøve", NOW)
    made = {"name": "ESDH", "email": "esdh@example.dk", "grants": [Grant(Role.READER)]}
    create_account(db, by, account="esdh", **made)
    ends = datetime(2025, 1, 1, tzinfo=UTC)
    create_api_token(
        db, by, account="esdh", token_hash=hash_of(token), name="ESDH", scopes=[Deed.LOOK], expires_at=ends
    )
    client = TestClient(
        create_app(db, lambda: NOW, Settings()),
        base_url="http://testserver/api/v1",
        headers={"Authorization": f"Bearer {token}"},
    )
    listed = client.get("/goals", params={"body": "HU"}).json()["goals"]
    assert [one["text"] for one in listed] == ["Flere cykler til skole"]
    read = client.get(f"/goals/{town.goal}").json()
    assert read["actions"][0]["indicators"][0]["unit"] == "%"
    assert read["asked_on"] == "2023-04-01"
    assert client.get("/goals/findesikke").status_code == 404
    db.close()
