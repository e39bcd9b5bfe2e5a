"""Prefect's server killed in the middle of the spring: the work goes on without it, and it is started again."""

from __future__ import annotations

import random
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import psutil
import pytest

from domain.store.database import Database, sqlite_url

ROOT = Path(__file__).parents[2]
UNTIL = "2023-03-31"
KILLS = 3

pytestmark = pytest.mark.slow


def play(folder: Path, engine: str) -> subprocess.Popen[bytes]:
    """The demo as anybody runs it: one process, and Prefect's server as its child."""
    command = [sys.executable, "-m", "desk.cli", "demo", engine, "--until", UNTIL, "--out", str(folder)]
    with (folder.parent / f"{folder.name}.log").open("wb") as log:
        return subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=log)


def length(folder: Path) -> int:
    try:
        with closing(sqlite3.connect(f"file:{folder / 'sagsgang.db'}?mode=ro", uri=True, timeout=10)) as connection:
            return int(connection.execute("SELECT coalesce(max(seq), 0) FROM journal").fetchone()[0])
    except sqlite3.OperationalError:  # not made yet
        return 0


def servers(demo: subprocess.Popen[bytes]) -> list[psutil.Process]:
    try:
        return [child for child in psutil.Process(demo.pid).children() if child.status() != psutil.STATUS_ZOMBIE]
    except psutil.NoSuchProcess:
        return []


def test_prefects_server_killed_three_times_changes_nothing_of_ours(folder: Path, tools: Any) -> None:
    chance = random.Random(tools.seed())
    assert play(folder / "calm", "--no-prefect").wait(120) == 0
    lines = length(folder / "calm")
    demo = play(folder / "spring", "--prefect")
    killed = set()
    try:
        for line in sorted(chance.sample(range(5, lines - 5), KILLS)):
            tools.until(lambda line=line: length(folder / "spring") >= line or demo.poll() is not None, "lines", 300)
            for server in servers(demo):
                server.kill()
                killed.add(server.pid)
        assert demo.wait(300) == 0, (folder / "spring.log").read_text("utf-8")[-3000:]
    finally:
        demo.kill()
        demo.wait()
    assert killed
    db, calm = (Database(sqlite_url(folder / name / "sagsgang.db")) for name in ("spring", "calm"))
    assert tools.difference(tools.rows_of_meaning(db), tools.rows_of_meaning(calm)) == {}
    assert tools.letters(folder / "spring" / "mails") == tools.letters(
        folder / "calm" / "mails"
    )  # nobody of ours died
    db.close()
    calm.close()
