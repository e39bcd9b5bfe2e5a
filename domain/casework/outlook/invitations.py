"""Calling people to meetings by mail: one mail a meeting and person, and another only when they would see a change.

Nothing here is remembered beside the outbox. What a person was last told stands in the notice of the mail that
went; a pass holds it against the meeting as it is, and queues what is missing: a request, an update, a
cancellation, or the invitation taken back. So it makes no difference what changed a meeting, how often, or
whether the pass before was killed.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from calendars.invitation import Method
from domain.casework.outlook.invited import SETTLE, Missing, compare
from domain.casework.verb import Act, Receipt, verb
from domain.errors import NotFoundError
from domain.model import (
    Body,
    Case,
    Mail,
    MailKind,
    MailState,
    Meeting,
    MeetingStatus,
    Notice,
    NoticeKind,
    Person,
    Stop,
    StopState,
)
from domain.model.columns import make_id
from domain.profile import Profile
from domain.store import journal
from domain.store.bulk import insert_rows
from domain.store.journal import canonical
from domain.store.queries import current_profile

ON_THE_AGENDA = (StopState.ON_AGENDA, StopState.AWAITING_DECISION, StopState.DECIDED)


@dataclass(frozen=True, slots=True)
class Invitation:
    """All that the mail of one invitation is made of. ``items`` are open ones alone, as number and title.

    ``is_withdrawn``: the meeting is held, but this person is no longer called to it. ``before`` is what they saw
    last (``body``, ``starts_at``, ``ends_at``, ``place``, ``status``, as text), and empty for the first mail.
    """

    meeting_id: str
    person: Person
    because: str
    method: Method
    sequence: int
    written_at: datetime
    body: str
    starts_at: datetime
    ends_at: datetime
    place: str
    status: MeetingStatus
    before: Mapping[str, str]
    items: tuple[tuple[str, str], ...]

    @property
    def is_withdrawn(self) -> bool:
        """Whether the person is off the list, and the meeting is not off."""
        return self.method is Method.CANCEL and self.status is not MeetingStatus.CANCELLED


def is_anything_missing(session: Session, now: datetime) -> bool:
    """Whether ``raise_invitations`` has something to do; reads only, and little where nobody is invited by mail."""
    missing, outdated = compare(session, now)
    return bool(missing or outdated)


@verb
def raise_invitations(act: Act) -> Receipt:
    """Queue every invitation, update and cancellation that is missing, and take out those that came to nothing.

    Only for meetings to come, of bodies whose people are invited by mail. A mail waits until the meeting has
    been left alone for ``SETTLE``. Again without a change in between: nothing.
    """
    missing, outdated = compare(act.session, act.at)
    if not missing and not outdated:
        return act.already("invitations")
    for mail, reason in outdated:
        mail.state, mail.last_error, mail.lease_until = MailState.SKIPPED, reason, None
        _enter_taken_out(act, mail)
    profile = current_profile(act.session)
    act.session.flush()
    mails = [_mail(one, profile, act.at) for one in missing]
    insert_rows(act.session, mails)
    insert_rows(act.session, [_notice(one, mail.id, act.at) for one, mail in zip(missing, mails, strict=True)])
    counts = {method.value.lower(): sum(one.method is method for one in missing) for method in Method}
    meetings = sorted({one.meeting.id for one in missing})
    receipt = act.enter("invitations", "invitations", **counts, taken_out=len(outdated), meetings=len(meetings))
    for meeting_id in meetings:
        people = [f"{one.method.value.lower()}:{one.person}" for one in missing if one.meeting.id == meeting_id]
        act.enter("meeting", meeting_id, invited=sorted(people))
    return receipt


def invitation_of(session: Session, mail_id: str) -> Invitation:
    """What a claimed mail of kind ``invitation`` is about, read now. Raises ``NotFoundError``."""
    wanted = (
        select(Notice, Person, Meeting, Body)
        .join(Person, col(Notice.person_key) == col(Person.key))
        .join(Meeting, col(Notice.meeting_id) == col(Meeting.id))
        .join(Body, col(Meeting.body_key) == col(Body.key))
        .where(Notice.mail_id == mail_id, Notice.kind == NoticeKind.INVITATION)
    )
    found = session.exec(wanted).first()
    if found is None:
        raise NotFoundError(noun="mail", id=mail_id)
    notice, person, meeting, body = found
    detail = json.loads(notice.detail)
    return Invitation(
        meeting_id=meeting.id,
        person=person,
        because=notice.because,
        method=Method(detail["method"]),
        sequence=int(detail["sequence"]),
        written_at=notice.raised_at,
        body=body.name,
        starts_at=meeting.starts_at,
        ends_at=meeting.ends_at,
        place=meeting.place,
        status=meeting.status,
        before=detail["before"],
        items=_open_items(session, meeting.id),
    )


def _enter_taken_out(act: Act, mail: Mail) -> None:
    """A mail that is not sent is in the log of mails with its reason, whoever took it out."""
    facts = {"kind": mail.kind.value, "person": mail.person_key, "occasion": mail.occasion, "reason": mail.last_error}
    journal.append(
        act.session, at=act.at, actor=act.by.actor, verb="mail_skipped", noun="mail", subject=mail.id, facts=facts
    )


def _key(one: Missing) -> str:
    return f"{MailKind.INVITATION}|{one.meeting.id}|{one.person}|{one.sequence}"


def _mail(one: Missing, profile: Profile, now: datetime) -> Mail:
    key = _key(one)
    stamp = hashlib.sha256(key.encode()).hexdigest()[:32]
    return Mail.new(
        id=make_id("mail", key),
        key=key,
        kind=MailKind.INVITATION,
        person_key=one.person,
        occasion=f"invitation:{one.meeting.id}:{one.sequence}",
        message_id=f"<{stamp}@{profile.mail_domain}>",
        next_try_at=max(now, one.meeting.changed_at + SETTLE),
        queued_at=now,
    )


def _notice(one: Missing, mail_id: str, now: datetime) -> Notice:
    detail: dict[str, Any] = {
        "method": one.method.value,
        "sequence": one.sequence,
        "of_meeting": one.meeting.sequence,
        "seen": dict(one.seen),
        "before": dict(one.before),
    }
    return Notice.new(
        id=make_id("notice", _key(one)),
        key=_key(one),
        kind=NoticeKind.INVITATION,
        mail_id=mail_id,
        person_key=one.person,
        because=one.because[:200],
        meeting_id=one.meeting.id,
        detail=canonical(detail),
        raised_at=now,
    )


def _open_items(session: Session, meeting_id: str) -> tuple[tuple[str, str], ...]:
    """The open items of an agenda that has been sent out; a closed one is not even counted."""
    rows = session.exec(
        select(Case.number, Case.title)
        .join(Stop, col(Stop.case_id) == col(Case.id))
        .where(Stop.meeting_id == meeting_id, col(Stop.state).in_(ON_THE_AGENDA), col(Case.is_open))
        .order_by(col(Case.number))
    )
    return tuple((number, title) for number, title in rows)
