"""How long one waits after having logged in wrongly: a row for a name that is tried, and one for an address."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

FORGOTTEN_AFTER = timedelta(hours=1)  # without a further attempt


class Tried(StrEnum):
    """What is counted."""

    NAME = "name"
    ADDRESS = "address"


@dataclass(frozen=True, slots=True)
class Patience:
    """``free`` attempts cost nothing; the next costs ``first``, each after it twice as much, up to ``most``."""

    free: int
    first: timedelta
    most: timedelta


PATIENCE: dict[Tried, Patience] = {
    Tried.NAME: Patience(free=5, first=timedelta(seconds=30), most=timedelta(minutes=15)),
    # A whole town hall may sit behind one address, so it is given more, and never shut out for long.
    Tried.ADDRESS: Patience(free=50, first=timedelta(seconds=5), most=timedelta(minutes=2)),
}


def locked_until(tried: Tried, attempts: int, at: datetime) -> datetime | None:
    """When one may try again after that many attempts in vain, the last at ``at``; None: at once."""
    patience = PATIENCE[tried]
    over = attempts - patience.free - 1
    if over < 0:
        return None
    wait: timedelta = min(patience.first * (1 << min(over, 20)), patience.most)
    return at + wait
