"""What moving, cancelling and calling would do is seen before, kept nowhere, and is what then happens."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from sqlmodel import select

from domain.casework import queue
from domain.casework.foresight.of_meeting import Told, foresee_call, foresee_cancel, foresee_move
from domain.casework.mail.reminders import raise_reminders
from domain.casework.meeting.meetings import cancel_meeting, move_meeting
from domain.casework.verb import By
from domain.errors import MeetingDayError, NotAllowedNowError
from domain.model import Case, DueKind, Entry, Meeting, MeetingStatus, Notice, NoticeKind, Person, Stop
from domain.model.columns import make_id
from domain.store.database import Database

BY = By("lone.vejlby", datetime(2023, 3, 1, 9, 0, tzinfo=UTC))
DIR, OEK = make_id("meeting", "DIR", date(2023, 4, 12)), make_id("meeting", "ØK", date(2023, 5, 16))
KB = make_id("meeting", "KB", date(2023, 5, 23))
Put = Callable[..., list[str]]
At = Callable[..., datetime]


def everything(db: Database) -> list[str]:
    with db.read() as session:
        return sorted(repr(row) for noun in (Meeting, Stop, Notice, Entry) for row in session.exec(select(noun)))


def names_told(db: Database) -> set[tuple[str, NoticeKind]]:
    with db.read() as session:
        rows = session.exec(select(Person.name, Notice.kind).join(Notice, Notice.person_key == Person.key))
        return set(rows.all())


def test_who_would_be_told_of_a_move_is_who_is_told(norddjurs: Database, put_cases: Put, at: At) -> None:
    put_cases(norddjurs, 3, [DIR, OEK, KB])
    before = everything(norddjurs)
    said = {"meeting_id": OEK, "starts_at": at(2023, 5, 24, 14), "reason": "ferie"}
    seen = foresee_move(norddjurs, BY, **said, ends_at=None, place=None)
    assert everything(norddjurs) == before
    assert (seen.impact.cases, len(seen.impact.differences)) == (3, 3)
    assert Told("Hanne Fjellerby", NoticeKind.MOVED, "sagens ejer", 3, is_off=False) in seen.told

    move_meeting(norddjurs, BY, **said)
    dues = queue.claim(norddjurs, now=BY.at, kinds=[DueKind.REMINDER])
    raise_reminders(norddjurs, BY, dues=dues)
    assert {(one.name, one.kind) for one in seen.told} == names_told(norddjurs)


def test_who_would_be_told_of_a_cancelled_meeting_is_who_is_told(norddjurs: Database, put_cases: Put) -> None:
    put_cases(norddjurs, 2, [DIR, OEK, KB])
    seen = foresee_cancel(norddjurs, BY, meeting_id=OEK, reason="ingen kan")
    assert seen.receipt.facts["replanned"] == 2
    cancel_meeting(norddjurs, BY, meeting_id=OEK, reason="ingen kan")
    assert {(one.name, one.kind) for one in seen.told} == names_told(norddjurs)
    with pytest.raises(NotAllowedNowError):
        foresee_cancel(norddjurs, BY, meeting_id=OEK, reason="ingen kan")


def test_a_new_meeting_is_seen_with_its_deadlines_before_it_is_called(norddjurs: Database, at: At) -> None:
    before = everything(norddjurs)
    said = {"body": "KB", "ends_at": None, "place": "Byrådssalen", "status": MeetingStatus.EXTRAORDINARY}
    seen = foresee_call(norddjurs, BY, starts_at=at(2023, 5, 2, 17), **said)
    assert everything(norddjurs) == before
    assert (seen.body, seen.ends_at, seen.stuck) == ("KB", at(2023, 5, 2, 20), 0)
    assert {"dispatch", "minutes"} <= {deadline.kind.value for deadline in seen.deadlines}
    with pytest.raises(MeetingDayError):
        foresee_call(norddjurs, BY, starts_at=at(2023, 5, 5, 17), **said)


def test_stuck_cases_that_a_new_meeting_helps_are_named(norddjurs: Database, put_cases: Put, at: At) -> None:
    (case_id,) = put_cases(norddjurs, 1, [KB])
    with norddjurs.write() as session:
        case = session.get_one(Case, case_id)
        case.decide_before, case.stuck_because = date(2023, 5, 10), '{"why":"no_plan"}'
        session.get_one(Stop, "stop1-1").meeting_id = None
    said = {"body": "KB", "ends_at": None, "place": "", "status": MeetingStatus.EXTRAORDINARY}
    seen = foresee_call(norddjurs, BY, starts_at=at(2023, 5, 2, 17), **said)
    assert (seen.stuck, [one.number for one in seen.helped]) == (1, ["23/1"])
