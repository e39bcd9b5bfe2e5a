"""The spring of 2023 played by the real flows; one real Prefect server and a real mail server for it."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from sqlmodel import select

from domain.casework.case.decisions import record_decision
from domain.casework.case.opening import open_case
from domain.casework.verb import By
from domain.model import Outcome, Stop, StopState
from domain.store.database import Database
from flows.clock import SetClock
from flows.engine import Engine
from flows.rounds import Round, Rounds
from flows.server import PrefectServer
from flows.settings import Settings

# Python's own hook for what a process does; the server is pure Python, so it sees every connection.
LISTENER = """
import os, sys

def write(line):
    with open(os.environ["SAGSGANG_TEST_CONNECTIONS"], "a") as out:
        print(line, file=out)

def note(event, args):
    if event == "socket.connect":
        write(args[1])

write("listening")
sys.addaudithook(note)
"""


@dataclass
class Prefect:
    server: PrefectServer
    engine: Engine
    connections: Path


@pytest.fixture(scope="session")
def prefect_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Prefect]:
    folder = tmp_path_factory.mktemp("prefect")
    (folder / "sitecustomize.py").write_text(LISTENER, encoding="utf-8")
    connections = folder / "connections.txt"
    with pytest.MonkeyPatch.context() as surroundings:
        surroundings.setenv("PYTHONPATH", str(folder))
        surroundings.setenv("SAGSGANG_TEST_CONNECTIONS", str(connections))
        with PrefectServer(folder) as server:
            yield Prefect(server, Engine(server.api_url), connections)


class PostOffice:
    """Keeps every mail it takes."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []

    async def handle_DATA(self, _: SMTP, __: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        self.mails.append(message_from_bytes(envelope.content, policy=default))
        return "250 OK"


OUTCOMES = {"DIR": Outcome.APPROVED, "HU": Outcome.DISCUSSED, "ØK": Outcome.RECOMMENDED, "KB": Outcome.APPROVED}


@dataclass
class Spring:
    """One case in the sample municipality, and days that pass over it."""

    db: Database
    moment: Callable[..., datetime]
    office: PostOffice
    settings: Settings
    rounds_done: list[Round] = field(default_factory=list)

    def open(self, number: str = "23/41694", **values: Any) -> str:
        given = {
            "title": "Redegørelse om ligestilling",
            "route": ["DIR", "HU"],
            "stages": {"DIR": date(2023, 4, 12), "HU": date(2023, 4, 27)},
            "owner_post": "hr-chef",
            "recommendation": "Forvaltningen indstiller, at redegørelsen godkendes.",
        }
        by = By("hanne.fjellerby", self.moment("2023-03-01 09:00"))
        return open_case(self.db, by, number=number, **(given | values)).subject

    def look(self, at: str, engine: Engine | None = None) -> Round:
        """One round of the flows at that moment."""
        rounds = Rounds(self.db, self.settings, engine or Engine(), SetClock(self.moment(at)))
        self.rounds_done.append(rounds.round())
        return self.rounds_done[-1]

    def pass_time(self, since: str, until: str, engine: Engine | None = None) -> None:
        """Morning, noon and night of each day, up to and including ``until``; decisions are recorded at night."""
        day = date.fromisoformat(since)
        while day <= date.fromisoformat(until):
            for hour in ("08:00", "12:00", "23:00"):
                self.look(f"{day} {hour}", engine)
            self.decide(day)
            day += timedelta(days=1)

    def decide(self, day: date) -> None:
        """What the bodies decided that day."""
        with self.db.read() as session:
            waiting = session.exec(select(Stop).where(Stop.state == StopState.AWAITING_DECISION)).all()
        for stop in waiting:
            by = By("mette.holbaek", self.moment(f"{day} 23:10"))
            outcome = OUTCOMES[stop.body_key]
            record_decision(self.db, by, stop_id=stop.id, outcome=outcome, text="Som indstillet.", decided_on=day)

    @property
    def steps(self) -> list[str]:
        return [step for done in self.rounds_done for _, step in done.swept.steps]

    @property
    def failed(self) -> list[str]:
        return [key for done in self.rounds_done for key in [*done.swept.failed, *done.delivered.failed]]

    @property
    def mails(self) -> list[EmailMessage]:
        return self.office.mails


@pytest.fixture
def spring(norddjurs_sqlite: Database, at: Callable[..., datetime], tmp_path: Path) -> Iterator[Spring]:
    yield from _spring(norddjurs_sqlite, at, tmp_path)


@pytest.fixture
def spring_on_both(norddjurs: Database, at: Callable[..., datetime], tmp_path: Path) -> Iterator[Spring]:
    """On SQLite, and once more on PostgreSQL."""
    yield from _spring(norddjurs, at, tmp_path)


def _spring(db: Database, at: Callable[..., datetime], folder: Path) -> Iterator[Spring]:
    office = PostOffice()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    controller = Controller(office, hostname="127.0.0.1", port=port)
    controller.start()
    settings = Settings(smtp_host="127.0.0.1", smtp_port=port, mails_a_minute=0, data_dir=folder)
    yield Spring(db, at, office, settings)
    controller.stop()
