"""``/moeder/import`` and ``/moeder/nyt-aar``: looked at, then saved, once; a large plan is answered bit by bit."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from sqlmodel import func, select
from starlette.testclient import TestClient

from calendars.meeting_plan import read_plan
from desk.web.pages import plan_in
from domain.model import Entry, Meeting
from domain.rules.rights import Grant, Role, Visitor
from domain.store.database import Database

Opened = Callable[..., TestClient]
HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)">')
PLAN = (Path(__file__).parents[2] / "desk" / "sample" / "moedeplan-2023.csv").read_text("utf-8-sig")
NEW = "Udvalg;Dato;Tidspunkt;Slut;Sted\r\nKB;30-05-2023;17:00;20:00;Aulaen\r\n"


@pytest.fixture
def desk(desk_of: Opened, people: dict[str, Visitor]) -> TestClient:
    return desk_of(people["secretary"])


def upload(desk: TestClient, text: str | bytes, name: str = "plan.csv", **typed: str) -> tuple[int, str]:
    data = text.encode() if isinstance(text, str) else text
    answer = desk.post("/moeder/import", files={"file": (name, data)}, data={"key": "k1", **typed})
    return answer.status_code, answer.text


def carried(text: str) -> dict[str, str]:
    return dict(HIDDEN.findall(text.split('class="plan-done"')[1]))


def confirm(desk: TestClient, text: str, **other: str) -> str:
    return desk.post("/moeder/import", data={**carried(text), "confirm": "yes", **other}).text


def meetings(db: Database) -> int:
    with db.read() as session:
        return session.exec(select(func.count()).select_from(Meeting)).one()


def test_a_plan_is_a_difference_first_and_saved_after(desk: TestClient, spring: Database) -> None:
    before = meetings(spring)
    status, seen = upload(desk, NEW)
    assert status == 200
    assert "kl. 17.00–20.00, Aulaen" in seen
    assert meetings(spring) == before
    assert "Nye møder: 1." in confirm(desk, seen)
    assert meetings(spring) == before + 1
    assert "Nye møder: 1." in confirm(desk, seen)  # sent twice
    assert meetings(spring) == before + 1
    assert "Planen er indlæst i forvejen" in upload(desk, NEW, key="k2")[1]


def test_what_changes_stands_beside_what_is_and_what_the_file_does_not_name_stays(desk: TestClient) -> None:
    _, seen = upload(desk, PLAN.replace("Byrådssalen", "Aulaen").replace("23-05-2023", "30-05-2023"))
    assert re.search(r"Byrådssalen</td><td[^>]*>Aulaen", seen)
    assert "Kun her, ikke i filen; bliver stående" in seen


def test_every_fault_has_its_row_its_column_and_its_cure(desk: TestClient, spring: Database) -> None:
    before = meetings(spring)
    status, text = upload(desk, NEW + "Hovedrystelsen;31-06-2023;17:00;20:00;X\r\nKB;17-06-2023;17:00;;<b>Y</b>\r\n")
    assert status == 422
    assert re.search(r">3</td><td[^>]*>Dato</td>", text)
    assert "Datoen »31-06-2023« findes ikke. Ret den." in text
    assert "KB 17-06-2023 er i en weekend. Vælg en hverdag." in text
    assert meetings(spring) == before


def test_meetings_before_today_are_asked_about_without_a_second_upload(desk: TestClient, spring: Database) -> None:
    status, text = upload(desk, NEW + "KB;10-01-2023;17:00;20:00;Aulaen\r\n")
    assert status == 422
    assert "Lad møderne før i dag ude" in text
    answer = desk.post("/moeder/import", data={**carried(text), "past": "left_out"})
    assert "Nye møder" in answer.text
    assert "ladt ude: 1" in confirm(desk, answer.text)
    with spring.read() as session:
        assert not session.exec(select(Meeting).where(Meeting.held_on == date(2023, 1, 10))).all()


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "Vælg en fil først"),
        (b"%PDF-1.7 ...", "har et format, Sagsgang ikke kender"),
        (b"MZ\x90\x00" + bytes(range(256)) * 9, "Filen"),
        (b"PK\x03\x04 not a workbook", "er ødelagt"),
        (b"<html><script>alert(1)</script></html>", "har et format, Sagsgang ikke kender"),
        (b"a;b\n" * 3_000_000, "er for stor"),
    ],
)
def test_what_is_no_plan_is_refused_in_danish(desk: TestClient, data: bytes, said: str) -> None:
    status, text = upload(desk, data, name="<b>plan</b>.csv")
    assert status == 422
    assert said in text
    assert "<b>plan" not in text


@pytest.mark.parametrize("content", ["not base64!", "", base64.b64encode(b"%PDF").decode()])
def test_a_file_that_was_tampered_with_on_the_way_saves_nothing(
    desk: TestClient, spring: Database, content: str
) -> None:
    before = meetings(spring)
    _, seen = upload(desk, NEW)
    answer = desk.post("/moeder/import", data={**carried(seen), "confirm": "yes", "content": content})
    assert (answer.status_code, meetings(spring)) == (422, before)


def test_another_file_than_the_one_that_was_seen_is_shown_and_not_saved(desk: TestClient, spring: Database) -> None:
    before = meetings(spring)
    _, seen = upload(desk, NEW)
    other = base64.b64encode(NEW.replace("30-05", "31-05").encode()).decode()
    assert "Noget er ændret, siden du så det" in confirm(desk, seen, content=other)
    assert meetings(spring) == before


def test_a_large_plan_is_begun_at_once_and_says_what_it_is_doing(
    desk: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(plan_in, "LARGE", 10)
    order: list[str] = []
    real = plan_in.preview_plan
    monkeypatch.setattr(plan_in, "preview_plan", lambda *a, **k: order.append("work") or real(*a, **k))
    with desk.stream("POST", "/moeder/import", files={"file": ("plan.csv", NEW.encode())}, data={"key": "k"}) as got:
        text = "".join(got.iter_text())
    assert got.status_code == 200
    assert text.index("Planen er stor og gennemgås") < text.index("Intet er gemt endnu")
    assert text.rstrip().endswith("</html>")
    assert "Nye møder: 1." in confirm(desk, text)
    bad = upload(desk, NEW.replace("KB", "Ukendt"))[1]
    assert "kendes ikke" in bad
    assert "</html>" in bad


def test_a_thousand_meetings_are_taken_in_at_once(desk: TestClient, spring: Database) -> None:
    years = range(2024, 2080)
    days = [date(year, month, 10) for year in years for month in (1, 2, 3, 8, 9, 10, 11)]
    working = [day for day in days if day.weekday() < 5]
    rows = "".join(
        f"{body};{day:%d-%m-%Y};09:00;11:00;Sal\r\n" for day in working for body in ("KB", "ØK", "DIR", "HU")
    )
    before = meetings(spring)
    _, seen = upload(desk, f"Udvalg;Dato;Tidspunkt;Slut;Sted\r\n{rows}")
    assert "Og " in seen  # more than one looks at are counted
    assert f"Nye møder: {len(working) * 4}." in confirm(desk, seen)
    assert meetings(spring) == before + len(working) * 4 > 1000


def test_a_secretary_of_one_body_takes_in_its_meetings_alone(desk_of: Opened, spring: Database) -> None:
    before = meetings(spring)
    grants = frozenset({Grant(Role.SECRETARY, "KB")})
    desk = desk_of(Visitor("oda.enslev", "oda.enslev", "Oda Enslev", grants))
    assert upload(desk, NEW + "ØK;30-05-2023;14:00;16:00;Aulaen\r\n")[0] == 403
    status, seen = upload(desk, NEW)
    assert status == 200
    confirm(desk, seen)
    assert meetings(spring) == before + 1


def test_a_year_is_proposed_fetched_and_saved(desk: TestClient, spring: Database) -> None:
    text = desk.get("/moeder/nyt-aar?aar=2024").text
    assert "Forslag til møder i 2024" in text
    assert "HU 28-03-2024 er flyttet til 02-04-2024 (Skærtorsdag)." in text
    file = desk.get("/moeder/nyt-aar.csv?aar=2024")
    assert file.headers["content-disposition"] == 'attachment; filename="moedeplan-2024.csv"'
    plan = read_plan("2024.csv", file.content)
    assert (plan.year, len(plan.meetings), plan.findings) == (2024, 60, ())
    before = meetings(spring)
    seen = desk.post("/moeder/import", data=dict(HIDDEN.findall(text)))
    assert "Nye møder: 60." in confirm(desk, seen.text)
    assert meetings(spring) == before + 60
    with spring.read() as session:
        lines = session.exec(select(Entry).where(Entry.verb == "import_meeting_plan")).all()
    assert lines[-1].actor == "lone.vejlby"
