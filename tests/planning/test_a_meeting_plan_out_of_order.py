"""Meetings whose deadlines do not follow the order of the meetings, as a moved dispatch may leave them."""

from __future__ import annotations

from datetime import date, datetime, time

import pytest

from calendars.copenhagen import COPENHAGEN
from domain.model.body import BodyKind
from domain.rules.facts import MeetingFacts
from domain.rules.planning import MeetingTable, Plan, StopToPlace, plan_backward, plan_forward

FINANCE = StopToPlace("øk", "ØK", BodyKind.FINANCE)
COUNCIL = StopToPlace("kb", "KB", BodyKind.COUNCIL)


def meeting(body: str, kind: BodyKind, held_on: date, *, submission: date, dispatch: date) -> MeetingFacts:
    return MeetingFacts(
        id=f"{body} {held_on:%d-%m}",
        body=body,
        kind=kind,
        held_on=held_on,
        starts_at=datetime.combine(held_on, time(14), COPENHAGEN),
        ends_at=datetime.combine(held_on, time(16), COPENHAGEN),
        cancelled=False,
        submission_on=submission,
        dispatch_on=dispatch,
        dispatch_legal_on=dispatch,
        minutes_ready_on=held_on,
    )


def council(day: int, *, submission: int = 1, dispatch: int) -> MeetingFacts:
    held_on = date(2023, 5, day)
    return meeting(
        "KB", BodyKind.COUNCIL, held_on, submission=date(2023, 5, submission), dispatch=date(2023, 5, dispatch)
    )


def test_an_agenda_that_goes_out_before_that_of_an_earlier_meeting_is_not_taken_for_a_later_one() -> None:
    """The minutes of 8 May make the agenda of the 10th and not that of the 5th, although its meeting comes later."""
    held_on, handed_in, sent_out = date(2023, 5, 8), date(2023, 5, 1), date(2023, 5, 3)
    finance = meeting("ØK", BodyKind.FINANCE, held_on, submission=handed_in, dispatch=sent_out)
    council_meetings = [council(15, dispatch=10), council(16, dispatch=5), council(23, dispatch=16)]
    full = MeetingTable([finance, *council_meetings], used={"KB 15-05": 1}, capacity={"KB": 1})
    assert not full.is_monotone
    plan = plan_forward([FINANCE, COUNCIL], full, ready_on=date(2023, 5, 1))
    assert isinstance(plan, Plan)
    assert [placed.meeting.id for placed in plan.placed] == ["ØK 08-05", "KB 23-05"]


@pytest.mark.parametrize("decide_before", [date(2023, 5, day) for day in range(24, 32)])
def test_the_last_safe_day_is_exact_whatever_the_limit_it_is_looked_for_from(decide_before: date) -> None:
    """The meeting of the 16th takes cases until the 10th, the later one of the 23rd only until the 9th."""
    table = MeetingTable(
        [
            council(2, submission=1, dispatch=1),
            council(16, submission=10, dispatch=11),
            council(23, submission=9, dispatch=11),
        ]
    )
    plan = plan_backward([COUNCIL], table, decide_before=decide_before)
    assert isinstance(plan, Plan)
    assert [placed.meeting.id for placed in plan.placed] == ["KB 16-05"]
    assert plan.last_start_on == date(2023, 5, 10)
