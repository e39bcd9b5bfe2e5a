"""Lines under their headings: a line of the vocabulary, or one that says which body decided on which day."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

from domain.documents.blocks import Block, Heading
from domain.documents.bodies import Bodies
from domain.documents.dates import find_dates
from domain.documents.decision_headings import BodyAndDay, DecisionHeadings
from domain.documents.document import SectionKey
from domain.documents.sentences import starts_list_item
from domain.documents.text import Line
from domain.documents.vocabulary import Vocabulary

__all__ = ["Block", "Heading", "HeadingReader"]
LONGEST_HEADING = 140
MOST_OPENING_WORDS = 8
_MARKS, _TRAIL = ("• ", "- ", "– "), " :.,\t\x85\u2028\u2029"
_RECOMMENDS = re.compile(
    r"(?:[\wæøåÆØÅ ,-]{3,60} (?:indstiller|foreslår|anbefaler)|det (?:indstilles|foreslås|anbefales))(?:,? at|,)?:?",
    re.IGNORECASE,
)
# "Forvaltningen foreslår, at udvalget anbefaler," over its list
_RECOMMENDS_AT_LENGTH = re.compile(r"[\wæøåÆØÅ ,-]{3,60} (?:indstiller|foreslår|anbefaler)\b.*[,:]", re.IGNORECASE)
# "Forvaltningen indstiller, at takster for 2025 godkendes.", a paragraph of its own
_RECOMMENDS_IN_LINE = re.compile(
    r"(?:[A-ZÆØÅ][\w-]*|Det)(?: [\w-]+){0,5}? (?:indstiller|indstilles)(?: til [^,]{2,80})?,? at "
)
_BEFORE_RECOMMENDATION = frozenset({
    SectionKey.SUMMARY, SectionKey.BACKGROUND, SectionKey.CASE_PRESENTATION, SectionKey.ECONOMY, SectionKey.LEGAL,
    SectionKey.INVOLVEMENT, SectionKey.OTHER,
})  # fmt: skip
# "1. Baggrund", "2.1 Økonomi": the chapters of a memo, as long as one of these is among them
_CHAPTER = re.compile(r"(?:\d{1,2}(?:\.\d{1,2})*|[A-H]|[IVX]{1,4})[.):]? (?P<words>\D.*)")
_IN_CHAPTERS = frozenset({
    SectionKey.SUMMARY, SectionKey.BACKGROUND, SectionKey.CASE_PRESENTATION, SectionKey.RECOMMENDATION,
    SectionKey.LEGAL,
})  # fmt: skip
FEWEST_CHAPTERS, LONGEST_CHAPTER = 2, 60
_OVER_ROUTE_TOO = ("politisk behandling", "beslutninger")
_OF_ITEM = re.compile(r"beslutning (?:for|til|vedr\.?|i) (?:punkt|pkt\.?|sag(?: nr\.?)?) \d+\b.*", re.IGNORECASE)
_AND_MORE = (" mv.", " m.v.", " m.m.", " mm.")
_IS_NAMED = re.compile(r"[A-ZÆØÅ][\w.-]+ [A-ZÆØÅ]|[Ii]ngen\b")
_ONLY_NAMES = re.compile(r"[A-ZÆØÅ][\w.-]+(?: [A-ZÆØÅ][\w.-]+)+(?: ?\(\w{1,3}\))?(?:(?:,| og) .+)?")
LONGEST_CELL = 40  # letters: a longer one is no column's name


@dataclass(frozen=True, slots=True)
class _Look:
    """What a line says by itself: a heading with its text, or that it may be one where it stands, or nothing."""

    key: SectionKey | None = None
    inline: str = ""
    decision: BodyAndDay | None = None
    may_recommend: bool = False
    may_be_over_list: bool = False  # "Opfølgning" without a colon may be an item's title, but not over a list


_NOTHING = _Look()


class HeadingReader:
    """Recognises headings by a vocabulary."""

    def __init__(self, vocabulary: Vocabulary, bodies: Bodies) -> None:
        self._exact = {words: row.key for row in vocabulary.headings for words in row.exact}
        self._labels = {words: row.key for row in vocabulary.headings for words in row.labels}
        self._opening = [(words, row.key) for row in vocabulary.headings for words in row.opening]
        self._openings = tuple(words for words, _ in self._opening)
        self._looks: dict[str, _Look] = {}  # of this document's lines: each is asked about more than once
        self._bodies = bodies
        self._absent_openings = tuple(words for words, key in self._opening if key is SectionKey.ABSENTEES)
        self._decisions = DecisionHeadings(vocabulary, bodies)
        self._has_chapters = False

    def learn(self, lines: Iterable[Line]) -> None:
        """Look whether the paper numbers its headings; else "5. Økonomi" is an item of the agenda."""
        named = (
            self._chapter(line.text)
            for line in lines
            if line.text[1:5].count(" ") and len(line.text) <= LONGEST_CHAPTER
        )
        found = {key for key in named if key}
        self._has_chapters = len(found) >= FEWEST_CHAPTERS and not found.isdisjoint(_IN_CHAPTERS)

    def _chapter(self, text: str) -> SectionKey | None:
        numbered = _CHAPTER.fullmatch(_trimmed(text))
        return self._exact.get(numbered["words"].casefold()) if numbered else None

    def _is_chapter(self, text: str) -> bool:
        """A chapter nobody knows: "5. Elevtal" among "1. Baggrund" and "4. Økonomi"."""
        numbered = _CHAPTER.fullmatch(text) if text[0].isdigit() and len(text) <= LONGEST_CHAPTER else None
        return numbered is not None and numbered["words"][0].isupper() and text[-1].isalnum()

    def read(self, line: Line, *, under: SectionKey | None = None, after: Line | None = None) -> Heading | None:
        """The heading this line is, or None. ``under``: the section it stands in; ``after``: the line below it."""
        beside = self._beside(line) if line.has_columns else None
        if beside:
            return beside
        look = self._looks.get(line.text)
        if look is None:
            is_short = len(line.text) <= LONGEST_HEADING
            look = self._looks[line.text] = self._look(line.text) if is_short else self._over_paragraph(line.text)
        if look.key:
            return Heading(look.key, line.place, inline=look.inline)
        if self._has_chapters and line.gap and self._is_chapter(line.text):
            return Heading(SectionKey.OTHER, line.place)
        if look.may_be_over_list and after is not None and starts_list_item(after.text):
            return Heading(SectionKey.OTHER, line.place)
        if look.decision and look.inline:
            return self._decisions.of_line(line, look.decision, look.inline, under)
        decision = self._decisions.over(line, look.decision, under, after) if look.decision else None
        return decision or (self._recommends(line, under, after) if look.may_recommend else None)

    def _beside(self, line: Line) -> Heading | None:
        """A heading in a column of its own, its text beside it: "Afbud | Ida Holm", "Kompetence | Byrådet"."""
        cells = line.cells
        key = self._exact.get(_trimmed(cells[0]).casefold()) if len(cells) == 2 else None  # noqa: PLR2004 -- beside
        if key is None or cells[1].casefold().strip(_TRAIL) in self._exact:
            return None
        is_said = {
            SectionKey.ABSENTEES: _IS_NAMED.search(cells[1]) is not None,
            SectionKey.COMPETENCE: bool(self._bodies.mentions(cells[1])),
            SectionKey.ROUTE: bool(self._bodies.mentions(cells[1])) and not find_dates(cells[1]),
        }.get(key, len(cells[1]) > LONGEST_CELL)
        return Heading(key, line.place, inline=cells[1]) if is_said else None

    def _look(self, line: str) -> _Look:
        """What the words of a line say by themselves."""
        text = _trimmed(line)
        words = text.casefold()
        key = self._exact.get(words) or (self._labels.get(words) if line.endswith(":") else None)
        if key and line[0].islower() and line[-1] == ".":
            return _NOTHING  # the end of a sentence: "… kunne ikke støtte / beslutningen."
        if key or (key := self._two_in_one(words)) or (self._has_chapters and (key := self._chapter(line))):
            return _Look(key)
        inline = self._inline(text) or self._decided_in_line(line)
        if inline:
            return inline
        is_open_ended = line[-1] not in ".,;?" or line.endswith(_AND_MORE)
        if is_open_ended and words.startswith(self._openings) and len(words.split()) <= MOST_OPENING_WORDS:
            for opening, key in self._opening:
                if words.startswith(opening) and not words[len(opening) : len(opening) + 1].isalpha():
                    return _Look(key)
        if words.startswith("beslutning ") and _OF_ITEM.fullmatch(text):
            return _Look(SectionKey.DECISION)
        return _Look(
            may_be_over_list=self._labels.get(words) is SectionKey.OTHER,
            decision=self._decisions.body_and_day(text, may_say="beslutning" in words or "afgørelse" in words),
            may_recommend="indstill" in words or "foreslå" in words or "anbefal" in words,
        )

    def _two_in_one(self, words: str) -> SectionKey | None:
        """Two headings in one are the first: "Baggrund og beskrivelse", "Økonomi/finansiering"."""
        for between in (" og ", "/"):
            first, found, second = words.partition(between)
            if found and second.strip() in self._exact:
                return self._exact.get(first.strip())
        return None

    def _over_paragraph(self, text: str) -> _Look:
        """A heading on the first line of its paragraph, which may be long: "Sagsfremstilling: Skolen er …"."""
        start, colon, rest = text[:LONGEST_HEADING].partition(": ")
        key = self._exact.get(start.strip(" •").casefold()) if colon else None
        if key and rest:
            return _Look(key, text[len(start) + len(colon) :].strip())
        return self._decided_in_line(text) or _NOTHING

    def _decided_in_line(self, line: str) -> _Look | None:
        found = self._decisions.in_line(line) if ": " in line else None
        return _Look(decision=found[0], inline=found[1]) if found else None

    def _inline(self, text: str) -> _Look | None:
        """A heading that carries its text with it: "Beslutningskompetence: KB", "Afbud Lone Vrå"."""
        start, colon, rest = text.partition(":")
        words, rest = start.strip().casefold(), rest.strip()
        if colon and rest:
            key = self._exact.get(words) or self._labels.get(words)
            if key is None and words.startswith(self._absent_openings) and len(words.split()) <= MOST_OPENING_WORDS:
                key = SectionKey.ABSENTEES
            return _Look(key, rest) if key else None
        word, _, rest = text.partition(" ")
        is_absent = self._exact.get(word.casefold()) is SectionKey.ABSENTEES and _ONLY_NAMES.fullmatch(rest)
        return _Look(SectionKey.ABSENTEES, rest) if is_absent else None

    def blocks(self, lines: Sequence[Line]) -> list[Block]:
        """The lines parted at their headings."""
        out = [Block(None)]
        for line, heading in self._headings(lines):
            if heading is None:
                out[-1].lines.append(line)
                continue
            block = Block(heading)
            if heading.inline:
                block.lines.append(Line(line.page, line.number, heading.inline, line.gap, line.indent))
            out.append(block)
        for block in out[1:]:
            if block.heading and self._is_over_route(block):
                block.heading = replace(block.heading, key=SectionKey.ROUTE)
        if not any(block.key is SectionKey.DECISION for block in out):
            out[:1] = self._deciding(out[0])
        return out if any(block.key is SectionKey.RECOMMENDATION for block in out) else list(_recommending(out))

    def _is_over_route(self, block: Block) -> bool:
        """A heading over decisions that here is over a list or table of bodies: it says where the case goes."""
        words = _trimmed(block.heading.place.words).casefold() if block.heading else ""
        if words not in _OVER_ROUTE_TOO or not block.lines:
            return False
        first = block.lines[0]
        names = [one for line in block.lines[:2] for one in self._bodies.mentions(line.text) if not one.is_pronoun]
        return (
            bool(names) and (first.is_row or starts_list_item(first.text)) and not self._decisions.is_outcome(first)
        )

    def says_outcome(self, text: str) -> bool:
        """The line is nothing but what was decided: "Godkendt.", "Taget til efterretning."."""
        return self._decisions.says_outcome(text)

    def _deciding(self, block: Block) -> list[Block]:
        """Short minutes have no heading over a decision: the line that is one begins it."""
        for at, line in enumerate(block.lines):
            if self._decisions.says_outcome(line.text):
                decision = Heading(SectionKey.DECISION, line.place, is_implied=True)
                return [Block(block.heading, block.lines[:at]), Block(decision, block.lines[at:])]
        return [block]

    def _headings(self, lines: Sequence[Line]) -> Iterator[tuple[Line, Heading | None]]:
        under: SectionKey | None = None
        for line, after in zip_longest(lines, lines[1:]):
            heading = self.read(line, under=under, after=after)
            if heading:
                under = heading.key
            yield line, heading

    def _recommends(self, line: Line, under: SectionKey | None, after: Line | None) -> Heading | None:
        """A line of its own: "Forretningsudvalget indstiller,", where no Indstilling stands open."""
        if under in (SectionKey.RECOMMENDATION, SectionKey.DECISION):
            return None
        is_over_list = after is not None and (starts_list_item(after.text) or after.text.casefold().startswith("at "))
        is_one = _RECOMMENDS.fullmatch(line.text) or (is_over_list and _RECOMMENDS_AT_LENGTH.fullmatch(line.text))
        return Heading(SectionKey.RECOMMENDATION, line.place) if is_one else None


def _recommending(blocks: Iterable[Block]) -> Iterator[Block]:
    """The blocks of an item that has no heading over its recommendation: a paragraph that recommends begins one."""
    is_found = False
    for block in blocks:
        can_hold = not is_found and (block.heading is None or block.key in _BEFORE_RECOMMENDATION)
        starts = [
            at
            for at, line in enumerate(block.lines if can_hold else ())
            if "indstille" in line.text and (line.gap or at == 0) and _RECOMMENDS_IN_LINE.match(line.text)
        ]
        if not starts:
            yield block
            continue
        is_found = True
        at = starts[-1]
        yield Block(block.heading, block.lines[:at])
        yield Block(Heading(SectionKey.RECOMMENDATION, block.lines[at].place), block.lines[at:])


def _trimmed(text: str) -> str:
    """The line without its bullet and what stands after its words."""
    for _ in range(2):
        text = text[2:] if text.startswith(_MARKS) else text
        text = text.rstrip(_TRAIL)
    return text
