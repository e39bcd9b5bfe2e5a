"""Several machines as processes on loopback: PostgreSQL, Prefect's server, two workers and two desks.

No container engine is needed: the containers of ``deploy/compose.yaml`` run these very commands and scripts.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlmodel import col, select

from desk.demo.post_office import PostOffice
from domain.casework.cases import open_case
from domain.casework.meetings import cancel_meeting, schedule_meeting
from domain.casework.municipality import adopt_profile
from domain.casework.verb import By
from domain.model import Heartbeat, Mail, MailState, Stop
from domain.profile import shipped_profile
from domain.store import journal
from domain.store.backup import kind_of
from domain.store.database import Database
from flows.clock import SystemClock

pytestmark = [pytest.mark.slow, pytest.mark.postgres]
ROOT = Path(__file__).parents[2]
SECRETS = {"sagsgang_db_password": "a1b2c3", "prefect_db_password": "d4e5f6", "prefect_auth": "proeve"}
AUTH = ("sagsgang", SECRETS["prefect_auth"])
PATIENCE = 120  # seconds, on a machine with much else to do


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def until(condition: Callable[[], object], what: str, running: dict[str, subprocess.Popen[bytes]]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, what
        ended = {name: child.returncode for name, child in running.items() if child.poll() is not None}
        assert not ended, f"{what}: {ended}"
        time.sleep(0.25)


def answers(url: str, **asked: Any) -> httpx.Response | None:
    try:
        return httpx.get(url, timeout=3, **asked)
    except httpx.HTTPError:
        return None


def is_ok(url: str, **asked: Any) -> bool:
    answer = answers(url, **asked)
    return answer is not None and answer.status_code == 200


class Server:
    """Debian's PostgreSQL with a password, as whoever may run it: Prefect needs pg_trgm, which the wheel has not."""

    def __init__(self, programs: Path) -> None:
        self.port, self._programs = free_port(), programs
        self._user = "postgres" if os.geteuid() == 0 else None
        self.folder = Path(tempfile.mkdtemp(prefix="pg"))  # where another user may write
        shutil.chown(self.folder, self._user or os.geteuid())
        (self.folder / "password").write_text("roden")
        (self.folder / "password").chmod(0o644)
        given = ["--auth=scram-sha-256", "--username=postgres", f"--pwfile={self.folder / 'password'}", "--no-sync"]
        self._run("initdb", *given, "-D", str(self.folder / "data"))
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c fsync=off"
        log = str(self.folder / "log")
        self._run("pg_ctl", "start", "-w", "-D", str(self.folder / "data"), "-o", options, "-l", log)

    def _run(self, program: str, *arguments: str) -> None:
        command = [str(self._programs / program), *arguments]
        quiet = subprocess.DEVNULL
        subprocess.run(command, user=self._user, cwd="/", stdout=quiet, stderr=quiet, check=True)

    def stop(self) -> None:
        self._run("pg_ctl", "stop", "-m", "immediate", "-D", str(self.folder / "data"))
        shutil.rmtree(self.folder, ignore_errors=True)


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    programs = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not programs:
        pytest.skip("Debian's PostgreSQL is not on this machine: apt-get install postgresql")
    started = Server(programs[-1].parent)
    yield started
    started.stop()


