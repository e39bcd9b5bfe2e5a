"""``kill -9`` of two workers at once and of PostgreSQL at random moments of the whole replayed spring."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest

from desk.demo.play import LAST

pytestmark = [pytest.mark.slow, pytest.mark.postgres]


def test_two_workers_at_once_and_postgresql_killed_and_connections_cut_in_mid_transaction(
    folder: Path, tools: Any, postgres: Any
) -> None:
    chance = random.Random(tools.seed())
    db, calm = postgres.make("spring"), postgres.make("calm")
    with tools.spring_on(db, calm, folder, LAST, mend=postgres.start_again) as spring:
        spring.clocks = ("work", "work")
        kills = tools.kills_of("clock", 30, spring, chance)
        for number, fault in enumerate(kills):
            if number % 5 == 2:
                fault.victims = postgres.processes
            elif number % 5 in {1, 4}:
                fault.what = "cut"
        duties = tools.kills_of("duties", 6, spring, chance)
        duties[-1].victims = postgres.processes
        spring.faults = kills + duties + tools.kills_of("act", 8, spring, chance)
        spring.play()
        print(spring.met)
        assert (spring.met["another killed"], spring.met["cut"]) == (7, 12)
        tools.check_as_without_faults(spring, calm)
