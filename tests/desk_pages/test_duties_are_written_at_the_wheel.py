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

from domain.casework.cases import correct_case, open_case
from domain.casework.municipality import adopt_profile
from domain.casework.verb import By
from domain.model import AgreedWheel, Cycle, CycleRisk, CycleState, Entry, ProfileText
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


def cycle_of(db: Database, duty: str, year: int = 2023) -> Cycle | None:
    with db.read() as session:
        return session.exec(select(Cycle).where(Cycle.obligation == duty, Cycle.year == year)).first()


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
    typed = {"route": "DIR, MTU, ØK, KB", "owner": "teknikchef", "first_due_on": "01-01-2030", "source": "opdigtet"}
    seen_and_saved(office, "/aarshjul/pligt/planstrategi", typed)
    profile = load_profile("n", profiles(spring)[-1].toml)
    assert profile.cycle("planstrategi").owner == "teknikchef"  # type: ignore[union-attr]  # it is there
    assert "planstrategi" not in {duty.key for duty in profile.duties}
    assert "opdigtet" not in profiles(spring)[-1].toml


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


def test_a_secretary_of_one_body_writes_that_bodys_items_and_no_duty(desk_of: Desk, spring: Database) -> None:
    hers = Visitor("mette", "mette.holbaek", "Mette Holbæk", frozenset({Grant(Role.SECRETARY, "HU")}))
    desk = desk_of(hers)
    assert desk.get("/aarshjul/pligt/ny").status_code == 403
    assert desk.post("/aarshjul/fastpunkt/ny", data=ITEM).status_code == 403
    seen_and_saved(desk, "/aarshjul/fastpunkt/ny", {**ITEM, "body": "HU"})
    moved = desk.post("/aarshjul/fastpunkt/sygefravaer", data={**ITEM, "body": "KB"})
    assert moved.status_code == 403
    assert len(profiles(spring)) == 2


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


def test_a_round_is_opened_from_its_page_once_with_its_theme(office: TestClient, spring: Database) -> None:
    shown = office.post("/aarshjul/runde/danmarkskort/2023/opret", data={"theme": "Børn"})
    assert "DIR, ØK, KB" in text_of(shown.text)
    assert "tirsdag den 19. december 2023" in text_of(shown.text)  # the last council meeting that reaches the day
    address = seen_and_saved(office, "/aarshjul/runde/danmarkskort/2023/opret", {"theme": "Børn"}, times=2)
    cycle = cycle_of(spring, "danmarkskort")
    assert cycle is not None
    assert (address, cycle.theme, cycle.state) == (f"/sag/{cycle.case_id}", "Børn", CycleState.OPENED)
    assert "Opret sag" not in text_of(office.get("/aarshjul?pligt=danmarkskort").text).split("2022")[0][-400:]


def test_a_round_is_moved_with_its_reason_and_its_source(office: TestClient, spring: Database) -> None:
    address = "/aarshjul/runde/budget/2023/flyt"
    said = {"due": "5. november 2023", "reason": "Folketingsvalg", "source": "Ministeriets brev"}
    shown = text_of(office.post(address, data=said).text)
    assert "søndag den 15. oktober 2023 → bliver til søndag den 5. november 2023" in shown
    assert cycle_of(spring, "budget") is None  # nothing is saved yet
    assert seen_and_saved(office, address, said, times=2).endswith("pligt=budget#pligt")
    cycle = cycle_of(spring, "budget")
    assert cycle is not None
    assert (cycle.due_on, cycle.moved_source, cycle.version) == (date(2023, 11, 5), "Ministeriets brev", 2)
    assert "Folketingsvalg (Ministeriets brev)" in text_of(office.get("/aarshjul?pligt=budget").text)
    stale = office.post(address, data={**said, "due": "6-11-2023", "version": "1", "confirm": "yes"})
    assert stale.status_code == 409


@pytest.mark.slow
@pytest.mark.parametrize(
    ("deed", "typed", "sentence"),
    [
        ("flyt", {"due": "31-02-2024", "reason": "x", "source": "y"}, "dato"),
        ("flyt", {"due": "05-11-2023", "reason": " ", "source": "y"}, "Udfyld"),
        ("flyt", {"due": "05-11-2023", "reason": "x", "source": ""}, "Udfyld"),
        ("flyt", {"due": "05-11-2025", "reason": "x", "source": "y", "confirm": "yes"}, "næste rundes frist"),
        ("opgiv", {"reason": ""}, "Udfyld"),
    ],
)
def test_a_round_is_not_moved_nowhere_or_without_a_reason(
    office: TestClient, spring: Database, deed: str, typed: dict[str, str], sentence: str
) -> None:
    answer = office.post(f"/aarshjul/runde/budget/2023/{deed}", data=typed)
    assert answer.status_code == 422
    assert any(sentence in one for one in errors(answer.text))
    assert cycle_of(spring, "budget") is None


def test_a_round_is_given_up_and_one_with_a_case_is_not(office: TestClient, spring: Database) -> None:
    seen_and_saved(office, "/aarshjul/runde/danmarkskort/2023/opgiv", {"reason": "Der kom ingen tal"})
    assert cycle_of(spring, "danmarkskort").state is CycleState.NOT_DONE  # type: ignore[union-attr]  # it is there
    assert "Der kom ingen tal" in text_of(office.get("/aarshjul?pligt=danmarkskort").text)
    address = "/aarshjul/runde/ligestillingsredegoerelse/2023/opgiv"
    refused = office.post(address, data={"reason": "Nej", "confirm": "yes"})
    assert refused.status_code == 422
    assert "Træk den tilbage først" in text_of(refused.text)


