"""``minutes read``: the items with their cases and outcomes, and with ``--yes`` the decisions on the cases, once."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import pytest

from calendars.copenhagen import COPENHAGEN

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conftest import Terminal

MARCH = datetime(2023, 3, 15, 9, tzinfo=COPENHAGEN)
AFTER_DIR = datetime(2023, 4, 12, 15, tzinfo=COPENHAGEN)
CASE = """Ny sti i skoven
Sagsnr.: 23/77
Åben sag
Sagsgang
DIR, KB
Sagsfremstilling
Direktionen ser på stien 12. april 2023.
Indstilling
At stien anlægges.
"""
PAPER = """Referat fra Direktionens møde den 12. april 2023
1. Ny sti i skoven
Sagsnr.: 23/77
Indstilling
At stien anlægges.
Beslutning i Direktionen den 12-04-2023
Anbefales. HR-chefen følger op senest den 1. september 2023.
2. Kaffe
Beslutning i Direktionen den 12-04-2023
Drøftet.
"""


@pytest.fixture
def minutes(furnished_terminal: Terminal, write: Callable[..., Path]) -> Path:
    """The minutes of a meeting that a case was on."""
    furnished_terminal.set_clock(MARCH)
    furnished_terminal.ok("case", "open", write("sag.txt", CASE), "--owner", "hr-chef")
    furnished_terminal.set_clock(AFTER_DIR)
    return write("referat.txt", PAPER)


def test_what_was_found_is_shown_and_nothing_is_recorded_before_it_is_agreed(
    furnished_terminal: Terminal, minutes: Path
):
    rows = furnished_terminal.ok("minutes", "read", minutes, "--json").json
    assert [(row["number"], row["case"], row["matched_by"], row["outcome"]) for row in rows] == [
        ("1", "23/77", "sagens nummer", "anbefalet"),
        ("2", "(ingen sag)", "", "drøftet"),
    ]
    assert [row["recorded"] for row in rows] == ["", ""]


def test_agreed_decisions_are_recorded_once(furnished_terminal: Terminal, minutes: Path):
    first = furnished_terminal.ok("minutes", "read", minutes, "--yes")
    assert "Sag 23/77: anbefalet. Skrevet." in first.out
    again = furnished_terminal.ok("minutes", "read", minutes, "--yes", "--json").json
    assert again[0]["recorded"] == "anbefalet"
    assert "Skrevet." not in furnished_terminal.ok("minutes", "read", minutes, "--yes").out


def test_minutes_of_no_known_meeting_are_refused(furnished_terminal: Terminal, write: Callable[..., Path]):
    said = furnished_terminal.refused(
        "minutes", "read", write("uden.txt", "Referat\n1. Kaffe\nBeslutning\nDrøftet.\n")
    )
    assert "siger ikke, hvilket møde" in said
