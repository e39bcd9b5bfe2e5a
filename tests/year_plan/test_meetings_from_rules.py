"""Rules to dates: two real plans come out as they were published, and what is in the way is dodged as said."""

from dataclasses import replace
from datetime import date, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calendars.days import DayKind, DayTable, LocalDays
from calendars.errors import DayOutOfRangeError
from calendars.year_plan import propose_year
from calendars.year_plan_values import (
    Dodge,
    FreePeriod,
    MeetingRule,
    Nth,
    Recess,
    Weekday,
    YearProposal,
)

DAYS = DayTable(first_year=2008, last_year=2032)
SUMMER = Recess(months=frozenset({7}))


def rule(body: str = "ØK", weekday: Weekday | None = Weekday.MONDAY, **values: object) -> MeetingRule:
    return MeetingRule(body, time(16), weekday=weekday, **values)  # type: ignore[arg-type]  # shorter to write


def propose(year: int, *rules: MeetingRule, recess: Recess = SUMMER, days: DayTable = DAYS) -> YearProposal:
    return propose_year(year, rules, recess, days)


def days_of(proposal: YearProposal, body: str = "ØK") -> list[str]:
    return [f"{each.on.day}/{each.on.month}" for each in proposal.meetings if each.body == body]


def codes(proposal: YearProposal) -> list[str]:
    return [each.code for each in proposal.findings]


def test_herning_2014_all_ten_rounds_with_the_council_on_tuesday_the_week_after():
    oeke = (
        rule("ØKE", nth=Nth.FIRST, months=(11,)),
        rule("ØKE", nth=Nth.SECOND, months=(9, 12)),
        rule("ØKE", nth=Nth.THIRD, months=(1, 6, 8)),
        rule("ØKE", nth=Nth.FOURTH, months=(2, 3, 4)),
        rule("ØKE", nth=Nth.FIFTH, months=(9,)),
    )
    council = rule("BYR", Weekday.TUESDAY, follows="ØKE", weeks_after=1)
    plan = propose(2014, *oeke, council)
    finance_days = ["20/1", "24/2", "24/3", "28/4", "16/6", "18/8", "8/9", "29/9", "3/11", "8/12"]
    council_days = ["28/1", "4/3", "1/4", "6/5", "24/6", "26/8", "16/9", "7/10", "11/11", "16/12"]
    assert days_of(plan, "ØKE") == finance_days
    assert days_of(plan, "BYR") == council_days
    assert plan.findings == ()
    by_days = propose(2014, *oeke, replace(council, weekday=None, weeks_after=None, days_after=8))
    assert days_of(by_days, "BYR") == council_days


def test_fredensborg_2015_with_the_council_on_a_tuesday_in_may_because_of_pinse():
    usual = (1, 2, 4, 5, 6, 9, 10, 11)
    plan = propose(
        2015,
        rule("ØU", nth=Nth.THIRD, months=usual),
        rule("ØU", nth=Nth.FOURTH, months=(3, 8)),
        rule("ØU", nth=Nth.SECOND, months=(12,)),
        rule("BYR", nth=Nth.FOURTH, months=usual),
        rule("BYR", nth=Nth.FIFTH, months=(3, 8)),
        rule("BYR", nth=Nth.THIRD, months=(12,)),
    )
    assert days_of(plan, "ØU") == [
        "19/1",
        "16/2",
        "23/3",
        "20/4",
        "18/5",
        "15/6",
        "24/8",
        "21/9",
        "19/10",
        "16/11",
        "14/12",
    ]
    assert days_of(plan, "BYR") == [
        "26/1",
        "23/2",
        "30/3",
        "27/4",
        "26/5",
        "22/6",
        "31/8",
        "28/9",
        "26/10",
        "23/11",
        "21/12",
    ]
    (moved,) = plan.findings
    assert (moved.code, moved.facts["date"], moved.facts["to"], moved.facts["name"]) == (
        "rule_moved",
        date(2015, 5, 25),
        date(2015, 5, 26),
        "Anden pinsedag",
    )


def test_the_last_weekday_of_each_month_as_hvidovre_meets_in_2026():
    plan = propose(2026, rule("KB", Weekday.TUESDAY, nth=Nth.LAST, months=(1, 2, 4)))
    assert days_of(plan, "KB") == ["27/1", "24/2", "28/4"]


def test_a_committee_of_the_first_monday_meets_on_tuesday_after_easter_monday():
    plan = propose(2026, rule("UDV", nth=Nth.FIRST, months=(1, 2, 3, 4, 5)))
    assert days_of(plan, "UDV") == ["5/1", "2/2", "2/3", "7/4", "4/5"]


def test_a_week_of_the_month_is_counted_by_its_monday():
    # 1 May 2024 is a Wednesday; the first week with a Monday in May begins on the 6th.
    assert days_of(propose(2024, rule(weekday=Weekday.WEDNESDAY, week=Nth.FIRST, months=(5,)))) == ["8/5"]
    assert days_of(propose(2024, rule(weekday=Weekday.WEDNESDAY, nth=Nth.FIRST, months=(6,)))) == ["6/6"]


def test_a_meeting_may_come_the_week_before_another_bodys():
    # Albertslund: the council on the second Tuesday, ØU the week before.
    plan = propose(
        2024,
        rule("KB", Weekday.TUESDAY, nth=Nth.SECOND, months=(2, 3)),
        rule("ØU", Weekday.TUESDAY, follows="KB", weeks_after=-1),
    )
    assert days_of(plan, "ØU") == ["6/2", "5/3"]


