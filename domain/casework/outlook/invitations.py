"""Calling people to meetings by mail: one mail a meeting and person, and another only when they would see a change.

Nothing here is remembered beside the outbox. What a person was last told stands in the notice of the mail that
went; a pass holds it against the meeting as it is, and queues what is missing: a request, an update, a
cancellation, or the invitation taken back. So it makes no difference what changed a meeting, how often, or
whether the pass before was killed.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.utils import parseaddr
from typing import Any

from sqlmodel import Session, col, or_, select

from calendars.invitation import Method
from domain.casework.mail.still_true import SUPERSEDED
from domain.casework.outlook.replies import failing_people
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
from domain.profile import BodySpec, InvitedBy, Profile
from domain.rules.posts import Because
from domain.rules.wording import body_in_a_sentence
from domain.store import journal
from domain.store.bulk import insert_rows
from domain.store.journal import canonical
from domain.store.people import Directory
from domain.store.queries import current_profile

SETTLE = timedelta(minutes=5)  # changes shortly after one another go as one mail
# Why a waiting mail is taken out here; and SUPERSEDED, when a sender finds the meeting changed since.
REPLACED, NOT_INVITED, NOTHING_CHANGED = "replaced", "not_invited", "nothing_changed"
ADDRESS_FAILING = "address_failing"  # nothing goes to the person until the address is cleared
TAKEN_OUT = frozenset({REPLACED, NOT_INVITED, NOTHING_CHANGED, SUPERSEDED, ADDRESS_FAILING})
ON_THE_AGENDA = (StopState.ON_AGENDA, StopState.AWAITING_DECISION, StopState.DECIDED)


@dataclass(frozen=True, slots=True)
class Told:
    """What one mail told, or would: the meeting as its recipient saw it, and where that mail is."""

    mail: Mail
    method: Method
    sequence: int  # of the invitation
    of_meeting: int  # the meeting's own SEQUENCE at the time
    seen: Mapping[str, str]

    @property
    def is_waiting(self) -> bool:
        """Whether it can still be taken out of the outbox."""
        return self.mail.state is MailState.QUEUED

    @property
    def is_known(self) -> bool:
        """Whether the recipient has it, or will have in a moment."""
        return self.mail.state in {MailState.SENT, MailState.SENDING}

    @property
    def may_be_known(self) -> bool:
        """The same, or it was tried and nobody heard the answer, also because the sender was killed."""
        is_claimed = self.mail.attempts > 0 or self.mail.last_error == SUPERSEDED
        return self.is_known or (is_claimed and self.mail.state is not MailState.DEAD)

    @property
    def is_given_up(self) -> bool:
        """Whether it will not go, for a reason that another mail would meet too."""
        is_stopped = self.mail.state is MailState.SKIPPED and self.mail.last_error not in TAKEN_OUT
        return self.mail.state is MailState.DEAD or is_stopped


@dataclass(frozen=True, slots=True)
class Missing:
    """One mail to queue: what of, to whom, and why that person."""

    meeting: Meeting
    person: str
    because: str
    method: Method
    sequence: int
    before: Mapping[str, str] = field(default_factory=dict)  # what they saw last; empty for the first


@dataclass(frozen=True, slots=True)
class Invitation:
    """All that the mail of one invitation is made of. ``items`` are open ones alone, as number and title.

    ``is_withdrawn``: the meeting is held, but this person is no longer called to it. ``before`` is what they saw
    last (``starts_at``, ``ends_at``, ``place``, ``status``, as text), and empty for the first mail.
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
    missing, outdated = _compare(session, now)
    return bool(missing or outdated)


@verb
def raise_invitations(act: Act) -> Receipt:
    """Queue every invitation, update and cancellation that is missing, and take out those that came to nothing.

    Only for meetings to come, of bodies whose people are invited by mail. A mail waits until the meeting has
    been left alone for ``SETTLE``. Again without a change in between: nothing.
    """
    missing, outdated = _compare(act.session, act.at)
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


def _compare(session: Session, now: datetime) -> tuple[list[Missing], list[tuple[Mail, str]]]:
    """What every invited person should know held against what they were told: mails to queue, mails to take out."""
    profile = current_profile(session)
    bodies = {body.key: body for body in profile.bodies if body.invitations is InvitedBy.MAIL}
    told = _told(session, now)
    if not bodies and not told:
        return [], []
    coming = select(Meeting).where(
        col(Meeting.starts_at) > now,
        or_(col(Meeting.body_key).in_(bodies), col(Meeting.id).in_({meeting for meeting, _ in told})),
    )
    guests, failing = _Guests(session, profile), failing_people(session)
    missing: list[Missing] = []
    outdated: list[tuple[Mail, str]] = []
    for meeting in session.exec(coming.order_by(col(Meeting.starts_at), col(Meeting.id))):
        called = guests.of(meeting, bodies.get(meeting.body_key))
        known = {person for of, person in told if of == meeting.id}
        for person in sorted((called.keys() | known) - failing.keys()):
            lacks, too_much = _settle(meeting, person, called.get(person), told.get((meeting.id, person), []))
            missing += lacks
            outdated += too_much
    return missing, outdated


