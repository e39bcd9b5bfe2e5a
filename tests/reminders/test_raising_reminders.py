"""The ladder's steps become notices once, to the one who can act, and only while there is something to do."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from sqlmodel import func, select

from domain.casework import queue
from domain.casework.house.municipality import record_absence
from domain.casework.mail.reminders import raise_reminders, would_send
from domain.casework.verb import By
from domain.model import (
    Due,
    DueKind,
    Entry,
    FollowUp,
    FollowUpState,
    Mail,
    MailKind,
    Notice,
    NoticeKind,
    Stop,
    StopState,
)
from domain.model.columns import make_id
from domain.store.database import Database

AS_OF = datetime(2023, 1, 2, 8, 0, tzinfo=UTC)
DIR, HU = make_id("meeting", "DIR", date(2023, 4, 12)), make_id("meeting", "HU", date(2023, 4, 27))
At = Callable[..., datetime]
Put = Callable[..., list[str]]


def sweep(db: Database, moment: datetime) -> list[Due]:
    """Claim the ladder's steps that are due, and raise them."""
    dues = queue.claim(db, now=moment, kinds=[DueKind.REMINDER, DueKind.FOLLOW_UP])
    if dues:
        raise_reminders(db, By("sagsgang", moment), dues=dues)
    return dues


def notices(db: Database, **wanted: object) -> list[Notice]:
    with db.read() as session:
        found = session.exec(select(Notice).order_by(Notice.key)).all()  # type: ignore[arg-type]  # a column
        return [row for row in found if all(getattr(row, name) == value for name, value in wanted.items())]


def clear_earlier(db: Database, moment: datetime) -> None:
    """Let what is due before that day pass while no case is there yet."""
    sweep(db, moment)


def put_promise(
    db: Database, at: At, due_on: date, state: FollowUpState = FollowUpState.CONFIRMED, **more: object
) -> None:
    with db.write() as session:
        values = {"owner_post": "chef-sekretariat", **more}
        session.add(FollowUp.new(id="løfte", case_id="case1", text="følger op", due_on=due_on, state=state, **values))
        for days, to in ((-7, "owner"), (0, "owner"), (3, "owner"), (10, "chief")):
            moment = at(due_on.year, due_on.month, due_on.day, 8)
            day = date.fromordinal(moment.date().toordinal() + days)
            queue.put(
                session,
                due_at=at(day.year, day.month, day.day, 8),
                kind=DueKind.FOLLOW_UP,
                subject="løfte",
                detail=f"follow_up:{days}:{to}",
            )


def test_the_owner_is_reminded_of_each_case_and_the_secretary_once_of_the_meeting(
    norddjurs: Database, put_cases: Put, at: At
) -> None:
    clear_earlier(norddjurs, at(2023, 4, 3, 9))
    put_cases(norddjurs, 3, [DIR])
    sweep(norddjurs, at(2023, 4, 5, 8))  # the directors' submission day
    owner = notices(norddjurs, person_key="hanne.fjellerby", deadline_kind="submission")
    assert owner == []  # the owner's steps were 29 March and 3 April, before the cases were there
    (secretary,) = notices(norddjurs, person_key="mette.holbaek", meeting_id=DIR, deadline_kind="submission")
    assert (secretary.deadline_kind, secretary.due_on, secretary.detail) == (
        "submission",
        date(2023, 4, 5),
        '{"cases":3}',
    )


def test_every_case_of_the_owner_is_a_line_of_one_digest(norddjurs: Database, put_cases: Put, at: At) -> None:
    clear_earlier(norddjurs, at(2023, 4, 1, 9))
    put_cases(norddjurs, 3, [DIR, HU])
    sweep(norddjurs, at(2023, 4, 3, 8))
    lines = notices(norddjurs, person_key="hanne.fjellerby", kind=NoticeKind.DEADLINE)
    assert len(lines) == 3
    assert len({line.mail_id for line in lines}) == 1
    with norddjurs.read() as session:
        mail = session.get_one(Mail, lines[0].mail_id)
    assert (mail.kind, mail.occasion, mail.next_try_at) == (MailKind.DIGEST, "2023-04-03", at(2023, 4, 3, 8))
    assert mail.key == "digest|hanne.fjellerby|2023-04-03"
    assert mail.message_id.endswith("@norddjurs.example>")


