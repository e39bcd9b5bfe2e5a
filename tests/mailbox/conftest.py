"""The committee that is invited by mail, what its people and their mail servers send back, and a real IMAP server."""

from __future__ import annotations

import importlib.util
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.utils import parseaddr
from imaplib import IMAP4
from pathlib import Path
from types import ModuleType

import pytest
from icalendar import Calendar

from flows.settings import Settings

TESTS = Path(__file__).parents[1]
LOOPBACK = "127.0.0.1"


def _borrow(name: str, path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


_invited = _borrow("the_invited_town", TESTS / "invitations" / "conftest.py")
post_office, town = _invited.post_office, _invited.town


def reply_to(
    mail: EmailMessage, answer: str, *, at: str = "20231122T080000Z", sequence: int | None = None, **changed: str
) -> bytes:
    """What a calendar program answers to that invitation, as Outlook and Google write it."""
    part = next(part for part in mail.walk() if part.get_content_type() == "text/calendar")
    asked = Calendar.from_ical(part.get_payload(decode=True)).events[0]
    attendee = changed.get("address", parseaddr(mail["To"])[1])
    comment = f"COMMENT:{changed['comment']}\r\n" if "comment" in changed else ""
    lines = (
        "BEGIN:VCALENDAR\r\nMETHOD:REPLY\r\nPRODID:Microsoft Exchange Server 2010\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\n"
        f"ATTENDEE;PARTSTAT={answer};CN=En Person:MAILTO:{attendee}\r\n{comment}"
        f"UID:{changed.get('uid', asked['uid'])}\r\nDTSTAMP:{at}\r\n"
        f"DTSTART:20231211T140000Z\r\nDTEND:20231211T163000Z\r\n"
        f"SEQUENCE:{asked['sequence'] if sequence is None else sequence}\r\nSTATUS:CONFIRMED\r\n"
        "END:VEVENT\r\nEND:VCALENDAR\r\n"
    )
    message = EmailMessage()
    message["From"] = attendee
    message["To"] = "moeder@norddjurs.example"
    message["Subject"] = "Accepteret: møde"
    message["Message-ID"] = changed.get("id", f"<{answer.lower()}.{at}.{attendee}>")
    message.set_content("")
    message.add_alternative(lines.encode(), maintype="text", subtype="calendar", params={"method": "REPLY"})
    return message.as_bytes()


def bounce_of(
    mail: EmailMessage,
    *,
    status: str = "5.1.1",
    action: str = "failed",
    address: str | None = None,
    original: str | None = None,
    id: str = "",
) -> bytes:
    """The report of a mail server that could not deliver, built as Postfix builds its own (RFC 3464)."""
    to = address or parseaddr(mail["To"])[1]
    original = original or mail["Message-ID"]
    name = id or f"{abs(hash((original, status, action)))}@mx.example"
    return (
        f"From: MAILER-DAEMON@mx.example\nTo: bounces@kommune.example\nSubject: Undelivered Mail\n"
        f"Message-ID: <{name}>\nMIME-Version: 1.0\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="B"\n\n'
        "--B\nContent-Type: text/plain; charset=us-ascii\n\nThe mail system\n\n"
        "--B\nContent-Type: message/delivery-status\n\n"
        "Reporting-MTA: dns; mx.example\nArrival-Date: Wed, 22 Nov 2023 09:00:00 +0100 (CET)\n\n"
        f"Final-Recipient: rfc822; {to}\nOriginal-Recipient: rfc822;{to}\nAction: {action}\nStatus: {status}\n"
        f"Diagnostic-Code: smtp; 550 {status} <{to}>: Recipient address\n    rejected: User unknown\n\n"
        f"--B\nContent-Type: text/rfc822-headers\n\nFrom: sagsgang@kommune.example\nTo: {to}\n"
        f"Message-ID: {original}\n\n--B--\n"
    ).encode()


@pytest.fixture(scope="session")
def reply() -> Callable[..., bytes]:
    return reply_to


@pytest.fixture(scope="session")
def bounce() -> Callable[..., bytes]:
    return bounce_of


@dataclass
class Imap:
    """A mailbox on a real IMAP server."""

    settings: Settings

    def connect(self) -> IMAP4:
        connection = IMAP4(self.settings.imap_host, self.settings.imap_port)
        connection.login(self.settings.imap_user, self.settings.imap_password.get_secret_value())
        return connection

    def deliver(self, data: bytes, at: datetime) -> None:
        with self.connect() as connection:
            connection.append("INBOX", "", at, data.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n"))

    def flags(self) -> list[bytes]:
        with self.connect() as connection:
            connection.select("INBOX", readonly=True)
            return [line for line in connection.fetch("1:*", "(FLAGS)")[1] if line]


@pytest.fixture
def imap(tmp_path: Path) -> Iterator[Imap]:
    """pymap, an IMAP server written by others, with an empty mailbox."""
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        port = probe.getsockname()[1]
    pytest.importorskip("pymap", reason="pymap is not installed: pip install pymap")
    password = tmp_path / "password"
    password.write_text("hemmeligt")
    server = subprocess.Popen(
        [
            *(sys.executable, "-W", "ignore", "-c", "from pymap.main import main; main()"),
            *("--host", LOOPBACK, "--port", str(port)),
            *("--no-tls", "--no-service", "admin", "--no-service", "managesieve", "dict"),
            *("--demo-data", "--demo-user", "moeder", "--demo-password", "hemmeligt"),
        ],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    settings = Settings(
        imap_host=LOOPBACK, imap_port=port, imap_tls=False, imap_user="moeder", imap_password_file=password
    )
    for _ in range(100):
        with suppress(OSError), socket.create_connection((LOOPBACK, port), timeout=1):
            break
        time.sleep(0.1)
    yield Imap(settings)
    server.terminate()
    server.wait(10)
