"""Measuring fairly on a shared machine: every variant in every round, in random order, and medians of ratios."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from statistics import median
from time import perf_counter, process_time

Work = Callable[[], object]


@dataclass(slots=True)
class Times:
    """Seconds per variant and round: on the wall, and of this process alone (without disk and neighbours)."""

    wall: dict[str, list[float]] = field(default_factory=dict)
    cpu: dict[str, list[float]] = field(default_factory=dict)


def interleave(
    variants: Mapping[str, Work],
    *,
    rounds: int = 7,
    seed: int = 2023,
    reset: Mapping[str, Work] | None = None,
    check: Work | None = None,
) -> Times:
    """Each variant runs once unmeasured; then ``check`` compares what they did; then they are timed.

    The order is drawn anew each round. ``reset`` of a variant is done before each of its runs, and not measured.
    """
    order = list(variants)
    draw = random.Random(seed)  # noqa: S311 - an order of runs, no secret
    times = Times({name: [] for name in order}, {name: [] for name in order})
    for turn in range(rounds + 1):
        draw.shuffle(order)
        for name in order:
            if reset is not None:
                reset[name]()
            on_the_wall, of_its_own = perf_counter(), process_time()
            variants[name]()
            on_the_wall, of_its_own = perf_counter() - on_the_wall, process_time() - of_its_own
            if turn > 0:
                times.wall[name].append(on_the_wall)
                times.cpu[name].append(of_its_own)
        if turn == 0 and check is not None:
            check()
    return times


def ratio(times: Times, slow: str, fast: str, *, cpu: bool = False) -> float:
    """How many times ``fast`` goes into ``slow``: the median of the rounds' own ratios."""
    measured = times.cpu if cpu else times.wall
    return median(one / other for one, other in zip(measured[slow], measured[fast], strict=True))


@dataclass(frozen=True, slots=True)
class Measured:
    """One line of the report. ``goal`` is empty for a ratio that only explains another."""

    what: str
    ratio: float
    goal: str = ""
    met: bool | None = None


REPORT: list[Measured] = []  # of this run, in the order it was measured


POINTS: dict[str, list[tuple[int, float]]] = {}  # of this run: seconds at each size, for the drawing


def point(series: str, size: int, times: Times, name: str) -> None:
    """Keep how long ``name`` took at that size: the median of its rounds."""
    POINTS.setdefault(series, []).append((size, median(times.wall[name])))


def line(what: str, measured: float, goal: str, *, met: bool) -> None:
    """One line of the report: what was compared, the ratio, the goal, and whether it was met."""
    REPORT.append(Measured(what, measured, goal, met))
    print(f"{what:<66} {measured:>9.2f}x  mål {goal:<9} {'nået' if met else 'IKKE NÅET'}", flush=True)


def aside(what: str, measured: float) -> None:
    """A ratio beside a goal, which explains it and has none of its own."""
    REPORT.append(Measured(what, measured))
    print(f"{what:<66} {measured:>9.2f}x", flush=True)
