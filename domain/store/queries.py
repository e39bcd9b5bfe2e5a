"""What the verbs and the pages ask of the store, as values the rules understand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date

from sqlalchemy import ColumnElement, func
from sqlmodel import Session, col, select

from calendars.deadlines import DeadlineKind
from domain.errors import NoProfileError, NotFoundError
from domain.model import Body, BodyKind, Meeting, MeetingDeadline, MeetingStatus, ProfileText, Stop, StopState
from domain.profile import Profile, load_profile
from domain.rules.facts import MeetingFacts
from domain.rules.meeting_table import MeetingTable
from domain.store.bulk import in_chunks

LIVE_STOPS = (StopState.PLANNED, StopState.ON_AGENDA, StopState.AWAITING_DECISION)


def current_profile(session: Session) -> Profile:
    """The profile in force.

    Raises:
        NoProfileError: none has been adopted.
    """
    newest = session.exec(
        select(ProfileText.id, ProfileText.name).order_by(col(ProfileText.number).desc()).limit(1)
    ).first()
    if newest is None:
        raise NoProfileError
    key, name = newest
    return _PROFILES.get(key) or _remember(key, name, session)


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
    if ids is not None:
        found = [fact for chunk in in_chunks(set(ids)) for fact in _facts(session, [col(Meeting.id).in_(chunk)])]
        return sorted(found, key=lambda fact: (fact.starts_at, fact.body))
    wanted: list[ColumnElement[bool]] = []
    if since is not None:
        wanted.append(col(Meeting.held_on) >= since)
    if body is not None:
        wanted.append(col(Meeting.body_key) == body)
    return _facts(session, wanted)


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


def _facts(session: Session, wanted: Sequence[ColumnElement[bool]]) -> list[MeetingFacts]:
    deadlines = (
        select(
            col(MeetingDeadline.meeting_id),
            col(MeetingDeadline.kind),
            col(MeetingDeadline.legal_on),
            col(MeetingDeadline.practical_on),
        )
        .join(Meeting, col(MeetingDeadline.meeting_id) == col(Meeting.id))
        .where(*wanted)
    )
    earliest: dict[str, dict[str, tuple[date, date]]] = defaultdict(dict)
    for meeting_id, kind, legal_on, practical_on in session.exec(deadlines):
        of_meeting = earliest[meeting_id]
        of_meeting[kind] = min(of_meeting.get(kind, (date.max, date.max)), (legal_on, practical_on))
    meetings = (
        select(Meeting, col(Body.kind))
        .join(Body, col(Meeting.body_key) == col(Body.key))
        .where(*wanted)
        .order_by(col(Meeting.starts_at), col(Meeting.body_key))
    )
    return [_fact(meeting, kind, earliest[meeting.id]) for meeting, kind in session.exec(meetings)]


def _fact(meeting: Meeting, kind: BodyKind, deadlines: dict[str, tuple[date, date]]) -> MeetingFacts:
    """A body without a rule for dispatch or minutes has them on the day of the meeting itself."""
    same_day = (meeting.held_on, meeting.held_on)
    submission = deadlines.get(DeadlineKind.SUBMISSION)
    dispatch = deadlines.get(DeadlineKind.DISPATCH, same_day)
    return MeetingFacts(
        id=meeting.id,
        body=meeting.body_key,
        kind=kind,
        held_on=meeting.held_on,
        starts_at=meeting.starts_at,
        ends_at=meeting.ends_at,
        cancelled=meeting.status is MeetingStatus.CANCELLED,
        submission_on=submission[1] if submission else None,
        dispatch_on=dispatch[1],
        dispatch_legal_on=dispatch[0],
        minutes_ready_on=deadlines.get(DeadlineKind.MINUTES, same_day)[0],
    )
