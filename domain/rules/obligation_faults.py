"""What is wrong with a duty's rows, found before a case rests on them: the program's rows and the profile's."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from domain.rules.obligation import LawPeriod, Obligation

_LEAP_DAY = (2, 29)


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with law number ``row`` (from 1; 0: the duty as a whole).

    ``code``: no_law, impossible_interval, no_source, leap_day, period_reversed, overlapping_validity, never_due,
    not_its_year (what a round waits for came out in another year than its own and the next).
    """

    row: int
    code: str
    facts: dict[str, object] = field(default_factory=dict)


def find_faults(obligation: Obligation) -> tuple[Fault, ...]:
    """Everything that is wrong with a duty, law by law; nothing where its rounds can be counted."""
    if not obligation.laws:
        return (Fault(0, "no_law"),)
    found = [fault for row, law in enumerate(obligation.laws, 1) for fault in _of_law(row, law)]
    for row, (law, following) in enumerate(pairwise(obligation.laws), 2):
        if following.valid_from <= law.valid_from:
            found.append(Fault(row, "overlapping_validity", {"from": following.valid_from, "before": law.valid_from}))
    found += [
        Fault(0, "not_its_year", {"year": one.year, "on": one.published_on})
        for one in obligation.publications
        if not one.year <= one.published_on.year <= one.year + 1
    ]
    repeal = obligation.repeal
    first = obligation.laws[0]
    if repeal is not None and not found and repeal.valid_from <= first.due_on(first.first_year):
        found.append(Fault(0, "never_due", {"to": repeal.valid_from, "first": first.due_on(first.first_year)}))
    return tuple(found)


def _of_law(row: int, law: LawPeriod) -> Iterator[Fault]:
    if law.every_years <= 0:
        yield Fault(row, "impossible_interval", {"found": law.every_years})
    if not law.source.strip():
        yield Fault(row, "no_source")
    if law.due == _LEAP_DAY:
        yield Fault(row, "leap_day", {"found": law.due_on(law.first_year)})
    start, end = law.covered_to(law.first_year - law.every_years), law.covered_to(law.first_year)
    if law.every_years > 0 and end <= start:
        yield Fault(row, "period_reversed", {"from": start, "to": end})
