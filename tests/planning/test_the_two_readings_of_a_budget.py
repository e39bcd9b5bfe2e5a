"""The budget is read twice with three weeks between, by 15 October: two real years, where it was exactly 21 days."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest

from calendars.copenhagen import COPENHAGEN
from domain.model.body import BodyKind
from domain.model.case import CaseState
from domain.model.stop import StopState
from domain.rules.constraints import Constraint, Cure
from domain.rules.cycle_plan import danger_of_round, opening_day, round_stops
from domain.rules.facts import CaseFacts, MeetingFacts, StopFacts
from domain.rules.meeting_table import MeetingTable
from domain.rules.obligations import OBLIGATIONS, find_round
from domain.rules.planning import NoPlan, Plan, plan_backward
from domain.rules.replanning import replan, with_difference

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


def a_year(finance: list[str], council: list[str]) -> MeetingTable:
    """Meetings of 2024 with a route through the økonomiudvalg."""
    found = [replace(_meeting(date.fromisoformat(f"2024-{day}")), id=f"ØK {day}", body="ØK") for day in finance]
    found = [replace(one, kind=BodyKind.FINANCE) for one in found]
    return MeetingTable([*found, *(_meeting(date.fromisoformat(f"2024-{day}")) for day in council)])


YEAR = a_year(["06-11", "08-13", "09-10", "10-01"], ["06-18", "08-20", "09-17", "10-08"])
LONG_ROUTE = [("ØK", BodyKind.FINANCE), ("KB", BodyKind.COUNCIL)]


def stops_of_2024() -> tuple[StopFacts, ...]:
    kinds = dict(LONG_ROUTE)
    return tuple(
        StopFacts(str(place), place, 1, leg.body, kinds[leg.body], StopState.PLANNED, min_gap_days=leg.min_gap_days)
        for place, leg in enumerate(round_stops(LONG_ROUTE, BUDGET), 1)
    )


def budget_case(**facts: object) -> CaseFacts:
    known = {"obligation": "budget", "decide_before": date(2024, 10, 16), "stops": stops_of_2024(), **facts}
    return CaseFacts(id="b", number="budget-2024", title="Budget 2025", is_open=True, state=CaseState.OPEN, **known)  # type: ignore[arg-type]  # facts by name


def test_a_budget_that_is_ready_in_may_has_its_first_reading_in_september_as_practice_is() -> None:
    planned = replan(budget_case(), YEAR, ready_on=date(2024, 5, 1), why="")
    assert [change.after.held_on for change in planned.changes if change.after] == [
        date(2024, 9, 10),
        date(2024, 9, 17),
        date(2024, 10, 8),
    ]
    as_any_case = replan(budget_case(obligation=None), YEAR, ready_on=date(2024, 5, 1), why="")
    assert [change.after.held_on for change in as_any_case.changes if change.after] == [
        date(2024, 6, 11),
        date(2024, 6, 18),
        date(2024, 8, 20),
    ]


def test_standing_on_the_first_meeting_there_is_for_a_budget_is_no_danger() -> None:
    planned = replan(budget_case(), YEAR, ready_on=date(2024, 5, 1), why="")
    case = with_difference(budget_case(), planned)
    assert danger_of_round(case, YEAR, due_on=date(2024, 10, 15), today=date(2024, 6, 1)) is None


def test_where_september_leaves_no_time_for_two_readings_the_first_is_sooner_for_that_is_legal() -> None:
    table = a_year(["06-11", "08-13", "09-10"], ["06-18", "08-20", "09-24", "10-08"])
    planned = replan(budget_case(), table, ready_on=date(2024, 5, 1), why="")
    assert [change.after.held_on for change in planned.changes if change.after][1:] == [
        date(2024, 6, 18),
        date(2024, 8, 20),
    ]


def test_a_round_whose_days_have_no_meeting_says_so_and_is_not_put_on_another() -> None:
    due_on = date(2025, 12, 15)
    stops = round_stops([("KB", BodyKind.COUNCIL)], OBLIGATIONS["konstituerende"], due_on)
    plan = plan_backward(stops, council(2025, ["11-18"]), decide_before=date(2025, 12, 16))
    assert isinstance(plan, NoPlan)
    assert (plan.constraint, plan.cure) == (Constraint.NOT_BEFORE, Cure.EXTRAORDINARY_MEETING)
    assert plan.facts["not_before"] == date(2025, 12, 1)
    found = plan_backward(stops, council(2025, ["11-18", "12-02"]), decide_before=date(2025, 12, 16))
    assert isinstance(found, Plan)
    assert found.placed[0].meeting.held_on == date(2025, 12, 2)
