"""The year and the month as plain values: every meeting stands once, and every day off has its name."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from calendars.days import DayTable, LocalDays
from calendars.year_plan_values import FreePeriod, Recess
from desk.web.year_table import (
    Mark,
    OffDay,
    marks_of,
    month_mondays,
    month_table,
    off_day,
    spans,
    weeks_of,
    year_table,
)
from domain.model import Meeting

DAYS = DayTable(local=LocalDays(closing=frozenset({date(2023, 5, 19)})))
SEMINAR = FreePeriod("Budgetseminar", date(2023, 8, 24), date(2023, 8, 26))
RECESS = Recess(months=frozenset({7}), weeks=frozenset({7, 42}), periods=(SEMINAR,))
EASTER = [(date(2023, 4, 6), "Skærtorsdag"), (date(2023, 4, 7), "Langfredag")]
BODIES = [("ØK", "Økonomiudvalget"), ("KB", "Kommunalbestyrelsen")]


def meeting(body: str, on: date) -> Meeting:
    starts_at = datetime(on.year, on.month, on.day, 12, tzinfo=UTC)
    return Meeting.new(
        id=f"{body}{on}",
        body_key=body,
        held_on=on,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=2),
        changed_at=starts_at,
    )


@pytest.mark.parametrize(("year", "weeks"), [(2020, 53), (2023, 52), (2024, 52), (2026, 53)])
def test_a_year_has_the_weeks_of_iso(year: int, weeks: int) -> None:
    mondays = weeks_of(year)
    assert len(mondays) == weeks
    assert {monday.isocalendar().year for monday in mondays} == {year}


@settings(max_examples=50)
@given(
    some.lists(
        some.tuples(some.sampled_from(["ØK", "KB"]), some.dates(date(2023, 1, 2), date(2023, 12, 31))), unique=True
    )
)
def test_every_meeting_stands_once_in_its_week(held: list[tuple[str, date]]) -> None:
    marks = marks_of([meeting(body, on) for body, on in held], {}, {})
    halves = year_table(2023, marks, BODIES, DAYS, RECESS, today=date(2023, 5, 3))
    placed = [
        (row.key, mark.meeting.held_on)
        for half in halves
        for row in half.rows
        for week, cell in zip(half.weeks, row.cells, strict=True)
        for mark in cell
        if week.monday <= mark.meeting.held_on <= week.monday + timedelta(days=6)
    ]
    assert sorted(placed) == sorted(held)


def test_weeks_say_which_days_are_off_and_which_weeks_are_free() -> None:
    first, second = year_table(2023, (), BODIES, DAYS, RECESS, today=date(2023, 5, 3))
    assert (len(first.weeks), len(second.weeks)) == (26, 26)
    weeks = {week.number: week for half in (first, second) for week in half.weeks}
    assert weeks[7].is_free
    assert weeks[7].is_recess
    assert weeks[14].names == ("Skærtorsdag", "Langfredag")
    assert not weeks[14].is_free
    assert weeks[20].names == ("Kristi himmelfartsdag", "kommunen har lukket")
    assert weeks[34].names == ("Budgetseminar",)
    assert [week.number for week in weeks.values() if week.is_now] == [18]
    assert sum(span for _, span in first.months) == 26
    assert [month.month for month, _ in first.months] == [1, 2, 3, 4, 5, 6]


def test_days_off_under_one_name_are_one_span_also_over_a_weekend() -> None:
    july = [date(2023, 7, 3) + timedelta(days=number) for number in range(12)]
    off = [one for day in july if (one := off_day(day, DAYS, RECESS)) is not None]
    ((first, last, _),) = spans(off)
    assert (first, last) == (date(2023, 7, 3), date(2023, 7, 14))
    two = [OffDay(day, name, is_recess=False) for day, name in EASTER]
    assert len(list(spans(two))) == 2


@settings(max_examples=40)
@given(some.dates(date(2001, 1, 1), date(2098, 12, 31)))
def test_a_month_shows_each_of_its_days_once(day: date) -> None:
    first = day.replace(day=1)
    weeks = month_table(first, (), (), DAYS, RECESS, today=day)
    inside = [one.day for week in weeks for one in week if not one.is_outside]
    assert inside[0] == first
    assert all(later - earlier == timedelta(days=1) for earlier, later in pairwise(inside))
    assert {one.month for one in inside} == {first.month}
    assert [one.day for week in weeks for one in week if one.is_today] == [day]
    assert len(month_mondays(first)) == len(weeks)


def test_a_cancelled_meeting_and_one_that_something_speaks_against_are_marked() -> None:
    one = meeting("KB", date(2023, 5, 23))
    (mark,) = marks_of([one], {one.id: 3}, {("KB", one.held_on): ["Noget taler imod."]})
    assert mark == Mark(one, 3, ("Noget taler imod.",))
    assert not mark.is_off
