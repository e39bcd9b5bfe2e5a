"""What the board says first: the deadlines of the coming days and the cases that are in danger, from indexes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import case, func, select
from sqlmodel import Session

from calendars.deadlines import DeadlineKind
from domain.model import Case, Meeting, MeetingDeadline, MeetingStatus, Stop, StopState
from domain.rules.danger import Level
from domain.store.bulk import among, table_of
from domain.store.in_danger import ShownCase, late_cases, shown_cases, stuck_cases

COMING = timedelta(days=7)
_MOST = 100  # cases that are looked at; the board shows a handful and says where the rest are
_KINDS = (DeadlineKind.SUBMISSION, DeadlineKind.CHAIR_REVIEW, DeadlineKind.DISPATCH)
_CASE, _STOP, _MEETING, _DEADLINE = (table_of(noun) for noun in (Case, Stop, Meeting, MeetingDeadline))


@dataclass(frozen=True, slots=True)
class ComingDeadline:
    """A deadline of a meeting: how many cases still wait for it, and how many of them lack their recommendation."""

    kind: DeadlineKind
    on: date
    meeting_id: str
    body: str
    held_on: date
    waiting: int
    unready: int


@dataclass(frozen=True, slots=True)
class Alarms:
    """The deadlines by day, and the cases in danger, worst first; ``has_more`` where not all were looked at."""

    deadlines: list[ComingDeadline]
    cases: list[ShownCase]
    has_more: bool

    def of(self, level: Level) -> list[ShownCase]:
        """The cases at that level."""
        return [one for one in self.cases if one.danger.level is level]


def alarms(session: Session, *, today: date) -> Alarms:
    """What somebody must look at on that day, in the whole municipality."""
    late = late_cases(session, today=today, limit=_MOST)
    stuck = stuck_cases(session, limit=_MOST)
    known = {one.facts.id for one in late}
    others = shown_cases(session, [one for one in stuck if one not in known], today=today)
    levels = list(Level)
    in_danger = sorted(
        (*late, *others),
        key=lambda one: (levels.index(one.danger.level), one.danger.on or today, one.facts.number),
    )
    return Alarms(coming_deadlines(session, today=today), in_danger, max(len(late), len(stuck)) >= _MOST)


def coming_deadlines(session: Session, *, today: date) -> list[ComingDeadline]:
    """The deadlines from today on for a week that some case still waits for; the earliest of each kind counts."""
    read = session.connection().execute
    first = func.min(_DEADLINE.c.practical_on)
    wanted = (
        select(_DEADLINE.c.kind, first.label("on"), _MEETING.c.id, _MEETING.c.body_key, _MEETING.c.held_on)
        .join_from(_DEADLINE, _MEETING, _MEETING.c.id == _DEADLINE.c.meeting_id)
        .where(_DEADLINE.c.practical_on.between(today, today + COMING), _DEADLINE.c.kind.in_(_KINDS))
        .where(_MEETING.c.status != MeetingStatus.CANCELLED)
        .group_by(_DEADLINE.c.kind, _MEETING.c.id, _MEETING.c.body_key, _MEETING.c.held_on)
    )
    deadlines = read(wanted).all()
    counted = (
        select(_STOP.c.meeting_id, func.count(), func.sum(case((_CASE.c.recommendation == "", 1), else_=0)))
        .join_from(_STOP, _CASE, _CASE.c.id == _STOP.c.case_id)
        .where(among(session, _STOP.c.meeting_id, {row.id for row in deadlines}), _STOP.c.state == StopState.PLANNED)
        .group_by(_STOP.c.meeting_id)
    )
    waiting = {meeting: (count, unready) for meeting, count, unready in read(counted)}
    found = [
        ComingDeadline(DeadlineKind(row.kind), row.on, row.id, row.body_key, row.held_on, *waiting[row.id])
        for row in deadlines
        if row.id in waiting
    ]
    return sorted(found, key=lambda one: (one.on, one.held_on, one.body, one.kind))
