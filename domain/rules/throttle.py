"""How often is too often: how long one waits after logging in wrongly, and how many calls one may make."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from math import ceil

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


class Asked(StrEnum):
    """What is asked for by programs, or as fast as somebody types."""

    API = "api"
    SEARCH = "search"
    FEED = "feed"


@dataclass(frozen=True, slots=True)
class Share:
    """How many calls a minute, in hundredths of what the setting says: one caller, and all of one address."""

    caller: int
    address: int


SHARES: dict[Asked, Share] = {
    Asked.API: Share(caller=100, address=1000),
    Asked.SEARCH: Share(caller=100, address=1000),
    Asked.FEED: Share(caller=20, address=1000),  # a calendar asks each quarter of an hour; a mail system for them all
}


@dataclass(frozen=True, slots=True)
class Bucket:
    """So many calls were left at a moment (seconds of any clock that only goes on); it fills again in a minute."""

    left: float
    at: float


def take(bucket: Bucket | None, now: float, most: float) -> tuple[Bucket, int]:
    """One more call at ``now``: the bucket after it, and how many seconds to wait before the next try; 0: let it in.

    A call that is turned away costs nothing, so whoever waits as told is let in.
    """
    left = most if bucket is None else min(most, bucket.left + (now - bucket.at) * most / 60)
    if left >= 1:
        return Bucket(left - 1, now), 0
    return Bucket(left, now), max(1, ceil((1 - left) * 60 / most))
