"""Nobody opens the case of a duty: the clock does, once, in time, and says so; a repealed one it leaves alone."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from sqlmodel import select

from domain.casework.queue import next_due_at
from domain.model import Case, Cycle, CycleRisk, CycleState, Entry, Notice, NoticeKind
from domain.store.database import Database
from flows.engine import Engine
from flows.reporting_cycle import reporting_cycle
from flows.sweep import sweep

PLAIN = Engine()  # without a server: the same work, plainly


def days(first: date, last: date, step: int = 1) -> list[date]:
    return [date.fromordinal(day) for day in range(first.toordinal(), last.toordinal(), step)]


def test_in_spring_2023_the_report_is_opened_and_watched_with_nobody_at_the_keyboard(
    norddjurs_sqlite: Database, at: Callable[..., datetime]
) -> None:
    db = norddjurs_sqlite
    for day in days(date(2023, 1, 10), date(2023, 3, 20), 3):
        reporting_cycle(db, at(f"{day} 04:50"), PLAIN)
        sweep(db, at(f"{day} 05:30"), PLAIN)

    with db.read() as session:
        case = session.exec(select(Case).where(Case.obligation == "ligestillingsredegoerelse")).one()
        cycle = session.exec(select(Cycle).where(Cycle.case_id == case.id)).one()
        told = session.exec(select(Notice).where(Notice.case_id == case.id, Notice.kind == NoticeKind.ROUND_OPENED))
        assert [one.person_key for one in told] == ["hanne.fjellerby"]
        risk = session.exec(select(Notice).where(Notice.case_id == case.id, Notice.kind == NoticeKind.ROUND_AT_RISK))
        said = [json.loads(one.detail) for one in risk.all()]
    assert case.opened_at.date() == date(2023, 1, 31)
    # First the meeting that saves it is named; nobody wrote the recommendation, so after that meeting it is too late
    assert {(one["risk"], one["last_on"]) for one in said} >= {("last_meeting", "2023-03-08"), ("too_late", None)}
    assert (cycle.state, cycle.year, cycle.risk) == (CycleState.OPENED, 2023, CycleRisk.TOO_LATE)


def test_the_same_day_twice_opens_nothing_more(norddjurs_sqlite: Database, at: Callable[..., datetime]) -> None:
    db = norddjurs_sqlite
    first = reporting_cycle(db, at("2023-02-10 04:50"), PLAIN)
    with db.read() as session:
        lines = len(session.exec(select(Entry.seq)).all())
        assert next_due_at(session) is not None  # the sweep goes on from here
    again = reporting_cycle(db, at("2023-02-10 04:55"), PLAIN)
    assert first.opened
    assert (again.opened, again.failed) == ([], [])
    with db.read() as session:
        assert len(session.exec(select(Case.id)).all()) == len(first.opened)
        assert len(session.exec(select(Entry.seq)).all()) >= lines


@pytest.mark.slow
def test_from_2023_to_2030_each_round_gets_one_case_and_the_repealed_duty_none(
    norddjurs_sqlite: Database, at: Callable[..., datetime]
) -> None:
    db = norddjurs_sqlite
    for day in days(date(2023, 1, 5), date(2030, 12, 31), 21):
        reporting_cycle(db, at(f"{day} 04:50"), PLAIN)
    with db.read() as session:
        rounds = session.exec(select(Cycle)).all()
    opened = [(one.obligation, one.year) for one in rounds if one.case_id is not None]
    assert len(opened) == len(set(opened))
    assert [year for key, year in sorted(opened) if key == "danmarkskort"] == [*range(2023, 2031)]
    assert [year for key, year in sorted(opened) if key == "budget"] == [*range(2023, 2031)]
    assert [year for key, year in opened if key == "ligestillingsredegoerelse"] == [2023]
    assert all(one.opened_at is not None and one.opened_at.date() < one.due_on - timedelta(days=20) for one in rounds)


def test_where_no_profile_has_been_adopted_there_is_nothing_to_do(
    sqlite_db: Database, at: Callable[..., datetime]
) -> None:
    assert reporting_cycle(sqlite_db, at("2023-02-10 04:50"), PLAIN).opened == []
