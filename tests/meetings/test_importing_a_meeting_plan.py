"""A meeting plan is taken in whole or not at all, and the same plan again changes nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, time
from pathlib import Path

import pytest
from sqlmodel import col, func, select

from calendars.meeting_plan import Finding, MeetingPlan, PlannedMeeting, PlanStatus, read_plan
from domain.casework.meeting.meetings import cancel_meeting, import_meeting_plan, move_meeting, schedule_meeting
from domain.casework.meeting.planned import Past
from domain.casework.verb import By
from domain.errors import MeetingDayError, NoProfileError, PlanFileError, UnknownBodyError
from domain.model import Due, DueKind, Entry, Meeting, MeetingDeadline, MeetingStatus
from domain.model.columns import make_id
from domain.store.database import Database

PLAN = Path(__file__).parents[2] / "desk" / "sample" / "moedeplan-2023.csv"
BY = By("lone.vejlby", datetime(2023, 1, 3, 9, 0, tzinfo=UTC))


def plan(*meetings: PlannedMeeting, findings: Sequence[Finding] = ()) -> MeetingPlan:
    return MeetingPlan("plan.csv", 2023, meetings, findings=tuple(findings))


def planned(body: str, on: date, starts: time | None = time(9, 0), **more: object) -> PlannedMeeting:
    return PlannedMeeting(body=body, on=on, starts=starts, row=2, **more)


def meeting(db: Database, body: str, on: date) -> Meeting:
    with db.read() as session:
        return session.exec(select(Meeting).where(Meeting.body_key == body, Meeting.held_on == on)).one()


def everything(db: Database) -> list[str]:
    with db.read() as session:
        rows = [*session.exec(select(Meeting)), *session.exec(select(Due)), *session.exec(select(MeetingDeadline))]
        rows += [*session.exec(select(Entry))]
        return sorted(repr(row) for row in rows)


def test_the_sample_plan_gives_the_real_meetings_of_2023(norddjurs: Database) -> None:
    days = {"DIR": date(2023, 4, 12), "HU": date(2023, 4, 27), "ØK": date(2023, 5, 16), "KB": date(2023, 5, 23)}
    for body, day in days.items():
        assert meeting(norddjurs, body, day).status is MeetingStatus.ORDINARY
    council = meeting(norddjurs, "KB", date(2023, 5, 23))
    assert council.starts_at == datetime(2023, 5, 23, 15, 0, tzinfo=UTC)  # 17.00 in Denmark, in summer
    assert council.place == "Byrådssalen"


def test_every_meeting_gets_its_deadlines_and_its_moments_in_the_queue(norddjurs: Database) -> None:
    council = meeting(norddjurs, "KB", date(2023, 5, 23))
    with norddjurs.read() as session:
        dispatch = session.exec(
            select(MeetingDeadline).where(MeetingDeadline.meeting_id == council.id, MeetingDeadline.rule == "KS8-4")
        ).one()
        assert (dispatch.legal_on, dispatch.practical_on) == (date(2023, 5, 16), date(2023, 5, 16))
        assert len(dispatch.explanation) > 4
        dues = {(due.kind, due.detail): due for due in session.exec(select(Due).where(Due.subject == council.id))}
    assert dues[DueKind.DISPATCH, ""].due_at == datetime(2023, 5, 16, 10, 0, tzinfo=UTC)
    assert dues[DueKind.HELD, ""].due_at == council.ends_at
    assert dues[DueKind.REMINDER, "dispatch:-1:case_owner"].due_at == datetime(2023, 5, 15, 6, 0, tzinfo=UTC)
    assert dues[DueKind.REMINDER, "chair_review:-1:chair"].key == f"reminder:{council.id}:chair_review:-1:chair"


def test_the_same_plan_again_changes_nothing(norddjurs: Database) -> None:
    before = everything(norddjurs)
    receipt = import_meeting_plan(norddjurs, BY, plan=read_plan(PLAN.name, PLAN.read_bytes()))
    assert receipt.repeated
    assert receipt.facts["unchanged"] == 58
    assert everything(norddjurs) == before


def test_the_same_plan_in_the_middle_of_the_year_names_meetings_that_were_held(norddjurs: Database) -> None:
    later = By("lone.vejlby", datetime(2023, 9, 1, 9, 0, tzinfo=UTC))
    assert import_meeting_plan(norddjurs, later, plan=read_plan(PLAN.name, PLAN.read_bytes())).repeated


def test_a_plan_taken_in_late_can_leave_out_what_has_been_held(norddjurs_sqlite: Database) -> None:
    db, late = norddjurs_sqlite, By("lone.vejlby", datetime(2023, 5, 16, 9, 0, tzinfo=UTC))
    whole = plan(planned("KB", date(2023, 4, 26)), planned("ØK", date(2023, 5, 17)), planned("KB", date(2023, 5, 24)))
    with pytest.raises(PlanFileError):
        import_meeting_plan(db, late, plan=whole)
    receipt = import_meeting_plan(db, late, plan=whole, past=Past.LEFT_OUT)
    assert receipt.facts["left_out"] == ["KB 2023-04-26"]
    assert receipt.facts["created"] == 2
    with db.read() as session:
        days = session.exec(select(Meeting.held_on).where(Meeting.body_key == "KB")).all()
    assert date(2023, 4, 26) not in days
    assert date(2023, 5, 24) in days


def test_a_plan_taken_in_late_can_keep_what_has_been_held_and_reminds_nobody_of_it(
    norddjurs_sqlite: Database,
) -> None:
    db, late = norddjurs_sqlite, By("lone.vejlby", datetime(2023, 5, 16, 9, 0, tzinfo=UTC))
    import_meeting_plan(db, late, plan=plan(planned("KB", date(2023, 4, 26))), past=Past.HISTORY)
    held = meeting(db, "KB", date(2023, 4, 26))
    with db.read() as session:
        assert session.exec(select(MeetingDeadline).where(MeetingDeadline.meeting_id == held.id)).first() is not None
        assert session.exec(select(Due).where(Due.subject == held.id)).first() is None


def test_history_is_no_excuse_for_a_meeting_on_a_sunday(norddjurs_sqlite: Database) -> None:
    late = By("lone.vejlby", datetime(2023, 5, 16, 9, 0, tzinfo=UTC))
    with pytest.raises(PlanFileError) as refused:
        import_meeting_plan(norddjurs_sqlite, late, plan=plan(planned("KB", date(2023, 4, 23))), past=Past.HISTORY)
    assert [finding.code for finding in refused.value.facts["findings"]] == ["meeting_weekend"]


def test_a_changed_time_changes_the_meeting_and_raises_its_sequence(norddjurs: Database) -> None:
    before = meeting(norddjurs, "DIR", date(2023, 4, 12))
    import_meeting_plan(norddjurs, BY, plan=plan(planned("Direktionen", date(2023, 4, 12), time(10, 30))))
    after = meeting(norddjurs, "DIR", date(2023, 4, 12))
    assert after.id == before.id
    assert after.sequence == before.sequence + 1
    assert after.starts_at == datetime(2023, 4, 12, 8, 30, tzinfo=UTC)
    assert after.ends_at == datetime(2023, 4, 12, 11, 0, tzinfo=UTC)  # the body's usual length


def test_a_changed_remark_alone_does_not_raise_the_sequence(norddjurs: Database) -> None:
    before = meeting(norddjurs, "DIR", date(2023, 4, 12))
    row = planned(
        "DIR", date(2023, 4, 12), time(9, 0), ends=time(11, 30), place=before.place, remark="med besøg fra HR"
    )
    import_meeting_plan(norddjurs, BY, plan=plan(row))
    after = meeting(norddjurs, "DIR", date(2023, 4, 12))
    assert (after.sequence, after.version, after.remark) == (0, 2, "med besøg fra HR")


def test_meetings_the_plan_does_not_name_stay(norddjurs: Database) -> None:
    import_meeting_plan(norddjurs, BY, plan=plan(planned("DIR", date(2023, 7, 5))))
    with norddjurs.read() as session:
        assert session.exec(select(func.count()).select_from(Meeting)).one() == 59


def test_a_meeting_that_staff_moved_or_cancelled_is_not_brought_back_by_the_old_plan(
    norddjurs: Database, at: Callable[..., datetime]
) -> None:
    moved, cancelled = meeting(norddjurs, "ØK", date(2023, 8, 15)), meeting(norddjurs, "ØK", date(2023, 9, 12))
    move_meeting(norddjurs, BY, meeting_id=moved.id, starts_at=at(2023, 8, 16, 14), reason="KL-møde")
    cancel_meeting(norddjurs, BY, meeting_id=cancelled.id, reason="ingen sager")
    before = everything(norddjurs)
    receipt = import_meeting_plan(norddjurs, BY, plan=read_plan(PLAN.name, PLAN.read_bytes()))
    assert receipt.repeated
    assert receipt.facts["moved_by_staff"] == 1
    assert everything(norddjurs) == before


def test_a_meeting_the_plan_calls_off_is_cancelled(norddjurs: Database) -> None:
    row = planned("KB", date(2023, 12, 19), status=PlanStatus.CANCELLED)
    assert import_meeting_plan(norddjurs, BY, plan=plan(row)).facts["cancelled"] == 1
    off = meeting(norddjurs, "KB", date(2023, 12, 19))
    assert off.status is MeetingStatus.CANCELLED
    with norddjurs.read() as session:
        assert session.exec(select(Due).where(Due.subject == off.id)).all() == []


@pytest.mark.parametrize(
    ("rows", "code", "column"),
    [
        ([planned("Økonomiudvlaget", date(2023, 8, 15))], "unknown_body", "Udvalg"),
        ([planned("ØU", date(2023, 8, 15))], "unknown_body", "Udvalg"),
        ([planned("DIR", date(2022, 12, 14))], "meeting_past", "Dato"),
        ([planned("DIR", date(2023, 8, 19))], "meeting_weekend", "Dato"),
        ([planned("DIR", date(2023, 5, 18))], "meeting_holiday", "Dato"),
        ([planned("DIR", date(2023, 5, 19))], "meeting_closed", "Dato"),
        (
            [planned("DIR", date(2023, 8, 3)), planned("Direktionen", date(2023, 8, 3), time(13, 0))],
            "meeting_taken",
            "Dato",
        ),
        ([planned("DIR", date(2023, 8, 3), None)], "no_time", "Tidspunkt"),
        ([planned("DIR", date(2023, 8, 3), time(9, 0), ends=time(8, 0))], "ends_before_start", "Tidspunkt"),
    ],
)
def test_a_row_that_cannot_be_is_found_and_nothing_is_taken_in(
    norddjurs: Database, rows: list[PlannedMeeting], code: str, column: str
) -> None:
    before = everything(norddjurs)
    with pytest.raises(PlanFileError) as refused:
        import_meeting_plan(norddjurs, BY, plan=plan(planned("KB", date(2023, 7, 4)), *rows))
    (finding,) = refused.value.facts["findings"]  # type: ignore[misc]  # facts are objects
    assert (finding.code, finding.row, finding.column) == (code, 2, column)
    assert everything(norddjurs) == before


def test_the_holiday_is_named(norddjurs: Database) -> None:
    with pytest.raises(PlanFileError) as refused:
        import_meeting_plan(norddjurs, BY, plan=plan(planned("DIR", date(2023, 5, 18))))
    (finding,) = refused.value.facts["findings"]  # type: ignore[misc]  # facts are objects
    assert finding.facts["name"] == "Kristi himmelfartsdag"


def test_what_the_reader_found_stops_the_import_and_warnings_do_not(norddjurs: Database) -> None:
    warning = Finding("remark", "warning", 3)
    assert import_meeting_plan(norddjurs, BY, plan=plan(planned("DIR", date(2023, 7, 5)), findings=[warning])).facts
    with pytest.raises(PlanFileError):
        import_meeting_plan(
            norddjurs, BY, plan=plan(planned("DIR", date(2023, 7, 6)), findings=[Finding("no_such_date", "error", 4)])
        )


def test_without_a_profile_no_plan_can_be_understood(sqlite_db: Database) -> None:
    with pytest.raises(NoProfileError):
        import_meeting_plan(sqlite_db, BY, plan=plan(planned("DIR", date(2023, 7, 5))))


def test_an_extraordinary_meeting_is_called_and_two_on_a_day_are_refused(
    norddjurs: Database, at: Callable[..., datetime]
) -> None:
    receipt = schedule_meeting(norddjurs, BY, body="Økonomiudvalget", starts_at=at(2023, 5, 25, 14))
    with norddjurs.read() as session:
        called = session.get_one(Meeting, receipt.subject)
        assert (called.status, called.body_key) == (MeetingStatus.EXTRAORDINARY, "ØK")
        assert session.exec(select(MeetingDeadline).where(col(MeetingDeadline.meeting_id) == called.id)).all()
    with pytest.raises(MeetingDayError) as refused:
        schedule_meeting(norddjurs, BY, body="ØK", starts_at=at(2023, 5, 25, 18))
    assert refused.value.facts["why"] == "taken"
    with pytest.raises(UnknownBodyError):
        schedule_meeting(norddjurs, BY, body="ØKE", starts_at=at(2023, 5, 26, 18))


def test_a_day_that_was_left_may_be_used_again(norddjurs: Database, at: Callable[..., datetime]) -> None:
    first = make_id("meeting", "ØK", date(2023, 8, 15))
    move_meeting(norddjurs, BY, meeting_id=first, starts_at=at(2023, 8, 16, 14), reason="KL-møde")
    receipt = schedule_meeting(norddjurs, BY, body="ØK", starts_at=at(2023, 8, 15, 14))
    assert receipt.subject != first
