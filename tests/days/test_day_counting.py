"""Counting days: the worked examples of danish-rules 5.3, and what holds for every day."""

from datetime import date, timedelta

import holidays
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calendars.days import Cause, Count, DayKind, DayReason, DayTable, LocalDays, Reading
from calendars.errors import DayOutOfRangeError

WHOLE, NTH = Count.WHOLE_DAYS, Count.NTH_DAY
READINGS = [
    Reading(saturday_counts=saturday, count=count, special_days_count=True)
    for saturday in (True, False)
    for count in (WHOLE, NTH)
]
TABLES = {reading: DayTable(reading) for reading in READINGS}
SAFE = DayTable()

# Latest dispatch for a council meeting (four hverdage): with Saturday, whole days and fourth day; then without.
VECTORS = [
    ("2023-04-25", "2023-04-19", "2023-04-20", "2023-04-18", "2023-04-19"),
    ("2023-05-23", "2023-05-16", "2023-05-17", "2023-05-15", "2023-05-16"),
    ("2024-04-02", "2024-03-24", "2024-03-25", "2024-03-21", "2024-03-22"),
    ("2024-05-14", "2024-05-07", "2024-05-08", "2024-05-06", "2024-05-07"),
    ("2024-06-11", "2024-06-05", "2024-06-06", "2024-06-04", "2024-06-05"),
    ("2025-04-29", "2025-04-23", "2025-04-24", "2025-04-22", "2025-04-23"),
    ("2026-01-06", "2025-12-30", "2025-12-31", "2025-12-29", "2025-12-30"),
    ("2026-05-26", "2026-05-19", "2026-05-20", "2026-05-18", "2026-05-19"),
    ("2028-06-06", "2028-05-30", "2028-05-31", "2028-05-29", "2028-05-30"),
]

days = st.dates(date(2002, 1, 1), date(2098, 12, 31))
counted_kinds = st.sampled_from([DayKind.HVERDAG, DayKind.ARBEJDSDAG])
tables = st.sampled_from([SAFE, *TABLES.values()])


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector[0])
@pytest.mark.parametrize("column", range(4), ids="ABCD")
def test_four_hverdage_before_a_council_meeting_under_the_four_readings(vector: tuple[str, ...], column: int):
    meeting_on, *expected = map(date.fromisoformat, vector)
    assert TABLES[READINGS[column]].before(meeting_on, 4, DayKind.HVERDAG) == expected[column]


@pytest.mark.parametrize(
    ("legal_on", "practical_on"),
    [
        ("2024-03-24", "2024-03-22"),
        ("2024-06-05", "2024-06-04"),
        ("2023-05-16", "2023-05-16"),
        ("2025-12-31", "2025-12-30"),
    ],
)
def test_the_last_arbejdsdag_on_or_before_a_deadline(legal_on: str, practical_on: str):
    table = TABLES[READINGS[0]]
    assert table.last_arbejdsdag_on_or_before(date.fromisoformat(legal_on)) == date.fromisoformat(practical_on)


def test_with_31_december_not_counted_the_deadline_is_a_day_earlier():
    assert SAFE.before(date(2026, 1, 6), 4, DayKind.HVERDAG) == date(2025, 12, 29)


def test_the_shipped_reading_is_the_safe_one():
    assert Reading() == Reading(saturday_counts=True, count=WHOLE, special_days_count=False)


@pytest.mark.parametrize("year", range(2000, 2100))
def test_the_holidays_are_those_of_the_holidays_package(year: int):
    theirs = holidays.country_holidays("DK", years=year, language="da")
    ours = {
        day: SAFE.holiday_name(day)
        for day in (date(year, 1, 1) + timedelta(days=offset) for offset in range(366))
        if day.year == year and SAFE.holiday_name(day)
    }
    assert ours == dict(theirs)


def test_store_bededag_ends_with_2023():
    assert SAFE.holiday_name(date(2023, 5, 5)) == "Store bededag"
    assert SAFE.holiday_name(date(2024, 4, 26)) is None


def test_the_double_day_5_june_2028_is_left_out_once_and_as_a_holiday():
    double = date(2028, 6, 5)
    for table in (SAFE, *TABLES.values()):
        assert table.reason(double, DayKind.HVERDAG) == DayReason(Cause.HOLIDAY, "Anden pinsedag")
    assert SAFE.before(date(2028, 6, 6), 1, DayKind.HVERDAG, NTH) == date(2028, 6, 3)


@pytest.mark.parametrize(
    ("day", "hverdag", "arbejdsdag"),
    [
        ("2024-05-13", None, None),
        ("2024-05-11", None, Cause.SATURDAY),
        ("2024-05-12", Cause.SUNDAY, Cause.SUNDAY),
        ("2024-05-09", Cause.HOLIDAY, Cause.HOLIDAY),
        ("2024-05-01", Cause.SPECIAL_DAY, Cause.SPECIAL_DAY),
        ("2024-06-05", Cause.SPECIAL_DAY, Cause.SPECIAL_DAY),
        ("2024-12-24", Cause.SPECIAL_DAY, Cause.SPECIAL_DAY),
        ("2024-12-31", Cause.SPECIAL_DAY, Cause.SPECIAL_DAY),
        ("2024-05-10", None, Cause.CLOSING_DAY),
        ("2024-12-23", None, None),
    ],
)
def test_why_a_day_does_not_count(day: str, hverdag: Cause | None, arbejdsdag: Cause | None):
    local = LocalDays(closing=frozenset({date(2024, 5, 10)}), half=frozenset({date(2024, 12, 23)}))
    table = DayTable(local=local, first_year=2024, last_year=2024)

    def cause(kind: DayKind) -> Cause | None:
        reason = table.reason(date.fromisoformat(day), kind)
        return reason.cause if reason else None

    assert (cause(DayKind.HVERDAG), cause(DayKind.ARBEJDSDAG)) == (hverdag, arbejdsdag)


