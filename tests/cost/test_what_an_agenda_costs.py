"""An agenda is asked for in as many statements for three items as for three hundred, all of them by an index."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import event, text

from domain.casework.meeting.agenda import lock_agenda, move_item
from domain.casework.verb import By
from domain.model.columns import make_id
from domain.rules.agenda import Step
from domain.store.agenda import agenda_papers, drafts_of, names_used
from domain.store.database import Database

BY = By("lone.vejlby", datetime(2023, 3, 1, 9, 0, tzinfo=UTC))
DIR = make_id("meeting", "DIR", date(2023, 4, 12))
LATER = make_id("meeting", "DIR", date(2023, 4, 26))
Asked = list[tuple[str, Any]]


@contextmanager
def asking(db: Database) -> Iterator[Asked]:
    asked: Asked = []

    def note(*args: Any) -> None:
        asked.append((args[2], args[3]))

    event.listen(db.engine, "before_cursor_execute", note)
    yield asked
    event.remove(db.engine, "before_cursor_execute", note)


def test_reading_and_ordering_cost_the_same_number_of_statements_however_many_items(
    norddjurs: Database, put_cases: Callable[..., list[str]]
) -> None:
    put_cases(norddjurs, 3, [DIR])
    put_cases(norddjurs, 300, [LATER], first=10)
    counts: list[list[int]] = []
    for meeting, stop in ((DIR, "stop2-1"), (LATER, "stop20-1")):
        costs = []
        with asking(norddjurs) as asked, norddjurs.read() as session:
            agenda_papers(session, meeting)
        costs.append(len(asked))
        for verb, values in ((move_item, {"stop_id": stop, "step": Step.UP}), (lock_agenda, {})):
            with asking(norddjurs) as asked:
                verb(norddjurs, BY, meeting_id=meeting, **values)
            costs.append(len(asked))
        counts.append(costs)

    assert counts[0] == counts[1]
    assert max(counts[0]) <= 16


@pytest.mark.parametrize("many", [False, True])
def test_no_table_that_grows_with_the_years_is_read_from_end_to_end(
    norddjurs_sqlite: Database, put_cases: Callable[..., list[str]], *, many: bool
) -> None:
    db = norddjurs_sqlite
    put_cases(db, 3, [DIR])
    with asking(db) as asked, db.read() as session:
        agenda_papers(session, DIR)
        drafts_of(session, ["stop1-1", "stop2-1"] if many else [])
        names_used(session, "DIR", since=date(2022, 1, 1))
    scanned = set()
    with db.engine.connect() as connection:
        for statement, values in asked:
            if not statement.lstrip().upper().startswith("SELECT"):
                continue
            plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)
            scanned |= {row[3] for row in plan if row[3].startswith("SCAN ") and "json_each" not in row[3]}
        connection.execute(text("SELECT 1"))
    assert not {line for line in scanned if any(f"SCAN {table}" in line for table in GROWING)}, scanned


GROWING = ('"case"', "case", "stop", "decision", "attachment", "follow_up", "agenda_item", "minutes_remark", "draft")
