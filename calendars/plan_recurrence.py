"""Repeated meetings written out one by one, on the Danish wall clock, where 16:00 is 16:00 in summer and winter."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import islice
from zoneinfo import ZoneInfo

from dateutil.rrule import rrulestr

from calendars.copenhagen import COPENHAGEN

MOST_OCCURRENCES = 1000
_UTC = ZoneInfo("UTC")
_UNTIL = re.compile(r"UNTIL=(\d{8})(?:T(\d{6})(Z?))?", re.IGNORECASE)
_FREQUENCY = re.compile(r"FREQ=(DAILY|WEEKLY|MONTHLY|YEARLY)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Recurrence:
    """A series as its event has it, in wall-clock time (naive) or whole days."""

    start: datetime | date
    rules: tuple[str, ...]
    extra: tuple[datetime | date, ...] = ()
    left_out: frozenset[datetime | date] = frozenset()


@dataclass(frozen=True, slots=True)
class WrittenOut:
    """The starts of a series; ``problem`` is unreadable_recurrence or endless_recurrence, if any."""

    starts: tuple[datetime | date, ...]
    problem: str | None = None


def occurrences(series: Recurrence, last: date) -> WrittenOut:
    """Every start of the series to the end of ``last``, without the left-out ones, in order.

    A rule below daily, or one that cannot be read, gives the first start alone; one without an end is
    cut after ``last`` and says so. dateutil reads the rules.
    """
    is_whole_day = not isinstance(series.start, datetime)
    first = _moment(series.start)
    limit = datetime.combine(last, time.max)
    starts = {first}
    problem = None
    for rule in series.rules:
        if not _FREQUENCY.search(rule):
            problem = "unreadable_recurrence"
            continue
        is_endless = not re.search(r"UNTIL=|COUNT=", rule, re.IGNORECASE)
        # The rule gets an end in any case, so that one which never fits a date ends with the plan's year.
        bounded = _with_end(rule, limit)
        try:
            starts.update(start for start in islice(rrulestr(bounded, dtstart=first), MOST_OCCURRENCES))
        except (ValueError, TypeError):
            problem = "unreadable_recurrence"
            continue
        problem = problem or ("endless_recurrence" if is_endless else None)
    starts.update(_moment(each) for each in series.extra)
    left_out = {_moment(each) for each in series.left_out}
    # An exception given as a whole day takes out that day's meeting, whatever its time.
    days_out = {each for each in series.left_out if not isinstance(each, datetime)}
    kept = sorted(start for start in starts if start not in left_out and start.date() not in days_out)
    return WrittenOut(tuple(start.date() if is_whole_day else start for start in kept), problem)


def _moment(when: datetime | date) -> datetime:
    return when if isinstance(when, datetime) else datetime.combine(when, time())


def _with_end(rule: str, limit: datetime) -> str:
    """The rule ending at its own UNTIL, in wall-clock time. COUNT stays: with it the series ends by itself."""
    if found := _UNTIL.search(rule):
        until = datetime.strptime(found[1] + (found[2] or "235959"), "%Y%m%d%H%M%S")  # noqa: DTZ007  zone added below
        if found[3]:
            until = until.replace(tzinfo=_UTC).astimezone(COPENHAGEN).replace(tzinfo=None)
        return _UNTIL.sub(f"UNTIL={until:%Y%m%dT%H%M%S}", rule)
    if re.search(r"COUNT=", rule, re.IGNORECASE):
        return rule
    return f"{rule};UNTIL={limit:%Y%m%dT%H%M%S}"
