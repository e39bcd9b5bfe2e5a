"""The few numbers that tell whether the work goes: read from indexes, so that they may be asked for every minute."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date, datetime, timedelta

from sqlalchemy import func, text
from sqlmodel import Session, col, select

from domain.model import Case, Due, DueKind, Mail, MailState, Meeting, MeetingDeadline, MeetingStatus
from domain.rules.danger import turn_of
from domain.store.in_danger import late_cases

_AHEAD = timedelta(days=60)  # a deadline further off is of no use to whoever watches
_LATELY = timedelta(days=1)
_WAITING = (MailState.QUEUED, MailState.SENDING, MailState.DEAD)  # those that were sent are counted by their day


def late_by_body(session: Session, *, today: date) -> Mapping[str, int]:
    """How many cases are late in the body whose turn it is; no more are looked at than the board looks at."""
    turns = [turn_of(one.facts) for one in late_cases(session, today=today)]
    return Counter(turn.body for turn in turns if turn is not None)


def stuck_count(session: Session) -> int:
    """How many cases stand still until somebody does something."""
    # In plain words, as the index of just these cases is: a bound value would make the database read every case.
    stuck = select(func.count()).select_from(Case).where(text("state = 'open' AND stuck_because <> ''"))
    return session.exec(stuck).one()


def due_by_kind(session: Session, *, now: datetime) -> Mapping[str, int]:
    """How many rows of the queue should have been done by now, by what they ask for."""
    due = select(Due.kind, func.count()).where(col(Due.due_at) <= now).group_by(col(Due.kind))
    return {DueKind(kind).value: count for kind, count in session.exec(due)}


def mails_by_state(session: Session, *, now: datetime) -> Mapping[str, int]:
    """How many mails wait, are on their way, were given up; and how many went out the last day and night."""
    waiting = {
        state.value: session.exec(select(func.count()).select_from(Mail).where(Mail.state == state)).one()
        for state in _WAITING
    }
    sent = select(func.count()).select_from(Mail).where(col(Mail.sent_at) > now - _LATELY)
    return {**waiting, "sent": session.exec(sent).one()}


def next_deadlines(session: Session, *, today: date) -> Mapping[str, date]:
    """The nearest day of a deadline from today on, for each body that has one within two months."""
    day = col(MeetingDeadline.practical_on)
    nearest = (
        select(Meeting.body_key, func.min(day))
        .join(MeetingDeadline, col(MeetingDeadline.meeting_id) == col(Meeting.id))
        .where(day >= today, day < today + _AHEAD, Meeting.status != MeetingStatus.CANCELLED)
        .group_by(col(Meeting.body_key))
    )
    return dict(session.exec(nearest).all())


def last_meetings(session: Session, *, today: date) -> Mapping[str, date]:
    """The last meeting that each body has in the plan, of those from today on."""
    last = select(Meeting.body_key, func.max(Meeting.held_on)).where(
        col(Meeting.held_on) >= today, Meeting.status != MeetingStatus.CANCELLED
    )
    return dict(session.exec(last.group_by(col(Meeting.body_key))).all())
