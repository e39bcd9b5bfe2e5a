"""What comes in and goes out of the API: JSON with English names, days as ISO dates, moments with their zone."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Annotated, Any

from fastapi import Path, Query
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from calendars.deadlines import DeadlineKind
from domain.casework.plan_preview import PlanChange
from domain.model import CaseState, FollowUpState, MeetingStatus, NoticeKind, Outcome, StopState
from domain.model.body import BodyKind
from domain.rules.comparing import StopChangeKind

_TEXT = r"^[^\x00]*$"  # PostgreSQL holds every letter but this one
_SAID = r"^[^\x00]*[^\x00\s][^\x00]*$"
_FIRST, _LAST = date(2000, 1, 1), date(2099, 12, 31)

Id = Annotated[str, Path(min_length=1, max_length=80, pattern=_TEXT)]
Text = Annotated[str, Field(max_length=200_000, pattern=_TEXT)]
Name = Annotated[str, Field(min_length=1, max_length=120, pattern=_SAID)]
Reason = Annotated[str, Field(min_length=1, max_length=2000, pattern=_SAID, description="Why; kept in the journal.")]
Day = Annotated[date, Field(ge=_FIRST, le=_LAST)]
Moment = Annotated[AwareDatetime, Field(ge=datetime(2000, 1, 2, tzinfo=UTC), le=datetime(2099, 12, 30, tzinfo=UTC))]
Version = Annotated[
    int | None, Field(ge=1, le=2_147_483_647, description="What was seen; another one there now answers 409.")
]
DryRun = Annotated[bool, Query(description="Answer what it would do, and do nothing.")]
Offset = Annotated[int, Query(ge=0, le=10_000)]
Limit = Annotated[int, Query(ge=1, le=100)]


class In(BaseModel):
    """Base of what comes in: a name we do not know is refused, so that a slip is noticed."""

    model_config = ConfigDict(extra="forbid")


class Out(BaseModel):
    """Base of what goes out; made from the domain's own values."""

    model_config = ConfigDict(from_attributes=True)


class MeetingOut(Out):
    """A meeting."""

    id: str
    body: str
    held_on: date
    starts_at: datetime
    ends_at: datetime
    place: str
    status: MeetingStatus
    remark: str
    version: int


class StopMeeting(Out):
    """The meeting of a stop, with the days that matter to the case."""

    id: str
    held_on: date
    starts_at: datetime
    cancelled: bool
    submission_on: date | None
    dispatch_on: date
    dispatch_legal_on: date
    minutes_ready_on: date


class DecisionOut(Out):
    """What a body decided."""

    outcome: Outcome
    decided_on: date
    return_to: str | None
    named_meeting: str | None


class StopOut(Out):
    """A stop on a case's route."""

    id: str
    position: int
    round_no: int
    body: str
    kind: BodyKind
    state: StopState
    fixed: bool
    urgency_reason: str
    meeting: StopMeeting | None
    decision: DecisionOut | None


class AttachmentOut(Out):
    """An attachment; ``is_open`` is null where the document does not say."""

    title: str
    document_number: str | None
    is_open: bool | None


class PromiseOut(Out):
    """A promise of a case; its words are empty where the case is closed to the key."""

    id: str
    kind: str
    text: str
    state: FollowUpState
    due_on: date | None
    blocks_stop: str | None


class CheckOut(Out):
    """Something that is missing or in danger, and what would cure it."""

    code: str
    severity: str
    stop: str | None
    evidence: dict[str, Any]
    cure: str


class CaseLine(Out):
    """A case in a list."""

    id: str
    number: str
    title: str
    is_open: bool
    state: CaseState
    owner_post: str | None
    next_body: str | None
    next_meeting_on: date | None


class CaseOut(Out):
    """A case as the key is shown it: of a closed one perhaps only numbers, bodies, days and states."""

    id: str
    number: str
    title: str
    is_open: bool
    state: CaseState
    version: int
    owner_post: str | None
    obligation: str | None
    decide_before: date | None
    period_start: date | None
    period_end: date | None
    recommendation: str
    economy: str
    stops: list[StopOut]
    follow_ups: list[PromiseOut]
    attachments: list[AttachmentOut]
    checks: list[CheckOut]


class Cases(Out):
    """A page of cases."""

    cases: list[CaseLine]
    has_more: bool


class FollowUpOut(Out):
    """A promise in a list."""

    id: str
    case_id: str
    case_number: str
    text: str
    kind: str
    state: FollowUpState
    due_on: date | None
    version: int


class FollowUps(Out):
    """A page of promises."""

    follow_ups: list[FollowUpOut]
    has_more: bool


class Meetings(Out):
    """Meetings by start."""

    meetings: list[MeetingOut]
    has_more: bool


class DeadlineOut(Out):
    """A deadline of a meeting: the last day the law allows, the day that counts, and the days counted (Danish)."""

    kind: DeadlineKind
    rule: str
    legal_on: date
    practical_on: date
    explanation: list[str]


class MailLine(Out):
    """A line of what a day would bring, why, and why not after all."""

    person: str
    email: str
    kind: NoticeKind
    because: str
    case_number: str
    body: str
    meeting_on: date | None
    due_on: date | None
    send_at: datetime
    skipped: str | None


