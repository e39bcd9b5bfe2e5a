"""What the reader hands over: a document as values, each with the place it was read at.

Nothing here decides anything. A value that the document does not state is ``None`` or empty, never a guess; a
value that was inferred carries a lower ``confidence`` (0 to 1). Bodies and people stand in the document's own words:
whether "ØK" is a body of this municipality is for the profile to say (``Document.body_aliases`` helps it).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from domain.model.decision import Outcome


class DocumentKind(StrEnum):
    """What sort of paper it is."""

    AGENDA = "agenda"  # nothing decided yet
    MINUTES = "minutes"
    MEMO = "memo"
    OTHER = "other"
    EMPTY = "empty"


class SectionKey(StrEnum):
    """The parts of an agenda item, whatever a municipality calls them."""

    SUMMARY = "summary"
    BACKGROUND = "background"
    CASE_PRESENTATION = "case_presentation"
    ECONOMY = "economy"
    LEGAL = "legal"
    INVOLVEMENT = "involvement"
    COMPETENCE = "competence"
    ROUTE = "route"
    RECOMMENDATION = "recommendation"
    DECISION = "decision"
    ATTACHMENTS = "attachments"
    ABSENTEES = "absentees"  # Fraværende, Afbud
    OTHER = "other"  # a heading known to be one, but of no interest here


class Place(NamedTuple):
    """Where something was read: page and line from 1 (of the file as it came), and the words themselves."""

    page: int
    line: int
    words: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """The line a fact was read at, and how sure the reading is (0 to 1)."""

    place: Place
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what stands under it. ``is_empty``: nothing does ("Ingen." is something)."""

    key: SectionKey
    heading: str
    text: str
    place: Place

    @property
    def is_empty(self) -> bool:
        """Nothing stands under the heading."""
        return not self.text


@dataclass(frozen=True, slots=True)
class Stage:
    """A body treats the case on that day. ``is_past``: the words tell of something that has happened already.

    ``year_because`` says what decided the year: written, same_sentence (a year stands with an earlier date of it),
    weekday, near_document_date, or working_days (the year spoken of in which no date is a weekend or holiday).
    """

    body: str
    date: date
    place: Place
    confidence: float = 1.0
    year_because: str = "written"
    is_past: bool = False


@dataclass(frozen=True, slots=True)
class Period:
    """The reporting period; the document's own last day is included, as it is printed."""

    start: date
    end: date
    place: Place


@dataclass(frozen=True, slots=True)
class FoundAttachment:
    """A bilag. ``is_open`` is None when the document does not say."""

    title: str
    document_number: str | None
    is_open: bool | None
    place: Place
    other_numbers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FoundDecision:
    """One thing decided by one body. ``date`` is None when the document does not say."""

    body: str
    date: date | None
    outcome: Outcome
    text: str
    place: Place
    confidence: float = 1.0
    point: str | None = None  # number of the sub-point it was decided under


@dataclass(frozen=True, slots=True)
class FoundFollowUp:
    """Work that somebody is to do afterwards: a proposal for people to confirm.

    ``responsible`` is the document's word for the post or person, None when it names none. ``due`` is the last day;
    ``due_text`` the words it was read from ("ultimo 2023"), and ``due_month`` says that only the month was named.
    ``due_named`` is the day in the words where that is not the last one ("inden den 1. juni"). ``of_item`` is the
    number of the agenda item that a list of the whole meeting's tasks says it belongs to.
    """

    responsible: str | None
    text: str
    due: date | None
    due_text: str
    place: Place
    confidence: float
    section: SectionKey
    due_month: bool = False
    point: str | None = None
    due_named: date | None = None
    of_item: str | None = None


@dataclass(frozen=True, slots=True)
class Recurrence:
    """When it comes again: hvert tredje år, igen i 2026, or ultimo 2023; exactly one of the three is set."""

    place: Place
    every_years: float | None = None
    next_year: int | None = None
    due: date | None = None


