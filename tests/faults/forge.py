"""A process that has the whole house loaded and forks others from itself, so that each begins in milliseconds.

``python forge.py TOWN`` (what ``Town`` is told, as JSON) reads a line of jobs (JSON), runs them at the same time in a
process each, and answers a line when all have ended. A job may say after how many words to the database something
is to happen to it: its disk is full, its connection is cut; or it, or others by their numbers, are killed with -9.
Before the first fork it plays the spring until that day on another database, ``calm``: nothing is then done for the
first time in a process that lives for milliseconds, and there is something to compare with. With ``desk_port`` 0
there is no desk, and nobody who comes to it.
"""

from __future__ import annotations

import gc
import json
import os
import signal
import sys
import traceback
from collections import Counter
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from datetime import UTC, date, datetime
from datetime import time as clock_time
from pathlib import Path
from typing import Any

import httpx
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from breaking import Words
from moments import next_moment, work_at
from sqlalchemy import event, text
from sqlmodel import col, select

from calendars.copenhagen import COPENHAGEN
from calendars.meeting_plan import read_plan
from desk.demo.play import ADOPTED, FIRST, PLAN, SCENES, settings_of
from desk.demo.post_office import PostOffice as DemosPostOffice
from desk.demo.stage import Stage, sample_bytes
from desk.web.login.secrets import hash_of
from domain.casework.house.accounts import create_account
from domain.casework.house.logins import create_api_token
from domain.casework.house.municipality import adopt_profile
from domain.casework.meeting.meetings import import_meeting_plan
from domain.casework.verb import By
from domain.model import Case, Meeting, Outcome, Role, Stop, StopState
from domain.profile import shipped_profile
from domain.rules.rights import Deed, Grant
from domain.store.backup import back_up
from domain.store.database import Database
from domain.store.migrate import migrate
from flows import deployed, runs
from flows.clock import SetClock
from flows.engine import Engine
from flows.rounds import Rounds
from flows.schedule import Ring

LOADED = (runs,)  # Prefect, before the first fork
TOKEN = "the-key-of-a-test-which-nobody-need-guess"  # noqa: S105 - it opens nothing but the database of a test

Job = dict[str, Any]


def furnish(db: Database) -> None:
    """The sample municipality as the demo has it, with its meetings of 2023."""
    migrate(db)
    adopt_profile(db, By("demo", ADOPTED, "demo:profile"), name="norddjurs.toml", text=shipped_profile())
    import_meeting_plan(db, By("demo", ADOPTED, "demo:plan"), plan=read_plan(PLAN, sample_bytes(PLAN)))
    cut_a_key(db)


def cut_a_key(db: Database) -> None:
    """Another program, the one with the case files, has a key to the API."""
    account, token = By("demo", ADOPTED, "demo:esdh"), By("demo", ADOPTED, "demo:key")
    rights = {"grants": [Grant(Role.ADMINISTRATOR)], "sees_closed": True}
    create_account(db, account, account="esdh", name="ESDH", email="esdh@example.dk", **rights)
    until = datetime(2025, 1, 1, tzinfo=UTC)
    made = {"token_hash": hash_of(TOKEN), "name": "ESDH", "scopes": list(Deed), "expires_at": until}
    create_api_token(db, token, account="esdh", **made)