def test_a_body_that_follows_goes_along_when_the_other_is_moved():
    plan = propose(
        2015,
        rule("KB", nth=Nth.FOURTH, months=(5,)),
        rule("EFTER", None, follows="KB", days_after=7),
    )
    assert days_of(plan, "EFTER") == ["2/6"]


def test_a_meeting_that_follows_across_new_year_belongs_to_the_new_year():
    december = rule("ØK", nth=Nth.LAST, months=(12,))
    plan = propose(2025, december, rule("KB", Weekday.TUESDAY, follows="ØK", weeks_after=1))
    assert days_of(plan, "KB") == ["7/1"]
    assert days_of(plan, "ØK") == ["29/12"]


@pytest.mark.parametrize(("dodge", "day"), [(Dodge.NEXT, ["23/10"]), (Dodge.PREVIOUS, ["9/10"]), (Dodge.SKIP, [])])
def test_a_meeting_in_a_free_week_goes_a_week_on_or_back_or_is_left_out(dodge: Dodge, day: list[str]):
    recess = Recess(weeks=frozenset({42}))
    plan = propose(
        2023, rule(nth=Nth.THIRD, months=(10,), dodge=dodge), recess=recess, days=DayTable(first_year=2020)
    )
    assert days_of(plan) == day
    assert [(each.code, each.facts["name"]) for each in plan.findings] == [
        ("rule_moved" if day else "rule_left_out", "uge 42")
    ]


def test_a_named_period_and_the_municipalitys_closing_days_are_not_met_on():
    seminar = Recess(periods=(FreePeriod("Budgetseminar", date(2024, 9, 5), date(2024, 9, 7)),))
    days = DayTable(local=LocalDays(closing=frozenset({date(2024, 9, 9)})), first_year=2020, last_year=2026)
    plan = propose(2024, rule(weekday=Weekday.THURSDAY, nth=Nth.FIRST, months=(9,)), recess=seminar, days=days)
    assert days_of(plan) == ["10/9"]
    assert plan.findings[0].facts["name"] == "Budgetseminar"


def test_a_month_without_meetings_has_none_and_says_so_where_a_rule_names_it():
    named = propose(2024, rule(nth=Nth.FIRST, months=(6, 7, 8)))
    assert days_of(named) == ["3/6", "5/8"]
    assert codes(named) == ["rule_left_out"]
    every_month = propose(2024, rule(nth=Nth.FIRST))
    assert len(every_month.meetings) == 11
    assert "rule_left_out" not in codes(every_month)


@pytest.mark.parametrize("year", [-1, 0, 1, 2008, 2032, 9999, 99999])
def test_a_year_that_the_calendar_does_not_reach_is_refused(year: int):
    with pytest.raises(DayOutOfRangeError):
        propose(year, rule(nth=Nth.FIRST))


def test_a_fifth_monday_that_a_month_has_not_is_pointed_out():
    plan = propose(2024, rule(nth=Nth.FIFTH, months=(2, 4)))
    assert days_of(plan) == ["29/4"]
    (missing,) = plan.findings
    assert (missing.code, missing.facts["month"], missing.facts["nth"], missing.facts["weekday"]) == (
        "rule_day_missing",
        "februar",
        "femte",
        "mandag",
    )


def test_two_rules_that_meet_on_one_day_give_one_meeting():
    plan = propose(2024, rule(nth=Nth.FOURTH, months=(2,)), rule(nth=Nth.LAST, months=(2,)))
    assert days_of(plan) == ["26/2"]
    assert codes(plan) == ["rule_doubled"]


def test_bodies_that_wait_for_one_another_are_an_error_and_the_others_still_meet():
    ring = (rule("A", follows="B", weeks_after=1), rule("B", follows="A", weeks_after=1))
    plan = propose(2024, *ring, rule("C", follows="X", weeks_after=1), rule(nth=Nth.FIRST, months=(3,)))
    assert days_of(plan) == ["4/3"]
    assert codes(plan) == ["rule_follows_nothing"] * 3
    assert {each.severity for each in plan.findings} == {"error"}


RULES = st.builds(
    MeetingRule,
    body=st.sampled_from("ABC"),
    starts=st.just(time(16)),
    weekday=st.sampled_from(Weekday),
    nth=st.sampled_from(Nth),
    months=st.lists(st.integers(1, 12), max_size=4).map(tuple),
    dodge=st.sampled_from(Dodge),
)


@settings(max_examples=150, deadline=None)
@given(
    st.integers(2010, 2030),
    st.lists(RULES, max_size=6),
    st.builds(
        Recess,
        months=st.frozensets(st.integers(1, 12), max_size=2),
        weeks=st.frozensets(st.integers(1, 53), max_size=4),
    ),
)
def test_every_meeting_is_in_its_year_on_a_free_day_and_each_day_named_is_accounted_for(
    year: int, rules: list[MeetingRule], recess: Recess
):
    plan = propose_year(year, rules, recess, DAYS)
    for each in plan.meetings:
        assert each.on.year == year
        assert DAYS.counts(each.on, DayKind.ARBEJDSDAG)
        assert recess.why_not(each.on, DAYS) is None
        assert abs(each.on - each.named_on) < timedelta(days=120)
    assert len({(each.body, each.on) for each in plan.meetings}) == len(plan.meetings)
    moved = [each for each in plan.meetings if each.on != each.named_on]
    assert len(moved) <= codes(plan).count("rule_moved")
