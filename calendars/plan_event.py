"""One event of a calendar file: its values, read one by one, on the Danish wall clock.

A broken value is no value here; whether that matters is for the reader of the plan to say.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, TypeVar

from icalendar import Component
from icalendar.prop import vBroken

from calendars.copenhagen import COPENHAGEN


@dataclass(frozen=True, slots=True)
class PlanEvent:
    """An event as parsed, and the line of the file its BEGIN:VEVENT stands on."""

    component: Component
    line: int

    @property
    def broken(self) -> dict[str, str]:
        """The properties that could not be read, each with why."""
        return {str(name).upper(): str(why) for name, why in self.component.errors}

    def text(self, key: str) -> str:
        """A text property on one line; empty when it is not there."""
        return " ".join(str(self._value(key) or "").split())

    @property
    def uid(self) -> str:
        """The UID; an event without one is known by its line."""
        return self.text("UID") or f"line {self.line}"

    @property
    def sequence(self) -> int:
        """The SEQUENCE, 0 when there is none that counts."""
        return int(self.text("SEQUENCE")) if self.text("SEQUENCE").isdecimal() else 0

    @property
    def start(self) -> datetime | date | None:
        """When it starts, without zone; None when that cannot be read."""
        return self._moment("DTSTART")

    @property
    def instance(self) -> datetime | date | None:
        """Which start of a series this event stands in for; None when it stands for itself."""
        return self._moment("RECURRENCE-ID")

    @property
    def is_series(self) -> bool:
        """Whether it is repeated by a rule or a list of dates."""
        return "RECURRENCE-ID" not in self.component and bool({"RRULE", "RDATE"} & set(self.component))

    @property
    def length(self) -> timedelta:
        """From start to end; nothing when no end can be read. DTEND is not included."""
        start, end = self.start, self._moment("DTEND")
        if start is not None and end is not None and isinstance(end, datetime) == isinstance(start, datetime):
            return end - start
        duration = getattr(self._value("DURATION"), "dt", None)
        return duration if isinstance(duration, timedelta) else timedelta()

    @property
    def lacks_zone(self) -> bool:
        """Whether its clock time names no zone that is known: Danish time is then a guess."""
        moment = getattr(self._value("DTSTART"), "dt", None)
        return isinstance(moment, datetime) and moment.tzinfo is None

    def ends_for(self, start: datetime | date) -> time | None:
        """The clock time it ends when it starts then; None for whole days and where no end is given."""
        return later(start, self.length).time() if isinstance(start, datetime) and self.length else None

    def last_day_for(self, start: datetime | date) -> date:
        """The last day of it when it starts then, that day included."""
        if isinstance(start, datetime):
            return later(start, max(self.length, timedelta())).date()
        return later(start, max(self.length - timedelta(days=1), timedelta()))

    def rules(self) -> tuple[str, ...]:
        """The RRULEs as text; one that cannot be written again is kept as something no rule is read from."""
        return tuple(_written(rule) for rule in _listed(self._value("RRULE")))

    def dates(self, key: str) -> Iterator[datetime | date]:
        """The dates and moments of an RDATE or EXDATE, without zone."""
        for group in _listed(self._value(key)):
            for each in getattr(group, "dts", []):
                moment = each.dt[0] if isinstance(each.dt, tuple) else each.dt
                if isinstance(moment, date):
                    yield _wall(moment)

    def _moment(self, key: str) -> datetime | date | None:
        moment = getattr(self._value(key), "dt", None)
        return _wall(moment) if isinstance(moment, date) else None

    def _value(self, key: str) -> Any:
        """One property, or None when missing or broken. Any, for icalendar has thirty kinds of value."""
        value = self.component.get(key)
        return None if isinstance(value, vBroken) else value


Moment = TypeVar("Moment", datetime, date)


def later(moment: Moment, by: timedelta) -> Moment:
    """A moment moved on; where the calendar ends, the moment itself."""
    try:
        return moment + by
    except OverflowError:
        return moment


def _written(rule: Any) -> str:
    try:
        return str(rule.to_ical().decode())
    except TypeError:  # UNTIL=202400 is read as a clock time, which icalendar then cannot write
        return "RRULE"


def _wall(moment: datetime | date) -> datetime | date:
    if not isinstance(moment, datetime) or moment.tzinfo is None:
        return moment
    try:
        return moment.astimezone(COPENHAGEN).replace(tzinfo=None)
    except (OverflowError, ValueError):  # a day from either end of the calendar, or a zone without any offset
        return moment.replace(tzinfo=None)


def _listed(value: Any) -> list[Any]:
    values = value if isinstance(value, list) else [value]
    return [each for each in values if each is not None and not isinstance(each, vBroken)]
