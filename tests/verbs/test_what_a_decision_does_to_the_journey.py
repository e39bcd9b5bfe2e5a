"""Postponed, returned, forwarded, stopped, decided by one person: each outcome taken in by ``advance``."""

from __future__ import annotations

from typing import Any

import pytest

from domain.casework.case.decisions import record_decision
from domain.casework.case.follow_ups import Proposal, confirm_follow_up, propose_follow_up
from domain.casework.case.journey import advance, upcoming
from domain.casework.case.stops import place_stop
from domain.casework.verb import By
from domain.errors import NotAllowedNowError
from domain.model import CaseState, Due, DueKind, FollowUp, FollowUpState, NoticeKind, Outcome, Stop
from domain.rules.next_move import Wait


def open_without_limit(town: Any, **values: Any) -> str:
    """The spring's case without a duty behind it, so that no law says when it must be decided."""
    case_id: str = town.open(**({"obligation": None} | values))
    return case_id


def to_hu(town: Any, case_id: str) -> None:
    town.pass_time("2023-04-12")
    town.decide(case_id, "DIR", Outcome.APPROVED, "2023-04-12")
    town.pass_time("2023-04-27", since="2023-04-13")


def test_a_postponed_case_comes_to_the_bodys_next_meeting_and_the_later_stops_follow(town: Any) -> None:
    case_id = open_without_limit(town)
    to_hu(town, case_id)
    town.decide(case_id, "HU", Outcome.POSTPONED, "2023-04-27")
    town.pass_time("2023-04-28", since="2023-04-28")

    assert town.transitions()[-2:] == ["decided", "replanned"]
    assert town.plan(case_id) == [
        ("DIR", "2023-04-12", "decided"),
        ("HU", "2023-04-27", "decided"),
        ("HU", "2023-06-15", "planned"),
        ("ØK", "2023-08-15", "planned"),
        ("KB", "2023-08-29", "planned"),
    ]
    moved = [step for step in town.steps if step["transition"] == "replanned"]
    assert {change["why"] for change in moved[0]["changes"]} == {"postponed_by_body"}
    told = {(kind, person) for kind, person, _ in town.picture(case_id)["notices"] if kind is NoticeKind.MOVED}
    assert told == {
        (NoticeKind.MOVED, "hanne.fjellerby"),
        (NoticeKind.MOVED, "oda.enslev"),
        (NoticeKind.MOVED, "mette.holbaek"),
    }


def test_a_case_postponed_to_a_named_meeting_stands_there_fixed(small_town: Any) -> None:
    town = small_town
    case_id = open_without_limit(town, route=["DIR"], stages={})
    town.pass_time("2023-03-08")
    named = town.meeting("DIR", "2023-04-26")
    town.decide(case_id, "DIR", Outcome.POSTPONED, "2023-03-08", named_meeting=named)
    town.pass_time("2023-03-09", since="2023-03-09")

    assert town.plan(case_id)[-1] == ("DIR", "2023-04-26", "planned")
    assert town.facts(case_id).stops[-1].fixed


def test_a_postponement_past_the_laws_limit_leaves_the_case_stuck_and_the_secretariat_told_once(
    small_town: Any,
) -> None:
    town = small_town
    case_id = town.open()
    to_hu(town, case_id)
    town.decide(case_id, "HU", Outcome.POSTPONED, "2023-04-27")
    town.pass_time("2023-05-05", since="2023-04-28")
    again = advance(town.db, By("systemet", town.moment("2023-05-08 08:00")), case_id=case_id)

    assert town.transitions()[-2:] == ["decided", "stuck"]
    assert (again.repeated, again.facts["transition"], again.facts["because"]) == (True, "none", "stuck")
    stuck = [notice for notice in town.picture(case_id)["notices"] if notice[0] is NoticeKind.STUCK]
    assert stuck == [(NoticeKind.STUCK, "lone.vejlby", "")]
    [step] = [step for step in town.steps if step["transition"] == "stuck"]
    assert step["because"] == "decide_before"


def test_an_item_on_an_agenda_that_is_out_comes_off_it_when_an_earlier_body_postpones(small_town: Any) -> None:
    town = small_town
    case_id = open_without_limit(town, route=["ØK", "KB"], stages={})
    town.pass_time("2023-04-10")
    later = town.open_stop(case_id, "KB")
    with town.db.write() as session:  # an agenda that went out before ØK had met: it happens, and must be mended
        row = session.get_one(Stop, later.id)
        row.state, row.fixed = "on_agenda", True
    town.pass_time("2023-04-11", since="2023-04-11")
    town.decide(case_id, "ØK", Outcome.POSTPONED, "2023-04-11")
    town.pass_time("2023-04-12", since="2023-04-12")

    [taken] = [step for step in town.steps if step.get("outcome") == "postponed"]
    assert taken["off_agenda"] == ["KB"]
    assert [stop[:2] for stop in town.plan(case_id) if stop[2] == "planned"] == [
        ("ØK", "2023-05-16"),
        ("KB", "2023-06-20"),
    ]
    cancelled = [notice for notice in town.picture(case_id)["notices"] if notice[0] is NoticeKind.CANCELLED]
    assert cancelled == [(NoticeKind.CANCELLED, "mette.holbaek", later.id)]


