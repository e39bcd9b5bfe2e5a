"""What a body asked for comes back to it: answered by a case, kept by the post, seen at its next meeting."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlmodel import select

from domain.casework.case.answers import answer_follow_up, hand_on_follow_ups
from domain.casework.case.follow_ups import complete_follow_up, confirm_follow_up, drop_follow_up
from domain.casework.case.opening import open_case
from domain.casework.house.municipality import adopt_profile
from domain.errors import ConflictError, NotAllowedNowError, NotFoundError
from domain.model import Case, FollowUp, Notice, NoticeKind
from domain.model.columns import make_id
from domain.profile import shipped_profile
from domain.rules.rights import Grant, Role, Visitor
from domain.store.promises import shown_promise
from domain.store.promises_asked import answered_by, asked_before, kept_by_nobody

STAFF = Visitor("x", "x", "X", frozenset({Grant(Role.SECRETARY)}))
TRUSTED = replace(STAFF, sees_closed=True)
APRIL, MAY, AFTER = (
    make_id("meeting", "DIR", day) for day in (date(2023, 4, 12), date(2023, 5, 10), date(2023, 5, 24))
)
TODAY = date(2023, 5, 3)


def asked_for(promised: Any, text: str = "Forvaltningen giver en status.", **owner: str) -> str:
    """A promise the DIR's meeting of 12 April asked for."""
    made: str = promised.propose(text, from_stop=promised.stop("DIR").id)
    owner = owner or {"owner_post": "hr-chef"}
    confirm_follow_up(promised.db, promised.by(), follow_up_id=made, due_on=date(2023, 5, 10), **owner)
    return made


def status_case(promised: Any, **values: Any) -> str:
    case = {"number": "23/5000", "title": "Status", "route": ["DIR"], "stages": {"DIR": date(2023, 5, 10)}, **values}
    return open_case(promised.db, promised.by(), **case).subject


def seen_at(promised: Any, meeting: str, visitor: Visitor = STAFF) -> list[Any]:
    with promised.db.read() as session:
        return asked_before(session, visitor, meeting, today=TODAY)


def test_the_body_that_asked_sees_it_on_its_next_agenda_with_the_case_that_answers(promised: Any) -> None:
    promise = asked_for(promised)
    assert seen_at(promised, APRIL) == []  # the meeting that asks
    (open_still,) = seen_at(promised, MAY)
    assert (open_still.id, open_still.answer) == (promise, None)

    answer_follow_up(promised.db, promised.by(), follow_up_id=promise, case_id=status_case(promised), version=2)
    (answered,) = seen_at(promised, MAY)
    assert (answered.answer.number, answered.answer.title) == ("23/5000", "Status")
    with promised.db.read() as session:
        (promise_of_case,) = answered_by(session, STAFF, answered.answer.case_id, today=TODAY)
    assert promise_of_case.id == promise


def test_what_was_done_since_the_last_meeting_is_told_once_and_then_no_more(promised: Any) -> None:
    done, dropped = asked_for(promised, "Tallene rettes."), asked_for(promised, "Kortet tegnes.")
    complete_follow_up(promised.db, promised.by("2023-04-27 09:00"), follow_up_id=done, note="Rettet.")
    drop_follow_up(promised.db, promised.by("2023-04-28 09:00"), follow_up_id=dropped, reason="Findes.")
    assert [(line.text, line.note) for line in seen_at(promised, MAY)] == [
        ("Tallene rettes.", "Rettet."),
        ("Kortet tegnes.", "Findes."),
    ]
    assert seen_at(promised, AFTER) == []


def test_a_proposal_nobody_confirmed_and_what_another_body_asked_for_are_not_shown(promised: Any) -> None:
    promised.propose("Forslag.", from_stop=promised.stop("DIR").id)
    other = promised.propose("Et andet organ.", from_stop=promised.stop("HU").id)
    confirm_follow_up(promised.db, promised.by(), follow_up_id=other, owner_post="hr-chef", due_on=TODAY)
    assert seen_at(promised, MAY) == []


def test_of_a_closed_case_and_a_closed_answer_the_list_has_no_words(promised: Any) -> None:
    promise = asked_for(promised)
    secret = status_case(promised, title="Salg til Fætter Højben", is_open=False)
    answer_follow_up(promised.db, promised.by(), follow_up_id=promise, case_id=secret)
    (line,) = seen_at(promised, MAY)
    assert (line.text, line.answer.title) == ("Forvaltningen giver en status.", "Lukket punkt")
    with promised.db.write() as session:
        session.get_one(Case, promised.case_id).is_open = False
    (line,) = seen_at(promised, MAY)
    assert (line.text, line.title, line.note, line.answer.title) == ("", "Lukket punkt", "", "Lukket punkt")
    (line,) = seen_at(promised, MAY, TRUSTED)
    assert (line.text, line.answer.title) == ("Forvaltningen giver en status.", "Salg til Fætter Højben")