def test_raising_twice_raises_once(norddjurs: Database, put_cases: Put, at: At) -> None:
    clear_earlier(norddjurs, at(2023, 4, 1, 9))
    put_cases(norddjurs, 2, [DIR])
    dues = sweep(norddjurs, at(2023, 4, 3, 8))
    before = len(notices(norddjurs))
    assert before > 0
    assert raise_reminders(norddjurs, By("sagsgang", at(2023, 4, 3, 9)), dues=dues).repeated
    assert len(notices(norddjurs)) == before


def test_what_is_raised_has_left_the_queue_in_the_same_transaction(
    norddjurs: Database, put_cases: Put, at: At, monkeypatch: pytest.MonkeyPatch
) -> None:
    clear_earlier(norddjurs, at(2023, 4, 1, 9))
    put_cases(norddjurs, 2, [DIR])
    dues = queue.claim(norddjurs, now=at(2023, 4, 3, 8), kinds=[DueKind.REMINDER])
    assert dues

    def dies(*_: object) -> None:
        raise KeyboardInterrupt

    before = len(notices(norddjurs))
    monkeypatch.setattr(queue, "done", dies)
    with pytest.raises(KeyboardInterrupt):
        raise_reminders(norddjurs, By("sagsgang", at(2023, 4, 3, 8)), dues=dues)
    assert len(notices(norddjurs)) == before
    monkeypatch.undo()
    raise_reminders(norddjurs, By("sagsgang", at(2023, 4, 3, 8)), dues=dues)
    with norddjurs.read() as session:
        assert session.exec(select(Due).where(Due.key == dues[0].key)).first() is None
    assert len(notices(norddjurs)) > before


def test_a_chunk_writes_one_journal_line_with_numbers_and_no_titles(
    norddjurs: Database, put_cases: Put, at: At
) -> None:
    clear_earlier(norddjurs, at(2023, 4, 1, 9))
    put_cases(norddjurs, 5, [DIR])
    with norddjurs.read() as session:
        before = session.exec(select(func.count()).select_from(Entry)).one()
    sweep(norddjurs, at(2023, 4, 3, 8))
    with norddjurs.read() as session:
        lines = session.exec(select(Entry).where(Entry.seq > before)).all()
    assert len(lines) == 1
    assert "Sag " not in lines[0].facts
    assert '"notices":6' in lines[0].facts  # five cases for the owner, one meeting for its secretary


@pytest.mark.parametrize("state", [StopState.ON_AGENDA, StopState.DECIDED, StopState.DROPPED])
def test_a_stop_that_is_past_the_step_raises_nothing_and_is_counted(
    norddjurs: Database, put_cases: Put, at: At, state: StopState
) -> None:
    clear_earlier(norddjurs, at(2023, 4, 1, 9))
    put_cases(norddjurs, 1, [DIR], state=state)
    dues = queue.claim(norddjurs, now=at(2023, 4, 3, 8), kinds=[DueKind.REMINDER])
    receipt = raise_reminders(norddjurs, By("sagsgang", at(2023, 4, 3, 8)), dues=dues)
    assert receipt.facts["notices"] == 0
    assert receipt.facts["nothing"]["no_case_waits"] == len(dues)


def test_an_absent_chairs_stand_in_gets_the_mail(norddjurs: Database, put_cases: Put, at: At) -> None:
    record_absence(
        norddjurs, By("x", AS_OF), person="anders.hvidtfeldt", from_on=date(2023, 5, 1), to_on=date(2023, 5, 13)
    )
    clear_earlier(norddjurs, at(2023, 5, 3, 9))
    put_cases(norddjurs, 1, [make_id("meeting", "ØK", date(2023, 5, 16))])
    sweep(norddjurs, at(2023, 5, 4, 8))  # the review is Monday 8 May; Friday 5 May is store bededag
    (told,) = notices(norddjurs, deadline_kind="chair_review", meeting_id=make_id("meeting", "ØK", date(2023, 5, 16)))
    assert told.person_key == "birgit.soeholm"
    assert told.because == "formand for Økonomiudvalget, stedfortræder for Anders Hvidtfeldt"


