"""A person is told a thing once: in the digest of the day, or at once when it cannot wait."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

from sqlmodel import select

from domain.casework.mail.telling import Telling, Told, tell, tell_all
from domain.casework.verb import Act, By
from domain.model import Holding, Mail, MailKind, MailState, Notice, NoticeKind
from domain.store.database import Database

At = Callable[..., datetime]
Put = Callable[..., list[str]]


def say(db: Database, moment: datetime, **about: object) -> Told:
    values = {"occasion": "den", "post": "hr-chef", **about}
    with db.write() as session:
        return tell(Act(session, By("lone.vejlby", moment), "test"), NoticeKind.PLANNED, **values)


def mails(db: Database) -> list[Mail]:
    with db.read() as session:
        return list(session.exec(select(Mail).order_by(Mail.next_try_at)).all())  # type: ignore[arg-type]  # a column


def test_before_eight_it_waits_for_todays_digest_and_after_for_tomorrows(norddjurs: Database, at: At) -> None:
    say(norddjurs, at(2023, 3, 1, 7), occasion="tidlig")
    say(norddjurs, at(2023, 3, 1, 9), occasion="sen")
    assert [(mail.occasion, mail.next_try_at) for mail in mails(norddjurs)] == [
        ("2023-03-01", at(2023, 3, 1, 8)),
        ("2023-03-02", at(2023, 3, 2, 8)),
    ]


def test_a_digest_waits_over_the_weekend_and_the_holidays(norddjurs: Database, at: At) -> None:
    say(norddjurs, at(2023, 4, 5, 12))  # the Wednesday before Easter
    assert mails(norddjurs)[0].next_try_at == at(2023, 4, 11, 8)


def test_what_a_digest_has_not_yet_said_joins_it(norddjurs: Database, at: At) -> None:
    for number in range(5):
        say(norddjurs, at(2023, 3, 1, 9 + number), occasion=f"nr. {number}")
    assert len(mails(norddjurs)) == 1


def test_when_the_digest_has_gone_the_next_one_takes_it(norddjurs: Database, at: At) -> None:
    say(norddjurs, at(2023, 3, 1, 8), today=True)
    with norddjurs.write() as session:
        session.exec(select(Mail)).one().state = MailState.SENT
    say(norddjurs, at(2023, 3, 1, 8, 30), occasion="efter", today=True)
    assert [mail.occasion for mail in mails(norddjurs)] == ["2023-03-01", "2023-03-02"]


def test_what_cannot_wait_goes_at_once_and_by_itself(norddjurs: Database, at: At) -> None:
    moment = at(2023, 3, 1, 14)
    say(norddjurs, moment, occasion="aflyst:1", single=True)
    (mail,) = mails(norddjurs)
    assert (mail.kind, mail.next_try_at, mail.key) == (MailKind.SINGLE, moment, "single|hanne.fjellerby|aflyst:1")


def test_told_before_is_not_told_again(norddjurs: Database, at: At) -> None:
    assert say(norddjurs, at(2023, 3, 1, 9)) == Told(raised=1)
    assert say(norddjurs, at(2023, 3, 1, 10)) == Told(already=1)
    assert say(norddjurs, at(2023, 3, 1, 10), occasion="igen") == Told(raised=1)


def test_two_in_one_call_for_the_same_person_and_thing_are_one(norddjurs: Database, at: At) -> None:
    both = [
        Telling(NoticeKind.PLANNED, "den", post="hr-chef"),
        Telling(NoticeKind.PLANNED, "den", person="hanne.fjellerby"),
    ]
    with norddjurs.write() as session:
        assert tell_all(Act(session, By("x", at(2023, 3, 1, 9)), "test"), both) == Told(raised=1, already=1)


def test_the_message_id_is_fixed_when_the_mail_is_written_and_hides_the_person(norddjurs: Database, at: At) -> None:
    say(norddjurs, at(2023, 3, 1, 9))
    (mail,) = mails(norddjurs)
    local, _, domain = mail.message_id.strip("<>").partition("@")
    assert domain == "norddjurs.example"
    assert len(local) == 32
    assert "hanne" not in local


def test_a_vacant_post_without_a_stand_in_goes_to_the_secretariat(norddjurs: Database, at: At) -> None:
    with norddjurs.write() as session:
        for holding in session.exec(select(Holding).where(Holding.person_key == "birgit.soeholm")):
            holding.to_on = date(2022, 6, 1)
    say(norddjurs, at(2023, 3, 1, 9), post="viceborgmester")
    with norddjurs.read() as session:
        notice = session.exec(select(Notice)).one()
    assert notice.person_key == "lone.vejlby"
    assert "1. viceborgmester" in notice.because


def test_news_after_a_single_mail_has_gone_gets_a_mail_of_its_own(
    norddjurs: Database, at: At, put_cases: Put
) -> None:
    put_cases(norddjurs, 2, [])
    say(norddjurs, at(2023, 3, 1, 9), occasion="aflyst:1", single=True, case_id="case1")
    with norddjurs.write() as session:
        session.exec(select(Mail)).one().state = MailState.SENT
    say(norddjurs, at(2023, 3, 1, 10), occasion="aflyst:1", single=True, case_id="case2")
    assert [mail.state for mail in mails(norddjurs)] == [MailState.SENT, MailState.QUEUED]
    assert datetime(2023, 3, 1, 9, 0, tzinfo=UTC) == mails(norddjurs)[1].next_try_at
