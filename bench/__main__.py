"""`make bench`: every measured goal, one line each. `--full` uses the full sizes of the handbook."""

from __future__ import annotations

import importlib
import sys

PARTS = ("p1_days", "p1_plan", "p2_replan", "p3_sweep", "p4_feeds", "p4_import", "p5_advance", "p6_board")


def main() -> None:
    full = "--full" in sys.argv[1:]
    print(f"{'fulde' if full else 'små'} størrelser; forhold målt i samme kørsel, medianer")
    for part in PARTS:
        importlib.import_module(f"bench.{part}").main(full=full)


if __name__ == "__main__":
    main()
