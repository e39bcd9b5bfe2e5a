"""Lines without what the page put there: page numbers, feet, divided words, odd bullets and spaces."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from domain.documents.document import Place
from domain.documents.files import RawLine

_SPACES = re.compile(r"[ \t\u00a0\u2000-\u200a\u202f\u205f\u3000]+")
_INVISIBLE = re.compile(r"[\u200b-\u200d\u2060\ufeff\x00-\x08\x0b-\x1f]")
_BULLETS = re.compile(
    r"^(?:[\uf0b7\uf0a7\uf0d8\u2022\u25aa\u25ab\u25cf\u25cb\u25e6\u2023\u25ba\u25b6\u2043\u27a2\u00b7\uf0fc]\s*|\*\s+)"
)
_RULE = re.compile(r"[-_=*~+|.\s\u2010-\u2015\u2500-\u257f\u00af]{3,}")  # drawn across the page, no words
# What a page is called where it bears its number, as data
PAGES = ("side", "page", "blad", "ark", "protokolside", "protokolblad", "sidetal", "folio")
_PAGE = rf"(?:{'|'.join(PAGES)})(?: ?nr\b\.?)?:?"
_PAGE_NUMBER = re.compile(
    rf"{_PAGE}\s+\d+(?:\s*(?:af|/|of)\s*\d+)?|-\s*\d{{1,3}}\s*-|\d{{1,3}}\s*/\s*\d{{1,3}}", re.IGNORECASE
)
_RUNNING_HEAD = re.compile(rf"\S.* {_PAGE} \d+(?: ?(?:af|/|of) ?\d+)?", re.IGNORECASE)
_ENDS_PAGE_NUMBER = frozenset("0123456789-")
_FIGURES = re.compile(r"\d+")
_LONE_NUMBER = re.compile(r"\d{1,3}")
_ENUMERATION = re.compile(r"\d+\s*[-–]")
_APART = re.compile(r"[|\s](?:(?<=[|\t])|\s)")
_CELLS = re.compile(r" *[|\t] *| {3,}")
_DIVIDED = re.compile(r"(?P<stem>[^\W_]+)-$")
_JOINING_WORDS = ("og", "eller", "samt", "og/eller")  # "miljø- og teknik": the hyphen stands for a word left out
REPEATED_ON_PAGES = 3
FIRST_LINES = 5  # the head of the first page may say whose meeting it is


class Line(NamedTuple):
    """A line to read: where it began, its words, how many empty lines came before it, and how far it is indented."""

    page: int
    number: int
    text: str
    gap: int = 0
    indent: int = 0
    is_heading: bool = False
    laid_out: str = ""  # the line as it stood, its columns apart

    @property
    def place(self) -> Place:
        """The line as evidence."""
        return Place(self.page, self.number, self.text)

    @property
    def has_columns(self) -> bool:
        """The line may be a row of a table: a bar, a tab or two spaces stand in it."""
        row = self.laid_out
        is_plain = "  " not in row and "|" not in row and row.isprintable()  # as most lines are
        return not is_plain and _APART.search(row) is not None

    @property
    def cells(self) -> list[str]:
        """The line's cells, where it is a row of a table: bars, tabs or wide spaces part them; else all of it."""
        row = self.laid_out
        if "   " not in row and "|" not in row and row.isprintable():
            return [self.text]
        row = row.strip(" \n\r\f")
        return [" ".join(cell.split()) for cell in _CELLS.split(row.removeprefix("|").removesuffix("|"))]

    @property
    def is_row(self) -> bool:
        """The line is a row of a table."""
        row = self.laid_out
        may_be = "   " in row or "|" in row or not row.isprintable()  # as few lines are
        return may_be and len(self.cells) > 1


def clean_lines(raw: Sequence[RawLine], *, furniture: Iterable[str] = ()) -> tuple[Line, ...]:
    """The lines worth reading. ``furniture``: what web pages print around an agenda, casefolded whole lines."""
    lines: list[Line] = []
    gap = 0
    for one in raw:
        text = laid_out = one.text
        if not text.isprintable():  # plain letters and spaces need no washing, and most lines hold nothing else
            text = laid_out = _INVISIBLE.sub("", text)
            text = _SPACES.sub(" ", text)
        elif "  " in text:
            text = _SPACES.sub(" ", text)
        text = text.strip()
        if text and not text[0].isalnum():
            text = _BULLETS.sub("• ", text)
        if "\u00ad" in text:
            text = text.replace("\u00ad", "-" if text.endswith("\u00ad") else "")
        text = text.strip()
        if not text or text == "•" or (not text[-1].isalnum() and _RULE.fullmatch(text)):
            gap += 1
            continue
        indent = len(laid_out) - len(laid_out.lstrip())
        lines.append(Line(one.page, one.line, text, gap, indent, one.is_heading, laid_out))
        gap = 0
    return _join_divided(_without_furniture(lines, frozenset(furniture)))


