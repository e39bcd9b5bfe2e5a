"""What moves when something moves, shown before anything is saved."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest

from domain.errors import NotAllowedNowError, NotFoundError
from domain.model.body import BodyKind
from domain.model.case import CaseState
from domain.model.decision import Outcome
from domain.model.stop import StopState
from domain.rules.effects import JourneyChange, take_effect, with_change
from domain.rules.facts import CaseFacts, DecisionFacts, StopFacts
from domain.rules.planning import Constraint, Cure, MeetingTable
from domain.rules.replanning import Difference, Why, replan, with_difference

CaseOn = Callable[..., CaseFacts]
CHAIN = ("DIR 12-04-2023", "HU 27-04-2023", "ØK 16-05-2023", "KB 20-06-2023")
BODIES = {
    "DIR": BodyKind.MANAGEMENT,
    "HU": BodyKind.MED,
    "MTU": BodyKind.COMMITTEE,
    "ØK": BodyKind.FINANCE,
    "KB": BodyKind.COUNCIL,
}


def moves(difference: Difference) -> dict[str, str]:
    assert difference.no_plan is None, difference.no_plan
    return {change.body: change.after.id for change in difference.changes if change.after is not None}


def decide(case: CaseFacts, body: str, outcome: Outcome, **values: str) -> CaseFacts:
    """Every stop up to the body is decided; the body's own decision is not yet taken in."""

    def decided(stop: StopFacts) -> StopFacts:
        assert stop.meeting is not None
        is_it = stop.body == body
        decision = DecisionFacts(outcome if is_it else Outcome.APPROVED, stop.meeting.held_on, applied=not is_it)
        if is_it:
            decision = replace(decision, **values)
        return replace(stop, state=StopState.DECIDED, decision=decision)

    last = next(stop.position for stop in case.stops if stop.body == body)
    return replace(case, stops=tuple(decided(stop) if stop.position <= last else stop for stop in case.stops))


@pytest.fixture
def case(case_on: CaseOn) -> CaseFacts:
    return case_on(*CHAIN, fixed=False, decide_before=None)


def test_a_plan_that_holds_is_left_alone(case: CaseFacts, table_2023: MeetingTable) -> None:
    assert replan(case, table_2023, ready_on=date(2023, 3, 15), why=Why.PLACED) == Difference()


def test_unplaced_stops_get_the_earliest_meetings(case: CaseFacts, table_2023: MeetingTable) -> None:
    bare = replace(case, stops=tuple(replace(stop, meeting=None) for stop in case.stops))
    difference = replan(bare, table_2023, ready_on=date(2023, 3, 1), why=Why.PLACED)
    assert moves(difference) == {
        "DIR": "DIR 08-03-2023",
        "HU": "HU 23-03-2023",
        "ØK": "ØK 11-04-2023",
        "KB": "KB 25-04-2023",
    }


def test_a_cancelled_meeting_moves_its_stop_and_the_later_ones_that_no_longer_hold(
    case: CaseFacts, table_2023: MeetingTable
) -> None:
    hu = table_2023.find("HU 27-04-2023")
    assert hu is not None
    table = table_2023.with_meetings([replace(hu, cancelled=True)])
    difference = replan(case, table, ready_on=date(2023, 4, 11), why=Why.MEETING_CANCELLED)
    assert moves(difference) == {"HU": "HU 15-06-2023", "ØK": "ØK 15-08-2023", "KB": "KB 29-08-2023"}
    assert {change.why for change in difference.changes} == {Why.MEETING_CANCELLED}


def test_a_stop_that_still_holds_stays_where_it_is(case: CaseFacts, table_2023: MeetingTable) -> None:
    oek = table_2023.find("ØK 16-05-2023")
    assert oek is not None
    table = table_2023.with_meetings([replace(oek, cancelled=True)])
    assert moves(replan(case, table, ready_on=date(2023, 4, 11), why=Why.MEETING_CANCELLED)) == {
        "ØK": "ØK 13-06-2023"
    }
    dir_ = table_2023.find("DIR 12-04-2023")
    assert dir_ is not None
    earlier = table_2023.with_meetings(
        [
            replace(
                dir_,
                **{name: getattr(dir_, name) - timedelta(days=1) for name in ("held_on", "starts_at", "ends_at")},
            )
        ]
    )
    assert moves(replan(case, earlier, ready_on=date(2023, 3, 20), why=Why.MEETING_MOVED)) == {
        "DIR": "DIR 12-04-2023"
    }