def test_the_day_the_figures_came_is_written_and_others_wait_for_nothing(
    office: TestClient, spring: Database
) -> None:
    assert "Venter på: Danmarkskortets tal" in text_of(office.get("/aarshjul?pligt=danmarkskort").text)
    address = "/aarshjul/runde/danmarkskort/2023/offentliggjort"
    ahead = office.post(address, data={"on": "04-05-2023", "source": "sm.dk", "confirm": "yes"})
    assert any("ikke kommet" in one for one in errors(ahead.text))
    seen_and_saved(office, address, {"on": "02-05-2023", "source": "sm.dk"}, times=2)
    assert cycle_of(spring, "danmarkskort").published_on == date(2023, 5, 2)  # type: ignore[union-attr]  # it is there
    assert "Tallene kom 2. maj 2023" in text_of(office.get("/aarshjul?pligt=danmarkskort").text)
    assert office.get("/aarshjul/runde/budget/2023/offentliggjort").status_code == 404


@pytest.mark.slow
@pytest.mark.parametrize(
    "address", ["nej/2023/flyt", "budget/2010/flyt", "budget/2023/andet", "ligestillingsredegoerelse/2026/opret"]
)
def test_a_round_or_a_deed_that_is_not_is_not_found(office: TestClient, address: str) -> None:
    assert office.get(f"/aarshjul/runde/{address}").status_code == 404


def test_a_round_at_risk_stands_on_the_wheel_with_the_last_meeting_that_saves_it(
    office: TestClient, desk_of: Desk, people: People, spring: Database
) -> None:
    with spring.write() as session:
        row = session.exec(select(Cycle).where(Cycle.obligation == "ligestillingsredegoerelse")).one()
        row.risk, row.risk_body, row.risk_on = CycleRisk.LAST_MEETING, "KB", date(2023, 5, 23)
        case_id = row.case_id
    said = text_of(office.get("/aarshjul").text)
    assert "Runder i fare" in said
    assert "Det sidste møde, der redder den, er KB tirsdag den 23. maj 2023" in said
    assert case_id is not None
    correct_case(spring, BY, case_id=case_id, is_open=False, title="Fætter Højbens redegørelse")
    hidden_from = html.unescape(desk_of(people["reader"]).get("/aarshjul").text)
    assert "Runder i fare" in hidden_from
    assert "23/4107" not in hidden_from
    assert "Højben" not in hidden_from
    for deed in ("flyt", "opret"):
        page = html.unescape(
            desk_of(people["secretary_without_closed"])
            .get(f"/aarshjul/runde/ligestillingsredegoerelse/2023/{deed}")
            .text
        )
        assert "23/4107" not in page
        assert "Højben" not in page


def test_a_round_without_a_case_is_named_while_there_is_time(office: TestClient) -> None:
    said = text_of(office.get("/aarshjul").text)
    assert "Tilgængelighedserklæring 2023 : senest 23. september 2023. Ingen opretter den af sig selv" in said


def test_next_years_wheel_is_read_by_all_and_agreed_to_as_it_was_seen(
    office: TestClient, desk_of: Desk, people: People, spring: Database
) -> None:
    page = desk_of(people["reader"]).get("/aarshjul/forslag/2024")
    assert "Ophævet: lov nr. 1470 af 10. december 2024" in text_of(page.text)
    assert "Bekræft årshjulet" not in page.text
    seen = hidden(office.get("/aarshjul/forslag/2024").text)
    for _ in range(2):
        assert office.post("/aarshjul/forslag/2024", data=seen).status_code == 303
    with spring.read() as session:
        assert [(one.agreed_by, one.version) for one in session.exec(select(AgreedWheel))] == [("lone.vejlby", 1)]
    assert "Bekræftet af Lone Vejlby" in text_of(office.get("/aarshjul/forslag/2024").text)

    said = {"due": "5. november 2024", "reason": "Valg", "source": "Bekendtgørelsen"}
    seen_and_saved(office, "/aarshjul/runde/budget/2024/flyt", said)
    after = text_of(office.get("/aarshjul/forslag/2024").text)
    assert "Siden er noget ændret" in after
    assert "flyttet Budgettet tirsdag den 15. oktober 2024 tirsdag den 5. november 2024" in after
    stale = office.post("/aarshjul/forslag/2024", data={**seen, "key": "another"})
    assert stale.status_code == 409


@pytest.mark.slow
@pytest.mark.parametrize("year", [1999, 2001, 2100, 9999])
def test_years_outside_the_calendar_are_not_found(office: TestClient, year: int) -> None:
    assert office.get(f"/aarshjul/forslag/{year}").status_code == 404


def test_a_closed_case_of_a_round_is_not_told_of_when_one_is_opened(
    desk_of: Desk, people: People, spring: Database
) -> None:
    facts = {"number": "23/777", "title": "Fætter Højbens kort", "route": ["DIR", "ØK", "KB"], "is_open": False}
    open_case(spring, BY, **facts, owner_post="hr-chef", obligation="danmarkskort")
    page = desk_of(people["secretary_without_closed"]).post(
        "/aarshjul/runde/danmarkskort/2023/flyt", data={"due": "30-12-2023", "reason": "x", "source": "y"}
    )
    assert "Højben" not in html.unescape(page.text)
    assert "23/777" not in page.text
    assert "runden har en lukket sag" in text_of(page.text)
