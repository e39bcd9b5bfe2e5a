"""A real SMTP server on loopback that keeps each mail it accepts as a file before it says 250."""

from __future__ import annotations

import re
import socket
from email import message_from_bytes
from email.message import EmailMessage
from email.parser import BytesHeaderParser
from email.policy import SMTP as SMTP_POLICY
from pathlib import Path
from types import TracebackType
from typing import Self, cast

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

LOOPBACK = "127.0.0.1"


class _Shelf:
    """Takes a mail and lays it on the shelf: one .eml file each, numbered in the order they came."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._kept = max((int(path.name[:4]) for path in folder.glob("*.eml")), default=0)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: ARG002, N802 - aiosmtpd's name
        content = cast("bytes", envelope.content)
        mail = message_from_bytes(content, policy=SMTP_POLICY)
        self._kept += 1
        to = re.sub(r"[^a-z0-9.]+", "-", str(mail["To"]).split("<")[-1].split("@")[0].lower())
        half_written = self.folder / f"{self._kept:04}.part"
        half_written.write_bytes(content)
        half_written.rename(self.folder / f"{self._kept:04} {to}.eml")
        return "250 2.0.0 Modtaget"


class PostOffice:
    """The server and its shelf, as a context manager."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self.port = _free_port()
        self._controller = Controller(_Shelf(folder), hostname=LOOPBACK, port=self.port, enable_SMTPUTF8=True)

    def __enter__(self) -> Self:
        self._controller.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._controller.stop()

    def mails(self) -> list[EmailMessage]:
        """All mails on the shelf, in the order they came."""
        return read_mails(self.folder)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        return int(probe.getsockname()[1])


def read_mails(folder: Path) -> list[EmailMessage]:
    """The mails kept in a folder, in the order they came."""
    return [message_from_bytes(path.read_bytes(), policy=SMTP_POLICY) for path in sorted(folder.glob("*.eml"))]


def kept_ids(folder: Path) -> list[str]:
    """The Message-ID of each of them, by their heads alone: a year's mails are many."""
    read = BytesHeaderParser().parsebytes
    return [str(read(path.read_bytes())["Message-ID"]).strip() for path in sorted(folder.glob("*.eml"))]
