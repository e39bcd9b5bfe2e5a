"""``sagsgang meetings import`` says what would change before it asks, and saves with ``--yes`` or in a pipe."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from desk import show

HEADER = "Udvalg;Dato;Tidspunkt;Slut;Sted\n"
ROWS = "Kommunalbestyrelsen;23-05-2023;18:00;20:00;Byrådssalen\n"
ROWS += "Direktionen;26-05-2023;09:00;11:30;Direktionens mødelokale\n"


def test_the_difference_is_shown_with_what_stays(town: Any, tmp_path: Path) -> None:
    file = tmp_path / "plan.csv"
    file.write_text(HEADER + ROWS, "utf-8")
    shown = town.ok("meetings", "import", file, "--dry-run").out
    assert "ændres           KB     tirs 23-05-2023  23-05-2023 17:00  23-05-2023 18:00" in shown
    assert "kun her, bliver  DIR    ons 24-05-2023" in shown
    told = town.ok("meetings", "import", file, "--dry-run", "--json").json
    assert {row["change"] for row in told["difference"]} == {"changed", "new", "kept"}
    assert not told["saved"]


def test_at_a_keyboard_nothing_is_saved_without_a_yes(
    town: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "plan.csv"
    file.write_text(HEADER + ROWS, "utf-8")
    monkeypatch.setattr(show, "is_terminal", lambda: True)
    monkeypatch.setattr("sys.stdin.readline", lambda: "nej\n", raising=False)
    assert town.ok("meetings", "import", file).err
    assert not [m for m in town.ok("meetings", "list", "--json").json if "2023-05-26" in m["starts_at"]]
    assert town.ok("meetings", "import", file, "--yes").out
    assert [m for m in town.ok("meetings", "list", "--json").json if "2023-05-26" in m["starts_at"]]
