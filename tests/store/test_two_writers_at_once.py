"""Writers stand in line; the second one to change the same thing is told so."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from sqlmodel import func, select

from domain.casework.house.municipality import record_absence
from domain.casework.meeting.meetings import move_meeting
from domain.casework.verb import By
from domain.errors import ConflictError
from domain.model import Absence, Entry, Meeting
from domain.model.columns import make_id
from domain.store import journal
from domain.store.database import Database


def all_at_once(works: list[Callable[[], object]]) -> list[Exception]:
    failed: list[Exception] = []
    start = threading.Barrier(len(works))

    def run(work: Callable[[], object]) -> None:
        start.wait()
        try:
            work()
        except Exception as error:  # noqa: BLE001 - a thread's failure is what the test looks at
            failed.append(error)

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return failed


def test_ten_writers_leave_ten_chained_lines(
    norddjurs: Database, by: Callable[..., By], at: Callable[..., datetime]
) -> None:
    day = date(2023, 3, 1)

    def absent(number: int) -> Callable[[], object]:
        return lambda: record_absence(
            norddjurs,
            by(at(2023, 3, 1, 9)),
            person="erik.lyngsvad",
            from_on=day,
            to_on=day + timedelta(days=number + 1),
        )

    assert all_at_once([absent(number) for number in range(10)]) == []
    with norddjurs.read() as session:
        assert session.exec(select(func.count()).select_from(Absence)).one() == 10
        assert journal.verify(session) == []


def test_the_same_key_from_two_writers_is_one_act(
    norddjurs: Database, by: Callable[..., By], at: Callable[..., datetime]
) -> None:
    day = date(2023, 3, 1)
    acts = [
        lambda: record_absence(
            norddjurs,
            by(at(2023, 3, 1, 9), key="formular-1"),
            person="erik.lyngsvad",
            from_on=day,
            to_on=day + timedelta(days=7),
        )
    ] * 2
    assert all_at_once(acts) == []
    with norddjurs.read() as session:
        assert session.exec(select(func.count()).select_from(Entry).where(Entry.key == "formular-1")).one() == 1


def test_the_second_writer_gets_a_conflict_and_no_update_is_lost(
    norddjurs: Database, by: Callable[..., By], at: Callable[..., datetime]
) -> None:
    meeting_id = make_id("meeting", "DIR", date(2023, 4, 12))

    def move(hour: int) -> None:
        move_meeting(
            norddjurs,
            by(at(2023, 3, 1, 9)),
            meeting_id=meeting_id,
            starts_at=at(2023, 4, 12, hour),
            reason="lokalet er optaget",
            version=1,
        )

    (refused,) = all_at_once([lambda: move(10), lambda: move(13)])
    assert isinstance(refused, ConflictError)
    assert (refused.facts["expected"], refused.facts["found"]) == (1, 2)
    with norddjurs.read() as session:
        meeting = session.get_one(Meeting, meeting_id)
        assert meeting.version == 2
        assert meeting.starts_at in {at(2023, 4, 12, 10), at(2023, 4, 12, 13)}


def test_a_refused_verb_leaves_nothing_behind(
    norddjurs: Database, by: Callable[..., By], at: Callable[..., datetime]
) -> None:
    meeting_id = make_id("meeting", "DIR", date(2023, 4, 12))
    with norddjurs.read() as session:
        before = session.exec(select(func.count()).select_from(Entry)).one()
    with pytest.raises(ConflictError):
        move_meeting(norddjurs, by(), meeting_id=meeting_id, starts_at=at(2023, 4, 13, 9), reason="x", version=7)
    with norddjurs.read() as session:
        assert session.exec(select(func.count()).select_from(Entry)).one() == before
        assert session.get_one(Meeting, meeting_id).version == 1
