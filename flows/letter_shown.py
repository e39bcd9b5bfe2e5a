"""A mail's letter for somebody to look at: as it would be sent now. Nothing is claimed, sent or written."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session, col, select

from calendars.copenhagen import COPENHAGEN
from domain.casework.mail.gathering import say_once
from domain.casework.mail.outbox import OutgoingMail
from domain.casework.mail.still_true import Fresh
from domain.casework.outlook.invitations import invitation_of
from domain.model import Mail, MailKind, MailState, Notice, Person
from domain.store.database import Database
from flows.letters import Municipality, municipality_of, where_to_unsubscribe, write_letter
from flows.mail import Letter
from flows.messages.invitation import compose_invitation
from flows.settings import Settings


def letter_shown(db: Database, mail_id: str, now: datetime, settings: Settings) -> Letter | None:
    """The letter of a mail, of facts as they are now; None when there is no such mail, or nothing left to tell.

    A mail's letter is kept nowhere. Of one that has gone every line is written again, also what has changed since.
    """
    municipality = municipality_of(db)
    with db.read() as session:
        mail = session.get(Mail, mail_id)
        return None if mail is None else letter_of(session, mail, now, settings, municipality)


def letter_of(
    session: Session, mail: Mail, now: datetime, settings: Settings, municipality: Municipality
) -> Letter | None:
    """The same, of a mail in a session that may be about to be forgotten."""
    if mail.kind is MailKind.INVITATION:
        invitation = invitation_of(session, mail.id)
        return compose_invitation(invitation, municipality=municipality.name, texts=municipality.texts)
    rows = session.exec(select(Notice).where(Notice.mail_id == mail.id).order_by(col(Notice.key))).all()
    fresh = Fresh(session, rows, now)
    told = [one for one in map(fresh, rows) if mail.state is MailState.SENT or one.moot is None]
    told = [one for one in say_once(told) if mail.state is MailState.SENT or one.moot is None]
    if not told:
        return None
    outgoing = OutgoingMail(mail, session.get_one(Person, mail.person_key), tuple(told))
    unsubscribe_url = where_to_unsubscribe(session, outgoing, settings)
    return write_letter(outgoing, now.astimezone(COPENHAGEN).date(), municipality, settings, unsubscribe_url)