class Town:
    """What every process of the municipality is told, and its one way to the database, opened after the fork."""

    def __init__(self, *, url: str, calm: str, folder: str, port: int, desk_port: int, until: str) -> None:
        self.url, self.folder = url, Path(folder)
        self.port, self.desk_port, self.until = port, desk_port, date.fromisoformat(until)
        given = {"database_url": url, "prefect": False, "smtp_timeout_seconds": 20}
        self.settings = settings_of(self.folder, self.port).model_copy(update=given)
        self.db = Database(calm)
        self._real: dict[str, str] = {}
        event.listen(self.db.engine, "do_connect", self._redirect)

    def play_calmly(self, words: Words) -> Counter[str]:
        """The spring without any fault, on the calm database; how many words each said.

        What is compiled and loaded then is inherited.
        """
        furnish(self.db)
        kept, self.folder = (self.folder, self.settings), self.folder / "calm"
        said: Counter[str] = Counter()
        with DemosPostOffice(self.folder / "mails") as office, self._open_desk() if self.desk_port else nullcontext():
            self.settings = settings_of(self.folder, office.port)
            now = datetime.combine(FIRST, clock_time(), COPENHAGEN)
            while (now := next_moment(self.db, now)).date() <= self.until:
                for role, ring in work_at(now):
                    if role == "errand" and not self.desk_port:
                        continue
                    before = words.said
                    getattr(self, "ring" if ring else role)({"at": now.isoformat(), "ring": ring})
                    said[role] += words.said - before
        self.folder, self.settings = kept
        self.db.close()
        where = Database(self.url).engine.url
        self._real = {"database": str(where.database), "dbname": str(where.database)}
        gc.collect()
        gc.freeze()  # or every fork would copy what the collector touches
        return said

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
        stage = Stage(self.db, self.folder, _moment(job))
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
        """The pages and the API, by the clock of whoever comes."""
        with self._open_desk():
            _ready(job)
            signal.pause()

    def _open_desk(self) -> AbstractContextManager[str]:
        create_app, serving = load_desk()
        clock = self.folder / "clock"
        app = create_app(self.db, lambda: datetime.fromisoformat(clock.read_text()), self.settings)
        return serving(app, self.desk_port)

    def errand(self, job: Job) -> None:
        """Another program comes to the desk: it opens a case, and brings what was decided in those it opened before.

        It says the same again where nobody answered, with the same key, until somebody has.
        """
        now = _moment(job)
        set_clock = self.folder / "clock.new"
        set_clock.write_text(now.isoformat())
        set_clock.replace(self.folder / "clock")
        asked = {"number": f"23/9{now:%m%d}", "title": f"Sag {now:%d.%m}", "route": ["DIR", "HU"]}
        self._ask(
            "cases", "open", {**asked, "owner_post": "hr-chef", "recommendation": "Det indstilles, at sagen drøftes."}
        )
        with self.db.read() as session:
            held = select(Stop.id, Meeting.held_on).join(Meeting, col(Meeting.id) == Stop.meeting_id).join(Case)
            held = held.where(Stop.state == StopState.AWAITING_DECISION, col(Case.number).startswith("23/9"))
            waiting = session.exec(held.order_by(Stop.id)).all()
        for stop, held_on in waiting:
            decided = {"outcome": Outcome.APPROVED, "text": "Godkendt.", "decided_on": held_on.isoformat()}
            self._ask(f"stops/{stop}/decision", stop, decided)

    def _ask(self, what: str, key: str, said: dict[str, Any]) -> None:
        headers = {"Authorization": f"Bearer {TOKEN}", "Idempotency-Key": key + str(said.get("number", ""))}
        place = f"http://127.0.0.1:{self.desk_port}/api/v1/{what}"
        httpx.post(place, json=said, headers=headers, timeout=300).raise_for_status()


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
    said = b""
    while told := os.read(reading, 20):  # until a killer that it started has ended too, who holds the other end
        said += told
    os.close(reading)
    return {"code": os.waitstatus_to_exitcode(status), "words": int(said or 0)}


def main() -> None:
    """Take orders until there are none."""
    answers = os.fdopen(os.dup(1), "w", buffering=1)
    os.dup2(2, 1)  # whatever is printed goes to the log
    town = Town(**json.loads(sys.argv[1]))
    words = Words(None)
    said = town.play_calmly(words)
    words.stop()
    answers.write(json.dumps(said) + "\n")
    for line in sys.stdin:
        jobs = json.loads(line)
        running = [start(town, job) for job in jobs]
        if any("ready" in job for job in jobs):  # it stays
            answers.write(json.dumps([{"pid": child} for child, _ in running]) + "\n")
        else:
            answers.write(json.dumps([end(*one) for one in running]) + "\n")


if __name__ == "__main__":
    main()
