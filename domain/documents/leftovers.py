"""What is left of the last round in a text that was taken over: its years, days, period, theme and names, in place.

A new round starts from the last one's words. Whatever in them belongs to the last round is found here, so that
nobody sends out "i 2020" in 2023. Nothing is changed: a person reads the place and writes what is right now.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from domain.documents.dates import FoundDate, find_dates

CODES = ("old_period", "old_date", "old_year", "old_theme", "old_name")
_YEAR = re.compile(r"(?<![\d./-])(?:19|20)\d\d(?![\d])")
_UP_TO = ("til", "-", "–", "til og med", "og til")
_NAME = r"[A-ZÆØÅ][\w'-]+(?: [A-ZÆØÅ][\w'-]+)+"
_TITLED = re.compile(
    r"\b\w*(?i:direktør|chef|borgmester|formand|konsulent|koordinator|sekretær|leder)(?:en)? (?P<name>" + _NAME + ")"
)
_LONGEST = 200  # of a line that is quoted

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Leftover:
    """One thing left: what it is (``CODES``), in which section and line (from 1), what was found, in which words."""

    code: str
    section: str
    line: int
    found: str
    words: str


def find_leftovers(
    sections: Mapping[str, str], *, year: int, theme: str = "", names: Iterable[str] = ()
) -> tuple[Leftover, ...]:
    """Everything in the sections that belongs to a round before ``year``, in the order it stands.

    ``theme`` is the last round's; ``names`` are the people we know. Each thing is told once a line.
    """
    known = sorted({name for name in names if name.strip()}, key=len, reverse=True)
    found: dict[Leftover, None] = {}
    for section, text in sections.items():
        for number, line in enumerate(text.splitlines(), 1):
            for code, words in _in_line(line, year, theme.strip(), known):
                found[Leftover(code, section, number, words, _quote(line))] = None
    return tuple(found)


def is_still_there(leftover: Mapping[str, object], sections: Mapping[str, str]) -> bool:
    """Whether the words that were found (a kept finding) still stand in their section."""
    return str(leftover.get("found", "")) in sections.get(str(leftover.get("section", "")), "")


def _in_line(line: str, year: int, theme: str, names: Sequence[str]) -> Iterator[tuple[str, str]]:
    taken: list[Span] = []
    for code, span in (*_periods(line), *_dates(line, year), *_years(line, year)):
        if not any(start < span[1] and span[0] < end for start, end in taken):
            taken.append(span)
            yield code, line[span[0] : span[1]].strip()
    if theme and (match := re.search(re.escape(theme), line, re.IGNORECASE)):
        yield "old_theme", match[0]
    yield from (("old_name", name) for name in _names(line, names))


def _periods(line: str) -> Iterator[tuple[str, Span]]:
    for first, second in pairwise(find_dates(line)):
        if line[first.end : second.start].strip(" ,").casefold() in _UP_TO:
            yield "old_period", (first.start, second.end)


def _dates(line: str, year: int) -> Iterator[tuple[str, Span]]:
    """Days of the years before, and every day without a year: it is a day of the last round's meetings."""
    for found in find_dates(line):
        if _is_old(found, year):
            yield "old_date", (found.start, found.end)


def _is_old(found: FoundDate, year: int) -> bool:
    return found.year is None or found.year < year


def _years(line: str, year: int) -> Iterator[tuple[str, Span]]:
    for match in _YEAR.finditer(line):
        if int(match[0]) < year:
            yield "old_year", match.span()


def _names(line: str, names: Sequence[str]) -> Iterator[str]:
    """People we know, and whoever stands after a title: "borgmester Karin Holm"."""
    said = [name for name in names if re.search(rf"(?<!\w){re.escape(name)}(?!\w)", line)]
    yield from said
    for match in _TITLED.finditer(line):
        if match["name"] not in said:
            yield match["name"]


def _quote(line: str) -> str:
    text = " ".join(line.split())
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
