"""What is done when the bell rings, on one machine: a round of the queue and the outbox, or tidying up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.casework.queue import next_due_at
from domain.store.database import Database
from domain.store.migrate import check_version
from flows.clock import Clock, SystemClock
from flows.deliver_outbox import Delivered, deliver_outbox, next_mail_at
from flows.engine import Engine
from flows.heartbeat import beating
from flows.mirror import Mirror
from flows.reconcile import LONG, reconcile
from flows.reporting_cycle import Reported, reporting_cycle
from flows.retention import Erased, retention
from flows.schedule import Ring
from flows.settings import Settings
from flows.standing_items import standing_items
from flows.sweep import Swept, sweep


@dataclass(frozen=True, slots=True)
class Round:
    """What one round did."""

    swept: Swept
    delivered: Delivered


class Rounds:
    """The work behind the bell: ``Bell(rounds.ring, rounds.next_due)``.

    ``is_prefect_ours``: nobody else runs flows on that Prefect server, as when it is our own child.
    """

    def __init__(
        self,
        db: Database,
        settings: Settings,
        engine: Engine,
        clock: Clock | None = None,
        *,
        is_prefect_ours: bool = True,
    ) -> None:
        self._db = db
        self._settings = settings
        self._engine = engine
        self._clock = clock or SystemClock()
        self._mirror = Mirror(db, settings)
        self._may_close_all = is_prefect_ours

    def ring(self, flow: Ring) -> None:
        """Do what ``flow`` stands for, now.

        Raises:
            DatabaseVersionError: somebody has brought the database to another version while this program runs.
        """
        check_version(self._db)
        match flow:
            case Ring.SWEEP:
                self.round()
            case Ring.CYCLES:
                self.cycles()
            case Ring.RECONCILE:
                self.tidy()
            case Ring.RETENTION:
                self.erase()

    def round(self) -> Round:
        """Everything that is due now, then the mails that came of it, then the calendars in Outlook."""
        with beating(self._db, Ring.SWEEP, self._clock):
            swept = sweep(self._db, self._clock.now(), self._engine)
            delivered = deliver_outbox(self._db, self._clock.now(), self._settings, self._engine)
            self._mirror.mirror(self._clock.now())
        return Round(swept, delivered)

    def cycles(self) -> Reported:
        """Standing items that are due, and the rounds of duties: opened in time, looked at while under way."""
        with beating(self._db, Ring.CYCLES, self._clock):
            standing_items(self._db, self._clock.now())
            return reporting_cycle(self._db, self._clock.now(), self._engine)

    def erase(self) -> Erased:
        """What the rules of retention reach."""
        with beating(self._db, Ring.RETENTION, self._clock):
            return retention(self._db, self._clock.now())

    def tidy(self) -> int:
        """Close the runs that a crash left behind; the first time every one, for whoever ran them is gone."""
        older_than = timedelta(0) if self._may_close_all else LONG
        self._may_close_all = False
        with beating(self._db, Ring.RECONCILE, self._clock):
            return reconcile(self._engine, SystemClock().now(), older_than)

    def next_due(self) -> datetime | None:
        """When there is something to do next: in the queue or in the outbox."""
        with self._db.read() as session:
            moments = [next_due_at(session), next_mail_at(session)]
        return min((at for at in moments if at is not None), default=None)
