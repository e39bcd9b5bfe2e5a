"""A machine that slept tells each person everything that is still so in one mail, each thing once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

import pytest
from sqlmodel import select

from domain.casework.case.follow_ups import confirm_follow_up
from domain.casework.mail.outbox import (
    WhyStopped,
    claim_mail,
    list_dead,
    mark_failed,
    mark_sent,
    retry_mail,
    stop_mail,
)
from domain.casework.mail.sent_log import sent_log
from domain.casework.mail.switches import set_digest_hour
from domain.casework.mail.telling import tell
from domain.casework.verb import Act, By
from domain.errors import NotAllowedNowError
from domain.model import FollowUp, FollowUpState, Mail, MailState, NoticeKind
from domain.model.columns import make_id
from domain.store.database import Database
from flows.sweep import sweep

DIR = make_id("meeting", "DIR", date(2023, 4, 12))
OWNER = "hanne.fjellerby"
At = Callable[..., datetime]
Put = Callable[..., list[str]]


def say(db: Database, moment: datetime, person: str = OWNER, occasion: str = "den") -> None:
    with db.write() as session:
        tell(Act(session, By("lone.vejlby", moment), "test"), NoticeKind.PLANNED, occasion=occasion, person=person)


def digests(db: Database, now: datetime) -> dict[str, list[tuple[str, str | None]]]:
    """The round of the machine at that moment: what each person is sent, line by line."""
    sweep(db, now)
    sent: dict[str, list[tuple[str, str | None]]] = {}
    for outgoing in claim_mail(db, now=now):
        assert outgoing.person.key not in sent, "two mails to one person"
        sent[outgoing.person.key] = [(notice.kind.value, notice.deadline_kind) for notice in outgoing.notices]
    return sent


def put_promise(db: Database, due_on: date) -> None:
    with db.write() as session:
        session.add(
            FollowUp.new(
                id="løfte",
                case_id="case1",
                text="følger op",
                owner_person=OWNER,
                due_on=due_on,
                state=FollowUpState.PROPOSED,
            )
        )


def test_a_week_asleep_is_one_mail_to_each_with_all_that_is_still_so_said_once(
    norddjurs: Database, put_cases: Put, at: At
) -> None:
    sweep(norddjurs, at("2023-03-28 08:00"))  # before there is anything to tell
    put_cases(norddjurs, 3, [DIR])
    put_promise(norddjurs, date(2023, 4, 1))
    confirm_follow_up(norddjurs, By("x", at("2023-03-24 09:00")), follow_up_id="løfte")
    say(norddjurs, at("2023-03-28 15:00"))  # news for the 29th, when the machine has fallen asleep
    # It wakes on 5 April, the day of submission: the reminders of a week and of two days before are one line a case,
    # and the promise that is four days late is chased and not reminded of.
    sent = digests(norddjurs, at("2023-04-05 10:00"))
    assert sorted(sent[OWNER]) == sorted(
        [("deadline", "submission"), ("deadline", "dispatch")] * 3 + [("chase", None), ("planned", None)]
    )
    assert {"erik.lyngsvad", "mette.holbaek"} < sent.keys()  # chair and secretary, once each
    assert digests(norddjurs, at("2023-04-05 10:01")) == {}


def test_what_slept_over_night_waits_for_the_hour_and_goes_with_the_days_own(norddjurs: Database, at: At) -> None:
    say(norddjurs, at("2023-03-01 15:00"), occasion="ét")  # for the 2nd
    assert digests(norddjurs, at("2023-03-03 05:00")) == {}
    say(norddjurs, at("2023-03-03 06:00"), occasion="to")  # for the 3rd
    assert digests(norddjurs, at("2023-03-03 08:00")) == {OWNER: [("planned", None)] * 2}


def test_no_digest_goes_on_a_day_off_and_ones_own_hour_counts(norddjurs: Database, at: At) -> None:
    set_digest_hour(norddjurs, By("x", at("2023-03-01 09:00")), person=OWNER, hour=10)
    say(norddjurs, at("2023-03-02 15:00"))  # for Friday the 3rd
    assert digests(norddjurs, at("2023-03-04 12:00")) == {}  # awake on Saturday
    assert digests(norddjurs, at("2023-03-06 09:59")) == {}
    assert digests(norddjurs, at("2023-03-06 10:00")) == {OWNER: [("planned", None)]}


def test_the_log_says_that_a_digest_was_gathered_into_a_newer_one(norddjurs: Database, at: At) -> None:
    say(norddjurs, at("2023-03-01 15:00"), occasion="ét")
    say(norddjurs, at("2023-03-02 15:00"), occasion="to")
    assert len(digests(norddjurs, at("2023-03-03 09:00"))[OWNER]) == 2
    with norddjurs.read() as session:
        (row,) = sent_log(session, on=date(2023, 3, 3))
    assert (row.outcome, row.reason) == ("mail_skipped", "gathered")


def test_a_digest_that_was_tried_goes_on_by_itself_for_its_message_id_may_be_known(
    norddjurs: Database, at: At
) -> None:
    say(norddjurs, at("2023-03-01 15:00"), occasion="ét")
    (tried,) = claim_mail(norddjurs, now=at("2023-03-02 08:00"))
    mark_failed(norddjurs, By("x", at("2023-03-02 08:00")), mail_id=tried.mail.id, error="451 senere")
    say(norddjurs, at("2023-03-02 15:00"), occasion="to")
    both = claim_mail(norddjurs, now=at("2023-03-03 08:00"))
    assert sorted(outgoing.mail.occasion for outgoing in both) == ["2023-03-02", "2023-03-03"]


def test_dead_digests_that_are_tried_again_go_as_one(norddjurs: Database, at: At) -> None:
    for day in (1, 2, 3):
        say(norddjurs, at(2023, 3, day, 7), occasion=str(day))
        (dead,) = claim_mail(norddjurs, now=at(2023, 3, day, 8))
        by = By("x", at(2023, 3, day, 8))
        mark_failed(norddjurs, by, mail_id=dead.mail.id, error="554 ingen vej", permanent=True)
    by = By("lone.vejlby", at("2023-03-06 11:00"))
    with norddjurs.read() as session:
        for mail, _ in list_dead(session):
            retry_mail(norddjurs, by, mail_id=mail.id)
    assert digests(norddjurs, at("2023-03-06 11:00")) == {OWNER: [("planned", None)] * 3}


def test_why_a_mail_was_delayed_stays_in_the_log_when_it_has_gone(norddjurs: Database, at: At) -> None:
    say(norddjurs, at("2023-03-01 15:00"))
    now = at("2023-03-02 08:00")
    (mail,) = claim_mail(norddjurs, now=now)
    mark_failed(norddjurs, By("x", now), mail_id=mail.mail.id, error="451 4.3.2 Vi lukker for natten")
    mark_sent(norddjurs, By("x", at("2023-03-02 08:02")), mail_id=mail.mail.id, subject="Planlagt")
    with norddjurs.read() as session:
        delayed, sent = sent_log(session, on=date(2023, 3, 2))
    assert (delayed.outcome, delayed.reason) == ("mail_delayed", "451 4.3.2 Vi lukker for natten")
    assert (sent.outcome, sent.reason) == ("mail_sent", "")


@pytest.mark.parametrize("is_dead", [False, True])
def test_a_mail_that_waits_or_was_given_up_is_stopped_with_a_reason(
    norddjurs_sqlite: Database, at: At, *, is_dead: bool
) -> None:
    db, now = norddjurs_sqlite, at("2023-03-02 08:00")
    say(db, at("2023-03-01 15:00"))
    with db.read() as session:
        mail_id = session.exec(select(Mail.id)).one()
    if is_dead:
        claim_mail(db, now=now)
        mark_failed(db, By("x", now), mail_id=mail_id, error="550", permanent=True)
    stop_mail(db, By("lone.vejlby", now), mail_id=mail_id, why=WhyStopped.TOLD_OTHERWISE)
    assert claim_mail(db, now=at("2023-03-09 08:00")) == []
    with db.read() as session:
        row = sent_log(session, on=date(2023, 3, 2))[-1]
        assert session.get_one(Mail, mail_id).state is MailState.SKIPPED
    assert (row.outcome, row.reason) == ("mail_stopped", "told_otherwise")
    with pytest.raises(NotAllowedNowError):
        stop_mail(db, By("lone.vejlby", now), mail_id=mail_id, why=WhyStopped.NOT_NEEDED)