def join_words(first: str, second: str) -> str | None:
    """Two lines as one where a word is divided between them, else None. "budge-"+"tanalysen", but "HR-"+"området".

    The hyphen stays after an abbreviation or a number, and before a capital; before "og" a word was left out.
    """
    divided = _DIVIDED.search(first[first.rfind(" ") + 1 :]) if first.endswith("-") else None
    if divided is None or not second or not second[0].isalnum():
        return None
    stem = divided["stem"]
    if second.split(maxsplit=1)[0].casefold() in _JOINING_WORDS:
        return f"{first} {second}"
    is_abbreviation = len(stem) > 1 and stem.isupper()
    keeps_hyphen = is_abbreviation or not stem[-1].isalpha() or not second[0].islower()
    return first + second if keeps_hyphen else first[:-1] + second


def _join_divided(lines: Sequence[Line]) -> tuple[Line, ...]:
    joined: list[Line] = []
    for line in lines:
        together = join_words(joined[-1].text, line.text) if joined else None
        if together is None:
            joined.append(line)
        else:
            last = joined[-1]
            joined[-1] = Line(last.page, last.number, together, last.gap, last.indent, last.is_heading)
    return tuple(joined)


def _without_furniture(lines: Sequence[Line], furniture: frozenset[str]) -> list[Line]:
    lines = _without_running_heads(lines)
    repeated = _repeated_edges(lines)
    longest = max(map(len, furniture), default=0)  # a longer line is none of it
    kept: list[Line] = []
    last_page_number = 0
    for position, line in enumerate(lines):
        text = line.text
        if (
            (text[-1] in _ENDS_PAGE_NUMBER and _PAGE_NUMBER.fullmatch(text))
            or (len(text) <= longest and text.casefold() in furniture)
            or (repeated and _masked(text) in repeated)
        ):
            continue
        if text[-1].isdigit() and _LONE_NUMBER.fullmatch(text):
            follows_enumeration = position > 0 and _ENUMERATION.fullmatch(lines[position - 1].text)
            if not (follows_enumeration or _is_over_title(lines, position)) and int(text) > last_page_number:
                last_page_number = int(text)
                continue
        kept.append(line)
    return kept


def _is_over_title(lines: Sequence[Line], at: int) -> bool:
    """The number stands apart and a title right below it at the same margin: it is an item's, not the page's."""
    below = lines[at + 1] if at + 1 < len(lines) else None
    return (
        below is not None
        and bool(lines[at].gap)
        and not below.gap
        and (below.page, below.indent) == (lines[at].page, lines[at].indent)
        and below.text[0].isupper()
    )


def _without_running_heads(lines: Sequence[Line]) -> Sequence[Line]:
    """Text saved from pages has lost where they ended, but their heads come again: "Nørreå Kommune   Side 2 af 9".

    So does the line beside it, which is kept the first time, as it may say whose meeting it is.
    """
    heads = [at for at, line in enumerate(lines) if line.text[-1].isdigit() and _RUNNING_HEAD.fullmatch(line.text)]
    often = {text for text, times in Counter(_masked(lines[at].text) for at in heads).items() if times > 1}
    heads = [
        at for at in heads if _masked(lines[at].text) in often or (at > FIRST_LINES and len(lines[at].cells) > 1)
    ]
    if not heads:
        return lines
    gone = set(heads)
    for step in (-1, 1):
        beside: dict[str, list[int]] = {}
        for at in heads:
            if 0 <= at + step < len(lines):
                beside.setdefault(_masked(lines[at + step].text), []).append(at + step)
        for places in beside.values():
            gone.update(places[1:] if len(places) >= max(2, len(heads) - 1) else ())
    return [line for at, line in enumerate(lines) if at not in gone]


def _masked(text: str) -> str:
    return _FIGURES.sub("#", text.casefold())


def _repeated_edges(lines: Sequence[Line]) -> frozenset[str]:
    """Feet and heads: lines that open or close most of three or more pages, the same but for their numbers."""
    pages: dict[int, list[str]] = {}
    for line in lines:
        pages.setdefault(line.page, []).append(line.text)
    if len(pages) < REPEATED_ON_PAGES:
        return frozenset()
    edges = Counter(edge for texts in pages.values() for edge in set(map(_masked, (*texts[:2], *texts[-2:]))))
    return frozenset(text for text, times in edges.items() if times >= max(REPEATED_ON_PAGES, len(pages) * 0.6))
