"""What a plan must keep, one row for each rule: where it comes from, and what would cure a breach.

A row judges one stop on one meeting after the previous stop's meeting. The planner, the re-planner and the
explanation of an impossible plan all read these rows, so they cannot disagree.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from domain.model.body import BodyKind
from domain.rules.facts import MeetingFacts
from domain.rules.obligation import NotBefore

POLITICAL = frozenset({BodyKind.COMMITTEE, BodyKind.FINANCE, BodyKind.COUNCIL})


class Constraint(StrEnum):
    """The rules of planning; each but the last four is a row in ``CONSTRAINTS``."""

    NOT_CANCELLED = "not_cancelled"
    NOT_BEFORE = "not_before"
    DECIDE_BEFORE = "decide_before"
    ORDER = "order"
    GAP = "gap"
    MINUTES = "minutes"
    SUBMISSION = "submission"
    CAPACITY = "capacity"  # of the table, which knows what else stands on a meeting
    MED_BEFORE_POLITICS = "med_before_politics"  # of the route as a whole: see planning.py
    FIXED = "fixed"  # a fixed stop stays: its breaches are risks, see planning.py
    NO_MEETING = "no_meeting"  # the plan holds no later meeting of the body


class Cure(StrEnum):
    """What would make an impossible plan possible."""

    URGENCY_REASON = "urgency_reason_§8_5"  # kommunestyrelsesloven § 8 stk. 5: printed on the agenda
    EXTRAORDINARY_MEETING = "extraordinary_meeting"
    FASTER_MINUTES = "faster_minutes"
    EARLIER_START = "earlier_start"
    OTHER_MEETING = "other_meeting"
    RELEASE_FIXED_DATE = "release_fixed_date"
    OTHER_ROUTE = "other_route"


@dataclass(frozen=True, slots=True)
class StopToPlace:
    """A stop that wants a meeting.

    ``fixed_meeting`` was chosen by the document or staff and is never moved. ``current_meeting`` is where the
    stop stands now: it is kept while it holds, and counts as handed in. ``urgent``: an urgency reason is given.
    ``not_before``: the first day on which the body treats it, by law or as practice is.
    """

    key: str
    body: str
    kind: BodyKind
    fixed_meeting: str | None = None
    min_gap_days: int = 0
    current_meeting: str | None = None
    urgent: bool = False
    not_before: NotBefore | None = None


@dataclass(frozen=True, slots=True)
class Terms:
    """What the whole plan is asked for: ready from a day, decided before a day (exclusive)."""

    ready_on: date
    decide_before: date | None = None


def submission_limit(stop: StopToPlace, meeting: MeetingFacts) -> date:
    """The last day the case can be ready for this meeting.

    Without a submission deadline it is the dispatch day: what is not ready then is late. An urgency reason
    lifts the deadlines up to the meeting itself.
    """
    if stop.urgent:
        return meeting.held_on
    return meeting.submission_on if meeting.submission_on is not None else meeting.dispatch_on


def _not_cancelled(_stop: StopToPlace, _previous: MeetingFacts | None, meeting: MeetingFacts, _terms: Terms) -> bool:
    return not meeting.cancelled


def _not_before(stop: StopToPlace, _previous: MeetingFacts | None, meeting: MeetingFacts, _terms: Terms) -> bool:
    return stop.not_before is None or meeting.held_on >= stop.not_before.day


def _decide_before(_stop: StopToPlace, _previous: MeetingFacts | None, meeting: MeetingFacts, terms: Terms) -> bool:
    return terms.decide_before is None or meeting.held_on < terms.decide_before


def _order(_stop: StopToPlace, previous: MeetingFacts | None, meeting: MeetingFacts, _terms: Terms) -> bool:
    return previous is None or meeting.starts_at >= previous.ends_at


def _gap(stop: StopToPlace, previous: MeetingFacts | None, meeting: MeetingFacts, _terms: Terms) -> bool:
    return previous is None or (meeting.held_on - previous.held_on).days >= stop.min_gap_days


def _minutes(stop: StopToPlace, previous: MeetingFacts | None, meeting: MeetingFacts, _terms: Terms) -> bool:
    if previous is None or previous.body == meeting.body:
        return True
    return previous.minutes_ready_on <= (meeting.held_on if stop.urgent else meeting.dispatch_on)


def is_handed_in_time(stop: StopToPlace, _previous: MeetingFacts | None, meeting: MeetingFacts, terms: Terms) -> bool:
    """The row SUBMISSION: the case is ready by the meeting's limit, or stands on the meeting already."""
    return terms.ready_on <= submission_limit(stop, meeting) or meeting.id == stop.current_meeting


