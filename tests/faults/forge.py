"""A process that has the whole house loaded and forks others from itself, so that each begins in milliseconds.

``python forge.py DATABASE CALM FOLDER SMTP_PORT UNTIL`` reads a line of jobs (JSON), runs them at the same time in a
process each, and answers a line when all have ended. A job may say after how many words to the database something
is to happen to it: its disk is full, its connection is cut; or it, or others by their numbers, are killed with -9.
Before the first fork it plays the spring until that day on another database, ``CALM``: nothing is then done for the
first time in a process that lives for milliseconds, and there is something to compare with.
"""

from __future__ import annotations

import gc
import json
import os
import resource
import signal
import sys
import time
import traceback
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import psycopg
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from sqlalchemy import Connection, event, text
from sqlalchemy import Engine as SqlEngine

from calendars.meeting_plan import read_plan
from desk.demo.play import ADOPTED, PLAN, SCENES, play, settings_of
from desk.demo.post_office import PostOffice as DemosPostOffice
from desk.demo.stage import Stage, sample_bytes
from domain.casework.house.municipality import adopt_profile
from domain.casework.meeting.meetings import import_meeting_plan
from domain.casework.verb import By
from domain.profile import shipped_profile
from domain.store.backup import back_up
from domain.store.database import Database
from domain.store.migrate import migrate
from flows import deployed, runs
from flows.clock import SetClock
from flows.engine import Engine
from flows.rounds import Rounds
from flows.schedule import Ring

LOADED = (runs,)  # Prefect, before the first fork

Job = dict[str, Any]


def furnish(db: Database) -> None:
    """The sample municipality as the demo has it, with its meetings of 2023."""
    migrate(db)
    adopt_profile(db, By("demo", ADOPTED, "demo:profile"), name="norddjurs.toml", text=shipped_profile())
    import_meeting_plan(db, By("demo", ADOPTED, "demo:plan"), plan=read_plan(PLAN, sample_bytes(PLAN)))


class Town:
    """What every process of the municipality is told, and its one way to the database, opened after the fork."""

    def __init__(self, url: str, calm: str, folder: str, port: str, until: str) -> None:
        self.url, self.folder, self.port, self.until = url, Path(folder), int(port), date.fromisoformat(until)
        given = {"database_url": url, "prefect": False, "smtp_timeout_seconds": 2}
        self.settings = settings_of(self.folder, self.port).model_copy(update=given)
        self.db = Database(calm)
        self._real: dict[str, str] = {}
        event.listen(self.db.engine, "do_connect", self._redirect)

    def play_calmly(self) -> None:
        """The spring without any fault, on the calm database; what is compiled and loaded then is inherited."""
        furnish(self.db)
        folder = self.folder / "calm"
        with DemosPostOffice(folder / "mails") as office:
            for _ in play(Stage(self.db, folder, ADOPTED), office, Engine(), until=self.until):
                pass
        self.db.close()
        where = Database(self.url).engine.url
        self._real = {"database": str(where.database), "dbname": str(where.database)}
        gc.collect()
        gc.freeze()  # or every fork would copy what the collector touches

    def _redirect(self, _dialect: object, _record: object, given: list[Any], named: dict[str, Any]) -> None:
        if self._real and given:
            given[0] = self._real["database"]
        elif self._real:
            named["dbname"] = self._real["dbname"]

    def furnish(self, _job: Job) -> None:
        """The municipality as it is before the spring."""
        furnish(self.db)

    def act(self, job: Job) -> None:
        """What people do at the desk at that moment, one after the other."""
        stage = Forgetful(self.db, self.folder, _moment(job))
        for scene in SCENES:
            if scene.at == stage.now:
                stage.scene = scene.key
                scene.play(stage, scene.who)

    def ring(self, job: Job) -> None:
        """The clock of one machine goes round."""
        Rounds(self.db, self.settings, Engine(), SetClock(_moment(job))).ring(Ring(job["ring"]))

    def work(self, job: Job) -> None:
        """A worker does what Prefect's schedule asks of it."""
        deployed.Database = lambda _url: self.db  # type: ignore[assignment,misc]  # opened after the fork, as any
        deployed.SystemClock = lambda: SetClock(_moment(job))  # type: ignore[assignment,misc]  # it lives by the machine's
        deployed.Settings = lambda: self.settings  # type: ignore[assignment,misc]  # and by its environment
        {Ring.SWEEP: deployed.sweep, Ring.CYCLES: deployed.reporting_cycle}[Ring(job["ring"])].fn()  # type: ignore[operator]

    def copy(self, job: Job) -> None:
        """A copy of the database, while the others work."""
        with self.db.read() as session:  # a word, after which it may be killed
            session.connection().execute(text("SELECT 1"))
        back_up(Database(self.url), Path(job["file"]))

    def post(self, job: Job) -> None:
        """A mail server that keeps what it takes, until it is killed: ``mail`` counts, ``when`` says at what."""
        office = PostOffice(self.folder / "mails", job.get("mail", 0), job.get("when", ""))
        Controller(office, hostname="127.0.0.1", port=self.port).start()
        _ready(job)
        signal.pause()

    def desk(self, job: Job) -> None:
        """The pages and the API, on a clock that stands still."""
        create_app, serving = load_desk()
        with serving(create_app(self.db, SetClock(_moment(job)).now, self.settings), job["port"]):
            _ready(job)
            signal.pause()


