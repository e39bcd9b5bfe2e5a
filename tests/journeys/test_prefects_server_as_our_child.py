"""Prefect's server is ours: it comes up, comes back, dies with us, and talks to nobody outside the machine."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from flows.server import PrefectServer, is_healthy

SECONDS = 60

ORPHAN = """
import os, signal, sys
from pathlib import Path
from flows.server import PrefectServer
server = PrefectServer(Path(sys.argv[1]))
server.start()
print(server.pid, flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""


def _wait_until(condition: Any) -> bool:
    deadline = time.monotonic() + SECONDS
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.1)
    return True


def _is_gone(pid: int) -> bool:
    status = Path(f"/proc/{pid}/stat")
    try:
        return status.read_text().rsplit(")", 1)[1].split()[0] == "Z"  # dead, waiting for whoever adopted it
    except OSError:
        return True


@pytest.mark.slow
def test_the_server_is_back_after_a_kill_at_the_same_address(prefect_server: Any):
    server = prefect_server.server
    killed = server.pid
    os.kill(killed, signal.SIGKILL)
    assert _wait_until(lambda: server.pid != killed)
    server.wait_until_ready(SECONDS)
    assert is_healthy(server.api_url)


@pytest.mark.slow
def test_the_server_asks_nobody_outside_the_machine(prefect_server: Any):
    listening, *reached = prefect_server.connections.read_text().splitlines()
    assert listening == "listening"
    assert [address for address in reached if "127.0.0.1" not in address and address != "listening"] == []


@pytest.mark.skipif(sys.platform != "linux", reason="looks in /proc")
def test_the_server_dies_with_us_however_we_die(tmp_path: Path):
    ours = subprocess.run(
        [sys.executable, "-c", ORPHAN, str(tmp_path)], capture_output=True, text=True, check=False, timeout=SECONDS
    )
    assert ours.returncode == -signal.SIGKILL
    assert _wait_until(lambda: _is_gone(int(ours.stdout)))


def test_the_environment_is_put_back_and_an_outer_server_is_left_alone(tmp_path: Path):
    before = dict(os.environ)
    server = PrefectServer(tmp_path, outer_url="http://prefect.kommune.example/api/")
    server.start()
    assert os.environ["PREFECT_API_URL"] == "http://prefect.kommune.example/api"
    assert server.pid is None
    server.stop()
    assert dict(os.environ) == before


def test_a_dead_address_is_not_healthy():
    assert not is_healthy("http://127.0.0.1:1/api")
