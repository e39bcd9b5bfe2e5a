"""What grows with municipalities and years is measured on a real PostgreSQL, and the page says what was found."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bench.scale_page import Carried, Grown, Size, as_page

AT = datetime(2023, 3, 1, 9, 0, tzinfo=UTC)


def test_the_page_of_scale_has_a_row_for_each_work_and_a_column_for_each_size() -> None:
    grown = [
        Grown("søgning på et ord", "kommuner", {1: 0.86, 98: 1.72}, 2.0),
        Grown("søgning på et ord", "år", {1: 1.0, 10: 1.25}, 1.25),
    ]
    sheet = as_page(
        Size(), grown, {1: 12 * 1024**2, 10: 90 * 1024**2}, Carried(48, 481, 223, 2), at=AT, cores=2, drawing="s.svg"
    )
    assert "i hver: 1.470.000 sager i alt." in sheet
    assert "| Millisekunder ved antal kommuner | 1 | 98 | 98 / 1 |" in sheet
    assert "| søgning på et ord | 0,86 | 1,72 | 2,00 |" in sheet
    assert "| 10 | 90 |" in sheet
    assert "![Tid mod antal kommuner, begge akser logaritmiske](s.svg)" in sheet


@pytest.mark.slow
@pytest.mark.postgres
def test_a_small_fleet_is_measured_from_empty_server_to_page(tmp_path: Path) -> None:
    kept, page = tmp_path / "scale.json", tmp_path / "SCALE.md"
    small = ("--municipalities", "3", "--cases", "30", "--open-cases", "60", "--rounds", "1")
    command = [sys.executable, "-m", "bench.scale", *small, "--json", str(kept), "--results", str(page)]
    subprocess.run(command, check=True, cwd=Path(__file__).parents[2])
    found = json.loads(kept.read_text("utf-8"))
    assert {one["over"] for one in found["grown"]} == {"kommuner", "år"}
    assert all(set(one["milliseconds"]) == {"1", "3"} for one in found["grown"] if one["over"] == "kommuner")
    assert all(one["growth"] > 0 for one in found["grown"])
    assert found["bytes"]["10"] > found["bytes"]["1"]
    assert found["desk"]["pages"] > 0
    assert found["desk"]["memory"] > 50
    assert page.with_name("scale.svg").is_file()
    assert "450 sager i alt" in page.read_text("utf-8")