def _settle(
    meeting: Meeting,
    person: str,
    because: str | None,
    told: list[Told],
) -> tuple[list[Missing], list[tuple[Mail, str]]]:
    """What one person lacks about one meeting, and what waits for nothing. ``because`` is None: not called."""
    is_called = because is not None and meeting.status is not MeetingStatus.CANCELLED
    method = Method.REQUEST if is_called else Method.CANCEL
    last = next((one for one in reversed(told) if one.may_be_known), None)
    waiting = [one for one in told if one.is_waiting]
    if is_called:
        as_it_is = [one for one in told if one.method is method and one.seen == seen(meeting)]
        is_needed = not any(one.is_given_up for one in as_it_is) and not (last in as_it_is and last.is_known)
    else:
        is_needed = last is not None and not (last.method is method and last.is_known)
    outdated: list[tuple[Mail, str]] = []
    for one in waiting:
        if is_needed and one.method is method and one.of_meeting == meeting.sequence:
            is_needed = False  # it is on its way already
        else:
            reason = REPLACED if is_needed else NOTHING_CHANGED if because is not None else NOT_INVITED
            outdated.append((one.mail, reason))
    if not is_needed:
        return [], outdated
    sequence = max([meeting.sequence, *(one.sequence + 1 for one in told)])
    before = last.seen if last is not None and last.method is Method.REQUEST else {}
    return [Missing(meeting, person, because or "", method, sequence, before)], outdated


def seen(meeting: Meeting) -> dict[str, str]:
    """What an invited person sees of a meeting; when this is as it was, there is nothing to write about."""
    return {
        "starts_at": meeting.starts_at.isoformat(),
        "ends_at": meeting.ends_at.isoformat(),
        "place": meeting.place,
        "status": meeting.status.value,
    }


class _Guests:
    """Who is called to a meeting: chair, secretary and the profile's members, or who stands in on the day."""

    def __init__(self, session: Session, profile: Profile) -> None:
        self._directory = Directory(session)
        self._mailbox = parseaddr(profile.mailbox)[1].casefold()

    def of(self, meeting: Meeting, body: BodySpec | None) -> dict[str, str]:
        """People and why they are called; nobody for a body that has a feed instead."""
        if body is None:
            return {}
        called: dict[str, str] = {}
        members = ((one, "medlem af") for one in body.members)
        roles = [(body.chair, "formand for"), (body.secretary, "sekretær for"), *members]
        for key, role in roles:
            found = self._person(key, meeting) if key else None
            if found is not None and not self._is_organizer(found[0]):
                called.setdefault(found[0], f"{role} {body_in_a_sentence(body.name)}{found[1]}")
        return called

    def _person(self, key: str, meeting: Meeting) -> tuple[str, str] | None:
        if key not in self._directory.posts:
            return (key, "") if key in self._directory.people else None
        found = self._directory.recipient(key, meeting.held_on)
        if found is None:
            return None
        if found.because is Because.HOLDER:
            return found.person_key, ""
        away = self._directory.people.get(found.stand_in_for or "")
        return found.person_key, f", stedfortræder for {away.name if away else self._directory.posts[key].title}"

    def _is_organizer(self, person: str) -> bool:
        """Outlook takes one who is both for the organizer, and offers no answer."""
        return bool(self._directory.people[person].email.casefold() == self._mailbox)


def _told(session: Session, now: datetime) -> Mapping[tuple[str, str], list[Told]]:
    """What was written to whom about meetings to come, in the order of its sequence."""
    wanted = (
        select(Notice, Mail)
        .join(Mail, col(Notice.mail_id) == col(Mail.id))
        .join(Meeting, col(Notice.meeting_id) == col(Meeting.id))
        .where(Notice.kind == NoticeKind.INVITATION, col(Meeting.starts_at) > now)
    )
    found: dict[tuple[str, str], list[Told]] = defaultdict(list)
    for notice, mail in session.exec(wanted):
        detail = json.loads(notice.detail)
        told = Told(mail, Method(detail["method"]), detail["sequence"], detail["of_meeting"], detail["seen"])
        found[notice.meeting_id or "", notice.person_key].append(told)
    for one in found.values():
        one.sort(key=lambda told: told.sequence)
    return found


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
        "seen": seen(one.meeting),
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
