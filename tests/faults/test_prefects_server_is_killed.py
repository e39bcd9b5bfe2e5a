"""Prefect's server killed all through the spring: the work goes on without it, and it is started again."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from domain.store.database import Database, sqlite_url

ROOT = Path(__file__).parents[2]
PLAYER = Path(__file__).with_name("player.py")
KILLS = 5

pytestmark = pytest.mark.slow


def play(folder: Path, *deaths: str) -> Any:
    """The spring in a process with Prefect's server as its child, or without one; what it says at the end."""
    log = folder.with_suffix(".log")
    with log.open("wb") as errors:
        command = [sys.executable, str(PLAYER), str(folder), *deaths]
        surroundings = {**os.environ, "PYTHONPATH": str(ROOT)}
        played = subprocess.run(
            command, cwd=ROOT, env=surroundings, stdout=subprocess.PIPE, stderr=errors, timeout=900, check=False
        )
    assert played.returncode == 0, log.read_text("utf-8")[-3000:]
    return json.loads(played.stdout)


def deaths_in(words: dict[str, int], chance: random.Random) -> dict[str, tuple[int, float]]:
    """One in each part of the spring, on a day on which much is done, at any moment of it."""
    days = list(words)
    parts = [days[number * len(days) // KILLS : (number + 1) * len(days) // KILLS] for number in range(KILLS)]
    busy = [chance.choice(sorted(part, key=words.__getitem__)[-3:]) for part in parts]
    return {day: (chance.randint(1, words[day]), chance.uniform(0, 0.4)) for day in busy}


def test_prefects_server_killed_all_through_the_spring_changes_nothing_of_ours(folder: Path, tools: Any) -> None:
    chance = random.Random(tools.seed())
    words = play(folder / "calm")["words"]
    deaths = deaths_in(words, chance)
    assert play(folder / "spring", json.dumps(deaths))["kills"] == KILLS
    db, calm = (Database(sqlite_url(folder / name / "sagsgang.db")) for name in ("spring", "calm"))
    told = tools.difference(tools.rows_of_meaning(db), tools.rows_of_meaning(calm))
    assert told == {}
    sent, wanted = (tools.letters(folder / name / "mails") for name in ("spring", "calm"))
    assert sent == wanted  # nobody of ours died
    db.close()
    calm.close()