def test_an_answer_is_a_case_that_is_there_and_can_be_taken_back(promised: Any) -> None:
    promise, case = asked_for(promised), status_case(promised)
    with pytest.raises(NotFoundError):
        answer_follow_up(promised.db, promised.by(), follow_up_id=promise, case_id="findes-ikke")
    with pytest.raises(ConflictError):
        answer_follow_up(promised.db, promised.by(), follow_up_id=promise, case_id=case, version=1)
    answer_follow_up(promised.db, promised.by(), follow_up_id=promise, case_id=case)
    assert answer_follow_up(promised.db, promised.by(), follow_up_id=promise, case_id=case).repeated
    answer_follow_up(promised.db, promised.by(), follow_up_id=promise, case_id=None)
    assert promised.row(promise).answer_case is None
    drop_follow_up(promised.db, promised.by(), follow_up_id=promise, reason="Nej.")
    with pytest.raises(NotAllowedNowError):
        answer_follow_up(promised.db, promised.by(), follow_up_id=promise, case_id=case)


def successor(promised: Any) -> None:
    """From 1 May Poul Karlby is the HR-chef and Hanne Fjellerby is gone."""
    old = 'post = "hr-chef"\nperson = "hanne.fjellerby"\nfrom_on = 2018-11-01\n'
    text = shipped_profile()
    assert old in text
    new = f'{old}to_on = 2023-05-01\n\n[[holding]]\npost = "hr-chef"\nperson = "poul.karlby"\nfrom_on = 2023-05-01\n'
    adopt_profile(promised.db, promised.by("2023-04-28 09:00"), name="norddjurs.toml", text=text.replace(old, new))


def test_a_promise_of_a_post_goes_to_the_successor_on_the_day_they_begin(promised: Any) -> None:
    promise = asked_for(promised)
    successor(promised)
    with promised.db.read() as session:
        holders = [
            shown_promise(session, STAFF, promise, today=day).owner.holder
            for day in (date(2023, 4, 30), date(2023, 5, 1))
        ]
        left = kept_by_nobody(session, STAFF, today=TODAY)
    assert holders == ["Hanne Fjellerby", "Poul Karlby"]
    assert left == []


def test_the_promises_of_a_person_who_left_are_shown_and_handed_on_to_the_post_at_once(promised: Any) -> None:
    mine = [asked_for(promised, text, owner_person="hanne.fjellerby") for text in ("Et.", "To.")]
    with promised.db.read() as session:
        assert kept_by_nobody(session, STAFF, today=TODAY) == []
    successor(promised)
    with promised.db.read() as session:
        assert kept_by_nobody(session, STAFF, today=date(2023, 4, 30)) == []
        (left,) = kept_by_nobody(session, STAFF, today=TODAY)
    assert (left.name, left.left_on, left.successor, left.successor_holder) == (
        "Hanne Fjellerby",
        date(2023, 5, 1),
        "hr-chef",
        "Poul Karlby",
    )
    assert sorted(line.text for line in left.lines) == ["Et.", "To."]

    given = hand_on_follow_ups(promised.db, promised.by(), follow_up_ids=mine, owner_post="hr-chef")
    assert not given.repeated
    assert hand_on_follow_ups(promised.db, promised.by(), follow_up_ids=mine, owner_post="hr-chef").repeated
    with promised.db.read() as session:
        assert kept_by_nobody(session, STAFF, today=TODAY) == []
        owners = session.exec(select(FollowUp.owner_post, FollowUp.owner_person)).all()
    assert owners == [("hr-chef", None)] * 2


def test_whoever_takes_promises_over_is_told_of_each_once_and_not_of_what_nobody_has_confirmed(promised: Any) -> None:
    mine = [asked_for(promised, text, owner_person="hanne.fjellerby") for text in ("Et.", "To.")]
    proposed = promised.propose("Tre.", from_stop=promised.stop("DIR").id)
    successor(promised)
    for _ in range(2):
        by = promised.by("2023-05-02 09:00")
        hand_on_follow_ups(promised.db, by, follow_up_ids=[*mine, proposed], owner_post="hr-chef")
    with promised.db.read() as session:
        told = session.exec(select(Notice).where(Notice.kind == NoticeKind.FOLLOW_UP)).all()
    assert {(one.person_key, one.follow_up_id) for one in told} == {("poul.karlby", promise) for promise in mine}
    assert len(told) == len(mine)


def test_handing_on_leaves_what_is_done_and_refuses_a_post_that_is_not_there(promised: Any) -> None:
    promise = asked_for(promised, owner_person="hanne.fjellerby")
    with pytest.raises(NotFoundError):
        hand_on_follow_ups(promised.db, promised.by(), follow_up_ids=[promise], owner_post="findes-ikke")
    complete_follow_up(promised.db, promised.by(), follow_up_id=promise, note="Gjort.")
    assert hand_on_follow_ups(promised.db, promised.by(), follow_up_ids=[promise], owner_post="hr-chef").repeated
    assert promised.row(promise).owner_person == "hanne.fjellerby"
