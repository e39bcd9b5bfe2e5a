"""What is noticed on the plan: the stops, their meetings, and the days between them.

Each function is one row of ``CHECKS``; its name is the check's code.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import pairwise

from calendars.days import DayKind
from domain.model.body import BodyKind
from domain.model.stop import StopState
from domain.rules.check_values import Found, Setting, Severity
from domain.rules.constraints import POLITICAL
from domain.rules.facts import CaseFacts, MeetingFacts, StopFacts

_TIGHT_DAYS = 2  # between a body's meeting and the next one's material date: less than this is noticed


def _on_meetings(case: CaseFacts) -> list[tuple[StopFacts, MeetingFacts]]:
    """The stops with their meetings as the case travels them: what is behind by time, then the rest of the route.

    A case that was sent back has been in a later body before it comes to an earlier one again.
    """
    placed = [
        (stop, stop.meeting)
        for stop in case.stops
        if stop.meeting is not None and stop.state is not StopState.DROPPED
    ]
    behind = [pair for pair in placed if pair[0].state is not StopState.PLANNED]
    return sorted(behind, key=lambda pair: pair[1].starts_at) + [pair for pair in placed if pair not in behind]


def _steps(case: CaseFacts) -> Iterator[tuple[MeetingFacts, StopFacts, MeetingFacts]]:
    """Each stop that is still to be treated, with the meeting before it on the route."""
    for (_, before), (stop, meeting) in pairwise(_on_meetings(case)):
        if stop.state in {StopState.PLANNED, StopState.ON_AGENDA}:
            yield before, stop, meeting


def _ahead(case: CaseFacts) -> Iterator[tuple[StopFacts, MeetingFacts]]:
    return ((stop, meeting) for stop, meeting in _on_meetings(case) if stop.state is StopState.PLANNED)


def _is_too_late(stop: StopFacts, meeting: MeetingFacts, today: date) -> bool:
    """The law's limit for sending to the council has passed, nothing is sent, and no reason is given."""
    return (
        stop.kind is BodyKind.COUNCIL
        and stop.state is StopState.PLANNED
        and not stop.urgency_reason.strip()
        and today > meeting.dispatch_legal_on
    )


def _collides(before: MeetingFacts, meeting: MeetingFacts) -> bool:
    return before.body != meeting.body and before.minutes_ready_on > meeting.dispatch_on


def dispatch_collision(case: CaseFacts, setting: Setting) -> Iterator[Found]:
    """The previous body's minutes come after the day the next body's material goes out (KS20-mat).

    An urgency reason makes it a piece of information; for the council, nothing sent and no reason given once the
    law's limit has passed makes it a stop.
    """
    for before, stop, meeting in _steps(case):
        if not _collides(before, meeting):
            continue
        severity = Severity.WARN
        if stop.urgency_reason.strip():
            severity = Severity.INFO
        elif _is_too_late(stop, meeting, setting.today):
            severity = Severity.STOP
        evidence: dict[str, object] = {
            "previous_body": before.body,
            "previous_held_on": before.held_on,
            "minutes_ready_on": before.minutes_ready_on,
            "body": meeting.body,
            "held_on": meeting.held_on,
            "dispatch_on": meeting.dispatch_on,
            "dispatch_legal_on": meeting.dispatch_legal_on,
            "is_same_day": before.held_on == meeting.dispatch_on,
            "urgency_reason_given": bool(stop.urgency_reason.strip()),
        }
        yield Found(evidence, stop.id, severity)


def dispatch_missed(case: CaseFacts, setting: Setting) -> Iterator[Found]:
    """The law's limit for sending to the council has passed without a collision to explain it (KS8-4)."""
    collided = {stop.id for before, stop, meeting in _steps(case) if _collides(before, meeting)}
    for stop, meeting in _ahead(case):
        if stop.id not in collided and _is_too_late(stop, meeting, setting.today):
            evidence: dict[str, object] = {
                "body": meeting.body,
                "held_on": meeting.held_on,
                "dispatch_legal_on": meeting.dispatch_legal_on,
            }
            yield Found(evidence, stop.id)


def material_after_previous_body(case: CaseFacts, _setting: Setting) -> Iterator[Found]:
    """The next body's material is due before, or hardly a day after, the previous body meets."""
    for before, stop, meeting in _steps(case):
        if stop.state is not StopState.PLANNED or meeting.submission_on is None or before.body == meeting.body:
            continue
        margin = (meeting.submission_on - before.held_on).days
        if margin < _TIGHT_DAYS:
            evidence: dict[str, object] = {
                "previous_body": before.body,
                "previous_held_on": before.held_on,
                "body": meeting.body,
                "submission_on": meeting.submission_on,
                "margin_days": margin,
            }
            yield Found(evidence, stop.id)


