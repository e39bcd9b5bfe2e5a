"""Which stored events a feed consists of, on a day."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from dateutil.relativedelta import relativedelta
from sqlalchemy import ColumnElement, and_, false, or_, true
from sqlalchemy import select as select_columns
from sqlmodel import Session, col, select

from calendars.copenhagen import COPENHAGEN
from calendars.deadlines import DeadlineKind
from domain.model import (
    Body,
    Case,
    CaseState,
    FeedKind,
    FollowUp,
    FollowUpState,
    Fragment,
    FragmentKind,
    Holding,
    Stop,
    StopState,
)
from domain.rules.rounds import LONGEST_ROUND, month_of, round_of
from domain.store.queries import LIVE_STOPS, current_profile, meeting_facts

BACK = timedelta(days=60)
AHEAD = relativedelta(months=18)
CANCELLED_STAYS = timedelta(days=30)  # long enough for a client that was away in the holidays to see that it is off


@dataclass(frozen=True, slots=True)
class Scope:
    """What a feed is about; the same as ``Feed.kind`` and ``Feed.subject``."""

    kind: FeedKind
    subject: str = ""

    @property
    def is_personal(self) -> bool:
        """Whether it is somebody's own: then deadlines and follow-ups belong in it unless they are switched off."""
        return self.kind in {FeedKind.PERSON, FeedKind.POST}


@dataclass(frozen=True, slots=True)
class Chosen:
    """One event of a feed, without its bytes."""

    sha256: str
    changed_at: datetime


def chosen(session: Session, scope: Scope, *, on: date, deadlines: bool) -> list[Chosen]:
    """The events of a feed on a day, in the feed's order."""
    wanted = _wanted(session, scope, on, deadlines=deadlines)
    columns = select_columns(col(Fragment.sha256), col(Fragment.changed_at))
    rows = session.execute(columns.where(wanted).order_by(col(Fragment.starts_at), col(Fragment.id)))
    return [Chosen(sha256, changed_at) for sha256, changed_at in rows]


def contents(session: Session, scope: Scope, *, on: date, deadlines: bool) -> list[tuple[str, bytes]]:
    """The same events: the SHA-256 and the bytes of each."""
    wanted = _wanted(session, scope, on, deadlines=deadlines)
    columns = select_columns(col(Fragment.sha256), col(Fragment.content))
    # Asked of the connection: passing thousands of rows through the session took half as long again.
    rows = session.connection().execute(columns.where(wanted).order_by(col(Fragment.starts_at), col(Fragment.id)))
    return [(sha256, content) for sha256, content in rows]


def _wanted(session: Session, scope: Scope, on: date, *, deadlines: bool) -> ColumnElement[bool]:
    starts = col(Fragment.starts_at)
    gone = and_(col(Fragment.is_cancelled), starts < _midnight(on - CANCELLED_STAYS))
    in_window = and_(starts >= _midnight(on - BACK), starts < _midnight(on + AHEAD), ~gone)
    if scope.kind is FeedKind.WHEEL:
        return and_(in_window, col(Fragment.kind) == FragmentKind.DUTY)
    meetings = _of_meetings(session, scope, on)
    parts = [and_(col(Fragment.kind) == FragmentKind.MEETING, meetings)]
    if deadlines:
        parts.append(and_(col(Fragment.kind) == FragmentKind.DEADLINE, meetings))
    if scope.is_personal:
        posts = _posts(session, scope, on)
        parts.append(_promises(scope, posts))
        if deadlines:
            parts += [_submissions(posts), _duties(session, posts)]
    return and_(in_window, or_(*parts))


def _of_meetings(session: Session, scope: Scope, on: date) -> ColumnElement[bool]:
    if scope.kind is FeedKind.ALL:
        return true()
    if scope.kind is FeedKind.BODY:
        return col(Fragment.body_key) == scope.subject
    if scope.kind is FeedKind.CASE:
        journey = select(Stop.meeting_id).where(Stop.case_id == scope.subject, Stop.state != StopState.DROPPED)
        return col(Fragment.meeting_id).in_(journey)
    if scope.kind is FeedKind.ROUND:
        return _in_round(session, scope.subject)
    posts = _posts(session, scope, on)
    own = select(Body.key).where(or_(col(Body.chair_post).in_(posts), col(Body.secretary_post).in_(posts)))
    return col(Fragment.body_key).in_(own)


def _in_round(session: Session, month_text: str) -> ColumnElement[bool]:
    month = month_of(month_text)
    if month is None:
        return false()
    meetings = meeting_facts(session, since=month)
    first, last = round_of(month, [one for one in meetings if one.held_on <= month + LONGEST_ROUND + AHEAD])
    return col(Fragment.meeting_id).in_([one.id for one in meetings if first <= one.held_on <= last])


def _posts(session: Session, scope: Scope, on: date) -> Collection[str]:
    if scope.kind is FeedKind.POST:
        return [scope.subject]
    held = select(Holding.post_key).where(
        Holding.person_key == scope.subject,
        col(Holding.from_on) <= on,
        or_(col(Holding.to_on).is_(None), col(Holding.to_on) > on),
    )
    return session.exec(held).all()


def _promises(scope: Scope, posts: Collection[str]) -> ColumnElement[bool]:
    own = or_(col(FollowUp.owner_post).in_(posts), col(FollowUp.owner_person) == scope.subject)
    if scope.kind is FeedKind.POST:
        own = col(FollowUp.owner_post).in_(posts)
    open_ones = select(FollowUp.id).where(col(FollowUp.state) == FollowUpState.CONFIRMED, own)
    return and_(col(Fragment.kind) == FragmentKind.FOLLOW_UP, col(Fragment.id).in_(open_ones))


def _submissions(posts: Collection[str]) -> ColumnElement[bool]:
    """Where the cases these posts carry are to be handed in."""
    carried = (
        select(Stop.meeting_id)
        .join(Case, col(Case.id) == col(Stop.case_id))
        .where(col(Case.owner_post).in_(posts), Case.state == CaseState.OPEN, col(Stop.state).in_(LIVE_STOPS))
    )
    return and_(
        col(Fragment.kind) == FragmentKind.DEADLINE,
        col(Fragment.detail) == DeadlineKind.SUBMISSION.value,
        col(Fragment.meeting_id).in_(carried),
    )


def _duties(session: Session, posts: Collection[str]) -> ColumnElement[bool]:
    """The last days of the duties whose rounds these posts carry."""
    carried = [duty_detail(cycle.key) for cycle in current_profile(session).cycles if cycle.owner in posts]
    return and_(col(Fragment.kind) == FragmentKind.DUTY, col(Fragment.detail).in_(carried))


def duty_detail(key: str) -> str:
    """Which duty a fragment is of, as ``Fragment.detail`` holds it."""
    return key[:40]


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), COPENHAGEN)
