"""A body whose item numbers never begin anew, or each year: no number is given twice, also to what comes late."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from domain.casework.house.municipality import adopt_profile
from domain.casework.meeting.agenda import lock_agenda
from domain.casework.verb import By
from domain.profile import shipped_profile
from domain.profile.edit import change_row, row_number
from domain.store.agenda import agenda_papers

APRIL, MAY = "2023-04-12", "2023-05-10"


@pytest.fixture
def numbered(town: Any) -> Any:
    """``numbered(numbers="running", first_number=715)``: DIR's item numbers from now on."""

    def adopting(**values: object) -> None:
        text = shipped_profile()
        text = change_row(text, "body", row_number(text, "body", {"key": "DIR"}), values)
        adopt_profile(town.db, By("jytte", town.moment("2023-03-01 08:00")), name="norddjurs.toml", text=text)

    return adopting


def put(town: Any, number: str, day: str) -> None:
    town.open(number, obligation=None, route=["DIR"], stages={"DIR": date.fromisoformat(day)})


def lock(town: Any, day: str) -> None:
    by = By("mette.holbaek", town.moment("2023-04-03 10:00"))
    lock_agenda(town.db, by, meeting_id=town.meeting("DIR", day))


def numbers(town: Any, day: str) -> list[int | None]:
    with town.db.read() as session:
        return [item.number for item in agenda_papers(session, town.meeting("DIR", day)).arranged.all]


def test_numbers_go_on_from_the_last_item_of_the_body_whatever_comes_late(town: Any, numbered: Any) -> None:
    numbered(numbers="running", first_number=715)
    for number, day in (("23/1", APRIL), ("23/2", APRIL), ("23/3", MAY)):
        put(town, number, day)
    assert numbers(town, APRIL) == [715, 716], "what it would be, before anybody locks it"
    lock(town, APRIL)
    assert (numbers(town, APRIL), numbers(town, MAY)) == ([715, 716], [717])
    lock(town, MAY)
    put(town, "23/4", APRIL)
    lock(town, APRIL)
    assert numbers(town, APRIL) == [715, 716, 718], "717 is on the other meeting's paper"


@pytest.mark.parametrize(("kind", "expected"), [("meeting", [1]), ("year", [2])])
def test_numbers_begin_anew_at_each_meeting_or_each_year(
    town: Any, numbered: Any, kind: str, expected: list[int]
) -> None:
    numbered(numbers=kind)
    put(town, "23/1", APRIL)
    put(town, "23/2", MAY)
    lock(town, APRIL)
    assert numbers(town, MAY) == expected
