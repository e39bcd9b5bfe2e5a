"""The log of a day's mails: what went to whom and why, and what did not go and why not. Read from the journal."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import text
from sqlmodel import Session, col, select

from calendars.copenhagen import COPENHAGEN
from domain.model import Entry, Mail, MailKind, Notice, NoticeKind, Person
from domain.store.bulk import in_chunks

OUTCOMES = ("mail_sent", "mail_skipped", "mail_delayed", "mail_dead", "mail_stopped")  # verbs of the journal


_IS_OF_MAIL = text("journal.noun = 'mail'")  # written out, so that the index of those lines is used


@dataclass(frozen=True, slots=True)
class LoggedMail:
    """One thing that happened to one mail. ``because`` and ``kinds`` are those of its lines, each once.

    ``reason`` is why it did not go: a code of the outbox, or the mail server's own words. ``subject`` is as sent.
    """

    at: datetime
    outcome: str
    person: str
    name: str
    email: str
    mail: MailKind
    kinds: tuple[NoticeKind, ...]
    because: tuple[str, ...]
    subject: str
    reason: str
    mail_id: str


def sent_log(session: Session, *, on: date, offset: int = 0, limit: int | None = None) -> list[LoggedMail]:
    """What happened to mails on a Danish day, in order: sent, skipped, to be tried again, given up. Reads only."""
    start, end = (datetime.combine(day, time(), COPENHAGEN) for day in (on, on + timedelta(days=1)))
    entries = session.exec(
        select(Entry)
        .where(_IS_OF_MAIL, col(Entry.verb).in_(OUTCOMES), col(Entry.at) >= start, col(Entry.at) < end)
        .order_by(col(Entry.at), col(Entry.seq))
        .offset(offset)
        .limit(limit)
    ).all()
    return _log(session, entries)


def log_of_mail(session: Session, mail_id: str) -> list[LoggedMail]:
    """What has happened to one mail, in order. Reads only."""
    of_mail = select(Entry).where(Entry.subject == mail_id, Entry.noun == "mail", col(Entry.verb).in_(OUTCOMES))
    return _log(session, session.exec(of_mail.order_by(col(Entry.seq))).all())


def _log(session: Session, entries: Sequence[Entry]) -> list[LoggedMail]:
    mails, notices = _mails(session, entries)
    return [
        _logged(entry, *mails[entry.subject], notices[entry.subject]) for entry in entries if entry.subject in mails
    ]


def _mails(
    session: Session, entries: Sequence[Entry]
) -> tuple[dict[str, tuple[Mail, Person]], dict[str, list[Notice]]]:
    mails: dict[str, tuple[Mail, Person]] = {}
    notices: dict[str, list[Notice]] = defaultdict(list)
    for some in in_chunks({entry.subject for entry in entries}):
        with_people = select(Mail, Person).join(Person, col(Mail.person_key) == col(Person.key))
        for mail, person in session.exec(with_people.where(col(Mail.id).in_(some))):
            mails[mail.id] = (mail, person)
        for notice in session.exec(select(Notice).where(col(Notice.mail_id).in_(some)).order_by(col(Notice.key))):
            notices[notice.mail_id].append(notice)
    return mails, notices


def _logged(entry: Entry, mail: Mail, person: Person, notices: Sequence[Notice]) -> LoggedMail:
    is_sent = entry.verb == "mail_sent"
    return LoggedMail(
        at=entry.at,
        outcome=entry.verb,
        person=person.key,
        name=person.name,
        email=person.email,
        mail=mail.kind,
        kinds=tuple(sorted({notice.kind for notice in notices})),
        because=tuple(sorted({notice.because for notice in notices if notice.because})),
        subject=mail.subject if is_sent else "",
        reason="" if is_sent else str(json.loads(entry.facts).get("reason") or mail.last_error),
        mail_id=mail.id,
    )
