"""A year of meetings as a table for the wall: a row a body, a column a week, in two halves; a month as a calendar.

Pure: what is in the store and the profile comes in, values for the templates go out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from calendars.days import Cause, DayKind, DayTable
from calendars.year_plan_values import Recess
from desk.web.language import _
from domain.model import Meeting, MeetingDeadline, MeetingStatus

WORKING_DAYS = 5
THURSDAY = timedelta(days=3)  # a week belongs to the month and year of its Thursday (ISO 8601)
_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class OffDay:
    """A day on which nobody meets, and why. ``is_recess``: by the municipality's own choice, no holiday."""

    day: date
    name: str
    is_recess: bool


@dataclass(frozen=True, slots=True)
class Week:
    """A column. ``off`` are its days from Monday to Friday on which nobody meets; ``is_free``: that is all five."""

    number: int
    monday: date
    off: tuple[OffDay, ...]
    is_now: bool

    @property
    def is_free(self) -> bool:
        """Whether there is no day left to meet on."""
        return len(self.off) == WORKING_DAYS

    @property
    def is_recess(self) -> bool:
        """Whether a day of it is free by the municipality's own choice."""
        return any(one.is_recess for one in self.off)

    @property
    def names(self) -> tuple[str, ...]:
        """What the days off are called, each once."""
        return tuple(dict.fromkeys(one.name for one in self.off))


@dataclass(frozen=True, slots=True)
class Mark:
    """A meeting in its cell. ``speaks_against`` are the sentences of its conflicts."""

    meeting: Meeting
    cases: int
    speaks_against: tuple[str, ...]

    @property
    def is_off(self) -> bool:
        """Whether it is cancelled."""
        return self.meeting.status is MeetingStatus.CANCELLED

    @property
    def is_extra(self) -> bool:
        """Whether it is not in the ordinary plan."""
        return self.meeting.status in {MeetingStatus.EXTRAORDINARY, MeetingStatus.CONSTITUENT}


@dataclass(frozen=True, slots=True)
class BodyRow:
    """A body's meetings, a cell a week."""

    key: str
    name: str
    cells: tuple[tuple[Mark, ...], ...]


@dataclass(frozen=True, slots=True)
class Half:
    """Half a year. ``months`` are the first days of those over the weeks, with how many weeks each spans."""

    months: tuple[tuple[date, int], ...]
    weeks: tuple[Week, ...]
    rows: tuple[BodyRow, ...]


@dataclass(frozen=True, slots=True)
class Day:
    """A day of a month's calendar. ``is_outside``: it belongs to the month before or after."""

    day: date
    off: OffDay | None
    marks: tuple[Mark, ...]
    deadlines: tuple[tuple[MeetingDeadline, Meeting], ...]
    is_outside: bool
    is_today: bool


