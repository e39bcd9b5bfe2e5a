"""The demo's desk opens with standing items on each body's next agenda, however often it is opened."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlmodel import col, select

from calendars.meeting_plan import read_plan
from desk.demo.stage import sample_bytes
from desk.demo.standing import put_items_on
from domain.casework.meeting.meetings import import_meeting_plan
from domain.casework.verb import By
from domain.model import Case, Meeting, StandingUse
from domain.store.database import Database

ADOPTED = datetime(2023, 1, 2, 9, tzinfo=UTC)
OPENED, AGAIN = (datetime(2023, 6, 30, hour, tzinfo=UTC) for hour in (10, 11))
PLAN = "moedeplan-2023.csv"


def test_the_next_meeting_of_each_body_has_its_standing_items_once(norddjurs_sqlite: Database) -> None:
    db = norddjurs_sqlite
    import_meeting_plan(db, By("demo", ADOPTED), plan=read_plan(PLAN, sample_bytes(PLAN)))
    meetings = [put_items_on(db, By("demo", at)) for at in (OPENED, AGAIN)]
    assert meetings[0] == meetings[1]
    with db.read() as session:
        found = session.exec(
            select(Meeting.body_key, StandingUse.item, Case.title)
            .join(StandingUse, col(StandingUse.meeting_id) == col(Meeting.id))
            .join(Case, col(Case.id) == col(StandingUse.case_id))
        ).all()
    bodies = {body for body, _item, _title in found}
    assert {"DIR", "HU", "KB"} <= bodies
    assert len(meetings[0]) == len(bodies)
    assert ("DIR", "maanedsgrebet") in {(body, item) for body, item, _title in found}
    assert len(found) == len({(body, item) for body, item, _title in found})