def test_a_special_day_counts_as_hverdag_by_reading_but_never_as_arbejdsdag():
    grundlovsdag = date(2024, 6, 5)
    counting = TABLES[READINGS[0]]
    assert counting.counts(grundlovsdag, DayKind.HVERDAG)
    assert not counting.counts(grundlovsdag, DayKind.ARBEJDSDAG)


def test_calendar_days_are_plain_subtraction():
    assert SAFE.before(date(2023, 4, 27), 14, DayKind.KALENDERDAG) == date(2023, 4, 13)
    assert SAFE.after(date(2023, 4, 13), 14, DayKind.KALENDERDAG) == date(2023, 4, 27)
    assert SAFE.before(date(2023, 4, 27), 14, DayKind.KALENDERDAG, WHOLE) == date(2023, 4, 12)


def test_five_arbejdsdage_are_left_after_the_council_before_1_june_2023():
    day, left = date(2023, 5, 23), []
    while (day := SAFE.after(day, 1, DayKind.ARBEJDSDAG)) < date(2023, 6, 1):
        left.append(day.day)
    assert left == [24, 25, 26, 30, 31]


@pytest.mark.parametrize("kind", DayKind)
def test_no_days_is_the_day_itself_and_less_is_refused(kind: DayKind):
    day = date(2024, 5, 12)
    assert SAFE.before(day, 0, kind) == SAFE.after(day, 0, kind) == day


@pytest.mark.parametrize("kind", [DayKind.HVERDAG, DayKind.ARBEJDSDAG])
def test_a_negative_number_of_days_is_refused(kind: DayKind):
    with pytest.raises(ValueError, match="-1"):
        SAFE.before(date(2024, 5, 12), -1, kind)


@pytest.mark.parametrize("kind", DayKind)
@pytest.mark.parametrize(
    ("ask", "day"),
    [
        ("before", date(2000, 1, 3)),
        ("before", date(1999, 6, 1)),
        ("after", date(2100, 12, 30)),
        ("after", date(2101, 1, 1)),
    ],
)
def test_outside_the_years_of_the_table_is_an_error_and_never_a_wrong_date(kind: DayKind, ask: str, day: date):
    with pytest.raises(DayOutOfRangeError) as refusal:
        getattr(SAFE, ask)(day, 9, kind)
    assert refusal.value.facts["first"] == date(2000, 1, 1)


@settings(max_examples=60, deadline=None)
@given(days, st.integers(1, 40), counted_kinds, tables)
def test_the_nth_day_before_counts_and_exactly_n_days_lie_up_to_the_start(
    day: date, n: int, kind: DayKind, table: DayTable
):
    found = table.before(day, n, kind, NTH)
    between = [found + timedelta(days=offset) for offset in range((day - found).days)]
    assert table.counts(found, kind)
    assert sum(table.reason(each, kind) is None for each in between) == n


@settings(max_examples=60, deadline=None)
@given(days, st.integers(1, 40), counted_kinds, tables)
def test_n_whole_days_lie_strictly_between_and_no_later_day_has_as_many(
    day: date, n: int, kind: DayKind, table: DayTable
):
    found = table.before(day, n, kind, WHOLE)
    between = [found + timedelta(days=offset) for offset in range(1, (day - found).days)]
    assert sum(table.reason(each, kind) is None for each in between) == n
    assert table.reason(between[0], kind) is None


@settings(max_examples=60, deadline=None)
@given(days, st.integers(1, 40), st.sampled_from(DayKind), tables)
def test_before_and_after_undo_each_other_from_a_day_that_counts(day: date, n: int, kind: DayKind, table: DayTable):
    if table.counts(day, kind):
        assert table.after(table.before(day, n, kind, NTH), n, kind, NTH) == day
        assert table.before(table.after(day, n, kind, NTH), n, kind, NTH) == day


@settings(max_examples=60, deadline=None)
@given(days, st.sampled_from(DayKind), tables)
def test_a_day_counts_when_there_is_no_reason_against_it(day: date, kind: DayKind, table: DayTable):
    assert table.counts(day, kind) == (table.reason(day, kind) is None)


@settings(max_examples=60, deadline=None)
@given(days, st.integers(1, 20), tables)
def test_the_whole_day_reading_is_never_later_than_the_nth_day(day: date, n: int, table: DayTable):
    assert table.before(day, n, DayKind.HVERDAG, WHOLE) < table.before(day, n, DayKind.HVERDAG, NTH)
