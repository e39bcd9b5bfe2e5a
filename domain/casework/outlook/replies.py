"""What comes back in the mailbox: who comes to a meeting, and which addresses do not work."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, func, select

from calendars.invitation import Method
from domain.casework.mail.telling import tell
from domain.casework.rows import find
from domain.casework.verb import Act, Receipt, verb
from domain.errors import NotFoundError
from domain.model import (
    Answer,
    Attendance,
    Body,
    FailingAddress,
    IncomingKind,
    IncomingMail,
    Mail,
    MailState,
    Meeting,
    Notice,
    NoticeKind,
    Person,
)
from domain.model.columns import make_id
from domain.rules.wording import body_in_a_sentence
from domain.store.bulk import in_chunks
from domain.store.people import Directory

# Statuses (RFC 3463) of a final no that say nothing against the address: it is full, the mail is too large for
# it, or the server did not like the mail. The mail is given up; the next one is tried.
NOT_THE_ADDRESS = ("5.2.2", "5.2.3", "5.3.4", "5.7.")


@dataclass(frozen=True, slots=True)
class Attending:
    """One person called to a meeting. ``answer`` is None before they have answered.

    ``is_outdated``: they answered before the meeting was changed, so the answer may not hold.
    """

    person: Person
    because: str
    answer: Answer | None
    answered_at: datetime | None
    comment: str
    is_outdated: bool


@verb
def record_answer(
    act: Act,
    *,
    message_id: str,
    meeting_id: str,
    address: str,
    answer: Answer,
    sequence: int,
    answered_at: datetime,
    comment: str = "",
) -> Receipt:
    """Write down what an invited person answered. An answer older than the one we have changes nothing.

    A chair who declines is told to the body's secretary, at once and once.

    Raises:
        NotFoundError: no such meeting, or nobody with that address was invited to it.
    """
    if not _is_new(act, message_id, IncomingKind.REPLY):
        return act.already(meeting_id)
    meeting = find(act.session, Meeting, "meeting", meeting_id)
    person, asked = _invited(act.session, meeting_id, address)
    # Nobody answers what was not asked, or tomorrow: a mail that says so must not stand in the way of later ones.
    sequence, answered_at = min(sequence, asked), min(answered_at, act.at)
    known = act.session.get(Attendance, make_id("attendance", meeting_id, person.key))
    if known is not None and (known.sequence, known.answered_at) >= (sequence, answered_at):
        return act.enter("meeting", meeting_id, person=person.key, older=answer.value)
    if known is None:
        known = Attendance.new(
            id=make_id("attendance", meeting_id, person.key),
            meeting_id=meeting_id,
            person_key=person.key,
            answer=answer,
            sequence=sequence,
            answered_at=answered_at,
            comment=comment[:500],
        )
        act.session.add(known)
        was_declined = False
    else:
        was_declined = known.answer is Answer.DECLINED and known.sequence == sequence
        known.answer, known.sequence = answer, sequence
        known.answered_at, known.comment = answered_at, comment[:500]
    receipt = act.enter("meeting", meeting_id, person=person.key, answer=answer.value, sequence=sequence)
    if answer is Answer.DECLINED and not was_declined:
        _tell_of_a_chair_who_declined(act, meeting, person)
    return receipt


@verb
def record_bounce(
    act: Act, *, message_id: str, original_id: str, address: str, status: str, said: str = ""
) -> Receipt:
    """A mail of ours came back for good: it is given up, and its address is not used again if that was the cause.

    Raises:
        NotFoundError: we sent no such mail to that address.
    """
    if not _is_new(act, message_id, IncomingKind.BOUNCE):
        return act.already(original_id)
    mail = act.session.exec(select(Mail).where(Mail.message_id == original_id)).first()
    person = act.session.get(Person, mail.person_key) if mail is not None else None
    if mail is None or person is None or person.email.casefold() != address.casefold():
        raise NotFoundError(noun="mail", id=original_id)
    mail.state, mail.lease_until = MailState.DEAD, None
    mail.last_error = f"{status} {said}".strip()[:500]
    is_failing = note_failing(act.session, person, status=status, said=said, at=act.at)
    return act.enter("mail", mail.id, person=person.key, status=status, address_failing=is_failing)


@verb
def note_unrelated(act: Act, *, message_ids: Sequence[str]) -> Receipt:
    """Remember that these mails are none of ours, so that they are not fetched again."""
    new = [one for one in message_ids if _is_new(act, one, IncomingKind.OTHER)]
    if not new:
        return act.already("mailbox")
    return act.enter("mailbox", "mailbox", count=len(new))


@verb
def clear_failing_address(act: Act, *, person: str) -> Receipt:
    """The address works again: mails go to it from now on.

    Raises:
        NotFoundError: no such person.
    """
    find(act.session, Person, "person", person)
    failing = act.session.get(FailingAddress, person)
    if failing is None:
        return act.already(person)
    act.session.delete(failing)
    return act.enter("person", person, since=failing.since, status=failing.status)


def note_failing(session: Session, person: Person, *, status: str, said: str, at: datetime) -> bool:
    """Mark a person's address in the transaction of ``session``. Whether the status is one against the address."""
    if not status.startswith("5.") or status.startswith(NOT_THE_ADDRESS):
        return False
    known = session.get(FailingAddress, person.key)
    if known is None:
        known = FailingAddress.new(person_key=person.key, address=person.email, since=at, status=status)
        session.add(known)
    elif known.address != person.email:
        known.address, known.since = person.email, at
    known.status, known.said = status[:20], said[:500]
    return True