def stage_order(case: CaseFacts, _setting: Setting) -> Iterator[Found]:
    """The meetings do not follow the route."""
    for before, stop, meeting in _steps(case):
        if meeting.starts_at < before.ends_at:
            evidence: dict[str, object] = {
                "previous_body": before.body,
                "previous_held_on": before.held_on,
                "body": meeting.body,
                "held_on": meeting.held_on,
            }
            yield Found(evidence, stop.id)


def meeting_on_free_day(case: CaseFacts, setting: Setting) -> Iterator[Found]:
    """A meeting on a weekend, a holiday or a day the municipality is closed."""
    if setting.days is None:
        return
    for stop, meeting in _ahead(case):
        reason = setting.days.reason(meeting.held_on, DayKind.ARBEJDSDAG)
        if reason is not None:
            yield Found({"body": meeting.body, "held_on": meeting.held_on, "name": reason.name}, stop.id)


def meeting_in_past(case: CaseFacts, setting: Setting) -> Iterator[Found]:
    """A stop that was never on an agenda stands on a meeting that is over."""
    for stop, meeting in _ahead(case):
        if meeting.held_on < setting.today:
            yield Found({"body": meeting.body, "held_on": meeting.held_on}, stop.id)


def meeting_cancelled(case: CaseFacts, _setting: Setting) -> Iterator[Found]:
    """A stop stands on a meeting that is off."""
    for stop, meeting in _on_meetings(case):
        if meeting.cancelled and stop.state in {StopState.PLANNED, StopState.ON_AGENDA}:
            yield Found({"body": meeting.body, "held_on": meeting.held_on}, stop.id)


def unplaced_stop(case: CaseFacts, _setting: Setting) -> Iterator[Found]:
    """A stop has no meeting."""
    for stop in case.stops:
        if stop.state is StopState.PLANNED and stop.meeting is None:
            yield Found({"body": stop.body}, stop.id)


def _travelled(case: CaseFacts) -> list[StopFacts]:
    return [stop for stop in case.stops if stop.state is not StopState.DROPPED]


def council_without_finance(case: CaseFacts, _setting: Setting) -> Iterator[Found]:
    """The council is to decide without the finance committee's statement (KS18-2)."""
    has_finance = False
    for stop in _travelled(case):
        has_finance = has_finance or stop.kind is BodyKind.FINANCE
        if stop.kind is BodyKind.COUNCIL and not has_finance and stop.state is StopState.PLANNED:
            yield Found({"body": stop.body}, stop.id)
            return


def med_after_politics(case: CaseFacts, _setting: Setting) -> Iterator[Found]:
    """Only of the first round: a case that is sent back to the hovedudvalg has been in politics."""
    first = [stop for stop in _travelled(case) if stop.round_no == 1]
    for index, stop in enumerate(first):
        if stop.kind is BodyKind.MED and stop.state is StopState.PLANNED:
            before = next((other for other in first[:index] if other.kind in POLITICAL), None)
            if before is not None:
                yield Found({"body": stop.body, "after_body": before.body}, stop.id)


def decide_before_missed(case: CaseFacts, _setting: Setting) -> Iterator[Found]:
    """The last body decides on or after the day it should have decided before."""
    placed = _on_meetings(case)
    if case.decide_before is None or not placed:
        return
    stop, meeting = placed[-1]
    if meeting.held_on >= case.decide_before and stop.state is not StopState.DECIDED:
        evidence: dict[str, object] = {
            "body": meeting.body,
            "held_on": meeting.held_on,
            "decide_before": case.decide_before,
        }
        yield Found(evidence, stop.id)


def approved_before_period_end(case: CaseFacts, _setting: Setting) -> Iterator[Found]:
    """The report is approved before the period it covers is over: lawful, good to know."""
    placed = _on_meetings(case)
    if case.period_end is not None and placed and placed[-1][1].held_on <= case.period_end:
        stop, meeting = placed[-1]
        evidence: dict[str, object] = {
            "body": meeting.body,
            "held_on": meeting.held_on,
            "period_end": case.period_end,
        }
        yield Found(evidence, stop.id)