@dataclass(frozen=True, slots=True)
class Point:
    """A numbered sub-point of an item, its text before the decision and its text in the decision side by side."""

    number: str
    title: str
    before: str
    after: str
    place: Place
    is_paired: bool = True  # it stands both before and in the decision, or nothing is decided yet
    outcome: Outcome | None = None
    is_open: bool | None = None
    period: Period | None = None
    stages: tuple[Stage, ...] = ()
    decisions: tuple[FoundDecision, ...] = ()
    follow_ups: tuple[FoundFollowUp, ...] = ()
    recurrence: tuple[Recurrence, ...] = ()


@dataclass(frozen=True, slots=True)
class MinorityStatement:
    """Mindretalsudtalelse, protokolbemærkning, forbehold."""

    by: str
    text: str
    place: Place


@dataclass(frozen=True, slots=True)
class Item:
    """One agenda item, or the whole document when it is one case."""

    number: str | None
    title: str | None
    place: Place
    case_number: str | None = None  # as printed at "Sagsnr.:"
    is_open: bool | None = None
    route: tuple[str, ...] = ()
    stages: tuple[Stage, ...] = ()
    period: Period | None = None
    sections: Mapping[SectionKey, Section] = field(default_factory=dict)
    attachments: tuple[FoundAttachment, ...] = ()
    decisions: tuple[FoundDecision, ...] = ()
    follow_ups: tuple[FoundFollowUp, ...] = ()
    other_referrals: tuple[Stage, ...] = ()
    recurrence: tuple[Recurrence, ...] = ()
    recused: tuple[str, ...] = ()
    minority_statements: tuple[MinorityStatement, ...] = ()
    points: tuple[Point, ...] = ()
    evidence: Mapping[str, Evidence] = field(default_factory=dict)  # by field: is_open, route, "sections: economy" …

    @property
    def planned(self) -> tuple[Stage, ...]:
        """The treatments still to come when it was written: what a case is opened with."""
        return tuple(stage for stage in self.stages if not stage.is_past)

    def text_of(self, key: SectionKey) -> str:
        """The text under a heading, "" when the heading is missing or empty."""
        section = self.sections.get(key)
        return section.text if section else ""


@dataclass(frozen=True, slots=True)
class ReadingWarning:
    """Something a careful secretary would stop at. ``code`` is one of ``WARNING_CODES``."""

    code: str
    place: Place
    item: int | None = None  # position in Document.items
    facts: Mapping[str, str] = field(default_factory=dict)


WARNING_CODES = (
    "year_mismatch",
    "weekday_mismatch",
    "invalid_date",
    "period_reversed",
    "stage_order",
    "empty_recommendation",
    "sum_mismatch",
    "missing_attachment",
    "closed_attachment_in_open_item",
    "attachment_without_number",
    "no_text",
    "nothing_found",  # words, but nothing of what an agenda, minutes or a memo holds
    "mixed_encoding",  # lines of two encodings in one file; each was read in its own
    "unknown_abbreviation",  # in a route: the vocabulary has no body by that name
    "unknown_element",  # in an agenda handed over as XML: words in an element whose meaning is not known
    "year_unknown",  # a date without year and nothing in the document to decide it
    "point_unpaired",  # a sub-point stands only before, or only after, the decision
)


@dataclass(frozen=True, slots=True)
class Document:
    """What was read in one file."""

    name: str
    kind: DocumentKind
    body: str | None
    meeting_date: date | None
    absentees: tuple[str, ...]
    items: tuple[Item, ...]
    warnings: tuple[ReadingWarning, ...]
    body_aliases: Mapping[str, str]
    evidence: Mapping[str, Evidence] = field(default_factory=dict)  # by field: body, meeting_date, "absentees: NAME"

    @property
    def cases(self) -> tuple[Item, ...]:
        """The items that are cases: those of agendas and minutes. A memo or a piece of news holds none."""
        return self.items if self.kind in (DocumentKind.AGENDA, DocumentKind.MINUTES) else ()
