"""Meetings, deadlines and follow-ups as calendar events: what a subscriber sees, and nothing that is closed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlmodel import Session, col, select

from calendars.copenhagen import COPENHAGEN
from calendars.ics import UID_DOMAIN, CalendarEvent, EventStatus, meeting_uid
from desk import feed_words, labels, show
from desk.duty_words import duty_names
from domain.model import Body, Case, FollowUp, FollowUpState, Meeting, MeetingDeadline, MeetingStatus, Stop, StopState
from domain.rules.obligation import Round
from domain.rules.obligations import rounds_of
from domain.store.bulk import in_chunks
from domain.store.cycles import cycle_id, duties_in_force
from domain.store.meeting_year import strictest
from domain.store.queries import current_profile

PUBLISHED = (StopState.ON_AGENDA, StopState.AWAITING_DECISION, StopState.DECIDED)
DUTIES_AHEAD = 10  # years; a feed shows eighteen months, and a profile may stand for long
MOST_ITEMS = 40  # of an agenda in a description; a calendar is no agenda


@dataclass(frozen=True, slots=True)
class Made:
    """An event and what it was made from. ``cases`` are those its text names."""

    id: str
    event: CalendarEvent
    meeting: Meeting | None = None
    deadline: MeetingDeadline | None = None
    cases: tuple[str, ...] = ()
    duty: str = ""


@dataclass(frozen=True, slots=True)
class _Item:
    case_id: str
    text: str


def meeting_events(session: Session, meeting_ids: Collection[str]) -> Iterator[Made]:
    """The events of these meetings: each meeting, and each of its deadlines. Cancelled ones are kept as such."""
    for some in in_chunks(meeting_ids):
        rows = session.exec(
            select(Meeting, Body)
            .join(Body, col(Meeting.body_key) == col(Body.key))
            .where(col(Meeting.id).in_(some))
            .order_by(col(Meeting.starts_at), col(Meeting.id))
        ).all()
        items, deadlines = _items(session, some), _deadlines(session, some)
        for meeting, body in rows:
            binding = strictest(deadlines.get(meeting.id, []))
            yield _meeting(meeting, body, items.get(meeting.id, []), binding)
            for row in binding:
                yield _deadline(row, meeting, body)


def follow_up_events(session: Session, follow_up_ids: Collection[str], changed_at: datetime) -> Iterator[Made]:
    """The events of those follow-ups that are confirmed and have a day. A closed case's says nothing of it."""
    for some in in_chunks(follow_up_ids):
        rows = session.exec(
            select(FollowUp, Case)
            .join(Case, col(FollowUp.case_id) == col(Case.id))
            .where(
                col(FollowUp.id).in_(some),
                col(FollowUp.state) == FollowUpState.CONFIRMED,
                col(FollowUp.due_on).is_not(None),
            )
        )
        for follow_up, case in rows:
            if follow_up.due_on is not None:
                yield Made(follow_up.id, _follow_up(follow_up, follow_up.due_on, case, changed_at))


def duty_events(session: Session, changed_at: datetime) -> Iterator[Made]:
    """The last day of each round of every duty in force, from the year before to ten years ahead."""
    names = duty_names(current_profile(session))
    year = changed_at.astimezone(COPENHAGEN).year
    for key, duty in duties_in_force(session).items():
        for one in rounds_of(duty, until=date(year + DUTIES_AHEAD, 12, 31)):
            if one.due_on.year >= year - 1:
                yield Made(cycle_id(key, one.year), _duty(names[key], one, changed_at), duty=key)


def _duty(name: str, one: Round, changed_at: datetime) -> CalendarEvent:
    period = f"{show.day(one.period_start)} – {show.day(one.period_end)}"
    return CalendarEvent(
        uid=_uid(cycle_id(one.obligation, one.year)),
        starts_at=one.due_on,
        ends_at=one.due_on + timedelta(days=1),
        summary=feed_words.DUTY.format(duty=labels.capital(name)),
        changed_at=changed_at,
        description="\n".join([feed_words.DUTY_OF.format(year=one.year, period=period), one.source]),
        busy=False,
    )


def status_of(meeting: Meeting) -> EventStatus:
    """Whether the meeting takes place."""
    return EventStatus.CANCELLED if meeting.status is MeetingStatus.CANCELLED else EventStatus.CONFIRMED


