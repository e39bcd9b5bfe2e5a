"""What speed rests on, counted and never timed: statements, rows and commits (performance.md, the gates in CI).

``executemany`` is one statement. Rows that are read are those the driver hands over.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, event, text

from domain.casework import queue
from domain.casework.case.journey import advance
from domain.casework.mail.reminders import raise_reminders
from domain.casework.meeting.meetings import cancel_meeting
from domain.casework.verb import By
from domain.model import BodyKind, Case, DueKind, FollowUp, FollowUpState
from domain.model.columns import make_id
from domain.rules.planning import Plan, StopToPlace, plan_forward
from domain.store.bulk import insert_rows, update_rows
from domain.store.database import Database
from domain.store.queries import meeting_table

BY = By("lone.vejlby", datetime(2023, 3, 1, 9, 0, tzinfo=UTC))
NOON = datetime(2023, 2, 1, 12, 0, tzinfo=UTC)
DIR, HU = make_id("meeting", "DIR", date(2023, 4, 12)), make_id("meeting", "HU", date(2023, 4, 27))
OEK, KB = make_id("meeting", "ØK", date(2023, 5, 16)), make_id("meeting", "KB", date(2023, 5, 23))
NEXT_OEK, NEXT_KB = make_id("meeting", "ØK", date(2023, 6, 13)), make_id("meeting", "KB", date(2023, 6, 20))
Put = Callable[..., list[str]]


@dataclass
class Cost:
    """What was asked of the database."""

    statements: list[str] = field(default_factory=list)
    commits: int = 0


@contextmanager
def counting(db: Database) -> Iterator[Cost]:
    cost = Cost()

    def statement(*args: Any) -> None:
        cost.statements.append(args[2])

    def commit(_: Connection) -> None:
        cost.commits += 1

    event.listen(db.engine, "before_cursor_execute", statement)
    event.listen(db.engine, "commit", commit)
    yield cost
    event.remove(db.engine, "before_cursor_execute", statement)
    event.remove(db.engine, "commit", commit)


def rows_changed(db: Database) -> int:
    """By the one connection that SQLite's pool hands out, since it was opened."""
    with db.engine.connect() as connection:
        return int(connection.execute(text("SELECT total_changes()")).scalar_one())


def steps_of_asking(db: Database) -> int:
    """How many steps SQLite's machine takes to find what is due: a count of rows looked at, not of time."""
    steps = 0

    def count() -> int:
        nonlocal steps
        steps += 1
        return 0

    with db.read() as session:
        raw = session.connection().connection.driver_connection
        assert raw is not None
        raw.set_progress_handler(count, 1)
        assert len(session.exec(queue.due_rows(NOON, [DueKind.FOLLOW_UP], 500)).all()) == 7
        raw.set_progress_handler(None, 0)
    return steps


def put_promises(db: Database, case_id: str, count: int, *, due_at: datetime, first: int = 0) -> None:
    numbers = range(first, first + count)
    promises = [
        FollowUp.new(
            id=f"løfte{n}",
            case_id=case_id,
            text="følger op",
            owner_post="hr-chef",
            due_on=date(2023, 2, 1),
            state=FollowUpState.CONFIRMED,
        )
        for n in numbers
    ]
    dues = [queue.new_due(DueKind.FOLLOW_UP, f"løfte{n}", due_at, "follow_up:0:owner") for n in numbers]
    with db.write() as session:
        insert_rows(session, promises)
        queue.put_all(session, dues)


def test_a_plan_asks_the_database_nothing_once_the_meetings_are_read(norddjurs: Database) -> None:
    stops = [
        StopToPlace("1", "DIR", BodyKind.MANAGEMENT),
        StopToPlace("2", "ØK", BodyKind.FINANCE),
        StopToPlace("3", "KB", BodyKind.COUNCIL),
    ]
    with norddjurs.read() as session:
        table = meeting_table(session, since=date(2023, 3, 1))
        with counting(norddjurs) as cost:
            plan = plan_forward(stops, table, ready_on=date(2023, 3, 1))
    assert isinstance(plan, Plan)
    assert cost.statements == []


def test_a_cancelled_meeting_asks_as_often_for_hundreds_of_cases_as_for_three(
    norddjurs: Database, put_cases: Put
) -> None:
    put_cases(norddjurs, 3, [DIR, HU, OEK, KB])
    with counting(norddjurs) as for_three:
        cancel_meeting(norddjurs, BY, meeting_id=OEK, reason="ingen kan")
    put_cases(norddjurs, 600, [DIR, HU, NEXT_OEK, NEXT_KB], first=4)
    with counting(norddjurs) as for_all:
        receipt = cancel_meeting(norddjurs, BY, meeting_id=NEXT_OEK, reason="heller ikke")
    assert receipt.facts["replanned"] == 603
    assert for_all.statements == for_three.statements
    assert (for_three.commits, for_all.commits) == (1, 1)


