"""Where each plain fact stands: the line that names the body, the day, a person absent, the mark of openness.

What has a place of its own (a stage, a decision, an attachment) carries it; this finds the lines of the rest.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date

from domain.documents.bodies import Bodies
from domain.documents.dates import find_dates
from domain.documents.document import Evidence, Item, SectionKey
from domain.documents.items import ItemText
from domain.documents.text import Line

SURE, INFERRED = 1.0, 0.7  # said about the meeting itself; taken from the latest decision
_ABSENT = re.compile("fravær|afbud|forhindret|deltog ikke|ikke til stede|undtage")
_RECUSED = re.compile(r"habil", re.IGNORECASE)
_NEAR = 6  # lines under "Fraværende:" that may list names


def of_document(
    header: Sequence[Line],
    lines: Sequence[Line],
    facts: tuple[str | None, date | None, Sequence[str]],
    bodies: Bodies,
) -> dict[str, Evidence]:
    """The lines behind the meeting's body, its day and its absentees (``facts``), by field and "absentees: NAME"."""
    body, on, absent = facts
    found: dict[str, Evidence] = {}

    def names_body(line: Line) -> bool:
        return body is not None and any(bodies.same(one.name, body) for one in bodies.mentions(line.text))

    def names_day(line: Line) -> bool:
        return any(one.on() == on for one in find_dates(line.text))

    for field, is_named, value in (("body", names_body, body), ("meeting_date", names_day, on)):
        for told, confidence in ((header, SURE), (lines, INFERRED)):
            if value is not None and field not in found:
                found.update(_first(field, told, is_named, confidence))
    near = tuple(_after(lines, _ABSENT)) if absent else ()
    for name in absent:
        found.update(_first(f"absentees: {name}", near, lambda line, name=name: name in line.text, SURE))  # type: ignore[misc]  # a lambda with a default
    return found


def of_item(text: ItemText, item: Item) -> dict[str, Evidence]:
    """The lines behind an item's openness, route, period, sections and disqualified, by field."""
    found = {"title": Evidence(text.place, SURE)}
    if text.open_place is not None and item.is_open is not None:
        found["is_open"] = Evidence(text.open_place, SURE)
    route = item.sections.get(SectionKey.ROUTE)
    if item.route:
        found["route"] = Evidence(route.place if route else text.place, SURE)
    if item.period is not None:
        found["period"] = Evidence(item.period.place, SURE)
    found.update({f"sections: {key.value}": Evidence(one.place, SURE) for key, one in item.sections.items()})
    lines = [line for block in text.blocks for line in block.lines]
    for name in item.recused:
        last = name.split()[-1]
        found.update(_first(f"recused: {name}", lines, lambda line, last=last: last in line.text, SURE))  # type: ignore[misc]  # as above
    return found


def _first(
    field: str, lines: Iterable[Line], is_it: Callable[[Line], bool], confidence: float
) -> Mapping[str, Evidence]:
    line = next((line for line in lines if is_it(line)), None)
    return {} if line is None else {field: Evidence(line.place, confidence)}


def _after(lines: Sequence[Line], words: re.Pattern[str]) -> Iterator[Line]:
    """The lines with one of the words, and those right under them; then all, for names in unusual places."""
    for at, line in enumerate(lines):
        if words.search(line.text.casefold()):
            yield from lines[at : at + _NEAR]
    yield from lines
