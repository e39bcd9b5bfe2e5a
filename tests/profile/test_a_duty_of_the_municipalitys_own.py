"""One adds a duty without touching code: its rounds follow, and what cannot be is refused with its line."""

from __future__ import annotations

from datetime import date

import pytest

from domain.errors import ProfileError
from domain.profile import load_profile, shipped_profile
from domain.profile.edit import add_row, drop_row, row_number
from domain.rules.obligations import NoRound, next_round_of, rounds_of

TEXT = shipped_profile()
DUTY: dict[str, object] = {
    "key": "handicappolitik",
    "name": "Handicappolitik",
    "approver": "council",
    "first_due_on": date(2024, 2, 28),
    "every_years": 2,
    "basis": "house",
    "source": "Kommunalbestyrelsens beslutning",
    "checked_on": date(2023, 1, 2),
}


def codes(**changed: object) -> list[tuple[str, str]]:
    text = add_row(TEXT, "obligation", {**DUTY, **changed})
    with pytest.raises(ProfileError) as refused:
        load_profile("n.toml", text)
    findings = refused.value.facts["findings"]
    row = text.index('key = "handicappolitik"') if "key" not in changed else 0
    assert all(one.line >= text[:row].count("\n") for one in findings)
    return [(one.key, one.code) for one in findings]


def test_its_rounds_follow_from_its_first_day_and_the_years_between() -> None:
    duty = load_profile("n.toml", add_row(TEXT, "obligation", DUTY)).duties[-1].obligation
    found = rounds_of(duty, until=date(2028, 12, 31))
    assert [one.due_on for one in found] == [date(2024, 2, 28), date(2026, 2, 28), date(2028, 2, 28)]
    assert found[1].period_start == date(2024, 2, 29)
    assert found[0].source == "Kommunalbestyrelsens beslutning"


def test_it_may_end_and_then_there_is_no_next_round() -> None:
    text = add_row(TEXT, "obligation", {**DUTY, "valid_to": date(2026, 1, 1)})
    duty = load_profile("n.toml", text).duties[-1].obligation
    assert [one.year for one in rounds_of(duty, until=date(2040, 1, 1))] == [2024]
    assert isinstance(next_round_of(duty, date(2025, 1, 1)), NoRound)


def test_what_was_due_before_it_held_is_no_round() -> None:
    text = add_row(TEXT, "obligation", {**DUTY, "valid_from": date(2025, 1, 1)})
    duty = load_profile("n.toml", text).duties[-1].obligation
    first = rounds_of(duty, until=date(2026, 12, 31))[0]
    assert (first.year, first.period_start) == (2026, date(2024, 2, 29))
    assert next_round_of(duty, date(2005, 1, 1)) == first


@pytest.mark.parametrize(
    ("changed", "finding"),
    [
        ({"every_years": 0}, ("obligation.every_years", "impossible_number")),
        ({"source": ""}, ("obligation.source", "empty")),
        ({"source": None}, ("obligation.source", "missing_key")),
        (
            {"valid_from": date(2026, 1, 1), "valid_to": date(2025, 1, 1)},
            ("obligation.valid_to", "impossible_date_range"),
        ),
        ({"approver": "KB"}, ("obligation.approver", "unknown_word")),
        ({"key": "budget"}, ("obligation.key", "shipped_duty")),
        ({"key": "trivselsmaaling"}, ("obligation.key", "duplicate")),
        ({"first_due_on": "i morgen"}, ("obligation.first_due_on", "wrong_type")),
        ({"first_due_on": date(2024, 2, 29)}, ("obligation.first_due_on", "leap_day")),
        ({"valid_to": date(2024, 1, 1)}, ("obligation.valid_to", "never_due")),
    ],
)
def test_what_cannot_be_is_refused(changed: dict[str, object], finding: tuple[str, str]) -> None:
    assert codes(**changed) == [finding]


BARE = drop_row(TEXT, "cycle", row_number(TEXT, "cycle", {"key": "planstrategi"}))  # it comes with a route of its own
CYCLE: dict[str, object] = {"key": "planstrategi", "route": ["DIR", "MTU", "ØK", "KB"], "owner": "teknikchef"}


def cycle_codes(text: str, **changed: object) -> list[tuple[str, str]]:
    with pytest.raises(ProfileError) as refused:
        load_profile("n.toml", add_row(text, "cycle", {**CYCLE, **changed}))
    return [(one.key, one.code) for one in refused.value.facts["findings"]]


def test_a_duty_in_law_is_carried_on_the_municipalitys_own_route() -> None:
    assert load_profile("n.toml", BARE).cycle("planstrategi") is None
    found = load_profile("n.toml", add_row(BARE, "cycle", CYCLE)).cycle("planstrategi")
    assert found is not None
    assert (found.route, found.owner, found.margin_days) == (("DIR", "MTU", "ØK", "KB"), "teknikchef", 30)


@pytest.mark.parametrize(
    ("changed", "finding"),
    [
        ({"key": "halvaarsregnskab"}, ("cycle.key", "unknown_reference")),  # switched off: nobody has read the law
        ({"key": "budget"}, ("cycle.key", "duplicate")),
        ({"route": ["DIR", "KBB"]}, ("cycle.route", "unknown_reference")),
        ({"route": []}, ("cycle.route", "empty")),
        ({"route": ["ØK", "KB", "ØK"]}, ("cycle.route", "repeated_body")),
        ({"route": ["DIR", "ØK"]}, ("cycle.route", "no_approver")),
        ({"margin_days": -1}, ("cycle.margin_days", "impossible_number")),
        ({"owner": "ingen"}, ("cycle.owner", "unknown_reference")),
    ],
)
def test_a_route_that_no_round_could_travel_is_refused(changed: dict[str, object], finding: tuple[str, str]) -> None:
    assert cycle_codes(BARE, **changed) == [finding]


def test_a_body_that_is_gone_at_the_next_round_is_refused_unless_the_duty_is_gone_too() -> None:
    ends = BARE.replace("valid_from = 2022-01-01\n", "valid_from = 2022-01-01\nvalid_to = 2026-01-01\n", 1)
    assert cycle_codes(ends) == [("cycle.route", "body_ends")]
    over = {**DUTY, "valid_to": date(2026, 1, 1)}
    row = {**CYCLE, "key": "handicappolitik"}
    assert load_profile("n.toml", add_row(add_row(ends, "obligation", over), "cycle", row)).cycle("handicappolitik")
