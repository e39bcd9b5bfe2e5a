"""The spring of 2023 in processes that can be killed, and what must be the same when it is over."""

from __future__ import annotations

import json
import os
import random
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from datetime import time as clock_time
from pathlib import Path
from typing import Any

from moments import next_moment, work_at
from sameness import check_as_without_faults, difference, letters, rows_of_meaning, sent_in

from calendars.copenhagen import COPENHAGEN
from desk.demo.play import FIRST
from domain.store.database import Database
from flows.schedule import Ring

FORGE = Path(__file__).with_name("forge.py")
ROOT = Path(__file__).parents[2]
__all__ = ["check_as_without_faults", "difference", "letters", "rows_of_meaning", "sent_in"]
KILLED = -signal.SIGKILL
PATIENCE = 300  # seconds for what is waited for, on a machine with much else to do


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

    def __init__(self, url: str, calm: str, folder: Path, until_day: date, *, has_desk: bool) -> None:
        self.folder, self.port, self.until = folder, free_port(), until_day
        self.desk_port = free_port() if has_desk else 0
        self.log = folder / "processes.log"
        town = {"url": url, "calm": calm, "folder": str(folder), "port": self.port}
        town |= {"desk_port": self.desk_port, "until": until_day.isoformat()}
        command = [sys.executable, str(FORGE), json.dumps(town)]
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                command,
                cwd=ROOT,
                env={**_without_prefect(), "PYTHONPATH": str(ROOT)},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )
        said = self._hear().strip()
        assert said, self.log.read_text()
        self.words: dict[str, int] = json.loads(said)  # of the whole spring without a fault, by who says them
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
            self._process.wait(PATIENCE)


def _without_prefect() -> dict[str, str]:
    """Our surroundings without the server of Prefect that other tests of the same run may have started."""
    return {name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")}


def with_patience_kill(process: int) -> None:
    """Kill what may have ended already."""
    try:
        os.kill(process, signal.SIGKILL)
    except ProcessLookupError:
        return


def until(condition: Callable[[], object], what: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, what
        time.sleep(0.005)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def answers(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE):
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
    desk_kills: list[tuple[int, float]] = field(default_factory=list)  # words after it was opened, seconds after that
    mend: Callable[[], None] = lambda: None  # what somebody looks after between two processes
    met: Counter[str] = field(default_factory=Counter)  # the faults there were
    said: Counter[str] = field(default_factory=Counter)
    mails: int = 0  # how often the mail server has been started, and the desk
    desks: int = 0
    failed: list[str] = field(default_factory=list)

    def play(self, since: date = FIRST) -> None:
        """Every moment at which somebody acts, something is due, or what a killed process held is let go of."""
        now = datetime.combine(since, clock_time(), COPENHAGEN)
        while (now := next_moment(self.db, now)).date() <= self.forge.until:
            for role, ring in work_at(now):
                if role == "errand" and self.forge.desk_port:
                    self._go_to_the_desk(now)
                elif role != "errand":
                    self._open_the_post_office()
                    self._do(role, now, ring)

    def _do(self, role: str, now: datetime, ring: Ring | None) -> None:
        """Start it again while it fails, as whoever looks after it would, or whoever pressed the button."""
        while True:
            names = self.clocks if ring else (role,)
            jobs: list[dict[str, Any]] = [{"role": name, "at": now.isoformat(), "ring": ring} for name in names]
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
                self._fail(f"{role} {now}")

    def _fail(self, what: str) -> None:
        self.failed.append(what)
        assert len(self.failed) < 5, self.forge.log.read_text()[-6000:]

    def _go_to_the_desk(self, now: datetime) -> None:
        """Another program comes to the desk, and again to the next one where that has died under its hands."""
        while True:
            self._open_the_desk()
            (ended,) = self.forge.at_once({"role": "errand", "at": now.isoformat()})
            if ended["code"] == 0:
                return
            until(lambda: not answers(self.forge.desk_port), self.forge.log.read_text()[-6000:])

    def _open_the_desk(self) -> None:
        if answers(self.forge.desk_port):
            return
        self.met["desk"] += self.desks > 0
        self.desks += 1
        words, delay = self.desk_kills.pop() if self.desk_kills else (10**9, 0.0)
        self.forge.start("desk", fault={"what": "kill", "after": words, "delay": delay, "victims": []})

    def _open_the_post_office(self) -> None:
        if answers(self.forge.port):
            return
        if self.mails:
            self.met["mail server"] += 1
        self.mails += 1
        mail, when = self.mail_kills.pop() if self.mail_kills else (0, "")
        self.forge.start("post", mail=mail, when=when)


@contextmanager
def spring_on(
    db: Database, calm: Database, folder: Path, until_day: date, *, has_desk: bool = False, **given: Any
) -> Iterator[Spring]:
    """The spring until that day on ``db``, not yet played; ``calm`` has it without a fault."""
    forge = Forge(db.url, calm.url, folder, until_day, has_desk=has_desk)
    try:
        (ended,) = forge.at_once({"role": "furnish"})
        assert ended["code"] == 0, forge.log.read_text()
        yield Spring(db, forge, **given)
    finally:
        forge.close()
        db.close()
        calm.close()


def seed() -> int:
    """A new one each time, or the one in SAGSGANG_TEST_SEED; a test that fails prints it."""
    drawn = int(os.environ.get("SAGSGANG_TEST_SEED") or random.SystemRandom().randrange(10_000))
    print(f"SAGSGANG_TEST_SEED={drawn}")
    return drawn


def kills_of(role: str, count: int, spring: Spring, chance: random.Random) -> list[Fault]:
    """Kills of that role, half of them between two words to the database, half at any moment after one."""
    alone = 1 if len(spring.clocks) == 1 or role == "act" else 0.7  # the other of two does its part of the work
    words = moments_of(count, int(spring.forge.words[role] * alone), chance)
    return [Fault(role, word, delay=chance.choice([0.0, chance.uniform(0, 0.004)])) for word in words]


def moments_of(count: int, most: int, chance: random.Random) -> list[int]:
    """So many, spread over the whole spring at random: one in each part of it, for the last part may be shorter."""
    part = most * 0.95 / count
    return [max(3, int(chance.uniform(number, number + 1) * part)) for number in range(count)]


def lives_between(deaths: list[int]) -> list[int]:
    """How much each of those does that are started one after the other, the last first, as they are taken."""
    return [max(1, death - before) for before, death in zip([0, *deaths], deaths, strict=False)][::-1]
