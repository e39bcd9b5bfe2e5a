"""What the verbs and the pages ask of the store, as values the rules understand."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date
from itertools import groupby
from operator import itemgetter
from typing import Any

from sqlalchemy import Row, bindparam, func
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
_MEETINGS = (
    select_columns(
        *(_MEETING.c.id, _MEETING.c.body_key, _BODY.c.kind, _MEETING.c.held_on, _MEETING.c.starts_at),
        *(_MEETING.c.ends_at, _MEETING.c.status, _DEADLINE.c.kind.label("deadline")),
        *(_DEADLINE.c.legal_on, _DEADLINE.c.practical_on),
    )
    .join_from(_MEETING, _BODY, _BODY.c.key == _MEETING.c.body_key)
    .outerjoin(_DEADLINE, _DEADLINE.c.meeting_id == _MEETING.c.id)
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
        found = [fact for chunk in in_chunks(set(ids)) for fact in _facts(read(_MEETINGS_BY_ID, {"ids": chunk}))]
        return sorted(found, key=lambda fact: (fact.starts_at, fact.body))
    wanted = _MEETINGS
    if since is not None:
        wanted = wanted.where(_MEETING.c.held_on >= since)
    if body is not None:
        wanted = wanted.where(_MEETING.c.body_key == body)
    return _facts(read(wanted))


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


def _facts(rows: Iterable[Row[Any]]) -> list[MeetingFacts]:
    """Each meeting with its earliest deadline of each kind; a meeting has a row for each of its deadlines."""
    facts = []
    for _, group in groupby(rows, key=itemgetter(0)):
        deadlines = list(group)
        earliest: dict[str, tuple[date, date]] = {}
        for row in deadlines:
            if row.deadline is not None:
                days = (row.legal_on, row.practical_on)
                earliest[row.deadline] = min(earliest.get(row.deadline, days), days)
        facts.append(_fact(deadlines[0], earliest))
    return facts


def _fact(meeting: Row[Any], deadlines: dict[str, tuple[date, date]]) -> MeetingFacts:
    """A body without a rule for dispatch or minutes has them on the day of the meeting itself."""
    same_day = (meeting.held_on, meeting.held_on)
    submission = deadlines.get(DeadlineKind.SUBMISSION)
    dispatch = deadlines.get(DeadlineKind.DISPATCH, same_day)
    return MeetingFacts(
        id=meeting.id,
        body=meeting.body_key,
        kind=meeting.kind,
        held_on=meeting.held_on,
        starts_at=meeting.starts_at,
        ends_at=meeting.ends_at,
        cancelled=meeting.status is MeetingStatus.CANCELLED,
        submission_on=submission[1] if submission else None,
        dispatch_on=dispatch[1],
        dispatch_legal_on=dispatch[0],
        minutes_ready_on=deadlines.get(DeadlineKind.MINUTES, same_day)[0],
    )
