"""Where an agenda item begins: at its mark, at its number, or at the heading that opens each of them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from domain.documents.document import SectionKey
from domain.documents.headings import HeadingReader
from domain.documents.item_series import (
    BEFORE_ITEMS,
    NUMBERED,
    Start,
    is_in_list,
    only_titles,
    value_of,
    with_rest_of_series,
    without_contents,
)
from domain.documents.openness import Openness
from domain.documents.text import Line
from domain.documents.vocabulary import Vocabulary

LONGEST_TITLE = 220
LONGEST_POINT = 40  # lines a list's point may take
LOOK_AHEAD = 4  # lines in which a numbered title must be followed by something that only stands in an item
MOST_CELLS = 2  # a number and its title may stand apart, more is a row of a table
FEWEST_IN_TITLE = 5  # words that are no heading
_NUMBER_ALONE = re.compile(r"(?P<number>\d{1,4}[A-Z]?)(?P<form>[.:)]?)")  # over its title
_JOURNAL_NUMBER = re.compile(r"\d{2}\.\d{2}\.\d{2}-[A-ZÆØÅ]\d{2}-\S+")  # the KLE number, alone on its line
_ENDS_SENTENCE = re.compile(r"[.;,:]$")
_SHORT_TITLE = re.compile(r"[A-ZÆØÅ]\w{1,12}\.")  # "Evt."
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
_CLOSING_SECTIONS = (None, SectionKey.DECISION, SectionKey.ABSENTEES, SectionKey.OTHER)
_DECIDING_SECTIONS = (SectionKey.RECOMMENDATION, SectionKey.DECISION)


class StartReader:
    """Finds the items of a document by a vocabulary."""

    def __init__(self, vocabulary: Vocabulary, headings: HeadingReader, openness: Openness) -> None:
        self._headings = headings
        self._openness = openness
        marks = "|".join(re.escape(mark) for mark in sorted(vocabulary.item_marks, key=len, reverse=True))
        self._marked = re.compile(
            rf"(?P<mark>{marks})(?:\.?\s*nr)?\.?\s*(?P<number>\d{{1,4}}[A-Z]?)(?![./-]?\d)"
            r"(?:\s*[.:)/–-]\s*|\s+|$)(?P<title>.*)",
            re.IGNORECASE,
        )
        self._case_marks = tuple(vocabulary.case_marks)

    def find(self, lines: Sequence[Line]) -> list[Start]:
        """The items in their order; none where the document is one case."""
        return self._numbered(lines) or self._repeated(lines) or only_titles(lines, self._headings, self._titled)

    def is_title(self, line: Line) -> bool:
        """The line can be an item's title."""
        return (
            len(line.text) <= LONGEST_TITLE
            and line.text[0] not in "•-–("
            and not _ENDS_SENTENCE.search(line.text)
            and self._headings.read(line) is None
            and self._openness.said(line) is None
            and not self._is_case_mark(line.text)
            and not NUMBERED.fullmatch(line.text)
            and not self._marked.fullmatch(line.text)
            and any(letter.isalpha() for letter in line.text)
        )

    def _numbered(self, lines: Sequence[Line]) -> list[Start]:
        starts: list[Start] = []
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
        kept = without_contents(lines, starts, lambda title: self._openness.in_title(title)[0])
        return with_rest_of_series(lines, kept, self._titled)

    def _marked_start(self, lines: Sequence[Line], at: int, last: str | None) -> Start | None:
        """A line such as "Punkt 7", "Pkt. 1 Titel", "Nr.88 - Titel", or "Sag nr. 171" under its title."""
        text = lines[at].text
        match = self._marked.fullmatch(text)
        if match is None or len(text) > LONGEST_TITLE or _is_ended(match["title"]):
            return None
        number, title = match["number"], match["title"]
        if match["mark"].casefold().startswith("ad") and value_of(number) != (value_of(last) if last else 0) + 1:
            return None  # "Ad 2" is a point of the item it stands in, where it does not go on from the item before
        has_title_below = at + 1 < len(lines) and self._is_title_below(lines, at)
        if has_title_below and (not title or self._openness.is_only_mark(title)):
            below = lines[at + 1].text
            mark = f"({title.strip('()[]: ')}) " if title else ""
            return _running_on(lines, Start(at, at + 2, number, mark + below, at + 1))
        if title:
            is_prose = title[0].islower() or _TABLE_OF_CONTENTS.search(text)
            return None if is_prose else _running_on(lines, Start(at, at + 1, number, title, at))
        has_title_above = at > 0 and self.is_title(lines[at - 1])
        return Start(at - 1, at + 1, number, lines[at - 1].text, at - 1) if has_title_above else None

    def _plain_start(
        self, lines: Sequence[Line], at: int, since: int, under: SectionKey | None, last: str | None
    ) -> Start | None:
        """A numbered line ("42. Frigivelse af midler") is an item when what follows can only stand in one."""
        start = self._titled(lines, at)
        if start is None or start.number is None:
            return None
        is_next = last is not None and start.value == value_of(last) + 1
        is_listed = is_in_list(lines[max(since, at - LONGEST_POINT) : at], start.number)
        if under is SectionKey.ROUTE and is_listed:
            return None
        if under not in BEFORE_ITEMS and not is_next and (at == since or is_listed):
            return (
                None  # the text under a heading is a list: "Bilag" over "1. Kort", "Sagen behandles i" over "1. ØK"
            )
        goes_on = (is_next or (last is None and under in BEFORE_ITEMS)) and not is_listed
        opens_part = (is_next or last is None) and at > 0 and self._openness.is_part(lines[at - 1])
        return start if opens_part or self._opens_item(lines, start, under, goes_on=goes_on) else None

    def _titled(self, lines: Sequence[Line], at: int) -> Start | None:
        """A number with its title, on one line or the title below it, as an item has them."""
        text = lines[at].text
        if not text[0].isdigit() or len(text) > LONGEST_TITLE or len(lines[at].cells) > MOST_CELLS:
            return None
        match = NUMBERED.fullmatch(text)
        if match is None:
            alone = _NUMBER_ALONE.fullmatch(text)
            below = lines[at + 1] if alone and at + 1 < len(lines) else None
            if alone is None or below is None or below.gap or not self._stands_as_title(below):
                return None
            start = Start(at, at + 2, alone["number"], below.text, at + 1, f"{alone['form']}/")
            return _running_on(lines, start)
        title = match["title"]
        if title[0].islower() or _is_ended(title) or _TABLE_OF_CONTENTS.search(text):
            return None
        return _running_on(lines, Start(at, at + 1, match["number"], title, at, match["form"].strip()))

    def _stands_as_title(self, line: Line) -> bool:
        """Right under its number a title may begin as a heading does: "Forslag fra Liste C om lavere takster"."""
        is_long = len(line.text.split()) >= FEWEST_IN_TITLE and not _ENDS_SENTENCE.search(line.text)
        return not line.text[0].islower() and (is_long or self.is_title(line))

    def _is_title_below(self, lines: Sequence[Line], at: int) -> bool:
        """Under its mark; a line that begins as a heading does, only where the two stand by themselves."""
        below = lines[at + 1]
        is_apart = lines[at].gap and not below.gap and at + 2 < len(lines) and lines[at + 2].gap
        return self.is_title(below) or bool(is_apart and self._stands_as_title(below))

    def _opens_item(self, lines: Sequence[Line], start: Start, under: SectionKey | None, *, goes_on: bool) -> bool:
        """What follows can only stand in an item. ``goes_on``: its number is the next, and no list's."""
        if self._openness.is_mark_of_title(start.title):
            return True
        for line in lines[start.body_at : start.body_at + LOOK_AHEAD]:
            said = self._openness.said(line)
            is_marked = self._is_case_mark(line.text) or _JOURNAL_NUMBER.fullmatch(line.text)
            if is_marked or (said and not (said.is_word_alone or said.of_part)):
                return True
            if goes_on and self._headings.says_outcome(line.text):
                return True
            if self._marked.fullmatch(line.text) or NUMBERED.fullmatch(line.text):
                break
            heading = self._headings.read(line)
            if heading:
                if heading.key is SectionKey.OTHER and goes_on:
                    continue
                is_deciding = heading.key in _DECIDING_SECTIONS and (under in _CLOSING_SECTIONS or goes_on)
                is_opening = heading.key in _OPENING_SECTIONS or (goes_on and heading.key in _INNER_SECTIONS)
                return is_opening or (is_deciding and (goes_on or heading.on is None))
        return False

    def _is_case_mark(self, text: str) -> bool:
        return text.casefold().startswith(self._case_marks) and (":" in text or text[-1].isdigit())

    def _repeated(self, lines: Sequence[Line]) -> list[Start]:
        """Items without numbers: the heading that opens the first item comes again, each time under a new title."""
        headings = [
            (at, heading)
            for at, line in enumerate(lines)
            if (heading := self._headings.read(line)) and not heading.inline and heading.key not in BEFORE_ITEMS
        ]
        if not headings:
            return []
        opening = lines[headings[0][0]].text.casefold()
        again = [
            at
            for at, heading in headings
            if lines[at].text.casefold() == opening and heading.on is None and at > 0 and self.is_title(lines[at - 1])
        ]
        if len(again) < 2:  # noqa: PLR2004 -- once is no repetition
            return []
        return [Start(at - 1, at, None, lines[at - 1].text, at - 1) for at in again]


def _is_ended(title: str) -> bool:
    return _ENDS_SENTENCE.search(title) is not None and not _SHORT_TITLE.fullmatch(title)


def _running_on(lines: Sequence[Line], start: Start) -> Start:
    """A title that runs on with a small letter takes the next line too."""
    if start.body_at < len(lines) and lines[start.body_at].text[0].islower():
        return replace(start, body_at=start.body_at + 1, title=f"{start.title} {lines[start.body_at].text}")
    return start
