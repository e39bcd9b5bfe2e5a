"""Whose meeting it is, on which day, who was absent, and what sort of paper this is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date

from domain.documents.bodies import Bodies
from domain.documents.cues import ABSENT
from domain.documents.dates import find_dates
from domain.documents.document import DocumentKind, FoundDecision, SectionKey
from domain.documents.headings import Block
from domain.documents.items import ItemText
from domain.documents.text import Line

FIRST_LINES = 12
LONGEST_TITLE = 110
MOST_NAMES = 100  # no body has so many members
_NOT_THE_MEETING = re.compile("offentlig|udsend|udskrevet|udskrift|publicer|frist|oprettet|godkendt den")
_MEMO_LINE = re.compile(r"(?:notat|\w* ?notat|referat af telefonsamtale)", re.IGNORECASE)
_MEMO_WORDS = re.compile(r"(?:notat|plan|strategi|redegørelse|rapport)\b")
_MINUTES_WORDS = re.compile(r"\b(?:beslutnings)?(?:referat|protokol|udskrift)\b", re.IGNORECASE)
_AGENDA_WORDS = re.compile(r"\b(?:tillægs)?dagsorden\b", re.IGNORECASE)
_AGENDA_SECTIONS = frozenset(
    {SectionKey.ROUTE, SectionKey.RECOMMENDATION, SectionKey.DECISION, SectionKey.COMPETENCE, SectionKey.ATTACHMENTS}
)
_NAME_PART = r"[A-ZÆØÅ][\wæøåéüö'’-]*\.?"
_NAME = re.compile(rf"{_NAME_PART}(?: (?:{_NAME_PART}|de|von|van|af))*(?: {_NAME_PART})")
_TITLES = re.compile(
    r"\b(?:\w+- og )?[\w-]*(?:direktør|chef|borgmester|rådmand|leder|formand|koordinator|konsulent|sekretær|medlem"
    r"|jurist|repræsentant|læge)(?:en)?\b",
    re.IGNORECASE,
)
_SAYS_ABSENT = re.compile(
    r"(?P<who>.+?),? (?:der |som )?(?:var fraværende|havde meldt afbud|meldte afbud|var forhindret i at deltage"
    r"|deltog ikke i (?:mødet|behandlingen))",
    re.IGNORECASE,
)
_DISQUALIFIED = re.compile(r"habil", re.IGNORECASE)  # who left the room for that was at the meeting
_EXCEPT = re.compile(r"^.*\b(?:undtagen|bortset fra|på nær)\b", re.IGNORECASE)
# Who came instead is there: "Kaj Friborg, stedfortræder Lis Dam"
_INSTEAD = re.compile(
    r",? ?\b(?:stedfortræder|suppleant|i stedet|erstattet af|afløst af|i hans sted|i hendes sted)\b[^,;]*",
    re.IGNORECASE,
)
_NOBODY = re.compile(r"ingen|intet|-|nej", re.IGNORECASE)


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


def names_in(text: str) -> list[str]:
    """People's names without titles, parties and reasons: "Kommunaldirektør Ida Holm (formand)" is Ida Holm."""
    plain = _TITLES.sub(" ", _INSTEAD.sub("", re.sub(r"\([^)]*\)", ",", text)))
    return [match[0] for part in re.split(r",| og |;", plain) if (match := _NAME.search(part))]


def absentees(
    header: Sequence[Line],
    header_blocks: Sequence[Block],
    items: Sequence[ItemText],
    *,
    bodies: Bodies,
    body: str | None,
) -> tuple[str, ...]:
    """Who was absent from the meeting itself, not from an earlier body's: under a heading or in a sentence."""
    found: list[str] = []
    for block in header_blocks:
        if block.key is SectionKey.ABSENTEES:
            found += _listed(block)
    for line in header:
        found += _said(line.text)
    for item in items:
        decided_by: str | None = body
        for block in item.blocks:
            if block.heading and block.key is SectionKey.DECISION:
                decided_by = block.heading.body or body
            is_ours = decided_by is None or body is None or bodies.same(decided_by, body)
            if is_ours and block.key is SectionKey.ABSENTEES:
                found += _listed(block)
            elif is_ours and block.key is SectionKey.DECISION:
                for sentence in block.sentences():
                    found += _said(sentence.text) if sentence.cues & ABSENT else []
    return tuple(dict.fromkeys(found))[:MOST_NAMES]


def _listed(block: Block) -> list[str]:
    names: list[str] = []
    for line in block.lines:
        here = [] if _NOBODY.fullmatch(line.text.strip(" .")) else names_in(line.text)
        if not here or (names and ":" in line.text):
            break
        names += here
        if block.heading and block.heading.inline and not line.text.endswith((",", " og")):
            break
    return names


def _said(text: str) -> list[str]:
    match = None if _DISQUALIFIED.search(text) else _SAYS_ABSENT.match(text)
    return names_in(_EXCEPT.sub("", match["who"])) if match else []
