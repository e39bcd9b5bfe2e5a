"""The clock: what time it is, and the bell that APScheduler rings when something may be due.

The bell keeps nothing. Its jobs are made from the rows of ``SCHEDULE`` at each start and live in memory;
the queue in our database is the only schedule that persists, so a lost or doubled ring does no harm.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Protocol

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.base import BaseTrigger
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.date import DateTrigger
from apscheduler.triggers.interval import IntervalTrigger

from flows.faults import describe
from flows.schedule import COPENHAGEN, SCHEDULE, Ring, ScheduleRow

log = logging.getLogger(__name__)

NEXT_DUE = "next-due"
POKE = "poke"
SHORTEST_WAIT = timedelta(seconds=10)  # what stays due although we looked (a throttled mail) is not hammered


class Clock(Protocol):
    """What time it is. Only the edges ask; a demo or a test sets its own."""

    def now(self) -> datetime:
        """The moment, aware UTC."""


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """The moment, aware UTC."""
        return datetime.now(UTC)  # noqa: TID251 - this is the edge


class SetClock:
    """A clock that stands where it was set, for the demo and for tests."""

    def __init__(self, at: datetime) -> None:
        self._at = at.astimezone(UTC)

    def now(self) -> datetime:
        """The moment it was set to, aware UTC."""
        return self._at

    def set(self, at: datetime) -> None:
        """Move it."""
        self._at = at.astimezone(UTC)


@dataclass(frozen=True, slots=True)
class Rung:
    """How it went the last time something was rung for; shown on the status page."""

    at: datetime
    error: str = ""  # class and place, as ``faults.describe`` says it


def trigger(row: ScheduleRow) -> BaseTrigger:
    """When a row rings."""
    if row.every is not None:
        return IntervalTrigger(seconds=int(row.every.total_seconds()), timezone=COPENHAGEN)
    return CronTrigger.from_crontab(row.cron, timezone=COPENHAGEN)


class Bell:
    """Rings ``ring(flow)`` at start, by the rows, when ``next_due()`` comes, and when poked; one at a time."""

    def __init__(
        self,
        ring: Callable[[Ring], object],
        next_due: Callable[[], datetime | None],
        *,
        clock: Clock | None = None,
        rows: Sequence[ScheduleRow] = SCHEDULE,
    ) -> None:
        self._ring = ring
        self._next_due = next_due
        self._clock = clock or SystemClock()
        self._rows = rows
        self._last: dict[Ring, Rung] = {}
        self._lock = threading.Lock()
        self._working = threading.Lock()  # held while something is under way
        self._is_leaving = False
        self._scheduler = BackgroundScheduler(
            timezone=COPENHAGEN,
            executors={"default": ThreadPoolExecutor(1)},
            job_defaults={"coalesce": True, "misfire_grace_time": None, "max_instances": 1},
        )

    def start(self) -> None:
        """Ring for everything once, then on time."""
        for flow in (Ring.RECONCILE, Ring.SWEEP):
            self._scheduler.add_job(self._do, args=[flow], id=f"start-{flow}")  # no trigger: at once
        for row in self._rows:
            self._scheduler.add_job(self._do, trigger(row), args=[row.flow], id=row.name)
        self._scheduler.start()

    def poke(self) -> None:
        """Somebody recorded something: look at once. Many pokes in a moment become one look."""
        self._scheduler.add_job(self._do, args=[Ring.SWEEP], id=POKE, replace_existing=True)

    def look(self) -> None:
        """Somebody in another process may have recorded something: ring if anything is due already."""
        try:
            due = self._next_due()
        except Exception as failure:  # noqa: BLE001 - no database just now: the safety row looks again
            log.warning("could not ask whether something is due (%s)", describe(failure))
            return
        if due is not None and due <= self._clock.now():
            self.poke()

    def stop(self) -> None:
        """Let what is under way end, then be silent."""
        self._is_leaving = True
        with self._working:  # the scheduler's own waiting holds the lock that a round wants at its end
            pass
        if self._scheduler.running:
            # Shut down while it hands out jobs, the scheduler looks for one where none are any more, and its thread
            # dies of it. Paused it hands out no more, and it gives the list when it has done with these.
            self._scheduler.pause()
            self._scheduler.get_jobs()
            self._scheduler.shutdown(wait=True)

    @property
    def last(self) -> Mapping[Ring, Rung]:
        """How it went the last time, per flow."""
        with self._lock:
            return dict(self._last)

    def _do(self, flow: Ring) -> None:
        with self._working:
            if not self._is_leaving:
                self._ring_once(flow)

    def _ring_once(self, flow: Ring) -> None:
        error = ""
        try:
            self._ring(flow)
        except Exception as failure:  # noqa: BLE001 - the bell must go on ringing whatever happened
            error = describe(failure)
            log.warning("%s failed (%s); it is tried again at the next ring", flow, error)
        with self._lock:
            self._last[flow] = Rung(self._clock.now(), error)
        self._arm()

    def _arm(self) -> None:
        try:
            due = self._next_due()
        except Exception as failure:  # noqa: BLE001 - no database just now: the safety row looks again
            log.warning("could not ask when something is due next (%s)", describe(failure))
            return
        if due is None:
            return
        wait = max(due - self._clock.now(), SHORTEST_WAIT)
        at = SystemClock().now() + wait  # APScheduler lives by the machine's clock
        self._scheduler.add_job(
            self._do, DateTrigger(at, timezone=COPENHAGEN), args=[Ring.SWEEP], id=NEXT_DUE, replace_existing=True
        )
