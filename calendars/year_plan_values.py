"""Rules for a year of meetings as plain values: "økonomiudvalget, third Monday, none in July".

They stand apart from the arithmetic in ``calendars.year_plan``, so that a profile can say them in data.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum

from calendars.danish_dates import MONTHS
from calendars.days import DayKind, DayTable
from calendars.plan_values import Finding


class Weekday(StrEnum):
    """The days bodies meet on."""

    MONDAY = "monday"
    TUESDAY = "tuesday"
    WEDNESDAY = "wednesday"
    THURSDAY = "thursday"
    FRIDAY = "friday"

    @property
    def number(self) -> int:
        """0 for Monday … 4 for Friday, as ``date.weekday`` counts."""
        return list(Weekday).index(self)


class Nth(StrEnum):
    """Which one of its month."""

    FIRST = "first"
    SECOND = "second"
    THIRD = "third"
    FOURTH = "fourth"
    FIFTH = "fifth"
    LAST = "last"

    @property
    def number(self) -> int:
        """1 … 5 from the front of the month; −1 is the last one."""
        return -1 if self is Nth.LAST else list(Nth).index(self) + 1


class Dodge(StrEnum):
    """Where a meeting goes when its day is not free: a day on or back past a holiday, a week past a free week."""

    NEXT = "next"
    PREVIOUS = "previous"
    SKIP = "skip"


@dataclass(frozen=True, slots=True)
class MeetingRule:
    """When a body meets, in one of three ways.

    ``nth`` and ``weekday`` (third Monday); ``week`` and ``weekday`` (the Wednesday of the week that holds the
    month's second Monday); or ``follows`` with ``days_after``, or with ``weeks_after`` and ``weekday`` (the
    Tuesday of the week after another body's meeting). ``months``: only these; none named means all.
    """

    body: str
    starts: time
    ends: time | None = None
    place: str = ""
    weekday: Weekday | None = None
    nth: Nth | None = None
    week: Nth | None = None
    follows: str | None = None
    days_after: int | None = None
    weeks_after: int | None = None
    months: tuple[int, ...] = ()
    dodge: Dodge = Dodge.NEXT

    def is_for(self, month: int) -> bool:
        """Whether the rule gives meetings in the month."""
        return not self.months or month in self.months


@dataclass(frozen=True, slots=True)
class FreePeriod:
    """Days no body meets on, by name: a national conference, the budget seminar. ``to_on`` is not included."""

    name: str
    from_on: date
    to_on: date


@dataclass(frozen=True, slots=True)
class Recess:
    """When the municipality does not meet, beside holidays and closing days."""

    months: frozenset[int] = frozenset()
    weeks: frozenset[int] = frozenset()
    periods: tuple[FreePeriod, ...] = ()

    def why_not(self, day: date, days: DayTable) -> NotFree | None:
        """Why no meeting is planned on ``day``; None when one may be."""
        if day.month in self.months:
            return NotFree(MONTHS[day.month - 1], 0)
        if day.isocalendar().week in self.weeks:
            return NotFree(f"uge {day.isocalendar().week}", 7)
        period = next((each for each in self.periods if each.from_on <= day < each.to_on), None)
        if period is not None:
            return NotFree(period.name, 1)
        reason = days.reason(day, DayKind.ARBEJDSDAG)
        return NotFree(reason.name, 1) if reason is not None else None


@dataclass(frozen=True, slots=True)
class NotFree:
    """What is in the way, in Danish, and how many days past it the next try is; 0 means there is none."""

    name: str
    step: int


@dataclass(frozen=True, slots=True)
class ProposedMeeting:
    """One meeting of the proposal. ``named_on`` is the day its rule says, before anything was in the way."""

    body: str
    on: date
    starts: time
    ends: time | None
    place: str
    named_on: date


@dataclass(frozen=True, slots=True)
class YearProposal:
    """A year of meetings in the order they are held, and what was moved, left out or impossible."""

    year: int
    meetings: tuple[ProposedMeeting, ...]
    findings: tuple[Finding, ...]
