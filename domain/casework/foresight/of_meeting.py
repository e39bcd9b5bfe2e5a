"""What calling, moving or cancelling a meeting would do, seen before it is done: cases, and who will be told.

As in ``foresight``: the act is played in a transaction that is never kept, with what the next sweep makes of it, so
that what is shown is what will happen.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from calendars.deadlines import Deadline
from domain.casework.case.journey import advance
from domain.casework.foresight.of_case import rehearse
from domain.casework.mail.reminders import raise_reminders
from domain.casework.meeting.deadlines import deadlines_of
from domain.casework.meeting.impact import MeetingImpact
from domain.casework.meeting.meetings import (
    cancel_meeting,
    move_meeting,
    preview_cancel,
    preview_move,
    schedule_meeting,
)
from domain.casework.outlook.invitations import raise_invitations
from domain.casework.verb import By, Receipt
from domain.model import (
    Case,
    CaseState,
    Due,
    DueKind,
    Mail,
    MailState,
    Meeting,
    MeetingStatus,
    Notice,
    NoticeKind,
    Person,
)
from domain.rules.facts import CaseFacts
from domain.store.database import Database
from domain.store.meeting_year import head_of
from domain.store.queries import current_profile

MOST_TRIED = 25  # stuck cases for which a new meeting is tried in the rehearsal; the others are only counted


@dataclass(frozen=True, slots=True)
class Told:
    """Somebody who will be told, of what kind and why they are; ``lines`` is of how many cases.

    ``is_off``: they have switched that kind off, so no mail goes.
    """

    name: str
    kind: NoticeKind
    because: str
    lines: int
    is_off: bool


@dataclass(frozen=True, slots=True)
class MeetingForesight:
    """A meeting moved or cancelled: what becomes of its cases, and who hears of it."""

    impact: MeetingImpact
    told: tuple[Told, ...]
    receipt: Receipt


@dataclass(frozen=True, slots=True)
class CallForesight:
    """A meeting called: its deadlines; how many cases are stuck, and which of them (heads alone) it would help."""

    body: str
    ends_at: datetime
    deadlines: tuple[Deadline, ...]
    stuck: int
    helped: tuple[CaseFacts, ...]
    told: tuple[Told, ...]


def foresee_move(
    db: Database,
    by: By,
    *,
    meeting_id: str,
    starts_at: datetime,
    ends_at: datetime | None,
    place: str | None,
    reason: str,
) -> MeetingForesight:
    """What ``move_meeting`` would do. Raises what it raises."""
    with db.read() as session:
        impact = preview_move(session, meeting_id, starts_at, now=by.at, ends_at=ends_at)

    def work(target: Database, who: By) -> Receipt:
        return move_meeting(
            target, who, meeting_id=meeting_id, starts_at=starts_at, ends_at=ends_at, place=place, reason=reason
        )

    return rehearse(
        db, lambda target, session: MeetingForesight(impact, *_play(target, session, by, meeting_id, work))
    )


def foresee_cancel(db: Database, by: By, *, meeting_id: str, reason: str) -> MeetingForesight:
    """What ``cancel_meeting`` would do. Raises what it raises."""
    with db.read() as session:
        impact = preview_cancel(session, meeting_id, now=by.at)

    def work(target: Database, who: By) -> Receipt:
        return cancel_meeting(target, who, meeting_id=meeting_id, reason=reason)

    return rehearse(
        db, lambda target, session: MeetingForesight(impact, *_play(target, session, by, meeting_id, work))
    )


def foresee_call(
    db: Database,
    by: By,
    *,
    body: str,
    starts_at: datetime,
    ends_at: datetime | None,
    place: str,
    status: MeetingStatus,
) -> CallForesight:
    """What ``schedule_meeting`` would do, and which stuck cases it would help. Raises what it raises."""

    def play(target: Database, session: Session) -> CallForesight:
        meeting_id = schedule_meeting(
            target, _unkeyed(by), body=body, starts_at=starts_at, ends_at=ends_at, place=place, status=status
        ).subject
        stuck = select(Case.id).where(col(Case.state) == CaseState.OPEN, col(Case.stuck_because) != "")
        waiting = session.exec(stuck.order_by(col(Case.id))).all()
        for case_id in waiting[:MOST_TRIED]:
            advance(target, _unkeyed(by), case_id=case_id)
        raise_invitations(target, _unkeyed(by))
        session.flush()
        helped = select(Case).where(col(Case.id).in_(waiting[:MOST_TRIED]), Case.stuck_because == "")
        meeting = session.get_one(Meeting, meeting_id)
        return CallForesight(
            body=meeting.body_key,
            ends_at=meeting.ends_at,
            deadlines=deadlines_of(current_profile(session), meeting.body_key, meeting.held_on),
            stuck=len(waiting),
            helped=tuple(head_of(case) for case in session.exec(helped.order_by(col(Case.number)))),
            told=_told(session, meeting_id, set()),
        )

    return rehearse(db, play)


def _play(
    target: Database, session: Session, by: By, meeting_id: str, work: Callable[[Database, By], Receipt]
) -> tuple[tuple[Told, ...], Receipt]:
    known = set(session.exec(select(Notice.id).where(Notice.meeting_id == meeting_id)))
    receipt = work(target, _unkeyed(by))
    session.flush()
    # What the next sweep takes up: the owners of the cases on a meeting that was moved.
    late = select(Due).where(
        Due.subject == meeting_id, col(Due.kind) == DueKind.REMINDER, col(Due.detail).startswith("moved:")
    )
    dues = session.exec(late).all()
    if dues:
        raise_reminders(target, _unkeyed(by), dues=dues)
    raise_invitations(target, _unkeyed(by))
    return _told(session, meeting_id, known), receipt


def _unkeyed(by: By) -> By:
    return By(by.actor, by.at)


def _told(session: Session, meeting_id: str, known: set[str]) -> tuple[Told, ...]:
    """One line a person, kind and reason; in the order of names."""
    session.flush()
    rows = session.exec(
        select(Notice, Person.name, Mail.state)
        .select_from(Notice)
        .join(Person, col(Person.key) == col(Notice.person_key))
        .join(Mail, col(Mail.id) == col(Notice.mail_id))
        .where(Notice.meeting_id == meeting_id)
    )
    counted = Counter(
        (name, notice.kind, notice.because, state is MailState.SKIPPED, notice.case_id is not None)
        for notice, name, state in rows
        if notice.id not in known
    )
    told = [
        Told(name, kind, because, number if is_of_cases else 0, is_off)
        for (name, kind, because, is_off, is_of_cases), number in counted.items()
    ]
    return tuple(sorted(told, key=lambda one: (one.name, one.kind, one.because)))
