"""``kill -9`` of every process at random moments of the replayed spring: it ends as the spring without faults."""

from __future__ import annotations

import random
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from desk.demo.play import LAST
from domain.store.database import Database, sqlite_url

pytestmark = pytest.mark.slow


def kills_of(role: str, count: int, most: int, chance: random.Random, tools: Any) -> list[Any]:
    """Kills of that role, half of them between two words to the database, half at any moment after one."""
    words = sorted(chance.sample(range(3, most), count))
    return [tools.Fault(role, word, delay=chance.choice([0.0, chance.uniform(0, 0.004)])) for word in words]


def test_the_desk_the_clock_and_the_mail_server_killed_a_hundred_times(folder: Path, tools: Any) -> None:
    chance = random.Random(tools.seed())
    db, calm = Database(sqlite_url(folder / "sagsgang.db")), Database(sqlite_url(folder / "calm.db"))
    with tools.spring_on(db, calm, folder, LAST) as spring:
        words = spring.forge.words // 2  # the rest are looks that find nothing, for each pass is a process of its own
        spring.faults = kills_of("clock", 75, words, chance, tools) + kills_of("act", 25, 350, chance, tools)
        moments = ["recipient", "data", "taken"]
        spring.mail_kills = [(chance.randrange(1, 9), chance.choice(moments)) for _ in range(10)]
        spring.play()
        print(spring.met)
        assert spring.met.total() >= 100
        assert spring.met["mail server"] == 10
        tools.check_as_without_faults(spring, calm)


@pytest.mark.postgres
def test_two_workers_at_once_and_postgresql_killed_and_connections_cut_in_mid_transaction(
    folder: Path, tools: Any, postgres: Any
) -> None:
    chance = random.Random(tools.seed())
    db, calm = postgres.make("spring"), postgres.make("calm")
    with tools.spring_on(db, calm, folder, date(2023, 4, 27), mend=postgres.start_again) as spring:
        spring.clocks = ("work", "work")
        kills = kills_of("clock", 26, spring.forge.words // 2, chance, tools)
        chance.shuffle(kills)
        for fault in kills[:5]:
            fault.victims = postgres.processes
        for fault in kills[5:15]:
            fault.what = "cut"
        kills.sort(key=lambda fault: fault.after)
        spring.faults = kills + kills_of("act", 6, 150, chance, tools)
        spring.play()
        print(spring.met)
        assert (spring.met["another killed"], spring.met["cut"]) == (5, 10)
        tools.check_as_without_faults(spring, calm)
