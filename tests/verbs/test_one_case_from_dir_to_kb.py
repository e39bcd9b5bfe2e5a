"""The spring's case through DIR, HU, ØK and KB, by verbs and ``advance`` only."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from domain.casework.case.follow_ups import complete_follow_up
from domain.casework.case.stops import give_urgency_reason
from domain.casework.verb import Act, By
from domain.model import CaseState, Entry, FollowUp, FollowUpState, NoticeKind, Outcome
from domain.store import journal
from domain.store.case_facts import timeline

SPRING_STEPS = [
    *("on_agenda", "awaiting_decision", "decided") * 3,
    "blocked",
    *("on_agenda", "awaiting_decision", "decided"),
    "closed",
]


class PowerCutError(Exception):
    """The machine stopped in the middle of a transaction."""


def travel(town: Any) -> str:
    """The whole journey; KB's agenda goes out with a reason for urgency. Returns the case's id."""
    case_id: str = town.open()
    town.pass_time("2023-04-12")
    town.decide(case_id, "DIR", Outcome.APPROVED, "2023-04-12")
    town.pass_time("2023-04-27", since="2023-04-13")
    town.decide(case_id, "HU", Outcome.DISCUSSED, "2023-04-27")
    town.pass_time("2023-05-16", since="2023-04-28")
    town.decide(case_id, "ØK", Outcome.RECOMMENDED, "2023-05-16")
    town.sweep(town.moment("2023-05-17 08:00"))
    give_urgency_reason(
        town.db,
        By("mette.holbaek", town.moment("2023-05-17 08:30")),
        stop_id=town.open_stop(case_id, "KB").id,
        reason="Fristen for at indberette er den 31. maj.",
    )
    town.pass_time("2023-05-23", since="2023-05-17")
    town.decide(case_id, "KB", Outcome.APPROVED, "2023-05-23")
    town.pass_time("2023-05-30", since="2023-05-24")
    for promise in town.rows(FollowUp):
        by = By("hanne.fjellerby", town.moment("2023-05-30 10:00"))
        complete_follow_up(town.db, by, follow_up_id=promise.id, note="Indberettet med kvittering.")
    town.pass_time("2023-05-31", since="2023-05-30")
    return case_id


def test_the_case_travels_its_four_bodies_is_handed_in_and_closed(town: Any) -> None:
    case_id = travel(town)

    assert town.transitions() == SPRING_STEPS
    assert town.plan(case_id) == [
        ("DIR", "2023-04-12", "decided"),
        ("HU", "2023-04-27", "decided"),
        ("ØK", "2023-05-16", "decided"),
        ("KB", "2023-05-23", "decided"),
    ]
    facts = town.facts(case_id)
    assert (facts.state, facts.decide_before) == (CaseState.CLOSED, date(2023, 6, 1))
    [handed_in] = town.rows(FollowUp)
    assert (handed_in.kind, handed_in.due_on, handed_in.owner_post, handed_in.state) == (
        "submission",
        date(2023, 5, 31),
        "hr-chef",
        FollowUpState.DONE,
    )
    with town.db.read() as session:
        assert journal.verify(session) == []
        lines = [line for line in timeline(session, case_id) if line.verb == "advance"]
    assert [line.facts["transition"] for line in lines] == SPRING_STEPS


def test_the_council_item_is_blocked_by_the_collision_until_a_reason_for_urgency_is_given(small_town: Any) -> None:
    case_id = travel(small_town)

    [blocked] = [step for step in small_town.steps if step["transition"] == "blocked"]
    assert (blocked["body"], blocked["because"]) == ("KB", ["dispatch_collision"])
    late = [step for step in small_town.steps if step["transition"] == "on_agenda" and step["is_urgent"]]
    assert [step["body"] for step in late] == ["KB"]
    told = [notice for notice in small_town.picture(case_id)["notices"] if notice[0] is NoticeKind.BLOCKED]
    assert sorted(person for _, person, _ in told) == ["hanne.fjellerby", "mette.holbaek"]


def test_every_step_run_twice_ends_in_the_same_place(town: Any, quiet_town: Any) -> None:
    town.times = 2

    assert town.picture(travel(town)) == quiet_town.picture(travel(quiet_town))


def test_every_step_cut_off_before_its_commit_is_made_up_for_when_it_runs_again(
    town: Any, quiet_town: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: Callable[..., Any] = Act.enter
    cut: set[str] = set()

    def enter_and_stop(act: Act, noun: str, subject: str, **facts: object) -> Any:
        receipt = written(act, noun, subject, **facts)
        what = f"{act.name} {subject} {receipt.facts.get('transition')} {receipt.facts.get('stop')}"
        if act.by.actor == "systemet" and what not in cut:
            cut.add(what)
            raise PowerCutError
        return receipt

    do = town._do

    def do_until_done(*what: Any) -> None:
        while True:
            try:
                return do(*what)
            except PowerCutError:
                continue

    undisturbed = quiet_town.picture(travel(quiet_town))
    monkeypatch.setattr(Act, "enter", enter_and_stop)
    monkeypatch.setattr(town, "_do", do_until_done)

    assert town.picture(travel(town)) == undisturbed
    assert len(cut) > len(SPRING_STEPS)
    assert len({entry.hash for entry in town.rows(Entry)}) == len(town.rows(Entry))
