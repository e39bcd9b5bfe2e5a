"""Mål, handlinger og målinger: when an action is followed up, and what a row of measurements says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from math import isfinite

from dateutil.relativedelta import relativedelta

from domain.model.goal import Better

# A status that goes into a round's case is asked for before the case is written: three months before its last day.
BEFORE_A_ROUND = relativedelta(months=3)
PROGRESS = "progress"  # the kind of a promise to say how far an action is


class Against(StrEnum):
    """How we stand against the country."""

    BETTER = "better"
    SAME = "same"
    WORSE = "worse"
    UNKNOWN = "unknown"  # there is no average


class Way(StrEnum):
    """Which way it has gone since the measurement before."""

    FORWARD = "forward"
    SAME = "same"
    BACK = "back"


@dataclass(frozen=True, slots=True)
class Measured:
    """One measurement as the rules see it."""

    on: date
    value: float
    average: float | None = None


def every(months: int, first_on: date, until: date) -> tuple[date, ...]:
    """The days ``first_on``, and every so many months after it, up to and including ``until``.

    Counted from the first day each time, so that the 31st is the last of the short months and the 31st again.

    Raises:
        ValueError: the months are not at least one, and the days would never end.
    """
    if months < 1:
        msg = "a rhythm has at least one month"
        raise ValueError(msg)
    found = []
    number = 0
    while (day := first_on + relativedelta(months=months * number)) <= until:
        found.append(day)
        number += 1
    return tuple(found)


def before_rounds(due: Sequence[date], first_on: date) -> tuple[date, ...]:
    """The days of a goal followed up with each round of a duty: before the rounds due from ``first_on`` on."""
    return tuple(day - BEFORE_A_ROUND for day in due if day >= first_on)


def asked_on(days: Sequence[date], *, agreed_on: date, noted_on: date | None) -> date | None:
    """The first of the follow-up days that nobody has spoken for; None: all of them are spoken for.

    Whoever says how far an action is speaks for the next follow-up day, that day included. Days before the action
    was agreed are not asked about.
    """
    own = [day for day in days if day >= agreed_on]
    if noted_on is None:
        return own[0] if own else None
    later = [day for day in own if day >= noted_on]
    return later[1] if len(later) > 1 else None


def has_day_between(days: Sequence[date], after: date, until: date) -> bool:
    """Whether one of the days is later than ``after`` and not later than ``until``."""
    return any(after < day <= until for day in days)


def against_country(one: Measured, better: Better) -> Against:
    """Whether our value is better than the country's, by the way that is good."""
    if one.average is None:
        return Against.UNKNOWN
    if one.value == one.average:
        return Against.SAME
    return Against.BETTER if (one.value > one.average) is (better is Better.HIGHER) else Against.WORSE


def way_since(before: Measured, now: Measured, better: Better) -> Way:
    """Which way our value has gone from one measurement to a later one."""
    if now.value == before.value:
        return Way.SAME
    return Way.FORWARD if (now.value > before.value) is (better is Better.HIGHER) else Way.BACK


def is_possible(value: float, lowest: float | None, highest: float | None) -> bool:
    """Whether an indicator can have that value: a number, and inside its range, the ends included."""
    return isfinite(value) and (lowest is None or value >= lowest) and (highest is None or value <= highest)
