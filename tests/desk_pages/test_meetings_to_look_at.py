"""``/moeder``, a month and one meeting: what stands there, for whom, and what never does."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

import pytest
from icalendar import Calendar
from sqlmodel import select
from starlette.testclient import TestClient

from calendars.copenhagen import COPENHAGEN
from domain.casework.case.opening import open_case
from domain.casework.meeting.meetings import cancel_meeting, schedule_meeting
from domain.casework.verb import By
from domain.model import MeetingStatus, Stop
from domain.rules.rights import Grant, Role, Visitor
from domain.store.database import Database

Opened = Callable[..., TestClient]
NOW = datetime(2023, 5, 3, 12, tzinfo=COPENHAGEN)
BY = By("lone.vejlby", NOW)
CLOSED = "Salg af Kvægtorvet 4"


def test_the_year_has_every_meeting_its_holidays_and_its_conflicts(
    desk_of: Opened, people: dict[str, Visitor], find: Callable[..., str]
) -> None:
    answer = desk_of(people["reader"]).get("/moeder")
    assert answer.status_code == 200
    assert "<h1>Møder 2023</h1>" in answer.text
    assert answer.text.count(f'href="/moede/{find("meeting", "KB", "2023-05-23")}"') == 2  # the table and the list
    for name in ("Skærtorsdag", "Kristi himmelfartsdag", "Mødefri", "Kommunen har lukket"):
        assert name in answer.text
    assert "KB 23-05-2023 sendes ud 16-05-2023, før ØK 16-05-2023 har sit referat" in answer.text
    assert "ØK 14-02-2023 ligger på en dag, hvor der ellers ikke holdes møder (mødefri)" in answer.text
    assert "Indlæs en mødeplan" not in answer.text  # a reader is not offered what a reader may not do
    assert "Indkald et møde" in desk_of(people["secretary"]).get("/moeder").text


def test_a_year_without_meetings_says_so_and_an_impossible_year_is_no_page(
    desk_of: Opened, people: dict[str, Visitor]
) -> None:
    desk = desk_of(people["reader"])
    assert "Der er ingen møder i 2040 endnu" in desk.get("/moeder?aar=2040").text
    for address in ("/moeder?aar=1", "/moeder?aar=x", "/moeder/2023/13", "/moeder/1900/01", "/moeder/2023/x"):
        assert desk.get(address).status_code == 404, address


def test_a_month_shows_meetings_and_the_deadlines_to_work_to(desk_of: Opened, people: dict[str, Visitor]) -> None:
    text = desk_of(people["reader"]).get("/moeder/2023/05").text
    assert "<h1>Maj 2023</h1>" in text
    for said in ("Store bededag", "i dag", "Udsendelse KB", "Pinsedag"):
        assert said in text
    assert "/moeder/2023/04" in text
    assert "/moeder/2023/06" in text


def test_whoever_has_not_logged_in_is_asked_to(desk_of: Opened, find: Callable[..., str]) -> None:
    kb = find("meeting", "KB", "2023-05-23")
    for address in ("/moeder", "/moeder/2023/05", f"/moede/{kb}", "/moeder/import", "/moeder/abonner"):
        answer = desk_of(None).get(address)
        assert (answer.status_code, answer.headers["location"].split("?")[0]) == (303, "/login"), address


def test_a_meeting_has_its_deadlines_with_the_counted_days(
    desk_of: Opened, people: dict[str, Visitor], find: Callable[..., str]
) -> None:
    text = desk_of(people["reader"]).get(f"/moede/{find('meeting', 'KB', '2023-05-23')}").text
    assert "Tirsdag den 23. maj 2023 kl. 17.00–20.00, Byrådssalen" in text
    assert "Kommunestyrelsesloven § 8, stk. 4" in text
    assert "tælles ikke (Kristi himmelfartsdag)" in text
    assert "om 13 dage" in text
    assert "Flyt mødet" not in text
    assert "Aflys mødet" in desk_of(people["secretary"]).get(f"/moede/{find('meeting', 'KB', '2023-05-23')}").text


def test_a_secretary_of_one_body_may_change_its_meetings_and_no_others(
    desk_of: Opened, find: Callable[..., str]
) -> None:
    of_one = frozenset({Grant(Role.SECRETARY, "ØK")})
    desk = desk_of(Visitor("oda.enslev", "oda.enslev", "Oda Enslev", of_one))
    oek, kb = find("meeting", "ØK", "2023-05-16"), find("meeting", "KB", "2023-05-23")
    assert "Flyt mødet" in desk.get(f"/moede/{oek}").text
    assert "Flyt mødet" not in desk.get(f"/moede/{kb}").text
    for verb in ("flyt", "aflys"):
        assert desk.get(f"/moede/{oek}/{verb}").status_code == 200
        assert desk.get(f"/moede/{kb}/{verb}").status_code == 403
        assert desk.post(f"/moede/{kb}/{verb}", data={"reason": "x"}).status_code == 403


def test_the_title_of_a_closed_case_is_shown_only_to_whom_may_see_it(
    desk_of: Opened, people: dict[str, Visitor], spring: Database, find: Callable[..., str]
) -> None:
    kb = find("meeting", "KB", "2023-06-20")
    case = open_case(
        spring, BY, number="23/999", title=CLOSED, is_open=False, route=["KB"], stages={"KB": date(2023, 6, 20)}
    )
    with spring.write() as session:
        session.exec(select(Stop).where(Stop.case_id == case.subject)).one().meeting_id = kb
    for name, is_seen in (("reader", False), ("administrator", False), ("secretary", True)):
        text = desk_of(people[name]).get(f"/moede/{kb}").text
        assert "23/999" in text
        assert (CLOSED in text) is is_seen, name
        assert ("Lukket punkt" in text) is not is_seen


def test_what_people_typed_is_shown_and_never_run(
    desk_of: Opened, people: dict[str, Visitor], spring: Database
) -> None:
    said = "<script>alert(1)</script> \u202e Rådssalen 🎉"
    starts_at = datetime(2023, 5, 30, 17, tzinfo=COPENHAGEN)
    kb = schedule_meeting(
        spring, BY, body="KB", starts_at=starts_at, place=said, status=MeetingStatus.EXTRAORDINARY
    ).subject
    cancel_meeting(spring, BY, meeting_id=kb, reason="<b>'aflyst'</b>" + "x" * 400)
    desk = desk_of(people["secretary"])
    for address in (f"/moede/{kb}", "/moeder", "/moeder/2023/05"):
        text = desk.get(address).text
        assert "<script>alert" not in text
        assert "<b>'aflyst" not in text
    assert "Mødet er aflyst" in desk.get(f"/moede/{kb}").text
    assert "Flyt mødet" not in desk.get(f"/moede/{kb}").text


def test_one_meeting_is_fetched_for_the_calendar(
    desk_of: Opened, people: dict[str, Visitor], find: Callable[..., str]
) -> None:
    answer = desk_of(people["reader"]).get(f"/moede/{find('meeting', 'KB', '2023-05-23')}/moede.ics")
    assert answer.headers["content-disposition"] == 'attachment; filename="kb-23-05-2023.ics"'
    (event,) = Calendar.from_ical(answer.content).walk("VEVENT")
    assert str(event["SUMMARY"]) == "Kommunalbestyrelsen"


@pytest.mark.parametrize("address", ["/moede/findes-ikke", "/moede/findes-ikke/flyt", "/moede/findes-ikke/moede.ics"])
def test_a_meeting_that_is_not_there_is_no_page(desk_of: Opened, people: dict[str, Visitor], address: str) -> None:
    assert desk_of(people["secretary"]).get(address).status_code == 404
