"""A plan from somebody else's calendar, taken in again: its own UIDs say which meeting has moved or is off."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time

import pytest
from sqlmodel import col, select

from calendars.meeting_plan import MeetingPlan, PlannedMeeting, PlanStatus, read_plan
from domain.casework.meeting.meetings import cancel_meeting, import_meeting_plan, move_meeting
from domain.casework.meeting.plan_preview import PlanChange, preview_plan
from domain.casework.verb import By, Receipt
from domain.errors import PlanFileError
from domain.model import Entry, Meeting, MeetingStatus
from domain.store.database import Database

BY = By("lone.vejlby", datetime(2023, 1, 3, 9, 0, tzinfo=UTC))
TODAY = date(2023, 1, 3)
UID = "040000008200E00074C5B7101A82E0080001@kommunen.example"
MAY = date(2023, 5, 23)  # a meeting of the council that the town has already
JUNE = date(2023, 6, 13)


def council(on: date = MAY, uid: str | None = UID, **more: object) -> PlannedMeeting:
    return PlannedMeeting("KB", on, time(17), time(20), "Byrådssalen", row=2, uid=uid, **more)  # type: ignore[arg-type]


def take_in(db: Database, *meetings: PlannedMeeting) -> Receipt:
    return import_meeting_plan(db, BY, plan=MeetingPlan("kalender.ics", 2023, meetings))


def preview(db: Database, *meetings: PlannedMeeting) -> list[tuple[PlanChange, date]]:
    with db.read() as session:
        found = preview_plan(session, MeetingPlan("kalender.ics", 2023, meetings), today=TODAY)
    return [(row.change, row.held_on) for row in found.rows if row.change is not PlanChange.KEPT]


def stored(db: Database, on: date, body: str = "KB") -> Meeting | None:
    with db.read() as session:
        return session.exec(select(Meeting).where(Meeting.body_key == body, Meeting.held_on == on)).first()


@pytest.fixture
def town(norddjurs: Database) -> Database:
    """The calendar has been taken in once: the meeting we had by its day is now also known by its UID."""
    first = take_in(norddjurs, council())
    assert (first.repeated, first.facts["unchanged"]) == (False, 1)
    return norddjurs


def test_the_uid_is_learnt_once_and_changes_nothing_else(town: Database) -> None:
    known = stored(town, MAY)
    assert known is not None
    assert (known.plan_uid, known.plan_on, known.sequence) == (UID, MAY, 0)
    assert take_in(town, council()).repeated


def test_a_meeting_that_its_calendar_has_moved_is_moved_and_not_made_twice(town: Database) -> None:
    before = stored(town, MAY)
    assert before is not None
    assert preview(town, council(JUNE)) == [(PlanChange.MOVED, JUNE)]
    receipt = take_in(town, council(JUNE))
    assert (receipt.facts["moved"], receipt.facts["created"], receipt.facts["unchanged"]) == (1, 0, 0)
    after = stored(town, JUNE)
    assert after is not None
    assert stored(town, MAY) is None
    assert (after.id, after.sequence, after.plan_on) == (before.id, before.sequence + 1, JUNE)
    with town.read() as session:
        told = session.exec(select(Entry).where(Entry.subject == before.id).order_by(col(Entry.seq).desc())).first()
    assert told is not None
    assert "kalender.ics" in told.facts
    assert take_in(town, council(JUNE)).repeated


def test_a_meeting_that_its_calendar_has_called_off_is_cancelled_also_from_another_day(town: Database) -> None:
    take_in(town, council(JUNE, status=PlanStatus.CANCELLED))
    off = stored(town, MAY)
    assert off is not None
    assert off.status is MeetingStatus.CANCELLED
    assert stored(town, JUNE) is None


def test_a_new_meeting_on_the_day_that_was_left_is_a_meeting_of_its_own(town: Database) -> None:
    receipt = take_in(town, council(JUNE), council(MAY, uid="ny@kommunen.example"))
    assert (receipt.facts["moved"], receipt.facts["created"]) == (1, 1)
    left, moved = stored(town, MAY), stored(town, JUNE)
    assert left is not None
    assert moved is not None
    assert left.id != moved.id
    assert take_in(town, council(JUNE), council(MAY, uid="ny@kommunen.example")).repeated


def test_two_meetings_may_change_places(town: Database) -> None:
    take_in(town, council(JUNE, uid="anden@kommunen.example"))
    first, second = stored(town, MAY), stored(town, JUNE)
    assert first is not None
    assert second is not None
    receipt = take_in(town, council(JUNE), council(MAY, uid="anden@kommunen.example"))
    assert receipt.facts["moved"] == 2
    there, here = stored(town, JUNE), stored(town, MAY)
    assert there is not None
    assert here is not None
    assert (there.id, here.id) == (first.id, second.id)


def test_a_meeting_that_staff_have_moved_stays_where_they_put_it(town: Database) -> None:
    known = stored(town, MAY)
    assert known is not None
    move_meeting(town, BY, meeting_id=known.id, starts_at=datetime(2023, 5, 30, 15, tzinfo=UTC), reason="Byfest")
    assert preview(town, council()) == [(PlanChange.ELSEWHERE, MAY)]
    assert take_in(town, council(JUNE)).facts["moved_by_staff"] == 1
    assert stored(town, date(2023, 5, 30)) is not None


def test_a_meeting_that_staff_have_cancelled_stays_cancelled(town: Database) -> None:
    known = stored(town, MAY)
    assert known is not None
    cancel_meeting(town, BY, meeting_id=known.id, reason="Ingen sager")
    assert take_in(town, council(JUNE)).facts["moved"] == 0
    off = stored(town, MAY)
    assert off is not None
    assert off.status is MeetingStatus.CANCELLED


def test_a_meeting_is_not_moved_on_top_of_another(town: Database) -> None:
    take_in(town, council(JUNE, uid="anden@kommunen.example"))
    with pytest.raises(PlanFileError) as refused:
        take_in(town, council(JUNE))
    assert [finding.code for finding in refused.value.facts["findings"]] == ["meeting_taken"]


def test_a_uid_that_several_rows_share_is_no_name_of_one_meeting(town: Database) -> None:
    receipt = take_in(town, council(JUNE), council(date(2023, 6, 14)))
    assert (receipt.facts["moved"], receipt.facts["created"]) == (0, 2)


def test_a_calendar_that_gives_new_uids_every_time_is_known_by_body_and_day(town: Database) -> None:
    assert preview(town, council(uid="helt-ny@kommunen.example")) == [(PlanChange.UNCHANGED, MAY)]
    take_in(town, council(uid="helt-ny@kommunen.example"))
    known = stored(town, MAY)
    assert known is not None
    assert known.plan_uid == "helt-ny@kommunen.example"


def test_the_uid_of_another_bodys_meeting_moves_nothing(town: Database) -> None:
    other = replace(council(date(2023, 6, 15)), body="ØK")
    assert take_in(town, other).facts["created"] == 1
    assert stored(town, MAY) is not None


def test_from_file_to_file(norddjurs: Database) -> None:
    event = (
        "BEGIN:VEVENT\r\nUID:{uid}\r\nDTSTAMP:20230101T000000Z\r\nSUMMARY:Kommunalbestyrelsen\r\n"
        "DTSTART:{day}T150000Z\r\nDTEND:{day}T180000Z\r\nLOCATION:Byrådssalen\r\n{status}END:VEVENT\r\n"
    )
    frame = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//y//\r\n{0}END:VCALENDAR\r\n"

    def file(day: str, status: str = "") -> MeetingPlan:
        return read_plan("fra-outlook.ics", frame.format(event.format(uid=UID, day=day, status=status)).encode())

    import_meeting_plan(norddjurs, BY, plan=file("20230523"))
    assert import_meeting_plan(norddjurs, BY, plan=file("20230613")).facts["moved"] == 1
    off = import_meeting_plan(norddjurs, BY, plan=file("20230613", "STATUS:CANCELLED\r\n"))
    assert off.facts["cancelled"] == 1