class Site:
    """The processes of a municipality, what they are told, and where they write."""

    def __init__(self, folder: Path, server: Server, post: PostOffice) -> None:
        self.folder, self.server = folder, server
        self.port = free_port()
        self.api = f"http://127.0.0.1:{self.port}/api"
        self.running: dict[str, subprocess.Popen[bytes]] = {}
        (folder / "secrets").mkdir()
        for name, secret in SECRETS.items():
            (folder / "secrets" / name).write_text(f"{secret}\n")
        clean = {name: value for name, value in os.environ.items() if not name.startswith(("PREFECT_", "SAGSGANG_"))}
        self.environment = clean | {
            "SECRETS_DIR": str(folder / "secrets"),
            "DB_HOST": f"127.0.0.1:{server.port}",
            "DO_NOT_TRACK": "1",
            "PREFECT_API_URL": self.api,
            "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
            "PREFECT_LOGGING_LEVEL": "WARNING",
            "PREFECT_WORKER_QUERY_SECONDS": "1",
            "SAGSGANG_CODE_DIR": str(ROOT),
            "SAGSGANG_DATA_DIR": str(folder / "data"),
            "SAGSGANG_LOG": "json",
            "SAGSGANG_SMTP_HOST": "127.0.0.1",
            "SAGSGANG_SMTP_PORT": str(post.port),
            "SAGSGANG_MAIL_FROM": "Sagsgang <sagsgang@kommune.example>",
        }

    def make_databases(self) -> Database:
        """Two roles and two databases, by the script that the container of PostgreSQL runs; ours with its tables."""
        root = {"PGHOST": "127.0.0.1", "PGPORT": str(self.server.port), "PGUSER": "postgres", "PGPASSWORD": "roden"}
        made = subprocess.run(
            [ROOT / "deploy/postgres-init.sh"],
            env=self.environment | root,
            capture_output=True,
            text=True,
            check=False,
        )
        assert made.returncode == 0, made.stderr
        self.do("desk.cli", "migrate")
        password = SECRETS["sagsgang_db_password"]
        return Database(f"postgresql://sagsgang:{password}@127.0.0.1:{self.server.port}/sagsgang")

    def start(self, name: str, *command: str, **more: str) -> None:
        environment = self.environment | {"PREFECT_HOME": str(self.folder / name)} | more
        whole = [ROOT / "deploy/with-secrets.sh", sys.executable, "-m", *command]
        with (self.folder / f"{name}.log").open("wb") as log:
            self.running[name] = subprocess.Popen(whole, cwd=ROOT, env=environment, stdout=log, stderr=log)

    def do(self, *command: str) -> str:
        environment = self.environment | {"PREFECT_HOME": str(self.folder / "once")}
        whole = [ROOT / "deploy/with-secrets.sh", sys.executable, "-m", *command]
        done = subprocess.run(whole, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def stop(self) -> None:
        for child in self.running.values():
            child.terminate()
        for child in self.running.values():
            try:
                child.wait(15)
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()

    def prefect(self, method: str, path: str, **sent: Any) -> Any:
        answer = httpx.request(method, f"{self.api}{path}", auth=AUTH, timeout=30, **sent)
        answer.raise_for_status()
        return answer.json() if answer.content else None

    def run(self, deployment: str) -> str:
        """Ask for a run of it now, as its schedule would; the run's id."""
        found = self.prefect("GET", f"/deployments/name/worker_sweep/{deployment}")
        asked = {"state": {"type": "SCHEDULED"}}
        return str(self.prefect("POST", f"/deployments/{found['id']}/create_flow_run", json=asked)["id"])

    def ended(self, run: str) -> str:
        """How the run ended; empty while it has not."""
        state = self.prefect("GET", f"/flow_runs/{run}")["state"]["type"]
        return str(state) if state in {"COMPLETED", "FAILED", "CRASHED", "CANCELLED"} else ""

    def workers(self) -> list[str]:
        found = self.prefect("POST", "/work_pools/sagsgang/workers/filter", json={})
        return [worker["name"] for worker in found if worker["status"] == "ONLINE"]


def a_case_on_two_meetings(db: Database) -> None:
    """A new case, and meetings of the two bodies on its route."""
    by, now = somebody(), somebody().at
    adopt_profile(db, by, name="norddjurs.toml", text=shipped_profile())
    days = [now.date() + timedelta(days=ahead) for ahead in range(20, 100)]
    tuesdays = [day for day in days if day.weekday() == 1 and not is_holiday(day)]
    for body in ("DIR", "HU"):
        for day in tuesdays[:6]:
            schedule_meeting(db, by, body=body, starts_at=datetime(day.year, day.month, day.day, 9, tzinfo=UTC))
    case = {"number": "26/1", "title": "Prøve", "route": ["DIR", "HU"], "owner_post": "hr-chef", "stages": {}}
    open_case(db, by, **case, recommendation="Godkendes.")


def somebody() -> By:
    """Somebody at the secretariat, now: the workers live by the machine's clock."""
    return By("lone.vejlby", SystemClock().now())


def is_holiday(day: date) -> bool:
    """A day on which no meeting can be called: near Christmas, Easter and the days around Whitsun."""
    return (day.month, day.day) >= (12, 20) or (day.month, day.day) <= (1, 3) or day.month in {4, 5, 6}


def test_two_workers_and_two_desks_share_the_work_and_nothing_is_done_twice(server: Server, tmp_path: Path) -> None:
    with ExitStack() as open_things:
        post = open_things.enter_context(PostOffice(tmp_path / "post"))
        here = Site(tmp_path, server, post)
        open_things.callback(here.stop)
        here.start("prefect", "prefect", "server", "start", "--host", "127.0.0.1", "--port", str(here.port))
        db = here.make_databases()
        open_things.callback(db.close)
        a_case_on_two_meetings(db)
        ports = [free_port(), free_port()]
        for port in ports:
            here.start(f"desk{port}", "desk.cli", "serve", "--desk-only", SAGSGANG_DESK_PORT=str(port))
        until(lambda: is_ok(f"{here.api}/health"), "Prefect's server", here.running)
        refused = answers(f"{here.api}/work_pools/sagsgang")
        assert refused is not None
        assert refused.status_code == 401  # whoever reaches it decides what the workers run
        here.do("prefect", "work-pool", "create", "sagsgang", "--type", "process")
        here.do("prefect", "--no-prompt", "deploy", "--all", "--prefect-file", "deploy/prefect.yaml")
        for name in ("first", "second"):
            here.start(name, "prefect", "worker", "start", "--pool", "sagsgang", "--type", "process", "--name", name)
        until(lambda: len(here.workers()) == 2, "two workers", here.running)

        both = [here.run("morgen"), here.run("sikkerhed")]  # at once, one for each
        until(lambda: all(here.ended(run) for run in both), "the first runs", here.running)
        assert [here.ended(run) for run in both] == ["COMPLETED", "COMPLETED"]
        with db.read() as session:
            stops = session.exec(select(Stop).order_by(col(Stop.position))).all()
            beat = session.get_one(Heartbeat, "sweep")
        assert [stop.body_key for stop in stops if stop.meeting_id] == ["DIR", "HU"]
        assert beat.error == ""

        cancel_meeting(db, somebody(), meeting_id=str(stops[1].meeting_id), reason="Sygdom")
        killed = here.running.pop("first")
        killed.kill()  # a machine is lost; the other one does the work
        killed.wait()
        last = here.run("morgen")
        until(lambda: here.ended(last), "the run of the worker that is left", here.running)
        assert here.ended(last) == "COMPLETED"
        with db.read() as session:
            sent = session.exec(select(Mail).where(Mail.state == MailState.SENT)).all()
            assert journal.verify(session) == []
        letters = [str(letter["Message-ID"]) for letter in post.mails()]
        assert len(sent) == 3
        assert sorted(letters) == sorted(mail.message_id for mail in sent)

        for port in ports:
            until(lambda: is_ok(f"http://127.0.0.1:{port}/readyz"), "a desk is ready", here.running)  # noqa: B023 - at once
            assert is_ok(f"http://127.0.0.1:{port}/login")
        here.do("desk.cli", "backup", "--out", str(tmp_path / "kopi.dump"))  # the password goes by the environment
        assert kind_of(tmp_path / "kopi.dump") == "postgresql"
    for port in ports:
        assert "Traceback" not in (tmp_path / f"desk{port}.log").read_text("utf-8")
