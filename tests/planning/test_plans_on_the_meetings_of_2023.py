"""The worked example: the case must be through the council before 1 June 2023."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from domain.errors import EmptyRouteError
from domain.rules.planning import (
    Constraint,
    Cure,
    MeetingTable,
    NoPlan,
    Plan,
    StopToPlace,
    plan_backward,
    plan_forward,
)

ToPlace = Callable[..., tuple[StopToPlace, ...]]
ROUTE = ("DIR", "HU", "ØK", "KB")
FIXED = ("DIR 12-04-2023", "HU 27-04-2023", "ØK 16-05-2023", "KB 23-05-2023")
JUNE = date(2023, 6, 1)


def ids(plan: Plan | NoPlan) -> list[str]:
    assert isinstance(plan, Plan), plan
    return [placed.meeting.id for placed in plan.placed]


def test_the_last_safe_chain_before_1_june_starts_on_1_march(table_2023: MeetingTable, to_place: ToPlace) -> None:
    plan = plan_backward(to_place(*ROUTE), table_2023, decide_before=JUNE)
    assert ids(plan) == ["DIR 08-03-2023", "HU 23-03-2023", "ØK 11-04-2023", "KB 23-05-2023"]
    assert isinstance(plan, Plan)
    assert plan.last_start_on == date(2023, 3, 1)
    assert plan.risks == ()


def test_the_day_after_the_last_start_it_is_impossible(table_2023: MeetingTable, to_place: ToPlace) -> None:
    stops = to_place(*ROUTE)
    assert isinstance(plan_forward(stops, table_2023, ready_on=date(2023, 3, 1), decide_before=JUNE), Plan)
    late = plan_forward(stops, table_2023, ready_on=date(2023, 3, 2), decide_before=JUNE)
    assert isinstance(late, NoPlan)
    assert plan_backward(stops, table_2023, decide_before=JUNE, ready_on=date(2023, 3, 2)) == late


def test_from_15_march_the_minutes_of_the_finance_committee_come_a_day_late(
    table_2023: MeetingTable, to_place: ToPlace
) -> None:
    answer = plan_forward(to_place(*ROUTE), table_2023, ready_on=date(2023, 3, 15), decide_before=JUNE)
    assert isinstance(answer, NoPlan)
    assert (answer.body, answer.constraint, answer.cure) == ("KB", Constraint.MINUTES, Cure.URGENCY_REASON)
    assert answer.facts["previous_held_on"] == date(2023, 5, 16)
    assert answer.facts["minutes_ready_on"] == date(2023, 5, 17)
    assert answer.facts["held_on"] == date(2023, 5, 23)
    assert answer.facts["dispatch_legal_on"] == date(2023, 5, 16)


def test_an_urgency_reason_cures_the_late_minutes(table_2023: MeetingTable, to_place: ToPlace) -> None:
    *others, council = to_place(*ROUTE)
    hastened = StopToPlace(council.key, council.body, council.kind, urgent=True)
    plan = plan_forward([*others, hastened], table_2023, ready_on=date(2023, 3, 15), decide_before=JUNE)
    assert ids(plan) == ["DIR 22-03-2023", "HU 27-04-2023", "ØK 16-05-2023", "KB 23-05-2023"]


def test_a_fixed_chain_is_kept_and_its_breach_is_a_risk(table_2023: MeetingTable, to_place: ToPlace) -> None:
    plan = plan_forward(to_place(*ROUTE, fixed=FIXED), table_2023, ready_on=date(2023, 3, 15), decide_before=JUNE)
    assert ids(plan) == list(FIXED)
    assert isinstance(plan, Plan)
    assert [(risk.body, risk.constraint) for risk in plan.risks] == [("KB", Constraint.MINUTES)]
    assert plan.risks[0].cure is Cure.URGENCY_REASON


def test_a_fixed_date_after_the_deadline_of_submission_is_a_risk(table_2023: MeetingTable, to_place: ToPlace) -> None:
    plan = plan_forward(to_place(*ROUTE, fixed=FIXED), table_2023, ready_on=date(2023, 4, 6))
    assert isinstance(plan, Plan)
    assert ("DIR", Constraint.SUBMISSION) in {(risk.body, risk.constraint) for risk in plan.risks}
    assert plan.last_start_on == date(2023, 4, 5)


def test_fixed_dates_in_the_wrong_order_are_no_plan(table_2023: MeetingTable, to_place: ToPlace) -> None:
    stops = to_place("DIR", "ØK", fixed=("DIR 12-04-2023", "ØK 11-04-2023"))
    answer = plan_forward(stops, table_2023, ready_on=date(2023, 3, 1))
    assert isinstance(answer, NoPlan)
    assert (answer.stop, answer.constraint, answer.cure) == ("øk", Constraint.ORDER, Cure.RELEASE_FIXED_DATE)


def test_a_fixed_meeting_nobody_knows_is_no_plan(table_2023: MeetingTable, to_place: ToPlace) -> None:
    answer = plan_forward(to_place("KB", fixed=("KB 24-05-2023",)), table_2023, ready_on=date(2023, 3, 1))
    assert isinstance(answer, NoPlan)
    assert answer.constraint is Constraint.FIXED


@pytest.mark.parametrize("route", [("ØK", "HU", "KB"), ("HU", "DIR", "KB"), ("DIR", "MTU", "HU", "KB")])
def test_the_hovedudvalg_comes_after_the_management_and_before_the_politicians(
    table_2023: MeetingTable, to_place: ToPlace, route: tuple[str, ...]
) -> None:
    answer = plan_forward(to_place(*route), table_2023, ready_on=date(2023, 1, 2))
    assert isinstance(answer, NoPlan)
    assert answer.constraint is Constraint.MED_BEFORE_POLITICS


def test_the_second_budget_reading_waits_three_weeks(table_2023: MeetingTable) -> None:
    kb = next(meeting for meeting in table_2023 if meeting.body == "KB")
    first = StopToPlace("first", "KB", kb.kind)
    second = StopToPlace("second", "KB", kb.kind, min_gap_days=21)
    assert ids(plan_forward([first, second], table_2023, ready_on=date(2023, 9, 1))) == [
        "KB 19-09-2023",
        "KB 10-10-2023",
    ]
    tighter = StopToPlace("second", "KB", kb.kind, min_gap_days=22)
    assert ids(plan_forward([first, tighter], table_2023, ready_on=date(2023, 9, 1)))[1] == "KB 21-11-2023"


def test_a_full_meeting_is_passed_over(table_2023: MeetingTable, to_place: ToPlace) -> None:
    crowded = MeetingTable(table_2023, used={"KB 28-03-2023": 3}, capacity={"KB": 3})
    assert ids(plan_forward(to_place("KB"), crowded, ready_on=date(2023, 3, 1))) == ["KB 25-04-2023"]


def test_after_the_last_meeting_of_the_plan_the_answer_says_so(table_2023: MeetingTable, to_place: ToPlace) -> None:
    answer = plan_forward(to_place("KB"), table_2023, ready_on=date(2023, 12, 24))
    assert isinstance(answer, NoPlan)
    assert (answer.constraint, answer.cure) == (Constraint.NO_MEETING, Cure.EXTRAORDINARY_MEETING)


def test_nothing_to_place_is_an_error(table_2023: MeetingTable) -> None:
    with pytest.raises(EmptyRouteError):
        plan_forward([], table_2023, ready_on=date(2023, 3, 1))
