"""Before a plan is taken in, it is shown as a difference: nothing is written, and nothing of ours is taken out."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time
from pathlib import Path

import pytest
from sqlmodel import select

from calendars.meeting_plan import MeetingPlan, PlannedMeeting, PlanStatus, read_plan
from desk import words
from domain.casework.meeting.meetings import import_meeting_plan, move_meeting
from domain.casework.meeting.plan_preview import PlanChange, PlanDifference, preview_plan
from domain.casework.verb import By
from domain.errors import PlanFileError
from domain.model import Entry, Meeting
from domain.store.database import Database

PLAN = Path(__file__).parents[2] / "desk" / "sample" / "moedeplan-2023.csv"
TODAY = date(2023, 1, 3)
BY = By("lone.vejlby", datetime(2023, 1, 3, 9, 0, tzinfo=UTC))
COUNCIL = PlannedMeeting("KB", date(2023, 5, 23), time(17), time(20), "Byrådssalen", row=2)


def preview(db: Database, *meetings: PlannedMeeting) -> PlanDifference:
    with db.read() as session:
        return preview_plan(session, MeetingPlan("plan.csv", 2023, meetings), today=TODAY)


def stored(db: Database, body: str, on: date) -> Meeting:
    with db.read() as session:
        return session.exec(select(Meeting).where(Meeting.body_key == body, Meeting.held_on == on)).one()


def test_the_plan_we_already_have_makes_no_difference(norddjurs: Database) -> None:
    with norddjurs.read() as session:
        difference = preview_plan(session, read_plan(PLAN.name, PLAN.read_bytes()), today=TODAY)
    assert {row.change for row in difference.rows} == {PlanChange.UNCHANGED}


def test_each_meeting_is_new_changed_cancelled_or_unchanged(norddjurs: Database) -> None:
    (same,) = preview(norddjurs, COUNCIL).of(PlanChange.UNCHANGED)
    assert (same.body, same.held_on) == ("KB", COUNCIL.on)
    (changed,) = preview(norddjurs, replace(COUNCIL, starts=time(16), place="Aulaen")).of(PlanChange.CHANGED)
    assert changed.before == {"starts_at": datetime(2023, 5, 23, 15, tzinfo=UTC), "place": "Byrådssalen"}
    assert changed.after == {"starts_at": datetime(2023, 5, 23, 14, tzinfo=UTC), "place": "Aulaen"}
    (off,) = preview(norddjurs, replace(COUNCIL, status=PlanStatus.CANCELLED)).of(PlanChange.CANCELLED)
    assert off.after == {"status": "cancelled"}
    (new,) = preview(norddjurs, replace(COUNCIL, on=date(2023, 7, 4))).of(PlanChange.NEW)
    assert new.held_on == date(2023, 7, 4)


def test_what_the_file_does_not_name_is_listed_and_kept(norddjurs: Database) -> None:
    difference = preview(norddjurs, COUNCIL, replace(COUNCIL, on=date(2023, 6, 20)))
    kept = [(row.body, row.held_on) for row in difference.of(PlanChange.KEPT)]
    assert ("DIR", date(2023, 5, 24)) in kept
    assert all(COUNCIL.on <= on <= date(2023, 6, 20) for _, on in kept)
    import_meeting_plan(norddjurs, BY, plan=MeetingPlan("plan.csv", 2023, (COUNCIL,)))
    assert stored(norddjurs, "DIR", date(2023, 5, 24))


def test_a_row_with_our_own_uid_is_its_meeting_also_on_another_day_and_is_never_doubled(norddjurs: Database) -> None:
    council = stored(norddjurs, "KB", COUNCIL.on)
    row = replace(COUNCIL, on=date(2023, 5, 30), uid=f"{council.id}@sagsgang")
    (elsewhere,) = preview(norddjurs, row).of(PlanChange.ELSEWHERE)
    assert (elsewhere.meeting_id, elsewhere.before, elsewhere.after) == (
        council.id,
        {"held_on": COUNCIL.on},
        {"held_on": date(2023, 5, 30)},
    )
    receipt = import_meeting_plan(norddjurs, BY, plan=MeetingPlan("plan.ics", 2023, (row,)))
    assert (receipt.facts["created"], receipt.facts["moved_by_staff"]) == (0, 1)


def test_a_uid_of_another_body_or_from_elsewhere_is_no_match(norddjurs: Database) -> None:
    committee = stored(norddjurs, "ØK", date(2023, 5, 16))
    for uid in (f"{committee.id}@sagsgang", "040000008200E00074C5B7101A82E008@outlook"):  # one never seen before
        (new,) = preview(norddjurs, replace(COUNCIL, on=date(2023, 5, 30), uid=uid)).of(PlanChange.NEW)
        assert new.body == "KB"


def test_a_meeting_that_staff_have_moved_is_shown_where_it_is(norddjurs: Database) -> None:
    council = stored(norddjurs, "KB", COUNCIL.on)
    moved_to = datetime(2023, 5, 30, 15, tzinfo=UTC)
    move_meeting(norddjurs, BY, meeting_id=council.id, starts_at=moved_to, reason="Byfest")
    (elsewhere,) = preview(norddjurs, COUNCIL).of(PlanChange.ELSEWHERE)
    assert elsewhere.before == {"held_on": date(2023, 5, 30)}


def test_a_preview_writes_nothing_and_refuses_what_the_import_would(norddjurs: Database) -> None:
    with norddjurs.read() as session:
        before = len(session.exec(select(Entry)).all())
    preview(norddjurs, replace(COUNCIL, on=date(2023, 7, 4)))
    with pytest.raises(PlanFileError):
        preview(norddjurs, replace(COUNCIL, on=date(2023, 7, 8)))
    with norddjurs.read() as session:
        assert len(session.exec(select(Entry)).all()) == before


def test_every_change_has_its_word() -> None:
    assert words.PLAN_CHANGES.keys() == {change.value for change in PlanChange}
