"""Numbered sub-points of an item, before and in its decision, paired by number so that none counts twice."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from domain.documents.document import Place
from domain.documents.sentences import MONTHS_PATTERN, Sentence, sentences
from domain.documents.text import Line

MOST_TITLE_WORDS = 16
_POINT = re.compile(
    rf"(?:(?:ad\.?|pkt\.|punkt) )?(?P<number>\d{{1,2}})(?:[.):] ?| (?=[-–] ))"
    rf"(?!{MONTHS_PATTERN}|behandl|kvartal|halvår)(?P<rest>\D.*)",
    re.IGNORECASE,
)
_LETTERED = re.compile(r"(?:(?:ad\.?|pkt\.|punkt) )?(?P<number>[a-hA-H])[.):] ?(?P<rest>[^\W\d].{3,})", re.IGNORECASE)
_CLOSED = re.compile(
    r"\s*\(?\b(?P<word>lukket|fortroligt?)(?: punkt| sag)?\)?[.:]?$|^(?P<first>lukket)(?: punkt| sag)?\s*[-–:]\s*",
    re.IGNORECASE,
)


@dataclass(slots=True)
class PointText:
    """The lines of one numbered point; its first line without the number."""

    number: str
    place: Place
    lines: list[Line] = field(default_factory=list)
    _sentences: list[Sentence] | None = None

    @property
    def sentences(self) -> list[Sentence]:
        """The point's sentences; the first is often its title."""
        if self._sentences is None:  # asked for by each reader of facts, once all the lines are there
            self._sentences = sentences(self.lines)
        return self._sentences


@dataclass(frozen=True, slots=True)
class PairedPoint:
    """A point as it stood before the decision and in it. Either may be missing."""

    number: str
    title: str
    is_open: bool | None
    place: Place
    before: tuple[Sentence, ...]
    after: tuple[Sentence, ...]

    @property
    def is_paired(self) -> bool:
        """The point stands on both sides."""
        return bool(self.before) and bool(self.after)

    def text(self, side: Sequence[Sentence]) -> str:
        """What one side says under the title; the title itself is not said again."""
        return " ".join(sentence.text for sentence in side if sentence.text.rstrip(".: ") != self.title)


def split_points(lines: Sequence[Line], *, lettered: bool = False) -> tuple[list[Line], list[PointText]]:
    """The lines before the first point, and the points: numbers that run 1, 2, 3 … at the beginning of lines.

    "2023. Alle kommuner" opens no point, nor does a number out of turn. A single "1." is no list. ``lettered``:
    letters that run a, b, c … are points too.
    """
    intro, points = _split(lines, _POINT, lambda number: int(number) - 1)
    if lettered and not points:
        intro, points = _split(lines, _LETTERED, lambda letter: ord(letter.casefold()) - ord("a"))
    return intro, points


def _split(
    lines: Sequence[Line], mark: re.Pattern[str], place_of: Callable[[str], int]
) -> tuple[list[Line], list[PointText]]:
    intro: list[Line] = []
    points: list[PointText] = []
    for line in lines:
        match = mark.fullmatch(line.text)
        if match and place_of(match["number"]) == len(points):
            first = Line(line.page, line.number, match["rest"], line.gap, line.indent, line.is_heading)
            points.append(PointText(match["number"], line.place, [first]))
        elif points:
            points[-1].lines.append(line)
        else:
            intro.append(line)
    if len(points) < 2:  # noqa: PLR2004 -- one point is no list
        return list(lines), []
    return intro, points


def pair_points(before: Sequence[PointText], after: Sequence[PointText]) -> list[PairedPoint]:
    """One point per number, the two texts side by side."""
    later = {point.number: point for point in after}
    paired: list[PairedPoint] = []
    for point in before:
        twin = later.pop(point.number, None)
        paired.append(_pair(point, twin))
    paired.extend(_pair(None, point) for point in later.values())
    return paired


def _pair(before: PointText | None, after: PointText | None) -> PairedPoint:
    first = before or after
    if first is None:  # never: one of the two is given
        raise ValueError
    texts = tuple(before.sentences) if before else ()
    decided = tuple(after.sentences) if after else ()
    title = _title(texts or decided)
    shown = _CLOSED.sub("", title).strip()
    return PairedPoint(first.number, shown, False if shown != title else None, first.place, texts, decided)


def _title(texts: Sequence[Sentence]) -> str:
    if not texts:
        return ""
    title = texts[0].text.rstrip(".: ")
    words = title.split()
    return title if len(words) <= MOST_TITLE_WORDS else " ".join(words[:MOST_TITLE_WORDS]) + " …"
