"""Repeated meetings written out one by one, on the Danish wall clock, where 16:00 is 16:00 in summer and winter."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import MAXYEAR, date, datetime, time
from itertools import islice
from zoneinfo import ZoneInfo

from dateutil.rrule import rrule, rrulestr

from calendars.copenhagen import COPENHAGEN

MOST_OCCURRENCES = 1000  # of one series
LONGEST = 10  # years; no plan looks further; a rule that never fits a date is given up here
MOST_NEW_YEARS = 64  # dateutil asks up to four times a year
_UTC = ZoneInfo("UTC")
_UNTIL = re.compile(r"UNTIL=(\d{8})(?:T(\d{6})(Z?))?", re.IGNORECASE)
_COUNT = re.compile(r";?\bCOUNT=(\d{1,9})\b", re.IGNORECASE)
_FREQUENCY = re.compile(r"FREQ=(DAILY|WEEKLY|MONTHLY|YEARLY)\b", re.IGNORECASE)
# dateutil refuses a rule with the first three; a weekday that no month has (BYDAY=82TU) makes it step outside its
# own table of the year.
_UNREADABLE = (ValueError, TypeError, OverflowError, IndexError)
_NO_STEP = re.compile(r"INTERVAL=(0+|-[^;]*)(;|$)", re.IGNORECASE)  # would never come to an end


@dataclass(frozen=True, slots=True)
class Recurrence:
    """A series as its event has it, in wall-clock time (naive) or whole days."""

    start: datetime | date
    rules: tuple[str, ...]
    extra: tuple[datetime | date, ...] = ()
    left_out: frozenset[datetime | date] = frozenset()


@dataclass(frozen=True, slots=True)
class WrittenOut:
    """The starts of a series; ``problem`` is unreadable_, endless_ or long_recurrence, if any."""

    starts: tuple[datetime | date, ...]
    problem: str | None = None


def occurrences(series: Recurrence, last: date, most: int = MOST_OCCURRENCES) -> WrittenOut:
    """Every start of the series, without the left-out ones, in order.

    A rule below daily, or one that cannot be read, gives the first start alone. One without an end is cut after
    ``last``; one that goes on for ten years, a thousand or ``most`` starts is cut there; both say so. dateutil
    reads the rules.
    """
    is_whole_day = not isinstance(series.start, datetime)
    first = _moment(series.start)
    starts = {first}
    problem = None
    for rule in series.rules:
        found, trouble = _starts_of(rule, first, last, max(0, min(most, MOST_OCCURRENCES)))
        starts.update(found)
        problem = trouble or problem
    starts.update(_moment(each) for each in series.extra)
    left_out = {_moment(each) for each in series.left_out}
    # An exception given as a whole day takes out that day's meeting, whatever its time.
    days_out = {each for each in series.left_out if not isinstance(each, datetime)}
    kept = sorted(start for start in starts if start not in left_out and start.date() not in days_out)
    return WrittenOut(tuple(start.date() if is_whole_day else start for start in kept), problem)


def _starts_of(rule: str, first: datetime, last: date, most: int) -> tuple[list[datetime], str | None]:
    if not _FREQUENCY.search(rule) or _NO_STEP.search(rule):
        return [], "unreadable_recurrence"
    if most == 0:
        return [], "long_recurrence"
    counted, until = _COUNT.search(rule), _UNTIL.search(rule)
    horizon = first.replace(year=min(first.year + LONGEST, MAXYEAR), day=min(first.day, 28))
    try:
        own_end = _end_of(until) if until else None
        is_endless = own_end is None and counted is None
        limit = min(own_end or horizon, horizon, datetime.combine(last, time.max) if is_endless else horizon)
        plain = ";".join(part for part in _UNTIL.sub("", _COUNT.sub("", rule)).split(";") if part)
        wanted = min(int(counted[1]), most) if counted else most
        parsed = rrulestr(f"{plain};UNTIL={limit:%Y%m%dT%H%M%S}", dtstart=first)
        found = list(islice(_until_it_is_hopeless(_BoundedRule(parsed)), wanted + 1))
    except _UNREADABLE:
        return [], "unreadable_recurrence"
    kept = found[:wanted]
    if is_endless:
        return kept, "endless_recurrence"
    if counted:
        is_cut = len(kept) < int(counted[1]) and (own_end is None or own_end > limit or len(found) > wanted)
    else:
        is_cut = len(found) > wanted or own_end != limit
    return kept, "long_recurrence" if is_cut else None


class _HopelessError(Exception):
    """A rule has come far past its end without a day that fits it."""


class _BoundedRule(rrule):
    """A rule that gives up. dateutil looks at the end of a rule only on days that fit it, so that one which never
    does (30 February, each day) runs on to the year 9999. At every new year it asks for the weeks of the rule;
    that is where this one counts.
    """

    def __init__(self, rule: object) -> None:
        vars(self).update(vars(rule))
        self._new_years = 0

    @property
    def _byweekno(self) -> object:
        self._new_years += 1
        if self._new_years > MOST_NEW_YEARS:
            raise _HopelessError
        return vars(self)["_byweekno"]


def _until_it_is_hopeless(rule: _BoundedRule) -> Iterator[datetime]:
    with suppress(_HopelessError):
        yield from rule


def _moment(when: datetime | date) -> datetime:
    return when if isinstance(when, datetime) else datetime.combine(when, time())


def _end_of(until: re.Match[str]) -> datetime:
    """The rule's own UNTIL in wall-clock time; that day included when it names no time."""
    end = datetime.strptime(until[1] + (until[2] or "235959"), "%Y%m%d%H%M%S")  # noqa: DTZ007  zone added below
    if until[3] and end.year < MAXYEAR:  # the last year has no later hour to go to
        return end.replace(tzinfo=_UTC).astimezone(COPENHAGEN).replace(tzinfo=None)
    return end
