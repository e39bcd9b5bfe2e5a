"""What ``exchange.json`` holds: ``sagsgang-exchange/1``. The JSON schema beside it is written from here.

Nothing in it is an id of a database but ``id`` of stops and promises, which are opaque and kept where they are free.
A meeting is named by ``key``: its body and the moment it begins. Moments are UTC, days are days.
"""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from domain.model import BodyKind, CaseState, FollowUpState, MeetingStatus, Outcome, Readiness, Remark, StopState

FORMAT: Literal["sagsgang-exchange/1"] = "sagsgang-exchange/1"

_TEXT = r"^[^\x00]*$"  # PostgreSQL holds every letter but this one
Text = Annotated[str, Field(max_length=2_000_000, pattern=_TEXT)]
Short = Annotated[str, Field(max_length=500, pattern=_TEXT)]
Name = Annotated[str, Field(min_length=1, max_length=400, pattern=_TEXT)]
Key = Annotated[str, Field(min_length=1, max_length=120, pattern=_TEXT)]
Who = Annotated[str, Field(max_length=120, pattern=_TEXT, description="Empty in the public edition.")]
Id = Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")]
Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Count = Annotated[int, Field(ge=1, le=100_000)]


class Shape(BaseModel):
    """A name we do not know is refused, so that nothing is lost unseen."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class ExchangeEdition(StrEnum):
    """How much is in it."""

    FULL = "full"
    PUBLIC = "public"  # nothing closed, nobody's name but those the texts say


class FileOut(Shape):
    """One version of a file; its bytes are the member ``files/<sha256>``."""

    sha256: Sha256
    media_type: Key
    size: Annotated[int, Field(ge=1)]
    name: Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[^\x00/\\]*$")]
    version: Count = 1
    uploaded_at: AwareDatetime
    uploaded_by: Who = ""


class AttachmentOut(Shape):
    """A bilag; ``is_open`` null: the document does not say. ``files`` the oldest version first."""

    title: Name
    document_number: Annotated[str | None, Field(max_length=60, pattern=_TEXT)] = None
    is_open: bool | None = None
    files: tuple[FileOut, ...] = ()


class BodyOut(Shape):
    """A body that something here belongs to."""

    key: Key
    name: Name
    kind: BodyKind


class MeetingOut(Shape):
    """A meeting that something here is on."""

    key: Key
    body: Key
    held_on: date
    starts_at: AwareDatetime
    ends_at: AwareDatetime
    place: Short = ""
    status: MeetingStatus
    remark: Short = ""


class DecisionOut(Shape):
    """What was decided; ``public_text`` or ``withheld_because`` where it was behind closed doors."""

    outcome: Outcome
    text: Text = ""
    decided_on: date
    recorded_at: AwareDatetime
    recorded_by: Who = ""
    return_to: Key | None = None
    named_meeting: Key | None = None
    applied_at: AwareDatetime | None = None
    public_text: Text = ""
    withheld_because: Short = ""


class RemarkOut(Shape):
    """A remark in the minutes that is not struck."""

    meeting: Key
    kind: Remark
    who: Name
    text: Text = ""
    noted_at: AwareDatetime
    noted_by: Who = ""


class ItemOut(Shape):
    """The stop's place on a meeting's agenda."""

    meeting: Key
    place: Count | None = None
    number: Count | None = None
    is_supplement: bool = False
    readiness: Readiness
    readiness_at: AwareDatetime | None = None
    readiness_by: Who = ""
    was_of_case_as_it_is: bool = False  # what was found ready is what the case says now


class StopOut(Shape):
    """One treatment in one body."""

    id: Id
    position: Count
    round_no: Count = 1
    body: Key
    meeting: Key | None = None
    state: StopState
    fixed: bool = False
    min_gap_days: Annotated[int, Field(ge=0, le=100_000)] = 0
    urgency_reason: Annotated[str, Field(max_length=1000, pattern=_TEXT)] = ""
    added_because: Annotated[str, Field(max_length=200, pattern=_TEXT)] = ""
    decided_at: AwareDatetime | None = None
    decision: DecisionOut | None = None
    items: tuple[ItemOut, ...] = ()
    remarks: tuple[RemarkOut, ...] = ()


class PromiseOut(Shape):
    """A follow-up. Stops are named by their id, the case that answers it by its number."""

    id: Id
    text: Annotated[str, Field(min_length=1, max_length=1000, pattern=_TEXT)]
    kind: Annotated[str, Field(min_length=1, max_length=40, pattern=_TEXT)]
    from_stop: Id | None = None
    source_place: Annotated[str, Field(max_length=300, pattern=_TEXT)] = ""
    owner_post: Key | None = None
    owner_person: Key | None = None
    owner_text: Annotated[str, Field(max_length=200, pattern=_TEXT)] = ""
    due_on: date | None = None
    due_text: Annotated[str, Field(max_length=100, pattern=_TEXT)] = ""
    blocks_stop: Id | None = None
    answer_case: Key | None = None
    state: FollowUpState
    note: Annotated[str, Field(max_length=1000, pattern=_TEXT)] = ""
    settled_at: AwareDatetime | None = None


class FoundOut(BaseModel):
    """What the reader of documents found; its facts are its own."""

    model_config = ConfigDict(extra="allow", frozen=True)

    code: Annotated[str, Field(pattern=r"^[a-z0-9_]{1,60}$")]


class CaseOut(Shape):
    """A whole case. The journal and the round of a duty stay in the house they were written in."""

    number: Annotated[str, Field(min_length=1, max_length=60, pattern=_TEXT)]
    title: Annotated[str, Field(min_length=1, max_length=300, pattern=_TEXT)]
    is_open: bool
    state: CaseState
    owner_post: Key | None = None
    obligation: Key | None = None
    decide_before: date | None = None
    period_start: date | None = None
    period_end: date | None = None
    presentation: Text = ""
    economy: Text = ""
    recommendation: Text = ""
    source_file: Annotated[str, Field(max_length=300, pattern=_TEXT)] = ""
    findings: tuple[FoundOut, ...] = ()
    corrections: dict[str, str] = Field(default_factory=dict)
    opened_at: AwareDatetime
    closed_at: AwareDatetime | None = None
    attachments: tuple[AttachmentOut, ...] = ()
    sources: tuple[FileOut, ...] = ()
    stops: tuple[StopOut, ...] = Field(min_length=1)
    promises: tuple[PromiseOut, ...] = ()


class AgendaOut(Shape):
    """What staff have done to the meeting that the file is about. ``closed_items``: how many are left out.

    ``sources`` are the papers taken in for it; none in the public edition.
    """

    meeting: Key
    locked_at: AwareDatetime | None = None
    locked_by: Who = ""
    published_at: AwareDatetime | None = None
    minutes_approved_at: AwareDatetime | None = None
    minutes_approved_by: Who = ""
    remarks: tuple[RemarkOut, ...] = ()
    sources: tuple[FileOut, ...] = ()
    closed_items: Annotated[int, Field(ge=0, le=100_000)] = 0


class Exchange(Shape):
    """The whole file: a case, or (``agenda``) a meeting with its cases."""

    format: Literal["sagsgang-exchange/1"] = FORMAT
    edition: ExchangeEdition
    house: Name
    written_at: AwareDatetime
    bodies: tuple[BodyOut, ...]
    meetings: tuple[MeetingOut, ...] = ()
    cases: Annotated[tuple[CaseOut, ...], Field(max_length=5_000)] = ()
    agenda: AgendaOut | None = None

    @property
    def files(self) -> tuple[FileOut, ...]:
        """Every version of every file."""
        of_cases = (
            file
            for case in self.cases
            for some in (case.sources, *(one.files for one in case.attachments))
            for file in some
        )
        return (*of_cases, *(self.agenda.sources if self.agenda is not None else ()))


def meeting_key(body: str, starts_at: datetime) -> str:
    """How a meeting is named: KB 2023-05-23T15:00Z."""
    return f"{body} {starts_at:%Y-%m-%dT%H:%MZ}"


def schema() -> dict[str, Any]:
    """The JSON schema of ``exchange.json``."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **Exchange.model_json_schema()}
