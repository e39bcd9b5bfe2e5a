"""What one person has to keep: the deadlines of the cases their posts carry, and of the meetings they serve."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Row, func, select
from sqlmodel import Session

from calendars.deadlines import DeadlineKind
from domain.model import Absence, Case, CaseState, Meeting, MeetingDeadline, MeetingStatus, Stop, StopState
from domain.rules.access import shown_title
from domain.store.bulk import table_of

AHEAD = timedelta(days=30)
MOST = 20
_READY = (DeadlineKind.SUBMISSION, DeadlineKind.DISPATCH)  # whichever comes first: then a case is to be ready
_CASE, _STOP, _MEETING, _DEADLINE = (table_of(noun) for noun in (Case, Stop, Meeting, MeetingDeadline))
_ABSENCE = table_of(Absence)


@dataclass(frozen=True, slots=True)
class OwnDeadline:
    """A deadline of a meeting; with a case it is the case's to meet it, without it is the whole meeting's."""

    kind: DeadlineKind
    on: date
    body: str
    meeting_id: str
    held_on: date
    case_id: str = ""
    case_number: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True)
class OwnAbsence:
    """A time away, ``to_on`` not included."""

    id: str
    from_on: date
    to_on: date

    @property
    def last_on(self) -> date:
        """The last day away."""
        return self.to_on - timedelta(days=1)


def own_deadlines(
    session: Session, posts: Collection[str], bodies: Collection[str], *, today: date
) -> list[OwnDeadline]:
    """The next deadlines, at most ``MOST``: when the posts' cases must be ready, and all of the bodies' meetings."""
    found = [*_of_cases(session, posts, today), *_of_meetings(session, bodies, today)]
    return sorted(found, key=lambda one: (one.on, one.held_on, one.body, one.kind, one.case_number))[:MOST]


def own_absences(session: Session, person: str, *, today: date) -> list[OwnAbsence]:
    """When a person is away, from today on."""
    wanted = select(_ABSENCE).where(_ABSENCE.c.person_key == person, _ABSENCE.c.to_on > today)
    rows = session.connection().execute(wanted.order_by(_ABSENCE.c.from_on))
    return [OwnAbsence(row.id, row.from_on, row.to_on) for row in rows]


def _of_cases(session: Session, posts: Collection[str], today: date) -> list[OwnDeadline]:
    """A body without a day for submission wants the case ready when the agenda goes out."""
    first = func.min(_DEADLINE.c.practical_on)
    wanted = (
        select(_CASE.c.id, _CASE.c.number, _CASE.c.title, _CASE.c.is_open, _MEETING.c.id.label("meeting_id"))
        .add_columns(_MEETING.c.body_key, _MEETING.c.held_on, _DEADLINE.c.kind, first.label("on"))
        .join_from(_CASE, _STOP, _STOP.c.case_id == _CASE.c.id)
        .join(_MEETING, _MEETING.c.id == _STOP.c.meeting_id)
        .join(_DEADLINE, _DEADLINE.c.meeting_id == _MEETING.c.id)
        .where(_CASE.c.owner_post.in_(posts), _CASE.c.state == CaseState.OPEN, _STOP.c.state == StopState.PLANNED)
        .where(_DEADLINE.c.kind.in_(_READY), _DEADLINE.c.practical_on >= today)
        .where(_MEETING.c.status != MeetingStatus.CANCELLED)
        .group_by(_CASE.c.id, _CASE.c.number, _CASE.c.title, _CASE.c.is_open)
        .group_by(_MEETING.c.id, _MEETING.c.body_key, _MEETING.c.held_on, _DEADLINE.c.kind)
        .order_by("on", _CASE.c.number)
        .limit(MOST * len(_READY))
    )
    earliest: dict[tuple[str, str], Row[Any]] = {}
    for row in session.connection().execute(wanted):
        earliest.setdefault((row.id, row.meeting_id), row)
    return [
        OwnDeadline(
            kind=DeadlineKind(row.kind),
            on=row.on,
            body=row.body_key,
            meeting_id=row.meeting_id,
            held_on=row.held_on,
            case_id=row.id,
            case_number=row.number,
            title=shown_title(row.is_open, row.title),
        )
        for row in earliest.values()
    ]


def _of_meetings(session: Session, bodies: Collection[str], today: date) -> list[OwnDeadline]:
    first = func.min(_DEADLINE.c.practical_on)
    wanted = (
        select(_MEETING.c.id, _MEETING.c.body_key, _MEETING.c.held_on, _DEADLINE.c.kind, first.label("on"))
        .join_from(_DEADLINE, _MEETING, _MEETING.c.id == _DEADLINE.c.meeting_id)
        .where(_DEADLINE.c.practical_on.between(today, today + AHEAD), _MEETING.c.body_key.in_(bodies))
        .where(_MEETING.c.status != MeetingStatus.CANCELLED)
        .group_by(_MEETING.c.id, _MEETING.c.body_key, _MEETING.c.held_on, _DEADLINE.c.kind)
        .order_by("on")
        .limit(MOST)
    )
    return [
        OwnDeadline(kind=DeadlineKind(row.kind), on=row.on, body=row.body_key, meeting_id=row.id, held_on=row.held_on)
        for row in session.connection().execute(wanted)
    ]
