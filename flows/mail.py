"""A letter as a mail, and the way to the mail server. The standard library does both."""

from __future__ import annotations

import smtplib
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage, MIMEPart
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from types import TracebackType
from typing import Self

from calendars.invitation import Method
from flows.mail_access import has_token, read_token, xoauth2
from flows.settings import Settings, SmtpSecurity

LINES = SMTP.clone(max_line_length=120)  # at 78 a long subject would begin on an empty line, and some show that
BAD_ADDRESS = "5.1."  # RFC 3463 3.2: an addressing status
READY = 220  # RFC 5321 4.3.1: what a server that takes mail greets with
SLOWEST = 3  # a mail, or a greeting with login, may take so many times the wait for one answer
PERMANENT = 500  # RFC 5321 4.2.1: from here on a reply is final


@dataclass(frozen=True, slots=True)
class Letter:
    """What a person reads: one subject, the same text twice (plain and HTML)."""

    subject: str
    text: str
    html: str


class SmtpRefusedError(Exception):
    """The mail server said no; ``code`` is 0 when there was no answer at all.

    ``is_final`` only when a 5xx was about this mail or its recipient. A server that refuses the connection,
    the login or the sender refuses us, and that can be put right: no mail is given up for it.
    ``is_about_us`` then, and when it is away, hangs or hangs up: the next mail would fare no better.
    ``against_address`` is the status (RFC 3463, "5.1.1") when the server knows no such recipient, else empty.
    """

    def __init__(
        self, code: int, said: str, *, is_final: bool = False, is_about_us: bool = False, against_address: str = ""
    ) -> None:
        super().__init__(f"{code} {said}" if code else said)
        self.code = code
        self.is_final = is_final
        self.is_about_us = is_about_us
        self.against_address = against_address


def build(
    letter: Letter,
    *,
    to_name: str,
    to_address: str,
    message_id: str,
    at: datetime,
    settings: Settings,
    unsubscribe_url: str = "",
) -> EmailMessage:
    """The mail: no picture, no tracking, nothing that an automatic reply would answer.

    ``message_id`` is the one fixed when the row was written, so a second sending is seen to be the same mail.
    ``unsubscribe_url`` answers one click (RFC 8058); without it there is no List-Unsubscribe, for nothing would
    honour it.
    """
    to = Address(display_name=to_name, addr_spec=to_address)
    message = _headed(letter, to=to, reply_to=settings.mail_reply_to, message_id=message_id, at=at, settings=settings)
    _write_no_answer_wanted(message)
    if unsubscribe_url:
        message["List-Unsubscribe"] = f"<{unsubscribe_url}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    _write_words(message, letter)
    message["Content-Language"] = "da"  # last: what begins with Content- moves into the first part otherwise
    return message


def build_invitation(
    letter: Letter,
    calendar: bytes,
    method: Method,
    *,
    to_name: str,
    to_address: str,
    reply_to: str,
    message_id: str,
    at: datetime,
    settings: Settings,
) -> EmailMessage:
    """The mail of an invitation, in the one structure that Outlook and Gmail both show buttons for.

    mixed { alternative { plain, html, calendar }, application/ics }, the same bytes in the last two
    (outlook-and-mail 2.5). ``reply_to`` is the ORGANIZER. A request asks for an answer, so nothing in it
    says that answers are unwanted.
    """
    to = Address(display_name=to_name, addr_spec=to_address)
    message = _headed(letter, to=to, reply_to=reply_to, message_id=message_id, at=at, settings=settings)
    if method is Method.CANCEL:
        _write_no_answer_wanted(message)
    _write_words(message, letter)
    invitation = MIMEPart(policy=SMTP)  # the last alternative, and without a Content-Disposition
    invitation.set_content(calendar.decode(), subtype="calendar", charset="utf-8", cte="base64")
    invitation.set_param("method", method.value)
    message.attach(invitation)  # type: ignore[arg-type]  # a part is a MIMEPart, as add_alternative makes them
    message.make_mixed()
    copy = MIMEPart(policy=SMTP)
    copy.set_content(calendar, maintype="application", subtype="ics", filename="invite.ics")
    message.attach(copy)  # type: ignore[arg-type]  # as above
    message["Content-Language"] = "da"
    return message


def _headed(
    letter: Letter, *, to: Address, reply_to: str, message_id: str, at: datetime, settings: Settings
) -> EmailMessage:
    message = EmailMessage(policy=LINES)
    message["From"] = _address(settings.mail_from)
    message["To"] = to
    if reply_to:
        message["Reply-To"] = _address(reply_to)
    message["Subject"] = letter.subject
    message["Date"] = format_datetime(at)
    message["Message-ID"] = message_id if message_id.startswith("<") else f"<{message_id}>"
    return message


def _write_no_answer_wanted(message: EmailMessage) -> None:
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834
    message["X-Auto-Response-Suppress"] = "OOF, AutoReply"  # [MS-OXCMAIL] 2.1.3.2.20; bounces must come


