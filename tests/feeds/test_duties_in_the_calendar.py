"""The last days of duties in Outlook: in a feed of their own, and in that of whoever carries their rounds."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from domain.casework.house.municipality import adopt_profile
from domain.casework.verb import By
from domain.model import FeedKind
from domain.profile import shipped_profile
from domain.profile.edit import add_row

NEW = {
    "key": "handicappolitik",
    "name": "Handicappolitik",
    "approver": "council",
    "first_due_on": date(2023, 12, 1),
    "every_years": 2,
    "basis": "house",
    "source": "Kommunalbestyrelsens beslutning",
    "checked_on": date(2023, 1, 2),
}


def days(subscriber: Any, path: str) -> dict[str, date]:
    events = subscriber.events(path).values()
    return {str(one["SUMMARY"]): one.start for one in events if "senest i dag" in str(one["SUMMARY"])}


def adopt(subscriber: Any, text: str) -> None:
    adopt_profile(subscriber.db, By("lone.vejlby", subscriber.now), name="norddjurs.toml", text=text)


def test_a_feed_of_the_wheel_has_every_dutys_last_day_and_nothing_else(subscriber: Any) -> None:
    path = subscriber.subscribe(FeedKind.WHEEL)
    found = days(subscriber, path)
    assert all(str(one["SUMMARY"]).endswith("senest i dag") for one in subscriber.events(path).values())
    assert found["Ligestillingsredegørelsen: senest i dag"] == date(2023, 5, 31)
    assert found["Budgettet: senest i dag"] == date(2023, 10, 15)


def test_a_new_duty_and_a_moved_round_are_there_at_the_next_reading(subscriber: Any) -> None:
    path = subscriber.subscribe(FeedKind.WHEEL)
    assert "Handicappolitik: senest i dag" not in days(subscriber, path)
    adopt(subscriber, add_row(shipped_profile(), "obligation", NEW))
    assert days(subscriber, path)["Handicappolitik: senest i dag"] == date(2023, 12, 1)
    said = {"reason": "Valg", "source": "Bekendtgørelsen"}
    subscriber.do("move_cycle", obligation="budget", year=2023, due_on=date(2023, 11, 5), **said)
    before = subscriber.events(path)
    assert days(subscriber, path)["Budgettet: senest i dag"] == date(2023, 11, 5)
    moved = next(one for one in before.values() if str(one["SUMMARY"]).startswith("Budgettet"))
    assert moved["SEQUENCE"] == 1
    adopt(subscriber, shipped_profile())
    assert "Handicappolitik: senest i dag" not in days(subscriber, path)


@pytest.mark.slow
def test_whoever_carries_a_dutys_rounds_has_its_days_among_their_own(subscriber: Any) -> None:
    own = days(subscriber, subscriber.subscribe(FeedKind.PERSON, "hanne.fjellerby"))
    duties = ("Ligestillingsredegørelsen", "Trivselsmåling", "Ledelsesevaluering")
    assert {f"{duty}: senest i dag" for duty in duties} == set(own)
    assert days(subscriber, subscriber.subscribe(FeedKind.BODY, "KB")) == {}
    assert days(subscriber, subscriber.subscribe(FeedKind.ALL)) == {}