def test_a_case_without_an_owner_is_the_secretariats(norddjurs: Database, put_cases: Put, at: At) -> None:
    clear_earlier(norddjurs, at(2023, 4, 1, 9))
    put_cases(norddjurs, 1, [DIR], owner=None)
    sweep(norddjurs, at(2023, 4, 3, 8))
    (told,) = notices(norddjurs, case_id="case1")
    assert (told.person_key, told.because) == ("lone.vejlby", "sagen har ingen ejer")


def test_a_promise_is_reminded_chased_and_then_the_chief_is_told(norddjurs: Database, put_cases: Put, at: At) -> None:
    put_cases(norddjurs, 1, [DIR])
    put_promise(norddjurs, at, date(2023, 4, 20))
    for day in (13, 20, 23, 30):
        sweep(norddjurs, at(2023, 4, day, 8))
    told = [(row.kind, row.person_key) for row in notices(norddjurs, follow_up_id="løfte")]
    assert sorted(told) == sorted(
        [
            (NoticeKind.FOLLOW_UP, "freja.ginnerup"),
            (NoticeKind.FOLLOW_UP, "freja.ginnerup"),
            (NoticeKind.CHASE, "freja.ginnerup"),
            (NoticeKind.ESCALATION, "erik.lyngsvad"),
        ]
    )


@pytest.mark.parametrize("state", [FollowUpState.DONE, FollowUpState.DROPPED, FollowUpState.PROPOSED])
def test_a_promise_that_is_not_open_is_not_chased(
    norddjurs: Database, put_cases: Put, at: At, state: FollowUpState
) -> None:
    put_cases(norddjurs, 1, [DIR])
    put_promise(norddjurs, at, date(2023, 4, 20), state)
    sweep(norddjurs, at(2023, 5, 2, 8))
    assert notices(norddjurs, follow_up_id="løfte") == []


def test_a_personal_promise_goes_to_the_person_and_escalates_to_their_chief(
    norddjurs: Database, put_cases: Put, at: At
) -> None:
    put_cases(norddjurs, 1, [DIR])
    put_promise(norddjurs, at, date(2023, 4, 20), owner_post=None, owner_person="hanne.fjellerby")
    sweep(norddjurs, at(2023, 4, 13, 8))
    sweep(norddjurs, at(2023, 4, 30, 8))
    people = {row.kind: row.person_key for row in notices(norddjurs, follow_up_id="løfte")}
    assert people[NoticeKind.FOLLOW_UP] == "hanne.fjellerby"
    assert people[NoticeKind.ESCALATION] == "dorthe.kastbjerg"


def test_the_dry_run_says_what_the_sweep_then_raises_and_writes_nothing(
    norddjurs: Database, put_cases: Put, at: At
) -> None:
    clear_earlier(norddjurs, at(2023, 4, 1, 9))
    put_cases(norddjurs, 2, [DIR, HU])
    put_promise(norddjurs, at, date(2023, 4, 3))
    with norddjurs.read() as session:
        before = session.exec(select(func.count()).select_from(Due)).one()
        said = would_send(session, on=date(2023, 4, 3))
        assert session.exec(select(func.count()).select_from(Due)).one() == before
    sweep(norddjurs, at(2023, 4, 3, 8))
    raised = {(row.person_key, row.kind, row.deadline_kind, row.due_on) for row in notices(norddjurs)}
    foreseen = {(row.person, row.kind, row.deadline_kind, row.due_on) for row in said}
    assert foreseen <= raised
    assert {row.person for row in said} >= {"hanne.fjellerby", "freja.ginnerup"}
    assert all(row.because for row in said)
    with norddjurs.read() as session:
        now = would_send(session, on=date(2023, 4, 3))
    assert {(row.person, row.kind, row.due_on) for row in now} >= {(row.person, row.kind, row.due_on) for row in said}
    assert all(row.waits_in_mail for row in now)


def test_the_dry_run_says_why_a_waiting_line_would_not_be_sent(norddjurs: Database, put_cases: Put, at: At) -> None:
    clear_earlier(norddjurs, at(2023, 4, 1, 9))
    put_cases(norddjurs, 1, [DIR])
    sweep(norddjurs, at(2023, 4, 3, 8))
    with norddjurs.write() as session:
        session.get_one(Stop, "stop1-1").state = StopState.ON_AGENDA
    with norddjurs.read() as session:
        (row,) = [row for row in would_send(session, on=date(2023, 4, 3)) if row.case_number == "23/1"]
    assert row.skipped == "no_longer_waiting"
