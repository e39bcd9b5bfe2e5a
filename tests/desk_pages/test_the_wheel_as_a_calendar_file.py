"""Årshjulet as .ics: meetings, standing items and duties, each with a UID of its own; nothing closed by name."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

from icalendar import Calendar
from starlette.testclient import TestClient

from domain.casework.house.municipality import adopt_profile
from domain.casework.verb import By
from domain.casework.year.standing import leave_out_standing_item
from domain.profile import shipped_profile
from domain.rules.rights import Visitor
from domain.store.database import Database

Desk = Callable[..., TestClient]
People = dict[str, Visitor]


def events(desk: TestClient, address: str) -> list[tuple[str, date]]:
    answer = desk.get(address)
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    found = list(Calendar.from_ical(answer.content).walk("VEVENT"))
    assert len({str(one["UID"]) for one in found}) == len(found)
    return [
        (str(one["SUMMARY"]), one.start.date() if isinstance(one.start, datetime) else one.start) for one in found
    ]


def test_a_bodys_year_has_its_meetings_its_standing_items_and_every_duty(desk_of: Desk, people: People) -> None:
    found = events(desk_of(people["reader"]), "/aarshjul/2023.ics?organ=DIR")
    assert ("Direktionen", date(2023, 4, 12)) in found
    assert ("DIR: Månedsgrebet", date(2023, 4, 12)) in found
    assert ("DIR: Månedsgrebet", date(2023, 4, 26)) not in found
    assert "Hovedudvalget" not in {summary for summary, _ in found}
    assert ("Ligestillingsredegørelsen: senest i dag", date(2023, 5, 31)) in found


def test_the_house_has_every_bodys_and_a_repealed_duty_is_gone(desk_of: Desk, people: People) -> None:
    desk = desk_of(people["reader"])
    assert {"Direktionen", "Hovedudvalget", "HU: Sygefravær"} <= {
        summary for summary, _ in events(desk, "/aarshjul/2023.ics")
    }
    assert not any("Ligestilling" in summary for summary, _ in events(desk, "/aarshjul/2026.ics"))


def test_a_closed_item_has_no_title_and_one_left_out_is_not_there(
    spring: Database, desk_of: Desk, people: People, find: Callable[..., str]
) -> None:
    by = By("lone.vejlby", datetime(2023, 5, 2, 9, tzinfo=UTC))
    text = shipped_profile().replace('title = "Sygefravær"', 'title = "Fætter Højben"\nclosed = true')
    adopt_profile(spring, by, name="norddjurs.toml", text=text)
    meeting = find("meeting", "DIR", "2023-06-07")
    leave_out_standing_item(spring, by, item="maanedsgrebet", meeting_id=meeting, reason="Seminar.")
    found = events(desk_of(people["secretary"]), "/aarshjul/2023.ics")
    assert "HU: Lukket punkt" in {summary for summary, _ in found}
    assert not any("Højben" in summary for summary, _ in found)
    assert ("DIR: Månedsgrebet", date(2023, 6, 7)) not in found


def test_a_year_or_body_that_is_not_there_is_refused(desk_of: Desk, people: People) -> None:
    desk = desk_of(people["reader"])
    assert desk.get("/aarshjul/1899.ics").status_code == 404
    assert desk.get("/aarshjul/2023.ics?organ=findes-ikke").status_code in {404, 422}
    assert desk_of(None).get("/aarshjul/2023.ics").status_code == 303
