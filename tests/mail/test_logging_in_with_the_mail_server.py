"""Four ways to a mail server: a relay that asks nothing, STARTTLS, a password, and a token (XOAUTH2)."""

from __future__ import annotations

import base64
import shlex
import socket
import ssl
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from domain.store.database import Database
from flows import mailbox
from flows.mail import Letter, MailServer, SmtpRefusedError, build
from flows.mail_access import NoTokenError, read_token
from flows.settings import Settings, SmtpSecurity

AT = datetime(2023, 5, 2, 6, tzinfo=UTC)
TOKEN = "eyJ0eXAi.friskt"  # noqa: S105 - it opens nothing
USER, PASSWORD = "sagsgang@kommune.example", "hemmeligt"


@dataclass
class Guarded:
    """A mail server that wants to know who we are, and keeps who said what."""

    taken: list[bytes] = field(default_factory=list)
    was_encrypted: list[bool] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    challenges_answered: list[bytes] = field(default_factory=list)

    async def auth_XOAUTH2(self, server: SMTP, args: list[str]) -> AuthResult:  # noqa: N802 - aiosmtpd's name
        self.said.append(base64.b64decode(args[1]).decode())
        if self.said[-1] == f"user={USER}\x01auth=Bearer {TOKEN}\x01\x01":
            return AuthResult(success=True, auth_data=USER)
        answered = await server.challenge_auth(b'{"status":"401"}')
        self.challenges_answered.append(answered)
        return AuthResult(success=False, handled=False)

    async def handle_DATA(self, _: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        self.taken.append(envelope.content)
        self.was_encrypted.append(session.ssl is not None)
        return "250 OK"


def _knows(_server: Any, _session: Any, _envelope: Any, mechanism: str, data: Any) -> AuthResult:
    is_right = isinstance(data, LoginPassword) and (data.login, data.password) == (USER.encode(), PASSWORD.encode())
    return AuthResult(success=mechanism == "XOAUTH2" or is_right, handled=False)


@dataclass
class Post:
    office: Guarded
    settings: Settings

    def send(self, **changed: Any) -> None:
        settings = self.settings.model_copy(update=changed)
        letter = Letter("Frist", "Kære Åse\n", "<p>Kære Åse</p>\n")
        to = "aase@kommune.example"
        mail = build(letter, to_name="Åse", to_address=to, message_id="<1@k.example>", at=AT, settings=settings)
        with MailServer(settings) as server:
            server.send(mail)


@pytest.fixture
def guarded(tmp_path: Path) -> Iterator[Post]:
    """A server that speaks only over STARTTLS, with a certificate of an authority no machine knows."""
    trustme = pytest.importorskip("trustme", reason="trustme is not installed: pip install trustme")
    authority = trustme.CA()
    authority.cert_pem.write_to_path(tmp_path / "ca.pem")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost").configure_cert(context)
    office = Guarded()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    controller = Controller(
        office,
        hostname="127.0.0.1",
        port=port,
        tls_context=context,
        require_starttls=True,
        authenticator=_knows,
        auth_required=True,
    )
    controller.start()
    (tmp_path / "password").write_text(PASSWORD)
    settings = Settings(
        smtp_host="localhost",
        smtp_port=port,
        smtp_timeout_seconds=5,
        smtp_security=SmtpSecurity.STARTTLS,
        smtp_ca_file=tmp_path / "ca.pem",
        smtp_user=USER,
        smtp_password_file=tmp_path / "password",
        mail_from=f"Sagsgang <{USER}>",
    )
    yield Post(office, settings)
    controller.stop()


def test_a_password_goes_over_starttls_and_the_mail_with_it(guarded: Post):
    guarded.send()
    assert guarded.office.was_encrypted == [True]


def test_a_wrong_password_gives_no_mail_up(guarded: Post, tmp_path: Path):
    (tmp_path / "password").write_text("forkert")
    with pytest.raises(SmtpRefusedError) as refused:
        guarded.send()
    assert (refused.value.code, refused.value.is_final) == (535, False), str(refused.value)
    assert guarded.office.taken == []


def test_a_certificate_nobody_vouches_for_is_refused(guarded: Post):
    with pytest.raises(SmtpRefusedError) as refused:
        guarded.send(smtp_ca_file=None)
    assert "CERTIFICATE_VERIFY_FAILED" in str(refused.value)
    assert guarded.office.said == []


def test_a_server_that_wants_encryption_gets_no_mail_and_no_password_without_it(guarded: Post):
    with pytest.raises(SmtpRefusedError) as refused:
        guarded.send(smtp_security=SmtpSecurity.NONE)
    assert not refused.value.is_final
    assert guarded.office.taken == []


def test_a_token_from_a_file_is_read_anew_at_each_connection(guarded: Post, tmp_path: Path):
    token = tmp_path / "token"
    token.write_text("udløbet\n".replace("ø", "oe"))
    with pytest.raises(SmtpRefusedError) as refused:
        guarded.send(mail_token_file=token)
    assert (refused.value.code, refused.value.is_final) == (535, False)
    assert guarded.office.challenges_answered == [b""]  # the reason was heard before the refusal
    token.write_text(f"{TOKEN}\n")
    guarded.send(mail_token_file=token)
    assert len(guarded.office.taken) == 1


def test_a_token_comes_from_a_command_too(guarded: Post):
    guarded.send(mail_token_command=shlex.join([sys.executable, "-c", f"print({TOKEN!r})"]))
    assert guarded.office.said == [f"user={USER}\x01auth=Bearer {TOKEN}\x01\x01"]


@pytest.mark.parametrize("script", ["print('')", "import sys; sys.exit('hemmeligt')", "print('to ord')"])
def test_a_command_that_gives_no_token_costs_a_wait_and_says_nothing_of_its_own(guarded: Post, script: str):
    with pytest.raises(SmtpRefusedError) as refused:
        guarded.send(mail_token_command=shlex.join([sys.executable, "-c", script]))
    assert (refused.value.code, refused.value.is_final) == (0, False)
    assert "hemmeligt" not in str(refused.value)


def test_a_token_program_that_is_not_there_is_an_os_error():
    with pytest.raises(OSError, match="findes-ikke"):
        read_token(Settings(mail_token_command="/findes-ikke"))  # noqa: S106 - a program, not a secret
    assert issubclass(NoTokenError, OSError)


def test_the_mailbox_too_is_opened_with_the_token(sqlite_db: Database, tmp_path: Path):
    (tmp_path / "token").write_text(TOKEN)
    said: list[bytes] = []
    with _one_imap_dialogue(said) as port:
        settings = Settings(
            imap_host="127.0.0.1",
            imap_port=port,
            imap_tls=False,
            imap_user=USER,
            mail_token_file=tmp_path / "token",
            smtp_timeout_seconds=5,
        )
        taken = mailbox.fetch(sqlite_db, AT, settings, actor="sagsgang")
    assert (taken.replies, taken.known) == (0, 0)
    assert base64.b64decode(said[0]).decode() == f"user={USER}\x01auth=Bearer {TOKEN}\x01\x01"


class _one_imap_dialogue:  # noqa: N801 - used as a context manager
    """The lines an IMAP server says to a token and an empty mailbox; pymap knows no XOAUTH2."""

    def __init__(self, said: list[bytes]) -> None:
        self._said = said
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._thread = threading.Thread(target=self._talk, daemon=True)

    def __enter__(self) -> int:
        self._thread.start()
        return int(self._listener.getsockname()[1])

    def __exit__(self, *_: object) -> None:
        self._thread.join(5)
        self._listener.close()

    def _talk(self) -> None:
        peer, _ = self._listener.accept()
        with peer, peer.makefile("rwb", buffering=0) as line:
            line.write(b"* OK ready\r\n")
            answers: dict[bytes, Callable[[], bytes]] = {
                b"CAPABILITY": lambda: b"* CAPABILITY IMAP4rev1 AUTH=XOAUTH2\r\n",
                b"AUTHENTICATE": lambda: self._ask(line),
                b"UID": lambda: b"* SEARCH\r\n",
                b"LOGOUT": lambda: b"* BYE\r\n",
            }
            while command := line.readline():
                tag, verb, *_ = command.split()
                line.write(answers.get(verb, lambda: b"")() + tag + b" OK done\r\n")
                if verb == b"LOGOUT":
                    return

    def _ask(self, line: Any) -> bytes:
        line.write(b"+ \r\n")
        self._said.append(line.readline().strip())
        return b""
