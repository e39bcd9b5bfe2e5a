"""The items of a document: what each is called, whether it is closed, whose file it is, and its parts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from domain.documents.document import Place, SectionKey
from domain.documents.headings import Block, HeadingReader
from domain.documents.item_series import NUMBERED, Start, plain
from domain.documents.item_starts import StartReader
from domain.documents.openness import Openness, Said
from domain.documents.text import Line
from domain.documents.vocabulary import Vocabulary

LETTERHEAD_LINES = 6
SET_TO_THE_RIGHT = 30  # columns
_CLOSED_NUMBER = re.compile(r"\d+L")  # "3L": the L of lukket
_ROUTE_PREFIX = re.compile(r"(?P<route>[A-ZÆØÅ]{2,5}(?:/[A-ZÆØÅ]{2,5})*) - (?P<title>.+)")
_DOCUMENT_WORDS = re.compile(
    r"(?:beslutnings)?(?:referat|protokol|dagsorden|notat|tillægsdagsorden|mødedetaljer|dagsordens?punkt)\b.{0,40}|fra|til|for|side",
    re.IGNORECASE,
)
_TITLE_LABEL = re.compile(
    r"(?:emne|titel|sagstitel|sagens titel|overskrift|vedrørende|vedr\.?): ?(?P<title>.+)", re.IGNORECASE
)
_LABELLED = re.compile(r"[A-ZÆØÅ][\wæøå .]{2,24}:(?:\s|$)")
_LETTERHEAD = re.compile(r"(?:[A-ZÆØÅ][\wæøå-]+ )+Kommune(?: [-–|·] .*)?|Region [A-ZÆØÅ]\w+")
_CASE_NUMBER = re.compile(
    r"(?:sagsnr|sagnr|sagsid|sagsnummer|j\.nr|sag)\.?\s*:?\s*(?P<number>\d[\w.]*[/-][\w./-]+)", re.IGNORECASE
)
_CASE_IN_TITLE = re.compile(r"\s+\((?P<number>\d{4}-\d{5,8}|\d{2}/\d{3,6})\)$")
_CASE_NUMBER_ALONE = re.compile(r"(?P<number>\d{2,4}[/-]\d{3,7})")


@dataclass(slots=True)
class ItemText:
    """The lines of one item, parted at its headings."""

    number: str | None
    title: str | None
    place: Place
    is_open: bool | None = None
    open_place: Place | None = None  # the line that says whether it is open
    case_number: str | None = None
    title_route: tuple[str, ...] = ()
    blocks: list[Block] = field(default_factory=list)

    def of(self, key: SectionKey) -> list[Block]:
        """The item's blocks of one section, in order."""
        return [block for block in self.blocks if block.key == key]


