"""Promises, mails and deadlines are read the same way from both databases, and closed words only by whom may."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest

from domain.casework.case.follow_ups import (
    Proposal,
    complete_follow_up,
    confirm_follow_up,
    drop_follow_up,
    propose_follow_up,
)
from domain.casework.mail.outbox import claim_mail, mark_failed
from domain.casework.mail.sent_log import log_of_mail, sent_log
from domain.casework.verb import By
from domain.model import Case, NoticeKind
from domain.model.columns import make_id
from domain.rules.rights import Grant, Role, Visitor
from domain.store.database import Database
from domain.store.mail_queries import count_dead, find_mail, find_mails, mails_in_trouble
from domain.store.own_days import own_deadlines
from domain.store.promise_past import ahead, history
from domain.store.promises import Order, Which, Wish, list_promises, shown_promise
from domain.store.promises_kept import how_kept
from flows.sweep import sweep

DIR = make_id("meeting", "DIR", date(2023, 4, 12))
TODAY = date(2023, 4, 3)
STAFF = Visitor("x", "x", "X", frozenset({Grant(Role.SECRETARY)}))
TRUSTED = Visitor("y", "y", "Y", frozenset({Grant(Role.READER)}), sees_closed=True)
At = Callable[..., datetime]
Put = Callable[..., list[str]]


class Kept:
    """Four cases on one meeting with promises, the last of them closed."""

    def __init__(self, db: Database, put_cases: Put, at: At) -> None:
        self.db, self.now = db, at("2023-03-01 09:00")
        self.by = By("lone.vejlby", self.now)
        put_cases(db, 4, [DIR])
        with db.write() as session:
            session.get_one(Case, "case4").is_open = False

    def promise(self, case: str, text: str, due: date | None, **owner: str) -> str:
        said = Proposal(text, place="referat, linje 2")
        made = propose_follow_up(self.db, self.by, case_id=case, proposal=said).subject
        if due is not None:
            confirm_follow_up(self.db, self.by, follow_up_id=made, due_on=due, **(owner or {"owner_post": "hr-chef"}))  # type: ignore[arg-type]  # the owner's own name
        return made

    def texts(self, visitor: Visitor = STAFF, **wish: object) -> list[str]:
        with self.db.read() as session:
            lines, _ = list_promises(session, visitor, Wish(**wish), today=TODAY)  # type: ignore[arg-type]  # the fields' own values
        return [line.text for line in lines]


@pytest.fixture
def kept(norddjurs: Database, put_cases: Put, at: At) -> Kept:
    return Kept(norddjurs, put_cases, at)


def test_each_order_and_filter_lists_the_same_on_both_databases(kept: Kept) -> None:
    stop = "stop1-1"
    kept.promise("case1", "b", date(2023, 4, 5), owner_post="it-sikkerhed")
    kept.promise("case2", "a", date(2023, 4, 1), owner_person="ivan.taarup")
    kept.promise("case1", "c", date(2023, 4, 9), blocks_stop=stop, owner_post="hr-chef")
    kept.promise("case3", "forslag", None)
    assert kept.texts() == ["a", "b", "c"]
    assert kept.texts(order=Order.OWNER) == ["c", "b", "a"]  # posts by their keys, then people
    assert kept.texts(order=Order.STOP) == ["c"]
    assert kept.texts(late_only=True) == ["a"]
    assert kept.texts(posts=("hr-chef",), person="ivan.taarup") == ["a", "c"]
    assert kept.texts(posts=()) == []
    assert kept.texts(bodies=("DIR",)) == ["c"]
    assert kept.texts(which=Which.PROPOSED) == ["forslag"]
    assert kept.texts(which=Which.SETTLED) == []


def test_the_words_of_a_closed_case_are_for_those_who_may_see_them(kept: Kept) -> None:
    made = kept.promise("case4", "et ord", date(2023, 4, 5))
    assert kept.texts() == [""]
    assert kept.texts(TRUSTED) == ["et ord"]
    with kept.db.read() as session:
        hidden = shown_promise(session, STAFF, made, today=TODAY)
    assert (hidden.title, hidden.source_place, hidden.note, hidden.is_shown) == ("Lukket punkt", "", "", False)


def test_a_promise_remembers_what_was_done_and_who_was_told_and_knows_what_comes(kept: Kept, at: At) -> None:
    made = kept.promise("case1", "følger op", date(2023, 4, 3))
    sweep(kept.db, at("2023-04-03 08:00"))
    with kept.db.read() as session:
        past = history(session, made)
        steps = ahead(session, made)
    assert [one.verb for one in past if one.verb] == ["propose_follow_up", "confirm_follow_up"]
    assert [one.told for one in past if one.told][-1] is NoticeKind.FOLLOW_UP
    assert all(step.at > at("2023-04-03 08:00") for step in steps)
    assert steps[-1].to == "chief"


def test_the_day_of_a_deed_is_a_danish_day_when_promises_are_counted(kept: Kept, at: At) -> None:
    due = date(2023, 4, 3)
    deeds = (("2023-04-03 23:59", "in_time"), ("2023-04-04 00:01", "late"))
    for number, (when, _) in enumerate(deeds):
        made = kept.promise("case1", f"løfte {number}", due)
        complete_follow_up(kept.db, By("x", at(when)), follow_up_id=made, note="gjort")
    dropped = kept.promise("case1", "frafald", due)
    drop_follow_up(kept.db, By("x", at("2023-04-04 09:00")), follow_up_id=dropped, reason="nej")
    kept.promise("case2", "glemt", due)
    with kept.db.read() as session:
        (post,) = how_kept(session, since=date(2023, 1, 1), until=date(2024, 1, 1), today=date(2023, 4, 5)).posts
        none = how_kept(session, since=date(2022, 1, 1), until=date(2023, 1, 1), today=date(2023, 4, 5))
    assert (post.key, post.in_time, post.late, post.dropped, post.overdue) == ("hr-chef", 1, 1, 1, 1)
    assert none.posts == ()


def test_mails_are_found_by_trouble_person_and_case(kept: Kept, at: At) -> None:
    kept.promise("case1", "følger op", date(2023, 4, 3))
    now = at("2023-04-03 08:00")
    sweep(kept.db, now)
    outgoing = {one.person.key: one.mail.id for one in claim_mail(kept.db, now=now)}
    mail_id = outgoing["hanne.fjellerby"]
    mark_failed(kept.db, By("sagsgang", now), mail_id=mail_id, error="451 senere")
    with kept.db.read() as session:
        assert [mail.id for mail, _ in mails_in_trouble(session)] == [mail_id]
        assert count_dead(session) == 0
        assert mail_id in {mail.id for mail, _ in find_mails(session, person="hanne.fjellerby", case_id="case1")}
        assert find_mails(session, person="ivan.taarup", case_id="case1") == []
        assert find_mail(session, mail_id)[1].name == "Hanne Fjellerby"
        (row,) = log_of_mail(session, mail_id)
        assert mail_id in {one.mail_id for one in sent_log(session, on=now.date())}
        assert len(sent_log(session, on=now.date(), limit=1)) == 1
    assert (row.outcome, row.reason) == ("mail_delayed", "451 senere")


def test_ones_own_deadlines_are_those_of_the_cases_and_of_the_meetings_one_serves(kept: Kept) -> None:
    with kept.db.read() as session:
        mine = own_deadlines(session, ("hr-chef",), (), today=TODAY)
        served = own_deadlines(session, (), ("DIR",), today=TODAY)
        later = own_deadlines(session, ("hr-chef",), (), today=TODAY + timedelta(days=60))
    assert {(one.case_number, one.on) for one in mine} == {(f"23/{n}", date(2023, 4, 5)) for n in range(1, 5)}
    assert {one.title for one in mine} == {"Sag 1", "Sag 2", "Sag 3", "Lukket punkt"}
    assert {one.body for one in served} == {"DIR"}
    assert served == sorted(served, key=lambda one: one.on)
    assert later == []
