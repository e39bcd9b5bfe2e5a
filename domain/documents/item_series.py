"""The items' numbers as one series: what goes it on, what only the table of contents says, what is no series."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from string import ascii_letters

from domain.documents.document import SectionKey
from domain.documents.headings import HeadingReader
from domain.documents.text import Line

FEWEST_IN_SERIES = 3  # titles that make an agenda with nothing known under any of them
FIRST_LINES = 12
_PAGE_BEHIND = re.compile(r"[\s.]+\d{1,3}$")
NUMBERED = re.compile(r"(?P<number>\d{1,4}[A-Z]?)(?P<form>\s?[.:)/]|\s[-–]|)\s+(?P<title>\S.*)")
_OF_MEETING = re.compile(r"\b(?:referat|protokol|dagsorden|udskrift)|møde(?:t|r)?\b", re.IGNORECASE)
BEFORE_ITEMS = (None, SectionKey.ABSENTEES, SectionKey.OTHER)


@dataclass(frozen=True, slots=True)
class Start:
    """An item begins at this line: ``title_at`` is where its title stands, ``body_at`` what follows both.

    ``form``: how its number is written ("." in "4. Takster"); None where a word stands before it or there is none.
    """

    first: int
    body_at: int
    number: str | None
    title: str
    title_at: int
    form: str | None = None

    @property
    def value(self) -> int:
        """Its number without the letter: 4 for "04A"; 0 where it has none."""
        return value_of(self.number) if self.number else 0


Titled = Callable[[Sequence[Line], int], Start | None]  # the numbered title that stands at a line


def with_rest_of_series(lines: Sequence[Line], starts: Sequence[Start], titled: Titled) -> list[Start]:
    """The items' numbers are one series, set one way: a line set so that goes it on is an item too.

    Nothing known need stand under it ("7. Eventuelt").
    """
    own = [start for start in starts if start.form is not None]
    if len(own) < len(starts) or not starts:
        return list(starts)
    setting = {(start.form, lines[start.first].indent, lines[start.first].is_heading) for start in own}
    apart = min(lines[start.first].gap for start in own[1:] or own)
    out = list(starts)
    first = starts[0]
    for start in _set_as(lines, titled, range(first.first - 1, -1, -1), setting, apart):
        if start.value + 1 == out[0].value and start.body_at <= out[0].first:
            out.insert(0, start)
    for before, after in zip(starts, [*starts[1:], None], strict=True):
        last = before
        end = after.first if after else len(lines)
        for start in _set_as(lines, titled, range(before.body_at, end), setting, apart):
            is_listed = is_in_list(lines[last.body_at : start.first], start.number or "")
            if start.value == last.value + 1 and not is_listed and (after is None or start.value < after.value):
                last = start
                out.append(start)
    return sorted(out, key=lambda start: start.first)


def _set_as(
    lines: Sequence[Line], titled: Titled, places: range, setting: set[tuple[str | None, int, bool]], apart: int
) -> Iterator[Start]:
    """The numbered titles at these places that are set as the items are: their form, their margin, their gap."""
    for at in places:
        line = lines[at]
        if not line.text[0].isdigit() or not (line.is_heading or (apart and line.gap >= apart)):
            continue
        start = titled(lines, at)
        if start and (start.form, line.indent, line.is_heading) in setting:
            yield start


def only_titles(lines: Sequence[Line], headings: HeadingReader, titled: Titled) -> list[Start]:
    """A meeting's paper with no known heading: its items are the numbered titles that stand apart, one series."""
    if not any(_OF_MEETING.search(line.text) for line in lines[:FIRST_LINES]):
        return []
    under: SectionKey | None = None
    series: list[Start] = []
    for at, line in enumerate(lines):
        under = heading.key if (heading := headings.read(line, under=under)) else under
        if not series and under not in BEFORE_ITEMS:
            return []
        start = titled(lines, at) if line.gap or line.is_heading else None
        if start is None:
            continue
        first = series[0] if series else start
        is_set_so = (start.form, line.indent) == (first.form, lines[first.first].indent)
        if is_set_so and (not series or start.value == series[-1].value + 1):
            series.append(start)
    return series if len(series) >= FEWEST_IN_SERIES else []


def without_contents(lines: Sequence[Line], starts: Sequence[Start], shown: Callable[[str], str]) -> list[Start]:
    """The items without the lines of the table of contents: one that comes again, and one that stands among those.

    ``shown``: a title without the mark of openness that it may have in one place only. In the contents a page number
    may stand behind it.
    """
    words = [(start.number, shown(start.title).casefold()) for start in starts]
    known = frozenset(words)
    shorter = [(number, _PAGE_BEHIND.sub("", title)) for number, title in words]
    words = [short if short in known else whole for whole, short in zip(words, shorter, strict=True)]
    last = {word: at for at, word in enumerate(words)}
    kept = [start for at, start in enumerate(starts) if last[words[at]] == at]
    listed = {plain(line.text) for line in lines[: kept[0].first]} if kept else set()
    if len(kept) > 1 and kept[1].value <= kept[0].value and plain(lines[kept[1].first].text) in listed:
        return kept[1:]  # only the contents name it, and the first item follows it
    return kept


def plain(text: str) -> str:
    """The letters and figures of a line, to know it again by."""
    return "".join(letter for letter in text.casefold() if letter.isalnum())


def value_of(number: str) -> int:
    """The number without its letter: 4 for "04A"."""
    return int(number.rstrip(ascii_letters))


def is_in_list(above: Sequence[Line], number: str) -> bool:
    """The line goes on a list of its section: ``above`` it has the number before, and not yet this one."""
    numbers = [
        value_of(match["number"])
        for line in above
        if line.text[0].isdigit() and not line.is_row and (match := NUMBERED.fullmatch(line.text)) is not None
    ]
    before = value_of(number) - 1
    return bool(numbers) and (numbers[-1] == before or (before in numbers and before + 1 not in numbers))
