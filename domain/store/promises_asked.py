"""What a body has asked for: what came of it since it last met, and what is still open, for its next agenda.

And the promises whose keeper has no post any more, with the post that would take over.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import groupby

from sqlalchemy import and_, exists, or_
from sqlmodel import Session, col, select

from calendars.copenhagen import COPENHAGEN
from domain.model import FollowUp, FollowUpState, Holding, Meeting, MeetingStatus
from domain.rules.rights import Visitor
from domain.store.bulk import table_of
from domain.store.people import Directory
from domain.store.promises import ASKED, ASKED_AT, IS_OPEN, IS_SETTLED, ShownPromise, select_promises, shown_lines
from domain.store.queries import find_meeting

LISTED = 200  # more than a body can be told of at a meeting
_PROMISE, _HOLDING = table_of(FollowUp), table_of(Holding)


@dataclass(frozen=True, slots=True)
class Keeper:
    """Somebody who keeps promises and holds no post. ``successor`` is the post they held last, if any."""

    person: str
    name: str
    left_on: date | None
    successor: str | None
    successor_title: str
    successor_holder: str
    lines: tuple[ShownPromise, ...]


def asked_before(session: Session, visitor: Visitor, meeting_id: str, *, today: date) -> list[ShownPromise]:
    """What the body asked for at earlier meetings: what is open, and what was settled since it last met.

    A promise asks where the body's decision made it. Settled ones come first, then by day; what was never confirmed
    is left out, for nobody has promised it.

    Raises:
        NotFoundError: no such meeting.
    """
    meeting = find_meeting(session, meeting_id)
    asked = and_(
        ASKED.c.body_key == meeting.body_key,
        ASKED_AT.c.held_on < meeting.held_on,
        _PROMISE.c.state != FollowUpState.PROPOSED,
    )
    read = session.connection().execute
    since = datetime.combine(_last_met(session, meeting), time(), COPENHAGEN)
    settled = select_promises().where(IS_SETTLED, _PROMISE.c.settled_at >= since, asked)
    still = select_promises().where(IS_OPEN, asked)
    rows = [
        *read(settled.order_by(_PROMISE.c.settled_at, _PROMISE.c.id).limit(LISTED)),
        *read(still.order_by(_PROMISE.c.due_on.asc().nulls_last(), _PROMISE.c.id).limit(LISTED)),
    ]
    return shown_lines(session, visitor, rows, today)


def answered_by(session: Session, visitor: Visitor, case_id: str, *, today: date) -> list[ShownPromise]:
    """The promises that a case answers."""
    wanted = select_promises().where(_PROMISE.c.answer_case == case_id)
    rows = session.connection().execute(wanted.order_by(_PROMISE.c.due_on, _PROMISE.c.id).limit(LISTED)).all()
    return shown_lines(session, visitor, rows, today)


def kept_by_nobody(session: Session, visitor: Visitor, *, today: date) -> list[Keeper]:
    """The people who keep open promises and hold no post today, each with what the visitor may see of theirs."""
    holds = exists().where(
        _HOLDING.c.person_key == _PROMISE.c.owner_person,
        _HOLDING.c.from_on <= today,
        or_(_HOLDING.c.to_on.is_(None), _HOLDING.c.to_on > today),
    )
    wanted = select_promises().where(
        IS_OPEN, _PROMISE.c.owner_person.is_not(None), _PROMISE.c.owner_post.is_(None), ~holds
    )
    ordered = wanted.order_by(_PROMISE.c.owner_person, _PROMISE.c.due_on, _PROMISE.c.id).limit(LISTED)
    rows = session.connection().execute(ordered).all()
    lines = [line for line in shown_lines(session, visitor, rows, today) if line.is_shown]
    by_person = groupby(lines, key=lambda line: line.owner.key.removeprefix("person:"))
    return [_keeper(session, person, some, today) for person, some in by_person]


def _keeper(session: Session, person: str, lines: Iterable[ShownPromise], today: date) -> Keeper:
    directory = Directory(session)
    last = session.exec(
        select(Holding)
        .where(Holding.person_key == person, col(Holding.to_on) <= today)
        .order_by(col(Holding.to_on).desc(), col(Holding.post_key))
    ).first()
    post = last.post_key if last else None
    holder = directory.recipient(post, today) if post else None
    return Keeper(
        person=person,
        name=directory.people[person].name,
        left_on=last.to_on if last else None,
        successor=post,
        successor_title=directory.posts[post].title if post else "",
        successor_holder=directory.people[holder.person_key].name if holder else "",
        lines=tuple(lines),
    )


def _last_met(session: Session, meeting: Meeting) -> date:
    """The body's meeting before this one; the beginning of time where there is none."""
    last = (
        select(col(Meeting.held_on))
        .where(
            Meeting.body_key == meeting.body_key,
            Meeting.held_on < meeting.held_on,
            Meeting.status != MeetingStatus.CANCELLED,
        )
        .order_by(col(Meeting.held_on).desc())
    )
    return session.exec(last).first() or date(1900, 1, 1)