def _write_words(message: EmailMessage, letter: Letter) -> None:
    message.set_content(letter.text, subtype="plain", charset="utf-8", cte="quoted-printable")
    message.add_alternative(letter.html, subtype="html", charset="utf-8", cte="quoted-printable")


class MailServer:
    """The way to the mail server: one connection, made at the first mail and kept while it lasts."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._connection: smtplib.SMTP | None = None

    def __enter__(self) -> Self:
        """Nothing is opened before there is something to send."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        """Say goodbye."""
        self._hang_up()

    def send(self, message: EmailMessage) -> None:
        """Hand one mail over; returning means the server has taken responsibility for it (250).

        Raises:
            SmtpRefusedError: it has not, or (when the connection broke after DATA) nobody knows.
        """
        sender = parseaddr(self._settings.mail_bounces or self._settings.mail_from)[1]
        recipient = parseaddr(str(message["To"]))[1]
        try:
            if self._connection is None:
                self._connection = _connect(self._settings)
            with _hurried(self._connection, self._settings):
                self._connection.sendmail(sender, [recipient], message.as_bytes())
        except (OSError, smtplib.SMTPException) as error:
            refused = _refused(error)
            if not refused.is_final:
                self._hang_up()  # the next mail starts afresh
            raise refused from error

    def _hang_up(self) -> None:
        if self._connection is None:
            return
        try:
            with _hurried(self._connection, self._settings):
                self._connection.quit()
        except (OSError, smtplib.SMTPException):  # what was sent is sent; a farewell changes nothing
            self._connection.close()
        self._connection = None


def _connect(settings: Settings) -> smtplib.SMTP:
    host, timeout = settings.smtp_host, settings.smtp_timeout_seconds
    is_tls = settings.smtp_security is SmtpSecurity.TLS
    connection = (
        smtplib.SMTP_SSL(timeout=timeout, context=_context(settings)) if is_tls else smtplib.SMTP(timeout=timeout)
    )
    connection._host = host  # type: ignore[attr-defined]  # noqa: SLF001 - as its __init__ does: TLS asks for this name
    try:
        with _hurried(connection, settings):
            _check_ready(*connection.connect(host, settings.smtp_port))
            if settings.smtp_security is SmtpSecurity.STARTTLS:
                connection.starttls(context=_context(settings))
            if has_token(settings):
                _log_in_with_token(connection, settings)
            elif settings.smtp_user:
                connection.login(settings.smtp_user, settings.smtp_password.get_secret_value())
    except BaseException:
        connection.close()
        raise
    return connection


def _check_ready(code: int, said: bytes) -> None:
    if code != READY:
        raise smtplib.SMTPConnectError(code, said)


@contextmanager
def _hurried(connection: smtplib.SMTP, settings: Settings) -> Iterator[None]:
    """Cut the connection when all that is done here together takes too long.

    The socket's own limit is for each byte: a server that drips would hold the clock, and with it everything else.
    """
    limit = SLOWEST * settings.smtp_timeout_seconds
    hurry = threading.Timer(limit, _cut, [connection])
    hurry.daemon = True
    hurry.start()
    try:
        yield
    finally:
        hurry.cancel()


def _cut(connection: smtplib.SMTP) -> None:
    with suppress(OSError, AttributeError):  # not connected yet, or closed meanwhile
        connection.sock.shutdown(socket.SHUT_RDWR)  # type: ignore[union-attr]  # None is the AttributeError


def _context(settings: Settings) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=settings.smtp_ca_file)


def _log_in_with_token(connection: smtplib.SMTP, settings: Settings) -> None:
    said = xoauth2(settings.smtp_user, read_token(settings))
    connection.ehlo_or_helo_if_needed()
    # A server that refuses first tells why, as a challenge, and wants an empty answer to it.
    connection.auth("XOAUTH2", lambda challenge=None: said if challenge is None else "")


def _refused(error: OSError | smtplib.SMTPException) -> SmtpRefusedError:
    """The server's own words, decoded; a reply for each recipient is a reply, since we send to one."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, said = next(iter(error.recipients.values()))
        words = _decoded(said)
        status = words.split(" ", 1)[0] if words.startswith(BAD_ADDRESS) else ""
        return SmtpRefusedError(code, words, is_final=code >= PERMANENT, against_address=status)
    if isinstance(error, smtplib.SMTPDataError):
        return SmtpRefusedError(error.smtp_code, _decoded(error.smtp_error), is_final=error.smtp_code >= PERMANENT)
    if isinstance(error, smtplib.SMTPResponseException):
        return SmtpRefusedError(error.smtp_code, _decoded(error.smtp_error), is_about_us=True)
    return SmtpRefusedError(0, f"{type(error).__name__}: {error}", is_about_us=True)


def _decoded(said: bytes | str) -> str:
    return said.decode("utf-8", "replace") if isinstance(said, bytes) else said


def _address(text: str) -> Address:
    name, spec = parseaddr(text)
    return Address(display_name=name, addr_spec=spec)
