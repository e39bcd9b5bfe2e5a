"""What a worker runs, where there are several machines: the flows that ``deploy/prefect.yaml`` names.

The same work as on one machine, with the same leases, so any number of workers may run it at the same time.
Only the worker's own environment says which database and which mail server.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from prefect import flow

from domain.store.database import Database
from domain.store.migrate import check_version
from flows.clock import SystemClock
from flows.deliver_outbox import deliver_outbox
from flows.engine import Engine
from flows.heartbeat import beating
from flows.logs import set_up
from flows.mirror import Mirror
from flows.reconcile import reconcile as close_zombies
from flows.reporting_cycle import reporting_cycle as look_at_cycles
from flows.retention import retention as erase_what_is_over
from flows.schedule import Ring
from flows.settings import Settings
from flows.standing_items import standing_items
from flows.sweep import sweep as sweep_what_is_due
from flows.traces import set_up as trace


@contextmanager
def _at_work(ring: Ring) -> Iterator[tuple[Settings, Database, SystemClock]]:
    """What a round stands on in a worker: its settings, log, traces and database; that it was made is marked.

    Raises:
        DatabaseVersionError: the database is another version's than this worker: nothing is done; the run says why.
    """
    settings, clock = Settings(), SystemClock()
    set_up(settings.log)
    end_traces, db = trace(settings.otel_url), Database(settings.store_url)
    try:
        check_version(db)
        with beating(db, ring, clock):
            yield settings, db, clock
    finally:
        db.close()
        end_traces()


@flow(name="worker_sweep", persist_result=False)
def sweep() -> str:
    """Everything that is due, then the mails and the calendars in Outlook; a line that says how much."""
    with _at_work(Ring.SWEEP) as (settings, db, clock):
        engine = Engine(settings.prefect_api_url)
        swept = sweep_what_is_due(db, clock.now(), engine)
        delivered = deliver_outbox(db, clock.now(), settings, engine)
        Mirror(db, settings).mirror(clock.now())
        return f"{swept.summary}; {delivered.summary}"


@flow(name="worker_reporting_cycle", persist_result=False)
def reporting_cycle() -> str:
    """The rounds of duties that come again; a line that says how many."""
    with _at_work(Ring.CYCLES) as (settings, db, clock):
        standing_items(db, clock.now())
        return look_at_cycles(db, clock.now(), Engine(settings.prefect_api_url)).summary


@flow(name="worker_retention", persist_result=False)
def retention() -> str:
    """What the rules of retention reach; a line that says how much, and of whom nothing."""
    with _at_work(Ring.RETENTION) as (_, db, clock):
        return erase_what_is_over(db, clock.now()).summary


@flow(name="worker_reconcile", persist_result=False)
def reconcile() -> int:
    """Close the runs that a crash left Running."""
    settings = Settings()
    set_up(settings.log)
    return close_zombies(Engine(settings.prefect_api_url), SystemClock().now())
