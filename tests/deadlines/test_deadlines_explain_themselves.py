"""Deadlines of a meeting: from rows, in force on the day, and counted out so that anybody can check."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calendars.days import Count, DayKind, DayTable, LocalDays, Reading
from calendars.deadlines import (
    DEFAULT_RULES,
    LAW_RULES,
    Basis,
    Deadline,
    DeadlineKind,
    DeadlineRule,
    binding,
    deadlines_for,
)

TABLE = DayTable()
COUNTING_ALL = DayTable(Reading(special_days_count=True))
TODAY = date(2026, 11, 22)


def rule(**values: object) -> DeadlineRule:
    plain = DeadlineRule(
        key="TEST",
        kind=DeadlineKind.DISPATCH,
        applies_to="council",
        days=4,
        unit=DayKind.HVERDAG,
        basis=Basis.HOUSE,
        source="Egen regel",
        checked_on=TODAY,
    )
    return replace(plain, **values)


def apply(meeting_on: date, table: DayTable = TABLE, **values: object) -> Deadline:
    (deadline,) = deadlines_for(meeting_on, body="KB", body_kind="council", rules=[rule(**values)], days=table)
    return deadline


def test_the_council_of_23_may_2023_is_counted_out_day_by_day():
    (deadline,) = deadlines_for(date(2023, 5, 23), body="KB", body_kind="council", rules=LAW_RULES, days=TABLE)
    assert (deadline.legal_on, deadline.practical_on) == (date(2023, 5, 16), date(2023, 5, 16))
    assert deadline.explanation == (
        "tirsdag 23. maj 2023: mødedagen, tælles ikke med",
        "mandag 22. maj: 1. hverdag",
        "søndag 21. maj: tælles ikke (søndag)",
        "lørdag 20. maj: 2. hverdag",
        "fredag 19. maj: 3. hverdag",
        "torsdag 18. maj: tælles ikke (Kristi himmelfartsdag)",
        "onsdag 17. maj: 4. hverdag",
        "tirsdag 16. maj 2023: seneste dag for udsendelse, 4 hele hverdage ligger imellem",
    )


@pytest.mark.parametrize(
    ("meeting_on", "legal_on", "practical_on", "why"),
    [
        ("2024-04-02", "2024-03-24", "2024-03-22", "søndag 24. marts er ingen arbejdsdag"),
        ("2024-06-11", "2024-06-05", "2024-06-04", "onsdag 5. juni er ingen arbejdsdag (grundlovsdag)"),
    ],
)
def test_the_practical_date_is_the_last_arbejdsdag_and_says_why(
    meeting_on: str, legal_on: str, practical_on: str, why: str
):
    deadline = apply(date.fromisoformat(meeting_on), COUNTING_ALL)
    assert (deadline.legal_on, deadline.practical_on) == (
        date.fromisoformat(legal_on),
        date.fromisoformat(practical_on),
    )
    assert deadline.explanation[-1].endswith(f"praktisk frist, for {why}")


def test_a_year_that_is_not_the_meetings_is_written_out():
    deadline = apply(date(2026, 1, 6))
    assert deadline.legal_on == date(2025, 12, 29)
    assert "onsdag 31. december 2025: tælles ikke (nytårsaftensdag)" in deadline.explanation


def test_a_half_day_counts_as_arbejdsdag_and_is_named():
    table = DayTable(local=LocalDays(half=frozenset({date(2024, 12, 23)})), first_year=2024, last_year=2025)
    deadline = apply(date(2025, 1, 6), table, unit=DayKind.ARBEJDSDAG, days=5)
    assert deadline.legal_on == date(2024, 12, 23)
    assert "mandag 23. december 2024: 5. arbejdsdag (halv dag)" in deadline.explanation


def test_a_local_closing_day_moves_the_practical_date_and_not_the_legal_one():
    table = DayTable(local=LocalDays(closing=frozenset({date(2023, 5, 16)})), first_year=2023, last_year=2023)
    deadline = apply(date(2023, 5, 23), table)
    assert (deadline.legal_on, deadline.practical_on) == (date(2023, 5, 16), date(2023, 5, 15))
    assert deadline.explanation[-1].endswith("(kommunen har lukket)")


def test_material_for_the_hovedudvalg_falls_a_day_after_the_direktion_of_12_april_2023():
    deadline = apply(date(2023, 4, 27), kind=DeadlineKind.SUBMISSION, unit=DayKind.KALENDERDAG, days=14)
    assert deadline.legal_on == date(2023, 4, 13)


def test_the_minutes_are_due_on_the_second_arbejdsdag_after_the_meeting():
    deadline = apply(date(2023, 5, 16), kind=DeadlineKind.MINUTES, unit=DayKind.ARBEJDSDAG, days=2, after=True)
    assert (deadline.legal_on, deadline.practical_on) == (date(2023, 5, 19), date(2023, 5, 19))
    assert deadline.explanation[1:3] == (
        "onsdag 17. maj: 1. arbejdsdag",
        "torsdag 18. maj: tælles ikke (Kristi himmelfartsdag)",
    )


@pytest.mark.parametrize(
    ("meeting_on", "practical_on"),
    [("2024-01-12", "2024-01-12"), ("2024-01-13", "2024-01-14"), ("2024-01-11", "2024-01-12")],
    ids=["a Friday: its own day", "a Saturday: the limit itself", "a Thursday: the Friday"],
)
def test_what_is_due_afterwards_never_slides_past_its_limit_nor_before_the_meeting(
    meeting_on: str, practical_on: str
):
    meeting = date.fromisoformat(meeting_on)
    deadline = apply(meeting, kind=DeadlineKind.MINUTES, unit=DayKind.KALENDERDAG, days=1, after=True)
    assert deadline.practical_on == date.fromisoformat(practical_on)
    assert deadline.practical_on <= deadline.legal_on


def test_no_days_at_all_is_the_day_of_the_meeting():
    deadline = apply(date(2023, 5, 16), kind=DeadlineKind.MINUTES, days=0, after=True)
    assert deadline.legal_on == deadline.practical_on == date(2023, 5, 16)


def test_a_rule_holds_from_its_first_day_until_its_last_is_over():
    row = rule(valid_from=date(2014, 1, 1), valid_to=date(2020, 1, 1))

    def applies(day: date) -> bool:
        return bool(deadlines_for(day, body="KB", body_kind="council", rules=[row], days=TABLE))

    assert [applies(day) for day in (date(2013, 12, 31), date(2014, 1, 1), date(2019, 12, 31), date(2020, 1, 1))] == [
        False,
        True,
        True,
        False,
    ]


def test_the_four_hverdage_of_the_law_are_not_applied_before_2014():
    assert deadlines_for(date(2013, 5, 21), body="KB", body_kind="council", rules=LAW_RULES, days=TABLE) == ()


@pytest.mark.parametrize(
    ("applies_to", "body", "kind", "expected"),
    [
        ("council", "KB", "council", 1),
        ("council", "ØK", "finance", 0),
        ("body:ØK", "ØK", "finance", 1),
        ("body:ØK", "KB", "council", 0),
    ],
)
def test_a_rule_is_for_a_kind_of_body_or_for_one_body(applies_to: str, body: str, kind: str, expected: int):
    rows = [rule(applies_to=applies_to)]
    assert len(deadlines_for(date(2023, 5, 23), body=body, body_kind=kind, rules=rows, days=TABLE)) == expected


def test_of_the_law_and_a_stricter_house_rule_the_house_rule_binds():
    rows = [*LAW_RULES, rule(key="HUS", days=8, unit=DayKind.KALENDERDAG)]
    both = deadlines_for(date(2023, 5, 23), body="KB", body_kind="council", rules=rows, days=TABLE)
    bound = binding(both, DeadlineKind.DISPATCH)
    assert len(both) == 2
    assert bound is not None
    assert (bound.rule.key, bound.legal_on) == ("HUS", date(2023, 5, 15))
    assert binding(both, DeadlineKind.MINUTES) is None


@pytest.mark.parametrize("row", [*LAW_RULES, *DEFAULT_RULES], ids=lambda row: f"{row.key}-{row.applies_to}")
def test_every_shipped_row_says_where_it_is_from_and_when_that_was_checked(row: DeadlineRule):
    assert row.source
    assert row.text
    assert date(2026, 1, 1) <= row.checked_on <= TODAY


def test_a_row_of_law_says_from_when_it_holds():
    assert all(row.basis is Basis.LAW and row.valid_from for row in LAW_RULES)
    assert all(row.basis is not Basis.LAW for row in DEFAULT_RULES)


@pytest.mark.parametrize("kind", DeadlineKind)
@pytest.mark.parametrize("body_kind", ["management", "med", "committee", "finance", "council"])
def test_every_kind_of_body_has_a_deadline_of_every_kind(kind: DeadlineKind, body_kind: str):
    found = deadlines_for(
        date(2023, 5, 23), body="X", body_kind=body_kind, rules=[*LAW_RULES, *DEFAULT_RULES], days=TABLE
    )
    assert binding(found, kind) is not None


def test_no_two_shipped_rows_share_a_key_for_the_same_bodies():
    keys = [(row.key, row.kind, row.applies_to) for row in (*LAW_RULES, *DEFAULT_RULES)]
    assert len(keys) == len(set(keys))


@settings(max_examples=50, deadline=None)
@given(
    st.dates(date(2015, 1, 1), date(2040, 12, 31)),
    st.builds(
        rule,
        days=st.integers(0, 20),
        unit=st.sampled_from(DayKind),
        kind=st.sampled_from(DeadlineKind),
        after=st.booleans(),
    ),
    st.sampled_from([TABLE, COUNTING_ALL, DayTable(Reading(count=Count.NTH_DAY))]),
)
def test_the_explanation_counts_as_many_days_as_the_rule_names(meeting_on: date, row: DeadlineRule, table: DayTable):
    (deadline,) = deadlines_for(meeting_on, body="KB", body_kind="council", rules=[row], days=table)
    unit = "dag" if row.unit is DayKind.KALENDERDAG else row.unit.value
    assert sum(f". {unit}" in line for line in deadline.explanation) == row.days
    assert any(": seneste dag for " in line for line in deadline.explanation)
    if row.after:
        assert meeting_on <= deadline.practical_on <= deadline.legal_on
    else:
        assert deadline.practical_on <= deadline.legal_on <= meeting_on
        assert table.counts(deadline.practical_on, DayKind.ARBEJDSDAG)
        assert meeting_on - deadline.legal_on >= timedelta(days=row.days)
