"""One adds a duty without touching code: its rounds follow, and what cannot be is refused with its line."""

from __future__ import annotations

from datetime import date

import pytest

from domain.errors import ProfileError
from domain.profile import load_profile, shipped_profile
from domain.profile.edit import add_row
from domain.rules.obligations import NoRound, next_round_of, rounds_of

TEXT = shipped_profile()
DUTY: dict[str, object] = {
    "key": "handicappolitik",
    "name": "Handicappolitik",
    "approver": "council",
    "first_due_on": date(2024, 2, 29),
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
    assert [one.due_on for one in found] == [date(2024, 2, 29), date(2026, 2, 28), date(2028, 2, 29)]
    assert found[1].period_start == date(2024, 3, 1)
    assert found[0].source == "Kommunalbestyrelsens beslutning"


def test_it_may_end_and_then_there_is_no_next_round() -> None:
    text = add_row(TEXT, "obligation", {**DUTY, "valid_to": date(2026, 1, 1)})
    duty = load_profile("n.toml", text).duties[-1].obligation
    assert [one.year for one in rounds_of(duty, until=date(2040, 1, 1))] == [2024]
    assert isinstance(next_round_of(duty, date(2025, 1, 1)), NoRound)


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
    ],
)
def test_what_cannot_be_is_refused(changed: dict[str, object], finding: tuple[str, str]) -> None:
    assert codes(**changed) == [finding]
