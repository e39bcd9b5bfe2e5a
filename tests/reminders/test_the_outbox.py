"""Mails leave once, are tried again by the ladder, and are skipped when nothing they say is so any more."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from sqlmodel import select

from domain.casework.mail.outbox import (
    RETRY_AFTER,
    OutgoingMail,
    claim_mail,
    list_dead,
    mark_failed,
    mark_sent,
    mark_skipped,
    retry_after,
)
from domain.casework.mail.telling import tell
from domain.casework.meeting.meetings import cancel_meeting, move_meeting
from domain.casework.verb import Act, By
from domain.errors import NotAllowedNowError, NotFoundError
from domain.model import (
    Case,
    CaseState,
    Entry,
    FollowUp,
    FollowUpState,
    Mail,
    MailState,
    NoticeKind,
    Stop,
    StopState,
)
from domain.model.columns import make_id
from domain.store.database import Database

MTU = make_id("meeting", "MTU", date(2023, 4, 24))
At = Callable[..., datetime]
Put = Callable[..., list[str]]


def say(db: Database, moment: datetime, kind: NoticeKind = NoticeKind.PLANNED, **about: object) -> None:
    values = {"occasion": "den", "post": "hr-chef", "single": True, **about}
    with db.write() as session:
        tell(Act(session, By("lone.vejlby", moment), "test"), kind, **values)


def mail(db: Database) -> Mail:
    with db.read() as session:
        return session.exec(select(Mail)).one()


def verbs(db: Database) -> list[str]:
    with db.read() as session:
        return [entry.verb for entry in session.exec(select(Entry).where(Entry.noun == "mail").order_by(Entry.seq))]  # type: ignore[arg-type]  # a column


def claim_one(db: Database, now: datetime) -> OutgoingMail:
    (outgoing,) = claim_mail(db, now=now)
    return outgoing


def test_a_mail_is_leased_to_one_sender_at_a_time(norddjurs: Database, at: At) -> None:
    now = at(2023, 3, 1, 9)
    say(norddjurs, now)
    assert claim_mail(norddjurs, now=now - timedelta(seconds=1)) == []
    first = claim_one(norddjurs, now)
    assert first.person.email == "hanne.fjellerby@norddjurs.example"
    assert claim_mail(norddjurs, now=now + timedelta(seconds=299)) == []
    again = claim_one(norddjurs, now + timedelta(seconds=300))  # the first sender died
    assert again.mail.message_id == first.mail.message_id


def test_a_sent_mail_is_never_claimed_again(norddjurs: Database, at: At) -> None:
    now = at(2023, 3, 1, 9)
    say(norddjurs, now)
    outgoing = claim_one(norddjurs, now)
    mark_sent(norddjurs, By("sagsgang", now), mail_id=outgoing.mail.id, subject="Planlagt: sag 23/1")
    assert claim_mail(norddjurs, now=now + timedelta(days=9)) == []
    assert (mail(norddjurs).state, mail(norddjurs).sent_at) == (MailState.SENT, now)
    assert mark_sent(norddjurs, By("sagsgang", now), mail_id=outgoing.mail.id, subject="x").repeated
    assert verbs(norddjurs) == ["mail_sent"]


def test_a_failure_waits_by_the_ladder_and_the_last_one_is_the_end(norddjurs: Database, at: At) -> None:
    now = at(2023, 3, 1, 9)
    say(norddjurs, now)
    for wait in RETRY_AFTER:
        outgoing = claim_one(norddjurs, now)
        mark_failed(norddjurs, By("sagsgang", now), mail_id=outgoing.mail.id, error="451 prøv senere")
        delay = mail(norddjurs).next_try_at - now
        assert timedelta(seconds=wait * 0.79) <= delay <= timedelta(seconds=wait * 1.21)
        now = mail(norddjurs).next_try_at
    mark_failed(norddjurs, By("sagsgang", now), mail_id=claim_one(norddjurs, now).mail.id, error="451 prøv senere")
    assert mail(norddjurs).state is MailState.DEAD
    assert verbs(norddjurs)[-1] == "mail_dead"
    with norddjurs.read() as session:
        assert [(dead.last_error, person.key) for dead, person in list_dead(session)] == [
            ("451 prøv senere", "hanne.fjellerby")
        ]


def test_the_spread_of_the_ladder_is_the_same_for_the_same_mail() -> None:
    assert retry_after("digest|a|2023-03-01", 3) == retry_after("digest|a|2023-03-01", 3)
    spread = {retry_after(f"digest|{number}|2023-03-01", 5) for number in range(50)}
    assert len(spread) > 20


def test_a_final_refusal_is_the_end_at_once(norddjurs: Database, at: At) -> None:
    now = at(2023, 3, 1, 9)
    say(norddjurs, now)
    mail_id = claim_one(norddjurs, now).mail.id
    mark_failed(norddjurs, By("sagsgang", now), mail_id=mail_id, error="550 ukendt modtager", permanent=True)
    assert mail(norddjurs).state is MailState.DEAD
    with pytest.raises(NotAllowedNowError):
        mark_failed(norddjurs, By("sagsgang", now), mail_id=mail_id, error="igen")
    with pytest.raises(NotFoundError):
        mark_sent(norddjurs, By("sagsgang", now), mail_id="ukendt", subject="x")


def test_of_what_the_mail_server_says_no_address_stands_in_the_journal(norddjurs: Database, at: At) -> None:
    now = at(2023, 3, 1, 9)
    say(norddjurs, now)
    said = "550 5.1.1 <hanne.fjellerby@norddjurs.example>: Recipient address rejected: hanne@gl.example unknown"
    mark_failed(norddjurs, By("sagsgang", now), mail_id=mail(norddjurs).id, error=said, permanent=True)
    with norddjurs.read() as session:
        written = session.exec(select(Entry.facts).where(Entry.verb == "mail_dead")).one()
    assert "550 5.1.1 <…>: Recipient address rejected: … unknown" in written
    assert mail(norddjurs).last_error in written


def test_a_mail_may_be_skipped_with_a_reason_but_not_after_it_went(norddjurs: Database, at: At) -> None:
    now = at(2023, 3, 1, 9)
    say(norddjurs, now)
    mail_id = mail(norddjurs).id
    mark_skipped(norddjurs, By("lone.vejlby", now), mail_id=mail_id, reason="fortrudt")
    assert (mail(norddjurs).state, mail(norddjurs).last_error) == (MailState.SKIPPED, "fortrudt")
    assert claim_mail(norddjurs, now=now) == []


def promise(db: Database, state: FollowUpState) -> None:
    with db.write() as session:
        row = session.get(FollowUp, "løfte")
        if row is None:
            row = FollowUp.new(id="løfte", case_id="case1", text="hemmelig tekst", due_on=date(2023, 4, 20))
        row.state = state
        session.add(row)


def test_a_promise_done_before_the_mail_goes_is_not_chased(norddjurs: Database, put_cases: Put, at: At) -> None:
    now = at(2023, 4, 23, 8)
    put_cases(norddjurs, 1, [MTU])
    promise(norddjurs, FollowUpState.CONFIRMED)
    say(norddjurs, now, NoticeKind.CHASE, case_id="case1", follow_up_id="løfte", due_on=date(2023, 4, 20))
    promise(norddjurs, FollowUpState.DONE)
    assert claim_mail(norddjurs, now=now) == []
    assert (mail(norddjurs).state, mail(norddjurs).last_error) == (MailState.SKIPPED, "follow_up_done")
    assert verbs(norddjurs) == ["mail_skipped"]


def test_what_still_holds_goes_and_what_does_not_is_left_out(norddjurs: Database, put_cases: Put, at: At) -> None:
    now = at(2023, 3, 1, 9)
    put_cases(norddjurs, 2, [MTU])
    for number in (1, 2):
        say(norddjurs, now, NoticeKind.STUCK, case_id=f"case{number}")
    with norddjurs.write() as session:
        session.get_one(Case, "case2").stuck_because = '{"constraint":"order"}'
    (line,) = claim_one(norddjurs, now).notices
    assert (line.case_number, line.moot) == ("23/2", None)


def deadline(db: Database, now: datetime, **about: object) -> None:
    kind = {"deadline_kind": "submission", "due_on": date(2023, 4, 4), "meeting_id": MTU}
    say(db, now, NoticeKind.DEADLINE, case_id="case1", stop_id="stop1-1", **{**kind, **about})


@pytest.mark.parametrize("change", ["moved", "cancelled", "dispatched", "closed", "past", "replanned"])
def test_a_deadline_that_no_longer_asks_anything_is_not_sent(
    norddjurs: Database, put_cases: Put, at: At, change: str
) -> None:
    now = at(2023, 3, 1, 9)
    put_cases(norddjurs, 1, [MTU])
    with norddjurs.read() as session:
        from domain.store.queries import meeting_facts  # noqa: PLC0415 - only this test asks

        due_on = meeting_facts(session, ids=[MTU])[0].submission_on
    deadline(norddjurs, now, due_on=due_on)
    by = By("lone.vejlby", now)
    if change == "moved":
        move_meeting(norddjurs, by, meeting_id=MTU, starts_at=at(2023, 4, 25, 15), reason="x")
    elif change == "cancelled":
        cancel_meeting(norddjurs, by, meeting_id=MTU, reason="x")
    else:
        with norddjurs.write() as session:
            if change == "dispatched":
                session.get_one(Stop, "stop1-1").state = StopState.ON_AGENDA
            elif change == "closed":
                session.get_one(Case, "case1").state = CaseState.WITHDRAWN
            elif change == "replanned":
                session.get_one(Stop, "stop1-1").meeting_id = make_id("meeting", "MTU", date(2023, 5, 22))
    when = at(2023, 4, 20, 9) if change == "past" else now
    told = [line for outgoing in claim_mail(norddjurs, now=when) for line in outgoing.notices]
    assert NoticeKind.DEADLINE not in {line.kind for line in told}


def test_a_deadline_that_still_holds_is_sent_with_fresh_facts(norddjurs: Database, put_cases: Put, at: At) -> None:
    put_cases(norddjurs, 1, [MTU])
    with norddjurs.read() as session:
        from domain.store.queries import meeting_facts  # noqa: PLC0415 - only this test asks

        due_on = meeting_facts(session, ids=[MTU])[0].submission_on
    deadline(norddjurs, at(2023, 3, 1, 9), due_on=due_on)
    (line,) = claim_one(norddjurs, at(2023, 3, 1, 9)).notices
    assert (line.case_number, line.title, line.body, line.meeting_on) == (
        "23/1",
        "Sag 1",
        "Miljø- og Teknikudvalget",
        date(2023, 4, 24),
    )


def test_a_closed_title_and_a_closed_promise_never_reach_the_mail(
    norddjurs: Database, put_cases: Put, at: At
) -> None:
    now = at(2023, 4, 20, 8)
    put_cases(norddjurs, 1, [MTU])
    promise(norddjurs, FollowUpState.CONFIRMED)
    with norddjurs.write() as session:
        session.get_one(Case, "case1").is_open = False
    say(norddjurs, now, NoticeKind.CHASE, case_id="case1", follow_up_id="løfte", due_on=date(2023, 4, 20))
    outgoing = claim_one(norddjurs, now)
    (line,) = outgoing.notices
    assert (line.title, line.text, line.is_open) == ("", "", False)
    assert "Sag 1" not in repr(outgoing)
    assert "hemmelig" not in repr(outgoing)
