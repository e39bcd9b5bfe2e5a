"""Every round leaves a mark of when it was made, a failed one too: the status page asks whether the clock goes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from domain.store.database import Database
from domain.store.heartbeats import beat
from flows.clock import Clock
from flows.faults import describe
from flows.schedule import Ring
from flows.traces import span


@contextmanager
def beating(db: Database, ring: Ring, clock: Clock) -> Iterator[None]:
    """Mark the round when it is over; with the class and place of what went wrong, if something did."""
    try:
        with span(f"round {ring.value}"):
            yield
    except Exception as error:
        beat(db, ring.value, clock.now(), describe(error))
        raise
    beat(db, ring.value, clock.now())
