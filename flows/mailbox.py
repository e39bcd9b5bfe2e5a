"""The mailbox that invitations are answered to: replies and bounces read from it, or from files dropped by hand.

The secretariat's own mails stand in the same mailbox. So nothing is marked as read, moved or kept: a message is
known by its Message-ID, and one that is none of ours is never looked at again.
"""

from __future__ import annotations

import hashlib
import imaplib
import logging
import re
import ssl
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage, Message
from email.policy import default
from email.utils import parseaddr
from pathlib import Path

from icalendar import Calendar

from calendars.ics import UID_DOMAIN
from domain.casework.outlook.replies import note_unrelated, record_answer, record_bounce, unread
from domain.casework.verb import By
from domain.errors import NotFoundError
from domain.model import Answer, IncomingKind
from domain.store.database import Database
from flows.mail_access import has_token, read_token, xoauth2
from flows.settings import Settings

log = logging.getLogger(__name__)

LOOK_BACK = timedelta(days=30)  # an answer that is older has been read, or its meeting has been held
MOST_BYTES = 2 * 1024 * 1024  # replies and bounces are small; a bounce holds our own mail at most
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")  # RFC 3501, no locale
_ADDRESS = re.compile(r"^\s*(?:rfc822|utf-8)\s*;\s*", re.IGNORECASE)
_ID = re.compile(rb"^message-id:\s*(\S+)", re.IGNORECASE | re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer to an invitation (METHOD:REPLY)."""

    message_id: str
    meeting_id: str
    address: str
    answer: Answer
    sequence: int
    answered_at: datetime
    comment: str = ""


@dataclass(frozen=True, slots=True)
class Bounce:
    """A delivery status (RFC 3464) that says "failed" of a mail of ours."""

    message_id: str
    original_id: str
    address: str
    status: str
    said: str = ""


@dataclass(frozen=True, slots=True)
class Other:
    """Anything else."""

    message_id: str


@dataclass(slots=True)
class TakenIn:
    """How many mails were answers, bounces, neither, or read before."""

    replies: int = 0
    bounces: int = 0
    other: int = 0
    known: int = 0

    def count(self, kind: IncomingKind) -> None:
        """One more of a kind."""
        self.replies += kind is IncomingKind.REPLY
        self.bounces += kind is IncomingKind.BOUNCE
        self.other += kind is IncomingKind.OTHER


def understand(data: bytes) -> Reply | Bounce | Other:
    """What a raw mail is. Never raises for what a stranger wrote: what cannot be understood is ``Other``."""
    message = message_from_bytes(data, policy=default)
    assert isinstance(message, EmailMessage)  # noqa: S101 - what this policy makes
    message_id = _message_id(message, data)
    try:
        return _reply(message, message_id) or _bounce(message, message_id) or Other(message_id)
    except (ValueError, KeyError, LookupError, TypeError, AttributeError) as error:
        # The parsers of the standard library and of icalendar raise these at mails that are not well formed.
        log.info("a mail could not be understood (%s)", type(error).__name__)
        return Other(message_id)


def take_in(db: Database, now: datetime, mails: Iterable[bytes], *, actor: str) -> TakenIn:
    """Write down the answers and bounces among raw mails, each once however often it is read."""
    taken = TakenIn()
    others = []
    for data in mails:
        found = understand(data)
        with db.read() as session:
            is_known = not unread(session, [found.message_id])
        if is_known:
            taken.known += 1
            continue
        kind = _write_down(db, By(actor, at=now), found)
        taken.count(kind)
        if kind is IncomingKind.OTHER:
            others.append(found.message_id)
    if others:
        note_unrelated(db, By(actor, at=now), message_ids=others)
    return taken


def read_files(paths: Iterable[Path]) -> Iterator[bytes]:
    """The mails in files and folders (``*.eml``), in the order of their names.

    Raises:
        OSError: a file cannot be read.
    """
    for path in paths:
        for file in sorted(path.glob("*.eml")) if path.is_dir() else [path]:
            yield file.read_bytes()


def fetch(db: Database, now: datetime, settings: Settings, *, actor: str) -> TakenIn:
    """Read the mailbox of the settings over IMAP: only what has come lately and has not been read before.

    Raises:
        OSError, imaplib.IMAP4.error: the server is away, or refuses us. What was read till then is kept.
    """
    with _connect(settings) as connection:
        _log_in(connection, settings)
        return _fetch(db, now, connection, settings.imap_folder, actor)


def _fetch(db: Database, now: datetime, connection: imaplib.IMAP4, folder: str, actor: str) -> TakenIn:
    answered, _ = connection.select(_quoted(folder), readonly=True)
    if answered != "OK":
        raise imaplib.IMAP4.error("no such folder")
    day = (now - LOOK_BACK).astimezone(UTC)
    since = f"{day.day}-{MONTHS[day.month - 1]}-{day.year}"
    _, found = connection.uid("SEARCH", "SINCE", since, "SMALLER", str(MOST_BYTES))
    uids = (found[0] or b"").decode().split()
    heads = {uid: head for uid in uids if (head := _part(connection, uid, "HEADER.FIELDS (MESSAGE-ID)"))}
    ids = {uid: match[1].decode("ascii", "replace") for uid, head in heads.items() if (match := _ID.search(head))}
    with db.read() as session:
        new = unread(session, ids.values())
    wanted = [uid for uid in uids if uid not in ids or ids[uid] in new]
    taken = take_in(db, now, (_part(connection, uid, "") for uid in wanted), actor=actor)
    taken.known += len(uids) - len(wanted)
    return taken


def _part(connection: imaplib.IMAP4, uid: str, part: str) -> bytes:
    _, answer = connection.uid("FETCH", uid, f"(BODY.PEEK[{part}])")
    return next((one[1] for one in answer if isinstance(one, tuple)), b"")


def _connect(settings: Settings) -> imaplib.IMAP4:
    timeout = settings.smtp_timeout_seconds
    if settings.imap_tls:
        context = ssl.create_default_context()
        return imaplib.IMAP4_SSL(settings.imap_host, settings.imap_port, ssl_context=context, timeout=timeout)
    return imaplib.IMAP4(settings.imap_host, settings.imap_port, timeout=timeout)


def _log_in(connection: imaplib.IMAP4, settings: Settings) -> None:
    if not has_token(settings):
        connection.login(settings.imap_user, settings.imap_password.get_secret_value())
        return
    said = xoauth2(settings.imap_user, read_token(settings)).encode()
    asked: list[bytes] = []  # a refusal comes as a second challenge, and wants an empty answer

    def answer(challenge: bytes) -> bytes:
        asked.append(challenge)
        return said if len(asked) == 1 else b""

    connection.authenticate("XOAUTH2", answer)


def _quoted(folder: str) -> str:
    return '"' + folder.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _write_down(db: Database, by: By, found: Reply | Bounce | Other) -> IncomingKind:
    try:
        if isinstance(found, Reply):
            record_answer(
                db,
                by,
                message_id=found.message_id,
                meeting_id=found.meeting_id,
                address=found.address,
                answer=found.answer,
                sequence=found.sequence,
                answered_at=found.answered_at,
                comment=found.comment,
            )
            return IncomingKind.REPLY
        if isinstance(found, Bounce):
            record_bounce(
                db,
                by,
                message_id=found.message_id,
                original_id=found.original_id,
                address=found.address,
                status=found.status,
                said=found.said,
            )
            return IncomingKind.BOUNCE
    except NotFoundError:  # an answer from somebody we did not ask, or the bounce of a mail we did not send
        log.info("a mail that looked like an answer was none of ours")
    return IncomingKind.OTHER


def _message_id(message: EmailMessage, data: bytes) -> str:
    """Its Message-ID; a mail without one is known by its bytes."""
    said = str(message["Message-ID"] or "").strip()
    return said or f"sha256:{hashlib.sha256(data).hexdigest()}"


def _reply(message: EmailMessage, message_id: str) -> Reply | None:
    for part in message.walk():
        if part.get_content_type() != "text/calendar":
            continue
        payload = part.get_payload(decode=True)
        calendar = Calendar.from_ical(payload if isinstance(payload, bytes) else b"")
        if str(calendar.get("method", "")).upper() != "REPLY":
            continue
        (event,) = calendar.events
        meeting_id, _, domain = str(event["uid"]).rpartition("@")
        (attendee,) = event["attendee"] if isinstance(event["attendee"], list) else [event["attendee"]]
        if domain != UID_DOMAIN:
            continue
        stamp = event.DTSTAMP
        if stamp is None:
            raise ValueError("an answer says when it was given")
        return Reply(
            message_id=message_id,
            meeting_id=meeting_id,
            address=re.sub("^mailto:", "", str(attendee), flags=re.IGNORECASE).strip(),
            answer=Answer(str(attendee.params["PARTSTAT"]).lower()),
            sequence=max(0, int(event.get("sequence", 0))),
            answered_at=stamp,
            comment=" ".join(str(event.get("comment", "")).split())[:500],
        )
    return None


def _bounce(message: EmailMessage, message_id: str) -> Bounce | None:
    is_report = message.get_content_type() == "multipart/report"
    if not is_report or message.get_param("report-type") != "delivery-status":
        return None
    failed, original_id = None, ""
    for part in message.walk():
        if part.get_content_type() == "message/delivery-status":
            failed = failed or next((block for block in _blocks(part) if _word(block, "Action") == "failed"), None)
        elif part.get_content_type() in {"message/rfc822", "text/rfc822-headers"}:
            original_id = original_id or _original_id(part)
    if failed is None or not original_id:
        return None
    return Bounce(
        message_id=message_id,
        original_id=original_id,
        address=parseaddr(_ADDRESS.sub("", str(failed["Final-Recipient"])))[1],
        status=_word(failed, "Status"),
        said=" ".join(str(failed.get("Diagnostic-Code", "")).split())[:500],
    )


def _blocks(part: Message) -> list[Message]:
    """The fields of the mail and of each recipient; the standard library reads each block as a message."""
    payload = part.get_payload()
    return [block for block in payload if isinstance(block, Message)] if isinstance(payload, list) else []


def _original_id(part: Message) -> str:
    payload = part.get_payload()
    if isinstance(payload, list) and payload and isinstance(payload[0], Message):
        return str(payload[0]["Message-ID"] or "").strip()
    found = _ID.search(part.get_payload(decode=True) or b"")  # type: ignore[arg-type]  # bytes, when decoded
    return found[1].decode("ascii", "replace") if found else ""


def _word(block: Message, name: str) -> str:
    return str(block.get(name, "")).strip().casefold()