def meeting_title(meeting: Meeting, body: Body) -> str:
    """What a meeting is called in a calendar; the library adds that it is off."""
    if meeting.status in (MeetingStatus.ORDINARY, MeetingStatus.CANCELLED):
        return body.name
    return f"{body.name} ({labels.of(meeting.status)})"


def _follow_up(follow_up: FollowUp, due_on: date, case: Case, changed_at: datetime) -> CalendarEvent:
    title, text = feed_words.FOLLOW_UP_CLOSED, ""
    if case.is_open:
        title = feed_words.FOLLOW_UP.format(number=case.number)
        text = f"{case.number} {case.title}\n\n{follow_up.text}"
    return CalendarEvent(
        uid=_uid(follow_up.id),
        starts_at=due_on,
        ends_at=due_on + timedelta(days=1),
        summary=title,
        changed_at=changed_at,
        description=text,
        busy=False,
    )


def _meeting(meeting: Meeting, body: Body, items: list[_Item], deadlines: list[MeetingDeadline]) -> Made:
    event = CalendarEvent(
        uid=meeting_uid(meeting.id),
        starts_at=meeting.starts_at,
        ends_at=meeting.ends_at,
        summary=meeting_title(meeting, body),
        changed_at=meeting.changed_at,
        place=meeting.place,
        description="\n".join([*_agenda(items), *map(_deadline_line, deadlines)]),
        categories=(body.key,),
        status=status_of(meeting),
        sequence=meeting.sequence,
    )
    return Made(meeting.id, event, meeting, cases=tuple(item.case_id for item in items))


def _agenda(items: list[_Item]) -> Iterator[str]:
    if not items:
        return
    yield feed_words.AGENDA
    yield from (item.text for item in items[:MOST_ITEMS])
    if len(items) > MOST_ITEMS:
        yield feed_words.MORE_ITEMS.format(count=len(items) - MOST_ITEMS)
    yield ""


def _deadline(row: MeetingDeadline, meeting: Meeting, body: Body) -> Made:
    kind = labels.LABELS["DeadlineKind"][row.kind]
    held = f"{show.day(meeting.held_on)} kl. {meeting.starts_at.astimezone(COPENHAGEN):%H:%M}"
    event = CalendarEvent(
        uid=_uid(row.id),
        starts_at=row.practical_on,
        ends_at=row.practical_on + timedelta(days=1),
        summary=feed_words.DEADLINE.format(kind=kind, body=body.name),
        changed_at=meeting.changed_at,
        description="\n".join(
            [
                feed_words.DEADLINE_OF.format(body=body.name, held=held),
                feed_words.LATEST.format(day=show.day(row.legal_on)),
                "",
                *row.explanation,
            ]
        ),
        categories=(body.key,),
        status=status_of(meeting),
        busy=False,
    )
    return Made(row.id, event, meeting, row)


def _deadline_line(row: MeetingDeadline) -> str:
    return feed_words.DEADLINE_LINE.format(
        kind=labels.LABELS["DeadlineKind"][row.kind], day=show.day(row.practical_on)
    )


def _items(session: Session, meeting_ids: Collection[str]) -> dict[str, list[_Item]]:
    """The open items of each agenda that has been sent out. Nothing at all is said of the closed ones."""
    rows = session.exec(
        select(Stop.meeting_id, Case.id, Case.number, Case.title)
        .join(Case, col(Stop.case_id) == col(Case.id))
        .where(col(Stop.meeting_id).in_(meeting_ids), col(Stop.state).in_(PUBLISHED), col(Case.is_open).is_(True))
        .order_by(col(Case.number))
    )
    found: dict[str, list[_Item]] = defaultdict(list)
    for meeting_id, case_id, number, title in rows:
        if meeting_id is not None:
            found[meeting_id].append(_Item(case_id, f"{number} {title}"))
    return found


def _deadlines(session: Session, meeting_ids: Collection[str]) -> dict[str, list[MeetingDeadline]]:
    found: dict[str, list[MeetingDeadline]] = defaultdict(list)
    for row in session.exec(select(MeetingDeadline).where(col(MeetingDeadline.meeting_id).in_(meeting_ids))):
        found[row.meeting_id].append(row)
    return found


def _uid(id: str) -> str:
    return f"{id}@{UID_DOMAIN}"
