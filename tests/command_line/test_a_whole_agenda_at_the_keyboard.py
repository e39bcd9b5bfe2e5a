"""``case open-all``: every item of an agenda shown with its case; what is agreed is saved, once, the rest refused."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import pytest

from calendars.copenhagen import COPENHAGEN

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conftest import Terminal

AGENDA = """Dagsorden for Direktionen den 12. april 2023
1. Godkendelse af dagsorden
Indstilling
At dagsordenen godkendes.
2. Ny sti i skoven
Sagsnr.: 23/77
Åben sag
Sagsgang
DIR, KB
Indstilling
At stien anlægges.
3. Grunden ved åen
Sagsnr.: 23/78
Indstilling
At grunden sælges.
4. Nyt bibliotek
Åben sag
Indstilling
At biblioteket bygges.
"""


@pytest.fixture
def agenda(furnished_terminal: Terminal, write: Callable[..., Path]) -> Path:
    """An agenda that comes in on 15 March."""
    furnished_terminal.set_clock(datetime(2023, 3, 15, 9, tzinfo=COPENHAGEN))
    return write("dagsorden.txt", AGENDA)


def test_every_item_is_shown_and_nothing_is_saved_before_it_is_agreed(
    furnished_terminal: Terminal, agenda: Path
) -> None:
    rows = furnished_terminal.ok("case", "open-all", agenda, "--json").json
    assert [(row["item"], row["number"], row["does"]) for row in rows] == [
        ("1", "", "lades ude"),
        ("2", "23/77", "oprettes"),
        ("3", "23/78", "oprettes"),
        ("4", "", "oprettes"),
    ]
    assert rows[1]["route"] == "DIR, KB"
    assert furnished_terminal("case", "show", "23/77").code == 1


def test_what_lacks_something_is_refused_and_a_second_run_does_the_rest(
    furnished_terminal: Terminal, agenda: Path
) -> None:
    first = furnished_terminal("case", "open-all", agenda, "--yes")
    assert first.code == 1
    assert "Punkt 2: sag 23/77 er oprettet." in first.out
    assert "Punkt 3 er ikke gemt: der står ikke, om det er åbent." in first.err
    assert "Punkt 4 er ikke gemt: der står intet sagsnummer." in first.err
    again = furnished_terminal.ok("case", "open-all", agenda, "--closed", "3", "--number", "4=23/79", "--yes")
    assert "Punkt 2: der var intet nyt til sag 23/77." in again.out
    assert "Punkt 3: sag 23/78 er oprettet." in again.out
    assert "Punkt 4: sag 23/79 er oprettet." in again.out
    rows = furnished_terminal.ok("case", "open-all", agenda, "--json").json
    assert [(row["case"], row["matched_by"]) for row in rows[1:]] == [
        ("23/77", "sagens nummer"),
        ("23/78", "sagens nummer"),
        ("23/79", "overskriften"),
    ]
