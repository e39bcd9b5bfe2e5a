"""The worst there is to say of a case on a day: from its checks, and from the days of its meetings."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from desk import danger_words
from domain.model import BodyKind, CaseState, FollowUpState, StopState
from domain.rules.checks import CHECKS
from domain.rules.danger import CHECKED, Danger, Level, Reason, danger_of, dangers_of, turn_of
from domain.rules.facts import CaseFacts, FollowUpFacts, MeetingFacts, StopFacts

HELD_ON = date(2023, 4, 27)


def meeting(held_on: date = HELD_ON, body: str = "MTU", kind: BodyKind = BodyKind.COMMITTEE) -> MeetingFacts:
    starts = datetime(held_on.year, held_on.month, held_on.day, 13, tzinfo=UTC)
    return MeetingFacts(
        id=f"{body}{held_on}",
        body=body,
        kind=kind,
        held_on=held_on,
        starts_at=starts,
        ends_at=starts + timedelta(hours=2),
        cancelled=False,
        submission_on=held_on - timedelta(days=14),
        dispatch_on=held_on - timedelta(days=6),
        dispatch_legal_on=held_on - timedelta(days=5),
        minutes_ready_on=held_on + timedelta(days=1),
    )


STOP = StopFacts("s1", 1, 1, "MTU", BodyKind.COMMITTEE, StopState.PLANNED, meeting())
CASE = CaseFacts(
    "c", "23/1", "En sag", is_open=True, state=CaseState.OPEN, stops=(STOP,), recommendation="Det indstilles."
)
PROMISE = FollowUpFacts("f", "promise", "følger op", FollowUpState.CONFIRMED, has_owner=True, due_on=date(2023, 4, 1))


@pytest.mark.parametrize(
    ("today", "level", "reason", "on"),
    [
        (date(2023, 4, 1), Level.ON_TRACK, Reason.NONE, None),
        (date(2023, 4, 6), Level.SOON, Reason.HAND_IN, date(2023, 4, 13)),
        (date(2023, 4, 13), Level.SOON, Reason.HAND_IN, date(2023, 4, 13)),
        (date(2023, 4, 14), Level.ON_TRACK, Reason.NONE, None),
        (date(2023, 4, 20), Level.SOON, Reason.MEETING, HELD_ON),
        (date(2023, 4, 28), Level.LATE, Reason.MEETING_IN_PAST, HELD_ON),
    ],
)
def test_a_case_that_is_written_comes_nearer_day_by_day(
    today: date, level: Level, reason: Reason, on: date | None
) -> None:
    found = danger_of(CASE, today=today)
    assert (found.level, found.reason, found.on) == (level, reason, on)


@pytest.mark.parametrize(
    ("today", "level"),
    [
        (date(2023, 3, 29), Level.ON_TRACK),
        (date(2023, 3, 30), Level.AT_RISK),
        (date(2023, 4, 13), Level.AT_RISK),
        (date(2023, 4, 14), Level.LATE),
    ],
)
def test_without_a_recommendation_it_is_at_risk_a_fortnight_before_handing_in_and_late_the_day_after(
    today: date, level: Level
) -> None:
    assert danger_of(replace(CASE, recommendation=" "), today=today).level is level


def test_a_decision_nobody_wrote_is_late_from_the_day_after_the_meeting() -> None:
    waiting = replace(CASE, stops=(replace(STOP, state=StopState.AWAITING_DECISION),))
    assert danger_of(waiting, today=HELD_ON) == Danger(Level.SOON, Reason.DECISION_MISSING, "s1", HELD_ON)
    assert danger_of(waiting, today=HELD_ON + timedelta(days=1)).level is Level.LATE


def test_the_worst_comes_first_and_the_rest_is_kept() -> None:
    case = replace(CASE, follow_ups=(PROMISE,))
    found = dangers_of(case, today=date(2023, 4, 25), is_stuck=True)
    assert [one.level for one in found] == [Level.LATE, Level.AT_RISK, Level.SOON]
    assert found[0] == Danger(Level.LATE, Reason.FOLLOW_UP_OVERDUE, None, PROMISE.due_on)


def test_a_reason_for_haste_takes_the_danger_out_of_a_collision() -> None:
    council = meeting(HELD_ON + timedelta(days=7), "KB", BodyKind.COUNCIL)
    before = replace(STOP, state=StopState.DECIDED)
    late_minutes = replace(meeting(), minutes_ready_on=council.dispatch_on + timedelta(days=1))
    stop = StopFacts("s2", 2, 1, "KB", BodyKind.COUNCIL, StopState.PLANNED, council)
    finance = replace(before, kind=BodyKind.FINANCE, meeting=late_minutes)
    case = replace(CASE, stops=(finance, stop))
    assert danger_of(case, today=HELD_ON).reason is Reason.DISPATCH_COLLISION
    in_haste = replace(case, stops=(finance, replace(stop, urgency_reason="haster")))
    assert Reason.DISPATCH_COLLISION not in {one.reason for one in dangers_of(in_haste, today=HELD_ON)}


@pytest.mark.parametrize("state", [CaseState.CLOSED, CaseState.WITHDRAWN])
def test_what_is_over_is_in_no_danger(state: CaseState) -> None:
    over = replace(CASE, state=state, follow_ups=(PROMISE,))
    assert dangers_of(over, today=date(2024, 1, 1), is_stuck=True) == (Danger(Level.OVER, Reason.NONE),)


def test_the_turn_is_the_first_stop_that_is_neither_decided_nor_dropped() -> None:
    stops = [replace(STOP, id=f"s{state}", state=state) for state in (StopState.DECIDED, StopState.DROPPED)]
    assert turn_of(replace(CASE, stops=(*stops, STOP))) == STOP
    assert turn_of(replace(CASE, stops=tuple(stops))) is None


def test_every_check_that_counts_exists_and_every_reason_has_its_words() -> None:
    assert set(CHECKED) <= {row.code for row in CHECKS}
    assert set(danger_words.REASONS) == set(Reason)
    assert set(danger_words.LEVELS) == set(Level)
    assert {reason for _, reason in CHECKED.values()} <= set(Reason)
