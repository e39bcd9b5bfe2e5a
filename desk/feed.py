"""Meetings as calendar events: what a subscriber sees of a meeting, with nothing in it that is closed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection

from sqlmodel import Session, col, select

from calendars.ics import CalendarEvent, EventStatus, meeting_uid
from desk import labels, show
from domain.model import Body, Case, Meeting, MeetingDeadline, MeetingStatus, Stop, StopState
from domain.rules.access import shown_title


def meeting_events(session: Session, *, body: str | None = None, case_id: str | None = None) -> list[CalendarEvent]:
    """The meetings of a body, of a case's journey, or all of them, in time order. Cancelled ones are kept as such."""
    wanted = select(Meeting, Body).join(Body, col(Meeting.body_key) == col(Body.key)).order_by(col(Meeting.starts_at))
    if body is not None:
        wanted = wanted.where(Meeting.body_key == body)
    if case_id is not None:
        on_journey = select(Stop.meeting_id).where(Stop.case_id == case_id, Stop.state != StopState.DROPPED)
        wanted = wanted.where(col(Meeting.id).in_(on_journey))
    rows = session.exec(wanted).all()
    ids = [meeting.id for meeting, _ in rows]
    items, deadlines = _items(session, ids), _deadlines(session, ids)
    return [_event(meeting, of, items.get(meeting.id, []), deadlines.get(meeting.id, [])) for meeting, of in rows]


def _event(meeting: Meeting, body: Body, items: list[str], deadlines: list[str]) -> CalendarEvent:
    is_cancelled = meeting.status is MeetingStatus.CANCELLED
    kind = (
        ""
        if meeting.status in (MeetingStatus.ORDINARY, MeetingStatus.CANCELLED)
        else f" ({labels.of(meeting.status)})"
    )
    return CalendarEvent(
        uid=meeting_uid(meeting.id),
        starts_at=meeting.starts_at,
        ends_at=meeting.ends_at,
        summary=f"{body.name}{kind}",
        changed_at=meeting.changed_at,
        place=meeting.place,
        description="\n".join([*items, *deadlines]),
        categories=(body.key,),
        status=EventStatus.CANCELLED if is_cancelled else EventStatus.CONFIRMED,
        sequence=meeting.sequence,
    )


def _items(session: Session, meeting_ids: Collection[str]) -> dict[str, list[str]]:
    """What is on each meeting: number and, where the item is open, title."""
    rows = session.exec(
        select(Stop.meeting_id, Case.number, Case.title, Case.is_open)
        .join(Case, col(Stop.case_id) == col(Case.id))
        .where(col(Stop.meeting_id).in_(meeting_ids), Stop.state != StopState.DROPPED)
        .order_by(col(Case.number))
    )
    found: dict[str, list[str]] = defaultdict(list)
    for meeting_id, number, title, is_open in rows:
        if meeting_id is not None:
            found[meeting_id].append(f"{number} {shown_title(is_open, title)}")
    return found


def _deadlines(session: Session, meeting_ids: Collection[str]) -> dict[str, list[str]]:
    rows = session.exec(
        select(MeetingDeadline)
        .where(col(MeetingDeadline.meeting_id).in_(meeting_ids))
        .order_by(col(MeetingDeadline.practical_on), col(MeetingDeadline.kind))
    )
    found: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        kind = labels.LABELS["DeadlineKind"][row.kind]
        found[row.meeting_id].append(f"Frist, {kind}: {show.day(row.practical_on)}")
    return found