def weeks_of(year: int) -> tuple[date, ...]:
    """The Mondays of the ISO weeks of a year: 52 or 53."""
    first = date.fromisocalendar(year, 1, 1)
    last = date.fromisocalendar(year + 1, 1, 1)
    return tuple(first + number * _WEEK for number in range((last - first) // _WEEK))


def year_table(
    year: int,
    marks: Sequence[Mark],
    bodies: Sequence[tuple[str, str]],
    days: DayTable,
    recess: Recess,
    *,
    today: date,
) -> tuple[Half, ...]:
    """The year in two halves, 26 weeks and the rest. ``bodies`` are key and name, in the order of the rows."""
    mondays = weeks_of(year)
    cells: dict[tuple[str, date], list[Mark]] = defaultdict(list)
    for mark in marks:
        held_on = mark.meeting.held_on
        cells[mark.meeting.body_key, held_on - timedelta(days=held_on.weekday())].append(mark)
    return tuple(_half(some, cells, bodies, days, recess, today=today) for some in (mondays[:26], mondays[26:]))


def month_table(
    first: date,
    marks: Sequence[Mark],
    deadlines: Iterable[tuple[MeetingDeadline, Meeting]],
    days: DayTable,
    recess: Recess,
    *,
    today: date,
) -> tuple[tuple[Day, ...], ...]:
    """The weeks of the month that begins on ``first``, from Monday to Sunday."""
    on: dict[date, list[Mark]] = defaultdict(list)
    for mark in marks:
        on[mark.meeting.held_on].append(mark)
    due: dict[date, list[tuple[MeetingDeadline, Meeting]]] = defaultdict(list)
    for row, meeting in deadlines:
        due[row.practical_on].append((row, meeting))
    return tuple(
        tuple(
            Day(
                day,
                off_day(day, days, recess),
                tuple(on[day]),
                tuple(due[day]),
                is_outside=day.month != first.month,
                is_today=day == today,
            )
            for day in (monday + timedelta(days=number) for number in range(7))
        )
        for monday in month_mondays(first)
    )


def month_mondays(first: date) -> tuple[date, ...]:
    """The Mondays of the weeks that a month has days in."""
    last = month_after(first) - timedelta(days=1)
    monday = first - timedelta(days=first.weekday())
    return tuple(monday + number * _WEEK for number in range((last - monday) // _WEEK + 1))


def month_after(first: date) -> date:
    """The first day of the next month."""
    return (first.replace(day=28) + timedelta(days=4)).replace(day=1)


def off_day(day: date, days: DayTable, recess: Recess) -> OffDay | None:
    """Why nobody meets that day; None on a day like others, and on Saturdays and Sundays without a name."""
    holiday = days.holiday_name(day)
    if holiday is not None:
        return OffDay(day, holiday, is_recess=False)
    reason = days.reason(day, DayKind.ARBEJDSDAG)
    if reason is not None:
        if reason.cause in {Cause.SATURDAY, Cause.SUNDAY}:
            return None
        return OffDay(
            day, _("kommunen har lukket") if reason.cause is Cause.CLOSING_DAY else reason.name, is_recess=False
        )
    if day.month in recess.months or day.isocalendar().week in recess.weeks:
        return OffDay(day, _("Mødefri"), is_recess=True)
    free = recess.why_not(day, days)
    return OffDay(day, free.name, is_recess=True) if free is not None else None


def spans(off: Iterable[OffDay]) -> Iterator[tuple[date, date, OffDay]]:
    """Days off in a row under one name as one span, first and last day; a weekend in between breaks none."""
    found: list[tuple[date, date, OffDay]] = []
    for one in off:
        if found and found[-1][2].name == one.name and _follows(found[-1][1], one.day):
            found[-1] = (found[-1][0], one.day, found[-1][2])
        else:
            found.append((one.day, one.day, one))
    return iter(found)


def marks_of(
    meetings: Iterable[Meeting], cases: Mapping[str, int], conflicts: Mapping[tuple[str, date], Collection[str]]
) -> tuple[Mark, ...]:
    """The meetings with how many cases each has, and what speaks against it."""
    return tuple(
        Mark(one, cases.get(one.id, 0), tuple(conflicts.get((one.body_key, one.held_on), ()))) for one in meetings
    )


def _follows(last: date, day: date) -> bool:
    gap = (day - last).days
    return gap == 1 or (gap == 3 and last.weekday() == WORKING_DAYS - 1)  # noqa: PLR2004 - Friday to Monday


def _half(
    mondays: Sequence[date],
    cells: Mapping[tuple[str, date], Sequence[Mark]],
    bodies: Sequence[tuple[str, str]],
    days: DayTable,
    recess: Recess,
    *,
    today: date,
) -> Half:
    months = groupby(mondays, key=lambda monday: (monday + THURSDAY).replace(day=1))
    return Half(
        months=tuple((month, len(list(weeks))) for month, weeks in months),
        weeks=tuple(_week(monday, days, recess, today) for monday in mondays),
        rows=tuple(
            BodyRow(key, name, tuple(tuple(cells.get((key, monday), ())) for monday in mondays))
            for key, name in bodies
        ),
    )


def _week(monday: date, days: DayTable, recess: Recess, today: date) -> Week:
    working = (monday + timedelta(days=number) for number in range(WORKING_DAYS))
    off = tuple(found for day in working if (found := off_day(day, days, recess)) is not None)
    return Week(monday.isocalendar().week, monday, off, is_now=monday <= today < monday + _WEEK)
