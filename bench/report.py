"""A run of the measurements as a page to keep, and as JSON for programs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from bench.harness import Measured
from bench.plot import Point

# Why a goal is missed, by how its lines begin; said only where it is. From profiles, counted in calls and statements.
REASONS = {
    "P2a": (
        "Omtrent halvdelen af tiden er indsættelser, som grænsen også gør. Resten er at læse hver sags rute "
        "og lægge planen i Python, hvor grænsen får de nye møder foræret."
    ),
    "P3": (
        "Rækkerne lejes, før de tages, så to feje ikke kan tage det samme, og hver påmindelse slås op hos dem, der "
        "har stillingen den dag; grænsen gør intet af det. Disken ventes der kun på én gang. Ved hundrede forfaldne "
        "er det meste de sætninger, der er de samme for én og for tusind."
    ),
    "P4": (
        "Ved få møder er det meste af en kalender, hvor 1 % er ændret, én commit: de nye aftaler skal stå på disken, "
        "og det venter icalendar ikke på. Dertil kommer de sætninger, der er ens for ét og for ti ændrede."
    ),
    "P5": (
        "Et skridt er 7 sætninger, fordi reglerne spørges om alt i sagen; grænsen læser i én sætning det, netop "
        "dette skridt skal bruge. Resten er SQLAlchemys arbejde pr. sætning og for transaktionen."
    ),
    "P7": (
        "Grænsen læser kun bogstaver. 5 MB i sekundet er 30 mikrosekunder for en linje på 150 tegn; vi bruger det "
        "tredobbelte, når hver linje har en dato og et organ, og mere end før læseren lærte flere kommuners vaner; "
        "derfor er PDF nu også lidt over. En tredjedel går til at finde de to, en sjettedel til "
        "sætninger og deres ord, en tiendedel til selve værdierne med sted og vished; resten er delt ud på alt det "
        "øvrige, intet over et par procent. Det vokser lige med længden. I Word er linjerne alene godt to gange "
        "grænsen, fordi lister, tabeller og rettelser læses som de står på papiret."
    ),
}


def as_markdown(report: Sequence[Measured], *, at: datetime, machine: str, sizes: str, plot: str) -> str:
    """The page: date, kind of machine, sizes, a row for each ratio, and why goals are missed. In Danish."""
    rows = [f"| {one.what.strip()} | {danish(one.ratio)} | {one.goal or '–'} | {_verdict(one)} |" for one in report]
    missed = [one.what for one in report if one.met is False]
    why = [
        f"* **{begins}**: {reason}"
        for begins, reason in REASONS.items()
        if any(what.startswith(begins) for what in missed)
    ]
    return "\n".join(
        [
            "# Målt fart",
            "",
            f"Målt {at:%d-%m-%Y kl. %H.%M} UTC på {machine}; {sizes} størrelser.",
            "Skrevet af `python -m bench --results bench/RESULTS.md`.",
            "",
            "Alt er forhold, målt i samme kørsel, skiftevis og som medianer. Sekunder på en anden maskine er andre;",
            "forholdene er nogenlunde de samme. Målene er håndbogens, for de fulde størrelser (`--full`).",
            "",
            f"Nået: {sum(one.met is True for one in report)} af {sum(one.met is not None for one in report)} mål.",
            "",
            "| Hvad | Forhold | Mål | |",
            "|---|---|---|---|",
            *rows,
            "",
            *(["## Hvorfor ikke", "", *why, ""] if why else []),
            "## Hvordan det vokser",
            "",
            f"![Tid mod størrelse, begge akser logaritmiske]({plot})",
            "",
        ]
    )


def as_json(
    report: Sequence[Measured], points: Mapping[str, Sequence[Point]], *, at: datetime, machine: str, sizes: str
) -> dict[str, Any]:
    """The same as plain values; ``points`` are (size, seconds)."""
    return {
        "format": "sagsgang-bench/1",
        "at": at.isoformat(timespec="seconds"),
        "machine": machine,
        "sizes": sizes,
        "ratios": [asdict(one) for one in report],
        "points": {name: [list(point) for point in line] for name, line in points.items()},
    }


def _verdict(one: Measured) -> str:
    return "" if one.met is None else "nået" if one.met else "**ikke nået**"


def danish(ratio: float) -> str:
    """A figure with as many digits as it deserves, and a comma."""
    said = f"{ratio:.0f}" if ratio >= 100 else f"{ratio:.2f}" if ratio >= 0.01 else f"{ratio:.2g}"
    return said.replace(".", ",")
