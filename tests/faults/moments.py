"""The moments of the replayed spring and what is done at each: the same without a fault and with a hundred."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from sqlmodel import col, func, select

from calendars.copenhagen import COPENHAGEN
from desk.demo.play import SCENES
from domain.model import Due, Mail, MailState
from domain.store.database import Database
from flows.schedule import SCHEDULE, Ring

PEOPLE = frozenset(scene.at.astimezone(COPENHAGEN) for scene in SCENES)
# On the day before, somebody at the desk opens the report's case; the clock would have been there before her.
DUTIES_SINCE = date(2023, 3, 16)
ERRANDS, ERRAND_DAY = time(10, 15), 1  # another program comes to the desk's API then, on Tuesdays


def bell(ring: Ring) -> time:
    """When it rings for that each day, as the schedule has it."""
    minute, hour, *_ = next(row.cron for row in SCHEDULE if row.flow is ring and row.cron).split()
    return time(int(hour), int(minute))


DUTIES = bell(Ring.CYCLES)


def work_at(now: datetime) -> Iterator[tuple[str, Ring | None]]:
    """Who does something then, and what the clock is rung for; at every moment it looks at what is due.

    For the sweep it rings when something is due, and no more often: a look that finds nothing is soon told.
    """
    if now in PEOPLE:
        yield "act", None
    if _is_errand(now):
        yield "errand", None
    if now.time() == DUTIES and now.date() >= DUTIES_SINCE:
        yield "duties", Ring.CYCLES
        yield "duties", Ring.CYCLES  # started again it already looks at the rounds it opened: here it always does
    yield "clock", Ring.SWEEP


def next_moment(db: Database, now: datetime) -> datetime:
    """When somebody acts next, or it rings, or something is due, or what a killed process held is let go of."""
    bells = [datetime.combine(now.date() + timedelta(days=ahead), DUTIES, COPENHAGEN) for ahead in (0, 1)]
    errands = [datetime.combine(now.date() + timedelta(days=ahead), ERRANDS, COPENHAGEN) for ahead in range(8)]
    with db.read() as session:
        found = [
            session.exec(select(func.min(moment)).where(moment > now, *which)).one()
            for moment, *which in (
                (col(Due.due_at),),
                (col(Due.lease_until),),
                (col(Mail.next_try_at), Mail.state == MailState.QUEUED),
                (col(Mail.lease_until),),
            )
        ]
    coming = [*bells, *PEOPLE, *filter(_is_errand, errands)]
    coming += [moment.astimezone(COPENHAGEN) for moment in found if moment is not None]
    return min(moment for moment in coming if moment > now)


def _is_errand(now: datetime) -> bool:
    return now.time() == ERRANDS and now.weekday() == ERRAND_DAY
