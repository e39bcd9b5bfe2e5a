"""What the verbs and the pages ask of the store, as values the rules understand."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

from sqlalchemy import Column, ColumnElement, ScalarSelect, bindparam, func
from sqlalchemy import select as select_columns
from sqlmodel import Session, col, select

from calendars.deadlines import DeadlineKind
from domain.errors import NoProfileError, NotFoundError
from domain.model import Body, Meeting, MeetingDeadline, MeetingStatus, ProfileText, Stop, StopState
from domain.profile import Profile, load_profile
from domain.rules.facts import MeetingFacts
from domain.rules.meeting_table import MeetingTable
from domain.store.bulk import in_chunks, table_of

# Columns and not nouns, built once: every plan and every step of a journey asks for meetings.
_MEETING, _BODY, _DEADLINE = table_of(Meeting), table_of(Body), table_of(MeetingDeadline)


def _first(kind: DeadlineKind, day: Column[date]) -> ScalarSelect[date]:
    """A day of the meeting's earliest deadline of a kind; nothing where the body has no rule for it."""
    found = select_columns(day).where(_DEADLINE.c.meeting_id == _MEETING.c.id, _DEADLINE.c.kind == kind.value)
    return (
        found.order_by(_DEADLINE.c.legal_on, _DEADLINE.c.practical_on).limit(1).correlate(_MEETING).scalar_subquery()
    )


def _or_that_day(found: ScalarSelect[date]) -> ColumnElement[date]:
    """A body without a rule for dispatch or minutes has them on the day of the meeting itself."""
    return func.coalesce(found, _MEETING.c.held_on)


# In the order of the fields of ``MeetingFacts``: of a meeting and its body.
MEETING_FACTS: tuple[ColumnElement[Any], ...] = (
    *(_MEETING.c.id, _MEETING.c.body_key, _BODY.c.kind, _MEETING.c.held_on, _MEETING.c.starts_at, _MEETING.c.ends_at),
    _MEETING.c.status == MeetingStatus.CANCELLED,
    _first(DeadlineKind.SUBMISSION, _DEADLINE.c.practical_on),
    _or_that_day(_first(DeadlineKind.DISPATCH, _DEADLINE.c.practical_on)),
    _or_that_day(_first(DeadlineKind.DISPATCH, _DEADLINE.c.legal_on)),
    _or_that_day(_first(DeadlineKind.MINUTES, _DEADLINE.c.legal_on)),
)
_MEETINGS = (
    select_columns(*MEETING_FACTS)
    .join_from(_MEETING, _BODY, _BODY.c.key == _MEETING.c.body_key)
    .order_by(_MEETING.c.starts_at, _MEETING.c.body_key, _MEETING.c.id)
)
_MEETINGS_BY_ID = _MEETINGS.where(_MEETING.c.id.in_(bindparam("ids", expanding=True)))

LIVE_STOPS = (StopState.PLANNED, StopState.ON_AGENDA, StopState.AWAITING_DECISION)


def current_profile(session: Session) -> Profile:
    """The profile in force.

    Raises:
        NoProfileError: none has been adopted.
    """
    session.flush()
    newest = session.connection().execute(_NEWEST).first()
    if newest is None:
        raise NoProfileError
    key, name = newest
    return _PROFILES.get(key) or _remember(key, name, session)


def has_profile(session: Session) -> bool:
    """Whether a profile has been adopted; without one there is nothing to keep."""
    return session.connection().execute(_NEWEST).first() is not None


_TEXT = table_of(ProfileText)
_NEWEST = select_columns(_TEXT.c.id, _TEXT.c.name).order_by(_TEXT.c.number.desc()).limit(1)
_PROFILES: dict[str, Profile] = {}


def _remember(key: str, name: str, session: Session) -> Profile:
    """Read a profile once a process: its text never changes under its id."""
    text = session.exec(select(ProfileText.toml).where(ProfileText.id == key)).one()
    _PROFILES[key] = load_profile(name, text)
    return _PROFILES[key]


def find_meeting(session: Session, meeting_id: str) -> Meeting:
    """The meeting with this id. Raises ``NotFoundError``."""
    meeting = session.get(Meeting, meeting_id)
    if meeting is None:
        raise NotFoundError(noun="meeting", id=meeting_id)
    return meeting


def meeting_facts(
    session: Session, *, ids: Collection[str] | None = None, since: date | None = None, body: str | None = None
) -> list[MeetingFacts]:
    """Meetings as the rules see them, by start: those with these ``ids``, held on or after ``since``, of ``body``."""
    session.flush()
    read = session.connection().execute
    if ids is not None:
        found = [MeetingFacts(*row) for chunk in in_chunks(set(ids)) for row in read(_MEETINGS_BY_ID, {"ids": chunk})]
        return sorted(found, key=lambda fact: (fact.starts_at, fact.body))
    wanted = _MEETINGS
    if since is not None:
        wanted = wanted.where(_MEETING.c.held_on >= since)
    if body is not None:
        wanted = wanted.where(_MEETING.c.body_key == body)
    return [MeetingFacts(*row) for row in read(wanted)]


def meeting_table(session: Session, *, since: date) -> MeetingTable:
    """Every meeting from ``since`` on, with how many live stops each holds where a capacity is set."""
    capacity = current_profile(session).capacity
    used: dict[str, int] = {}
    if capacity:
        counted = (
            select(Stop.meeting_id, func.count())
            .where(col(Stop.meeting_id).is_not(None), col(Stop.state).in_(LIVE_STOPS))
            .where(col(Stop.body_key).in_(capacity))
            .group_by(col(Stop.meeting_id))
        )
        used = {meeting: number for meeting, number in session.exec(counted) if meeting is not None}
    return MeetingTable(meeting_facts(session, since=since), used=used, capacity=dict(capacity))