@verb
def record_refusal(act: Act, *, person: str, status: str, said: str) -> Receipt:
    """The mail server refused a person's address at the door: it is not used again until it is cleared.

    Raises:
        NotFoundError: no such person.
    """
    found = find(act.session, Person, "person", person)
    if not note_failing(act.session, found, status=status, said=said, at=act.at):
        return act.already(person)
    return act.enter("person", person, status=status)


def failing_people(session: Session) -> dict[str, FailingAddress]:
    """Those whose present address fails, by person. A person who has got another address is not among them."""
    rows = session.exec(
        select(FailingAddress)
        .join(Person, col(FailingAddress.person_key) == col(Person.key))
        .where(func.lower(col(FailingAddress.address)) == func.lower(col(Person.email)))
    )
    return {row.person_key: row for row in rows}


def unread(session: Session, message_ids: Iterable[str]) -> set[str]:
    """Which of these mails have not been read."""
    ids = {make_id("incoming", one): one for one in message_ids}
    for some in in_chunks(ids):
        for known in session.exec(select(IncomingMail.id).where(col(IncomingMail.id).in_(some))).all():
            del ids[known]
    return set(ids.values())


def attendance_of(session: Session, meeting_ids: Iterable[str]) -> Mapping[str, list[Attending]]:
    """Who is called to each meeting by mail and what they answered, by name."""
    found: dict[str, dict[str, tuple[Notice, Person]]] = {}
    answers: dict[tuple[str, str], Attendance] = {}
    for some in in_chunks(meeting_ids):
        told = (
            select(Notice, Person)
            .join(Person, col(Notice.person_key) == col(Person.key))
            .join(Mail, col(Notice.mail_id) == col(Mail.id))
            .where(col(Notice.meeting_id).in_(some), Notice.kind == NoticeKind.INVITATION)
            .where(col(Mail.state).in_((MailState.SENT, MailState.DEAD)))
        )
        for notice, person in session.exec(told):
            of_meeting = found.setdefault(notice.meeting_id or "", {})
            if person.key not in of_meeting or _sequence(notice) > _sequence(of_meeting[person.key][0]):
                of_meeting[person.key] = (notice, person)
        for row in session.exec(select(Attendance).where(col(Attendance.meeting_id).in_(some))):
            answers[row.meeting_id, row.person_key] = row
    return {
        meeting_id: sorted(
            (
                _attending(notice, person, answers.get((meeting_id, key)))
                for key, (notice, person) in people.items()
                if json.loads(notice.detail)["method"] == Method.REQUEST
            ),
            key=lambda one: one.person.name,
        )
        for meeting_id, people in found.items()
    }


def _attending(notice: Notice, person: Person, answer: Attendance | None) -> Attending:
    if answer is None:
        return Attending(person, notice.because, None, None, "", is_outdated=False)
    is_outdated = answer.sequence < _sequence(notice)
    return Attending(person, notice.because, answer.answer, answer.answered_at, answer.comment, is_outdated)


def _sequence(notice: Notice) -> int:
    return int(json.loads(notice.detail)["sequence"])


def _is_new(act: Act, message_id: str, kind: IncomingKind) -> bool:
    incoming_id = make_id("incoming", message_id)
    if act.session.get(IncomingMail, incoming_id) is not None:
        return False
    act.session.add(IncomingMail.new(id=incoming_id, kind=kind, read_at=act.at))
    return True


def _invited(session: Session, meeting_id: str, address: str) -> tuple[Person, int]:
    """The person with that address, and the newest invitation they were asked to answer."""
    wanted = (
        select(Notice, Person)
        .join(Person, col(Notice.person_key) == col(Person.key))
        .where(Notice.meeting_id == meeting_id, Notice.kind == NoticeKind.INVITATION)
        .where(func.lower(col(Person.email)) == address.lower())
    )
    found = session.exec(wanted).all()
    if not found:
        raise NotFoundError(noun="invitation", id=meeting_id)
    return found[0][1], max(_sequence(notice) for notice, _ in found)


def _tell_of_a_chair_who_declined(act: Act, meeting: Meeting, person: Person) -> None:
    body = act.session.get_one(Body, meeting.body_key)
    if body.chair_post is None:
        return
    chair = Directory(act.session).recipient(body.chair_post, meeting.held_on)
    if chair is None or chair.person_key != person.key:
        return
    tell(
        act,
        NoticeKind.DECLINED,
        occasion=f"declined:{meeting.id}:{meeting.sequence}",
        post=body.secretary_post,
        because=f"sekretær for {body_in_a_sentence(body.name)}",
        meeting_id=meeting.id,
        detail={"person": person.key},
        single=True,
    )
