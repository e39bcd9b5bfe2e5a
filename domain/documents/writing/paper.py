"""What a paper says, as values that JSON can hold. Whoever made it has left out what its readers may not see."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from domain.model import MeetingStatus, Outcome, Remark


class PaperKind(StrEnum):
    """Which paper."""

    AGENDA = "agenda"
    SUPPLEMENT = "supplement"  # tillægsdagsorden: what came after the agenda was locked
    MINUTES = "minutes"
    EXCERPT = "excerpt"  # one item with its decision
    PLAN = "plan"  # mødeplan


class Edition(StrEnum):
    """For whom."""

    MEMBERS = "members"
    PUBLIC = "public"


@dataclass(frozen=True, slots=True)
class PaperFile:
    """An attachment's file: which bytes, what they are, and where they lie beside a published paper."""

    sha256: str
    media_type: str
    size: int  # bytes
    address: str  # made of the item and the title, never of what the file was called


@dataclass(frozen=True, slots=True)
class PaperAttachment:
    """A bilag that the readers may know of. ``file`` is None where its file is not stored."""

    title: str
    number: str | None
    is_open: bool
    file: PaperFile | None = None


@dataclass(frozen=True, slots=True)
class PaperRemark:
    """Somebody was away, disqualified, or thought otherwise."""

    kind: Remark
    who: str
    text: str


@dataclass(frozen=True, slots=True)
class PaperDecision:
    """What was decided."""

    outcome: Outcome
    on: date
    text: str


@dataclass(frozen=True, slots=True)
class PaperWording:
    """What the public may read of a decision behind closed doors, or why nothing. Both empty: nobody has said yet."""

    text: str = ""
    withheld_because: str = ""


@dataclass(frozen=True, slots=True)
class PaperItem:
    """One item. Where ``is_shown`` is not so there is its number, a neutral heading and, once it is decided, the
    ``wording`` for the public, and nothing else.
    """

    number: int
    heading: str
    is_open: bool
    is_shown: bool = True
    is_off: bool = False  # taken off after the agenda was locked
    case_number: str = ""
    route: tuple[str, ...] = ()
    urgency_reason: str = ""
    presentation: str = ""
    economy: str = ""
    recommendation: str = ""
    attachments: tuple[PaperAttachment, ...] = ()
    decision: PaperDecision | None = None
    wording: PaperWording | None = None  # of a closed item that is decided
    remarks: tuple[PaperRemark, ...] = ()


class PartKind(StrEnum):
    """Which part of an agenda."""

    OPEN = "open"
    CLOSED = "closed"
    SUPPLEMENT = "supplement"
    NEW = "new"  # come since, not yet on a tillægsdagsorden: never in the public edition


@dataclass(frozen=True, slots=True)
class PaperPart:
    """Items that stand together."""

    kind: PartKind
    items: tuple[PaperItem, ...]


@dataclass(frozen=True, slots=True)
class PaperMeeting:
    """The meeting a paper is about. Moments are Danish local time."""

    id: str
    body_key: str
    body: str
    is_council: bool
    starts_at: datetime
    ends_at: datetime
    place: str
    status: MeetingStatus


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper about one meeting, of the day ``written_on``; minutes have ``approved_on`` and ``signed_on``."""

    kind: PaperKind
    edition: Edition
    house: str
    meeting: PaperMeeting
    written_on: date
    parts: tuple[PaperPart, ...] = ()
    remarks: tuple[PaperRemark, ...] = ()
    approved_on: date | None = None
    signed_on: date | None = None
    signers: tuple[str, ...] | None = None  # who is known to sign; None: nobody signs this paper

    @property
    def items(self) -> tuple[PaperItem, ...]:
        """Every item in its order."""
        return tuple(item for part in self.parts for item in part.items)


@dataclass(frozen=True, slots=True)
class PlannedDay:
    """One meeting of a year's plan."""

    body: str
    starts_at: datetime
    ends_at: datetime
    place: str
    status: MeetingStatus


@dataclass(frozen=True, slots=True)
class PlanPaper:
    """The meetings of a year: there is nothing closed in it (§ 10: an item is closed, never a meeting)."""

    house: str
    year: int
    written_on: date
    meetings: tuple[PlannedDay, ...]


@dataclass(frozen=True, slots=True)
class NotePart:
    """A part of a note: its heading, and its text (CommonMark)."""

    heading: str
    text: str


@dataclass(frozen=True, slots=True)
class NotePaper:
    """A note to a body, as of a day. There is nothing closed in it."""

    house: str
    title: str
    body_key: str
    body: str
    written_on: date
    parts: tuple[NotePart, ...]


@dataclass(frozen=True, slots=True)
class PromiseLine:
    """One promise. ``text`` is neutral where its case may not be read; ``asked`` says by which body and when.

    ``due`` is the day in words, or the document's own; ``late`` how many days over it; ``answer`` the number of the
    case that reports back; ``settled`` what became of it.
    """

    owner: str
    text: str
    case_number: str
    due: str = ""
    late: int = 0
    asked: str = ""
    answer: str = ""
    settled: str = ""


@dataclass(frozen=True, slots=True)
class PromisesPaper:
    """A list of promises as of a day, by who keeps them: ``covers`` says which. What was hidden is not there."""

    house: str
    covers: str
    written_on: date
    lines: tuple[PromiseLine, ...]
    is_cut: bool = False  # there were more than a paper holds


AnyPaper = Paper | PlanPaper | NotePaper | PromisesPaper


def as_data(paper: AnyPaper) -> dict[str, Any]:
    """The paper as plain JSON values."""
    plain: dict[str, Any] = json.loads(json.dumps(asdict(paper), default=_plain))
    return plain


def _plain(value: date | datetime) -> str:
    return value.isoformat()
