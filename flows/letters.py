"""Letters: the text of a mail and the message around it, from facts read again; nothing is sent or written here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from email.message import EmailMessage
from email.utils import parseaddr

from sqlmodel import Session

from calendars.copenhagen import COPENHAGEN
from calendars.invitation import Party, write_invitation
from domain.casework.mail.outbox import OutgoingMail
from domain.casework.mail.texts import own_sources
from domain.casework.outlook.invitations import Invitation, invitation_of
from domain.casework.outlook.invited import ADDRESS_FAILING
from domain.casework.outlook.replies import failing_people
from domain.model import MailKind
from domain.rules.mail_switches import MAIL_SWITCHES
from domain.store.database import Database
from domain.store.queries import current_profile
from domain.store.unsubscribe import unsubscribe_token
from flows.mail import Letter, build, build_invitation
from flows.messages.invitation import compose_invitation, invitation_event
from flows.messages.letters import compose
from flows.messages.line_facts import line_facts
from flows.messages.texts import Texts
from flows.settings import ItipTimes, Settings

PAST = "past"  # the meeting has begun: nobody is invited to it any more


class NotToSendError(Exception):
    """A mail whose facts hold, but that goes nowhere; says why, in the words of the outbox."""


@dataclass(frozen=True, slots=True)
class Municipality:
    """What every letter needs to know."""

    name: str
    bodies: dict[str, str]
    mailbox: str  # where answers to invitations go
    texts: Texts  # its own wording


def municipality_of(db: Database) -> Municipality:
    """What the profile in force says, and the secretariat's own texts."""
    with db.read() as session:
        profile, own = current_profile(session), own_sources(session)
    return Municipality(profile.name, {body.key: body.name for body in profile.bodies}, profile.mailbox, Texts(own))


def write_message(
    db: Database, mail: OutgoingMail, municipality: Municipality, settings: Settings, now: datetime
) -> tuple[Letter, EmailMessage]:
    """A mail as it is handed to the mail server, with its letter.

    Raises:
        NotToSendError: its address fails, or the meeting it calls to has begun.
    """
    with db.read() as session:
        is_failing = mail.person.key in failing_people(session)
    if is_failing:
        raise NotToSendError(ADDRESS_FAILING)
    if mail.mail.kind is MailKind.INVITATION:
        with db.read() as session:
            invitation = invitation_of(session, mail.mail.id)
        if invitation.starts_at <= now:
            raise NotToSendError(PAST)
        return _write_invitation(mail, invitation, municipality, settings, now)
    with db.read() as session:
        unsubscribe_url = where_to_unsubscribe(session, mail, settings)
    letter = write_letter(mail, now.astimezone(COPENHAGEN).date(), municipality, settings, unsubscribe_url)
    message = build(
        letter,
        to_name=mail.person.name,
        to_address=mail.person.email,
        message_id=mail.mail.message_id,
        at=now,
        settings=settings,
        unsubscribe_url=unsubscribe_url,
    )
    return letter, message


def write_letter(
    mail: OutgoingMail, today: date, municipality: Municipality, settings: Settings, unsubscribe_url: str = ""
) -> Letter:
    """The text of a mail, from facts just read."""
    return compose(
        [line_facts(notice, municipality.bodies) for notice in mail.notices],
        name=mail.person.name,
        today=today,
        municipality=municipality.name,
        desk_url=settings.desk_url,
        may_reply=bool(settings.mail_reply_to),
        unsubscribe_url=unsubscribe_url,
        texts=municipality.texts,
    )


def where_to_unsubscribe(session: Session, mail: OutgoingMail, settings: Settings) -> str:
    """Where one click does without what the digest tells; empty where none can be given, or all must be told."""
    root = settings.desk_url.rstrip("/")
    may_be_off = any(MAIL_SWITCHES[notice.kind].may_be_off for notice in mail.notices)
    # RFC 8058 asks for https: a token that goes in the clear is nobody's own.
    if mail.mail.kind is not MailKind.DIGEST or not root.startswith("https://") or not may_be_off:
        return ""
    return f"{root}/afmeld/{unsubscribe_token(session, mail.mail.id)}"


def _write_invitation(
    mail: OutgoingMail, invitation: Invitation, municipality: Municipality, settings: Settings, now: datetime
) -> tuple[Letter, EmailMessage]:
    letter = compose_invitation(invitation, municipality=municipality.name, texts=municipality.texts)
    name, address = parseaddr(municipality.mailbox)
    calendar = write_invitation(
        invitation_event(invitation),
        invitation.method,
        organizer=Party(name or municipality.name, address),
        attendee=Party(mail.person.name, mail.person.email),
        utc=settings.itip_times is ItipTimes.UTC,
    )
    message = build_invitation(
        letter,
        calendar,
        invitation.method,
        to_name=mail.person.name,
        to_address=mail.person.email,
        reply_to=municipality.mailbox,
        message_id=mail.mail.message_id,
        at=now,
        settings=settings,
    )
    return letter, message
