"""A moved meeting takes its cases along at no cost a case; a cancelled one gives them the next that holds."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import event, text
from sqlmodel import Session, col, select

from calendars.errors import SagsgangError
from domain.casework import queue
from domain.casework.mail.reminders import raise_reminders
from domain.casework.meeting.meetings import cancel_meeting, move_meeting, preview_cancel, preview_move
from domain.casework.verb import By
from domain.errors import ConflictError, MeetingDayError, NotAllowedNowError, NotFoundError, ReasonMissingError
from domain.model import (
    Case,
    Due,
    DueKind,
    Entry,
    Mail,
    MailKind,
    Meeting,
    MeetingDeadline,
    MeetingStatus,
    Notice,
    NoticeKind,
    Stop,
    StopState,
)
from domain.model.columns import make_id
from domain.rules.replanning import Why
from domain.store import journal
from domain.store.database import Database

BY = By("lone.vejlby", datetime(2023, 3, 1, 9, 0, tzinfo=UTC))
DIR, HU = make_id("meeting", "DIR", date(2023, 4, 12)), make_id("meeting", "HU", date(2023, 4, 27))
OEK, KB = make_id("meeting", "ØK", date(2023, 5, 16)), make_id("meeting", "KB", date(2023, 5, 23))
MTU = make_id("meeting", "MTU", date(2023, 4, 24))
Put = Callable[..., list[str]]
At = Callable[..., datetime]


class Counted:
    statements = 0
    rows = 0


@contextmanager
def counting(db: Database) -> Iterator[Counted]:
    """How many statements reach the driver (executemany is one), and how many rows they change."""
    counted = Counted()

    def one(*_: object) -> None:
        counted.statements += 1

    def changes(connection: object) -> int:
        return int(connection.execute(text("SELECT total_changes()")).scalar_one())

    event.listen(db.engine, "after_cursor_execute", one)
    with db.engine.connect() as connection:
        pool_before = changes(connection) if db.is_sqlite else 0
    yield counted
    event.remove(db.engine, "after_cursor_execute", one)
    if db.is_sqlite:
        with db.engine.connect() as connection:  # the pool hands out the one connection that was used
            counted.rows = changes(connection) - pool_before


def cost_of_moving(db: Database, at: At) -> tuple[int, int]:
    with counting(db) as counted:
        move_meeting(db, BY, meeting_id=MTU, starts_at=at(2023, 4, 25, 15), reason="lokalet er optaget")
    return counted.statements, counted.rows


def test_moving_a_meeting_whose_order_is_kept_costs_the_same_for_ten_cases_and_a_thousand(
    norddjurs: Database, put_cases: Put, at: At
) -> None:
    def move_back() -> None:
        move_meeting(norddjurs, BY, meeting_id=MTU, starts_at=at(2023, 4, 24, 15), reason="alligevel ikke")

    put_cases(norddjurs, 10, [MTU, KB])
    cost_of_moving(norddjurs, at)
    move_back()
    ten = cost_of_moving(norddjurs, at)
    move_back()
    put_cases(norddjurs, 990, [MTU, KB], first=11)
    assert cost_of_moving(norddjurs, at) == ten
    assert 0 < ten[0] < 45
    assert ten[1] < 45


def test_the_owners_are_told_of_the_move_by_the_next_sweep_and_once(
    norddjurs: Database, put_cases: Put, at: At
) -> None:
    put_cases(norddjurs, 3, [MTU, KB])
    for hour in (10, 11):
        move_meeting(norddjurs, BY, meeting_id=MTU, starts_at=at(2023, 4, 25, hour), reason="lokalet er optaget")
    dues = queue.claim(norddjurs, now=BY.at, kinds=[DueKind.REMINDER])
    assert raise_reminders(norddjurs, BY, dues=dues).facts["notices"] == 3
    with norddjurs.read() as session:
        owner = select(Notice).where(Notice.person_key == "hanne.fjellerby")
        assert {notice.kind for notice in session.exec(owner)} == {NoticeKind.MOVED}


def test_a_moved_meeting_keeps_its_id_and_length_and_gets_new_deadlines(norddjurs: Database, at: At) -> None:
    with norddjurs.read() as session:
        before = session.get_one(Meeting, MTU)
    receipt = move_meeting(norddjurs, BY, meeting_id=MTU, starts_at=at(2023, 4, 25, 10), reason="sygdom", version=1)
    assert receipt.facts["reason"] == "sygdom"
    with norddjurs.read() as session:
        meeting = session.get_one(Meeting, MTU)
        assert (meeting.held_on, meeting.sequence, meeting.version) == (date(2023, 4, 25), 1, 2)
        assert meeting.ends_at - meeting.starts_at == before.ends_at - before.starts_at
        out = select(MeetingDeadline).where(MeetingDeadline.meeting_id == MTU, MeetingDeadline.rule == "udvalg-ud")
        assert session.exec(out).one().legal_on == date(2023, 4, 20)
        held = session.exec(select(Due).where(Due.subject == MTU, Due.kind == DueKind.HELD)).one()
        assert held.due_at == meeting.ends_at


def test_moving_to_where_it_stands_does_nothing(norddjurs: Database, at: At) -> None:
    assert move_meeting(norddjurs, BY, meeting_id=MTU, starts_at=at(2023, 4, 24, 15), reason="x").repeated


def test_a_case_whose_order_the_move_breaks_is_planned_anew(norddjurs: Database, put_cases: Put, at: At) -> None:
    put_cases(norddjurs, 3, [DIR, OEK, KB])
    impact = None
    with norddjurs.read() as session:
        impact = preview_move(session, OEK, at(2023, 5, 24, 14), now=BY.at)  # after the council of 23 May
        assert impact.cases == 3
        bodies = {change.body for change in impact.differences[0].difference.changes}
        assert bodies == {"ØK", "KB"}
    receipt = move_meeting(norddjurs, BY, meeting_id=OEK, starts_at=at(2023, 5, 24, 14), reason="ferie")
    assert receipt.facts["replanned"] == 3
    with norddjurs.read() as session:
        last = session.exec(select(Stop).where(Stop.body_key == "KB")).all()
        assert {stop.meeting_id for stop in last} == {make_id("meeting", "KB", date(2023, 6, 20))}
        assert {stop.version for stop in last} == {2}
        moved = session.exec(select(Notice).where(Notice.kind == NoticeKind.MOVED, col(Notice.case_id).is_not(None)))
        assert len(moved.all()) == 3
        assert journal.verify(session) == []


def test_a_preview_writes_nothing(norddjurs: Database, put_cases: Put, at: At) -> None:
    put_cases(norddjurs, 2, [DIR, OEK, KB])
    with norddjurs.read() as session:
        before = sorted(map(repr, [*session.exec(select(Stop)), *session.exec(select(Meeting))]))
        preview_move(session, OEK, at(2023, 5, 24, 14), now=BY.at)
        preview_cancel(session, OEK, now=BY.at)
        assert not session.dirty
        assert not session.new
    with norddjurs.read() as session:
        assert sorted(map(repr, [*session.exec(select(Stop)), *session.exec(select(Meeting))])) == before


def test_a_case_with_its_own_deadline_is_seen_when_the_meeting_moves_past_it(
    norddjurs: Database, put_cases: Put, at: At
) -> None:
    (case_id, _) = put_cases(norddjurs, 2, [KB])
    with norddjurs.write() as session:
        session.get_one(Case, case_id).decide_before = date(2023, 6, 1)
    late = By("lone.vejlby", at(2023, 5, 17, 9))
    receipt = move_meeting(norddjurs, late, meeting_id=KB, starts_at=at(2023, 6, 6, 17), reason="valg")
    assert receipt.facts["impossible"] == 1
    with norddjurs.read() as session:
        looked_at = session.exec(select(Due).where(Due.kind == DueKind.JOURNEY)).all()
        assert [due.subject for due in looked_at] == [case_id]


def test_a_cancelled_meeting_gives_its_cases_the_next_that_holds(norddjurs: Database, put_cases: Put) -> None:
    cases = put_cases(norddjurs, 5, [DIR, HU, OEK, KB])
    receipt = cancel_meeting(norddjurs, BY, meeting_id=OEK, reason="ingen kan")
    assert (receipt.facts["cases"], receipt.facts["replanned"], receipt.facts["impossible"]) == (5, 5, 0)
    with norddjurs.read() as session:
        stops = session.exec(select(Stop).where(Stop.case_id == cases[0]).order_by(col(Stop.position))).all()
        days = [session.get_one(Meeting, stop.meeting_id).held_on for stop in stops]
        assert days == [date(2023, 4, 12), date(2023, 4, 27), date(2023, 6, 13), date(2023, 6, 20)]
        assert all(stop.state is StopState.PLANNED for stop in stops)
        lines = session.exec(select(Entry).where(Entry.noun == "case", Entry.verb == "cancel_meeting")).all()
        assert sorted(line.subject for line in lines) == sorted(cases)
        assert f'"why":"{Why.MEETING_CANCELLED}"' in lines[0].facts
        assert session.exec(select(Due).where(Due.subject == OEK)).all() == []
        assert journal.verify(session) == []


def test_the_owner_gets_one_mail_with_a_line_for_each_case_and_the_chair_and_secretary_one_each(
    norddjurs: Database, put_cases: Put
) -> None:
    put_cases(norddjurs, 5, [DIR, HU, OEK, KB])
    cancel_meeting(norddjurs, BY, meeting_id=OEK, reason="ingen kan")
    with norddjurs.read() as session:
        mails = {mail.person_key: mail for mail in session.exec(select(Mail))}
        assert set(mails) == {"hanne.fjellerby", "anders.hvidtfeldt", "oda.enslev"}
        assert {mail.kind for mail in mails.values()} == {MailKind.SINGLE}
        lines = session.exec(select(Notice).where(Notice.mail_id == mails["hanne.fjellerby"].id)).all()
        assert len(lines) == 5
        assert all(mail.next_try_at == BY.at for mail in mails.values())


def test_cancelling_again_changes_nothing(norddjurs: Database, put_cases: Put) -> None:
    put_cases(norddjurs, 3, [DIR, HU, OEK, KB])
    cancel_meeting(norddjurs, BY, meeting_id=OEK, reason="ingen kan")
    with norddjurs.read() as session:
        before = sorted(map(repr, [*session.exec(select(Stop)), *session.exec(select(Entry))]))
    assert cancel_meeting(norddjurs, BY, meeting_id=OEK, reason="ingen kan").repeated
    with norddjurs.read() as session:
        assert sorted(map(repr, [*session.exec(select(Stop)), *session.exec(select(Entry))])) == before


def test_cancelling_takes_the_same_number_of_statements_for_ten_cases_and_a_thousand(
    norddjurs: Database, put_cases: Put
) -> None:
    put_cases(norddjurs, 10, [DIR, HU, OEK, KB])
    with counting(norddjurs) as few:
        cancel_meeting(norddjurs, BY, meeting_id=OEK, reason="ingen kan")
    put_cases(
        norddjurs,
        300,
        [make_id("meeting", "HU", date(2023, 9, 14)), make_id("meeting", "ØK", date(2023, 10, 3))],
        first=11,
    )
    with counting(norddjurs) as many:
        cancel_meeting(norddjurs, BY, meeting_id=make_id("meeting", "ØK", date(2023, 10, 3)), reason="ingen kan")
    assert many.statements <= few.statements + 3  # the notices' keys are looked up four hundred at a time


def test_a_fixed_stop_is_not_moved_but_its_case_is_looked_at(norddjurs: Database, put_cases: Put) -> None:
    put_cases(norddjurs, 1, [DIR, OEK], fixed=True)
    receipt = cancel_meeting(norddjurs, BY, meeting_id=OEK, reason="ingen kan")
    assert receipt.facts["impossible"] == 1
    with norddjurs.read() as session:
        assert session.get_one(Stop, "stop1-2").meeting_id == OEK
        assert session.exec(select(Due).where(Due.kind == DueKind.JOURNEY)).one().subject == "case1"


@pytest.mark.parametrize(
    ("day", "why"),
    [
        ((2023, 2, 28), "past"),
        ((2023, 4, 29), "weekend"),
        ((2023, 5, 18), "holiday"),
        ((2023, 5, 19), "closed"),
        ((2023, 5, 22), "taken"),
    ],
)
def test_a_meeting_is_not_moved_to_an_impossible_day(
    norddjurs: Database, at: At, day: tuple[int, ...], why: str
) -> None:
    with pytest.raises(MeetingDayError) as refused:
        move_meeting(norddjurs, BY, meeting_id=MTU, starts_at=at(*day, 15), reason="x")
    assert refused.value.facts["why"] == why


def test_a_preview_refuses_what_the_verb_refuses(norddjurs: Database, at: At) -> None:
    def refused(kind: type[SagsgangError], look: Callable[[Session], object]) -> str:
        with norddjurs.read() as session, pytest.raises(kind) as found:
            look(session)
        return str(found.value.facts["why"])

    after, day = at(2023, 4, 24, 18), at(2023, 5, 2, 15)
    assert refused(NotAllowedNowError, lambda session: preview_move(session, MTU, day, now=after)) == "held"
    assert refused(NotAllowedNowError, lambda session: preview_cancel(session, MTU, now=after)) == "held"
    holiday = at(2023, 5, 18, 15)
    assert refused(MeetingDayError, lambda session: preview_move(session, MTU, holiday, now=BY.at)) == "holiday"
    cancel_meeting(norddjurs, BY, meeting_id=MTU, reason="x")
    assert refused(NotAllowedNowError, lambda session: preview_move(session, MTU, day, now=BY.at)) == "cancelled"
    assert refused(NotAllowedNowError, lambda session: preview_cancel(session, MTU, now=BY.at)) == "cancelled"


def test_what_cannot_be_moved_or_cancelled_says_why(norddjurs: Database, at: At) -> None:
    with pytest.raises(NotFoundError):
        cancel_meeting(norddjurs, BY, meeting_id="findes-ikke", reason="x")
    with pytest.raises(ReasonMissingError):
        cancel_meeting(norddjurs, BY, meeting_id=MTU, reason="  ")
    with pytest.raises(ConflictError):
        cancel_meeting(norddjurs, BY, meeting_id=MTU, reason="x", version=9)
    after = By("lone.vejlby", at(2023, 4, 24, 18))
    with pytest.raises(NotAllowedNowError) as refused:
        cancel_meeting(norddjurs, after, meeting_id=MTU, reason="x")
    assert refused.value.facts["why"] == "held"
    cancel_meeting(norddjurs, BY, meeting_id=MTU, reason="x")
    with pytest.raises(NotAllowedNowError) as refused:
        move_meeting(norddjurs, BY, meeting_id=MTU, starts_at=BY.at + timedelta(days=60), reason="x")
    assert refused.value.facts["why"] == "cancelled"
    with norddjurs.read() as session:
        assert session.get_one(Meeting, MTU).status is MeetingStatus.CANCELLED