def test_a_returned_case_goes_through_the_earlier_body_and_all_after_it_again(town: Any) -> None:
    case_id = open_without_limit(town)
    to_hu(town, case_id)
    town.decide(case_id, "HU", Outcome.RETURNED, "2023-04-27", text="Tallene skal rettes.", return_to="Direktionen")
    town.pass_time("2023-04-28", since="2023-04-28")

    assert [(body, state) for body, _, state in town.plan(case_id)] == [
        ("DIR", "decided"),
        ("DIR", "planned"),
        ("HU", "decided"),
        ("HU", "planned"),
        ("ØK", "planned"),
        ("KB", "planned"),
    ]
    days = [day for _, day, state in town.plan(case_id) if state == "planned"]
    assert days == sorted(days)
    assert town.transitions()[-2:] == ["decided", "replanned"]


def test_a_committee_decision_stopped_after_paragraph_23_goes_on_to_the_council(town: Any) -> None:
    case_id = open_without_limit(town, route=["MTU"], stages={})
    town.pass_time("2023-03-20")
    town.decide(
        case_id, "MTU", Outcome.STOPPED_23, "2023-03-20", text="Et medlem kræver sagen i kommunalbestyrelsen."
    )
    town.pass_time("2023-03-21", since="2023-03-21")

    assert town.plan(case_id) == [
        ("MTU", "2023-03-20", "decided"),
        ("ØK", "2023-04-11", "planned"),
        ("KB", "2023-04-25", "planned"),
    ]
    assert {stop.added_because for stop in town.facts(case_id).stops[1:]} == {"§ 23"}


def test_no_promise_of_a_stopped_decision_starts_to_run_before_the_council_has_decided(small_town: Any) -> None:
    town = small_town
    case_id = open_without_limit(town, route=["MTU"], stages={})
    town.pass_time("2023-03-20")
    stop = town.open_stop(case_id, "MTU")
    by = By("oda.enslev", town.moment("2023-03-20 21:00"))
    promised = propose_follow_up(
        town.db, by, case_id=case_id, proposal=Proposal("Vejen lukkes.", owner_post="teknikchef"), from_stop=stop.id
    )
    due_on = town.moment("2023-04-20 08:00").date()
    confirm_follow_up(town.db, by, follow_up_id=promised.subject, due_on=due_on)
    assert any(due.kind is DueKind.FOLLOW_UP for due in town.rows(Due))

    town.decide(case_id, "MTU", Outcome.STOPPED_23, "2023-03-20", text="Standset.")
    town.pass_time("2023-03-21", since="2023-03-21")

    [row] = town.rows(FollowUp)
    assert row.state is FollowUpState.PROPOSED
    assert not any(due.kind is DueKind.FOLLOW_UP for due in town.rows(Due))
    with pytest.raises(NotAllowedNowError) as refused:
        confirm_follow_up(town.db, by, follow_up_id=row.id, due_on=due_on)
    assert refused.value.facts["why"] == "stopped_23"


def test_the_council_is_informed_at_its_next_ordinary_meeting_of_what_the_mayor_decided(small_town: Any) -> None:
    town = small_town
    case_id = open_without_limit(town, route=["KB"], stages={})
    town.sweep(town.moment("2023-03-10 08:00"))
    town.decide(case_id, "KB", Outcome.MAYOR_DECISION_31, "2023-03-10", text="Kan ikke vente.")
    town.pass_time("2023-03-13", since="2023-03-11")

    assert town.plan(case_id) == [("KB", "2023-03-28", "decided"), ("KB", "2023-03-28", "planned")]
    assert town.facts(case_id).stops[1].added_because == "§ 31 stk. 2: orientering"
    town.pass_time("2023-03-28", since="2023-03-14")
    town.decide(case_id, "KB", Outcome.NOTED, "2023-03-28")
    town.pass_time("2023-03-29", since="2023-03-29")
    assert town.facts(case_id).state is CaseState.CLOSED


def test_a_chairs_decision_in_the_middle_of_the_route_does_not_hold_up_the_rest(small_town: Any) -> None:
    town = small_town
    case_id = open_without_limit(town, route=["MTU", "ØK", "KB"], stages={})
    town.sweep(town.moment("2023-03-10 08:00"))
    before = town.plan(case_id)[1:]
    town.decide(case_id, "MTU", Outcome.CHAIR_DECISION, "2023-03-10", text="Haster.")
    town.pass_time("2023-03-11", since="2023-03-11")

    assert town.plan(case_id)[1:] == before
    [inform] = town.rows(FollowUp)
    assert (inform.kind, inform.owner_post, inform.state) == ("information", "sekretaer-mtu", FollowUpState.CONFIRMED)
    assert inform.due_on.isoformat() == "2023-03-20"


