"""What the rules know of a case: frozen values, built by the store, read by every rule.

The rules see no session and no clock. Whatever they judge is here or comes as an argument.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from domain.model.body import BodyKind
from domain.model.case import CaseState
from domain.model.cycle import CycleRisk
from domain.model.decision import Outcome
from domain.model.follow_up import FollowUpState
from domain.model.stop import StopState


@dataclass(frozen=True, slots=True)
class MeetingFacts:
    """A meeting with the deadlines that a plan needs. Moments are aware; dates are Danish local dates.

    ``submission_on`` is None where the body has no submission deadline; ``dispatch_on`` is the practical,
    ``dispatch_legal_on`` the latest legal day; ``minutes_ready_on`` is the day the minutes can be sent on.
    """

    id: str
    body: str
    kind: BodyKind
    held_on: date
    starts_at: datetime
    ends_at: datetime
    cancelled: bool
    submission_on: date | None
    dispatch_on: date
    dispatch_legal_on: date
    minutes_ready_on: date


@dataclass(frozen=True, slots=True)
class DecisionFacts:
    """What was decided at a stop, and whether the journey has taken the effect."""

    outcome: Outcome
    decided_on: date
    return_to: str | None = None
    named_meeting: str | None = None
    applied: bool = False


@dataclass(frozen=True, slots=True)
class StopFacts:
    """One stop of the journey."""

    id: str
    position: int
    round_no: int
    body: str
    kind: BodyKind
    state: StopState
    meeting: MeetingFacts | None = None
    fixed: bool = False
    min_gap_days: int = 0
    urgency_reason: str = ""
    added_because: str = ""
    decision: DecisionFacts | None = None


@dataclass(frozen=True, slots=True)
class FollowUpFacts:
    """A promise, as far as the rules care: whether it is open, owned, dated, and what it holds up."""

    id: str
    kind: str
    text: str
    state: FollowUpState
    has_owner: bool
    due_on: date | None = None
    blocks_stop: str | None = None


@dataclass(frozen=True, slots=True)
class AttachmentFacts:
    """A bilag; ``is_open`` is None where the document does not say."""

    title: str
    document_number: str | None
    is_open: bool | None


@dataclass(frozen=True, slots=True)
class RoundFacts:
    """What threatens the round that a case is: its last day, and the last meeting that still saves it, if any."""

    due_on: date
    risk: CycleRisk
    body: str | None = None
    last_on: date | None = None


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """A case as the rules see it. Stops are ordered by position, then round.

    ``stands_still``: it had no plan, or was kept off an agenda, when it was last looked at.
    """

    id: str
    number: str
    title: str
    is_open: bool
    state: CaseState
    stops: tuple[StopFacts, ...]
    obligation: str | None = None
    decide_before: date | None = None
    period_start: date | None = None
    period_end: date | None = None
    recommendation: str = ""
    economy: str = ""
    findings: tuple[dict[str, object], ...] = ()
    corrections: dict[str, str] = field(default_factory=dict)
    attachments: tuple[AttachmentFacts, ...] = ()
    follow_ups: tuple[FollowUpFacts, ...] = ()
    round_at_risk: RoundFacts | None = None
    stands_still: bool = False
