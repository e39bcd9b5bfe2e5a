"""Påmindelser: the ladder's steps before a meeting's deadlines, a task for some hundred at a time.

Which steps there are is rows in the profile; when each is due is rows in the queue; whom it is told and in
which digest is the domain's. Here is only the pace.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from domain.casework.mail.reminders import raise_reminders
from domain.casework.verb import By
from domain.model import Due
from domain.store.database import Database
from flows.case_journey import SYSTEM
from flows.engine import Engine, Once
from flows.faults import describe

log = logging.getLogger(__name__)

CHUNK = 500  # a whole round of the sweep: one transaction and one task, instead of 60 ms of the server a reminder


@dataclass(frozen=True, slots=True)
class Reminded:
    """How many of the queue's rows were handled, and the keys of those that failed."""

    handled: int
    failed: list[str]


def remind(db: Database, dues: Sequence[Due], now: datetime, engine: Engine, what: str = "påmindelser") -> Reminded:
    """Raise what these claimed rows ask for and take them out of the queue.

    A chunk that fails is gone through one by one, so that one bad row holds up no other.
    """
    failed: list[str] = []
    for start in range(0, len(dues), CHUNK):
        chunk = dues[start : start + CHUNK]
        try:
            engine.run_task(partial(_task, what, len(chunk)), partial(_raise, db, chunk, now))
        except Exception as error:  # noqa: BLE001 - see above
            log.warning("a chunk of %d reminders failed (%s); taking them one by one", len(chunk), describe(error))
            failed += [due.key for due in chunk if not _is_raised(db, due, now)]
    return Reminded(len(dues) - len(failed), failed)


def _task(what: str, size: int, chunk: Once[None]) -> object:
    from flows import runs  # noqa: PLC0415 - imports Prefect, which costs seconds

    return runs.remind_chunk(what, size, chunk)


def _raise(db: Database, chunk: Sequence[Due], now: datetime) -> None:
    raise_reminders(db, By(SYSTEM, at=now), dues=chunk)


def _is_raised(db: Database, due: Due, now: datetime) -> bool:
    try:
        _raise(db, [due], now)
    except Exception as error:  # noqa: BLE001 - it keeps its lease and is tried again when that runs out
        log.warning("%s failed (%s); it is tried again later", due.key, describe(error))
        return False
    return True
