"""A secretary adds a duty, changes and ends it, and carries its rounds, from the wheel's pages; no line of code."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from icalendar import Calendar
from sqlmodel import col, select
from starlette.testclient import TestClient

from domain.casework.house.municipality import adopt_profile
from domain.casework.verb import By
from domain.model import Entry, ProfileText
from domain.profile import load_profile, shipped_profile
from domain.rules.rights import Grant, Role, Visitor
from domain.store.database import Database

Desk = Callable[..., TestClient]
People = dict[str, Visitor]
BY = By("lone.vejlby", datetime(2023, 5, 3, 9, tzinfo=UTC))
DUTY = {
    "name": "Handicappolitik",
    "approver": "council",
    "first_due_on": "01-12-2023",
    "every_years": "2",
    "basis": "house",
    "source": "Kommunalbestyrelsens beslutning",
    "checked_on": "02-05-2023",
    "route": "DIR, ØK, KB",
    "owner": "hr-chef",
}
ITEM = {"title": "Økonomi lige nu", "body": "ØK", "rhythm": "every_meeting", "source": "Udvalgets beslutning"}


@pytest.fixture
def office(desk_of: Desk, people: People) -> TestClient:
    return desk_of(people["secretary"])


def text_of(page: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page[page.index("<main") :])).split())


def hidden(page: str) -> dict[str, str]:
    found = re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)"', page[page.index("<main") :])
    return {name: html.unescape(value) for name, value in found}


def errors(page: str) -> list[str]:
    said = re.findall(r'class="form-error-message"[^>]*>(?:<span[^>]*>[^<]*</span>)?([^<]*)', page)
    return [html.unescape(one) for one in said]


def profiles(db: Database) -> list[ProfileText]:
    with db.read() as session:
        return list(session.exec(select(ProfileText).order_by(col(ProfileText.number))))


def seen_and_saved(desk: TestClient, address: str, typed: dict[str, str], *, times: int = 1) -> str:
    """Post, look, and say yes, so many times; where it leads."""
    shown = desk.post(address, data=typed)
    assert shown.status_code == 200, text_of(shown.text)
    answers = [desk.post(address, data=hidden(shown.text)) for _ in range(times)]
    assert {answer.status_code for answer in answers} == {303}
    return answers[0].headers["location"]


def test_a_new_duty_is_shown_with_its_rounds_saved_once_and_on_the_wheel_and_in_its_file(
    office: TestClient, spring: Database
) -> None:
    shown = office.post("/aarshjul/pligt/ny", data=DUTY)
    assert "fredag den 1. december 2023" in text_of(shown.text)
    assert "2. december 2023 – 1. december 2025" in text_of(shown.text)
    assert len(profiles(spring)) == 1  # nothing is saved yet

    address = seen_and_saved(office, "/aarshjul/pligt/ny", DUTY, times=2)
    assert address == "/aarshjul?aar=2023&pligt=handicappolitik#pligt"
    assert len(profiles(spring)) == 2
    newest = profiles(spring)[-1]
    assert newest.toml.count("#") == shipped_profile().count("#")  # the comments are still there
    profile = load_profile(newest.name, newest.toml)
    assert profile.duties[-1].name == "Handicappolitik"
    assert profile.cycle("handicappolitik").route == ("DIR", "ØK", "KB")  # type: ignore[union-attr]  # it is there
    with spring.read() as session:
        line = session.exec(select(Entry).order_by(col(Entry.seq).desc())).first()
    assert line is not None
    assert (line.verb, line.actor) == ("adopt_profile", "lone.vejlby")
    assert "obligation handicappolitik added" in line.facts

    wheel = office.get(address).text
    assert "Handicappolitik: senest 1. december 2023" in html.unescape(wheel)
    events = Calendar.from_ical(office.get("/aarshjul/2023.ics").content).walk("VEVENT")
    assert ("Handicappolitik: senest i dag", date(2023, 12, 1)) in {
        (str(one["SUMMARY"]), one.start) for one in events
    }


@pytest.mark.slow
@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"every_years": "0"}, "0"),
        ({"first_due_on": "29-02-2024"}, "29. februar"),
        ({"first_due_on": "31-02-2024"}, "dato"),
        ({"source": ""}, "Udfyld feltet"),
        ({"valid_from": "01-01-2026", "valid_to": "01-01-2025"}, "01-01-2025"),
        ({"valid_to": "01-01-2023"}, "ophører"),
        ({"name": "Budget"}, "står i loven"),
        ({"name": "Trivselsmåling", "route": ""}, "hedder allerede"),
        ({"route": "DIR, XX, KB"}, "XX"),
        ({"route": "DIR, ØK"}, "beslutter"),
        ({"name": "?!"}, "hedde"),
    ],
)
def test_what_cannot_be_is_said_beside_its_field_and_what_was_typed_stands(
    office: TestClient, spring: Database, typed: dict[str, str], sentence: str
) -> None:
    answer = office.post("/aarshjul/pligt/ny", data={**DUTY, **typed, "submitted_to": "Rådet & <b>co</b>"})
    assert answer.status_code == 422
    said = errors(answer.text)
    assert len(said) == 1
    assert sentence in said[0]
    assert "Rådet &amp; &lt;b&gt;co&lt;/b&gt;" in answer.text
    assert len(profiles(spring)) == 1


@pytest.mark.slow
def test_an_own_duty_is_ended_with_a_day_and_its_history_stays(office: TestClient, spring: Database) -> None:
    form = office.get("/aarshjul/pligt/ledelsesevaluering").text
    assert 'value="31-12-2022"' in form
    typed = {
        "name": "Ledelsesevaluering",
        "approver": "management",
        "first_due_on": "31-12-2022",
        "every_years": "4",
        "basis": "house",
        "source": "Direktionens arbejdsgang",
        "checked_on": "02-01-2023",
        "valid_to": "01-06-2023",
        "route": "",
    }
    seen_and_saved(office, "/aarshjul/pligt/ledelsesevaluering", typed)
    said = text_of(office.get("/aarshjul?pligt=ledelsesevaluering").text)
    assert "Ophævet" in said
    assert "31. december 2022" in said
    assert "2026" not in re.findall(
        r'data-title="Runde">(\d{4})<', office.get("/aarshjul?pligt=ledelsesevaluering").text
    )
    assert load_profile("n", profiles(spring)[-1].toml).cycle("ledelsesevaluering") is None


@pytest.mark.slow
def test_years_that_would_rewrite_what_has_been_are_warned_of(office: TestClient) -> None:
    typed = {
        **DUTY,
        "name": "Trivselsmåling",
        "approver": "med",
        "first_due_on": "30-11-2022",
        "every_years": "3",
        "route": "HU",
    }
    said = text_of(office.post("/aarshjul/pligt/trivselsmaaling", data=typed).text)
    assert "Runder, der har været, ville flytte" in said


def test_a_duty_in_law_has_its_route_written_and_nothing_else(office: TestClient, spring: Database) -> None:
    form = office.get("/aarshjul/pligt/planstrategi").text
    assert "planloven § 23 a" in form
    assert 'name="first_due_on"' not in form
    typed = {"route": "DIR, MTU, ØK, KB", "owner": "it-sikkerhed", "first_due_on": "01-01-2030", "source": "opdigtet"}
    seen_and_saved(office, "/aarshjul/pligt/planstrategi", typed)
    profile = load_profile("n", profiles(spring)[-1].toml)
    assert profile.cycle("planstrategi").owner == "it-sikkerhed"  # type: ignore[union-attr]  # it is there
    assert "planstrategi" not in {duty.key for duty in profile.duties}
    assert "opdigtet" not in profiles(spring)[-1].toml


@pytest.mark.slow
def test_what_nobody_had_read_is_switched_on_as_the_municipalitys_own(office: TestClient, spring: Database) -> None:
    form = office.get("/aarshjul/pligt/apv").text
    assert "året følger den enkelte arbejdsplads" in html.unescape(form)
    assert 'value="3"' in form
    assert "arbejdsmiljøloven § 15 a" in form
    typed = {**DUTY, "name": "APV", "approver": "med", "every_years": "3", "basis": "law", "route": "HU"}
    seen_and_saved(office, "/aarshjul/pligt/apv", typed)
    assert "apv" in load_profile("n", profiles(spring)[-1].toml).obligations
    assert office.get("/aarshjul?pligt=apv").status_code == 200
    assert office.get("/aarshjul/pligt/regionsbudget").status_code == 404


@pytest.mark.slow
def test_somebody_elses_newer_profile_is_a_conflict(office: TestClient, spring: Database) -> None:
    shown = hidden(office.post("/aarshjul/pligt/ny", data=DUTY).text)
    adopt_profile(spring, BY, name="norddjurs.toml", text=shipped_profile() + "\n# en bemærkning\n")
    answer = office.post("/aarshjul/pligt/ny", data=shown)
    assert answer.status_code == 422
    assert "ændret" in text_of(answer.text)
    assert len(profiles(spring)) == 2


def test_a_form_can_change_nothing_but_its_own_row(office: TestClient, spring: Database) -> None:
    typed = {**DUTY, "text": 'name = "Overtaget"', "replaces": "1", "confirm": "yes", "key": "x"}
    office.post("/aarshjul/pligt/ny", data=typed)
    profile = load_profile("n", profiles(spring)[-1].toml)
    assert profile.name == "Norddjurs Kommune"
    assert {duty.key for duty in profile.duties} >= {"handicappolitik"}


def test_readers_and_case_workers_write_none_of_it(desk_of: Desk, people: People) -> None:
    for name in ("reader", "case_worker"):
        desk = desk_of(people[name])
        assert "/aarshjul/pligt/ny" not in desk.get("/aarshjul").text
        for address in (
            "/aarshjul/pligt/ny",
            "/aarshjul/pligt/budget",
            "/aarshjul/fastpunkt/ny",
            "/aarshjul/fastpunkt/sygefravaer",
            "/aarshjul/runde/budget/2023/flyt",
        ):
            assert desk.get(address).status_code == 403, address
            assert desk.post(address, data={**DUTY, **ITEM, "confirm": "yes"}).status_code == 403, address
        assert desk.post("/aarshjul/forslag/2024", data={"seen": "x"}).status_code == 403


@pytest.mark.slow
def test_a_secretary_of_one_body_writes_that_bodys_items_and_no_duty(desk_of: Desk, spring: Database) -> None:
    hers = Visitor("mette", "mette.holbaek", "Mette Holbæk", frozenset({Grant(Role.SECRETARY, "HU")}))
    desk = desk_of(hers)
    assert desk.get("/aarshjul/pligt/ny").status_code == 403
    assert desk.post("/aarshjul/fastpunkt/ny", data=ITEM).status_code == 403
    seen_and_saved(desk, "/aarshjul/fastpunkt/ny", {**ITEM, "body": "HU"})
    moved = desk.post("/aarshjul/fastpunkt/sygefravaer", data={**ITEM, "body": "KB"})
    assert moved.status_code == 403
    assert len(profiles(spring)) == 2


@pytest.mark.slow
def test_a_standing_item_is_seen_on_its_meetings_saved_once_changed_and_ended(
    office: TestClient, spring: Database
) -> None:
    shown = office.post("/aarshjul/fastpunkt/ny", data=ITEM)
    assert "tirsdag den 16. maj 2023" in text_of(shown.text)
    seen_and_saved(office, "/aarshjul/fastpunkt/ny", ITEM, times=2)
    assert len(profiles(spring)) == 2
    wheel = html.unescape(office.get("/aarshjul").text)
    assert re.search(r"ØK tirsdag den 16\. maj 2023 kl\. 14\.00: Økonomi lige nu", wheel)  # in the picture
    assert 'href="/aarshjul/fastpunkt/oekonomi-lige-nu"' in wheel  # in the table

    seen_and_saved(office, "/aarshjul/fastpunkt/oekonomi-lige-nu", {**ITEM, "valid_to": "01-09-2023"})
    ended = html.unescape(office.get("/aarshjul").text)
    assert "15. august 2023 kl. 14.00: Økonomi lige nu" in ended
    assert "12. september 2023 kl. 14.00: Økonomi" not in ended


@pytest.mark.slow
@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"rhythm": "yearly"}, "Udfyld"),
        ({"days_before": "0"}, "0"),
        ({"source": ""}, "Udfyld"),
        ({"valid_from": "01-02-2024", "valid_to": "01-01-2024"}, "01-01-2024"),
        ({"title": "?"}, "bogstaver"),
    ],
)
def test_an_item_that_cannot_be_is_refused_beside_its_field(
    office: TestClient, spring: Database, typed: dict[str, str], sentence: str
) -> None:
    answer = office.post("/aarshjul/fastpunkt/ny", data={**ITEM, **typed})
    assert answer.status_code == 422
    assert [one for one in errors(answer.text) if sentence in one or "month" in one]
    assert len(profiles(spring)) == 1


@pytest.mark.slow
def test_a_body_ends_only_when_its_items_do(office: TestClient, desk_of: Desk, people: People) -> None:
    seen_and_saved(office, "/aarshjul/fastpunkt/ny", {**ITEM, "body": "MTU"})
    typed = {"replaces": "2", "name": "Miljø- og Teknikudvalget", "kind": "committee", "valid_to": "01-01-2026"}
    ended = desk_of(people["administrator"]).post("/profil/organ/MTU", data={**typed, "valid_from": "01-01-2022"})
    assert ended.status_code == 422
    assert "skriv, hvornår punktet slutter" in text_of(ended.text)


def test_a_closed_items_title_is_in_no_page_key_or_log_of_those_who_may_not_see_it(
    office: TestClient, desk_of: Desk, people: People, spring: Database
) -> None:
    seen_and_saved(office, "/aarshjul/fastpunkt/ny", {**ITEM, "title": "Fætter Højben", "closed": "yes"})
    assert "Fætter Højben" in html.unescape(office.get("/aarshjul").text)
    other = desk_of(people["secretary_without_closed"])
    for address in ("/aarshjul", "/aarshjul/forslag/2024", "/profil", "/log"):
        said = html.unescape(other.get(address).text)
        assert "Højben" not in said, address
        assert "hoejben" not in said, address
    assert "Lukket punkt" in other.get("/aarshjul").text
    assert other.get("/aarshjul/fastpunkt/lukket-punkt").status_code == 403
    assert b"jben" not in other.get("/aarshjul/2023.ics").content
    with spring.read() as session:
        assert not any("jben" in entry.facts for entry in session.exec(select(Entry)))