def test_a_cancelled_meeting_changes_four_rows_a_case(norddjurs_sqlite: Database, put_cases: Put) -> None:
    """Two stops, the journal's line and the owner's notice; the deadlines are the meetings' own."""
    put_cases(norddjurs_sqlite, 10, [DIR, HU, OEK, KB])
    start = rows_changed(norddjurs_sqlite)
    cancel_meeting(norddjurs_sqlite, BY, meeting_id=OEK, reason="ingen kan")
    for_ten = rows_changed(norddjurs_sqlite) - start
    put_cases(norddjurs_sqlite, 25, [DIR, HU, NEXT_OEK, NEXT_KB], first=11)
    start = rows_changed(norddjurs_sqlite)
    cancel_meeting(norddjurs_sqlite, BY, meeting_id=NEXT_OEK, reason="heller ikke")
    assert rows_changed(norddjurs_sqlite) - start == for_ten + 4 * 25


def test_cancelling_again_changes_no_row(norddjurs_sqlite: Database, put_cases: Put) -> None:
    put_cases(norddjurs_sqlite, 20, [DIR, HU, OEK, KB])
    cancel_meeting(norddjurs_sqlite, BY, meeting_id=OEK, reason="ingen kan")
    before = rows_changed(norddjurs_sqlite)
    assert cancel_meeting(norddjurs_sqlite, BY, meeting_id=OEK, reason="ingen kan").repeated
    assert rows_changed(norddjurs_sqlite) == before


def test_a_claim_reads_what_is_due_and_nothing_that_waits(norddjurs_sqlite: Database, put_cases: Put) -> None:
    db = norddjurs_sqlite
    [case_id] = put_cases(db, 1, [DIR])
    put_promises(db, case_id, 7, due_at=NOON)
    alone = steps_of_asking(db)
    put_promises(db, case_id, 500, due_at=NOON + timedelta(days=90), first=7)
    assert steps_of_asking(db) == alone


def test_a_chunk_of_reminders_is_one_commit_and_as_many_statements_for_five_as_for_two_hundred(
    norddjurs: Database, put_cases: Put
) -> None:
    [case_id] = put_cases(norddjurs, 1, [DIR])
    costs = []
    for count, first in ((5, 0), (200, 5)):
        put_promises(norddjurs, case_id, count, due_at=NOON, first=first)
        dues = queue.claim(norddjurs, now=NOON, kinds=[DueKind.FOLLOW_UP])
        assert len(dues) == count
        with counting(norddjurs) as cost:
            assert raise_reminders(norddjurs, By("sagsgang", NOON), dues=dues).facts["notices"] == count
        costs.append(cost)
    assert [cost.commits for cost in costs] == [1, 1]
    assert len(costs[1].statements) <= len(costs[0].statements)


def test_a_claim_is_one_commit_and_nothing_due_is_none(norddjurs: Database, put_cases: Put) -> None:
    [case_id] = put_cases(norddjurs, 1, [DIR])
    put_promises(norddjurs, case_id, 30, due_at=NOON)
    with counting(norddjurs) as idle:
        assert queue.claim(norddjurs, now=NOON - timedelta(seconds=1), kinds=[DueKind.FOLLOW_UP]) == []
    with counting(norddjurs) as busy:
        assert len(queue.claim(norddjurs, now=NOON, kinds=[DueKind.FOLLOW_UP])) == 30
    assert (idle.commits, busy.commits) == (0, 1)


def test_a_step_of_a_case_is_one_commit_and_seven_statements(norddjurs: Database, put_cases: Put) -> None:
    [case_id] = put_cases(norddjurs, 1, [DIR])
    with norddjurs.write() as session:
        update_rows(session, Case, ("recommendation",), [("Det indstilles, at sagen godkendes.", case_id)])
    after_dispatch = datetime(2023, 4, 11, 9, 0, tzinfo=UTC)
    with counting(norddjurs) as cost:
        receipt = advance(norddjurs, By("sagsgang", after_dispatch), case_id=case_id)
    assert receipt.facts["transition"] == "on_agenda"
    assert cost.commits == 1
    said = [statement for statement in cost.statements if not statement.startswith(("BEGIN", "SELECT pg_advisory"))]
    assert len(said) == 7  # two to know the case, one of the step, one of the queue, three of the journal
    assert sum('FROM "case"' in statement for statement in said) == 1
