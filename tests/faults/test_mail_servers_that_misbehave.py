"""A mail server that is away, refuses, hangs, drips or dies after DATA holds nothing up, and no mail is lost."""

from __future__ import annotations

import socket
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from sqlmodel import col, select

from domain.casework import queue
from domain.casework.case.opening import open_case
from domain.casework.mail.outbox import LEASE_SECONDS
from domain.casework.verb import By
from domain.model import DueKind, Mail, MailState
from domain.store import journal
from domain.store.database import Database
from flows import deliver_outbox as delivering
from flows.deliver_outbox import Delivered, deliver_outbox
from flows.settings import Settings
from flows.sweep import sweep

PEOPLE = ("hr-chef", "chef-sekretariat", "it-sikkerhed", "hr-konsulent")
LIMIT = 0.4  # seconds for one answer of a server that does not answer as it should; the others have all they need


@contextmanager
def raw_server(talk: Callable[[socket.socket], None]) -> Iterator[int]:
    """A port where ``talk`` answers each that comes, in a thread of its own."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.settimeout(0.1)
        is_over = threading.Event()

        def serve() -> None:
            while not is_over.is_set():
                with suppress(TimeoutError):
                    caller, _ = listening.accept()
                    threading.Thread(target=answer, args=(caller,), daemon=True).start()

        def answer(caller: socket.socket) -> None:
            with caller, suppress(OSError):
                talk(caller)

        server = threading.Thread(target=serve)
        server.start()
        try:
            yield listening.getsockname()[1]
        finally:
            is_over.set()
            server.join()


def hang(caller: socket.socket) -> None:
    """Takes the call and says nothing."""
    while caller.recv(1024):
        pass


def drip(caller: socket.socket) -> None:
    """Greets, and then answers a letter at a time for ever, each well within the limit for one answer."""
    caller.sendall(b"220 dryp\r\n")
    caller.recv(1024)
    while True:
        caller.sendall(b"250-x\r\n")
        time.sleep(LIMIT / 4)


def drip_the_greeting(caller: socket.socket) -> None:
    while True:
        caller.sendall(b"2")
        time.sleep(LIMIT / 4)


def hang_up(caller: socket.socket) -> None:
    caller.sendall(b"220 hej\r\n")


def too_busy(caller: socket.socket) -> None:
    caller.sendall(b"421 4.3.2 Optaget\r\n")


class Whimsical:
    """A real mail server that says what the next words in ``whims`` say; it takes the mail when there are none."""

    def __init__(self) -> None:
        self.whims: list[str] = []
        self.taken: Counter[str] = Counter()

    async def handle_DATA(self, server: SMTP, _: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        whim = self.whims.pop(0) if self.whims else "take"
        if whim in {"take", "die after DATA"}:
            content = envelope.content or b""
            self.taken[next(line for line in content.decode().splitlines() if line.startswith("Message-ID"))] += 1
        if whim == "die after DATA":
            server.transport.abort()
        return "250 OK" if whim == "take" else whim


@pytest.fixture
def office() -> Iterator[Any]:
    server = Whimsical()
    controller = Controller(server, hostname="127.0.0.1", port=0)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        controller.port = probe.getsockname()[1]
    controller.start()
    yield controller
    controller.stop()


class Morning:
    """Four people with a digest each, due at eight."""

    def __init__(self, db: Database, at: Callable[..., datetime], folder: Any) -> None:
        self.db, self.folder = db, folder
        self.now = at("2023-03-02 08:00")
        for number, owner in enumerate(PEOPLE):
            by = By("hanne.fjellerby", at("2023-03-01 09:00"))
            open_case(db, by, number=f"23/{number}", title="En sag", route=["DIR"], owner_post=owner)
        sweep(db, by.at)

    def deliver(self, port: int, **more: Any) -> Delivered:
        given = {"smtp_host": "127.0.0.1", "smtp_port": port, "smtp_timeout_seconds": 20, "mails_a_minute": 0}
        return deliver_outbox(self.db, self.now, Settings(data_dir=self.folder, **(given | more)))

    def deliver_until_all_is_sent(self, port: int) -> int:
        """Moment after moment, as the bell rings; how many rounds it took."""
        for rounds in range(1, 200):
            self.deliver(port)
            waiting = self.mails(MailState.QUEUED) + self.mails(MailState.SENDING)
            if not waiting:
                return rounds
            self.now = min(mail.lease_until or mail.next_try_at for mail in waiting)
        raise AssertionError(waiting)

    def mails(self, state: MailState) -> list[Mail]:
        with self.db.read() as session:
            return list(session.exec(select(Mail).where(col(Mail.state) == state).order_by(Mail.id)))

    def check_each_sent_once(self, office: Whimsical, doubled: int = 0) -> None:
        with self.db.read() as session:
            assert journal.verify(session) == []
        sent = self.mails(MailState.SENT)
        assert len(sent) == len(office.taken) == 4
        assert {f"Message-ID: {mail.message_id}" for mail in sent} == set(office.taken)
        assert office.taken.total() == 4 + doubled


@pytest.fixture
def morning(norddjurs_sqlite: Database, at: Callable[..., datetime], tmp_path: Any) -> Morning:
    return Morning(norddjurs_sqlite, at, tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("talk", [hang, drip, drip_the_greeting, hang_up, too_busy])
def test_a_server_that_does_not_answer_as_it_should_holds_the_clock_up_for_one_mail_and_no_more(
    morning: Morning, office: Any, talk: Callable[[socket.socket], None]
):
    with raw_server(talk) as port:
        began = time.monotonic()
        found = morning.deliver(port, smtp_timeout_seconds=LIMIT)
        took = time.monotonic() - began
    assert (found.sent, found.later, found.dead) == (0, 4, 0)
    assert took < 120  # a drip goes on for ever
    tried = [mail.attempts for mail in morning.mails(MailState.QUEUED)]
    assert sum(tried) == 1
    assert morning.deliver_until_all_is_sent(office.port) < 10
    morning.check_each_sent_once(office.handler)


@pytest.mark.parametrize(
    ("whims", "doubled"),
    [
        (["451 4.3.0 Senere"] * 9, 0),
        (["452 4.2.2 Fuld", "421 4.3.2 Lukker"] * 3, 0),
        (["die after DATA"], 1),
        (["die after DATA"] * 5, 5),
        (["451 4.3.0 Senere", "die after DATA", "421 4.3.2 Lukker", "die after DATA"], 2),
    ],
)
def test_what_was_refused_for_now_goes_later_and_only_what_was_taken_without_a_word_goes_twice(
    morning: Morning, office: Any, whims: list[str], doubled: int
):
    office.handler.whims = list(whims)
    morning.deliver_until_all_is_sent(office.port)
    assert office.handler.whims == []
    morning.check_each_sent_once(office.handler, doubled)


def test_a_final_no_is_a_dead_letter_and_the_others_are_sent(morning: Morning, office: Any):
    office.handler.whims = ["take", "554 5.6.0 Nej"]
    found = morning.deliver(office.port)
    assert (found.sent, found.dead, found.later) == (3, 1, 0)
    assert [mail.last_error for mail in morning.mails(MailState.DEAD)] == ["554 5.6.0 Nej"]


def test_nobody_else_sends_what_a_slow_server_keeps_in_our_hands(
    morning: Morning, office: Any, monkeypatch: pytest.MonkeyPatch
):
    """Before the lease of a claimed mail runs out it is given back, not sent beside another who has claimed it."""
    passed = iter(range(0, 100_000, LEASE_SECONDS // 2))
    monkeypatch.setattr(delivering, "monotonic", lambda: next(passed))  # half a lease a mail
    first = morning.deliver(office.port, smtp_timeout_seconds=20)
    assert (first.sent, first.later) == (2, 2)
    assert {mail.lease_until for mail in morning.mails(MailState.QUEUED)} == {None}
    monkeypatch.undo()
    morning.now += timedelta(minutes=1)
    assert morning.deliver(office.port).sent == 2
    morning.check_each_sent_once(office.handler)


def test_a_digest_waits_for_the_reminders_that_somebody_died_raising_but_not_for_ever(
    morning: Morning, office: Any, at: Callable[..., datetime]
):
    with morning.db.write() as session:
        queue.put(session, due_at=morning.now, kind=DueKind.REMINDER, subject="x", detail="dispatch:0")
    queue.claim(morning.db, now=morning.now, kinds=[DueKind.REMINDER])  # and dies
    assert morning.deliver(office.port).sent == 0
    morning.now = at("2023-03-02 08:04")
    assert morning.deliver(office.port).sent == 0
    morning.now = at("2023-03-02 08:05")
    queue.claim(morning.db, now=morning.now, kinds=[DueKind.REMINDER])  # and again: it fails every time
    assert morning.deliver(office.port).sent == 0
    morning.now = at("2023-03-02 08:15")
    queue.claim(morning.db, now=morning.now, kinds=[DueKind.REMINDER])
    assert morning.deliver(office.port).sent == 4
