"""Sletning, once a day: what the rules of retention reach goes, rule by rule, some hundred rows to a transaction.

No row waits in the queue, so a changed rule needs nothing redone; killed in the middle, the next day takes the rest.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from domain.casework.house.retention import erase
from domain.casework.verb import By
from domain.rules.retention import Kept
from domain.store import journal
from domain.store.database import Database

SYSTEM = "sagsgang"
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Erased:
    """How many rows went, by what they were; nothing that is 0."""

    counts: Mapping[Kept, int]

    @property
    def summary(self) -> str:
        """One line for a log or a run's state."""
        return ", ".join(f"{kept.value} {count}" for kept, count in self.counts.items()) or "nothing"


def retention(db: Database, now: datetime, actor: str = SYSTEM) -> Erased:
    """Erase everything that the rules reach at ``now``."""
    counts: dict[Kept, int] = {}
    for kept in Kept:
        while not (receipt := erase(db, By(actor, now), kept=kept)).repeated:
            counts[kept] = counts.get(kept, 0) + int(receipt.facts["erased"])
    with db.read() as session:  # once a day, in a log that is kept elsewhere: a witness against a journal made anew
        log.info("the journal ends at %s", journal.head(session))
    return Erased(counts)
