"""A case that no plan can carry says so when it is shown: where it fails, on what rule, and the cure."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from flows.sweep import sweep

PAPER = """Norddjurs Kommune

Lån til havnen

Åben sag

Sagsgang

DIR, ØK, KB

Sagsfremstilling

Havnen søger om et lån, som skal være bevilget før februar.

Indstilling

Økonomichefen indstiller, at lånet bevilges.
"""


def test_a_case_without_a_plan_shows_the_rule_that_breaks_and_the_cure(
    furnished_terminal: Any, write: Callable[[str, str], Path]
) -> None:
    paper = write("laan.txt", PAPER)
    furnished_terminal.ok("case", "open", paper, "--number", "23/900", "--before", "2023-01-20")
    with furnished_terminal.place.database() as db:
        sweep(db, furnished_terminal.place.now())

    shown = furnished_terminal.ok("case", "show", "23/900").out
    told = json.loads(furnished_terminal.ok("case", "show", "23/900", "--json").out)

    assert "Ingen plan: i " in shown
    assert "Løsning: " in shown
    assert told["stuck_because"]["why"] == "no_plan"
