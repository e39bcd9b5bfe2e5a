"""What the other folders do not try: formulas, a planted session, paths in files, keys that are too long.

The whole list, with the tests of the other folders, stands in deploy/SECURITY.md.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from fastapi.testclient import TestClient

from calendars.errors import UnreadableFileError
from calendars.meeting_plan import read_plan
from calendars.year_plan_csv import write_year
from calendars.year_plan_values import ProposedMeeting
from desk.web.app import create_app
from desk.web.login import secrets
from domain.casework.house.accounts import create_account
from domain.casework.house.logins import set_password
from domain.casework.verb import By
from domain.documents.files import read_lines
from domain.model import Role
from domain.rules.rights import Grant
from domain.store.database import Database
from flows.settings import Settings

AT = datetime(2023, 3, 1, 9, 0, tzinfo=UTC)
HOME = "http://sagsgang.test"
PASSWORD = "fire korte ord her"  # noqa: S105 - of nobody
ROOT = Path(__file__).parents[2]


@pytest.fixture
def desk(norddjurs_sqlite: Database, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    """A browser before the login, and Mette who may log in; hashing is made quick."""
    monkeypatch.setattr(secrets, "HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    by = By("drift", AT)
    about = {"account": "mette", "name": "Mette Prøve", "email": "mette@example.dk"}
    create_account(norddjurs_sqlite, by, **about, grants=[Grant(Role.SECRETARY)], sees_closed=False)
    set_password(norddjurs_sqlite, by, account="mette", password_hash=secrets.hash_password(PASSWORD))
    app = create_app(norddjurs_sqlite, lambda: AT, Settings())
    with TestClient(app, base_url=HOME, headers={"origin": HOME}, follow_redirects=False) as client:
        yield client


def cells(place: str, body: str = "KB") -> list[str]:
    meeting = ProposedMeeting("KB", date(2027, 1, 12), time(17), None, place, date(2027, 1, 12))
    [_, row] = csv.reader(io.StringIO(write_year([meeting], {"KB": body}).decode("utf-8-sig")), delimiter=";")
    return row


@pytest.mark.parametrize("begins", ["=", "+", "-", "@", "\t", "\r"])
def test_no_cell_that_we_write_is_a_formula_in_a_spreadsheet(begins: str) -> None:
    formula = f'{begins}HYPERLINK("https://ondt.example";"Mødesal")'
    row = cells(formula, formula)
    assert (row[0], row[5]) == (f"'{formula}", f"'{formula}")
    assert all(not cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in row)
    assert cells("Sal 1 - stuen")[5] == "Sal 1 - stuen"


def test_all_tables_that_leave_the_house_are_written_where_formulas_are_taken_out() -> None:
    writers = [
        str(file.relative_to(ROOT))
        for part in ("calendars", "domain", "flows", "desk")
        for file in sorted((ROOT / part).rglob("*.py"))
        if re.search(r"csv\.(writer|DictWriter)|Workbook\(", file.read_text("utf-8"))
    ]
    assert writers == ["calendars/year_plan_csv.py"]


def test_a_session_planted_before_the_login_is_not_the_one_after_it(desk: TestClient) -> None:
    planted = "p" * 43
    desk.cookies.set("sagsgang", planted)
    answer = desk.post("/login", data={"account": "mette", "password": PASSWORD})
    assert answer.status_code == 303
    given = answer.cookies["sagsgang"]
    assert given != planted
    desk.cookies.clear()
    assert desk.get("/", headers={"cookie": f"sagsgang={planted}"}).status_code == 303
    assert desk.get("/", headers={"cookie": f"sagsgang={given}"}).status_code == 200


def test_a_page_stays_in_no_cache(desk: TestClient) -> None:
    desk.post("/login", data={"account": "mette", "password": PASSWORD})
    assert {desk.get(page).headers["cache-control"] for page in ("/", "/login", "/mig")} == {"no-store"}


@pytest.mark.parametrize(
    "address",
    [
        "/static/../../../etc/passwd",
        "/static/%2e%2e/%2e%2e/%2e%2e/etc/passwd",
        "/static/..%2f..%2fapp.py",
        "/static//etc/passwd",
        "/static/%00",
    ],
)
def test_no_address_leads_out_of_the_folder_of_static_files(desk: TestClient, address: str) -> None:
    answer = desk.get(address)
    assert answer.status_code in {303, 400, 404}
    assert "root:" not in answer.text
    assert "create_app" not in answer.text


@pytest.mark.parametrize("part", ["../../ude.txt", "/tmp/ude.txt", "word/../../../ude.txt"])  # noqa: S108 - a trap
def test_nothing_in_a_zip_is_unpacked_to_the_disk(part: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Word files and workbooks are zips; they are read in memory, and a part's name is never a path of ours."""
    inside = tmp_path / "et" / "to"
    inside.mkdir(parents=True)
    monkeypatch.chdir(inside)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as parts:
        parts.writestr(part, "ud af mappen")
        parts.writestr("[Content_Types].xml", "<Types/>")
    outside = Path("/tmp/ude.txt")  # noqa: S108 - it must not come to be
    was_there = outside.exists()
    for read, name in ((read_lines, "dagsorden.docx"), (read_plan, "plan.xlsx")):
        with pytest.raises(UnreadableFileError):
            read(name, packed.getvalue())
    assert [found for found in tmp_path.rglob("*") if found.is_file()] == []
    assert outside.exists() == was_there


@pytest.mark.parametrize(("actor", "key"), [("lone", "k" * 201), ("l" * 121, None)])
def test_who_does_it_and_the_key_of_a_form_are_no_longer_than_the_journal_holds(actor: str, key: str | None) -> None:
    assert By(actor[:120], AT, key and key[:200]).at == AT
    with pytest.raises(ValueError, match="longer than the journal holds"):
        By(actor, AT, key)


def test_every_test_that_the_threat_model_names_is_there() -> None:
    said = (ROOT / "deploy" / "SECURITY.md").read_text("utf-8")
    named = [word for word in said.replace("`", " ").split() if word.startswith("tests/")]
    assert len(named) > 20
    missing = []
    for name in named:
        path, _, function = name.rstrip(",.;").partition("::")
        file = ROOT / path
        if not file.exists() or (function and f"def {function}(" not in file.read_text("utf-8")):
            missing.append(name)
    assert missing == []
