"""The order of an agenda: open before closed, numbers that stand once they are on paper, and what is missing."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.model import Readiness, Remark
from domain.rules.agenda import LACKS, ItemFacts, ItemText, Step, arrange, checks_of_item, is_outdated, lacks, moved
from domain.rules.check_values import Check, Severity
from domain.rules.minutes import PRESENCE, REMARKS, VOICES


def item(name: str, *, is_open: bool = True, **values: object) -> ItemFacts:
    return replace(ItemFacts(stop=name, case_number=name, is_open=is_open), **values)


def shown(items: object) -> list[tuple[int | None, str]]:
    return [(one.number, one.stop) for one in items]  # type: ignore[attr-defined]  # a tuple of items


ITEMS = [item("23/4", is_open=False), item("23/3"), item("23/1"), item("23/2", is_open=False)]


def test_open_items_come_first_and_closed_after_them_by_the_numbers_of_their_cases() -> None:
    arranged = arrange(ITEMS, is_locked=False)

    assert shown(arranged.main) == [(1, "23/1"), (2, "23/3"), (3, "23/2"), (4, "23/4")]
    assert (arranged.supplement, arranged.new) == ((), ())


def test_what_staff_have_placed_comes_before_what_nobody_has() -> None:
    placed = [item("23/1"), item("23/2"), item("23/9", place=1), item("23/8", place=2)]

    assert shown(arrange(placed, is_locked=False).main) == [(1, "23/9"), (2, "23/8"), (3, "23/1"), (4, "23/2")]


@pytest.mark.parametrize(
    ("stop", "step", "order"),
    [
        ("23/3", Step.UP, ("23/3", "23/1", "23/2", "23/4")),
        ("23/1", Step.DOWN, ("23/3", "23/1", "23/2", "23/4")),
        ("23/1", Step.UP, None),  # the first
        ("23/3", Step.DOWN, None),  # the last of the open part
        ("23/2", Step.UP, None),  # the first of the closed part stays behind the doors
        ("23/4", Step.DOWN, None),
    ],
)
def test_an_item_changes_places_with_its_neighbour_and_never_leaves_its_part(
    stop: str, step: Step, order: tuple[str, ...] | None
) -> None:
    assert moved(arrange(ITEMS, is_locked=False), stop, step) == order


@settings(max_examples=60)
@given(
    st.lists(st.tuples(st.booleans(), st.none() | st.integers(1, 9)), min_size=1, max_size=12),
    st.data(),
)
def test_moving_down_and_up_again_changes_nothing(kinds: list[tuple[bool, int | None]], data: st.DataObject) -> None:
    items = [item(f"23/{n}", is_open=is_open, place=place) for n, (is_open, place) in enumerate(kinds)]
    arranged = arrange(items, is_locked=False)
    stop = data.draw(st.sampled_from([one.stop for one in items]))
    order = moved(arranged, stop, Step.DOWN)
    if order is None:
        return
    places = {name: place for place, name in enumerate(order, start=1)}
    after = arrange([replace(one, place=places[one.stop]) for one in items], is_locked=False)

    assert tuple(one.stop for one in after.main) == order
    assert moved(after, stop, Step.UP) == tuple(one.stop for one in arranged.main)


def test_numbers_on_paper_stand_and_what_is_taken_off_leaves_its_number_behind() -> None:
    locked = [item("a", number=1), item("b", number=2, is_off=True), item("c", number=3, is_open=False)]
    arranged = arrange(locked, is_locked=True)

    assert shown(arranged.main) == [(1, "a"), (2, "b"), (3, "c")]
    assert [one.stop for one in arranged.main if one.is_off] == ["b"]


def test_what_comes_after_the_lock_stands_apart_with_the_numbers_that_follow_open_before_closed() -> None:
    items = [
        item("a", number=1),
        item("late", number=2, is_supplement=True),
        item("new closed", is_open=False),
        item("new open"),
        item("dropped", is_off=True),
    ]
    arranged = arrange(items, is_locked=True)

    assert shown(arranged.main) == [(1, "a")]
    assert shown(arranged.supplement) == [(2, "late")]
    assert shown(arranged.new) == [(3, "new open"), (4, "new closed")]
    assert shown(arranged.all) == [(1, "a"), (2, "late"), (3, "new open"), (4, "new closed")]


def test_an_empty_agenda_has_nothing() -> None:
    assert arrange([], is_locked=False).all == arrange([], is_locked=True).all == ()


def test_an_item_without_texts_lacks_them_in_the_order_one_gets_them() -> None:
    assert lacks(ItemText("", " \n", 0)) == tuple(row.code for row in LACKS)
    assert lacks(ItemText("Sagen er kort.", "Godkendes.", 1)) == ()


def test_an_item_shows_the_checks_of_its_case_and_its_own_and_what_stops_it_first() -> None:
    checks = [
        Check("decide_before_missed", Severity.WARN, "other"),
        Check("attachment_without_number", Severity.WARN, None),
        Check("dispatch_missed", Severity.STOP, "own"),
        Check("next_round_none", Severity.INFO, None),
        Check("empty_recommendation", Severity.STOP, None),  # the agenda says this in its own words
    ]

    assert [check.code for check in checks_of_item(checks, "own")] == ["dispatch_missed", "attachment_without_number"]


@pytest.mark.parametrize(
    ("readiness", "seen", "version", "outdated"),
    [
        (Readiness.APPROVED, 3, 3, False),
        (Readiness.APPROVED, 3, 4, True),
        (Readiness.READY, 3, 4, True),
        (Readiness.NOT_READY, 3, 4, False),  # nobody has said it was right
    ],
)
def test_who_found_an_item_right_must_look_again_when_its_case_changes(
    readiness: Readiness, seen: int, version: int, *, outdated: bool
) -> None:
    assert is_outdated(readiness, seen, version) is outdated


def test_every_remark_of_the_minutes_has_its_row_and_its_law() -> None:
    assert set(REMARKS) == set(Remark)
    assert all("§ 13" in row.source or "§ 14" in row.source for row in REMARKS.values())
    assert {*PRESENCE, *VOICES, Remark.DISQUALIFIED} == set(Remark)
    assert all(REMARKS[kind].needs_text and REMARKS[kind].of_an_item for kind in VOICES)