@dataclass(frozen=True, slots=True)
class ConstraintRow:
    """One rule: ``holds`` says whether a stop may stand on a meeting after the previous one.

    ``cure`` helps in any body; ``council_cure`` where the law offers the council something of its own.
    ``breaks_fixed``: a fixed date that breaks the row makes the plan impossible; otherwise it is kept as a risk.
    """

    constraint: Constraint
    holds: Callable[[StopToPlace, MeetingFacts | None, MeetingFacts, Terms], bool]
    cure: Cure
    source: str
    council_cure: Cure | None = None
    breaks_fixed: bool = False
    is_of_step: bool = False  # judges two meetings alone: the answer is the same for every case


CONSTRAINTS: tuple[ConstraintRow, ...] = (
    ConstraintRow(
        Constraint.NOT_CANCELLED,
        _not_cancelled,
        Cure.OTHER_MEETING,
        "et aflyst møde behandler intet",
        breaks_fixed=True,
    ),
    ConstraintRow(
        Constraint.NOT_BEFORE,
        _not_before,
        Cure.OTHER_MEETING,
        "pligtens egne dage, fx budgettets 1. behandling i september",
        council_cure=Cure.EXTRAORDINARY_MEETING,
    ),
    ConstraintRow(
        Constraint.DECIDE_BEFORE,
        _decide_before,
        Cure.EARLIER_START,
        "sagens egen frist, fx ligestillingslovens § 5 a",
        council_cure=Cure.EXTRAORDINARY_MEETING,
    ),
    ConstraintRow(
        Constraint.ORDER,
        _order,
        Cure.OTHER_MEETING,
        "sagsgangens rækkefølge",
        breaks_fixed=True,
        is_of_step=True,
    ),
    ConstraintRow(
        Constraint.GAP,
        _gap,
        Cure.OTHER_MEETING,
        "kommunestyrelsesloven § 38 stk. 1 (budgettets to behandlinger: mindst 3 uger)",
        is_of_step=True,
    ),
    ConstraintRow(
        Constraint.MINUTES,
        _minutes,
        Cure.FASTER_MINUTES,
        "resumé 87.1.3: udvalgets indstilling er en del af materialet; kommunestyrelsesloven § 8 stk. 4",
        council_cure=Cure.URGENCY_REASON,
        is_of_step=True,
    ),
    ConstraintRow(
        Constraint.SUBMISSION,
        is_handed_in_time,
        Cure.EARLIER_START,
        "organets husregel om sagsfrist; ellers udsendelsesdagen",
    ),
)


STEP_ROWS = tuple(row for row in CONSTRAINTS if row.is_of_step)


def broken_row(
    stop: StopToPlace,
    previous: MeetingFacts | None,
    meeting: MeetingFacts,
    terms: Terms,
    rows: tuple[ConstraintRow, ...] = CONSTRAINTS,
) -> ConstraintRow | None:
    """The first of the rows that the placing would break, or None when it keeps them all."""
    for row in rows:
        if not row.holds(stop, previous, meeting, terms):
            return row
    return None


def step_facts(
    stop: StopToPlace, previous: MeetingFacts | None, meeting: MeetingFacts, terms: Terms
) -> dict[str, object]:
    """The dates that explain a step from one meeting to the next, by name."""
    facts: dict[str, object] = {
        "meeting": meeting.id,
        "body": meeting.body,
        "held_on": meeting.held_on,
        "submission_on": meeting.submission_on,
        "dispatch_on": meeting.dispatch_on,
        "dispatch_legal_on": meeting.dispatch_legal_on,
        "ready_on": terms.ready_on,
        "decide_before": terms.decide_before,
    }
    if stop.not_before is not None:
        facts["not_before"] = stop.not_before.day
    if previous is not None:
        facts |= {
            "previous_meeting": previous.id,
            "previous_body": previous.body,
            "previous_held_on": previous.held_on,
            "minutes_ready_on": previous.minutes_ready_on,
        }
    return facts