def test_a_case_that_is_given_up_drops_what_was_left_and_closes(small_town: Any) -> None:
    town = small_town
    case_id = open_without_limit(town)
    town.pass_time("2023-04-12")
    town.decide(case_id, "DIR", Outcome.WITHDRAWN, "2023-04-12", text="Trukket.")
    town.pass_time("2023-04-13", since="2023-04-13")

    assert [state for _, _, state in town.plan(case_id)] == ["decided", "dropped", "dropped", "dropped"]
    assert town.facts(case_id).state is CaseState.CLOSED
    assert not any(due.kind is DueKind.JOURNEY for due in town.rows(Due))


def test_a_case_forwarded_to_another_body_goes_there_before_the_rest(small_town: Any) -> None:
    town = small_town
    case_id = open_without_limit(town, route=["DIR", "ØK"], stages={})
    town.pass_time("2023-03-08")
    town.decide(case_id, "DIR", Outcome.FORWARDED, "2023-03-08", return_to="Miljø- og Teknikudvalget")
    town.pass_time("2023-03-09", since="2023-03-09")

    assert [body for body, _, _ in town.plan(case_id)] == ["DIR", "MTU", "ØK"]
    days = [day for _, day, _ in town.plan(case_id)]
    assert days == sorted(days)


def test_an_approval_that_is_not_the_last_opens_no_submission(small_town: Any) -> None:
    town = small_town
    case_id = town.open()
    to_hu(town, case_id)

    assert town.rows(FollowUp) == []
    assert town.transitions()[:3] == ["on_agenda", "awaiting_decision", "decided"]


def test_looking_ahead_writes_nothing(small_town: Any) -> None:
    town = small_town
    case_id = town.open()
    before = town.picture(case_id)
    with town.db.read() as session:
        move = upcoming(session, case_id, town.moment("2023-03-01 10:00"))

    assert isinstance(move, Wait)
    assert town.picture(case_id) == before


def test_a_stop_kept_off_its_meeting_is_planned_again_when_the_meeting_is_past(small_town: Any) -> None:
    town = small_town
    case_id = open_without_limit(town, recommendation="", stages={}, route=["DIR"])
    town.sweep(town.moment("2023-03-01 10:00"))
    assert town.plan(case_id) == [("DIR", "2023-03-08", "planned")]
    town.pass_time("2023-03-09")

    assert town.transitions() == ["placed", "blocked", "replanned"]
    assert town.plan(case_id) == [("DIR", "2023-03-22", "planned")]


def test_recording_needs_a_stop_that_has_been_treated(small_town: Any) -> None:
    town = small_town
    case_id = open_without_limit(town, stages={})
    stop = town.facts(case_id).stops[0]
    by = By("mette.holbaek", town.moment("2023-03-02 09:00"))
    decided_on = by.at.date()

    def why(**values: Any) -> object:
        given = {"stop_id": stop.id, "outcome": Outcome.APPROVED, "decided_on": decided_on}
        with pytest.raises(NotAllowedNowError) as refused:
            record_decision(town.db, by, **(given | values))
        return refused.value.facts["why"]

    assert why() == "no_meeting"
    meeting = town.meeting("DIR", "2023-03-08")
    place_stop(town.db, by, stop_id=stop.id, meeting_id=meeting, reason="aftalt")
    assert why() == "not_held"
    assert why(decided_on=town.moment("2023-03-08 12:00").date()) == "in_the_future"
    assert why(outcome=Outcome.STOPPED_23, text="Nej.") in {"not_held", "not_in_this_body"}


@pytest.mark.parametrize(
    ("outcome", "values"),
    [
        (Outcome.POSTPONED, {}),
        (Outcome.RETURNED, {"return_to": "DIR"}),
        (Outcome.STOPPED_23, {}),
        (Outcome.FORWARDED, {"return_to": "HU"}),
        (Outcome.CHAIR_DECISION, {}),
        (Outcome.WITHDRAWN, {}),
    ],
)
def test_each_outcome_taken_in_twice_ends_where_it_ends_once(
    small_town: Any, quiet_town: Any, outcome: Outcome, values: dict[str, str]
) -> None:
    def travel(place: Any) -> Any:
        case_id = open_without_limit(place, route=["DIR", "MTU", "KB"], stages={})
        place.pass_time("2023-03-08")
        place.decide(case_id, "DIR", Outcome.APPROVED, "2023-03-08")
        place.pass_time("2023-04-24", since="2023-03-09")
        place.decide(case_id, "MTU", outcome, "2023-04-24", **values)
        place.pass_time("2023-04-26", since="2023-04-25")
        return place.picture(case_id)

    small_town.times = 2
    assert travel(small_town) == travel(quiet_town)
