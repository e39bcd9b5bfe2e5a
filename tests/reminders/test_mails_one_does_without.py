"""A person may do without news, not without what the law or the work rests on; the log says what was left out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from sqlmodel import select

from desk import rule_words
from domain.casework import queue
from domain.casework.mail.envelopes import SWITCHED_OFF
from domain.casework.mail.outbox import claim_mail
from domain.casework.mail.reminders import raise_reminders, would_send
from domain.casework.mail.sent_log import sent_log
from domain.casework.mail.switches import digest_hour_of, set_digest_hour, switch_mail, switched_off_by
from domain.casework.mail.telling import Told, tell
from domain.casework.verb import Act, By
from domain.errors import DigestHourError, MailNotOptionalError, NotFoundError
from domain.model import DueKind, Entry, FollowUp, FollowUpState, Mail, MailState, Notice, NoticeKind
from domain.rules.mail_switches import MAIL_SWITCHES, Kept
from domain.store.database import Database

At = Callable[..., datetime]
Put = Callable[..., list[str]]
WHO = "hanne.fjellerby"  # she holds the post hr-chef
AS_OF = datetime(2023, 1, 2, 8, 0, tzinfo=UTC)
MAY_BE_OFF = {kind for kind, row in MAIL_SWITCHES.items() if row.may_be_off}


def switch(db: Database, kind: NoticeKind, *, on: bool, moment: datetime = AS_OF, person: str = WHO) -> bool:
    return switch_mail(db, By("lone.vejlby", moment), person=person, kind=kind, on=on).repeated


def say(db: Database, moment: datetime, kind: NoticeKind = NoticeKind.PLANNED, **about: object) -> Told:
    values = {"occasion": "den", "post": "hr-chef", **about}
    with db.write() as session:
        return tell(Act(session, By("lone.vejlby", moment), "test"), kind, **values)


def mails(db: Database) -> list[Mail]:
    with db.read() as session:
        return list(session.exec(select(Mail).order_by(Mail.queued_at, Mail.key)).all())  # type: ignore[arg-type]  # columns


def test_only_news_and_what_is_reminded_of_again_may_be_switched_off() -> None:
    assert {NoticeKind.PLANNED, NoticeKind.DECIDED, NoticeKind.FOLLOW_UP} == MAY_BE_OFF
    assert MAIL_SWITCHES[NoticeKind.DEADLINE].kept is Kept.LAW
    assert all(row.source for row in MAIL_SWITCHES.values())
    assert {kept.value for kept in Kept} == rule_words.MAIL_KEPT.keys()


@pytest.mark.parametrize("kind", sorted(set(NoticeKind) - MAY_BE_OFF))
def test_what_the_law_or_the_work_requires_is_refused_and_nothing_is_written(
    norddjurs_sqlite: Database, kind: NoticeKind
) -> None:
    with pytest.raises(MailNotOptionalError) as refused:
        switch(norddjurs_sqlite, kind, on=False)
    assert refused.value.facts == {"kind": kind.value, "why": MAIL_SWITCHES[kind].kept}
    with norddjurs_sqlite.read() as session:
        assert switched_off_by(session, WHO) == []


def test_nobody_is_nobody(norddjurs_sqlite: Database) -> None:
    with pytest.raises(NotFoundError):
        switch(norddjurs_sqlite, NoticeKind.PLANNED, on=False, person="ingen")
    with pytest.raises(NotFoundError):
        set_digest_hour(norddjurs_sqlite, By("lone.vejlby", AS_OF), person="ingen", hour=9)


def test_a_switch_that_stands_so_already_is_left_alone(norddjurs: Database, at: At) -> None:
    assert switch(norddjurs, NoticeKind.PLANNED, on=True)
    assert not switch(norddjurs, NoticeKind.PLANNED, on=False, moment=at(2023, 2, 1))
    assert switch(norddjurs, NoticeKind.PLANNED, on=False, moment=at(2023, 2, 2))
    with norddjurs.read() as session:
        assert [(row.kind, row.off_since) for row in switched_off_by(session, WHO)] == [
            (NoticeKind.PLANNED, at(2023, 2, 1))
        ]
    assert not switch(norddjurs, NoticeKind.PLANNED, on=True)
    with norddjurs.read() as session:
        assert switched_off_by(session, WHO) == []


@pytest.mark.parametrize("single", [False, True])
def test_what_is_switched_off_is_never_sent_and_the_log_says_so_once_a_day(
    norddjurs: Database, at: At, *, single: bool
) -> None:
    switch(norddjurs, NoticeKind.PLANNED, on=False)
    moment = at(2023, 3, 1, 9)
    assert say(norddjurs, moment, occasion="1", single=single) == Told(off=1)
    assert say(norddjurs, moment, occasion="2", single=single) == Told(off=1)
    assert say(norddjurs, moment, occasion="2", single=single) == Told(already=1)

    [mail] = mails(norddjurs)
    assert (mail.state, mail.last_error) == (MailState.SKIPPED, SWITCHED_OFF)
    assert claim_mail(norddjurs, now=at(2023, 3, 9, 9)) == []
    with norddjurs.read() as session:
        [row] = sent_log(session, on=date(2023, 3, 1))
        assert len(session.exec(select(Notice).where(Notice.mail_id == mail.id)).all()) == 2
    assert (row.person, row.outcome, row.reason, row.kinds) == (
        WHO,
        "mail_skipped",
        SWITCHED_OFF,
        (NoticeKind.PLANNED,),
    )


def test_the_other_kinds_and_the_other_people_are_told_as_before(norddjurs: Database, at: At) -> None:
    switch(norddjurs, NoticeKind.PLANNED, on=False)
    moment = at(2023, 3, 1, 9)
    assert say(norddjurs, moment, NoticeKind.STUCK) == Told(raised=1)
    assert say(norddjurs, moment, person="erik.lyngsvad") == Told(raised=1)
    assert {(mail.person_key, mail.state) for mail in mails(norddjurs)} == {
        (WHO, MailState.QUEUED),
        ("erik.lyngsvad", MailState.QUEUED),
    }


def test_switched_on_again_the_next_thing_is_told(norddjurs_sqlite: Database, at: At) -> None:
    switch(norddjurs_sqlite, NoticeKind.PLANNED, on=False)
    say(norddjurs_sqlite, at(2023, 3, 1, 9), occasion="1")
    switch(norddjurs_sqlite, NoticeKind.PLANNED, on=True)
    assert say(norddjurs_sqlite, at(2023, 3, 1, 10), occasion="2") == Told(raised=1)


def test_a_day_shown_beforehand_says_what_is_switched_off_and_then_it_is_not_sent(
    norddjurs: Database, put_cases: Put, at: At
) -> None:
    put_cases(norddjurs, 1, [])
    moment = at(2023, 3, 1, 8)
    with norddjurs.write() as session:
        session.add(
            FollowUp.new(
                id="løfte",
                case_id="case1",
                text="følger op",
                owner_post="hr-chef",
                due_on=date(2023, 3, 1),
                state=FollowUpState.CONFIRMED,
            )
        )
        queue.put(session, due_at=moment, kind=DueKind.FOLLOW_UP, subject="løfte", detail="follow_up:0:owner")
    switch(norddjurs, NoticeKind.FOLLOW_UP, on=False)
    with norddjurs.read() as session:
        shown = [row for row in would_send(session, on=date(2023, 3, 1)) if row.kind is NoticeKind.FOLLOW_UP]
    assert [(row.person, row.skipped) for row in shown] == [(WHO, SWITCHED_OFF)]

    dues = queue.claim(norddjurs, now=moment, kinds=[DueKind.FOLLOW_UP])
    receipt = raise_reminders(norddjurs, By("sagsgang", moment), dues=dues)
    assert (receipt.facts["notices"], receipt.facts["switched_off"]) == (0, 1)
    with norddjurs.read() as session:
        assert session.exec(select(Entry).where(Entry.verb == "mail_skipped")).one().actor == "sagsgang"


def test_a_digest_goes_at_the_hour_its_person_has_chosen(norddjurs: Database, at: At) -> None:
    say(norddjurs, at(2023, 3, 1, 7), occasion="før")
    set_digest_hour(norddjurs, By("lone.vejlby", at(2023, 3, 1, 7, 30)), person=WHO, hour=10)
    assert [mail.next_try_at for mail in mails(norddjurs)] == [
        at(2023, 3, 1, 10)
    ]  # the one that waits goes then, too
    say(norddjurs, at(2023, 3, 1, 9), occasion="samme dag")
    say(norddjurs, at(2023, 3, 1, 9), person="erik.lyngsvad")
    say(norddjurs, at(2023, 3, 1, 11), person="erik.lyngsvad", occasion="også næste dag")
    assert {(mail.person_key, mail.next_try_at) for mail in mails(norddjurs)} == {
        (WHO, at(2023, 3, 1, 10)),
        ("erik.lyngsvad", at(2023, 3, 2, 8)),
    }


def test_an_hour_that_has_passed_sends_what_waits_now(norddjurs_sqlite: Database, at: At) -> None:
    set_digest_hour(norddjurs_sqlite, By("lone.vejlby", AS_OF), person=WHO, hour=15)
    say(norddjurs_sqlite, at(2023, 3, 1, 9))
    set_digest_hour(norddjurs_sqlite, By("lone.vejlby", at(2023, 3, 1, 12)), person=WHO, hour=9)
    assert [mail.next_try_at for mail in mails(norddjurs_sqlite)] == [at(2023, 3, 1, 12)]


@pytest.mark.parametrize("hour", [-1, 0, 7, 18, 24])
def test_before_the_reminders_of_the_day_and_in_the_evening_no_digest_goes(
    norddjurs_sqlite: Database, hour: int
) -> None:
    with pytest.raises(DigestHourError):
        set_digest_hour(norddjurs_sqlite, By("lone.vejlby", AS_OF), person=WHO, hour=hour)
    with norddjurs_sqlite.read() as session:
        assert digest_hour_of(session, WHO) == 8
