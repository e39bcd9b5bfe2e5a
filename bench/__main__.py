"""`make bench`: every measured goal, one line each.

`--full` uses the full sizes of the handbook, `--json FILE` writes the run for programs, `--results FILE` the page
that is kept in the repository, with the drawing beside it.
"""

from __future__ import annotations

import argparse
import importlib
import json
import os
import platform
from datetime import UTC, datetime
from pathlib import Path

from bench.harness import POINTS, REPORT
from bench.plot import scaling_plot
from bench.report import as_json, as_markdown

PARTS = (
    "p1_days",
    "p1_plan",
    "p2_replan",
    "p3_sweep",
    "p4_feeds",
    "p4_import",
    "p5_advance",
    "p6_board",
    "p7_read",
    "p7_write",
)
_BUSY = 1.5  # of the machine's cores: with more at work than that, times are the neighbours' too


def main() -> None:
    asked = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    asked.add_argument("--full", action="store_true")
    asked.add_argument("--json", type=Path)
    asked.add_argument("--results", type=Path)
    wanted = asked.parse_args()
    sizes, at, machine = "fulde" if wanted.full else "små", datetime.now(UTC), _machine()  # noqa: TID251 - a run is an edge
    print(f"{sizes} størrelser; forhold målt i samme kørsel, medianer; {machine}")
    for part in PARTS:
        importlib.import_module(f"bench.{part}").main(full=wanted.full)
    if wanted.json is not None:
        wanted.json.parent.mkdir(parents=True, exist_ok=True)
        found = as_json(REPORT, POINTS, at=at, machine=machine, sizes=sizes)
        wanted.json.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", "utf-8")
    if wanted.results is not None:
        plot = wanted.results.with_name("scaling.svg")
        plot.write_text(scaling_plot(POINTS, title="Tid mod størrelse"), "utf-8")
        page = as_markdown(REPORT, at=at, machine=machine, sizes=sizes, plot=plot.name)
        wanted.results.write_text(page, "utf-8")


def _machine() -> str:
    """The kind of machine, and whether others were at work on it when we began; never its name."""
    cores, load = os.cpu_count() or 1, os.getloadavg()[0]
    busy = f"optaget af andet arbejde imens (belastning {load:.0f})" if load > _BUSY * cores else "ellers ledig"
    return f"{cores} delte kerner, Python {platform.python_version()}, {busy}"


if __name__ == "__main__":
    main()
