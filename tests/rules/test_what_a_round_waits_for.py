"""Danmarkskortet: the round begins when its figures come out, and is due when that year is out."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.rules.obligation import Authority, Obligation, Publication, Round
from domain.rules.obligation_faults import find_faults
from domain.rules.obligations import NOT_VERIFIED, OBLIGATIONS, duties_of, find_round, rounds_of

MAP = OBLIGATIONS["danmarkskort"]


def published(year: int, on: date) -> Obligation:
    return replace(MAP, publications=(Publication(year, on, "sm.dk"),))


def round_of(duty: Obligation, year: int) -> Round:
    return find_round(duty, year)


@pytest.mark.parametrize(("year", "came_out"), [(2017, None), (2018, date(2018, 4, 17)), (2023, date(2023, 6, 23))])
def test_the_map_of_2017_2018_and_2023_was_due_when_the_year_it_came_out_in_was_out(
    year: int, came_out: date | None
) -> None:
    found = round_of(MAP, year)
    assert (found.published_on, found.due_on) == (came_out, date(year, 12, 31))
    assert (found.period_start, found.period_end) == (date(year - 1, 1, 1), date(year - 1, 12, 31))


def test_figures_that_come_after_new_year_give_the_whole_of_that_year() -> None:
    late = round_of(published(2024, date(2025, 1, 14)), 2024)
    assert (late.due_on, late.decide_before) == (date(2025, 12, 31), date(2026, 1, 1))
    assert round_of(published(2024, date(2025, 1, 14)), 2025).due_on == date(2025, 12, 31)


def test_nobody_knows_of_figures_before_they_are_out() -> None:
    before = rounds_of(MAP, until=date(2023, 12, 31), known_on=date(2023, 6, 22))[-1]
    after = rounds_of(MAP, until=date(2023, 12, 31), known_on=date(2023, 6, 23))[-1]
    assert (before.year, before.published_on) == (2023, None)
    assert after.published_on == date(2023, 6, 23)


@pytest.mark.parametrize("on", [date(2023, 12, 31), date(2026, 1, 1)])
def test_figures_of_another_year_are_a_fault(on: date) -> None:
    assert [fault.code for fault in find_faults(published(2024, on))] == ["not_its_year"]


@given(st.dates(date(2018, 1, 1), date(2034, 12, 31)))
def test_the_last_day_is_the_last_of_the_year_it_came_out_in_whenever_that_was(on: date) -> None:
    duty = published(on.year, on)
    assert find_faults(duty) == ()
    assert round_of(duty, on.year).due_on == date(on.year, 12, 31)


def test_a_region_has_its_own_duties_and_not_a_municipalitys() -> None:
    assert set(duties_of(Authority.REGION)) == {"ligestillingsredegoerelse"}
    assert set(duties_of(Authority.MUNICIPALITY)) == set(OBLIGATIONS)
    assert NOT_VERIFIED["regionsbudget"].binds == {Authority.REGION}


def test_days_that_nobody_has_read_in_the_law_ship_switched_off_with_the_day_named() -> None:
    for key, day in (
        ("budgetforslag", "15. september"),
        ("revisionsberetning", "15. juni"),
        ("halvaarsregnskab", "1. s"),
    ):
        assert key not in OBLIGATIONS
        assert day in NOT_VERIFIED[key].not_verified
