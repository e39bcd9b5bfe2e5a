"""The outbox: claim what is to be sent, make its text from facts read again, hand it to the mail server, say so.

A mail server that is busy or away costs a wait (the ladder in the domain), a final no makes a dead letter that
staff see. Between the server's 250 and our "sent" we may die; then the mail goes once more, with the Message-ID
that was fixed when its row was written. That window is SMTP's own, and the only one.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from email.message import EmailMessage
from email.utils import parseaddr
from functools import partial
from imaplib import IMAP4
from time import monotonic

from sqlmodel import Session, col, func, select

from calendars.copenhagen import COPENHAGEN
from calendars.invitation import Party, write_invitation
from domain.casework.mail.gathering import say_once
from domain.casework.mail.outbox import (
    LEASE_SECONDS,
    RETRY_AFTER,
    OutgoingMail,
    claim_mail,
    let_go,
    mark_failed,
    mark_sent,
    mark_skipped,
)
from domain.casework.mail.still_true import Fresh, FreshNotice
from domain.casework.mail.texts import own_sources, report_mail_text
from domain.casework.outlook.invitations import Invitation, invitation_of, is_anything_missing, raise_invitations
from domain.casework.outlook.invited import ADDRESS_FAILING
from domain.casework.outlook.replies import failing_people, record_refusal
from domain.casework.verb import By
from domain.model import Mail, MailKind, MailState, Notice, Person
from domain.rules.mail_switches import MAIL_SWITCHES
from domain.store.database import Database
from domain.store.queries import current_profile
from domain.store.unsubscribe import unsubscribe_token
from flows.case_journey import SYSTEM
from flows.engine import Engine, Once
from flows.faults import describe
from flows.mail import SLOWEST, Letter, MailServer, SmtpRefusedError, build, build_invitation
from flows.mailbox import fetch
from flows.messages.invitation import compose_invitation, invitation_event
from flows.messages.letters import compose
from flows.messages.line_facts import line_facts
from flows.messages.texts import Texts
from flows.messages.words import count_of, short_date
from flows.settings import ItipTimes, Settings

log = logging.getLogger(__name__)

LIMIT = 50  # mails claimed at a time, well within their lease
MINUTE = timedelta(minutes=1)
A_WHILE = timedelta(seconds=RETRY_AFTER[0])  # before a server that is away is tried again
PAST = "past"  # the meeting has begun: nobody is invited to it any more


@dataclass(slots=True)
class Delivered:
    """How it went. ``later``: tried again by the ladder; ``dead``: given up."""

    sent: int = 0
    later: int = 0
    dead: int = 0
    failed: list[str] = field(default_factory=list)  # ids of mails that could not even be written

    @property
    def is_clean(self) -> bool:
        """Whether everything that was tried was sent."""
        return not (self.later or self.dead or self.failed)

    @property
    def is_idle(self) -> bool:
        """Whether there was no mail to send."""
        return self.sent == 0 and self.is_clean

    @property
    def summary(self) -> str:
        """One Danish line, numbers only."""
        rest = ((self.later, "prøves igen"), (self.dead, "opgivet"), (len(self.failed), "kunne ikke skrives"))
        return ", ".join(
            [f"{count_of(self.sent, 'mail', 'mails')} sendt", *(f"{count} {what}" for count, what in rest if count)]
        )


@dataclass(frozen=True, slots=True)
class Municipality:
    """What every letter needs to know."""

    name: str
    bodies: dict[str, str]
    mailbox: str  # where answers to invitations go
    texts: Texts  # its own wording


def deliver_outbox(db: Database, now: datetime, settings: Settings, engine: Engine | None = None) -> Delivered:
    """Send what is to be sent at ``now``, as one flow run with a task a mail; nothing to send, do nothing at all.

    No more than ``settings.mails_a_minute`` leave in any minute, whoever sends them; the rest stay queued.
    Safe to run twice, at the same time, and after being killed.
    """
    engine = engine or Engine()
    if settings.imap_host:
        _read_mailbox(db, now, settings)
    invite(db, now)
    mails = _claim(db, now, settings)
    if not mails:
        return Delivered()
    day = short_date(now.astimezone(COPENHAGEN).date())
    delivered: Delivered = engine.run(partial(_run, day), _Delivery(db, now, settings, engine, mails).do)
    return delivered


def invite(db: Database, now: datetime) -> None:
    """Queue the invitations that are missing; where nothing is, nothing is written."""
    with db.read() as session:
        is_needed = is_anything_missing(session, now)
    if is_needed:
        raise_invitations(db, By(SYSTEM, at=now))


def _read_mailbox(db: Database, now: datetime, settings: Settings) -> None:
    """Answers and bounces first: they may stop a mail. A mailbox that is away stops none."""
    try:
        fetch(db, now, settings, actor=SYSTEM)
    except (OSError, IMAP4.error) as error:
        log.warning("the mailbox could not be read (%s); it is tried again at the next round", describe(error))


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


def letters_waiting(db: Database, now: datetime, settings: Settings) -> list[tuple[Person, Letter]]:
    """What ``deliver_outbox`` would send at ``now``, for ``--dry-run``: nothing is claimed, sent or written."""
    municipality = municipality_of(db)
    with db.read() as session:
        ready = col(Mail.state) == MailState.QUEUED, col(Mail.next_try_at) <= now
        mails = session.exec(select(Mail, Person).join(Person).where(*ready).order_by(col(Mail.next_try_at))).all()
        rows = session.exec(select(Notice).join(Mail).where(*ready).order_by(col(Notice.key))).all()
        fresh = Fresh(session, rows, now)
        told: dict[str, list[FreshNotice]] = defaultdict(list)
        for row in rows:
            told[row.mail_id].append(fresh(row))
        outgoing = [
            OutgoingMail(mail, person, tuple(one for one in say_once(told[mail.id]) if one.moot is None))
            for mail, person in mails
        ]
        called = {mail.id: invitation_of(session, mail.id) for mail, _ in mails if mail.kind is MailKind.INVITATION}
    today = now.astimezone(COPENHAGEN).date()
    return [
        (
            mail.person,
            compose_invitation(called[mail.mail.id], municipality=municipality.name, texts=municipality.texts)
            if mail.mail.id in called
            else write_letter(mail, today, municipality, settings),
        )
        for mail in outgoing
        if mail.notices
    ]


def next_mail_at(session: Session) -> datetime | None:
    """When the next mail is to be tried; None when none waits. The bell asks."""
    waiting = select(func.min(Mail.next_try_at)).where(col(Mail.state) == MailState.QUEUED)
    return session.exec(waiting).one()


def _run(day: str, work: Once[Delivered]) -> object:
    from flows import runs  # noqa: PLC0415 - imports Prefect, which costs seconds

    return runs.deliver_outbox(day, work)


def _claim(db: Database, now: datetime, settings: Settings) -> list[OutgoingMail]:
    allowance = LIMIT
    if settings.mails_a_minute:
        with db.read() as session:
            # Not what a clock that was ahead has written: it would stop all mail until that moment comes again.
            in_a_minute = col(Mail.sent_at) > now - MINUTE, col(Mail.sent_at) <= now
            recent = select(func.count()).select_from(Mail).where(*in_a_minute)
            allowance = min(LIMIT, settings.mails_a_minute - session.exec(recent).one())
    return claim_mail(db, now=now, limit=allowance) if allowance > 0 else []


class _Delivery:
    """One pass over the outbox."""

    def __init__(
        self, db: Database, now: datetime, settings: Settings, engine: Engine, mails: Sequence[OutgoingMail]
    ) -> None:
        self.db = db
        self.by = By(SYSTEM, at=now)
        self.today = now.astimezone(COPENHAGEN).date()
        self.settings = settings
        self.engine = engine
        self.mails = mails
        self.delivered = Delivered()

    def do(self) -> Delivered:
        """Send the claimed mails, then claim and send until nothing may leave now."""
        municipality = municipality_of(self.db)
        with MailServer(self.settings) as server:
            while self.mails and self._deliver_all(municipality, server):
                self.mails = _claim(self.db, self.by.at, self.settings)
        _report_broken(self.db, self.by, municipality.texts)
        return self.delivered

    def _deliver_all(self, municipality: Municipality, server: MailServer) -> bool:
        """Send what is claimed; whether to go on. A server that is away, or so slow that the lease would run out
        under our hands and somebody else send the same, is left alone for a while: the clock has more to do.
        """
        began = monotonic()
        slowest = SLOWEST * self.settings.smtp_timeout_seconds
        for number, mail in enumerate(self.mails, start=1):
            is_away = self._deliver(mail, municipality, server)
            if is_away or monotonic() - began > LEASE_SECONDS - slowest:
                left = self.mails[number:]
                let_go(self.db, left, next_try_at=self.by.at + A_WHILE)
                self.delivered.later += len(left)
                return False
        return True

    def _deliver(self, mail: OutgoingMail, municipality: Municipality, server: MailServer) -> bool:
        """Send one; whether the server is away, or will have none of ours."""
        try:
            letter, message = self._write(mail, municipality)
        except _NotToSendError as reason:
            mark_skipped(self.db, self.by, mail_id=mail.mail.id, reason=str(reason))
            return False
        except Exception as error:  # noqa: BLE001 - a mail that cannot be written holds up no other
            log.warning("mail %s could not be written (%s)", mail.mail.id, describe(error))
            self.delivered.failed.append(mail.mail.id)
            mark_failed(self.db, self.by, mail_id=mail.mail.id, error=describe(error))
            return False
        try:
            refused: SmtpRefusedError | None = self.engine.run_task(
                partial(_task, mail.mail.id), partial(_hand_over, server, message), may_repeat=True
            )
        except SmtpRefusedError as error:
            refused = error
        if refused is None:
            mark_sent(self.db, self.by, mail_id=mail.mail.id, subject=letter.subject)
            self.delivered.sent += 1
        else:
            mark_failed(self.db, self.by, mail_id=mail.mail.id, error=str(refused), permanent=refused.is_final)
            self.delivered.dead += refused.is_final
            self.delivered.later += not refused.is_final
            if refused.against_address:
                record_refusal(
                    self.db, self.by, person=mail.person.key, status=refused.against_address, said=str(refused)
                )
        return refused is not None and refused.is_about_us

    def _write(self, mail: OutgoingMail, municipality: Municipality) -> tuple[Letter, EmailMessage]:
        with self.db.read() as session:
            is_failing = mail.person.key in failing_people(session)
        if is_failing:
            raise _NotToSendError(ADDRESS_FAILING)
        if mail.mail.kind is MailKind.INVITATION:
            with self.db.read() as session:
                invitation = invitation_of(session, mail.mail.id)
            if invitation.starts_at <= self.by.at:
                raise _NotToSendError(PAST)
            return self._write_invitation(mail, invitation, municipality)
        with self.db.read() as session:
            unsubscribe_url = where_to_unsubscribe(session, mail, self.settings)
        letter = write_letter(mail, self.today, municipality, self.settings, unsubscribe_url)
        message = build(
            letter,
            to_name=mail.person.name,
            to_address=mail.person.email,
            message_id=mail.mail.message_id,
            at=self.by.at,
            settings=self.settings,
            unsubscribe_url=unsubscribe_url,
        )
        return letter, message

    def _write_invitation(
        self, mail: OutgoingMail, invitation: Invitation, municipality: Municipality
    ) -> tuple[Letter, EmailMessage]:
        letter = compose_invitation(invitation, municipality=municipality.name, texts=municipality.texts)
        name, address = parseaddr(municipality.mailbox)
        calendar = write_invitation(
            invitation_event(invitation),
            invitation.method,
            organizer=Party(name or municipality.name, address),
            attendee=Party(mail.person.name, mail.person.email),
            utc=self.settings.itip_times is ItipTimes.UTC,
        )
        message = build_invitation(
            letter,
            calendar,
            invitation.method,
            to_name=mail.person.name,
            to_address=mail.person.email,
            reply_to=municipality.mailbox,
            message_id=mail.mail.message_id,
            at=self.by.at,
            settings=self.settings,
        )
        return letter, message


class _NotToSendError(Exception):
    """A mail whose facts hold, but that goes nowhere; says why, in the words of the outbox."""


def municipality_of(db: Database) -> Municipality:
    """What the profile in force says, and the secretariat's own texts."""
    with db.read() as session:
        profile, own = current_profile(session), own_sources(session)
    return Municipality(profile.name, {body.key: body.name for body in profile.bodies}, profile.mailbox, Texts(own))


def _report_broken(db: Database, by: By, texts: Texts) -> None:
    """Own wording that could not be written is shown to staff; the mails went with the shipped wording."""
    for name, (number, fault) in texts.broken.items():
        log.warning("the own wording %s, version %s, could not be written (%s)", name, number, fault.code)
        report_mail_text(db, by, name=name, number=number, fault=fault.code, line=fault.line)


def _hand_over(server: MailServer, message: EmailMessage) -> SmtpRefusedError | None:
    """Send; a final no is an answer, and only what may go better the next time is raised, and so retried."""
    try:
        server.send(message)
    except SmtpRefusedError as refused:
        if not refused.is_final:
            raise
        return refused
    return None


def _task(mail: str, work: Once[SmtpRefusedError | None]) -> object:
    from flows import runs  # noqa: PLC0415 - imports Prefect, which costs seconds

    return runs.send_mail(mail, work)
