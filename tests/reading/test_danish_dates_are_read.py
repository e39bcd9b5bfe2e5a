"""Dates as documents write them, and the year of a date without one."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calendars.danish_dates import MONTHS, WEEKDAYS
from domain.documents.dates import YearEvidence, decide_year, find_dates, find_due

FORMS = (
    "{d}. {month} {y}",
    "{d}.{month} {y}",
    "d. {d}. {month} {y}",
    "den {d}. {month} {y}",
    "{weekday} den {d}. {month} {y}",
    "{weekday} {d}. {month} {y}",
    "{d:02}-{m:02}-{y}",
    "{d:02}.{m:02}.{y}",
    "{d}/{m} {y}",
    "{d}/{m}/{y}",
    "{y}-{m:02}-{d:02}",
)
DAYS = st.dates(date(1990, 1, 1), date(2099, 12, 31))


@given(
    DAYS, st.sampled_from(FORMS), st.sampled_from(["Mødet holdes {}.", "({})", "{}", "Beslutning i Direktionen {}:"])
)
def test_any_date_in_any_danish_form_reads_back(day: date, form: str, around: str):
    weekday, month = WEEKDAYS[day.weekday()], MONTHS[day.month - 1]
    written = form.format(d=day.day, m=day.month, y=day.year, month=month, weekday=weekday)
    found = find_dates(around.format(written))
    assert [one.on() for one in found] == [day]


@given(DAYS)
def test_a_date_without_a_year_keeps_it_open(day: date):
    (found,) = find_dates(f"Udvalget ser på sagen {day.day} {MONTHS[day.month - 1]} og igen senere.")
    assert (found.day, found.month, found.year) == (day.day, day.month, None)


@pytest.mark.parametrize(
    "text", ["dok. 41694/23", "sag 24/88", "§ 5 maj", "2,4 maj", "KLE 00.01.00-G01-2-24", "2022-2025"]
)
def test_numbers_that_look_like_dates_are_none(text: str):
    assert not find_dates(text)


def test_both_ends_of_a_span_get_the_year_that_is_written_once():
    assert [one.on() for one in find_dates("1. januar - 31. december 2023")] == [date(2023, 1, 1), date(2023, 12, 31)]
    assert [one.on() for one in find_dates("1. november til 31. marts 2023")] == [
        date(2022, 11, 1),
        date(2023, 3, 31),
    ]


def test_the_thirty_first_of_april_does_not_exist_and_the_twenty_ninth_of_february_may():
    assert [one.exists for one in find_dates("31. april 2023, 29. februar 2024, 29. februar 2023, 29. februar")] == [
        False,
        True,
        False,
        True,
    ]


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("Svaret sendes senest den 1. november 2024.", "2024-11-01"),
        ("Planen er klar primo marts 2025.", "2025-03-01"),
        ("Planen er klar medio marts 2025.", "2025-03-15"),
        ("Planen er klar ultimo februar 2024.", "2024-02-29"),
        ("Arbejdet er slut ultimo 2023.", "2023-12-31"),
        ("Det undersøges inden udgangen af juni 2024.", "2024-06-30"),
        ("Der gives en status i november 2024.", "2024-11-30"),
        ("Svaret sendes senest 1. juni.", "2024-06-01"),
        ("Svaret sendes inden den 1. juni.", "2024-05-31"),
        ("Svaret sendes inden 1. januar 2025.", "2024-12-31"),
        ("Forvaltningen retter tallene før d. 1. juni 2024.", "2024-05-31"),
        ("Inden sommerferien sendes svaret den 1. juni.", "2024-06-01"),
        ("Arbejdet er slut primo 2025.", "2025-01-01"),
        ("Arbejdet er slut medio 2024.", "2024-07-01"),
        ("Der gives en status i april.", "2024-04-30"),
        ("Der gives en status i januar.", "2025-01-31"),
    ],
)
def test_the_last_day_that_the_words_allow(text: str, due: str):
    found = find_due(text, near=date(2024, 2, 1))
    assert found is not None
    assert found.on.isoformat() == due


@pytest.mark.parametrize("text", ["", "løbende", "snarest muligt", "31. april 2023", "17 verdensmål", "inden længe"])
def test_words_that_name_no_day_are_no_day(text: str):
    assert find_due(text, near=date(2024, 2, 1)) is None


def test_a_meeting_is_on_no_weekend_and_no_holiday_so_only_one_year_is_left():
    """In 2020 the 12th of April is Easter Sunday and the 16th of May a Saturday; in 2023 both are working days."""
    group = find_dates("direktionen 12. april og økonomiudvalget 16. maj")
    decided = decide_year(group, YearEvidence(weights=((2020, 9.0), (2023, 3.0))))
    assert decided is not None
    assert (decided.year, decided.because) == (2023, "working_days")


def test_a_written_weekday_decides_the_year():
    group = find_dates("mandag den 20. januar")
    decided = decide_year(group, YearEvidence(weights=((2024, 5.0), (2025, 1.0))))
    assert decided is not None
    assert (decided.year, decided.because) == (2025, "weekday")


def test_the_year_nearest_the_meeting_is_taken_over_new_year():
    decided = decide_year(find_dates("30. januar"), YearEvidence(meeting_on=date(2024, 11, 13)))
    assert decided is not None
    assert (decided.year, decided.because) == (2025, "near_document_date")


def test_without_any_evidence_no_year_is_invented():
    assert decide_year(find_dates("12. april"), YearEvidence()) is None
