"""Whose meeting it is, on which day, and what sort of paper this is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date

from domain.documents.bodies import Bodies
from domain.documents.dates import find_dates
from domain.documents.document import DocumentKind, FoundDecision, SectionKey
from domain.documents.headings import Block
from domain.documents.items import ItemText
from domain.documents.text import Line

FIRST_LINES = 12
LONGEST_TITLE = 110
_NOT_THE_MEETING = re.compile("offentlig|udsend|udskrevet|udskrift|publicer|frist|oprettet|godkendt den")
_MEMO_LINE = re.compile(r"(?:notat|\w* ?notat|referat af telefonsamtale)", re.IGNORECASE)
_MEMO_WORDS = re.compile(r"(?:notat|plan|strategi|redegørelse|rapport)\b")
_MINUTES_WORDS = re.compile(r"\b(?:beslutnings)?(?:referat|protokol|udskrift)\b", re.IGNORECASE)
_AGENDA_WORDS = re.compile(r"\b(?:tillægs)?dagsorden\b", re.IGNORECASE)
_AGENDA_SECTIONS = frozenset(
    {SectionKey.ROUTE, SectionKey.RECOMMENDATION, SectionKey.DECISION, SectionKey.COMPETENCE, SectionKey.ATTACHMENTS}
)


def meeting_of(
    header: Sequence[Line], decisions: Sequence[FoundDecision], blocks: Iterable[Block], bodies: Bodies
) -> tuple[str | None, date | None]:
    """Body and day of the meeting: as the lines before the items say, else those of the latest decision heading."""
    body, on = _in_header(header, bodies)
    dated = [(block.heading.on, block.heading.body) for block in blocks if block.heading and block.heading.on]
    dated += [(decision.date, decision.body) for decision in decisions if decision.date]
    if dated:
        latest = max(day for day, _ in dated)
        on = on or latest
        body = body or next((name for day, name in reversed(dated) if day == latest and name), None)
    return body, on


def _in_header(header: Sequence[Line], bodies: Bodies) -> tuple[str | None, date | None]:
    body: str | None = None
    on: date | None = None
    for line in header:
        if _NOT_THE_MEETING.search(line.text.casefold()):
            continue
        named = [mention for mention in bodies.mentions(line.text) if not mention.is_pronoun]
        long = [mention.name for mention in named if line.text[mention.start : mention.end] not in bodies.aliases]
        body = body or (long[0] if long else None)
        days = [day for found in find_dates(line.text) if (day := found.on())]
        on = on or (days[0] if days else None)
    return body, on


def is_decided_at(block: Block, on: date | None) -> bool:
    """The block is a decision of the meeting on that day; an agenda may print those of earlier ones."""
    if block.heading is None or block.key is not SectionKey.DECISION or not block.lines:
        return False
    return on is None or block.heading.on is None or block.heading.on >= on


def kind_of(
    header: Sequence[Line], lines: Sequence[Line], items: Sequence[ItemText], *, is_decided: bool
) -> DocumentKind:
    """A paper with a decision is minutes; with the sections of a case an agenda; else a memo or something else."""
    first = [line.text for line in lines[:FIRST_LINES]]
    if any(_MEMO_LINE.fullmatch(text.strip(" :")) for text in first):
        return DocumentKind.MEMO
    heads = [line.text for line in header]
    if is_decided or any(_MINUTES_WORDS.search(text) for text in heads):
        return DocumentKind.MINUTES
    keys = {block.key for item in items for block in item.blocks}
    if len(keys & _AGENDA_SECTIONS) > 1 or any(_AGENDA_WORDS.search(text) for text in heads):
        return DocumentKind.AGENDA
    titles = (text for text in first if not text.endswith((".", "!", "?", ",")) and len(text) <= LONGEST_TITLE)
    return DocumentKind.MEMO if any(_MEMO_WORDS.search(text.casefold()) for text in titles) else DocumentKind.OTHER