def test_a_case_that_is_ready_later_is_not_moved_off_a_meeting_it_is_handed_in_for(
    case: CaseFacts, table_2023: MeetingTable
) -> None:
    assert replan(case, table_2023, ready_on=date(2023, 4, 11), why=Why.STOP_ADDED).changes == ()


def test_a_fixed_stop_on_a_cancelled_meeting_is_not_moved_but_said(case_on: CaseOn, table_2023: MeetingTable) -> None:
    case = case_on(*CHAIN, decide_before=None)
    hu = table_2023.find("HU 27-04-2023")
    assert hu is not None
    table = table_2023.with_meetings([replace(hu, cancelled=True)])
    difference = replan(case, table, ready_on=date(2023, 4, 20), why=Why.MEETING_CANCELLED)
    assert difference.changes == ()
    assert difference.no_plan is not None
    assert (difference.no_plan.constraint, difference.no_plan.cure) == (
        Constraint.NOT_CANCELLED,
        Cure.RELEASE_FIXED_DATE,
    )


def test_postponed_means_the_same_body_at_its_next_meeting(case: CaseFacts, table_2023: MeetingTable) -> None:
    case = decide(case, "DIR", Outcome.POSTPONED)
    change = take_effect(case, "dir", BODIES)
    assert [(stop.body, stop.position, stop.round_no) for stop in change.add] == [("DIR", 1, 2)]
    case = with_change(case, change, table_2023)
    difference = replan(case, table_2023, ready_on=date(2023, 4, 13), why=Why.POSTPONED_BY_BODY)
    assert moves(difference) == {
        "DIR": "DIR 26-04-2023",
        "HU": "HU 15-06-2023",
        "ØK": "ØK 15-08-2023",
        "KB": "KB 29-08-2023",
    }
    assert {change.why for change in difference.changes} == {Why.POSTPONED_BY_BODY}


def test_postponed_to_a_named_meeting_goes_there_and_stays_there(case: CaseFacts, table_2023: MeetingTable) -> None:
    case = decide(case, "ØK", Outcome.POSTPONED, named_meeting="ØK 15-08-2023")
    case = with_change(case, take_effect(case, "øk", BODIES), table_2023)
    difference = replan(case, table_2023, ready_on=date(2023, 5, 17), why=Why.POSTPONED_BY_BODY)
    assert moves(difference) == {"KB": "KB 29-08-2023"}
    again = next(stop for stop in case.stops if stop.round_no == 2)
    assert again.fixed
    assert again.meeting is not None
    assert again.meeting.id == "ØK 15-08-2023"


def test_a_postponement_past_the_cases_limit_is_no_plan_with_its_reason(
    case_on: CaseOn, table_2023: MeetingTable
) -> None:
    case = decide(case_on(*CHAIN[:3], "KB 23-05-2023", fixed=False), "ØK", Outcome.POSTPONED)
    case = with_change(case, take_effect(case, "øk", BODIES), table_2023)
    difference = replan(case, table_2023, ready_on=date(2023, 5, 17), why=Why.POSTPONED_BY_BODY)
    assert difference.no_plan is not None
    assert difference.no_plan.constraint is Constraint.DECIDE_BEFORE
    assert difference.no_plan.facts["decide_before"] == date(2023, 6, 1)


def test_returned_means_the_earlier_body_and_all_after_it_once_more(
    case: CaseFacts, table_2023: MeetingTable
) -> None:
    case = decide(case, "ØK", Outcome.RETURNED, return_to="HU")
    change = take_effect(case, "øk", BODIES)
    assert [(stop.body, stop.position, stop.round_no) for stop in change.add] == [("HU", 2, 2), ("ØK", 3, 2)]
    case = with_change(case, change, table_2023)
    assert moves(replan(case, table_2023, ready_on=date(2023, 5, 17), why=Why.RETURNED_BY_BODY)) == {
        "HU": "HU 15-06-2023",
        "ØK": "ØK 15-08-2023",
        "KB": "KB 29-08-2023",
    }


def test_returned_to_itself_is_the_body_once_more_and_to_a_stranger_is_refused(case: CaseFacts) -> None:
    itself = decide(case, "ØK", Outcome.RETURNED, return_to="ØK")
    assert [stop.body for stop in take_effect(itself, "øk", BODIES).add] == ["ØK"]
    stranger = decide(case, "ØK", Outcome.RETURNED, return_to="MTU")
    with pytest.raises(NotAllowedNowError):
        take_effect(stranger, "øk", BODIES)


