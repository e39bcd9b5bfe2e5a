"""A person's own mails: a kind switched off or on again, and the hour of the digest."""

from __future__ import annotations

from datetime import date

from sqlmodel import Session, col, select

from domain.casework.mail.envelopes import digest_at
from domain.casework.rows import find
from domain.casework.verb import Act, Receipt, verb
from domain.model import DigestHour, Mail, MailKind, MailOff, MailState, Notice, NoticeKind, Person
from domain.rules.mail_switches import DEFAULT_HOUR, MAIL_SWITCHES, check_digest_hour, check_may_be_off


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


@verb
def unsubscribe(act: Act, *, mail_id: str) -> Receipt:
    """A mail's person does without, from now on, the kinds that it told and that may be done without.

    Raises:
        NotFoundError: no such mail.
    """
    person = find(act.session, Mail, "mail", mail_id).person_key
    kinds = [
        kind for kind in optional_kinds(act.session, mail_id) if act.session.get(MailOff, (person, kind)) is None
    ]
    if not kinds:
        return act.already(person, kinds=[])
    act.session.add_all(MailOff.new(person_key=person, kind=kind, off_since=act.at) for kind in kinds)
    return act.enter("person", person, kinds=[kind.value for kind in kinds], mail=mail_id)


def optional_kinds(session: Session, mail_id: str) -> list[NoticeKind]:
    """The kinds that a mail tells and that a person may do without, in the order of their words. Reads only."""
    kinds = session.exec(select(col(Notice.kind)).where(Notice.mail_id == mail_id).distinct())
    return sorted(kind for kind in kinds if MAIL_SWITCHES[kind].may_be_off)


def switched_off_by(session: Session, person: str) -> list[MailOff]:
    """What a person does without, in the order of the kinds' words. Reads only."""
    return list(session.exec(select(MailOff).where(MailOff.person_key == person).order_by(col(MailOff.kind))))


def digest_hour_of(session: Session, person: str) -> int:
    """The hour at which a person's digest goes. Reads only."""
    row = session.get(DigestHour, person)
    return row.hour if row else DEFAULT_HOUR