class ItemReader:
    """Parts a document into what stands before its items, and the items."""

    def __init__(self, vocabulary: Vocabulary, headings: HeadingReader) -> None:
        self._headings = headings
        self._openness = Openness(vocabulary)
        self._starts = StartReader(vocabulary, headings, self._openness)
        self._abbreviations = frozenset(short for row in vocabulary.bodies for short in row.abbreviations)
        self._state_labels = frozenset(vocabulary.state_labels)
        self._ends_of_meeting = tuple(vocabulary.ends_of_meeting)

    def read(self, lines: Sequence[Line]) -> tuple[list[Line], list[ItemText]]:
        """The lines before the first item, and the items. A document without numbered items is one item."""
        starts = self._starts.find(lines)
        if not starts:
            return [], [self._whole(lines)]
        items: list[ItemText] = []
        part_open, listed = self._in_contents(lines, starts)
        ends = [start.first for start in starts[1:]] + [len(lines)]
        own_state = self._state_above(lines, starts[0])
        for start, end in zip(starts, ends, strict=True):
            body = list(lines[start.body_at : end])
            in_part = listed.get(plain(lines[start.first].text)) if part_open is None else part_open
            is_open = in_part if own_state is None else own_state
            items.append(self._item(start.number, start.title, lines[start.title_at], body, part_open=is_open))
            for line in body:
                part_open = self._part(line, part_open)
            own_state = self._clear_end(items[-1], is_last=end == len(lines))
        return list(lines[: starts[0].first]), items

    def _in_contents(
        self, lines: Sequence[Line], starts: Sequence[Start]
    ) -> tuple[bool | None, dict[str, bool | None]]:
        """What stands over the first item: the state of its part, and of each that a table of contents lists."""
        titles = {plain(lines[start.first].text) for start in starts}
        listed: dict[str, bool | None] = {}
        part_open: bool | None = None
        over_all: bool | None = None
        for line in lines[: starts[0].first]:
            part_open = self._part(line, part_open)
            words = plain(line.text)
            if words in titles or NUMBERED.fullmatch(line.text):
                listed[words] = part_open
                over_all = None
            elif self._openness.is_part(line):
                said = self._openness.said(line)
                over_all = said.is_open if said else (None if listed else part_open)
        return over_all, listed

    def _state_above(self, lines: Sequence[Line], start: Start) -> bool | None:
        """Right above an item its own mark may stand: "Åbent punkt", "Lukket"."""
        said = self._openness.said(lines[start.first - 1]) if start.first else None
        return said.is_open if said and not said.of_part else None

    def _clear_end(self, item: ItemText, *, is_last: bool) -> bool | None:
        """Take off an item's end what is none of it: that the meeting ends, a part's name, the next one's mark.

        That mark is returned.
        """
        state: bool | None = None
        block = item.blocks[-1]
        while block.lines:
            line = block.lines[-1]
            said = self._openness.said(line)
            is_mark = said is not None and not said.of_part and not is_last and len(item.blocks) > 1
            if is_mark and said:
                state = said.is_open if state is None else state
            elif not (self._openness.is_part(line) or line.text.casefold().startswith(self._ends_of_meeting)):
                break
            block.lines.pop()
        return state

    def _part(self, line: Line, before: bool | None) -> bool | None:
        """A line "Lukkede punkter" holds for every item after it."""
        said = self._openness.said(line)
        return said.is_open if said and said.of_part else before

    def _whole(self, lines: Sequence[Line]) -> ItemText:
        """The document as one case: its title is the first line that can be one."""
        named = [at for at, line in enumerate(lines[:LETTERHEAD_LINES]) if _DOCUMENT_WORDS.fullmatch(line.text)]
        for at, line in enumerate(lines[: 2 * LETTERHEAD_LINES]):
            labelled = _TITLE_LABEL.fullmatch(line.text)
            if labelled:
                return self._item(None, labelled["title"], line, list(lines[at + 1 :]), before=lines[:at])
        for at, line in enumerate(lines):
            if _is_to_the_right(line) or (named and at < named[0]):
                continue  # above "Notat" or "Referat", and at the right margin, stands the letterhead
            if self._headings.read(line):
                break
            is_label = (
                _DOCUMENT_WORDS.fullmatch(line.text)
                or _LABELLED.match(line.text)
                or _LETTERHEAD.fullmatch(line.text)
                or line.is_row
            )
            if self._starts.is_title(line) and not is_label:
                return self._item(None, line.text, line, list(lines[at + 1 :]), before=lines[:at])
        return self._item(None, None, lines[0], list(lines))

    def _item(
        self,
        number: str | None,
        title: str | None,
        at: Line,
        body: list[Line],
        *,
        part_open: bool | None = None,
        before: Sequence[Line] = (),
    ) -> ItemText:
        item = ItemText(number, title, Place(at.page, at.number, title or at.text), part_open, open_place=at.place)
        if number and _CLOSED_NUMBER.fullmatch(number):
            item.is_open = False
        if title:
            labelled = _TITLE_LABEL.fullmatch(title)
            opened, marked = self._openness.in_title(labelled["title"] if labelled else title)
            item.is_open = item.is_open if marked is None else marked
            routed = _ROUTE_PREFIX.fullmatch(opened)
            if routed:
                item.title_route = tuple(routed["route"].split("/"))
                opened = routed["title"]
            numbered = _CASE_IN_TITLE.search(opened)
            if numbered:
                item.case_number, opened = numbered["number"], opened[: numbered.start()]
            title, _, last = opened.rpartition(" - ")
            item.title = title if title and last in self._abbreviations else opened
        item.blocks = self._headings.blocks(body)
        for line in (*before, *item.blocks[0].lines):
            case = _CASE_NUMBER.match(line.text) or _CASE_NUMBER_ALONE.fullmatch(line.text)
            item.case_number = item.case_number or (case["number"] if case else None)
            self._mark(item, line, self._openness.said(line))
        for block in item.blocks[1:]:
            heading = block.heading
            if heading and heading.key is SectionKey.OTHER and self._is_state_label(heading.place.words):
                for below in block.lines[:1]:
                    self._mark(item, below, self._openness.said(below))
        return item

    def _mark(self, item: ItemText, line: Line, said: Said | None) -> None:
        if said and not said.of_part:
            item.is_open, item.open_place = said.is_open, line.place

    def _is_state_label(self, words: str) -> bool:
        return words.partition(":")[0].strip(" •").casefold() in self._state_labels


def _is_to_the_right(line: Line) -> bool:
    return line.indent >= SET_TO_THE_RIGHT
