"""A secretary opens, moves and gives up a round, says when its figures came, and agrees to the next year's wheel."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from sqlmodel import select
from starlette.testclient import TestClient

from domain.casework.case.cases import correct_case
from domain.casework.case.opening import open_case
from domain.casework.house.municipality import adopt_profile
from domain.casework.verb import By
from domain.model import AgreedWheel, Cycle, CycleRisk, CycleState
from domain.profile import shipped_profile
from domain.rules.rights import Visitor
from domain.store.database import Database

Desk = Callable[..., TestClient]
People = dict[str, Visitor]
BY = By("lone.vejlby", datetime(2023, 5, 3, 9, tzinfo=UTC))


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


@pytest.mark.slow
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


@pytest.mark.slow
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


@pytest.mark.slow
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


@pytest.mark.slow
def test_a_round_without_a_case_is_named_while_there_is_time(office: TestClient, spring: Database) -> None:
    named = "Tilgængelighedserklæring 2023 : senest 23. september 2023."
    assert f"{named} Sagen oprettes af sig selv, når tiden kommer." in text_of(office.get("/aarshjul").text)
    before, cycle, rest = shipped_profile().partition('[[cycle]]\nkey = "tilgaengelighedserklaering"')
    adopt_profile(spring, BY, name="norddjurs.toml", text=before + rest[rest.index("\n\n") :])
    assert cycle
    assert f"{named} Ingen opretter den af sig selv" in text_of(office.get("/aarshjul").text)


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
