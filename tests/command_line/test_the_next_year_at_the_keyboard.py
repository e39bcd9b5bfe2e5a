"""``sagsgang wheel``, ``cycles published`` and ``profile example``: the year's wheel without a browser."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

Terminal = Any


def test_the_next_years_wheel_is_a_list_of_differences_and_agreed_to_once(town: Terminal) -> None:
    said = town.ok("wheel", "next", "2024").out
    assert "Årshjulet 2024 i forhold til 2023" in said
    assert "lov nr. 1470 af 10. december 2024" in said
    assert "Store bededag" in said
    assert "bekræftet" in town.ok("wheel", "next", "2024", "--agree").out
    assert "var bekræftet" in town.ok("wheel", "next", "2024", "--agree").out

    moved = ("cycles", "move", "budget", "--year", "2024", "--due", "2024-11-05", "--source", "ministeriets brev")
    town.ok(*moved, "--reason", "valg")
    after = town.ok("wheel", "next", "2024", "--json").json
    assert [(one["entry"]["key"], one["turn"]) for one in after["since"]] == [("budget", "moved")]
    assert after["agreed_by"] == "prøve"
    assert "forbi" in town.refused("wheel", "next", "2022", "--agree")


def test_the_day_the_figures_came_is_written_at_the_keyboard(town: Terminal) -> None:
    said = town.ok("cycles", "published", "danmarkskort", "--on", "2023-01-02", "--source", "ast.dk").out
    assert said == "Tallene til runden 2023 kom man 02-01-2023. Senest søn 31-12-2023.\n"
    assert "venter ikke" in town.refused("cycles", "published", "budget", "--on", "2023-01-02", "--source", "x")
    assert "ikke kommet" in town.refused(
        "cycles", "published", "danmarkskort", "--on", "2023-01-03", "--source", "ast.dk"
    )


@pytest.mark.slow
def test_a_region_begins_with_its_own_example(terminal: Terminal, tmp_path: Path) -> None:
    file = tmp_path / "region.toml"
    terminal.ok("profile", "example", "region", "--out", str(file))
    assert "Region Nordjylland" in terminal.ok("profile", "adopt", str(file)).out
    duties = {one["key"] for one in terminal.ok("cycles", "list", "--json").json}
    assert {"ligestillingsplan", "regionsbudget"} <= duties
    assert "danmarkskort" not in duties
    assert terminal.refused("profile", "example", "staten", "--out", str(file))
