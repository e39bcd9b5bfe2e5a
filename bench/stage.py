"""Databases to measure on: the sample municipality with as many cases as asked, copied for each run."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path

from sqlmodel import select

from calendars.meeting_plan import read_plan
from domain.casework.house.municipality import adopt_profile
from domain.casework.meeting.meetings import import_meeting_plan
from domain.casework.verb import By
from domain.model import Case, Meeting, Stop
from domain.model.columns import make_id
from domain.profile import shipped_profile
from domain.store.bulk import insert_rows
from domain.store.database import Database, sqlite_url
from domain.store.migrate import migrate

PLAN = Path(__file__).parent.parent / "desk" / "sample" / "moedeplan-2023.csv"
AS_OF = datetime(2023, 1, 2, 8, 0, tzinfo=UTC)
OWNERS = ("hr-chef", "oekonomichef", "teknikchef", "it-sikkerhed", "chef-sekretariat")


def meeting_id(body: str, day: str) -> str:
    """The id of a meeting of the sample plan."""
    return make_id("meeting", body, date.fromisoformat(day))


def build(path: Path, cases: int, meetings: Sequence[str]) -> Path:
    """The municipality with that many cases, each on all of these meetings, in an SQLite file."""
    db = Database(sqlite_url(path))
    migrate(db)
    adopt_profile(db, By("lone.vejlby", AS_OF), name="norddjurs.toml", text=shipped_profile())
    import_meeting_plan(db, By("lone.vejlby", AS_OF), plan=read_plan(PLAN.name, PLAN.read_bytes()))
    with db.write() as session:
        bodies = {meeting.id: meeting.body_key for meeting in session.exec(select(Meeting))}
        insert_rows(session, [_case(number) for number in range(cases)])
        insert_rows(
            session,
            [
                Stop.new(
                    id=f"stop{number}-{place}",
                    case_id=f"case{number}",
                    position=place,
                    body_key=bodies[meeting],
                    meeting_id=meeting,
                )
                for number in range(cases)
                for place, meeting in enumerate(meetings, start=1)
            ],
        )
    settle(db)
    return path


def settle(db: Database) -> None:
    """Bring everything into the one file, so that a copy of it is the whole database."""
    with db.engine.connect() as connection:
        connection.exec_driver_sql("ANALYZE")
    with db.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    db.close()


def restore(template: Path, into: Path) -> Path:
    """Bring a database back to its start, under the connections that are open on it.

    So a run starts from the same rows and yet, like a server that has been up for a while, with warm statements.
    """
    with closing(sqlite3.connect(template)) as source, closing(sqlite3.connect(into)) as target:
        source.backup(target)
        target.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return into


def _case(number: int) -> Case:
    return Case.new(
        id=f"case{number}",
        number=f"23/{number}",
        title=f"Sag {number}",
        recommendation="Det indstilles, at sagen godkendes.",
        owner_post=OWNERS[number % len(OWNERS)],
        opened_at=AS_OF,
    )
