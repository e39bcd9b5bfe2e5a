"""A person's own mails: a kind switched off or on again, and the hour of the digest."""

from __future__ import annotations

from datetime import date

from sqlmodel import Session, col, select

from domain.casework.rows import find
from domain.casework.telling import digest_at
from domain.casework.verb import Act, Receipt, verb
from domain.model import DigestHour, Mail, MailKind, MailOff, MailState, NoticeKind, Person
from domain.rules.mail_switches import DEFAULT_HOUR, check_digest_hour, check_may_be_off


@verb
def switch_mail(act: Act, *, person: str, kind: NoticeKind, on: bool) -> Receipt:
    """From now on a person gets mails of a kind, or does without them. What waits in a mail already still goes.

    Raises:
        NotFoundError: no such person.
        MailNotOptionalError: nobody may do without that kind.
    """
    find(act.session, Person, "person", person)
    if not on:
        check_may_be_off(kind)
    row = act.session.get(MailOff, (person, kind))
    if (row is None) is on:
        return act.already(person, kind=kind.value, on=on)
    if row is None:
        act.session.add(MailOff.new(person_key=person, kind=kind, off_since=act.at))
    else:
        act.session.delete(row)
    return act.enter("person", person, kind=kind.value, on=on)


@verb
def set_digest_hour(act: Act, *, person: str, hour: int) -> Receipt:
    """From now on a person's digest goes at that hour, Danish time; the digests that wait go then, too.

    Raises:
        NotFoundError: no such person.
        DigestHourError: digests do not go at that hour.
    """
    find(act.session, Person, "person", person)
    check_digest_hour(hour)
    row = act.session.get(DigestHour, person)
    if (row.hour if row else DEFAULT_HOUR) == hour:
        return act.already(person, hour=hour)
    if row is None:
        act.session.add(DigestHour.new(person_key=person, hour=hour))
    else:
        row.hour = hour
    waiting = select(Mail).where(
        Mail.person_key == person,
        Mail.kind == MailKind.DIGEST,
        Mail.state == MailState.QUEUED,
        Mail.attempts == 0,
    )
    for mail in act.session.exec(waiting):
        mail.next_try_at = max(act.at, digest_at(date.fromisoformat(mail.occasion), hour))
    return act.enter("person", person, hour=hour)


def switched_off_by(session: Session, person: str) -> list[MailOff]:
    """What a person does without, in the order of the kinds' words. Reads only."""
    return list(session.exec(select(MailOff).where(MailOff.person_key == person).order_by(col(MailOff.kind))))


def digest_hour_of(session: Session, person: str) -> int:
    """The hour at which a person's digest goes. Reads only."""
    row = session.get(DigestHour, person)
    return row.hour if row else DEFAULT_HOUR
