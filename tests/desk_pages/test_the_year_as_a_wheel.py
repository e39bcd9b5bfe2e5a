"""Årshjul: the meetings and last days of a year as a picture and as tables, and the rounds of each duty."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from starlette.testclient import TestClient

from desk import labels
from domain.casework.case.cases import correct_case
from domain.casework.verb import By
from domain.casework.year.cycles import move_cycle, open_cycle, skip_cycle
from domain.rules.obligations import NOT_VERIFIED, OBLIGATIONS, Authority
from domain.rules.rights import Visitor
from domain.store.database import Database
from domain.store.meeting_year import meetings_between

Desk = Callable[..., TestClient]


@pytest.fixture
def office(desk_of: Desk, people: dict[str, Visitor]) -> TestClient:
    return desk_of(people["reader"])


def test_every_meeting_of_the_year_is_on_the_wheel_and_in_the_table(office: TestClient, spring: Database) -> None:
    page = office.get("/aarshjul").text
    with spring.read() as session:
        meetings = [one.id for one in meetings_between(session, date(2023, 1, 1), date(2023, 12, 31))]
    assert len(meetings) > 50
    table = page[page.index("Vis årets møder som tabel") :]
    for meeting in meetings:
        assert page.count(f'<a href="/moede/{meeting}"') == 3  # wide, narrow, table
        assert f'href="/moede/{meeting}"' in table


def test_the_last_days_of_the_year_stand_around_the_wheel_and_in_a_list(office: TestClient) -> None:
    page = html.unescape(office.get("/aarshjul?aar=2023").text)
    found = re.search(r'<ol class="milestones">(.*?)</ol>', page, re.DOTALL)
    assert found is not None
    for wanted in ("Ligestillingsredegørelsen", "onsdag den 31. maj 2023", "Budgettet", "Danmarkskortet"):
        assert wanted in found[1]
    assert (
        "Ligestillingsredegørelsen"
        not in html.unescape(office.get("/aarshjul?aar=2026").text).split("milestones")[1].split("</ol>")[0]
    )


def test_the_repealed_duty_is_told_of_by_its_law_and_its_history_stays(office: TestClient) -> None:
    page = office.get("/aarshjul?pligt=ligestillingsredegoerelse").text
    assert "lov nr. 1470 af 10. december 2024" in page
    rounds = re.findall(r'<th scope="row" data-title="Runde">(\d{4})</th>', page)
    assert rounds == ["2023", "2020", "2017", "2015", "2013", "2011", "2009", "2007"]
    assert "1. november 2017 – 31. maj 2020" in page


@pytest.mark.parametrize("key", sorted(OBLIGATIONS))
def test_each_duty_has_its_strip_and_its_table(office: TestClient, key: str) -> None:
    page = office.get(f"/aarshjul?pligt={key}")
    assert page.status_code == 200
    assert page.text.count('class="strip"') == 1
    assert labels.OBLIGATIONS[key][1:] in page.text


def test_what_nobody_has_read_in_the_law_is_named_as_switched_off(office: TestClient) -> None:
    page = html.unescape(office.get("/aarshjul").text)
    of_regions = {key for key, one in NOT_VERIFIED.items() if Authority.MUNICIPALITY not in one.binds}
    assert not any(NOT_VERIFIED[key].not_verified in page for key in of_regions)
    for key in NOT_VERIFIED.keys() - {"trivselsmaaling"} - of_regions:
        assert NOT_VERIFIED[key].not_verified in page
        assert office.get(f"/aarshjul?pligt={key}").status_code == 404


def test_a_duty_the_municipality_has_set_itself_is_on_the_wheel_with_its_years(office: TestClient) -> None:
    page = html.unescape(office.get("/aarshjul?aar=2023&pligt=trivselsmaaling").text)
    assert NOT_VERIFIED["trivselsmaaling"].not_verified not in page  # the profile says when
    assert "Trivselsmåling: senest 30. november 2023" in page
    rounds = re.findall(r'<th scope="row" data-title="Runde">(\d{4})</th>', page)
    assert rounds == ["2027", "2025", "2023", "2021"]


def test_a_year_without_meetings_is_a_wheel_that_says_so(office: TestClient) -> None:
    page = office.get("/aarshjul?aar=2031")
    assert page.status_code == 200
    assert "Der er ingen møder i 2031" in page.text
    assert office.get("/aarshjul?aar=1850").status_code == 404
    assert office.get("/aarshjul?aar=i%20år").status_code == 404


def test_no_picture_has_a_style_of_its_own_and_each_has_a_name(office: TestClient) -> None:
    page = office.get("/aarshjul").text
    for picture in re.findall(r'<svg class="(?:wheel|strip).*?</svg>', page, re.DOTALL):
        assert re.search(r"<title>[^<]+</title><desc>[^<]+</desc>", picture)
        assert "style=" not in picture
        assert ('role="group"' in picture) == ("<a " in picture)


def test_each_round_says_how_far_it_is_and_leads_to_its_case(office: TestClient, spring: Database) -> None:
    by = By("sagsgang", datetime(2023, 5, 2, 6, tzinfo=UTC))
    receipt = open_cycle(spring, by, obligation="danmarkskort", year=2023)
    skip_cycle(spring, by, obligation="danmarkskort", year=2024, reason="Ankestyrelsen offentliggør ingen tal")
    given = {"reason": "Sene tal", "source": "Ankestyrelsens brev"}
    move_cycle(spring, by, obligation="danmarkskort", year=2025, due_on=date(2026, 1, 31), **given)

    page = html.unescape(office.get("/aarshjul?pligt=danmarkskort").text)

    assert f'<a href="/sag/{receipt.subject}">danmarkskort-2023</a>' in page
    assert "sagen er oprettet" in page
    assert "udføres ikke" in page
    assert "Ankestyrelsen offentliggør ingen tal" in page
    assert "Sene tal (Ankestyrelsens brev)" in page
    assert "31. januar 2026" in page


def test_a_closed_round_is_not_led_to_by_those_who_may_not_see_it(office: TestClient, spring: Database) -> None:
    by = By("sagsgang", datetime(2023, 5, 2, 6, tzinfo=UTC))
    case_id = open_cycle(spring, by, obligation="danmarkskort", year=2023).subject
    correct_case(spring, by, case_id=case_id, is_open=False)
    assert case_id not in office.get("/aarshjul?pligt=danmarkskort").text


def test_one_bodys_wheel_has_its_meetings_its_items_and_the_duties_it_treats(office: TestClient) -> None:
    page = html.unescape(office.get("/aarshjul?organ=hovedudvalget").text)
    assert "Årshjul 2023: Hovedudvalget" in page
    rings = re.findall(r'<g class="wheel__body"><title>([^<]*)', page)
    assert rings == ["Hovedudvalget", "Hovedudvalget"]  # wide and narrow
    milestones = page.split('<ol class="milestones">')[1].split("</ol>")[0]
    assert "Trivselsmåling" in milestones
    assert "Danmarkskortet" not in milestones  # its route passes the management and the politicians alone
    assert "Sygefravær" in page
    assert "Månedsgrebet" not in page
    assert office.get("/aarshjul?organ=XX").status_code == 422
