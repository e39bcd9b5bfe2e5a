"""Every duty that ships, on any day: one round over it and no gap while it is in force, and none after a repeal."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calendars.deadline_rules import Basis
from domain.model import BodyKind
from domain.rules.obligation import LawPeriod, Obligation, Override, Repeal
from domain.rules.obligation_faults import find_faults
from domain.rules.obligations import NOT_VERIFIED, OBLIGATIONS, NoRound, next_round, rounds, rounds_of

END = date(2045, 1, 1)
KEYS = sorted(OBLIGATIONS.keys() | NOT_VERIFIED.keys())


def in_year(key: str, year: int) -> list[date]:
    return [one.due_on for one in rounds(key, until=date(year, 12, 31)) if one.due_on.year == year]


@pytest.mark.parametrize("key", KEYS)
def test_no_two_rounds_cover_one_day_and_none_is_left_out(key: str) -> None:
    for before, after in pairwise(rounds(key, until=END)):
        assert after.period_start == before.period_end + timedelta(days=1)
        assert before.period_start <= before.period_end
        assert before.due_on < after.due_on


@pytest.mark.parametrize("key", KEYS)
def test_no_round_is_due_outside_its_law_and_none_after_a_repeal(key: str) -> None:
    duty = (OBLIGATIONS | NOT_VERIFIED)[key]
    for one in rounds(key, until=END):
        law = next(law for law in reversed(duty.laws) if law.valid_from <= one.due_on)
        assert one.source in {law.source, *(moved.source for moved in duty.overrides)}
        assert duty.repeal is None or one.due_on < duty.repeal.valid_from


@given(st.sampled_from(KEYS), st.dates(date(2005, 1, 1), date(2035, 12, 31)))
def test_the_next_round_on_any_day_is_the_first_that_is_not_over(key: str, day: date) -> None:
    answer = next_round(key, day)
    coming = [one for one in rounds(key, until=END) if one.due_on >= day]
    if isinstance(answer, NoRound):
        assert coming == []
        assert OBLIGATIONS[key].repeal is not None
    else:
        assert answer == coming[0]
        repeal = (OBLIGATIONS | NOT_VERIFIED)[key].repeal
        assert repeal is None or answer.due_on < repeal.valid_from


def test_the_budget_is_adopted_by_15_october_but_5_november_in_2019() -> None:
    assert in_year("budget", 2018) == [date(2018, 10, 15)]
    assert in_year("budget", 2019) == [date(2019, 11, 5)]
    assert in_year("budget", 2020) == [date(2020, 10, 15)]
    assert (OBLIGATIONS["budget"].readings, OBLIGATIONS["budget"].gap_days) == (2, 21)
    for first, second in ((date(2014, 9, 16), date(2014, 10, 7)), (date(2017, 9, 4), date(2017, 9, 25))):
        assert (second - first).days >= OBLIGATIONS["budget"].gap_days  # Herning 2014, Fredensborg 2017
        assert second <= in_year("budget", second.year)[0]


def test_the_accounts_went_to_the_auditors_by_1_june_until_those_of_2013_and_by_1_may_since() -> None:
    assert in_year("aarsregnskab", 2014) == [date(2014, 6, 1)]
    assert in_year("aarsregnskab", 2015) == [date(2015, 5, 1)]
    accounts = rounds("aarsregnskab", until=date(2015, 12, 31))[-1]
    assert (accounts.period_start, accounts.period_end) == (date(2014, 1, 1), date(2014, 12, 31))


@pytest.mark.parametrize("year", [2017, 2018, 2023])
def test_danmarkskortet_is_treated_before_the_year_of_its_figures_is_out(year: int) -> None:
    assert in_year("danmarkskort", year) == [date(year, 12, 31)]


def test_a_decision_on_a_plan_of_action_is_law_from_the_round_of_2022() -> None:
    laws = {one.year: one.source for one in rounds("danmarkskort", until=date(2023, 12, 31))}
    assert "handlingsplan" not in laws[2021]
    assert "handlingsplan" in laws[2022]


def test_the_plan_strategy_comes_in_the_first_half_of_each_election_period() -> None:
    found = rounds("planstrategi", until=date(2027, 12, 31))
    assert [one.due_on.year for one in found] == [2011, 2015, 2019, 2023, 2027]
    assert (found[-1].period_start, found[-1].period_end) == (date(2026, 1, 1), date(2029, 12, 31))


def test_the_constituent_meeting_is_in_december_of_the_election_year() -> None:
    found = rounds("konstituerende", until=date(2025, 12, 31))
    assert [one.due_on for one in found] == [date(2013, 12, 15), *(date(y, 12, 15) for y in (2017, 2021, 2025))]


def test_29_february_is_the_28th_in_a_year_without_one() -> None:
    law = LawPeriod(1, 2023, (2, 29), (2, 29), "en regel", date(2020, 1, 1), date(2020, 1, 1), date(2026, 11, 22))
    duty = Obligation("skud", BodyKind.COUNCIL, "", (law,))
    assert [one.due_on for one in rounds_of(duty, until=date(2024, 12, 31))] == [date(2023, 2, 28), date(2024, 2, 29)]


def test_a_round_that_was_moved_says_who_moved_it_and_moves_no_other() -> None:
    law = LawPeriod(1, 2023, (6, 1), (12, 31), "reglen", date(2020, 1, 1), date(2020, 1, 1), date(2026, 11, 22))
    moved = Override(2024, date(2024, 9, 1), "ministeren")
    found = rounds_of(Obligation("x", BodyKind.COUNCIL, "", (law,), overrides=(moved,)), until=date(2025, 12, 31))
    assert [(one.due_on, one.source) for one in found] == [
        (date(2023, 6, 1), "reglen"),
        (date(2024, 9, 1), "ministeren"),
        (date(2025, 6, 1), "reglen"),
    ]


@pytest.mark.parametrize("key", KEYS)
def test_every_row_has_a_source_and_the_day_it_was_checked_and_says_what_nobody_has_read(key: str) -> None:
    duty = (OBLIGATIONS | NOT_VERIFIED)[key]
    assert duty.key == key
    assert all(law.source and law.checked_on > law.known_from and law.every_years > 0 for law in duty.laws)
    assert bool(duty.not_verified) is (key in NOT_VERIFIED)
    assert duty.basis is not Basis.HOUSE  # a municipality's own duties are in its profile


LAW = LawPeriod(1, 2023, (6, 1), (12, 31), "reglen", date(2020, 1, 1), date(2020, 1, 1), date(2026, 11, 22))


@pytest.mark.parametrize("key", KEYS)
def test_no_row_that_ships_has_a_fault(key: str) -> None:
    assert find_faults((OBLIGATIONS | NOT_VERIFIED)[key]) == ()


@pytest.mark.parametrize(
    ("laws", "fault"),
    [
        ((), (0, "no_law")),
        ((replace(LAW, every_years=0),), (1, "impossible_interval")),
        ((replace(LAW, source=" "),), (1, "no_source")),
        ((replace(LAW, due=(2, 29)),), (1, "leap_day")),
        ((LAW, replace(LAW, source="nyere")), (2, "overlapping_validity")),
        ((replace(LAW, valid_from=date(2024, 1, 1)), LAW), (2, "overlapping_validity")),
    ],
)
def test_a_row_that_cannot_be_is_named_with_its_number(laws: tuple[LawPeriod, ...], fault: tuple[int, str]) -> None:
    found = find_faults(Obligation("x", BodyKind.COUNCIL, "", laws))
    assert [(one.row, one.code) for one in found] == [fault]


def test_a_duty_that_is_gone_before_its_first_round_is_a_fault() -> None:
    gone = Repeal(date(2023, 1, 1), "loven", date(2023, 1, 1), date(2026, 11, 22))
    assert [one.code for one in find_faults(Obligation("x", BodyKind.COUNCIL, "", (LAW,), gone))] == ["never_due"]
