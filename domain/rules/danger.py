"""How much a case is in danger on a day, and why, in one word: what the board colours and says.

Two sources, no rules of its own: the checks of ``checks.py``, each with its place in the table below, and the days of
the meetings a case stands on.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from domain.model.case import CaseState
from domain.model.stop import StopState
from domain.rules.case_checks import is_open_follow_up
from domain.rules.checks import check_case
from domain.rules.facts import CaseFacts, StopFacts

SOON = timedelta(days=7)  # a deadline so near is said
PREPARED = timedelta(days=14)  # and so long before it the material should be under way


class Level(StrEnum):
    """From the worst to nothing."""

    LATE = "late"  # a day has passed
    AT_RISK = "at_risk"  # it will go wrong unless somebody acts
    SOON = "soon"  # a deadline within a week
    ON_TRACK = "on_track"
    OVER = "over"  # closed or withdrawn


class Reason(StrEnum):
    """Why, the weightiest first."""

    DISPATCH_MISSED = "dispatch_missed"
    DECISION_MISSING = "decision_missing"  # the meeting is over and nobody has written what was decided
    MATERIAL_LATE = "material_late"  # the day for handing in has passed and the recommendation is empty
    DECIDE_BEFORE_MISSED = "decide_before_missed"
    MEETING_IN_PAST = "meeting_in_past"
    FOLLOW_UP_OVERDUE = "follow_up_overdue"
    STUCK = "stuck"  # no plan is possible
    MEETING_CANCELLED = "meeting_cancelled"
    MATERIAL_MISSING = "material_missing"  # the same, and the day is near
    FOLLOW_UP_BLOCKS = "follow_up_blocks"
    DISPATCH_COLLISION = "dispatch_collision"
    PLAN_AGAINST_RULES = "plan_against_rules"
    ROUND_TOO_LATE = "round_too_late"  # no row of meetings reaches the day of the duty
    ROUND_LAST_MEETING = "round_last_meeting"  # it stands on the last meeting that still does
    NOT_PLACED = "not_placed"
    HAND_IN = "hand_in"  # within a week: the material is to be handed in
    MEETING = "meeting"  # within a week: the meeting
    FOLLOW_UP_DUE = "follow_up_due"
    NONE = "none"


# A check, the level it puts a case at, and why. What is not here is shown on the case and puts none in danger.
CHECKED: dict[str, tuple[Level, Reason]] = {
    "dispatch_missed": (Level.LATE, Reason.DISPATCH_MISSED),
    "decide_before_missed": (Level.LATE, Reason.DECIDE_BEFORE_MISSED),
    "meeting_in_past": (Level.LATE, Reason.MEETING_IN_PAST),
    "follow_up_overdue": (Level.LATE, Reason.FOLLOW_UP_OVERDUE),
    "meeting_cancelled": (Level.AT_RISK, Reason.MEETING_CANCELLED),
    "follow_up_blocks": (Level.AT_RISK, Reason.FOLLOW_UP_BLOCKS),
    "dispatch_collision": (Level.AT_RISK, Reason.DISPATCH_COLLISION),
    "stage_order": (Level.AT_RISK, Reason.PLAN_AGAINST_RULES),
    "med_after_politics": (Level.AT_RISK, Reason.PLAN_AGAINST_RULES),
    "council_without_finance": (Level.AT_RISK, Reason.PLAN_AGAINST_RULES),
    "unplaced_stop": (Level.AT_RISK, Reason.NOT_PLACED),
    "round_too_late": (Level.AT_RISK, Reason.ROUND_TOO_LATE),
    "round_at_risk": (Level.AT_RISK, Reason.ROUND_LAST_MEETING),
}
_LEVELS, _REASONS = tuple(Level), tuple(Reason)


@dataclass(frozen=True, slots=True)
class Danger:
    """The level, the reason, the stop it is about (None: the case), and the day it is about."""

    level: Level
    reason: Reason
    stop: str | None = None
    on: date | None = None


def danger_of(case: CaseFacts, *, today: date, is_stuck: bool = False) -> Danger:
    """The worst there is to say of the case on that day."""
    return dangers_of(case, today=today, is_stuck=is_stuck)[0]


def dangers_of(case: CaseFacts, *, today: date, is_stuck: bool = False) -> tuple[Danger, ...]:
    """All there is to say, worst first; never empty."""
    if case.state is not CaseState.OPEN:
        return (Danger(Level.OVER, Reason.NONE),)
    found = [*_of_checks(case, today), *_of_days(case, today)]
    if is_stuck:
        found.append(Danger(Level.AT_RISK, Reason.STUCK))
    found.sort(key=lambda one: (_LEVELS.index(one.level), _REASONS.index(one.reason), one.on or date.max))
    return tuple(found) or (Danger(Level.ON_TRACK, Reason.NONE),)


def turn_of(case: CaseFacts) -> StopFacts | None:
    """The stop whose turn it is: the first that is neither decided nor dropped."""
    over = (StopState.DECIDED, StopState.DROPPED)
    return next((stop for stop in case.stops if stop.state not in over), None)


def _of_checks(case: CaseFacts, today: date) -> Iterator[Danger]:
    for check in check_case(case, today=today):
        if check.code not in CHECKED or check.evidence.get("urgency_reason_given"):
            continue
        level, reason = CHECKED[check.code]
        on = next((day for name in _DAYS if isinstance(day := check.evidence.get(name), date)), None)
        yield Danger(level, reason, check.stop, on)


_DAYS = ("due_on", "dispatch_legal_on", "decide_before", "held_on")  # the day in the evidence that it is about


def _of_days(case: CaseFacts, today: date) -> Iterator[Danger]:
    for stop in case.stops:
        meeting = stop.meeting
        if stop.state is StopState.AWAITING_DECISION:
            held_on = meeting.held_on if meeting is not None else None
            is_late = held_on is None or held_on < today
            yield Danger(Level.LATE if is_late else Level.SOON, Reason.DECISION_MISSING, stop.id, held_on)
        elif stop.state in {StopState.PLANNED, StopState.ON_AGENDA} and meeting is not None and not meeting.cancelled:
            if today <= meeting.held_on <= today + SOON:
                yield Danger(Level.SOON, Reason.MEETING, stop.id, meeting.held_on)
            if stop.state is StopState.PLANNED:
                yield from _of_material(case, stop, today)
    for follow_up in case.follow_ups:
        due_on = follow_up.due_on
        if is_open_follow_up(follow_up) and due_on is not None and today <= due_on <= today + SOON:
            yield Danger(Level.SOON, Reason.FOLLOW_UP_DUE, None, due_on)


def _of_material(case: CaseFacts, stop: StopFacts, today: date) -> Iterator[Danger]:
    """The day for handing in: of the meeting whose turn it is, and of the next ones too."""
    if stop.meeting is None or stop.meeting.submission_on is None or stop.meeting.held_on < today:
        return
    day = stop.meeting.submission_on
    if not case.recommendation.strip():
        if day < today:
            yield Danger(Level.LATE, Reason.MATERIAL_LATE, stop.id, day)
        elif day <= today + PREPARED:
            yield Danger(Level.AT_RISK, Reason.MATERIAL_MISSING, stop.id, day)
    elif today <= day <= today + SOON:
        yield Danger(Level.SOON, Reason.HAND_IN, stop.id, day)
