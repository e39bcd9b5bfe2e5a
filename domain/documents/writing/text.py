"""A paper as plain text, for a screen without any look: lines of at most 78 letters, underlined headings."""

from __future__ import annotations

from collections.abc import Iterator
from textwrap import fill

from domain.documents.writing.blocks import Block, Heading, Listing, Paragraph, Table, words_of
from domain.documents.writing.layout import ITEM, PART, TITLE, lay_out
from domain.documents.writing.paper import AnyPaper

WIDTH = 78
_UNDER = {TITLE: "=", PART: "-"}


def write_text(paper: AnyPaper) -> str:
    """The paper, with a newline at its end."""
    lines = [line for block in lay_out(paper).blocks for line in _lines(block)]
    return "\n".join(lines).strip() + "\n"


def _lines(block: Block) -> Iterator[str]:
    match block:
        case Heading():
            text = fill(words_of(block.runs), WIDTH)
            yield from ["", text] if block.level >= ITEM else ["", text, _UNDER[block.level] * WIDTH]
        case Paragraph():
            if block.kind not in {"fact", "about"}:
                yield ""
            yield from (fill(line, WIDTH) for line in words_of(block.runs).split("\n"))
        case Listing():
            for number, item in enumerate(block.items, start=block.start):
                mark = f"{number}. " if block.start else "- "
                told = "\n".join(line for part in item for line in _lines(part)).strip()
                yield fill(told, WIDTH, initial_indent=mark, subsequent_indent=" " * len(mark))
        case Table():
            for row in (block.head, *block.rows):
                yield " | ".join(words_of(cell) for cell in row).rstrip()
