"""Debian's Postfix and Dovecot, started for one test on loopback, with folders of their own: no system service.

``tests/tools/install.sh`` installs them; ``make test-slow`` calls it.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import smtplib
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from imaplib import IMAP4
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from domain.store.database import Database
from flows.settings import Settings

TESTS = Path(__file__).parents[1]
LOOPBACK = "127.0.0.1"
PASSWORD = "hemmeligt"  # noqa: S105 - of a mail server that lives for one test
SHARED = "moeder@norddjurs.example"  # answers and bounces come here
KNOWN = (
    SHARED,
    "carl.rugaard@norddjurs.example",
    "oda.enslev@norddjurs.example",
    "hanne.fjellerby@norddjurs.example",
)
DOVECOT = """
protocols = imap lmtp
listen = 127.0.0.1
base_dir = {folder}/run
state_dir = {folder}/run
log_path = {folder}/dovecot.log
ssl = no
disable_plaintext_auth = no
mail_location = maildir:{folder}/mail/%u
mail_uid = mail
mail_gid = mail
first_valid_uid = 1
first_valid_gid = 1
passdb {{
  driver = passwd-file
  args = scheme=PLAIN username_format=%u {folder}/users
}}
userdb {{
  driver = passwd-file
  args = username_format=%u {folder}/users
}}
service imap-login {{
  inet_listener imap {{
    port = {imap}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
service lmtp {{
  inet_listener lmtp {{
    address = 127.0.0.1
    port = {lmtp}
  }}
}}
"""
# It accepts every recipient of the two domains, so that an unknown one comes back as a bounce; and nothing leaves.
POSTFIX = """
compatibility_level = 3.6
queue_directory = {folder}/queue
data_directory = {folder}/data
maillog_file_prefixes = {folder}
maillog_file = {folder}/postfix.log
myhostname = mx.norddjurs.example
mydestination =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
mynetworks = 127.0.0.0/8
alias_maps =
smtpd_relay_restrictions = permit_mynetworks, reject
virtual_mailbox_domains = norddjurs.example, kommune.example
virtual_transport = lmtp:inet:127.0.0.1:{lmtp}
default_transport = error:nothing leaves this machine
disable_dns_lookups = yes
"""
SERVICES = """
127.0.0.1:{smtp} inet n - n - - smtpd
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
error unix - - n - - error
retry unix - - n - - error
lmtp unix - - n - - lmtp
anvil unix - - n - 1 anvil
postlog unix-dgram n - n - 1 postlogd
"""


def _borrow(name: str, path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


@dataclass
class PostOffice:
    """Postfix, Dovecot's mailboxes behind it, and the bytes that we handed over."""

    settings: Settings
    folder: Path
    handed_over: list[bytes] = field(default_factory=list)

    @contextmanager
    def mailbox(self, address: str) -> Iterator[IMAP4]:
        with IMAP4(LOOPBACK, self.settings.imap_port) as connection:
            connection.login(address, PASSWORD)
            connection.select("INBOX", readonly=True)
            yield connection

    def arrived(self, address: str, count: int) -> list[EmailMessage]:
        """The mails in that mailbox, once there are that many; their bytes as IMAP gives them."""
        for _ in range(150):
            with self.mailbox(address) as connection:
                found = connection.search(None, "ALL")[1][0].split()
                if len(found) >= count:
                    return [self._message(connection, number) for number in found]
            time.sleep(0.1)
        pytest.fail(f"{len(found)} of {count} mails came to {address}:\n{self.log()}")

    def structure(self, address: str, number: int) -> str:
        """What Dovecot makes of that mail (RFC 3501, BODYSTRUCTURE)."""
        with self.mailbox(address) as connection:
            lines = connection.fetch(str(number), "(BODYSTRUCTURE)")[1]
        return b"".join(part if isinstance(part, bytes) else b"".join(part) for part in lines).decode()

    def send(self, data: bytes, sender: str, recipient: str) -> None:
        """As somebody else's mail program would."""
        with smtplib.SMTP(LOOPBACK, self.settings.smtp_port, timeout=20) as connection:
            connection.sendmail(sender, [recipient], data)

    def log(self) -> str:
        """What the two servers wrote."""
        files = [self.folder / name for name in ("postfix.log", "dovecot.log")]
        return "\n".join(file.read_text(encoding="utf-8", errors="replace") for file in files if file.exists())

    @staticmethod
    def _message(connection: IMAP4, number: bytes) -> EmailMessage:
        data = connection.fetch(number.decode(), "(BODY.PEEK[])")[1][0][1]
        message = message_from_bytes(data, policy=default)
        assert isinstance(message, EmailMessage)
        return message


def _free_ports(count: int) -> list[int]:
    with_port = [socket.socket() for _ in range(count)]
    for one in with_port:
        one.bind((LOOPBACK, 0))
    ports = [one.getsockname()[1] for one in with_port]
    for one in with_port:
        one.close()
    return ports


def _wait_for(port: int, office: PostOffice) -> None:
    for _ in range(150):
        with suppress(OSError), socket.create_connection((LOOPBACK, port), timeout=1):
            return
        time.sleep(0.1)
    pytest.fail(f"nothing answers at port {port}:\n{office.log()}")


def _why_not() -> str:
    if (
        shutil.which("postfix", path=f"{os.environ['PATH']}:/usr/sbin") is None
        or not Path("/usr/sbin/dovecot").exists()
    ):
        return "Postfix og Dovecot er ikke installeret: sudo apt-get install postfix dovecot-imapd dovecot-lmtpd"
    if os.geteuid() != 0:
        return "Postfix kan kun startes af root: kør testen som root, for eksempel i en container"
    return ""


@pytest.fixture
def post_office(monkeypatch: pytest.MonkeyPatch) -> Iterator[PostOffice]:
    """Both servers, empty; Postfix gives local mail to Dovecot by LMTP."""
    if why := _why_not():
        pytest.skip(why)
    # A socket's path may hold 107 bytes, fewer than a test folder's path can be long.
    folder = Path(tempfile.mkdtemp(prefix="post"))
    folder.chmod(0o755)
    smtp, lmtp, imap = _free_ports(3)
    office = PostOffice(_settings(folder, smtp, imap), folder)
    hand_over = smtplib.SMTP.sendmail

    def listen_in(connection: smtplib.SMTP, sender: str, to: Any, data: Any, *more: Any, **rest: Any) -> Any:
        office.handed_over.append(data)
        return hand_over(connection, sender, to, data, *more, **rest)

    _configure(folder, smtp=smtp, lmtp=lmtp, imap=imap)
    dovecot = subprocess.Popen(["/usr/sbin/dovecot", "-F", "-c", str(folder / "dovecot.conf")])
    postfix = subprocess.Popen(
        ["/usr/lib/postfix/sbin/master", "-c", str(folder / "postfix"), "-d"], cwd=folder / "queue"
    )
    try:
        for port in (smtp, lmtp, imap):
            _wait_for(port, office)
        monkeypatch.setattr(smtplib.SMTP, "sendmail", listen_in)
        yield office
    finally:
        for server in (postfix, dovecot):
            server.terminate()
            server.wait(20)
        shutil.rmtree(folder, ignore_errors=True)


def _settings(folder: Path, smtp: int, imap: int) -> Settings:
    password = folder / "password"
    password.write_text(PASSWORD, encoding="utf-8")
    return Settings(
        smtp_host=LOOPBACK,
        smtp_port=smtp,
        smtp_timeout_seconds=20,
        mail_from="Sagsgang <sagsgang@kommune.example>",
        mail_reply_to=f"Sekretariatet <{SHARED}>",
        mail_bounces=SHARED,
        mails_a_minute=0,
        imap_port=imap,
        imap_host=LOOPBACK,
        imap_tls=False,
        imap_user=SHARED,
        imap_password_file=password,
    )


def _configure(folder: Path, *, smtp: int, lmtp: int, imap: int) -> None:
    """Both servers' files, with the owners that each insists on."""
    facts = {"folder": folder, "smtp": smtp, "lmtp": lmtp, "imap": imap}
    for name in ("run", "mail", "postfix", "queue", "data"):
        (folder / name).mkdir()
    (folder / "dovecot.conf").write_text(DOVECOT.format(**facts), encoding="utf-8")
    users = "".join(f"{address}:{{PLAIN}}{PASSWORD}::::::\n" for address in KNOWN)
    (folder / "users").write_text(users, encoding="utf-8")
    (folder / "postfix" / "main.cf").write_text(POSTFIX.format(**facts), encoding="utf-8")
    (folder / "postfix" / "master.cf").write_text(SERVICES.format(**facts), encoding="utf-8")
    shutil.chown(folder / "mail", "mail", "mail")
    shutil.chown(folder / "data", "postfix")
    subprocess.run(
        ["/usr/sbin/postfix", "-c", str(folder / "postfix"), "check"], check=True, capture_output=True, timeout=60
    )


_invited = _borrow("the_town_behind_postfix", TESTS / "invitations" / "conftest.py")


@pytest.fixture
def town(norddjurs_sqlite: Database, at: Callable[..., datetime], post_office: PostOffice) -> Any:
    """The committee of tests/invitations, with one meeting left of the year, behind real servers."""
    found = _invited.Town(norddjurs_sqlite, at, post_office)
    found.adopt(_invited.by_mail(), _invited.AUTUMN)
    return found


@pytest.fixture
def invited_by_mail() -> str:
    """The profile that is in force."""
    text = _invited.by_mail()
    assert isinstance(text, str)
    return text


@pytest.fixture(scope="session")
def reply() -> Callable[..., bytes]:
    """``reply(invitation, "ACCEPTED")``: the mail that a calendar program answers with."""
    written = _borrow("the_answers_of_calendar_programs", TESTS / "mailbox" / "conftest.py").reply_to
    assert callable(written)
    return written  # type: ignore[no-any-return]  # borrowed by its path
