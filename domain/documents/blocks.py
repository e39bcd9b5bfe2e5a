"""The lines of an item under their headings."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from domain.documents.document import Place, SectionKey
from domain.documents.points import PointText, split_points
from domain.documents.sentences import Sentence, paragraphs, sentences_of
from domain.documents.text import Line


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading found: its section, and for a decision the body and day where it names them."""

    key: SectionKey
    place: Place
    inline: str = ""  # "Beslutningskompetence: KB" carries its text with it
    body: str | None = None
    on: date | None = None
    is_implied: bool = False  # no line says it: what stands under it does


@dataclass(slots=True)
class Block:
    """A heading (None: what stands before the first) and the lines under it."""

    heading: Heading | None
    lines: list[Line] = field(default_factory=list)
    _paragraphs: list[list[Line]] | None = None
    _sentences: list[Sentence] | None = None
    _points: tuple[Block, list[PointText]] | None = None

    @property
    def key(self) -> SectionKey | None:
        """The section of the heading."""
        return self.heading.key if self.heading else None

    def sentences(self) -> list[Sentence]:
        """The block's sentences, once all its lines are there: each reader of facts asks for them."""
        if self._sentences is None:
            self._sentences = sentences_of(self.paragraphs())
        return self._sentences

    def paragraphs(self) -> list[list[Line]]:
        """The block's lines, those that run on into each other together."""
        if self._paragraphs is None:
            self._paragraphs = paragraphs(self.lines)
        return self._paragraphs

    def points(self) -> tuple[Block, list[PointText]]:
        """The block without its numbered points (itself where it has none), and the points."""
        if self._points is None:
            intro, points = split_points(self.lines, lettered=self.key is SectionKey.DECISION)
            self._points = (Block(self.heading, intro) if points else self), points
        return self._points

    @property
    def text(self) -> str:
        """The block's text, a paragraph or list item a line."""
        return "\n".join(" ".join(line.text for line in paragraph) for paragraph in self.paragraphs())
