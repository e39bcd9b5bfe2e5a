"""A real SMTP server on loopback that keeps what it takes, and can be told to refuse or to hang up."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from flows.settings import Settings

LOOPBACK = "127.0.0.1"


@dataclass
class PostOffice:
    """Keeps mails. ``replies`` answers the next DATA commands; ``refused`` answers RCPT by address."""

    taken: list[EmailMessage] = field(default_factory=list)
    senders: list[str | None] = field(default_factory=list)
    replies: list[str] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)
    hang_ups_after_data: int = 0  # the mail is taken, but no 250 comes
    connections: int = 0

    async def handle_EHLO(self, _: SMTP, session: Session, __: Envelope, hostname: str, answers: list[str]):  # noqa: N802 - aiosmtpd's name
        self.connections += 1
        session.host_name = hostname
        return answers

    async def handle_RCPT(self, _: SMTP, __: Session, envelope: Envelope, address: str, ___: list[str]) -> str:  # noqa: N802 - aiosmtpd's name
        if address in self.refused:
            return self.refused[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, _: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        if self.replies:
            return self.replies.pop(0)
        self.taken.append(message_from_bytes(envelope.content, policy=default))
        self.senders.append(envelope.mail_from)
        if self.hang_ups_after_data:
            self.hang_ups_after_data -= 1
            server.transport.abort()
        return "250 OK"

    @property
    def message_ids(self) -> list[str]:
        return [mail["Message-ID"] for mail in self.taken]


@dataclass
class Running:
    office: PostOffice
    settings: Settings


@pytest.fixture
def post_office() -> Iterator[Running]:
    office = PostOffice()
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        port = probe.getsockname()[1]
    controller = Controller(office, hostname=LOOPBACK, port=port)
    controller.start()
    settings = Settings(
        smtp_host=LOOPBACK,
        smtp_port=port,
        smtp_timeout_seconds=5,
        mail_from="Sagsgang <sagsgang@kommune.example>",
        mail_reply_to="Sekretariatet <sekretariat@kommune.example>",
        mail_bounces="bounces@kommune.example",
        mails_a_minute=0,
    )
    yield Running(office, settings)
    controller.stop()
