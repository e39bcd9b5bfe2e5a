"""What `make bench-scale` found, as the page that is kept in the repository."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bench.report import danish

_MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Size:
    """What is measured: so many municipalities, with so many cases a year for so many years, so many open."""

    municipalities: int = 98
    cases: int = 3_000
    years: int = 5
    open_cases: int = 750
    rounds: int = 5


@dataclass(frozen=True, slots=True)
class Grown:
    """One work: milliseconds at each size, and how much longer it takes at the last than at the first."""

    what: str
    over: str
    milliseconds: dict[int, float]
    growth: float


@dataclass(frozen=True, slots=True)
class Carried:
    """What one desk process carries: for a second of one core, and in MiB of memory."""

    pages: float
    corrections: float
    memory: float
    connections: int


def as_page(
    size: Size,
    grown: Sequence[Grown],
    bytes_by_years: Mapping[int, int],
    carried: Carried,
    *,
    at: datetime,
    cores: int,
    drawing: str,
) -> str:
    """Markdown. ``bytes_by_years`` is what a municipality's database fills on disk after so many years."""
    lines = [
        "# Målt i stor skala",
        "",
        f"Målt {at:%d-%m-%Y kl. %H.%M} UTC på {cores} delte kerner; målingen og dens PostgreSQL delte dem.",
        f"{size.municipalities} kommuner, {size.cases} sager om året i {size.years} år, {size.open_cases} åbne",
        f"i hver: {size.municipalities * size.cases * size.years:,} sager i alt.".replace(",", "."),
        "Skrevet af `python -m bench.scale --results bench/SCALE.md`. Hver kommune har sin egen database i serveren.",
        "",
    ]
    for over, heading in (("kommuner", "Flere kommuner i samme server"), ("år", "Flere år i samme kommune")):
        some = [one for one in grown if one.over == over]
        sizes = list(some[0].milliseconds)
        lines += [
            f"## {heading}",
            "",
            f"| Millisekunder ved antal {over} | "
            + " | ".join(str(n) for n in sizes)
            + f" | {sizes[-1]} / {sizes[0]} |",
            "|---|" + "---|" * (len(sizes) + 1),
            *(
                f"| {one.what} | "
                + " | ".join(danish(one.milliseconds[n]) for n in sizes)
                + f" | {danish(one.growth)} |"
                for one in some
            ),
            "",
        ]
    lines += ["## Plads på disken", "", "| Kommunens år | MiB |", "|---|---|"]
    lines += [f"| {years} | {taken / _MIB:.0f} |" for years, taken in bytes_by_years.items()]
    lines += [
        "",
        "## Hvad én proces bærer",
        "",
        f"* {carried.pages:.0f} sider i sekundet for hver kerne, og {carried.corrections:.0f} gemte rettelser.",
        f"* {carried.memory:.0f} MiB hukommelse efter 300 opgaver; {carried.connections} forbindelse til databasen.",
        "",
        f"![Tid mod antal kommuner, begge akser logaritmiske]({drawing})",
        "",
    ]
    return "\n".join(lines)
