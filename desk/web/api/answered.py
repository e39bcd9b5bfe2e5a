"""What goes out of the API: made from the domain's own values; days as ISO dates, moments with their zone."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from pydantic import BaseModel, ConfigDict

from calendars.deadlines import DeadlineKind
from domain.casework.meeting.plan_preview import PlanChange
from domain.model import CaseState, FollowUpState, MeetingStatus, NoticeKind, Outcome, StopState
from domain.model.body import BodyKind
from domain.rules.comparing import StopChangeKind


class Out(BaseModel):
    """Base of what goes out."""

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
    """A page of cases. ``next``: what to send as ``after`` for the next page; null: this was the last."""

    cases: list[CaseLine]
    has_more: bool
    next: str | None


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
