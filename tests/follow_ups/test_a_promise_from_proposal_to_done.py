"""A follow-up is proposed in the document's words, confirmed by a person, and settled; nothing is invented."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlmodel import delete, select

from domain.casework.case.follow_ups import (
    complete_follow_up,
    confirm_follow_up,
    drop_follow_up,
)
from domain.casework.case.journey import advance
from domain.errors import ConflictError, NotAllowedNowError, NotFoundError, ReasonMissingError
from domain.model import Due, FollowUpState, Notice

CHIEF = "Chef for Kommunaldirektørens Sekretariat"


def why(refused: Any) -> object:
    return refused.value.facts["why"]


def test_the_owner_is_the_post_whose_title_the_document_says_and_otherwise_unknown(promised: Any) -> None:
    exact = promised.row(promised.propose(owner_text=f"  {CHIEF.upper()} "))
    vague = promised.row(promised.propose("Giver en status.", owner_text="forvaltningen", due_text="ultimo 2023"))

    assert (exact.owner_post, exact.owner_text) == ("chef-sekretariat", f"  {CHIEF.upper()} ")
    assert (vague.owner_post, vague.owner_person, vague.owner_text) == (None, None, "forvaltningen")
    assert (vague.due_on, vague.due_text, vague.state) == (None, "ultimo 2023", FollowUpState.PROPOSED)
    assert vague.source_place == "sag.txt, linje 3"


@pytest.mark.parametrize(
    ("said", "post"),
    [
        ("IT-sikkerhedskoordinatoren", "it-sikkerhed"),
        ("chefen for Kommunaldirektørens Sekretariat", "chef-sekretariat"),
        ("sikkerhedskoordinatoren", None),
        ("IT-sikkerhedskoordinatorens", None),
        ("chefen", None),
        ("- . -", None),
    ],
)
def test_a_post_named_in_the_definite_form_is_found_and_a_part_of_its_title_is_not(
    said: str, post: str | None, promised: Any
) -> None:
    assert promised.row(promised.propose(owner_text=said)).owner_post == post


def test_the_same_promise_from_the_same_place_is_proposed_once(promised: Any) -> None:
    assert promised.propose() == promised.propose()
    assert promised.propose(place="sag.txt, linje 9") != promised.propose()


def test_the_cases_owner_is_told_of_a_proposal_once(promised: Any) -> None:
    promise = promised.propose()
    promised.propose()
    with promised.db.read() as session:
        told = session.exec(select(Notice.person_key).where(Notice.follow_up_id == promise)).all()
    assert told == ["hanne.fjellerby"]


def test_nobody_and_never_cannot_be_confirmed(promised: Any) -> None:
    promise = promised.propose()
    with pytest.raises(NotAllowedNowError) as refused:
        confirm_follow_up(promised.db, promised.by(), follow_up_id=promise, due_on=date(2023, 4, 20))
    assert why(refused) == "no_owner"
    with pytest.raises(NotAllowedNowError) as refused:
        confirm_follow_up(promised.db, promised.by(), follow_up_id=promise, owner_post="hr-chef")
    assert why(refused) == "no_due"
    with pytest.raises(NotFoundError):
        confirm_follow_up(promised.db, promised.by(), follow_up_id=promise, owner_post="ukendt")
    assert promised.row(promise).state is FollowUpState.PROPOSED


def test_the_day_to_propose_is_the_dispatch_of_the_stop_it_blocks(promised: Any) -> None:
    stop = promised.stop("HU")
    promise = promised.propose(owner_text=CHIEF, blocks_stop=stop.id)
    confirm_follow_up(promised.db, promised.by(), follow_up_id=promise)

    row = promised.row(promise)
    assert (row.state, row.due_on, row.blocks_stop) == (FollowUpState.CONFIRMED, date(2023, 4, 20), stop.id)


def test_confirming_puts_the_ladder_in_the_queue_at_eight_in_the_morning(promised: Any) -> None:
    promise = promised.propose(owner_text=CHIEF, due_on=date(2023, 4, 27))
    confirm_follow_up(promised.db, promised.by("2023-04-13 09:00"), follow_up_id=promise)

    assert promised.reminders() == [
        ("2023-04-20 06:00", "follow_up:-7:owner"),
        ("2023-04-27 06:00", "follow_up:0:owner"),
        ("2023-04-28 06:00", "follow_up:3:owner"),  # 30 April is a Sunday
        ("2023-05-04 06:00", "follow_up:10:chief"),  # 7 May is a Sunday, 5 May is store bededag
    ]


def test_confirming_again_with_another_day_replaces_the_ladder_and_the_same_is_no_change(promised: Any) -> None:
    promise = promised.propose(owner_text=CHIEF, due_on=date(2023, 4, 27))
    confirm_follow_up(promised.db, promised.by(), follow_up_id=promise)
    steps = len(promised.reminders())
    assert confirm_follow_up(promised.db, promised.by(), follow_up_id=promise).repeated
    confirm_follow_up(promised.db, promised.by(), follow_up_id=promise, due_on=date(2023, 6, 1))

    assert len(promised.reminders()) == steps
    assert promised.reminders()[0][0] > "2023-05-20"
    assert promised.row(promise).version == 3


def test_a_step_whose_morning_has_passed_is_left_out(promised: Any) -> None:
    promise = promised.propose(owner_text=CHIEF, due_on=date(2023, 4, 14))
    confirm_follow_up(promised.db, promised.by("2023-04-13 09:00"), follow_up_id=promise)

    assert [detail for _, detail in promised.reminders()] == [
        "follow_up:0:owner",
        "follow_up:3:owner",
        "follow_up:10:chief",
    ]


@pytest.mark.parametrize("settle", [complete_follow_up, drop_follow_up])
def test_settling_a_promise_ends_its_reminders_and_the_case_is_looked_at(promised: Any, settle: Any) -> None:
    promise = promised.propose(owner_text=CHIEF, due_on=date(2023, 4, 27))
    confirm_follow_up(promised.db, promised.by(), follow_up_id=promise)
    with promised.db.write() as session:
        session.exec(delete(Due).where(Due.kind == "journey"))
    said = {"note": "Tallene er rettet."} if settle is complete_follow_up else {"reason": "Ikke nødvendigt."}
    with pytest.raises(ReasonMissingError):
        settle(promised.db, promised.by(), follow_up_id=promise, **dict.fromkeys(said, " "))
    settle(promised.db, promised.by(), follow_up_id=promise, **said)

    row = promised.row(promise)
    assert row.state in {FollowUpState.DONE, FollowUpState.DROPPED}
    assert (row.note, row.settled_at) == (next(iter(said.values())), promised.by().at)
    assert promised.reminders() == []
    assert promised.waits_to_be_looked_at()
    assert settle(promised.db, promised.by(), follow_up_id=promise, **said).repeated
    with pytest.raises(NotAllowedNowError) as refused:
        confirm_follow_up(promised.db, promised.by(), follow_up_id=promise)
    assert why(refused) == "settled"


def test_a_promise_that_nobody_confirmed_is_not_done(promised: Any) -> None:
    with pytest.raises(NotAllowedNowError) as refused:
        complete_follow_up(promised.db, promised.by(), follow_up_id=promised.propose(), note="Gjort.")
    assert why(refused) == "not_confirmed"


def test_the_second_to_settle_a_promise_gets_a_conflict(promised: Any) -> None:
    promise = promised.propose(owner_text=CHIEF, due_on=date(2023, 4, 27))
    confirm_follow_up(promised.db, promised.by(), follow_up_id=promise, version=1)
    with pytest.raises(ConflictError):
        complete_follow_up(promised.db, promised.by(), follow_up_id=promise, note="Gjort.", version=1)


def test_an_open_promise_keeps_the_stop_it_blocks_off_the_agenda_until_it_is_done(promised: Any) -> None:
    stop = promised.stop("DIR")
    promise = promised.propose(owner_text=CHIEF, blocks_stop=stop.id)
    confirm_follow_up(promised.db, promised.by("2023-03-20 09:00"), follow_up_id=promise)
    noon = promised.by("2023-04-11 12:00")  # past DIR's dispatch
    blocked = advance(promised.db, noon, case_id=promised.case_id)
    assert (blocked.facts["transition"], blocked.facts["because"]) == ("blocked", ["follow_up_blocks"])
    assert advance(promised.db, noon, case_id=promised.case_id).facts["because"] == "blocked"

    complete_follow_up(promised.db, noon, follow_up_id=promise, note="Tallene er rettet.")
    assert advance(promised.db, noon, case_id=promised.case_id).facts["transition"] == "on_agenda"


def test_a_promise_blocks_a_stop_of_its_own_case_only(promised: Any) -> None:
    promise = promised.propose(owner_text=CHIEF)
    with pytest.raises(NotFoundError):
        confirm_follow_up(promised.db, promised.by(), follow_up_id=promise, blocks_stop="andet")
