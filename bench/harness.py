"""Measuring fairly on a shared machine: every variant in every round, in random order, and medians of ratios."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from statistics import median
from time import perf_counter

Times = dict[str, list[float]]


def interleave(variants: Mapping[str, Callable[[], object]], *, rounds: int = 7, seed: int = 2023) -> Times:
    """Seconds per variant and round. Each variant runs once unmeasured; then the order is drawn anew each round."""
    order = list(variants)
    draw = random.Random(seed)  # noqa: S311 - an order of runs, no secret
    for name in order:
        variants[name]()
    times: Times = {name: [] for name in order}
    for _ in range(rounds):
        draw.shuffle(order)
        for name in order:
            begun = perf_counter()
            variants[name]()
            times[name].append(perf_counter() - begun)
    return times


def ratio(times: Times, slow: str, fast: str) -> float:
    """How many times ``fast`` goes into ``slow``: the median of the rounds' own ratios."""
    return median(one / other for one, other in zip(times[slow], times[fast], strict=True))


def line(what: str, measured: float, goal: str, *, met: bool) -> None:
    """One line of the report: what was compared, the ratio, the goal, and whether it was met."""
    print(f"{what:<62} {measured:>9.2f}x  mål {goal:<9} {'nået' if met else 'IKKE NÅET'}")
