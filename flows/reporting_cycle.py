"""Pligter, der kommer igen: every day, the rounds whose time has come get a case, and those under way are looked at.

Nothing to do costs a few questions and no flow run. Each round is a transaction of its own, and opening it twice
opens it once, so a run may die between any two and the next day's goes on. A repealed duty has no round and no case.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

from calendars.copenhagen import COPENHAGEN
from domain.casework.verb import By, Receipt
from domain.casework.year.cycles import ToOpen, cycles_under_way, open_cycle, rounds_to_open, watch_cycle
from domain.store.database import Database
from domain.store.queries import has_profile
from flows.case_journey import SYSTEM
from flows.engine import Engine, Once
from flows.faults import describe
from flows.messages.words import count_of, short_date

log = logging.getLogger(__name__)


@dataclass(slots=True)
class Reported:
    """What a day brought: the case ids of opened rounds, how many rounds changed, and what is to be tried again."""

    opened: list[str] = field(default_factory=list)
    changed: int = 0
    failed: list[str] = field(default_factory=list)

    @property
    def summary(self) -> str:
        """One Danish line, numbers only."""
        failed = f", {len(self.failed)} fejlede" if self.failed else ""
        opened = count_of(len(self.opened), "runde oprettet", "runder oprettet")
        return f"{opened}, {count_of(self.changed, 'runde ændret', 'runder ændret')}{failed}"


def reporting_cycle(db: Database, now: datetime, engine: Engine | None = None) -> Reported:
    """Open the rounds whose time has come at ``now``, and look at those under way, as one flow run; else do nothing.

    Safe to run twice, at the same time, and after being killed. Without Prefect the same work is done plainly.
    """
    today = now.astimezone(COPENHAGEN).date()
    with db.read() as session:
        if not has_profile(session):
            return Reported()
        waiting = rounds_to_open(session, today)
        under_way = cycles_under_way(session)
    if not waiting and not under_way:
        return Reported()
    work = partial(_look, db, now, waiting, under_way)
    reported: Reported = (engine or Engine()).run(partial(_run, short_date(today)), work)
    return reported


def _run(day: str, work: Once[Reported]) -> object:
    from flows import runs  # noqa: PLC0415 - imports Prefect, which costs seconds

    return runs.reporting_cycle(day, work)


def _look(db: Database, now: datetime, waiting: list[ToOpen], under_way: list[str]) -> Reported:
    reported = Reported()
    by = By(SYSTEM, at=now)
    for one in waiting:
        name = f"{one.obligation} {one.year}"
        receipt = _try(reported, name, partial(open_cycle, db, by, obligation=one.obligation, year=one.year))
        if receipt is not None and not receipt.repeated:
            reported.opened.append(receipt.subject)
    for cycle in under_way:
        receipt = _try(reported, cycle, partial(watch_cycle, db, by, cycle=cycle))
        reported.changed += receipt is not None and not receipt.repeated
    return reported


def _try(reported: Reported, name: str, work: Callable[[], Receipt]) -> Receipt | None:
    """One round that fails holds up no other; tomorrow it is tried again."""
    try:
        return work()
    except Exception as error:  # noqa: BLE001 - see above
        log.warning("the round %s failed (%s); it is tried again tomorrow", name, describe(error))
        reported.failed.append(name)
        return None
