"""The next move of a case, asked at one moment after another."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime

import pytest

from calendars.copenhagen import COPENHAGEN
from domain.model.body import BodyKind
from domain.model.case import CaseState
from domain.model.decision import Outcome
from domain.model.follow_up import FollowUpState
from domain.model.stop import StopState
from domain.rules.effects import take_effect, with_change
from domain.rules.facts import CaseFacts, DecisionFacts, FollowUpFacts, StopFacts
from domain.rules.next_move import (
    AskDecision,
    Blocked,
    Close,
    Move,
    Place,
    PutOnAgenda,
    TakeEffect,
    Wait,
    WaitReason,
    next_move,
)
from domain.rules.outcomes import OUTCOMES, Effect, Recheck
from domain.rules.planning import MeetingTable
from domain.rules.replanning import Why, replan, with_difference

CaseOn = Callable[..., CaseFacts]
CHAIN = ("DIR 12-04-2023", "HU 27-04-2023", "ØK 16-05-2023", "KB 23-05-2023")
PROMISE = FollowUpFacts("promise", "promise", "ret opgørelsen", FollowUpState.CONFIRMED, has_owner=True)
BODIES = {
    "DIR": BodyKind.MANAGEMENT,
    "HU": BodyKind.MED,
    "MTU": BodyKind.COMMITTEE,
    "ØK": BodyKind.FINANCE,
    "KB": BodyKind.COUNCIL,
}


def at(words: str) -> datetime:
    return datetime.fromisoformat(words).replace(tzinfo=COPENHAGEN)


def with_stop(case: CaseFacts, stop_id: str, **values: object) -> CaseFacts:
    stops = tuple(replace(stop, **values) if stop.id == stop_id else stop for stop in case.stops)  # type: ignore[arg-type]  # the test names the fields
    return replace(case, stops=stops)


def decided(stop: StopFacts, outcome: Outcome = Outcome.APPROVED, *, applied: bool = True) -> StopFacts:
    assert stop.meeting is not None
    return replace(
        stop, state=StopState.DECIDED, decision=DecisionFacts(outcome, stop.meeting.held_on, applied=applied)
    )


def test_nothing_happens_before_noon_on_the_dispatch_day(case_on: CaseOn) -> None:
    move = next_move(case_on(*CHAIN), now=at("2023-04-03 11:59"))
    assert isinstance(move, Wait)
    assert (move.because, move.until) == (WaitReason.DISPATCH, at("2023-04-05 12:00"))  # 6-10 April is Easter
    assert next_move(case_on(*CHAIN), now=at("2023-04-05 12:00")) == PutOnAgenda("dir")


def test_a_stop_on_the_agenda_waits_for_its_meeting_and_then_for_its_decision(case_on: CaseOn) -> None:
    case = with_stop(case_on(*CHAIN), "dir", state=StopState.ON_AGENDA)
    move = next_move(case, now=at("2023-04-12 10:00"))
    assert isinstance(move, Wait)
    assert (move.because, move.until) == (WaitReason.MEETING, at("2023-04-12 11:30"))
    assert next_move(case, now=at("2023-04-12 11:30")) == AskDecision("dir")
    awaiting = with_stop(case, "dir", state=StopState.AWAITING_DECISION)
    move = next_move(awaiting, now=at("2023-05-01 08:00"))
    assert isinstance(move, Wait)
    assert (move.because, move.until) == (WaitReason.DECISION, None)


def test_a_recorded_decision_is_taken_in_before_anything_else(case_on: CaseOn) -> None:
    case = case_on(*CHAIN)
    first, *others = case.stops
    case = replace(case, stops=(decided(first, applied=False), *(replace(stop, meeting=None) for stop in others)))
    assert next_move(case, now=at("2023-04-12 12:00")) == TakeEffect("dir")


def test_stops_without_a_meeting_are_placed_also_when_their_meeting_is_off(case_on: CaseOn) -> None:
    case = with_stop(case_on(*CHAIN), "hu", meeting=None)
    council = case.stops[-1].meeting
    assert council is not None
    case = with_stop(case, "kb", meeting=replace(council, cancelled=True), state=StopState.ON_AGENDA)
    assert next_move(case, now=at("2023-04-01 08:00")) == Place(("hu", "kb"))


def test_an_empty_recommendation_keeps_the_case_off_the_agenda(case_on: CaseOn) -> None:
    case = case_on(*CHAIN, recommendation="")
    move = next_move(case, now=at("2023-04-05 12:00"))
    assert isinstance(move, Blocked)
    assert (move.stop, [check.code for check in move.checks]) == ("dir", ["empty_recommendation"])
    assert isinstance(next_move(case, now=at("2023-04-05 11:59")), Wait)


def test_a_promise_blocks_the_stop_it_stands_before_and_no_other(case_on: CaseOn) -> None:
    case = case_on(*CHAIN, follow_ups=(replace(PROMISE, blocks_stop="hu"),))
    assert next_move(case, now=at("2023-04-05 12:00")) == PutOnAgenda("dir")
    case = replace(case, stops=(decided(case.stops[0]), *case.stops[1:]))
    move = next_move(case, now=at("2023-04-20 12:00"))
    assert isinstance(move, Blocked)
    assert [check.code for check in move.checks] == ["follow_up_blocks"]
    kept = replace(case, follow_ups=(replace(PROMISE, blocks_stop="hu", state=FollowUpState.DONE),))
    assert next_move(kept, now=at("2023-04-20 12:00")) == PutOnAgenda("hu")


def test_the_council_waits_for_a_reason_when_the_law_s_limit_has_passed(case_on: CaseOn) -> None:
    case = case_on(*CHAIN)
    case = replace(case, stops=(*(decided(stop) for stop in case.stops[:3]), case.stops[3]))
    assert next_move(case, now=at("2023-05-16 17:00")) == PutOnAgenda("kb")
    move = next_move(case, now=at("2023-05-17 08:00"))
    assert isinstance(move, Blocked)
    assert [(check.code, check.cure) for check in move.checks] == [("dispatch_collision", "urgency_reason_§8_5")]
    hastened = with_stop(case, "kb", urgency_reason="Skal indberettes inden den 1. juni.")
    assert next_move(hastened, now=at("2023-05-17 08:00")) == PutOnAgenda("kb")


def test_a_stop_kept_off_its_meeting_is_placed_again_when_the_meeting_is_over(case_on: CaseOn) -> None:
    case = case_on(*CHAIN, recommendation="", fixed=False)
    assert isinstance(next_move(case, now=at("2023-04-12 23:00")), Blocked)
    assert next_move(case, now=at("2023-04-13 08:00")) == Place(("dir",))


def test_a_settled_case_waits_for_its_promises_and_then_closes(case_on: CaseOn) -> None:
    case = case_on(*CHAIN, follow_ups=(replace(PROMISE, due_on=date(2023, 5, 31)),))
    case = replace(case, stops=tuple(decided(stop) for stop in case.stops))
    move = next_move(case, now=at("2023-05-24 08:00"))
    assert isinstance(move, Wait)
    assert (move.because, move.facts) == (WaitReason.FOLLOW_UPS, {"open": 1, "next_due_on": date(2023, 5, 31)})
    done = replace(case, follow_ups=(replace(PROMISE, state=FollowUpState.DONE),))
    assert next_move(done, now=at("2023-05-24 08:00")) == Close()
    closed = replace(done, state=CaseState.CLOSED)
    move = next_move(closed, now=at("2023-05-24 08:00"))
    assert isinstance(move, Wait)
    assert move.because is WaitReason.OVER


def test_every_outcome_has_a_row_with_a_source_and_somebody_to_tell() -> None:
    assert set(OUTCOMES) == set(Outcome)
    assert all(row.source and row.tell and row.outcome is outcome for outcome, row in OUTCOMES.items())


AFTER_THE_MIDDLE: dict[Outcome, tuple[str, list[str]]] = {
    # outcome at ØK -> the body that comes next, and the bodies still to come
    Outcome.APPROVED: ("KB", ["KB"]),
    Outcome.RECOMMENDED: ("KB", ["KB"]),
    Outcome.NOTED: ("KB", ["KB"]),
    Outcome.DISCUSSED: ("KB", ["KB"]),
    Outcome.REJECTED: ("KB", ["KB"]),
    Outcome.POSTPONED: ("ØK", ["ØK", "KB"]),
    Outcome.RETURNED: ("HU", ["HU", "ØK", "KB"]),
    Outcome.FORWARDED: ("MTU", ["MTU", "KB"]),
    Outcome.WITHDRAWN: ("", []),
    Outcome.STOPPED_23: ("KB", ["KB"]),
    Outcome.CHAIR_DECISION: ("KB", ["KB"]),
    Outcome.MAYOR_DECISION_31: ("KB", ["KB"]),
}


@pytest.mark.parametrize("outcome", list(Outcome))
def test_each_outcome_at_the_finance_committee_leads_on_by_its_row(
    case_on: CaseOn, table_2023: MeetingTable, outcome: Outcome
) -> None:
    case = case_on(*CHAIN[:3], "KB 20-06-2023", fixed=False, decide_before=None)
    return_to = {Outcome.RETURNED: "HU", Outcome.FORWARDED: "MTU"}.get(outcome)
    finance = decided(case.stops[2], outcome, applied=False)
    assert finance.decision is not None
    finance = replace(finance, decision=replace(finance.decision, return_to=return_to))
    case = replace(case, stops=(*(decided(stop) for stop in case.stops[:2]), finance, case.stops[3]))
    assert next_move(case, now=at("2023-05-17 08:00")) == TakeEffect("øk")

    change = take_effect(case, "øk", BODIES)
    assert (change.inform_body == "ØK") is (OUTCOMES[outcome].recheck is Recheck.INFORM_NEXT_ORDINARY)
    assert bool(change.drop) is (OUTCOMES[outcome].effect is Effect.END)
    case = with_change(with_stop(case, "øk", decision=replace(finance.decision, applied=True)), change, table_2023)
    if change.add:
        assert isinstance(next_move(case, now=at("2023-05-17 08:00")), Place)
        difference = replan(case, table_2023, ready_on=date(2023, 5, 17), why=Why.POSTPONED_BY_BODY)
        assert difference.no_plan is None
        case = with_difference(case, difference)

    body, ahead = AFTER_THE_MIDDLE[outcome]
    planned = [stop for stop in case.stops if stop.state is StopState.PLANNED]
    assert [stop.body for stop in planned] == ahead
    move: Move = next_move(case, now=at("2023-05-17 08:00"))
    if ahead:
        assert isinstance(move, Wait)
        assert move.facts["body"] == body
    else:
        assert move == Close()


@pytest.mark.parametrize(
    "outcome", [row.outcome for row in OUTCOMES.values() if row.effect in {Effect.GO_ON, Effect.END}]
)
def test_an_outcome_that_settles_the_last_stop_ends_the_journey(case_on: CaseOn, outcome: Outcome) -> None:
    case = case_on("KB 23-05-2023")
    case = replace(case, stops=(decided(case.stops[0], outcome),))
    assert take_effect(case, "kb", BODIES).add == ()
    assert next_move(case, now=at("2023-05-24 08:00")) == Close()