class Forgetful(Stage):
    """A stage of the demo without its notes: those are for its own proof, and lie in a file of no database."""

    def remember(self, name: str, seen: object) -> None:
        pass


class PostOffice:
    """Lays each mail on the shelf before it says 250; killed at mail number ``mail``, before or after that."""

    def __init__(self, shelf: Path, mail: int, when: str) -> None:
        shelf.mkdir(exist_ok=True)
        self.shelf, self.left, self.when = shelf, mail, when

    async def handle_RCPT(self, _: SMTP, __: Session, envelope: Envelope, address: str, ___: list[str]) -> str:  # noqa: N802 - aiosmtpd's name
        self.left -= 1
        self._die_at("recipient")
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _: SMTP, __: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        self._die_at("data")
        number = 1 + max((int(path.name[:4]) for path in self.shelf.glob("*.eml")), default=0)
        part = self.shelf / f"{number:04}.part"
        part.write_bytes(envelope.content or b"")
        part.rename(self.shelf / f"{number:04} mail.eml")
        self._die_at("taken")
        return "250 OK"

    def _die_at(self, moment: str) -> None:
        if self.left == 0 and moment == self.when:
            os.kill(os.getpid(), signal.SIGKILL)


def _moment(job: Job) -> datetime:
    return datetime.fromisoformat(job["at"])


def _ready(job: Job) -> None:
    Path(job["ready"]).touch()


class Words:
    """Counts what is said to the database, and lets what was asked for happen at the word it was asked for."""

    def __init__(self, fault: dict[str, Any] | None) -> None:
        self.said = 0
        self.fault = fault
        event.listen(SqlEngine, "before_cursor_execute", self.statement)
        event.listen(SqlEngine, "commit", self.commit)

    def stop(self) -> None:
        """Count no more."""
        event.remove(SqlEngine, "before_cursor_execute", self.statement)
        event.remove(SqlEngine, "commit", self.commit)

    def commit(self, _connection: Connection) -> None:
        self.said += 1
        if self._is_now("kill"):
            self._kill()

    def statement(self, _connection: Connection, cursor: Any, *_: object) -> None:
        self.said += 1
        if self._is_now("kill"):
            self._kill()
        elif self.fault is not None and self.fault["what"] in FAULTS and self.said >= self.fault["after"]:
            FAULTS[self.fault["what"]](cursor.connection)  # and at every word from now on: what is full stays full

    def _is_now(self, what: str) -> bool:
        return self.fault is not None and self.fault["what"] == what and self.said == self.fault["after"]

    def _kill(self) -> None:
        assert self.fault is not None
        kill_later(self.fault["victims"] or [os.getpid()], self.fault["delay"])


