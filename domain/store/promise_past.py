"""What has happened to a promise and who was told of it, and the reminders that are still to come."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, select

from domain.model import Due, DueKind, Entry, Mail, MailState, Notice, NoticeKind, Person


@dataclass(frozen=True, slots=True)
class Past:
    """One thing that happened to a promise: a verb of the journal, or a line of a mail (``told``)."""

    at: datetime
    verb: str = ""
    actor: str = ""
    due_on: date | None = None
    told: NoticeKind | None = None
    person: str = ""
    because: str = ""
    mail_id: str = ""
    mail: MailState | None = None
    sent_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Ahead:
    """A step of the ladder that waits: when, and to whom ("owner", "chief")."""

    at: datetime
    to: str


def history(session: Session, promise_id: str) -> list[Past]:
    """What has happened to a promise and who was told, oldest first."""
    entries = session.exec(select(Entry).where(Entry.subject == promise_id, Entry.noun == "follow_up"))
    done = [Past(entry.at, verb=entry.verb, actor=entry.actor, due_on=_day_in(entry.facts)) for entry in entries]
    lines = session.exec(
        select(Notice, Mail, Person)
        .join(Mail, col(Notice.mail_id) == col(Mail.id))
        .join(Person, col(Notice.person_key) == col(Person.key))
        .where(Notice.follow_up_id == promise_id)
    )
    told = [
        Past(
            notice.raised_at,
            due_on=notice.due_on,
            told=notice.kind,
            person=person.name,
            because=notice.because,
            mail_id=mail.id,
            mail=mail.state,
            sent_at=mail.sent_at,
        )
        for notice, mail, person in lines
    ]
    return sorted([*done, *told], key=lambda past: (past.at, past.told is not None, past.person))


def ahead(session: Session, promise_id: str) -> list[Ahead]:
    """The steps of its ladder that are still to come."""
    steps = select(Due).where(Due.kind == DueKind.FOLLOW_UP, Due.subject == promise_id).order_by(col(Due.due_at))
    return [Ahead(step.due_at, step.detail.rpartition(":")[2]) for step in session.exec(steps)]


def _day_in(facts: str) -> date | None:
    day = json.loads(facts).get("due_on")
    return date.fromisoformat(day) if day else None
