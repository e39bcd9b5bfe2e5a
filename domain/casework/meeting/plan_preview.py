"""What taking in a plan would do, meeting by meeting, set against what is stored. Nothing is written."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlmodel import Session, col, select

from calendars.meeting_plan import MeetingPlan
from domain.casework.meeting.planned import Past, Wanted, wanted_meetings
from domain.model import Meeting, MeetingStatus
from domain.store.queries import current_profile


class PlanChange(StrEnum):
    """What becomes of one meeting."""

    NEW = "new"
    CHANGED = "changed"
    MOVED = "moved"  # to where its own calendar has it now
    CANCELLED = "cancelled"
    ELSEWHERE = "elsewhere"  # the same meeting, on another day here than in the file: it stays where it is
    KEPT = "kept"  # ours, and not in the file: never taken out
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class PlanDifferenceRow:
    """One meeting. ``before`` and ``after`` hold what differs: starts_at, ends_at, place, status, remark, held_on."""

    change: PlanChange
    body: str
    held_on: date
    meeting_id: str
    before: dict[str, object]
    after: dict[str, object]


@dataclass(frozen=True, slots=True)
class PlanDifference:
    """Every meeting of the plan and every one of ours in its span of days, in their order."""

    rows: tuple[PlanDifferenceRow, ...]

    def of(self, change: PlanChange) -> tuple[PlanDifferenceRow, ...]:
        """The rows of one kind."""
        return tuple(row for row in self.rows if row.change is change)


def preview_plan(session: Session, plan: MeetingPlan, *, today: date, past: Past = Past.REFUSED) -> PlanDifference:
    """The difference between a plan and the store, matched by UID, then by body and day.

    Raises:
        PlanFileError: as ``import_meeting_plan`` would.
    """
    wanted, _ = wanted_meetings(session, current_profile(session), plan, today=today, past=past)
    rows = [_row_of(one) for one in wanted]
    named = {one.known_id for one in wanted}
    if plan.meetings:
        first, last = min(each.on for each in plan.meetings), max(each.on for each in plan.meetings)
        ours = select(Meeting).where(
            col(Meeting.held_on) >= first, col(Meeting.held_on) <= last, Meeting.status != MeetingStatus.CANCELLED
        )
        rows += [
            PlanDifferenceRow(PlanChange.KEPT, meeting.body_key, meeting.held_on, meeting.id, {}, {})
            for meeting in session.exec(ours)
            if meeting.id not in named
        ]
    return PlanDifference(tuple(sorted(rows, key=lambda row: (row.held_on, row.body, row.change))))


def _row_of(wanted: Wanted) -> PlanDifferenceRow:
    change, before, after = _change(wanted)
    return PlanDifferenceRow(change, wanted.body.key, wanted.held_on, wanted.known_id or wanted.id, before, after)


def _change(wanted: Wanted) -> tuple[PlanChange, dict[str, object], dict[str, object]]:
    meeting = wanted.meeting
    if wanted.elsewhere_on is not None:
        return PlanChange.ELSEWHERE, {"held_on": wanted.elsewhere_on}, {"held_on": wanted.held_on}
    if meeting is None:
        return PlanChange.NEW, {}, _values(wanted)
    if meeting.status is MeetingStatus.CANCELLED:
        return PlanChange.UNCHANGED, {}, {}  # what staff have cancelled stays so
    if wanted.is_called_off:
        return PlanChange.CANCELLED, {"status": meeting.status}, {"status": wanted.status}
    now, said = _values(meeting), _values(wanted)
    differing = [field for field in said if now[field] != said[field]]
    kind = PlanChange.MOVED if wanted.is_moved else PlanChange.CHANGED
    change = kind if differing else PlanChange.UNCHANGED
    return change, {field: now[field] for field in differing}, {field: said[field] for field in differing}


def _values(of: Meeting | Wanted) -> dict[str, object]:
    return {
        "starts_at": of.starts_at,
        "ends_at": of.ends_at,
        "place": of.place,
        "status": of.status,
        "remark": of.remark,
    }