def fill_the_disk(connection: Any) -> None:
    """No file of this process may grow any more, and the database may not either."""
    (name,) = {row[2] for row in connection.execute("PRAGMA database_list") if row[1] == "main"}
    written = Path(f"{name}-wal").stat().st_size
    resource.setrlimit(resource.RLIMIT_FSIZE, (written, written))
    (pages,) = connection.execute("PRAGMA page_count").fetchone()
    connection.execute(f"PRAGMA max_page_count = {pages}")


def make_read_only(connection: Any) -> None:
    """SQLite refuses as it does when file or folder are read-only, which root never meets."""
    connection.execute("PRAGMA query_only = ON")


def cut(connection: Any) -> None:
    """PostgreSQL ends this connection in the middle of whatever it is in, once."""
    if CUT:
        return
    CUT.append(connection.info.backend_pid)
    with psycopg.connect(connection.info.dsn, autocommit=True) as other:
        other.execute("SELECT pg_terminate_backend(%s)", CUT)


CUT: list[int] = []
FAULTS: dict[str, Callable[[Any], None]] = {"disk full": fill_the_disk, "read only": make_read_only, "cut": cut}


def kill_later(victims: list[int], delay: float) -> None:
    """Another process does it, so that it may strike anywhere; at once, or after so many seconds."""
    if delay == 0:
        for victim in victims:
            os.kill(victim, signal.SIGKILL)
        return
    told_by = os.getpid()
    if os.fork() == 0:
        time.sleep(delay)
        for victim in victims:
            if victim != told_by or os.getppid() == told_by:  # else it has ended, and its number may be another's
                os.kill(victim, signal.SIGKILL)
        os._exit(0)


def load_desk() -> tuple[Callable[..., Any], Callable[..., Any]]:
    """The pages, which only the desk needs: loaded before its first fork, and not before."""
    from desk.web.app import create_app  # noqa: PLC0415 - see above
    from desk.web.server import serving  # noqa: PLC0415 - see above

    return create_app, serving


def start(town: Town, job: Job) -> tuple[int, int]:
    """Fork a process for the job; its number, and where it will tell how many words it said."""
    if job["role"] == "desk":
        load_desk()
    reading, writing = os.pipe()
    child = os.fork()
    if child:
        os.close(writing)
        return child, reading
    os.close(reading)
    code = 1
    try:
        words = Words(job.get("fault"))
        work: Callable[[Job], None] = getattr(town, job["role"])
        work(job)
        os.write(writing, str(words.said).encode())
        code = 0
    except BaseException:  # noqa: BLE001 - a process ends with a number, and its log says why
        os.write(writing, str(words.said).encode())
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(code)


def end(child: int, reading: int) -> dict[str, int]:
    """Wait for it; how it ended (-9: killed) and the words it said, none where it was killed."""
    _, status = os.waitpid(child, 0)
    os.set_blocking(reading, False)  # a killer that it started may still hold the other end
    try:
        said = os.read(reading, 20)
    except BlockingIOError:
        said = b""
    os.close(reading)
    return {"code": os.waitstatus_to_exitcode(status), "words": int(said or 0)}


def main() -> None:
    """Take orders until there are none."""
    answers = os.fdopen(os.dup(1), "w", buffering=1)
    os.dup2(2, 1)  # whatever is printed goes to the log
    town = Town(*sys.argv[1:])
    words = Words(None)
    town.play_calmly()
    words.stop()
    answers.write(f"{words.said}\n")
    for line in sys.stdin:
        jobs = json.loads(line)
        running = [start(town, job) for job in jobs]
        if any("ready" in job for job in jobs):  # it stays
            answers.write(json.dumps([{"pid": child} for child, _ in running]) + "\n")
        else:
            answers.write(json.dumps([end(*one) for one in running]) + "\n")


if __name__ == "__main__":
    main()