def test_a_committee_stopped_by_23_goes_by_way_of_the_finance_committee_to_the_council(
    case_on: CaseOn, table_2023: MeetingTable
) -> None:
    case = decide(case_on("MTU 24-04-2023", fixed=False, decide_before=None), "MTU", Outcome.STOPPED_23)
    change = take_effect(case, "mtu", BODIES)
    assert [(stop.body, stop.added_because) for stop in change.add] == [("ØK", "§ 23"), ("KB", "§ 23")]
    case = with_change(case, change, table_2023)
    assert moves(replan(case, table_2023, ready_on=date(2023, 4, 25), why=Why.STOPPED_23)) == {
        "ØK": "ØK 16-05-2023",
        "KB": "KB 20-06-2023",
    }


def test_23_adds_nothing_where_the_council_decides_anyway(case: CaseFacts, case_on: CaseOn) -> None:
    assert take_effect(decide(case, "ØK", Outcome.STOPPED_23), "øk", BODIES) == JourneyChange()
    only = decide(case_on("ØK 16-05-2023", decide_before=None), "ØK", Outcome.STOPPED_23)
    assert [stop.body for stop in take_effect(only, "øk", BODIES).add] == ["KB"]


def test_forwarded_to_a_body_off_the_route_comes_next(case: CaseFacts, table_2023: MeetingTable) -> None:
    case = decide(case, "DIR", Outcome.FORWARDED, return_to="HU")
    assert take_effect(case, "dir", BODIES) == JourneyChange()
    case = decide(replace(case, stops=case.stops[:1]), "DIR", Outcome.FORWARDED, return_to="MTU")
    case = with_change(case, take_effect(case, "dir", BODIES), table_2023)
    assert moves(replan(case, table_2023, ready_on=date(2023, 4, 13), why=Why.FORWARDED_BY_BODY)) == {
        "MTU": "MTU 22-05-2023"
    }


def test_forwarded_to_nobody_the_municipality_has_is_refused(case: CaseFacts) -> None:
    with pytest.raises(NotFoundError):
        take_effect(decide(case, "DIR", Outcome.FORWARDED, return_to="XYZ"), "dir", BODIES)


def test_withdrawn_drops_what_was_to_come(case: CaseFacts, table_2023: MeetingTable) -> None:
    case = decide(case, "HU", Outcome.WITHDRAWN)
    change = take_effect(case, "hu", BODIES)
    assert change.drop == ("øk", "kb")
    assert (
        replan(with_change(case, change, table_2023), table_2023, ready_on=date(2023, 5, 1), why="") == Difference()
    )


def test_an_urgent_council_keeps_its_meeting_after_late_minutes(case_on: CaseOn, table_2023: MeetingTable) -> None:
    case = case_on("ØK 16-05-2023", "KB 23-05-2023", fixed=False, decide_before=None)
    assert moves(replan(case, table_2023, ready_on=date(2023, 4, 20), why=Why.PLACED)) == {"KB": "KB 20-06-2023"}
    finance, council = case.stops
    hastened = replace(case, stops=(finance, replace(council, urgency_reason="Frist 1. juni")))
    assert replan(hastened, table_2023, ready_on=date(2023, 4, 20), why=Why.URGENCY) == Difference()


def test_a_stop_that_missed_its_meeting_gets_the_next_one(case_on: CaseOn, table_2023: MeetingTable) -> None:
    case = case_on("DIR 12-04-2023", fixed=False, decide_before=None)
    assert moves(replan(case, table_2023, ready_on=date(2023, 4, 13), why=Why.PLACED)) == {"DIR": "DIR 26-04-2023"}


def test_a_closed_case_is_never_planned(case: CaseFacts, table_2023: MeetingTable) -> None:
    closed = replace(case, state=CaseState.CLOSED, stops=tuple(replace(stop, meeting=None) for stop in case.stops))
    assert replan(closed, table_2023, ready_on=date(2023, 4, 13), why=Why.PLACED) == Difference()


def test_applying_a_difference_puts_the_stops_on_their_new_meetings(
    case: CaseFacts, table_2023: MeetingTable
) -> None:
    hu = table_2023.find("HU 27-04-2023")
    assert hu is not None
    table = table_2023.with_meetings([replace(hu, cancelled=True)])
    difference = replan(case, table, ready_on=date(2023, 4, 11), why=Why.MEETING_CANCELLED)
    after = with_difference(case, difference)
    assert [stop.meeting.id for stop in after.stops if stop.meeting] == [
        "DIR 12-04-2023",
        "HU 15-06-2023",
        "ØK 15-08-2023",
        "KB 29-08-2023",
    ]
    assert replan(after, table, ready_on=date(2023, 4, 11), why=Why.MEETING_CANCELLED) == Difference()
