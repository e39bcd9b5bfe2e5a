"""At the keyboard a body that is no more is refused in Danish, with the day and the cure, and nothing is written."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from domain.profile import shipped_profile
from domain.profile.edit import change_row

ITEM = """Punkter til behandling

1. Vejplan for havnen

Sagsgang

DIR, MTU

Sagsfremstilling

Planen er klar.

Indstilling

At planen godkendes.
"""
SAYS = "Miljø- og Teknikudvalget holdt op den 31-03-2023. Vælg det organ, der har overtaget opgaven."


def test_a_case_and_a_stop_in_an_ended_body_are_refused_with_the_cure(
    town: Any, write: Callable[[str, str], Path]
) -> None:
    ended = change_row(shipped_profile(), "body", 2, {"valid_to": date(2023, 4, 1)})
    town.ok("profile", "adopt", write("norddjurs.toml", ended))
    item = write("vejplan.txt", ITEM)
    town.set_clock(datetime(2023, 5, 2, 8, tzinfo=UTC))
    before = town.dump()[0]

    assert SAYS in " ".join(town.refused("case", "open", item, "--number", "23/9").split())
    assert town.dump()[0] == before

    town.ok("case", "open", item, "--number", "23/9", "--route", "DIR,ØK")
    refused = town.refused("case", "add-stop", "23/9", "--body", "MTU", "--reason", "Udvalget vil se den", "--yes")
    assert SAYS in " ".join(refused.split())