class EntryOut(Out):
    """A line of the journal."""

    seq: int
    at: datetime
    actor: str
    verb: str
    noun: str
    subject: str
    facts: dict[str, Any]


class Entries(Out):
    """Lines of the journal, the newest first; ``before`` leads to the next ones."""

    entries: list[EntryOut]
    before: int | None


class ReceiptOut(Out):
    """What was done. ``repeated``: it was so before, or the same idempotency key has done it."""

    verb: str
    subject: str
    facts: dict[str, Any]
    repeated: bool


class ChangeOut(Out):
    """What becomes of one stop."""

    stop: str
    body: str
    change: StopChangeKind
    before: date | None
    after: date | None


class ToldOut(Out):
    """A person who will hear of it."""

    person: str
    kind: NoticeKind
    because: str
    is_off: bool


class Preview(Out):
    """What it would do to the stops, and who would be told; ``is_stuck``: no plan would be found."""

    changes: list[ChangeOut]
    told: list[ToldOut]
    is_stuck: bool


class Done(Out):
    """The answer to a deed: its receipt, or, of a dry run, what it would do."""

    dry_run: bool
    receipt: ReceiptOut | None = None
    preview: Preview | None = None


class CaseImpactOut(Out):
    """One case that a change of a meeting moves, or makes impossible to plan."""

    case_id: str
    number: str
    changes: list[ChangeOut]
    is_impossible: bool


class MeetingPreview(Out):
    """How many cases were looked at, and those that a change of a meeting concerns."""

    looked_at: int
    cases: list[CaseImpactOut]


class MeetingDone(Out):
    """The answer to a change of a meeting."""

    dry_run: bool
    receipt: ReceiptOut | None = None
    preview: MeetingPreview | None = None


class PlanLine(Out):
    """One meeting of a plan against what we have."""

    change: PlanChange
    body: str
    held_on: date
    meeting_id: str
    before: dict[str, Any]
    after: dict[str, Any]


class PlanDone(Out):
    """The answer to a meeting plan."""

    dry_run: bool
    receipt: ReceiptOut | None = None
    preview: list[PlanLine] | None = None


class AttachmentIn(In):
    """An attachment of a case."""

    title: Annotated[str, Field(min_length=1, max_length=300, pattern=_SAID)]
    document_number: Annotated[str | None, Field(max_length=60, pattern=_TEXT)] = None
    is_open: bool | None = None


class OpenCase(In):
    """A case to be opened. Bodies by any name the profile knows."""

    number: Annotated[str, Field(min_length=1, max_length=40, pattern=_SAID)]
    title: Annotated[str, Field(min_length=1, max_length=300, pattern=_SAID)]
    route: Annotated[list[Name], Field(min_length=1, max_length=30)]
    is_open: bool = True
    stages: Annotated[dict[Name, Day], Field(max_length=30)] = Field(default_factory=dict)
    owner_post: Name | None = None
    obligation: Name | None = None
    decide_before: Day | None = None
    presentation: Text = ""
    economy: Text = ""
    recommendation: Text = ""
    period_start: Day | None = None
    period_end: Day | None = None
    attachments: Annotated[list[AttachmentIn], Field(max_length=200)] = Field(default_factory=list)


class CorrectCase(In):
    """What is to be otherwise; what is left out stays."""

    title: Annotated[str | None, Field(min_length=1, max_length=300, pattern=_SAID)] = None
    is_open: bool | None = None
    recommendation: Text | None = None
    economy: Text | None = None
    presentation: Text | None = None
    owner_post: Name | None = None
    decide_before: Day | None = None
    period_start: Day | None = None
    period_end: Day | None = None
    version: Version = None


class WithReason(In):
    """Why, and what was seen."""

    reason: Reason
    version: Version = None


class PlaceStop(WithReason):
    """On which meeting; ``fixed`` keeps it there whatever moves around it."""

    meeting_id: Name
    fixed: bool = True


class AddStop(In):
    """A body more on the route: after a stop, or last."""

    body: Name
    after: Name | None = None
    min_gap_days: Annotated[int, Field(ge=0, le=365)] = 0
    reason: Reason


class Decide(In):
    """What the body decided. ``text`` is its own words."""

    outcome: Outcome
    text: Text = ""
    decided_on: Day
    return_to: Name | None = None
    named_meeting: Name | None = None
    version: Version = None


class Propose(In):
    """A promise that somebody must confirm."""

    text: Annotated[str, Field(min_length=1, max_length=2000, pattern=_SAID)]
    owner_post: Name | None = None
    due_on: Day | None = None
    from_stop: Name | None = None
    blocks_stop: Name | None = None


class Confirm(In):
    """Who keeps it, by when, and which stop waits for it."""

    owner_post: Name | None = None
    due_on: Day | None = None
    blocks_stop: Name | None = None
    version: Version = None


class Complete(In):
    """What was done."""

    note: Reason
    version: Version = None


class CallMeeting(In):
    """One more meeting."""

    body: Name
    starts_at: Moment
    ends_at: Moment | None = None
    place: Annotated[str, Field(max_length=200, pattern=_TEXT)] = ""
    remark: Annotated[str, Field(max_length=500, pattern=_TEXT)] = ""


class MoveMeeting(WithReason):
    """Another time or place."""

    starts_at: Moment
    ends_at: Moment | None = None
    place: Annotated[str | None, Field(max_length=200, pattern=_TEXT)] = None
