"""Who is called to which meeting, what each was told of it last, and so what they lack."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.utils import parseaddr

from sqlmodel import Session, col, or_, select

from calendars.invitation import Method
from domain.casework.mail.still_true import SUPERSEDED
from domain.casework.outlook.replies import failing_people
from domain.model import (
    Mail,
    MailState,
    Meeting,
    MeetingStatus,
    Notice,
    NoticeKind,
)
from domain.profile import BodySpec, InvitedBy, Profile
from domain.rules.posts import Because
from domain.rules.wording import body_in_a_sentence
from domain.store.people import Directory
from domain.store.queries import current_profile

SETTLE = timedelta(minutes=5)  # changes shortly after one another go as one mail


# Why a waiting mail is taken out here; and SUPERSEDED, when a sender finds the meeting changed since.
REPLACED, NOT_INVITED, NOTHING_CHANGED = "replaced", "not_invited", "nothing_changed"


ADDRESS_FAILING = "address_failing"  # nothing goes to the person until the address is cleared


TAKEN_OUT = frozenset({REPLACED, NOT_INVITED, NOTHING_CHANGED, SUPERSEDED, ADDRESS_FAILING})


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
    seen: Mapping[str, str]  # the meeting as they will see it
    before: Mapping[str, str] = field(default_factory=dict)  # what they saw last; empty for the first


def compare(session: Session, now: datetime) -> tuple[list[Missing], list[tuple[Mail, str]]]:
    """What every invited person should know held against what they were told: mails to queue, mails to take out."""
    profile = current_profile(session)
    bodies = {body.key: body for body in profile.bodies if body.invitations is InvitedBy.MAIL}
    names = {body.key: body.name for body in profile.bodies}
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
            now_seen = seen(meeting, names.get(meeting.body_key, ""))
            known_to = told.get((meeting.id, person), [])
            lacks, too_much = _settle(meeting, now_seen, person, called.get(person), known_to)
            missing += lacks
            outdated += too_much
    return missing, outdated


def _settle(
    meeting: Meeting,
    now_seen: Mapping[str, str],
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
        as_it_is = [one for one in told if one.method is method and _is_as(one.seen, now_seen)]
        is_needed = not any(one.is_given_up for one in as_it_is) and not (last in as_it_is and last.is_known)
    else:
        is_needed = last is not None and not (last.method is method and last.is_known)
    outdated: list[tuple[Mail, str]] = []
    for one in waiting:
        is_up_to_date = one.of_meeting == meeting.sequence and (not is_called or _is_as(one.seen, now_seen))
        if is_needed and one.method is method and is_up_to_date:
            is_needed = False  # it is on its way already
        else:
            reason = REPLACED if is_needed else NOTHING_CHANGED if because is not None else NOT_INVITED
            outdated.append((one.mail, reason))
    if not is_needed:
        return [], outdated
    sequence = max([meeting.sequence, *(one.sequence + 1 for one in told)])
    before = last.seen if last is not None and last.method is Method.REQUEST else {}
    return [Missing(meeting, person, because or "", method, sequence, now_seen, before)], outdated


def seen(meeting: Meeting, body: str) -> dict[str, str]:
    """What an invited person sees of a meeting; when this is as it was, there is nothing to write about."""
    return {
        "body": body,
        "starts_at": meeting.starts_at.isoformat(),
        "ends_at": meeting.ends_at.isoformat(),
        "place": meeting.place,
        "status": meeting.status.value,
    }


def _is_as(before: Mapping[str, str], now_seen: Mapping[str, str]) -> bool:
    """Whether nothing differs. Invitations of before the body's name was kept say nothing of it."""
    return {"body": now_seen["body"], **before} == now_seen


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
