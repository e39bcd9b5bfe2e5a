"""The sweep: everything that is due now, and nothing else.

Nothing due costs one look at the head of the queue and no flow run. What is due is claimed with a lease, so two
sweeps never do the same thing; each thing is one transaction that also takes it out of the queue, so a sweep may
die between any two and the next one goes on. What failed keeps its lease and is tried again when that runs out.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

from calendars.copenhagen import COPENHAGEN
from domain.casework import queue
from domain.casework.case.waking import meeting_dispatched, meeting_held
from domain.casework.verb import By
from domain.model import Due, DueKind
from domain.store.database import Database
from flows.case_journey import SYSTEM, EndlessJourneyError, travel
from flows.engine import Engine, Once
from flows.faults import describe
from flows.follow_up import chase
from flows.logs import about
from flows.messages.words import count_cases, count_of, short_date
from flows.reminders import Reminded, remind

log = logging.getLogger(__name__)

ROUND = 500  # rows claimed at a time: a commit for the lease, so not too few; done well within it, so not too many


@dataclass(slots=True)
class Swept:
    """What a sweep did. ``failed`` holds the queue's keys of what is to be tried again."""

    meetings: int = 0
    reminders: int = 0
    steps: list[tuple[str, str]] = field(default_factory=list)  # case id and transition, in order
    failed: list[str] = field(default_factory=list)

    @property
    def is_idle(self) -> bool:
        """Whether there was nothing to do."""
        return not (self.meetings or self.reminders or self.steps or self.failed)

    @property
    def summary(self) -> str:
        """One Danish line, numbers only."""
        told = f"{len(self.steps)} skridt i {count_cases(len({case for case, _ in self.steps}))}"
        failed = f", {len(self.failed)} fejlede" if self.failed else ""
        reminders = count_of(self.reminders, "påmindelse", "påmindelser")
        return f"{told}, {reminders}, {count_of(self.meetings, 'møde', 'møder')}{failed}"


def sweep(db: Database, now: datetime, engine: Engine | None = None) -> Swept:
    """Do everything that is due at ``now``, as one flow run with the journeys' runs in it; idle, do nothing at all.

    Safe to run twice, at the same time, and after being killed. Without Prefect the same work is done plainly.
    """
    with db.read() as session:
        if not queue.is_anything_due(session, now):
            return Swept()
    engine = engine or Engine()
    day = short_date(now.astimezone(COPENHAGEN).date())
    swept: Swept = engine.run(partial(_run, day), _Sweep(db, now, engine).do)
    return swept


def _run(day: str, work: Once[Swept]) -> object:
    from flows import runs  # noqa: PLC0415 - imports Prefect, which costs seconds

    return runs.sweep(day, work)


class _Sweep:
    """One sweep under way."""

    def __init__(self, db: Database, now: datetime, engine: Engine) -> None:
        self.db = db
        self.now = now
        self.engine = engine
        self.swept = Swept()
        self._stood_still: set[tuple[str, datetime]] = set()

    def do(self) -> Swept:
        """Claim and do, until nothing is due: a meeting that is dispatched makes its cases due, and so on."""
        while dues := queue.claim(self.db, now=self.now, limit=ROUND):
            for kind, work in WORK.items():
                if chosen := [due for due in dues if due.kind is kind]:
                    work(self, chosen)
        return self.swept

    def dispatch(self, dues: Sequence[Due]) -> None:
        """The agendas of these meetings go out."""
        self._meetings(meeting_dispatched, dues)

    def hold(self, dues: Sequence[Due]) -> None:
        """These meetings are over."""
        self._meetings(meeting_held, dues)

    def remind(self, dues: Sequence[Due]) -> None:
        """These steps before a meeting's deadline are told."""
        self._note(remind(self.db, dues, self.now, self.engine))

    def chase(self, dues: Sequence[Due]) -> None:
        """These steps of a follow-up are told."""
        self._note(chase(self.db, dues, self.now, self.engine))

    def travel(self, dues: Sequence[Due]) -> None:
        """These cases are taken as far as they go now."""
        for due in dues:
            with self._set_aside_if_it_fails(due):
                if (due.key, due.due_at) in self._stood_still:  # it waits for a moment that has passed
                    raise EndlessJourneyError
                steps = travel(self.db, due.subject, self.now, self.engine)
                self.swept.steps += [(step.case_id, step.transition) for step in steps]
                if not steps:
                    self._stood_still.add((due.key, due.due_at))

    def _meetings(self, verb: Callable[..., object], dues: Sequence[Due]) -> None:
        for due in dues:
            with self._set_aside_if_it_fails(due):
                verb(self.db, By(SYSTEM, at=self.now), meeting_id=due.subject)
                self.swept.meetings += 1

    def _note(self, reminded: Reminded) -> None:
        self.swept.reminders += reminded.handled
        self.swept.failed += reminded.failed

    @contextmanager
    def _set_aside_if_it_fails(self, due: Due) -> Iterator[None]:
        """One thing that fails holds up no other; it keeps its lease and is tried again when that runs out."""
        with about(kind=due.kind.value, subject=due.subject):
            try:
                yield
            except Exception as error:  # noqa: BLE001 - see above
                log.warning("%s failed (%s); it is tried again later", due.key, describe(error))
                self.swept.failed.append(due.key)


# What each kind of row asks for, in the order it is done: a meeting wakes its cases before they are looked at.
WORK: Mapping[DueKind, Callable[[_Sweep, Sequence[Due]], None]] = {
    DueKind.DISPATCH: _Sweep.dispatch,
    DueKind.HELD: _Sweep.hold,
    DueKind.REMINDER: _Sweep.remind,
    DueKind.FOLLOW_UP: _Sweep.chase,
    DueKind.JOURNEY: _Sweep.travel,
}
