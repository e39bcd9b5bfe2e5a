"""What a page is laid out from: headings, paragraphs, lists, tables; and a case's own text (CommonMark) as such."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

DEEPEST = 6
_READER = MarkdownIt("commonmark", {"html": False}).enable("table").disable(["image", "html_block", "html_inline"])

_MARK = r"[ \t]*(?:[-*+]|\d{1,9}[.)])[ \t]"
_AFTER_LIST = re.compile(rf"^(?P<item>{_MARK}.*)\n(?=\S)(?!{_MARK})", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Run:
    """Words of one look. A line break is a run that is a newline. ``address``: a file beside the paper, if any."""

    text: str
    bold: bool = False
    italic: bool = False
    address: str = ""


Runs = tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """``level`` 1 is the paper's title."""

    level: int
    runs: Runs
    type: Literal["heading"] = "heading"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """``kind`` says how it looks: plain, about (small, of the item), urgent, decision, house (above the title)."""

    runs: Runs
    kind: str = "plain"
    type: Literal["paragraph"] = "paragraph"


@dataclass(frozen=True, slots=True)
class Listing:
    """A list; each item is blocks. ``start`` is the first number, 0 where it has bullets."""

    start: int
    items: tuple[tuple[Block, ...], ...]
    type: Literal["list"] = "list"


@dataclass(frozen=True, slots=True)
class Table:
    """A table with a row of headings. ``kind``: data, or signatures (tall rows with a line to write on)."""

    caption: str
    head: tuple[Runs, ...]
    rows: tuple[tuple[Runs, ...], ...]
    kind: str = "data"
    type: Literal["table"] = "table"


Block = Heading | Paragraph | Listing | Table


def plain(text: str) -> Runs:
    """Words without any look."""
    return (Run(text),)


def words_of(runs: Runs) -> str:
    """The letters alone."""
    return "".join(run.text for run in runs)


def blocks_of(text: str, *, below: int) -> tuple[Block, ...]:
    """A case's own text. Its headings go below level ``below``; tags that somebody typed come out as letters.

    A line is a paragraph, as those who type and the reader of documents mean it: also right after a list.
    """
    parted = _AFTER_LIST.sub(r"\g<item>\n\n", text)
    return tuple(_blocks(SyntaxTreeNode(_READER.parse(parted)), _Levels(below)))


class _Levels:
    """Headings in order, no level left out: what PDF/UA and whoever listens to a page ask for."""

    def __init__(self, below: int) -> None:
        self._below = below
        self._typed: list[int] = []

    def of(self, typed: int) -> int:
        self._typed = [level for level in self._typed if level < typed] + [typed]
        return min(self._below + len(self._typed), DEEPEST)


def _blocks(node: SyntaxTreeNode, levels: _Levels) -> Iterator[Block]:
    for child in node.children:
        match child.type:
            case "heading" if words_of(_runs(child)).strip():
                yield Heading(levels.of(int(child.tag[1:])), _runs(child))
            case "paragraph":
                yield from _paragraphs(_runs(child))
            case "bullet_list" | "ordered_list":
                start = int(child.attrs.get("start", 1)) if child.type == "ordered_list" else 0
                yield Listing(start, tuple(tuple(_blocks(one, levels)) for one in child.children))
            case "table":
                yield _table(child)
            case "code_block" | "fence":
                yield Paragraph(_lines(child.content.rstrip("\n")))
            case "blockquote":
                yield from _blocks(child, levels)


def _paragraphs(runs: Runs) -> Iterator[Paragraph]:
    for is_break, line in groupby(runs, key=lambda run: run.text == "\n"):
        if not is_break:
            yield Paragraph(tuple(line))


def _table(node: SyntaxTreeNode) -> Table:
    head, *bodies = node.children
    rows = tuple(tuple(_runs(cell) for cell in row.children) for body in bodies for row in body.children)
    return Table("", tuple(_runs(cell) for cell in head.children[0].children), rows)


def _runs(node: SyntaxTreeNode) -> Runs:
    return tuple(run for run in _inline(node, bold=False, italic=False) if run.text)


def _inline(node: SyntaxTreeNode, *, bold: bool, italic: bool) -> Iterator[Run]:
    for child in node.children:
        match child.type:
            case "text" | "code_inline":
                yield Run(child.content, bold, italic)
            case "softbreak" | "hardbreak":
                yield Run("\n")
            case "link":
                shown = tuple(_inline(child, bold=bold, italic=italic))
                yield from shown
                address = str(child.attrs.get("href", ""))
                if address and address != words_of(shown):
                    yield Run(f" ({address})", bold, italic)
            case "strong":
                yield from _inline(child, bold=True, italic=italic)
            case "em":
                yield from _inline(child, bold=bold, italic=True)
            case _:
                yield from _inline(child, bold=bold, italic=italic)


def _lines(text: str) -> Runs:
    first, *rest = text.split("\n")
    return (Run(first), *(run for line in rest for run in (Run("\n"), Run(line)) if run.text))
