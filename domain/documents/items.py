"""Where an agenda item begins, what it is called, and whether it is closed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from string import ascii_letters

from domain.documents.document import Place, SectionKey
from domain.documents.headings import Block, HeadingReader
from domain.documents.text import Line
from domain.documents.vocabulary import Vocabulary

LONGEST_TITLE = 220
LONGEST_AROUND_MARK = 8  # bullets and colons
LETTERHEAD_LINES = 6
LONGEST_POINT = 40  # lines a list's point may take
LOOK_AHEAD = 4  # lines in which a numbered title must be followed by something that only stands in an item
_NUMBERED = re.compile(r"(?P<number>\d{1,4}[A-Z]?)(?:\s?[.:)]|\s[-–])?\s+(?P<title>\S.*)")
_CLOSED_NUMBER = re.compile(r"\d+L")  # "3L": the L of lukket
_STATE_FIRST = re.compile(r"\((?:åbent?|lukket|fortrolig)(?: punkt| sag)?\)\s", re.IGNORECASE)
# "A. Sager til afgørelse i byrådet", "III. Orienteringer": a part of the agenda, of no item
_PART_OF_AGENDA = re.compile(
    r"(?:[A-Z]|[IVX]{1,4})[.)] .*(?:sager|punkter|orientering(?:er)?|meddelelser)\b.*", re.IGNORECASE
)
_JOURNAL_NUMBER = re.compile(r"\d{2}\.\d{2}\.\d{2}-[A-ZÆØÅ]\d{2}-\S+")  # the KLE number, alone on its line
_ROUTE_PREFIX = re.compile(r"(?P<route>[A-ZÆØÅ]{2,5}(?:/[A-ZÆØÅ]{2,5})*) - (?P<title>.+)")
_CLOSED_IN_TITLE = re.compile(
    r"^\((?:lukket|fortrolig)t?(?: punkt| sag)?\)\s*|^(?:lukket(?: punkt| sag)?|fortrolig)\s*[-–:.]\s*"
    r"|\s*[-–]?\s*\(?\b(?:lukket(?: punkt| sag)?|fortrolig)\)?$",
    re.IGNORECASE,
)
_OPEN_IN_TITLE = re.compile(
    r"^\(åbent?(?: punkt| sag)?\)\s*|^(?:åben(?: sag)?|åbent(?: punkt)?)\s*[-–:.]\s*|\s*\(åbent?\)$", re.IGNORECASE
)
_STATE_ALONE = re.compile(r"\((?:åbent?|lukket|fortrolig)(?: punkt| sag)?\)", re.IGNORECASE)
_DOCUMENT_WORDS = re.compile(
    r"(?:beslutnings)?(?:referat|protokol|dagsorden|notat|tillægsdagsorden|mødedetaljer|dagsordens?punkt)\b.{0,40}|fra|til|for|side",
    re.IGNORECASE,
)
_TITLE_LABEL = re.compile(
    r"(?:emne|titel|sagstitel|sagens titel|overskrift|vedrørende|vedr\.?): ?(?P<title>.+)", re.IGNORECASE
)
_LABELLED = re.compile(r"[A-ZÆØÅ][\wæøå .]{2,24}:(?:\s|$)")
_LETTERHEAD = re.compile(r"(?:[A-ZÆØÅ][\wæøå-]+ )+Kommune(?: [-–|·] .*)?|Region [A-ZÆØÅ]\w+")
_ENDS_SENTENCE = re.compile(r"[.;,:]$")
_CASE_NUMBER = re.compile(
    r"(?:sagsnr|sagnr|sagsid|sagsnummer|j\.nr|sag)\.?\s*:?\s*(?P<number>\d[\w.]*[/-][\w./-]+)", re.IGNORECASE
)
_CASE_IN_TITLE = re.compile(r"\s+\((?P<number>\d{4}-\d{5,8}|\d{2}/\d{3,6})\)$")
_CASE_NUMBER_ALONE = re.compile(r"(?P<number>\d{2,4}[/-]\d{3,7})")
_TABLE_OF_CONTENTS = re.compile(r"\.{4,}|\.( \.){3,}")
# What follows a numbered line tells whether it opens an item or is a point in a list: lists end where these begin
_OPENING_SECTIONS = (
    SectionKey.ROUTE,
    SectionKey.SUMMARY,
    SectionKey.BACKGROUND,
    SectionKey.CASE_PRESENTATION,
    SectionKey.COMPETENCE,
)
_INNER_SECTIONS = (SectionKey.ECONOMY, SectionKey.LEGAL, SectionKey.INVOLVEMENT)
_BEFORE_ITEMS = (None, SectionKey.ABSENTEES, SectionKey.OTHER)
_CLOSING_SECTIONS = (None, SectionKey.DECISION, SectionKey.ABSENTEES, SectionKey.OTHER)
_PLURAL = ("punkter", "sager", "dagsorden", "del")  # what is said of a part of the agenda, not of one item
_DECIDING_SECTIONS = (SectionKey.RECOMMENDATION, SectionKey.DECISION)


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


@dataclass(frozen=True, slots=True)
class _Start:
    """An item begins at this line: ``title_at`` is where its title stands, ``body_at`` what follows both."""

    first: int
    body_at: int
    number: str | None
    title: str
    title_at: int


class ItemReader:
    """Parts a document into what stands before its items, and the items."""

    def __init__(self, vocabulary: Vocabulary, headings: HeadingReader) -> None:
        self._headings = headings
        marks = "|".join(re.escape(mark) for mark in sorted(vocabulary.item_marks, key=len, reverse=True))
        self._marked = re.compile(
            rf"(?P<mark>{marks})(?:\.?\s*nr)?\.?\s*(?P<number>\d{{1,4}}[A-Z]?)(?:\s*[.:–-]\s*|\s+|$)(?P<title>.*)",
            re.IGNORECASE,
        )
        self._abbreviations = frozenset(short for row in vocabulary.bodies for short in row.abbreviations)
        self._open = frozenset(vocabulary.open_marks)
        self._closed = frozenset(vocabulary.closed_marks)
        self._state_labels = frozenset(vocabulary.state_labels)
        self._longest_mark = max(map(len, self._open | self._closed)) + LONGEST_AROUND_MARK
        self._case_marks = tuple(vocabulary.case_marks)

    def openness(self, text: str) -> bool | None:
        """True or False where the line says that what follows is open or closed, else None."""
        if len(text) > self._longest_mark and "·" not in text and ":" not in text:
            return None
        words = text.casefold()
        label, colon, said = words.partition(":")
        if colon and label.strip() in self._state_labels:
            words = said.split(",")[0]
        for part in words.split("·"):
            words = part.strip(" :.•")
            if words in self._open or words in self._closed:
                return words in self._open
        return None

    def read(self, lines: Sequence[Line]) -> tuple[list[Line], list[ItemText]]:
        """The lines before the first item, and the items. A document without numbered items is one item."""
        starts = self._numbered(lines) or self._repeated(lines)
        if not starts:
            return [], [self._whole(lines)]
        items: list[ItemText] = []
        part_open: bool | None = None
        for line in lines[: starts[0].first]:
            part_open = self._part(line.text, part_open)
        ends = [start.first for start in starts[1:]] + [len(lines)]
        own_state = self._state_above(lines, starts[0])
        for start, end in zip(starts, ends, strict=True):
            body = list(lines[start.body_at : end])
            is_open = part_open if own_state is None else own_state
            items.append(self._item(start.number, start.title, lines[start.title_at], body, part_open=is_open))
            own_state = None
            for line in body:
                part_open = self._part(line.text, part_open)
            if end < len(lines):
                own_state = self._clear_end(items[-1])
        return list(lines[: starts[0].first]), items

    def _state_above(self, lines: Sequence[Line], start: _Start) -> bool | None:
        """Right above an item its own mark may stand: "Åbent punkt", "Lukket"."""
        above = lines[start.first - 1].text if start.first else ""
        return None if above.casefold().rstrip(": ").endswith(_PLURAL) else self.openness(above)

    def _clear_end(self, item: ItemText) -> bool | None:
        """Take off an item's end what belongs to the next: a part's name, the next one's mark (returned)."""
        state: bool | None = None
        for block in (item.blocks[-1],) if len(item.blocks) > 1 else ():
            while block.lines and (
                _PART_OF_AGENDA.fullmatch(block.lines[-1].text) or self.openness(block.lines[-1].text) is not None
            ):
                text = block.lines.pop().text
                if not text.casefold().rstrip(": ").endswith(_PLURAL):
                    state = self.openness(text) if state is None else state
        return state

    def _part(self, text: str, before: bool | None) -> bool | None:
        """A line "Lukkede punkter" holds for every item after it."""
        said = self.openness(text)
        return said if said is not None and text.casefold().rstrip(": ").endswith(_PLURAL) else before

    def _numbered(self, lines: Sequence[Line]) -> list[_Start]:
        starts: list[_Start] = []
        under: SectionKey | None = None
        since = 0  # where the section began that this line stands in
        for at, line in enumerate(lines):
            heading = self._headings.read(line, under=under)
            if heading:
                under, since = heading.key, at + 1
                continue
            last = starts[-1].number if starts else None
            start = self._marked_start(lines, at, last) or self._plain_start(lines, at, since, under, last)
            if start and (not starts or start.first >= starts[-1].body_at):
                starts.append(start)
                under, since = None, start.body_at
        return _without_contents(starts)

    def _marked_start(self, lines: Sequence[Line], at: int, last: str | None) -> _Start | None:
        """A line such as "Punkt 7", "Pkt. 1 Titel", "Nr.88 - Titel", or "Sag nr. 171" under its title."""
        text = lines[at].text
        match = self._marked.fullmatch(text)
        if match is None or len(text) > LONGEST_TITLE or _ENDS_SENTENCE.search(match["title"]):
            return None
        number, title = match["number"], match["title"]
        if match["mark"].casefold().startswith("ad") and _value(number) != (_value(last) if last else 0) + 1:
            return None  # "Ad 2" is a point of the item it stands in, where it does not go on from the item before
        has_title_below = at + 1 < len(lines) and self._is_title(lines[at + 1])
        if has_title_below and (not title or _STATE_ALONE.fullmatch(title)):
            below = lines[at + 1].text
            return _running_on(lines, _Start(at, at + 2, number, f"{title} {below}" if title else below, at + 1))
        if title:
            is_prose = title[0].islower() or _TABLE_OF_CONTENTS.search(text)
            return None if is_prose else _running_on(lines, _Start(at, at + 1, number, title, at))
        has_title_above = at > 0 and self._is_title(lines[at - 1])
        return _Start(at - 1, at + 1, number, lines[at - 1].text, at - 1) if has_title_above else None

    def _plain_start(
        self, lines: Sequence[Line], at: int, since: int, under: SectionKey | None, last: str | None
    ) -> _Start | None:
        """A numbered line ("42. Frigivelse af midler") is an item when what follows can only stand in one."""
        text = lines[at].text
        match = _NUMBERED.fullmatch(text)
        if match is None or len(text) > LONGEST_TITLE or match["title"][0].islower():
            return None
        if _ENDS_SENTENCE.search(text) or _TABLE_OF_CONTENTS.search(text):
            return None
        is_first = last is None and under in _BEFORE_ITEMS
        is_next = last is not None and _value(match["number"]) == _value(last) + 1
        goes_on = (is_first or is_next) and not _is_in_list(
            lines[max(since, at - LONGEST_POINT) : at], match["number"]
        )
        if not self._opens_item(lines, at, match["title"], under, goes_on=goes_on):
            return None
        return _running_on(lines, _Start(at, at + 1, match["number"], match["title"], at))

    def _opens_item(
        self, lines: Sequence[Line], at: int, title: str, under: SectionKey | None, *, goes_on: bool
    ) -> bool:
        """What follows can only stand in an item. ``goes_on``: its number is the next, and no list's."""
        if _STATE_FIRST.match(title) or _CLOSED_IN_TITLE.search(title):
            return True
        for line in lines[at + 1 : at + 1 + LOOK_AHEAD]:
            is_marked = self._is_case_mark(line.text) or _JOURNAL_NUMBER.fullmatch(line.text)
            if is_marked or self._says_item_is_open(line.text):
                return True
            if goes_on and self._headings.says_outcome(line.text):
                return True
            if self._marked.fullmatch(line.text) or _NUMBERED.fullmatch(line.text):
                break
            heading = self._headings.read(line)
            if heading:
                if heading.key is SectionKey.OTHER and goes_on:
                    continue
                is_deciding = heading.key in _DECIDING_SECTIONS and (under in _CLOSING_SECTIONS or goes_on)
                is_opening = heading.key in _OPENING_SECTIONS or (goes_on and heading.key in _INNER_SECTIONS)
                return is_opening or (is_deciding and (goes_on or heading.on is None))
        return False

    def _says_item_is_open(self, text: str) -> bool:
        """The line is "Åben sag" or "Lukket punkt"; the word alone may stand at an attachment."""
        return self.openness(text) is not None and " " in text

    def _repeated(self, lines: Sequence[Line]) -> list[_Start]:
        """Items without numbers: the heading that opens the first item comes again, each time under a new title."""
        headings = [
            (at, heading)
            for at, line in enumerate(lines)
            if (heading := self._headings.read(line)) and not heading.inline and heading.key not in _BEFORE_ITEMS
        ]
        if not headings:
            return []
        opening = lines[headings[0][0]].text.casefold()
        again = [
            at
            for at, heading in headings
            if lines[at].text.casefold() == opening
            and heading.on is None
            and at > 0
            and self._is_title(lines[at - 1])
        ]
        if len(again) < 2:  # noqa: PLR2004 -- once is no repetition
            return []
        return [_Start(at - 1, at, None, lines[at - 1].text, at - 1) for at in again]

    def _is_title(self, line: Line) -> bool:
        return (
            len(line.text) <= LONGEST_TITLE
            and line.text[0] not in "•-–("
            and not _ENDS_SENTENCE.search(line.text)
            and self._headings.read(line) is None
            and self.openness(line.text) is None
            and not self._is_case_mark(line.text)
            and not _NUMBERED.fullmatch(line.text)
            and not self._marked.fullmatch(line.text)
            and any(letter.isalpha() for letter in line.text)
        )

    def _is_case_mark(self, text: str) -> bool:
        return text.casefold().startswith(self._case_marks) and (":" in text or text[-1].isdigit())

    def _whole(self, lines: Sequence[Line]) -> ItemText:
        """The document as one case: its title is the first line that can be one."""
        named = [at for at, line in enumerate(lines[:LETTERHEAD_LINES]) if _DOCUMENT_WORDS.fullmatch(line.text)]
        for at, line in enumerate(lines[: 2 * LETTERHEAD_LINES]):
            labelled = _TITLE_LABEL.fullmatch(line.text)
            if labelled:
                return self._item(None, labelled["title"], line, list(lines[at + 1 :]), before=lines[:at])
        for at, line in enumerate(lines):
            if self._headings.read(line):
                break
            if named and at < named[0]:
                continue  # above "Notat" or "Referat" stands the letterhead
            is_label = (
                _DOCUMENT_WORDS.fullmatch(line.text) or _LABELLED.match(line.text) or _LETTERHEAD.fullmatch(line.text)
            )
            if self._is_title(line) and not is_label:
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
            shown = _CLOSED_IN_TITLE.sub("", title).strip()
            if shown != title:
                item.is_open = False
            opened = _OPEN_IN_TITLE.sub("", shown).strip()
            if opened != shown:
                item.is_open = True
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
            said = self.openness(line.text)
            if said is not None and not line.text.casefold().rstrip(": ").endswith(_PLURAL):
                item.is_open, item.open_place = said, line.place
        return item


def _without_contents(starts: Sequence[_Start]) -> list[_Start]:
    """An item that comes again with its number and title was a line of the table of contents the first time."""
    last = {(start.number, start.title.casefold()): at for at, start in enumerate(starts)}
    return [start for at, start in enumerate(starts) if last[start.number, start.title.casefold()] == at]


def _value(number: str) -> int:
    """The number without its letter: 4 for "04A"."""
    return int(number.rstrip(ascii_letters))


def _is_in_list(above: Sequence[Line], number: str) -> bool:
    """The line goes on a list of its section: ``above`` stands one with the number before."""
    return any(
        _value(match["number"]) + 1 == _value(number)
        for line in above
        if (match := _NUMBERED.fullmatch(line.text)) is not None
    )


def _running_on(lines: Sequence[Line], start: _Start) -> _Start:
    """A title that runs on with a small letter takes the next line too."""
    if start.body_at < len(lines) and lines[start.body_at].text[0].islower():
        return replace(start, body_at=start.body_at + 1, title=f"{start.title} {lines[start.body_at].text}")
    return start
