"""Lines to sentences, each with the line it began on."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from calendars.danish_dates import MONTHS
from domain.documents.cues import FIGURE, cues_of
from domain.documents.dates import FoundDate, find_dates
from domain.documents.document import Place
from domain.documents.text import Line

MONTHS_PATTERN = "|".join(MONTHS)

# A full stop after these ends no sentence. Also none: after a number before a small letter ("12. april").
ABBREVIATIONS = frozenset({
    "d", "jf", "fx", "f.eks", "eks", "mio", "mia", "kr", "nr", "pkt", "stk", "kl", "ca", "bl.a", "bl",
    "mht", "inkl", "ekskl", "vedr", "ift", "ifht", "p.t", "dvs", "hhv", "evt", "min", "maks", "pct",
    "tlf", "s", "div", "sml", "m.v", "mv", "m.fl", "o.l", "ang", "vha", "afd", "kap", "hht", "i.hht",
    "str", "t", "pga"
})  # fmt: skip
# Of these, those that follow a number: before a capital the sentence has ended, "udgør 8 pct. Planen …"
UNITS = frozenset({"kr", "pct", "mio", "mia"})
# What a number with a full stop may count: "2. behandling", also where a line begins with it
_COUNTED = (
    r"(?:behandl|kvartal|halvår|udgave|gang|etape|klasse|årgang|juledag|påskedag|pinsedag|næstform|viceborg)\w*"
)
_END = re.compile(r"[.!?][\"”»)]?\s+(?=[\"”»(]?[A-ZÆØÅ0-9§])")
_LAST_WORD = re.compile(r"[\w.]+$")
_LIST_ITEM = re.compile(
    rf"(?:•|[-–]|\d{{1,2}}[.)](?! ?(?:{MONTHS_PATTERN}|{_COUNTED}))|[a-zA-Z]\)|[Aa]t \d+\))\s", re.IGNORECASE
)
_OPENS_LIST_ITEM = frozenset("•-–0123456789aA")  # or a letter and a bracket
_LONG_LINE = 0.6  # of the usual longest line: a shorter one before a capital ends its paragraph


class Sentence(NamedTuple):
    """A sentence, its place, what it may be about (``cues``), and its dates."""

    text: str
    place: Place
    cues: int
    dates: tuple[FoundDate, ...]


def starts_list_item(text: str) -> bool:
    """The line begins with a bullet, a dash or a number."""
    may_be = text[:1] in _OPENS_LIST_ITEM or text[1:2] == ")"
    return may_be and _LIST_ITEM.match(text) is not None


def usual_width(lines: Sequence[Line]) -> int:
    """The length of a full line here (the ninth decile)."""
    lengths = sorted(len(line.text) for line in lines)
    return lengths[len(lengths) * 9 // 10] if lengths else 0


def paragraphs(lines: Sequence[Line]) -> list[list[Line]]:
    """Lines that run on into each other.

    A list item, a table's row, a gap wider than the usual one, and a line that ends well before the margin before a
    capital begin a new paragraph. In double-spaced text an empty line says nothing, so the usual is counted first.
    """
    usual_gap = sorted(line.gap for line in lines[1:])[len(lines[1:]) // 2] if len(lines) > 1 else 0
    width = usual_width(lines)
    is_list = _begins_with_list(lines)
    out: list[list[Line]] = []
    for line in lines:
        if out:
            last = out[-1][-1].text
            is_new = line.gap > usual_gap and (last[-1] in ".:!?" or not line.text[0].islower())
            is_short = len(last) < width * _LONG_LINE and not line.text[0].islower()
            is_listed = starts_list_item(line.text) or (is_list and line.text.startswith("at "))
            if not (is_new or is_short or is_listed or line.is_heading or line.is_row or out[-1][-1].is_row):
                out[-1].append(line)
                continue
        out.append([line])
    return out


def _begins_with_list(lines: Sequence[Line]) -> bool:
    """The lines are a recommendation's list, each point with its "at", perhaps under a line that opens it."""
    opening = lines[:2] if lines and lines[0].text.endswith((",", ":")) else lines[:1]
    return any(line.text.startswith("at ") for line in opening)


def sentences(lines: Sequence[Line]) -> list[Sentence]:
    """The sentences of these lines, in order; a list item is its own, without its mark."""
    return sentences_of(paragraphs(lines))


def sentences_of(parts: Iterable[Sequence[Line]]) -> list[Sentence]:
    """The sentences of these paragraphs."""
    out: list[Sentence] = []
    for paragraph in parts:
        starts: list[int] = []
        text = ""
        for line in paragraph:
            starts.append(len(text) + (1 if text else 0))
            text = f"{text} {line.text}" if text else line.text
        mark = _LIST_ITEM.match(text) if starts_list_item(text) else None
        begin = mark.end() if mark else 0
        for start, end in _spans(text, begin):
            line = paragraph[bisect_right(starts, start) - 1]
            words = text[start:end]
            cues = cues_of(words)
            dates = find_dates(words) if cues & FIGURE else ()
            out.append(Sentence(words, Place(line.page, line.number, words), cues, dates))
    return out


def _spans(text: str, begin: int) -> list[tuple[int, int]]:
    spans = []
    for end in _END.finditer(text, begin):
        stop = end.start()
        if text[stop] == ".":
            last = _LAST_WORD.search(text[text.rfind(" ", begin, stop) + 1 or begin : stop])
            short = last[0].casefold() if last else ""
            if short in ABBREVIATIONS and not (short in UNITS and text[end.end()].isupper()):
                continue
        spans.append((begin, end.start() + len(end[0].rstrip())))
        begin = end.end()
    if text[begin:].strip():
        spans.append((begin, len(text)))
    return spans
