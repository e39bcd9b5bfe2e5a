"""The budget is read twice with three weeks between, by 15 October: two real years, where it was exactly 21 days."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest

from calendars.copenhagen import COPENHAGEN
from domain.model.body import BodyKind
from domain.rules.cycle_plan import opening_day, round_stops
from domain.rules.facts import MeetingFacts
from domain.rules.meeting_table import MeetingTable
from domain.rules.obligations import OBLIGATIONS, find_round
from domain.rules.planning import NoPlan, Plan, plan_backward

BUDGET = OBLIGATIONS["budget"]
HERNING_2014 = ["01-28", "03-04", "04-01", "05-06", "06-24", "08-26", "09-16", "10-07", "11-11", "12-16"]
FREDENSBORG_2017 = ["09-04", "09-25"]
ROUTE = round_stops([("KB", BodyKind.COUNCIL)], BUDGET)


def council(year: int, days: list[str]) -> MeetingTable:
    return MeetingTable([_meeting(date.fromisoformat(f"{year}-{day}")) for day in days])


def _meeting(on: date) -> MeetingFacts:
    starts = datetime.combine(on, time(17), COPENHAGEN)
    sent = on - timedelta(days=5)
    return MeetingFacts(
        id=f"KB {on}",
        body="KB",
        kind=BodyKind.COUNCIL,
        held_on=on,
        starts_at=starts,
        ends_at=starts + timedelta(hours=3),
        cancelled=False,
        submission_on=None,
        dispatch_on=sent,
        dispatch_legal_on=sent,
        minutes_ready_on=on,
    )


def readings(year: int, days: list[str]) -> list[date]:
    plan = plan_backward(ROUTE, council(year, days), decide_before=find_round(BUDGET, year).decide_before)
    assert isinstance(plan, Plan)
    return [placed.meeting.held_on for placed in plan.placed]


@pytest.mark.parametrize(
    ("year", "days", "first", "second"),
    [
        (2014, HERNING_2014, date(2014, 9, 16), date(2014, 10, 7)),
        (2017, FREDENSBORG_2017, date(2017, 9, 4), date(2017, 9, 25)),
    ],
)
def test_the_last_two_readings_in_time_are_those_there_were(
    year: int, days: list[str], first: date, second: date
) -> None:
    assert readings(year, days) == [first, second]
    assert (second - first).days == BUDGET.gap_days == 21


def test_a_day_less_between_them_and_the_first_reading_is_a_meeting_earlier() -> None:
    assert readings(2014, [*HERNING_2014[:6], "09-17", *HERNING_2014[7:]]) == [date(2014, 8, 26), date(2014, 10, 7)]


def test_without_a_meeting_in_time_for_the_second_there_is_no_plan() -> None:
    plan = plan_backward(ROUTE, council(2017, ["09-26", "10-10"]), decide_before=date(2017, 10, 16))
    assert isinstance(plan, NoPlan)


def test_where_the_years_meetings_are_not_known_the_case_is_opened_the_usual_time_before() -> None:
    round_ = find_round(BUDGET, 2014)
    assert opening_day(round_, ROUTE, council(2014, HERNING_2014[:3]), margin_days=30) == date(2014, 5, 18)
    assert opening_day(round_, ROUTE, council(2014, HERNING_2014), margin_days=30) < date(2014, 9, 16)
