"""The year of a body, or of the whole house, as a calendar file: its meetings, standing items and duties' last days.

To be opened once and kept; who wants it kept up to date subscribes to the meetings. A closed item has no title here.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from sqlmodel import Session, col, select

from calendars.ics import UID_DOMAIN, CalendarEvent, EventStatus, meeting_uid, write_feed
from desk import labels
from desk.duty_words import duty_names
from desk.language import _
from domain.model import Meeting, MeetingStatus, ProfileText
from domain.rules.access import shown_title
from domain.rules.obligations import rounds_of
from domain.store.cycles import duties_in_force
from domain.store.meeting_year import meetings_between
from domain.store.queries import current_profile
from domain.store.standing import standing_between

_DAY = timedelta(days=1)


def wheel_calendar(session: Session, year: int, body: str | None = None) -> bytes:
    """The file of a year; ``body`` None: every body's. The duties' last days are in each of them.

    A standing item or a duty is as new as the profile that says it, and keeps its UID from one file to the next.
    """
    first, last = date(year, 1, 1), date(year, 12, 31)
    profile = current_profile(session)
    names = {one.key: one.name for one in profile.bodies}
    newest = select(ProfileText.adopted_at).order_by(col(ProfileText.number).desc()).limit(1)
    changed_at = session.exec(newest).one()
    meetings = {one.id: one for one in meetings_between(session, first, last, bodies=[body] if body else ())}
    title = _("Årshjul {year}").format(year=year)
    events = [
        *(_meeting(one, names.get(one.body_key, one.body_key)) for one in meetings.values()),
        *(
            _whole_day(
                f"{one.item.key}-{one.meeting_id}",
                meetings[one.meeting_id].held_on,
                f"{one.item.body}: {shown_title(not one.item.closed, one.item.title)}",
                changed_at,
            )
            for one in standing_between(session, first, last, body=body)
            if not one.left_out_because
        ),
        *_duties(session, year, duty_names(profile), changed_at),
    ]
    return write_feed(f"{title} {names.get(body, body)}" if body else title, events)


def _meeting(meeting: Meeting, name: str) -> CalendarEvent:
    is_off = meeting.status is MeetingStatus.CANCELLED
    return CalendarEvent(
        meeting_uid(meeting.id),
        meeting.starts_at,
        meeting.ends_at,
        f"{labels.of(meeting.status).upper()}: {name}" if is_off else name,
        meeting.changed_at,
        place=meeting.place,
        status=EventStatus.CANCELLED if is_off else EventStatus.CONFIRMED,
        sequence=meeting.sequence,
    )


def _duties(session: Session, year: int, names: dict[str, str], changed_at: datetime) -> Iterator[CalendarEvent]:
    for key, duty in duties_in_force(session).items():
        for one in rounds_of(duty, until=date(year, 12, 31)):
            if one.due_on.year == year:
                summary = _("{name}: senest i dag").format(name=labels.capital(names[key]))
                yield _whole_day(f"{key}-{one.year}", one.due_on, summary, changed_at, one.source)


def _whole_day(key: str, day: date, summary: str, changed_at: datetime, description: str = "") -> CalendarEvent:
    uid = f"{key}@{UID_DOMAIN}"
    return CalendarEvent(uid, day, day + _DAY, summary, changed_at, description=description, busy=False)
