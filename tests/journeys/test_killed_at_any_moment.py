"""Killed at any moment and started again, everything happens once, but for the one window SMTP leaves open."""

from __future__ import annotations

import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import col, select

from domain.model import Due, Mail, MailState, Notice, Stop
from domain.store import journal
from domain.store.database import Database, sqlite_url

KILLS = 8
MOMENTS = 45
CASES = 12

# Plays the days from where the file says it came to; decisions are recorded as the bodies' secretaries would.
PLAYER = """
import sys
from datetime import date, datetime, timedelta
from pathlib import Path
from sqlmodel import select
from calendars.copenhagen import COPENHAGEN
from domain.casework.case.decisions import record_decision
from domain.casework.verb import By
from domain.model import Outcome, Stop, StopState
from domain.store.database import Database
from flows.clock import SetClock
from flows.engine import Engine
from flows.rounds import Rounds
from flows.settings import Settings

url, port, place = sys.argv[1], int(sys.argv[2]), Path(sys.argv[3])
db = Database(url)
settings = Settings(smtp_host="127.0.0.1", smtp_port=port, mails_a_minute=0)
moments = [
    datetime(2023, 4, day, hour, tzinfo=COPENHAGEN) for day in range(3, 18) for hour in (8, 12, 23)
]
done = int(place.read_text()) if place.exists() else 0
print("ready", flush=True)
if done:  # we died there: nobody is back before the leases have run out
    Rounds(db, settings, Engine(), SetClock(moments[done - 1] + timedelta(minutes=6))).round()
for number, moment in enumerate(moments[done:], start=done + 1):
    place.with_suffix(".new").write_text(str(number))
    place.with_suffix(".new").replace(place)
    Rounds(db, settings, Engine(), SetClock(moment)).round()
    with db.read() as session:
        waiting = session.exec(select(Stop).where(Stop.state == StopState.AWAITING_DECISION)).all()
    for stop in waiting:
        by = By("mette.holbaek", moment)
        record_decision(
            db, by, stop_id=stop.id, outcome=Outcome.APPROVED, text="Som indstillet.", decided_on=moment.date()
        )
"""


def _start(url: str, port: int, place: Path) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", PLAYER, url, str(port), str(place)]
    player = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert player.stdout is not None
    assert player.stdout.readline() == "ready\n"
    return player


def _finish(player: subprocess.Popen[str]) -> None:
    with player:
        assert player.wait(120) == 0


def _picture(db: Database) -> dict[str, Any]:
    with db.read() as session:
        assert journal.verify(session) == []
        return {
            "stops": sorted((stop.id, stop.state, stop.meeting_id) for stop in session.exec(select(Stop))),
            "notices": sorted(_plain(key) for key in session.exec(select(Notice.key))),
            "due": sorted(session.exec(select(Due.key))),
        }


def _plain(key: str) -> str:
    """A notice's key without the moment in it: of a plan when it was made, of a decision when it was written down."""
    if key.startswith("planned|"):
        return key.rsplit("|", 1)[0]
    return key.rsplit(":", 1)[0] if key.startswith("decided|") else key


@pytest.mark.slow
def test_eight_kills_lose_nothing_and_double_nothing(spring: Any, tmp_path: Path):
    for number in range(CASES):
        spring.open(f"23/{number}", stages=None)
    port = spring.settings.smtp_port
    with closing(sqlite3.connect(spring.db.engine.url.database)) as connection:
        connection.execute("VACUUM INTO ?", [str(tmp_path / "undisturbed.db")])
    undisturbed = Database(sqlite_url(tmp_path / "undisturbed.db"))
    _finish(_start(undisturbed.url, port, tmp_path / "undisturbed.txt"))
    spring.office.mails.clear()

    chance = random.Random(20230423)
    place = tmp_path / "place.txt"
    killed = 0
    for reached in sorted(chance.sample(range(2, MOMENTS), KILLS)):
        player = _start(spring.db.url, port, place)
        while player.poll() is None and (not place.exists() or int(place.read_text()) < reached):
            time.sleep(0.002)
        time.sleep(chance.uniform(0, 0.15))
        with player:
            player.send_signal(signal.SIGKILL)
            killed += player.wait() == -signal.SIGKILL
    assert killed == KILLS
    _finish(_start(spring.db.url, port, place))

    assert _picture(spring.db) == _picture(undisturbed)
    with spring.db.read() as session:
        mails = session.exec(select(Mail).where(col(Mail.id).in_(select(Notice.mail_id)))).all()
    undisturbed.close()
    assert {mail.state for mail in mails} <= {MailState.SENT, MailState.SKIPPED, MailState.QUEUED}
    received = Counter(mail["Message-ID"] for mail in spring.mails)
    assert set(received) == {mail.message_id for mail in mails if mail.state is MailState.SENT}
    assert sum(received.values()) - len(received) <= killed  # between the server's 250 and our commit
