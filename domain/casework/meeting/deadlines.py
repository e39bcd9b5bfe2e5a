"""A meeting's deadlines and the moments the queue holds for it: written once a meeting, whatever its cases."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time

from sqlalchemy import delete
from sqlmodel import Session

from calendars.copenhagen import COPENHAGEN
from calendars.deadlines import Deadline, DeadlineKind, binding, deadlines_for
from domain.casework.queue import new_due
from domain.model import Due, DueKind, Meeting, MeetingDeadline, MeetingStatus
from domain.model.columns import make_id
from domain.profile import Profile
from domain.rules.ladder import step_on
from domain.store.bulk import in_chunks, insert_rows, table_of

DISPATCH_AT = time(12, 0)  # Danish local time: the agenda goes out
REMIND_AT = time(8, 0)
MEETING_DUES = (DueKind.DISPATCH, DueKind.HELD, DueKind.REMINDER)


def deadlines_of(profile: Profile, body_key: str, held_on: date) -> tuple[Deadline, ...]:
    """The deadlines of a meeting of that body on that day, under the rules in force then."""
    body = profile.body(body_key)
    return deadlines_for(
        held_on, body=body.key, body_kind=body.kind.value, rules=profile.deadline_rules, days=profile.day_table()
    )


def write_deadlines(session: Session, profile: Profile, meetings: Sequence[Meeting], now: datetime) -> None:
    """Replace the deadlines and queue rows of these meetings by fresh ones.

    Reminders whose moment has passed are not made up for; an agenda that should have gone out already is.
    A cancelled meeting keeps no row in the queue.
    """
    session.flush()  # the meetings themselves must be there first
    deadlines: list[MeetingDeadline] = []
    dues: list[Due] = []
    for meeting in meetings:
        found = deadlines_of(profile, meeting.body_key, meeting.held_on)
        deadlines += [_row(meeting, deadline) for deadline in found]
        if meeting.status is not MeetingStatus.CANCELLED and meeting.ends_at > now:
            dues += _dues(meeting, found, profile, now)
    _forget(session, [meeting.id for meeting in meetings])
    insert_rows(session, deadlines)
    insert_rows(session, dues)


def _row(meeting: Meeting, deadline: Deadline) -> MeetingDeadline:
    return MeetingDeadline.new(
        id=make_id("deadline", meeting.id, deadline.kind, deadline.rule.key),
        meeting_id=meeting.id,
        kind=deadline.kind.value,
        rule=deadline.rule.key,
        legal_on=deadline.legal_on,
        practical_on=deadline.practical_on,
        explanation=list(deadline.explanation),
    )


def _dues(meeting: Meeting, deadlines: Iterable[Deadline], profile: Profile, now: datetime) -> list[Due]:
    found = list(deadlines)
    dispatch = binding(found, DeadlineKind.DISPATCH)
    dispatch_on = dispatch.practical_on if dispatch else meeting.held_on
    dispatch_at = min(_moment(dispatch_on, DISPATCH_AT), meeting.starts_at)
    dues = [
        new_due(DueKind.DISPATCH, meeting.id, dispatch_at),
        new_due(DueKind.HELD, meeting.id, meeting.ends_at),
    ]
    for step in profile.ladder:
        kind = next((kind for kind in DeadlineKind if kind.value == step.deadline), None)
        deadline = binding(found, kind) if kind else None
        if deadline is None:
            continue
        remind_at = _moment(step_on(step, deadline.practical_on, profile.day_table()), REMIND_AT)
        if remind_at > now:
            dues.append(new_due(DueKind.REMINDER, meeting.id, remind_at, f"{step.deadline}:{step.days}:{step.to}"))
    return dues


def _forget(session: Session, meeting_ids: Sequence[str]) -> None:
    """A move that owners are still to be told of (see ``move_meeting``) stays in the queue."""
    deadline, due = table_of(MeetingDeadline), table_of(Due)
    kept = due.c.key.like("moved:%")
    for chunk in in_chunks(meeting_ids):
        session.connection().execute(delete(deadline).where(deadline.c.meeting_id.in_(chunk)))
        session.connection().execute(delete(due).where(due.c.kind.in_(MEETING_DUES), due.c.subject.in_(chunk), ~kept))


def _moment(day: date, at: time) -> datetime:
    return datetime.combine(day, at, COPENHAGEN)
