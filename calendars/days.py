"""Counting hverdage, arbejdsdage and calendar days, so that every deadline in the house is counted one way.

*Hverdag* is the law's word: every day that is not a Sunday or a public holiday, so Saturday is one
(danish-rules 5.2; the reading is inferred, hence a setting). *Arbejdsdag* is the day the town hall is
staffed: Monday to Friday, no holiday, no special day, no local closing day. Where the status of a day
is disputed (1 May, 5 June, 24 and 31 December) the safe side is not to count it.

A step of any length costs the same: each kind of day has a table from the day to the number of
counting days before it, and one back from that number to the day.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import accumulate, compress

from calendars.errors import DayOutOfRangeError
from calendars.holidays import LocalDays, public_holidays, special_day

__all__ = ["Cause", "Count", "DayKind", "DayReason", "DayTable", "LocalDays", "Reading"]

ONE_DAY = timedelta(days=1)
SATURDAY, SUNDAY = 5, 6


class DayKind(StrEnum):
    """What a deadline counts in."""

    HVERDAG = "hverdag"
    ARBEJDSDAG = "arbejdsdag"
    KALENDERDAG = "kalenderdag"


class Count(StrEnum):
    """Where n days lead: past n whole days between, or to the nth day itself."""

    WHOLE_DAYS = "whole_days"
    NTH_DAY = "nth_day"


class Cause(StrEnum):
    """Why a day does not count."""

    SUNDAY = "sunday"
    SATURDAY = "saturday"
    HOLIDAY = "holiday"
    SPECIAL_DAY = "special_day"
    CLOSING_DAY = "closing_day"


@dataclass(frozen=True, slots=True)
class DayReason:
    """Why a day does not count, and what it is called in Danish: "søndag", "Kristi himmelfartsdag"."""

    cause: Cause
    name: str


@dataclass(frozen=True, slots=True)
class Reading:
    """How the municipality reads "senest n hverdage inden" (danish-rules 5.2). The shipped one is the safe one."""

    saturday_counts: bool = True
    count: Count = Count.WHOLE_DAYS
    special_days_count: bool = False


THE_SAFE_READING = Reading()
NO_LOCAL_DAYS = LocalDays()


class _Ordinals:
    """The counting days of one kind in a row, and for each day how many lie before it.

    ``days`` is the row of the days themselves; ``eves`` and ``morrows`` hold the day before and the
    day after each, which is where n *whole* days lead. ``earlier`` is indexed by the day's own ordinal: some 730,000
    zeros stand before the span (6 MB a kind), and a step needs neither a subtraction nor a look whether the day
    lies before it. That is a fifth of its time.
    """

    __slots__ = ("days", "earlier", "eves", "morrows")

    def __init__(self, span: list[date], counts: list[bool]) -> None:
        self.earlier = [0] * span[0].toordinal() + [0, *accumulate(counts)]
        self.days = list(compress(span, counts))
        self.eves = [day - ONE_DAY for day in self.days]
        self.morrows = [day + ONE_DAY for day in self.days]


_Steps = tuple[list[int], list[date]]  # how many lie before each day, and where a number of them leads


class DayTable:
    """Day counting under one reading, for one municipality, from ``first_year`` to ``last_year`` (both included).

    Built once (some 40 ms for a century), then every question is a look-up. Raises DayOutOfRangeError
    where an answer would lie outside the span.
    """

    __slots__ = (
        "_ahead",
        "_ahead_by",
        "_back",
        "_back_by",
        "_first",
        "_holidays",
        "_last",
        "_rows",
        "local",
        "reading",
    )

    def __init__(
        self,
        reading: Reading = THE_SAFE_READING,
        local: LocalDays = NO_LOCAL_DAYS,
        first_year: int = 2000,
        last_year: int = 2100,
    ) -> None:
        self.reading = reading
        self.local = local
        self._first = date(first_year, 1, 1)
        self._last = date(last_year, 12, 31)
        self._holidays = public_holidays(first_year, last_year)
        span = [self._first + timedelta(days=offset) for offset in range((self._last - self._first).days + 1)]
        self._rows = {kind: _Ordinals(span, [self.reason(day, kind) is None for day in span]) for kind in DayKind}
        self._back_by = self._by_count(lambda row: (row.earlier, row.days), lambda row: (row.earlier, row.eves))
        self._ahead_by = self._by_count(lambda row: (row.earlier, row.days), lambda row: (row.earlier, row.morrows))
        self._back, self._ahead = self._back_by[None], self._ahead_by[None]

    def reason(self, day: date, kind: DayKind) -> DayReason | None:
        """Why ``day`` does not count as a ``kind``, or None when it counts.

        A half day is still an arbejdsdag: the town hall is staffed until noon, so a deadline can be
        met on it; only a day closed all day is not.
        """
        self._check_in_range(day)
        if kind is DayKind.KALENDERDAG:
            return None
        holiday = self._holidays.get(day)
        if holiday is not None:
            return DayReason(Cause.HOLIDAY, holiday)
        if day.weekday() == SUNDAY:
            return DayReason(Cause.SUNDAY, "søndag")
        return self._reason_by_reading(day, is_staffed=kind is DayKind.ARBEJDSDAG)

    def counts(self, day: date, kind: DayKind) -> bool:
        """Whether ``day`` counts as a ``kind``."""
        self._check_in_range(day)
        earlier, ordinal = self._rows[kind].earlier, day.toordinal()
        return earlier[ordinal + 1] > earlier[ordinal]

    def holiday_name(self, day: date) -> str | None:
        """The Danish name of a public holiday, or None on any other day."""
        self._check_in_range(day)
        return self._holidays.get(day)

    def before(self, day: date, n: int, kind: DayKind, count: Count | None = None) -> date:
        """The day that lies ``n`` days of the kind before ``day``, which itself is never counted.

        NTH_DAY gives the nth counting day before; WHOLE_DAYS gives the latest day with n whole counting
        days between, which may itself be a Sunday. Without ``count`` hverdage follow the reading, for
        the dispute is about the law's "hverdage"; arbejdsdage and calendar days go to the nth day.
        No days at all is the day itself.
        """
        earlier, found = self._back[kind] if count is None else self._back_by[count][kind]
        try:
            position = earlier[day.toordinal()]
        except IndexError:
            raise self._out_of_range(day) from None
        if 0 < n <= position:
            return found[position - n]
        return self._stay(day, n)

    def after(self, day: date, n: int, kind: DayKind, count: Count | None = None) -> date:
        """The day that lies ``n`` days of the kind after ``day``; the mirror of ``before``."""
        earlier, found = self._ahead[kind] if count is None else self._ahead_by[count][kind]
        if n < 1 or not self._first <= day <= self._last:
            return self._stay(day, n)
        position = earlier[day.toordinal() + 1] + n - 1
        if position >= len(found):
            raise self._out_of_range(day)
        return found[position]

    def last_arbejdsdag_on_or_before(self, day: date) -> date:
        """The day itself when the town hall is staffed on it, else the nearest such day before."""
        return day if self.counts(day, DayKind.ARBEJDSDAG) else self.before(day, 1, DayKind.ARBEJDSDAG)

    def _reason_by_reading(self, day: date, *, is_staffed: bool) -> DayReason | None:
        """Why a Saturday, a special or a closing day does not count: as hverdag by reading, as arbejdsdag always."""
        if day.weekday() == SATURDAY and (is_staffed or not self.reading.saturday_counts):
            return DayReason(Cause.SATURDAY, "lørdag")
        special = special_day(day)
        if special is not None and (is_staffed or not self.reading.special_days_count):
            return DayReason(Cause.SPECIAL_DAY, special)
        # A municipality closes its own doors; it cannot make the law's hverdag go away.
        if is_staffed and day in self.local.closing:
            return DayReason(Cause.CLOSING_DAY, "kommunen har lukket")
        return None

    def _by_count(
        self, nth: Callable[[_Ordinals], _Steps], whole: Callable[[_Ordinals], _Steps]
    ) -> dict[Count | None, dict[DayKind, _Steps]]:
        by_nth = {kind: nth(row) for kind, row in self._rows.items()}
        by_whole = {kind: whole(row) for kind, row in self._rows.items()}
        usual = by_nth | ({} if self.reading.count is Count.NTH_DAY else {DayKind.HVERDAG: by_whole[DayKind.HVERDAG]})
        return {None: usual, Count.NTH_DAY: by_nth, Count.WHOLE_DAYS: by_whole}

    def _stay(self, day: date, n: int) -> date:
        if n < 0:
            raise ValueError(n)
        if n == 0:
            self._check_in_range(day)
            return day
        raise self._out_of_range(day)

    def _check_in_range(self, day: date) -> None:
        if not self._first <= day <= self._last:
            raise self._out_of_range(day)

    def _out_of_range(self, day: date) -> DayOutOfRangeError:
        return DayOutOfRangeError(day=day, first=self._first, last=self._last)
