from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calendars.days import DayKind, DayTable
from calendars.deadlines import DeadlineKind
from domain.rules.ladder import FOLLOW_UP, LADDER, LadderStep, To, step_on, steps_for

DAYS = DayTable(first_year=2022, last_year=2025)


def test_a_follow_up_is_reminded_before_on_and_after_and_then_its_owner_s_chief_is_told() -> None:
    steps = steps_for(FOLLOW_UP)
    assert [step.to for step in steps] == [To.OWNER, To.OWNER, To.OWNER, To.CHIEF]
    before, on, after, chief = (step.days for step in steps)
    assert before < on == 0 < after < chief


def test_every_kind_of_deadline_has_steps_in_the_order_of_their_days() -> None:
    for kind in (*DeadlineKind, FOLLOW_UP):
        steps = steps_for(kind)
        assert steps
        assert list(steps) == sorted(steps, key=lambda step: step.days)
    assert {step.deadline for step in LADDER} == {*DeadlineKind, FOLLOW_UP}


def test_a_municipality_s_own_ladder_replaces_the_shipped_one() -> None:
    own = (LadderStep("dispatch", -1, To.SECRETARY),)
    assert steps_for("dispatch", own) == own
    assert steps_for("submission", own) == ()


@pytest.mark.parametrize(
    ("deadline_on", "days", "taken_on"),
    [
        (date(2023, 5, 16), -2, date(2023, 5, 12)),  # Sunday 14 May: the Friday before
        (date(2023, 4, 13), -7, date(2023, 4, 5)),  # 6 April is skærtorsdag: the Wednesday before
        (date(2023, 5, 16), 0, date(2023, 5, 16)),
    ],
)
def test_a_step_on_a_free_day_is_taken_the_arbejdsdag_before(deadline_on: date, days: int, taken_on: date) -> None:
    assert step_on(LadderStep("dispatch", days, To.SECRETARY), deadline_on, DAYS) == taken_on


@given(st.dates(date(2022, 3, 1), date(2025, 10, 1)), st.integers(-30, 30))
def test_nobody_is_reminded_on_a_free_day_or_later_than_the_step_says(deadline_on: date, days: int) -> None:
    taken_on = step_on(LadderStep("dispatch", days, To.SECRETARY), deadline_on, DAYS)
    assert DAYS.counts(taken_on, DayKind.ARBEJDSDAG)
    assert (taken_on - deadline_on).days <= days
