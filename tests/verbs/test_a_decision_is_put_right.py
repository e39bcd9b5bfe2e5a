"""A decision that was written down wrongly: its words always, its outcome until a later body has treated the case."""

from datetime import date
from typing import Any

import pytest

from domain.casework.case.corrections import correct_decision
from domain.casework.foresight.of_case import foresee
from domain.casework.verb import By
from domain.errors import NotAllowedNowError, ReasonMissingError
from domain.model import CaseState, Decision, FollowUp, FollowUpState, Notice, NoticeKind, Outcome

TWELFTH = date(2023, 4, 12)


def correct(town: Any, case: str, body: str, outcome: Outcome, when: str, **values: Any) -> Any:
    stop = next(stop for stop in town.facts(case).stops if stop.body == body and stop.decision is not None)
    said = {"text": "Som indstillet.", "decided_on": stop.decision.decided_on, "reason": "Skrevet forkert."} | values
    by = By("mette.holbaek", town.moment(when))
    receipt = correct_decision(town.db, by, stop_id=stop.id, outcome=outcome, **said)
    town.sweep(by.at)
    return receipt


def decided_in_dir(town: Any, outcome: Outcome, **values: Any) -> str:
    case: str = town.open()
    town.pass_time("2023-04-12")
    town.decide(case, "DIR", outcome, "2023-04-12", **values)
    town.sweep(town.moment("2023-04-12 22:30"))
    return case


def test_an_approval_that_was_a_postponement_is_treated_again(town: Any) -> None:
    case = decided_in_dir(town, Outcome.APPROVED)
    correct(town, case, "DIR", Outcome.POSTPONED, "2023-04-13 09:00")
    plan = town.plan(case)
    assert plan[0] == ("DIR", "2023-04-12", "decided")
    assert plan[1][0] == "DIR"
    assert plan[1][2] == "planned"
    assert [body for body, _, _ in plan] == ["DIR", "DIR", "HU", "ØK", "KB"]


def test_a_postponement_that_was_an_approval_goes_on_and_its_extra_stop_is_dropped(town: Any) -> None:
    case = decided_in_dir(town, Outcome.POSTPONED)
    correct(town, case, "DIR", Outcome.APPROVED, "2023-04-13 09:00")
    assert [(body, state) for body, _, state in town.plan(case)] == [
        ("DIR", "decided"),
        ("DIR", "dropped"),
        ("HU", "planned"),
        ("ØK", "planned"),
        ("KB", "planned"),
    ]
    correct(town, case, "DIR", Outcome.POSTPONED, "2023-04-13 10:00")
    assert [state for _, _, state in town.plan(case)] == [
        "decided",
        "dropped",
        "planned",
        "planned",
        "planned",
        "planned",
    ]


def test_a_case_taken_off_by_mistake_comes_back_although_it_was_closed(small_town: Any) -> None:
    case = decided_in_dir(small_town, Outcome.WITHDRAWN)
    assert small_town.facts(case).state is CaseState.CLOSED
    correct(small_town, case, "DIR", Outcome.APPROVED, "2023-04-13 09:00")
    assert small_town.facts(case).state is CaseState.OPEN
    assert [state for _, _, state in small_town.plan(case)] == ["decided", "planned", "planned", "planned"]


def test_the_submission_a_wrong_approval_opened_is_taken_back_and_comes_with_the_right_one(small_town: Any) -> None:
    case = small_town.open()
    for body, day in (("DIR", "2023-04-12"), ("HU", "2023-04-27"), ("ØK", "2023-05-16"), ("KB", "2023-05-23")):
        small_town.pass_time(day, since="2023-03-01" if body == "DIR" else day)
        small_town.decide(case, body, Outcome.APPROVED, day)
        small_town.sweep(small_town.moment(f"{day} 22:30"))
    submission = [row.state for row in small_town.rows(FollowUp) if row.kind == "submission"]
    assert submission == [FollowUpState.CONFIRMED]
    correct(small_town, case, "KB", Outcome.REJECTED, "2023-05-24 09:00")
    assert [row.state for row in small_town.rows(FollowUp) if row.kind == "submission"] == [FollowUpState.DROPPED]
    correct(small_town, case, "KB", Outcome.APPROVED, "2023-05-24 10:00")
    assert [row.state for row in small_town.rows(FollowUp) if row.kind == "submission"] == [FollowUpState.CONFIRMED]


def test_words_can_be_put_right_at_any_time_and_move_nothing(small_town: Any) -> None:
    case = decided_in_dir(small_town, Outcome.APPROVED)
    small_town.pass_time("2023-04-27", since="2023-04-13")
    small_town.decide(case, "HU", Outcome.DISCUSSED, "2023-04-27")
    small_town.sweep(small_town.moment("2023-04-27 22:30"))
    before = small_town.plan(case)
    correct(small_town, case, "DIR", Outcome.APPROVED, "2023-04-28 09:00", text="Godkendt med en bemærkning.")
    assert small_town.plan(case) == before
    assert [row.text for row in small_town.rows(Decision) if row.decided_on == TWELFTH] == [
        "Godkendt med en bemærkning."
    ]
    again = correct(small_town, case, "DIR", Outcome.APPROVED, "2023-04-28 10:00", text="Godkendt med en bemærkning.")
    assert again.repeated


def test_another_outcome_is_refused_when_a_later_body_has_treated_it(small_town: Any) -> None:
    case = decided_in_dir(small_town, Outcome.APPROVED)
    small_town.pass_time("2023-04-27", since="2023-04-13")
    small_town.decide(case, "HU", Outcome.DISCUSSED, "2023-04-27")
    with pytest.raises(NotAllowedNowError) as refused:
        correct(small_town, case, "DIR", Outcome.POSTPONED, "2023-04-28 09:00")
    assert refused.value.facts["why"] == "later_stop_treated"


def test_a_correction_says_why_and_gives_what_its_outcome_needs(small_town: Any) -> None:
    case = decided_in_dir(small_town, Outcome.APPROVED)
    with pytest.raises(ReasonMissingError):
        correct(small_town, case, "DIR", Outcome.POSTPONED, "2023-04-13 09:00", reason=" ")
    with pytest.raises(ReasonMissingError):
        correct(small_town, case, "DIR", Outcome.REJECTED, "2023-04-13 09:00", text="")


def test_those_who_were_told_the_wrong_thing_are_told_the_right_one(small_town: Any) -> None:
    case = decided_in_dir(small_town, Outcome.APPROVED)
    first = {row.person_key for row in small_town.rows(Notice) if row.kind is NoticeKind.DECIDED}
    stop = small_town.facts(case).stops[0]
    seen = foresee(
        small_town.db,
        By("mette.holbaek", small_town.moment("2023-04-13 09:00")),
        lambda db, by: correct_decision(
            db, by, stop_id=stop.id, outcome=Outcome.POSTPONED, decided_on=TWELFTH, reason="Skrevet forkert."
        ),
        case_id=case,
    )
    assert first <= {one.person for one in seen.told if one.kind is NoticeKind.DECIDED}
