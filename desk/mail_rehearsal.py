"""The letters a person would get on a day: its reminders are raised and its mails written, and nothing is kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlmodel import Session, col, select

from calendars.copenhagen import COPENHAGEN
from desk.rehearsal import rehearsed
from domain.casework.mail.envelopes import digest_at
from domain.casework.mail.reminders import LADDER_KINDS, raise_reminders
from domain.casework.verb import By
from domain.model import Due, Mail, MailKind, MailState
from domain.rules.mail_switches import LAST_HOUR
from domain.store.database import Database
from flows.letter_shown import letter_of
from flows.letters import municipality_of
from flows.mail import Letter
from flows.settings import Settings

REHEARSER = "prøve"  # who raises the reminders that are not kept


@dataclass(frozen=True, slots=True)
class ExpectedLetter:
    """A letter of the day, and when it would leave."""

    kind: MailKind
    send_at: datetime
    letter: Letter


def letters_of_day(db: Database, *, person: str, on: date, now: datetime, settings: Settings) -> list[ExpectedLetter]:
    """What a person would be sent on a day, today or later, by what is known now; also what waits since before."""
    start = datetime.combine(on, time(), COPENHAGEN)
    end = start + timedelta(days=1)
    with db.read() as session:
        steps = select(Due).where(col(Due.due_at) >= start, col(Due.due_at) < end, col(Due.kind).in_(LADDER_KINDS))
        dues = list(session.exec(steps).all())
    municipality = municipality_of(db)
    found: list[ExpectedLetter] = []

    def look(session: Session) -> None:
        waiting = select(Mail).where(
            Mail.person_key == person, Mail.state == MailState.QUEUED, col(Mail.next_try_at) < end
        )
        for mail in session.exec(waiting.order_by(col(Mail.next_try_at), col(Mail.id))):
            if mail.next_try_at < start and now < start:
                continue  # it will have gone by then
            at = max(mail.next_try_at, digest_at(on) if mail.next_try_at < start else mail.next_try_at)
            letter = letter_of(session, mail, at, settings, municipality)
            if letter is not None:
                found.append(ExpectedLetter(mail.kind, at, letter))

    moment = max(now, digest_at(on)) if now < digest_at(on, LAST_HOUR) else now
    if dues:
        with rehearsed(db, look) as rehearsal:
            raise_reminders(rehearsal, By(REHEARSER, moment), dues=dues)
    else:
        with db.read() as session:
            look(session)
    return found
