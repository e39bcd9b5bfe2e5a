"""Somebody writes when Danmarkskortets tal came; its case is opened then. And a year's wheel is agreed to as seen."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest

from domain.casework.house.municipality import adopt_profile
from domain.casework.verb import By, Receipt
from domain.casework.year.cycles import move_cycle, open_cycle, record_publication, rounds_to_open, skip_cycle
from domain.casework.year.wheel import agree_wheel
from domain.errors import ConflictError, NotAllowedNowError, NotFoundError, ReasonMissingError
from domain.model import AgreedWheel, Cycle
from domain.profile import shipped_profile
from domain.rules.wheel import Part, Turn, Why
from domain.store.cycles import find_duty
from domain.store.wheel import NextWheel, next_wheel, wheel_of

MAP = "danmarkskort"


@pytest.fixture
def by(at: Callable[..., datetime]) -> Callable[..., By]:
    return lambda when="2024-05-02 09:00": By("lone.vejlby", at(when))


def refusal(act: Callable[[], Receipt]) -> object:
    with pytest.raises(NotAllowedNowError) as refused:
        act()
    return refused.value.facts["why"]


def opens(town: Any, on: date) -> set[tuple[str, int]]:
    with town.db.read() as session:
        return {(one.obligation, one.year) for one in rounds_to_open(session, on)}


def test_the_case_is_opened_the_day_the_figures_came(small_town: Any, by: Any) -> None:
    assert (MAP, 2024) not in opens(small_town, date(2024, 5, 2))
    record_publication(small_town.db, by(), obligation=MAP, published_on=date(2024, 4, 30), source="ast.dk")
    assert (MAP, 2024) in opens(small_town, date(2024, 5, 2))
    with small_town.db.read() as session:
        found = find_duty(session, MAP).publications[-1]
    assert (found.year, found.published_on, found.source) == (2024, date(2024, 4, 30), "ast.dk")


def test_the_same_day_twice_is_once_and_another_day_is_put_right(small_town: Any, by: Any) -> None:
    said: dict[str, Any] = {"obligation": MAP, "published_on": date(2024, 4, 30), "source": "ast.dk"}
    record_publication(small_town.db, by(), **said)
    assert record_publication(small_town.db, by(), **said).repeated
    record_publication(small_town.db, by(), **{**said, "published_on": date(2024, 4, 29)}, year=2024, version=2)
    assert [one.published_on for one in small_town.rows(Cycle)] == [date(2024, 4, 29)]
    with pytest.raises(ConflictError):
        record_publication(small_town.db, by(), **said, version=2)


def test_figures_that_come_after_new_year_move_the_day_of_the_round_and_of_its_case(small_town: Any, by: Any) -> None:
    case_id = open_cycle(small_town.db, by("2024-10-01 09:00"), obligation=MAP, year=2024).subject
    late = {"obligation": MAP, "year": 2024, "published_on": date(2025, 1, 14), "source": "ast.dk"}
    receipt = record_publication(small_town.db, by("2025-01-15 09:00"), **late)
    assert receipt.facts["due_on"] == "2025-12-31"
    assert small_town.facts(case_id).decide_before == date(2026, 1, 1)


def test_a_day_that_somebody_has_moved_stays_where_it_was_moved(small_town: Any, by: Any) -> None:
    moved = {"due_on": date(2025, 2, 15), "reason": "Ministeren", "source": "brev"}
    move_cycle(small_town.db, by(), obligation=MAP, year=2024, **moved)
    record_publication(small_town.db, by(), obligation=MAP, published_on=date(2024, 4, 30), source="ast.dk")
    assert [one.due_on for one in small_town.rows(Cycle)] == [date(2025, 2, 15)]


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"obligation": "budget"}, "waits_for_nothing"),
        ({"published_on": date(2024, 5, 3)}, "in_future"),
        ({"year": 2020}, "not_its_year"),
        ({"year": 2022}, "not_to_be_done"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_written(
    small_town: Any, by: Any, said: dict[str, Any], why: str
) -> None:
    skip_cycle(small_town.db, by("2023-02-01 09:00"), obligation=MAP, year=2022, reason="Der kom ingen tal")
    wanted: dict[str, Any] = {"obligation": MAP, "published_on": date(2023, 4, 30), "source": "ast.dk"}
    assert refusal(lambda: record_publication(small_town.db, by(), **{**wanted, **said})) == why
    assert len(small_town.rows(Cycle)) == 1
    with pytest.raises(ReasonMissingError):
        record_publication(small_town.db, by(), **{**wanted, "source": " "})
    with pytest.raises(NotFoundError):
        record_publication(small_town.db, by(), **{**wanted, "obligation": "kvalitetsrapport"})


def changes(town: Any, year: int) -> NextWheel:
    with town.db.read() as session:
        return next_wheel(session, year)


def test_the_wheel_of_2024_says_what_law_and_years_have_taken_away(small_town: Any) -> None:
    found = changes(small_town, 2024)
    duties = {one.entry.key: (one.turn, one.why) for one in found.changes if one.entry.part is Part.DUTY}
    assert duties["ligestillingsredegoerelse"] == (Turn.GONE, Why.REPEALED)
    assert duties["planstrategi"] == (Turn.GONE, Why.NOT_THIS_YEAR)
    assert "budget" not in duties
    assert "budget" in {one.key for one in found.same}
    assert [one.entry.name for one in found.changes if one.entry.part is Part.HOLIDAY] == ["Store bededag"]
    assert not found.wheel.is_planned


def test_what_was_agreed_to_tells_of_what_changed_afterwards(small_town: Any, by: Any) -> None:
    seen = changes(small_town, 2024).wheel.digest
    when = by("2023-11-01 09:00")
    agree_wheel(small_town.db, when, year=2024, seen=seen)
    assert agree_wheel(small_town.db, when, year=2024, seen=seen).repeated
    assert changes(small_town, 2024).since == ()

    said = {"due_on": date(2024, 11, 5), "reason": "Valg", "source": "bekendtgørelse 9"}
    move_cycle(small_town.db, by("2023-12-01 09:00"), obligation="budget", year=2024, **said)
    [moved] = changes(small_town, 2024).since
    assert (moved.entry.key, moved.turn, moved.source) == ("budget", Turn.MOVED, "bekendtgørelse 9")
    assert (moved.before, moved.after) == ((date(2024, 10, 15),), (date(2024, 11, 5),))
    with pytest.raises(ConflictError):  # it is another wheel now
        agree_wheel(small_town.db, by("2023-12-02 09:00"), year=2024, seen=seen)
    agree_wheel(small_town.db, by("2023-12-02 09:00"), year=2024, seen=changes(small_town, 2024).wheel.digest)
    assert [(one.year, one.version) for one in small_town.rows(AgreedWheel)] == [(2024, 2)]


def test_a_year_that_is_over_is_agreed_to_by_nobody(small_town: Any, by: Any) -> None:
    with small_town.db.read() as session:
        seen = wheel_of(session, 2023).digest
    assert refusal(lambda: agree_wheel(small_town.db, by(), year=2023, seen=seen)) == "year_over"


def test_a_standing_item_and_a_body_that_end_are_gone_from_the_year_after(small_town: Any, by: Any) -> None:
    ends = shipped_profile().replace('title = "Sygefravær"\n', 'title = "Sygefravær"\nvalid_to = 2024-01-01\n')
    ends = ends.replace("valid_from = 2022-01-01\n", "valid_from = 2022-01-01\nvalid_to = 2024-01-01\n", 1)
    adopt_profile(small_town.db, by("2023-03-01 09:00"), name="norddjurs.toml", text=ends)
    found = {(one.entry.part, one.entry.key): one.turn for one in changes(small_town, 2024).changes}
    assert found[(Part.STANDING, "HU sygefravaer")] is Turn.GONE
    assert found[(Part.BODY, "MTU")] is Turn.GONE
