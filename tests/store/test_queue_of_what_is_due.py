"""The queue: nothing is taken twice, nothing is lost, and a long queue costs no more than a short one."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from domain.casework import queue
from domain.model import Due, DueKind
from domain.store.bulk import insert_rows
from domain.store.database import Database

NOW = datetime(2023, 5, 3, 8, 0, tzinfo=UTC)


def put(db: Database, *hours: float, kind: DueKind = DueKind.JOURNEY) -> None:
    with db.write() as session:
        for hour in hours:
            queue.put(session, due_at=NOW + timedelta(hours=hour), kind=kind, subject=f"sag{hour}")


def subjects(dues: list[Due]) -> list[str]:
    return [due.subject for due in dues]


def test_what_is_due_is_claimed_earliest_first_and_what_is_not_stays(db: Database) -> None:
    put(db, 0, -2, 1, -1)
    assert subjects(queue.claim(db, now=NOW)) == ["sag-2", "sag-1", "sag0"]


def test_what_is_claimed_is_not_claimed_again_before_its_lease_runs_out(db: Database) -> None:
    put(db, -1)
    assert len(queue.claim(db, now=NOW, lease_seconds=60)) == 1
    assert queue.claim(db, now=NOW + timedelta(seconds=59)) == []
    assert len(queue.claim(db, now=NOW + timedelta(seconds=60))) == 1


def test_what_is_released_may_be_claimed_at_once(db: Database) -> None:
    put(db, -1)
    queue.release(db, queue.claim(db, now=NOW))
    assert len(queue.claim(db, now=NOW)) == 1


def test_what_is_done_is_gone(db: Database) -> None:
    put(db, -2, -1)
    first, _ = queue.claim(db, now=NOW)
    with db.write() as session:
        queue.done(session, [first])
    assert subjects(queue.claim(db, now=NOW + timedelta(days=1))) == ["sag-1"]


def test_what_is_put_anew_while_it_is_being_done_stays(db: Database) -> None:
    put(db, -1)
    claimed = queue.claim(db, now=NOW)
    with db.write() as session:
        queue.put(session, due_at=NOW, kind=DueKind.JOURNEY, subject="sag-1")
    with db.write() as session:
        queue.done(session, claimed)
    assert subjects(queue.claim(db, now=NOW)) == ["sag-1"]


def test_the_same_thing_put_twice_is_there_once_at_the_later_wish(db: Database) -> None:
    with db.write() as session:
        for hours in (5, 2, 3):
            queue.put(session, due_at=NOW + timedelta(hours=hours), kind=DueKind.HELD, subject="møde")
    with db.read() as session:
        assert queue.next_due_at(session) == NOW + timedelta(hours=3)
    assert len(queue.claim(db, now=NOW + timedelta(days=1))) == 1


def test_kinds_and_limit_are_kept(db: Database) -> None:
    put(db, -3, -2)
    put(db, -1.5, -1, kind=DueKind.REMINDER)
    assert subjects(queue.claim(db, now=NOW, kinds=[DueKind.REMINDER])) == ["sag-1.5", "sag-1"]
    assert subjects(queue.claim(db, now=NOW, limit=1)) == ["sag-3"]


def test_an_idle_claim_writes_nothing(sqlite_db: Database) -> None:
    put(sqlite_db, 1)
    with sqlite_db.engine.connect() as connection:
        before = connection.execute(text("PRAGMA data_version")).scalar_one()
        assert queue.claim(sqlite_db, now=NOW) == []
        assert connection.execute(text("PRAGMA data_version")).scalar_one() == before


def test_the_disk_is_not_waited_for_by_a_lease_and_by_everything_else(sqlite_db: Database) -> None:
    put(sqlite_db, -1)
    raw = sqlite_db.engine.raw_connection().driver_connection  # the pool hands out the one connection

    def waits() -> bool:
        assert raw is not None
        return bool(raw.execute("PRAGMA synchronous").fetchone()[0] == 2)

    before = waits()
    queue.claim(sqlite_db, now=NOW)
    leasing = waits()
    put(sqlite_db, -1)
    assert (before, leasing, waits()) == (True, False, True)


@pytest.mark.parametrize("count", [10, 3000])
def test_an_idle_claim_looks_at_the_head_of_the_queue_only(sqlite_db: Database, count: int) -> None:
    fill(sqlite_db, count)
    with sqlite_db.read() as session:
        question = queue.FIRST_DUE.params(now=NOW).compile(sqlite_db.engine, compile_kwargs={"literal_binds": True})
        plan = session.connection().execute(text(f"EXPLAIN QUERY PLAN {question}")).all()
    assert [row[3] for row in plan] == ["SEARCH due USING PRIMARY KEY (due_at<?)"]


@pytest.mark.parametrize("count", [10, 3000])
def test_an_idle_claim_reads_no_rows_however_many_sleep(sqlite_db: Database, count: int) -> None:
    """Counted by SQLite itself: the virtual machine's steps are the same for ten and for thousands."""
    fill(sqlite_db, count)
    assert steps_of_an_idle_claim(sqlite_db) < 200


@pytest.mark.postgres
def test_an_idle_claim_uses_the_index_in_postgres_too(postgres_db: Database) -> None:
    db = postgres_db
    fill(db, 3000)
    with db.write() as session:
        session.connection().execute(text("ANALYZE due"))
        question = queue.due_rows(NOW, None, 500).compile(db.engine, compile_kwargs={"literal_binds": True})
        plan = "\n".join(row[0] for row in session.connection().execute(text(f"EXPLAIN {question}")))
    assert "Index Scan" in plan
    assert "Seq Scan" not in plan


def fill(db: Database, count: int) -> None:
    with db.write() as session:
        rows = [queue.new_due(DueKind.JOURNEY, f"sag{n}", NOW + timedelta(minutes=n + 1)) for n in range(count)]
        insert_rows(session, rows)


def steps_of_an_idle_claim(db: Database) -> int:
    steps = 0

    def count() -> int:
        nonlocal steps
        steps += 1
        return 0

    with db.read() as session:
        raw = session.connection().connection.driver_connection
        assert raw is not None
        raw.set_progress_handler(count, 1)
        assert not queue.is_anything_due(session, NOW)
        raw.set_progress_handler(None, 0)
    return steps
