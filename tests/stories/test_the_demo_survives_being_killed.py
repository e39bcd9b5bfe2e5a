"""Killed at any ten moments and started again, the demo ends as if nothing had happened."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from contextlib import closing
from email import message_from_bytes
from email.policy import SMTP as SMTP_POLICY
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
KILLS = 10

# What must be the same. Moments differ: work done after a restart is done later the same day.
SAME = {
    "case": "number, title, state, recommendation, stuck_because, version",
    "stop": "id, case_id, position, round_no, body_key, meeting_id, state, urgency_reason, version",
    "decision": "id, stop_id, outcome, text, decided_on, applied_at IS NOT NULL",
    "follow_up": "id, case_id, text, owner_post, due_on, blocks_stop, state, note, version",
    "meeting": "id, body_key, held_on, starts_at, status, sequence, version",
    "meeting_deadline": "meeting_id, kind, rule, legal_on, practical_on",
    "due": "key, kind, subject, detail, due_at",
    "notice": "key, kind, person_key, because, case_id, meeting_id, follow_up_id, due_on",
    "mail": "key, kind, person_key, message_id, state, subject",
    "journal": "verb, noun, subject, key",
}


@pytest.mark.slow
@pytest.mark.parametrize("engine", ["--no-prefect", "--prefect"])
def test_the_demo_killed_ten_times_ends_in_the_same_state_and_loses_no_mail(tmp_path: Path, engine: str) -> None:
    seed = random.SystemRandom().randrange(10_000)
    print(f"seed {seed}")
    chance = random.Random(seed)
    whole, killed = tmp_path / "whole", tmp_path / "killed"
    assert _play(whole, "--no-prefect").wait() == 0
    length = _journal_length(whole)

    for line in sorted(chance.sample(range(3, length), KILLS)):
        _kill_when(_play(killed, engine), killed, line, pause=chance.uniform(0, 0.03))
    assert _play(killed, engine).wait() == 0

    assert _state(killed) == _state(whole)
    assert _verify(killed) == 0
    mails, expected = _message_ids(killed), _message_ids(whole)
    assert set(mails) == set(expected)
    assert max(expected.values()) == 1
    twice = [message_id for message_id, count in mails.items() if count > 1]
    assert len(twice) <= KILLS, "only the mail between the server's 250 and our commit may come twice"


def _play(folder: Path, engine: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "desk.cli", "demo", engine, "--out", str(folder)],
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def _kill_when(running: subprocess.Popen[bytes], folder: Path, line: int, pause: float) -> None:
    while running.poll() is None and _journal_length(folder) < line:
        time.sleep(0.005)
    time.sleep(pause)
    if running.poll() is None:
        os.kill(running.pid, signal.SIGKILL)
    running.wait()


def _journal_length(folder: Path) -> int:
    try:
        return int(_rows(folder, "SELECT coalesce(max(seq), 0) FROM journal")[0][0])
    except sqlite3.OperationalError:  # not made yet
        return 0


def _rows(folder: Path, question: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(f"file:{folder / 'sagsgang.db'}?mode=ro", uri=True, timeout=10)) as connection:
        return connection.execute(question).fetchall()


def _state(folder: Path) -> dict[str, list[tuple[object, ...]]]:
    return {
        table: sorted(_rows(folder, f'SELECT {columns} FROM "{table}"'), key=repr) for table, columns in SAME.items()
    }


def _verify(folder: Path) -> int:
    return subprocess.run(
        [sys.executable, "-m", "desk.cli", "--data", str(folder), "journal", "verify"], cwd=ROOT, check=False
    ).returncode


def _message_ids(folder: Path) -> Counter[str]:
    mails = (message_from_bytes(path.read_bytes(), policy=SMTP_POLICY) for path in (folder / "mails").glob("*.eml"))
    return Counter(str(mail["Message-ID"]) for mail in mails)
