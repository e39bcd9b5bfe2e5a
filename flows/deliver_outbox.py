"""The outbox: claim what is to be sent, make its text from facts read again, hand it to the mail server, say so.

A mail server that is busy or away costs a wait (the ladder in the domain), a final no makes a dead letter that
staff see. Between the server's 250 and our "sent" we may die; then the mail goes once more, with the Message-ID
that was fixed when its row was written. That window is SMTP's own, and the only one.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.message import EmailMessage
from functools import partial
from imaplib import IMAP4
from time import monotonic

from sqlmodel import Session, col, func, select

from calendars.copenhagen import COPENHAGEN
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
from domain.casework.mail.texts import report_mail_text
from domain.casework.outlook.invitations import is_anything_missing, raise_invitations
from domain.casework.outlook.replies import record_refusal
from domain.casework.verb import By
from domain.model import Mail, MailState
from domain.store.database import Database
from flows.case_journey import SYSTEM
from flows.engine import Engine, Once
from flows.faults import describe
from flows.letters import Municipality, NotToSendError, municipality_of, write_message
from flows.mail import SLOWEST, MailServer, SmtpRefusedError
from flows.mailbox import fetch
from flows.messages.texts import Texts
from flows.messages.words import count_of, short_date
from flows.settings import Settings

log = logging.getLogger(__name__)

LIMIT = 50  # mails claimed at a time, well within their lease
MINUTE = timedelta(minutes=1)
A_WHILE = timedelta(seconds=RETRY_AFTER[0])  # before a server that is away is tried again


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
            letter, message = write_message(self.db, mail, municipality, self.settings, self.by.at)
        except NotToSendError as reason:
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
