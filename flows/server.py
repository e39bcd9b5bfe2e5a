"""Prefect's server as a child of ours: on loopback, its data beside ours, started, watched and stopped.

Nothing to install and nothing to look after: it dies with us, it is started again when it dies, and
nothing of ours is lost with its database. Where an outer server is named, that one is used instead.
"""

from __future__ import annotations

import logging
import os
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

from calendars.errors import SagsgangError

log = logging.getLogger(__name__)

READY_SECONDS = 90  # 12 s on a new database, 6 s on an old one, far more on a busy machine
LOOK_SECONDS = 0.2
STOP_SECONDS = 5
RESTART_SECONDS = 1.0  # before a dead server is started again; doubled up to a minute while it keeps dying
LONGEST_RESTART_SECONDS = 60.0

# As measured in the handbook's prefect.md, section 4. Nothing may leave the machine.
SERVER_SETTINGS: Mapping[str, str] = {
    "DO_NOT_TRACK": "1",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "PREFECT_SERVER_UI_SHOW_PROMOTIONAL_CONTENT": "false",
    "PREFECT_SERVER_UI_V2_ENABLED": "false",
    "PREFECT_CLIENT_CSRF_SUPPORT_ENABLED": "false",
    "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_BATCH_SIZE": "100",
    "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_READ_BATCH_SIZE": "100",
    "PREFECT_SERVER_SERVICES_EVENT_PERSISTER_BATCH_SIZE": "200",
    "PREFECT_SERVER_SERVICES_EVENT_PERSISTER_READ_BATCH_SIZE": "100",
    "PREFECT_SERVER_SERVICES_TRIGGERS_ENABLED": "false",  # no automations
    "PREFECT_SERVER_SERVICES_PAUSE_EXPIRATIONS_ENABLED": "false",  # nothing pauses
    "PREFECT_SERVER_SERVICES_DB_VACUUM_ENABLED": "events,flow_runs",  # the truth is in our own database
    "PREFECT_CLIENT_MAX_RETRIES": "1",  # a dead server is noticed in seconds, not in a minute
    "PREFECT_LOGGING_LEVEL": "WARNING",
    "PREFECT_SERVER_LOGGING_LEVEL": "WARNING",
}


class PrefectNotReadyError(SagsgangError):
    """Prefect's server did not come up: facts ``seconds`` and ``log`` (the path of its log)."""


def is_healthy(api_url: str, timeout: float = 2.0) -> bool:
    """Whether a Prefect server answers at ``api_url`` (one request, no Prefect import)."""
    try:
        with urllib.request.urlopen(f"{api_url}/health", timeout=timeout) as answer:  # noqa: S310 - our own URL
            return bool(answer.status == 200)  # noqa: PLR2004 - HTTP's OK
    except (OSError, urllib.error.URLError, ValueError):
        return False


class PrefectServer:
    """A Prefect server for as long as the ``with`` block lasts.

    ``outer_url`` names a server that somebody else runs: then nothing is started and nothing is stopped.
    The environment's ``PREFECT_…`` is set on entering, before anybody imports Prefect, and put back on leaving.
    """

    def __init__(self, data_dir: Path, port: int | None = None, *, outer_url: str = "") -> None:
        self.home = data_dir / "prefect"
        self.is_ours = not outer_url
        self.port = port or _free_port()
        self.api_url = outer_url.rstrip("/") if outer_url else f"http://127.0.0.1:{self.port}/api"
        self.log_path = self.home / "server.log"
        self._child: subprocess.Popen[bytes] | None = None
        self._environment_before: dict[str, str | None] = {}
        self._leaving = threading.Event()
        self._watch = threading.Thread(target=self._supervise, name="prefect-watch", daemon=True)

    def __enter__(self) -> Self:
        """Start and wait until it answers."""
        self.start()
        try:
            self.wait_until_ready()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        """Stop."""
        self.stop()

    @property
    def pid(self) -> int | None:
        """The child's process id; None with an outer server."""
        return self._child.pid if self._child else None

    @property
    def ui_url(self) -> str:
        """Where a person looks."""
        return self.api_url.removesuffix("/api")

    def start(self) -> None:
        """Set the environment and start the child, without waiting for it to answer."""
        self._set_environment()
        if self.is_ours:
            self.home.mkdir(parents=True, exist_ok=True)
            self._child = self._spawn()
            self._watch.start()

    def wait_until_ready(self, seconds: float = READY_SECONDS) -> None:
        """Wait for the first healthy answer.

        Raises:
            PrefectNotReadyError: it did not come within ``seconds``.
        """
        deadline = time.monotonic() + seconds
        while not is_healthy(self.api_url):
            if time.monotonic() > deadline:
                raise PrefectNotReadyError(seconds=seconds, log=str(self.log_path))
            time.sleep(LOOK_SECONDS)

    def stop(self) -> None:
        """Stop the child and put the environment back. Safe to call twice."""
        self._leaving.set()
        if self._watch.ident is not None:
            self._watch.join()
        if self._child is not None:
            _end(self._child)
        self._put_environment_back()

    def _supervise(self) -> None:
        pause = RESTART_SECONDS
        started = time.monotonic()
        while not self._leaving.wait(LOOK_SECONDS):
            if self._child is None or self._child.poll() is None:
                continue
            pause = RESTART_SECONDS if time.monotonic() - started > LONGEST_RESTART_SECONDS else pause
            log.warning("Prefect's server ended with %s; starting it again", self._child.returncode)
            if self._leaving.wait(pause):
                return
            _end(self._child)
            self._child, started, pause = self._spawn(), time.monotonic(), min(2 * pause, LONGEST_RESTART_SECONDS)

    def _spawn(self) -> subprocess.Popen[bytes]:
        script = Path(__file__).with_name("server_child.py")
        with self.log_path.open("ab") as output:
            return subprocess.Popen(  # noqa: S603 - our own interpreter and our own file
                [sys.executable, "-P", str(script), str(self.port)],
                stdin=subprocess.PIPE,  # never written to: its closing tells the child that we are gone
                stdout=output,
                stderr=subprocess.STDOUT,
            )

    def _environment(self) -> dict[str, str]:
        if not self.is_ours:
            return {"PREFECT_API_URL": self.api_url, "DO_NOT_TRACK": "1", "PREFECT_CLIENT_MAX_RETRIES": "1"}
        return {
            **SERVER_SETTINGS,
            "PREFECT_HOME": str(self.home),
            "PREFECT_SERVER_DATABASE_CONNECTION_URL": f"sqlite+aiosqlite:///{self.home / 'prefect.db'}",
            "PREFECT_SERVER_API_HOST": "127.0.0.1",
            "PREFECT_SERVER_API_PORT": str(self.port),  # --port alone would leave the pages pointing elsewhere
            "PREFECT_API_URL": self.api_url,
        }

    def _set_environment(self) -> None:
        for name, value in self._environment().items():
            self._environment_before[name] = os.environ.get(name)
            os.environ[name] = value

    def _put_environment_back(self) -> None:
        for name, value in self._environment_before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
        self._environment_before.clear()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _end(child: subprocess.Popen[bytes]) -> None:
    """Ask it to stop; insist after a while; leave no pipe open."""
    if child.poll() is None:
        child.terminate()
        try:
            child.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
    if child.stdin is not None:
        child.stdin.close()
