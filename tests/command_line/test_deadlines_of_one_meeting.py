from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from desk.typed import to_day

if TYPE_CHECKING:
    from conftest import Terminal

KB = ("deadlines", "--body", "KB", "--meeting", "2023-05-23", "--json")
KEYS = {"kind", "rule", "legal_date", "practical_date", "explanation"}


def dispatch(terminal: Terminal, *options: str) -> dict[str, object]:
    rows = terminal.ok(*KB, *options).json
    return next(row for row in rows if row["rule"] == "KS8-4")


def test_json_has_exactly_the_agreed_keys(terminal: Terminal) -> None:
    for row in terminal.ok(*KB).json:
        assert set(row) == KEYS
        assert all(isinstance(line, str) for line in row["explanation"])


@pytest.mark.parametrize(
    ("options", "legal", "practical"),
    [
        ((), "2023-05-16", "2023-05-16"),
        (("--count", "nth-day"), "2023-05-17", "2023-05-17"),
        (("--no-saturday-counts",), "2023-05-15", "2023-05-15"),
        (("--no-saturday-counts", "--count", "nth-day"), "2023-05-16", "2023-05-16"),
    ],
)
def test_each_reading_of_four_hverdage_gives_its_own_day(
    options: tuple[str, ...], legal: str, practical: str, terminal: Terminal
) -> None:
    row = dispatch(terminal, *options)
    assert (row["legal_date"], row["practical_date"]) == (legal, practical)


def test_special_days_count_only_when_asked(terminal: Terminal) -> None:
    meeting = ("deadlines", "--body", "KB", "--meeting", "2026-01-06", "--json")
    safe = next(row for row in terminal.ok(*meeting).json if row["rule"] == "KS8-4")
    lax = next(row for row in terminal.ok(*meeting, "--special-days-count").json if row["rule"] == "KS8-4")
    assert (safe["legal_date"], lax["legal_date"]) == ("2025-12-29", "2025-12-30")


def test_a_danish_date_and_a_full_name_are_understood(terminal: Terminal) -> None:
    danish = terminal.ok("deadlines", "--body", "kommunalbestyrelsen", "--meeting", "23-05-2023", "--json").json
    assert danish == terminal.ok(*KB).json


def test_the_words_show_the_days_that_are_skipped_and_why(terminal: Terminal) -> None:
    page = terminal.ok("deadlines", "--body", "KB", "--meeting", "2023-05-23").out
    assert "Udsendelse: tirs 16-05-2023" in page
    assert "torsdag 18. maj: tælles ikke (Kristi himmelfartsdag)" in page
    assert "Lørdag tæller som hverdag" in page


def test_asking_for_deadlines_makes_no_database(terminal: Terminal) -> None:
    terminal.ok(*KB)
    assert not terminal.place.data.exists()


@pytest.mark.parametrize("text", ["2023-05-23", "23-05-2023", "23.5.2023", "23/5/2023", " 23-05-2023 "])
def test_one_day_may_be_written_in_several_ways(text: str) -> None:
    assert to_day(text) == date(2023, 5, 23)


@pytest.mark.parametrize("text", ["23-5-23", "maj 2023", "", "2023-05-23T10:00"])
def test_what_is_no_date_is_not_made_into_one(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - what the command line library is told, not what a person reads
        to_day(text)


def test_one_kind_of_deadline_is_asked_for_in_danish_or_english(terminal: Terminal) -> None:
    kinds = {row["kind"] for row in terminal.ok(*KB, "--kind", "udsendelse", "--kind", "minutes").json}
    assert kinds == {"dispatch", "minutes"}
    page = terminal.ok(*KB[:-1], "--kind", "dispatch").out
    assert "tirsdag 16. maj 2023: seneste dag for udsendelse" in page
    assert "Referat" not in page
    refused = terminal(*KB, "--kind", "udsendels")
    assert refused.code == 2
    assert "dispatch (udsendelse)" in refused.err
