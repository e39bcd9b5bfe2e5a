"""Lines under their headings: a line of the vocabulary, or one that says which body decided on which day."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from domain.documents.bodies import Bodies
from domain.documents.dates import find_dates
from domain.documents.document import Place, SectionKey
from domain.documents.sentences import Sentence, paragraphs, sentences
from domain.documents.text import Line
from domain.documents.vocabulary import Vocabulary

LONGEST_HEADING = 140
MOST_OPENING_WORDS = 8
_TRIM = re.compile(r"^(?:•|[-–]) |[\s:.,]+$")
# What may stand around a body and a date in "Beslutning i Miljøudvalget (MU) den 12-04-2023, pkt. 4:"
_GLUE = re.compile(
    r"\(\w{1,6}\)|\b(?:beslutning(?:en)?|behandlet|behandling|i|fra|på|den|d|af|s|mødet?|pkt|punkt(?:et)?|sag|nr|kl|\d+)\b|[.,:;()'’–-]",
    re.IGNORECASE,
)
_INLINE_KEYS = (SectionKey.ROUTE, SectionKey.COMPETENCE, SectionKey.ABSENTEES)
_RECOMMENDS = re.compile(r"[\wæøåÆØÅ ,-]{3,60} (?:indstiller|foreslår)(?:,(?: at)?|:)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading found: its section, and for a decision the body and day where it names them."""

    key: SectionKey
    place: Place
    inline: str = ""  # "Beslutningskompetence: KB" carries its text with it
    body: str | None = None
    on: date | None = None


@dataclass(slots=True)
class Block:
    """A heading (None: what stands before the first) and the lines under it."""

    heading: Heading | None
    lines: list[Line] = field(default_factory=list)

    @property
    def key(self) -> SectionKey | None:
        """The section of the heading."""
        return self.heading.key if self.heading else None

    def sentences(self) -> list[Sentence]:
        """The block's sentences."""
        return sentences(self.lines)

    @property
    def text(self) -> str:
        """The block's text, a paragraph or list item a line."""
        return "\n".join(" ".join(line.text for line in paragraph) for paragraph in paragraphs(self.lines))


class HeadingReader:
    """Recognises headings by a vocabulary."""

    def __init__(self, vocabulary: Vocabulary, bodies: Bodies) -> None:
        self._exact = {words: row.key for row in vocabulary.headings for words in row.exact}
        self._opening = [(words, row.key) for row in vocabulary.headings for words in row.opening]
        self._bodies = bodies

    def read(self, line: Line, *, under: SectionKey | None = None) -> Heading | None:
        """The heading this line is, or None. ``under``: the section it stands in."""
        if len(line.text) > LONGEST_HEADING:
            return None
        text = _TRIM.sub("", _TRIM.sub("", line.text))
        words = text.casefold()
        if words in self._exact:
            return Heading(self._exact[words], line.place)
        start, colon, rest = text.partition(":")
        if colon and (key := self._exact.get(start.strip().casefold())) in _INLINE_KEYS and key is not None:
            return Heading(key, line.place, inline=rest.strip())
        if line.text[-1] not in ".,;?" and len(words.split()) <= MOST_OPENING_WORDS:
            for opening, key in self._opening:
                if words.startswith(opening) and not words[len(opening) : len(opening) + 1].isalpha():
                    return Heading(key, line.place)
        return self._decision(line, text, under) or self._recommends(line, under)

    def blocks(self, lines: Sequence[Line]) -> list[Block]:
        """The lines parted at their headings."""
        out = [Block(None)]
        for line, heading in self._headings(lines):
            if heading is None:
                out[-1].lines.append(line)
                continue
            block = Block(heading)
            if heading.inline:
                rest = line.text.partition(":")[2].strip()
                block.lines.append(Line(line.page, line.number, rest, line.gap, line.indent))
            out.append(block)
        return out

    def _headings(self, lines: Sequence[Line]) -> Iterator[tuple[Line, Heading | None]]:
        under: SectionKey | None = None
        for line in lines:
            heading = self.read(line, under=under)
            if heading:
                under = heading.key
            yield line, heading

    def _decision(self, line: Line, text: str, under: SectionKey | None) -> Heading | None:
        """A line that holds a body, a day and nothing but glue: "Beslutning i X den D", "X, D, pkt. 4:", "D X"."""
        dates = [found for found in find_dates(text) if found.year]
        if len(dates) != 1:
            return None
        mentions = [mention for mention in self._bodies.mentions(text) if not mention.is_pronoun]
        says_decision = "beslutning" in text.casefold() or "behandlet" in text.casefold()
        if not (mentions or says_decision):
            return None
        rest = text
        spans = [(dates[0].start, dates[0].end), *((mention.start, mention.end) for mention in mentions[:1])]
        for start, end in sorted(spans, reverse=True):
            rest = rest[:start] + " " + rest[end:]
        is_dated_row = under in (SectionKey.ROUTE, SectionKey.DECISION) and text[0].isdigit()
        is_glue = not _GLUE.sub(" ", rest).strip()
        if not is_glue or not (says_decision or line.text.endswith(":") or (is_dated_row and mentions)):
            return None
        body = mentions[0].name if mentions else None
        return Heading(SectionKey.DECISION, line.place, body=body, on=dates[0].on())

    def _recommends(self, line: Line, under: SectionKey | None) -> Heading | None:
        """A line of its own: "Forretningsudvalget indstiller,", where no Indstilling stands open."""
        if under in (SectionKey.RECOMMENDATION, SectionKey.DECISION) or not _RECOMMENDS.fullmatch(line.text):
            return None
        return Heading(SectionKey.RECOMMENDATION, line.place)
