"""Which days a goal is followed up, which of them somebody has spoken for, and what measurements say."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.model import Better
from domain.rules.goals import (
    Against,
    Measured,
    Way,
    against_country,
    asked_on,
    before_rounds,
    every,
    is_possible,
    way_since,
)

DAYS = st.dates(date(2010, 1, 1), date(2040, 12, 31))
NUMBERS = st.floats(-1e6, 1e6, allow_nan=False)


def test_the_31st_is_the_last_of_a_short_month_and_the_31st_again() -> None:
    assert every(1, date(2023, 1, 31), date(2023, 4, 30)) == (
        date(2023, 1, 31),
        date(2023, 2, 28),
        date(2023, 3, 31),
        date(2023, 4, 30),
    )
    assert every(12, date(2020, 2, 29), date(2024, 12, 31))[-1] == date(2024, 2, 29)
    with pytest.raises(ValueError, match="at least one month"):
        every(0, date(2023, 1, 1), date(2024, 1, 1))


@settings(max_examples=40)
@given(months=st.integers(1, 120), first=DAYS, years=st.integers(0, 12))
def test_follow_up_days_rise_from_the_first_and_there_is_one_in_every_stretch(
    months: int, first: date, years: int
) -> None:
    until = first + timedelta(days=366 * years)
    days = every(months, first, until)
    assert days[0] == first
    assert list(days) == sorted(set(days))
    assert all(day <= until for day in days)
    longest = timedelta(days=31 * months + 3)
    assert all(after - before <= longest for before, after in pairwise(days))
    assert until - days[-1] <= longest


@settings(max_examples=60)
@given(months=st.integers(1, 24), first=DAYS, agreed=DAYS, noted=st.none() | DAYS)
def test_whoever_speaks_is_not_asked_for_the_day_spoken_for_and_nobody_is_asked_of_before_it_was_agreed(
    months: int, first: date, agreed: date, noted: date | None
) -> None:
    days = every(months, first, date(2060, 1, 1))
    asked = asked_on(days, agreed_on=agreed, noted_on=noted)
    assert asked in days
    assert asked is not None
    assert asked >= agreed
    if noted is None:
        assert asked == min(day for day in days if day >= agreed)
    else:
        assert asked > noted
        spoken_for = [day for day in days if day >= max(noted, agreed)]
        assert asked == spoken_for[1]


def test_a_duty_without_rounds_asks_nobody() -> None:
    assert before_rounds([date(2020, 5, 31), date(2023, 5, 31)], date(2023, 1, 1)) == (date(2023, 2, 28),)
    assert asked_on((), agreed_on=date(2023, 1, 1), noted_on=None) is None
    assert asked_on((date(2023, 2, 28),), agreed_on=date(2023, 1, 1), noted_on=date(2023, 2, 1)) is None


# 2009 below the country in two areas of three, two years later above it in the same two.
@pytest.mark.parametrize(
    ("value", "average", "better", "expected"),
    [
        (31.0, 44.0, Better.HIGHER, Against.WORSE),
        (52.0, 47.0, Better.HIGHER, Against.BETTER),
        (47.0, 47.0, Better.HIGHER, Against.SAME),
        (47.0, None, Better.HIGHER, Against.UNKNOWN),
        (12.0, 14.5, Better.LOWER, Against.BETTER),
        (0.0, -1.0, Better.LOWER, Against.WORSE),
    ],
)
def test_better_than_the_country_is_told_by_the_way_that_is_good(
    value: float, average: float | None, better: Better, expected: Against
) -> None:
    assert against_country(Measured(date(2011, 12, 31), value, average), better) is expected


@settings(max_examples=60)
@given(ours=NUMBERS, country=NUMBERS)
def test_what_is_better_one_way_is_worse_the_other(ours: float, country: float) -> None:
    one = Measured(date(2023, 1, 1), ours, country)
    ways = {against_country(one, better) for better in Better}
    assert ways == ({Against.SAME} if ours == country else {Against.BETTER, Against.WORSE})
    before, now = Measured(date(2022, 1, 1), country), Measured(date(2023, 1, 1), ours)
    moved = {way_since(before, now, better) for better in Better}
    assert moved == ({Way.SAME} if ours == country else {Way.FORWARD, Way.BACK})
    assert way_since(before, now, Better.HIGHER) is not way_since(now, before, Better.HIGHER) or ours == country


def test_a_value_is_possible_within_its_range_the_ends_included() -> None:
    assert [is_possible(value, 0.0, 100.0) for value in (-0.1, 0.0, 100.0, 100.1)] == [False, True, True, False]
    assert not is_possible(float("nan"), None, None)
    assert not is_possible(float("inf"), 0.0, None)
