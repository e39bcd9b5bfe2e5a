"""Næste års hjul: what is new, gone, moved or changed, and why; and what changed after somebody agreed to it."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.rules.wheel import (
    Entry,
    Part,
    Turn,
    WheelChange,
    Why,
    changed_since,
    compare_years,
    from_words,
    to_words,
)


def duty(key: str, *days: date, source: str = "loven", **more: object) -> Entry:
    return Entry(Part.DUTY, key, key, days, source, **more)  # type: ignore[arg-type]  # again_on, repealed_by


def meetings(*days: date, **in_the_way: str) -> Entry:
    moved = tuple((day, in_the_way["name"]) for day in days[:1] if in_the_way)
    return Entry(Part.MEETING, "KB 05", "Kommunalbestyrelsen", days, in_the_way=moved)


def said(changes: tuple[WheelChange, ...]) -> list[tuple[Turn, Why]]:
    return [(one.turn, one.why) for one in changes]


def test_a_duty_on_the_same_day_of_both_years_is_no_difference() -> None:
    assert compare_years([duty("budget", date(2026, 10, 15))], [duty("budget", date(2027, 10, 15))]) == ()


def test_a_duty_that_somebody_has_moved_says_who() -> None:
    [found] = compare_years(
        [duty("budget", date(2018, 10, 15))], [duty("budget", date(2019, 11, 5), source="flyttet i 2019")]
    )
    assert (found.turn, found.why, found.source) == (Turn.MOVED, Why.SOURCE, "flyttet i 2019")
    assert (found.before, found.after) == ((date(2018, 10, 15),), (date(2019, 11, 5),))


def test_a_duty_under_a_new_law_is_changed_though_its_day_is_not() -> None:
    [found] = compare_years([duty("kort", date(2021, 12, 31))], [duty("kort", date(2022, 12, 31), source="ny lov")])
    assert (found.turn, found.why, found.source) == (Turn.CHANGED, Why.SOURCE, "ny lov")


def test_a_repealed_duty_is_gone_by_its_law_and_one_of_every_fourth_year_comes_again() -> None:
    repealed = duty("rapport", date(2023, 5, 31), repealed_by="lov nr. 1470")
    later = duty("strategi", date(2023, 12, 31), again_on=date(2027, 12, 31))
    found = compare_years([repealed, later], [])
    assert said(found) == [(Turn.GONE, Why.REPEALED), (Turn.GONE, Why.NOT_THIS_YEAR)]
    assert (found[0].source, found[1].on) == ("lov nr. 1470", date(2027, 12, 31))


def test_the_third_tuesday_is_where_it_was_and_so_is_the_last_though_it_is_the_fifth() -> None:
    assert compare_years([meetings(date(2026, 5, 19))], [meetings(date(2027, 5, 18))]) == ()
    assert compare_years([meetings(date(2026, 6, 30))], [meetings(date(2027, 6, 29))]) == ()
    assert compare_years([meetings(date(2026, 5, 26))], [meetings(date(2027, 5, 25))]) == ()


def test_a_meeting_that_a_holiday_has_moved_names_it_and_one_too_many_is_new() -> None:
    moved = compare_years([meetings(date(2023, 5, 23))], [meetings(date(2024, 5, 22), name="2. pinsedag")])
    assert [(one.turn, one.why, one.source) for one in moved] == [(Turn.MOVED, Why.IN_THE_WAY, "2. pinsedag")]
    more = compare_years([meetings(date(2026, 5, 19))], [meetings(date(2027, 5, 18), date(2027, 5, 25))])
    assert [(one.turn, one.after) for one in more] == [(Turn.ADDED, (date(2027, 5, 25),))]
    fewer = compare_years([meetings(date(2026, 5, 19), date(2026, 5, 26))], [meetings(date(2027, 5, 18))])
    assert [(one.turn, one.before) for one in fewer] == [(Turn.GONE, (date(2026, 5, 26),))]


@pytest.mark.parametrize(("count", "changes"), [(11, 0), (10, 1)])
def test_a_standing_item_differs_when_it_comes_another_number_of_times(count: int, changes: int) -> None:
    def item(year: int, times: int) -> Entry:
        return Entry(Part.STANDING, "DIR x", "X", tuple(date(year, month + 1, 2) for month in range(times)), "skik")

    assert len(compare_years([item(2026, 11)], [item(2027, count)])) == changes


def test_a_holiday_that_the_law_has_taken_away_is_gone() -> None:
    [found] = compare_years([Entry(Part.HOLIDAY, "Store bededag", "Store bededag", (date(2023, 5, 5),))], [])
    assert (found.turn, found.why) == (Turn.GONE, Why.LAW)


DAYS = st.lists(st.dates(date(2027, 1, 1), date(2027, 12, 31)), max_size=4, unique=True).map(sorted)
ENTRIES = st.lists(
    st.builds(
        lambda part, key, name, days, source: Entry(part, key, name, tuple(days), source),
        st.sampled_from(list(Part)),
        st.sampled_from(["a", "KB 05", "b:c"]),
        st.text(max_size=20),
        DAYS,
        st.text(max_size=20),
    ),
    max_size=5,
    unique_by=lambda one: one.id,
)


@given(ENTRIES)
def test_what_was_agreed_to_is_kept_whole_and_unchanged_is_no_change(entries: list[Entry]) -> None:
    kept = from_words(to_words(entries))
    assert [(one.id, one.days) for one in kept] == [(one.id, one.days) for one in entries]
    assert changed_since(kept, from_words(to_words(entries))) == ()


@given(ENTRIES, ENTRIES)
def test_every_difference_is_told_once_and_nothing_else(before: list[Entry], after: list[Entry]) -> None:
    found = changed_since(before, after)
    was, now = ({one.id: (one.days, one.source) for one in each} for each in (before, after))
    assert sorted(one.entry.id for one in found) == sorted(
        key for key in was.keys() | now.keys() if was.get(key) != now.get(key)
    )
