"""Why a stop came to be stands in Danish, whether a body's outcome or staff's own words made it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from calendars.copenhagen import COPENHAGEN
from flows.sweep import sweep


def test_a_second_treatment_says_that_the_body_postponed_the_case(furnished_terminal: Any) -> None:
    paper = furnished_terminal.samples / "budgetanalyse-samskabelse-2023.txt"
    furnished_terminal.ok("case", "open", paper)
    furnished_terminal.set_clock(datetime(2023, 4, 12, 13, tzinfo=COPENHAGEN))
    decide = ("case", "decide", "23/4151", "--body", "DIR", "--on", "2023-04-12")
    furnished_terminal.ok(*decide, "--outcome", "udsat", "--text", "Udsat til næste møde.")
    with furnished_terminal.place.database() as db:
        sweep(db, furnished_terminal.place.now())

    shown = furnished_terminal.ok("case", "show", "23/4151").out

    second = next(line for line in shown.splitlines() if line.startswith("DIR, 2. gang"))
    assert second.rstrip().endswith("udsat")
    assert "postponed" not in shown
