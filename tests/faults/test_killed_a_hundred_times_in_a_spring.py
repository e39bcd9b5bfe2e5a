"""``kill -9`` of the desk, the clock and the mail server at random moments of the whole replayed spring.

It ends as the spring without faults. Workers and PostgreSQL are killed in ``test_workers_and_postgresql_are_killed``,
Prefect's server in ``test_prefects_server_is_killed``.
"""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest

from desk.demo.play import LAST
from domain.store.database import Database, sqlite_url

pytestmark = pytest.mark.slow
MAILS = 180  # of the spring, about


def test_desk_clock_and_mail_server_killed_a_hundred_times(folder: Path, tools: Any) -> None:
    chance = random.Random(tools.seed())
    db, calm = Database(sqlite_url(folder / "sagsgang.db")), Database(sqlite_url(folder / "calm.db"))
    with tools.spring_on(db, calm, folder, LAST, has_desk=True) as spring:
        for role, count in (("clock", 70), ("duties", 15), ("act", 20)):
            spring.faults += tools.kills_of(role, count, spring, chance)
        mails = tools.lives_between(tools.moments_of(10, MAILS, chance))
        spring.mail_kills = [(mail, chance.choice(["recipient", "data", "taken"])) for mail in mails]
        words = tools.lives_between(tools.moments_of(10, spring.forge.words["errand"], chance))
        spring.desk_kills = [(word, chance.choice([0.0, 0.002])) for word in words]
        spring.play()
        print(spring.met)
        assert spring.met.total() >= 100
        assert (spring.met["mail server"], spring.met["desk"]) == (10, 10)
        assert spring.met["duties"] >= 5
        tools.check_as_without_faults(spring, calm)
