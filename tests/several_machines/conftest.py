"""A municipality's machines as processes on loopback: PostgreSQL, Redis, and what is started on them.

No container engine is needed: the containers of ``deploy/`` run these very commands and scripts.
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
from pathlib import Path
from typing import Any

import httpx
import pytest
import redis

from desk.demo.post_office import PostOffice
from domain.store.database import Database

ROOT = Path(__file__).parents[2]
SECRETS = {
    "sagsgang_db_password": "a1b2c3",
    "prefect_db_password": "d4e5f6",
    "prefect_auth": "proeve",
    "redis_password": "g7h8",
}
AUTH = ("sagsgang", SECRETS["prefect_auth"])
PATIENCE = 300  # seconds for each thing that is waited for, on a machine with much else to do


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


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


class Redis:
    """Debian's Redis with a password, keeping nothing: what is in it is on its way."""

    def __init__(self, folder: Path, program: str) -> None:
        self.port = free_port()
        told = ["--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--dir", str(folder)]
        with (folder / "redis.log").open("wb") as log:
            self.running = subprocess.Popen(
                [program, *told, "--requirepass", SECRETS["redis_password"]], stdout=log, stderr=log
            )


class Site:
    """The processes of a municipality, what they are told, and where they write."""

    def __init__(self, folder: Path, server: Server, queue: Redis) -> None:
        self.folder, self.server = folder, server
        self.post = PostOffice(folder / "post")
        self.ports = [free_port(), free_port()]
        self.apis = [f"http://127.0.0.1:{port}/api" for port in self.ports]
        self.running: dict[str, subprocess.Popen[bytes]] = {"redis": queue.running}
        (folder / "secrets").mkdir()
        for name, secret in SECRETS.items():
            (folder / "secrets" / name).write_text(f"{secret}\n")
        clean = {name: value for name, value in os.environ.items() if not name.startswith(("PREFECT_", "SAGSGANG_"))}
        self.environment = clean | {
            "SECRETS_DIR": str(folder / "secrets"),
            "DB_HOST": f"127.0.0.1:{server.port}",
            "REDIS_HOST": f"127.0.0.1:{queue.port}",
            "DO_NOT_TRACK": "1",
            "PREFECT_API_URL": self.apis[0],
            "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
            "PREFECT_LOGGING_LEVEL": "WARNING",
            "PREFECT_WORKER_QUERY_SECONDS": "1",
            "SAGSGANG_CODE_DIR": str(ROOT),
            "SAGSGANG_DATA_DIR": str(folder / "data"),
            "SAGSGANG_LOG": "json",
            "SAGSGANG_SMTP_HOST": "127.0.0.1",
            "SAGSGANG_SMTP_PORT": str(self.post.port),
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

    def start_prefect(self, number: int, *options: str, **more: str) -> None:
        """One of Prefect's servers, on the port that is kept for it."""
        port = str(self.ports[number])
        self.start(
            f"prefect{number}", "prefect", "server", "start", "--host", "127.0.0.1", "--port", port, *options, **more
        )

    def do(self, *command: str) -> str:
        environment = self.environment | {"PREFECT_HOME": str(self.folder / "once")}
        whole = [ROOT / "deploy/with-secrets.sh", sys.executable, "-m", *command]
        done = subprocess.run(whole, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def until(self, condition: Callable[[], object], what: str) -> None:
        """Wait for it; a process that ends meanwhile is told of with the end of its log."""
        deadline = time.monotonic() + PATIENCE
        while not condition():
            ended = [name for name, child in self.running.items() if child.poll() is not None]
            assert not ended, f"{what}: {ended[0]} has ended\n{self.log(ended[0])[-3000:]}"
            assert time.monotonic() < deadline, what
            time.sleep(0.25)

    def log(self, name: str) -> str:
        return (self.folder / f"{name}.log").read_text("utf-8", errors="replace")

    def kill(self, *names: str) -> None:
        """A machine is lost."""
        for name in names:
            child = self.running.pop(name)
            child.kill()
            child.wait()

    def stop(self) -> None:
        for child in self.running.values():
            child.terminate()
        for child in self.running.values():
            try:
                child.wait(15)
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()

    def prefect(self, method: str, path: str, api: int = 0, **sent: Any) -> Any:
        """What one of Prefect's servers answers; asked again where it is still tidying up after a lost one."""
        for patience in range(5):
            answer = httpx.request(method, f"{self.apis[api]}{path}", auth=AUTH, timeout=PATIENCE, **sent)
            if answer.status_code != 503:
                break
            time.sleep(1 + patience)
        answer.raise_for_status()
        return answer.json() if answer.content else None

    def run(self, deployment: str, api: int = 0) -> str:
        """Ask for a run of it now, as its schedule would; the run's id."""
        found = self.prefect("GET", f"/deployments/name/worker_sweep/{deployment}", api)
        asked = {"state": {"type": "SCHEDULED"}}
        return str(self.prefect("POST", f"/deployments/{found['id']}/create_flow_run", api, json=asked)["id"])

    def ended(self, run: str, api: int = 0) -> str:
        """How the run ended; empty while it has not."""
        state = self.prefect("GET", f"/flow_runs/{run}", api)["state"]["type"]
        return str(state) if state in {"COMPLETED", "FAILED", "CRASHED", "CANCELLED"} else ""

    def workers(self) -> list[str]:
        found = self.prefect("POST", "/work_pools/sagsgang/workers/filter", json={})
        return [worker["name"] for worker in found if worker["status"] == "ONLINE"]

    def streams(self) -> str:
        """What lies in Redis: the names of its keys."""
        port = int(self.environment["REDIS_HOST"].rpartition(":")[2])
        with redis.Redis(port=port, password=SECRETS["redis_password"], decode_responses=True) as asked:
            return " ".join(asked.keys())


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """The machines with PostgreSQL, Redis and a mail server on; nothing else is started."""
    programs = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    program = shutil.which("redis-server")
    if not programs or program is None:
        pytest.skip("Debian's PostgreSQL and Redis are not on this machine: apt-get install postgresql redis-server")
    server = Server(programs[-1].parent)
    here = Site(tmp_path, server, Redis(tmp_path, program))
    with here.post:
        yield here
        here.stop()
    server.stop()
