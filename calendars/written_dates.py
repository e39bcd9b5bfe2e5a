"""Dates and times as Danish staff write them: "9/1-2024", "ti. 9. januar", "kl. 16", "16-18.30".

A date is read, or it is reported as missing, unreadable or impossible; nothing is guessed. A date
without a year takes the year the plan is for.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time

from calendars.danish_dates import MONTHS, WEEKDAYS
from calendars.plan_values import Cell


def _numbers(names: Sequence[str], also: Sequence[str], first: int) -> dict[str, int]:
    """The number of each name, also when it is written in another way."""
    return {
        written: number
        for number, (name, others) in enumerate(zip(names, also, strict=True), start=first)
        for written in (name, *others.split())
    }


_MONTHS_ALSO = ("jan", "feb febr", "mar mrt", "apr", "", "jun", "jul", "aug", "sep sept", "okt", "nov", "dec")
_WEEKDAYS_ALSO = (
    "man ma mandage",
    "tirs tir ti tirsdage",
    "ons on onsdage",
    "tors tor to torsdage",
    "fre fr fredage",
    "lør lø loerdag",
    "søn sø soendag",
)
MONTH_NAMES = _numbers(MONTHS, _MONTHS_ALSO, first=1)
WEEKDAY_NAMES = _numbers(WEEKDAYS, _WEEKDAYS_ALSO, first=0)

_MONTH = "|".join(sorted(MONTH_NAMES, key=len, reverse=True))
_WEEKDAY = "|".join(sorted(WEEKDAY_NAMES, key=len, reverse=True))
_SPACE = r"[\s\u00a0]*"
_WEEKDAY_BEFORE = rf"(?:(?P<weekday>\b(?:{_WEEKDAY}))\b\.?,?{_SPACE}(?:den|d\.)?{_SPACE})?"
_ISO = re.compile(
    rf"{_WEEKDAY_BEFORE}(?<!\d)(?P<year>(?:19|20)\d\d)(?P<mark>[-/.]?)(?P<month>\d\d?)(?P=mark)(?P<day>\d\d?)(?!\d)",
    re.IGNORECASE,
)
_NAMED = re.compile(
    rf"{_WEEKDAY_BEFORE}(?:(?<!\d)(?P<first>\d\d?)\.?{_SPACE}(?P<link>-|–|til|og|,|&){_SPACE})?"
    rf"(?<!\d)(?P<day>\d\d?)\.?{_SPACE}(?P<month>{_MONTH})\b\.?,?(?:{_SPACE}(?P<year>(?:19|20)\d\d))?",
    re.IGNORECASE,
)
_NUMERIC = re.compile(
    rf"{_WEEKDAY_BEFORE}(?<![\d.:])(?P<day>\d\d?){_SPACE}[-/.]{_SPACE}(?P<month>\d\d?)"
    rf"(?:(?:{_SPACE}[-/.]{_SPACE}|\s+)(?P<year>(?:19|20)\d\d|\d\d))?(?![\d:])\.?",
    re.IGNORECASE,
)
_RANGE_LINKS = {"-", "–", "til"}
# Clock times beside a date, which would else read as one: "kl. 10.10", "2024 16.10", "16.30".
_CLOCK_IN_TEXT = re.compile(
    r"\b(?:kl\.?|klokken)\s*\d\d?(?:[.:]\d\d)?(?:\s*(?:-|–|til)\s*(?:kl\.?\s*)?\d\d?(?:[.:]\d\d)?)?"
    r"|(?<=\d{4})[T\s,]+\d\d?[.:]\d\d(?::\d\d)?(?![\d.-])"
    r"|(?<![\d.])\d\d?(?::\d\d|\.(?:00|15|30|45))(?![\d.]*\d)",
    re.IGNORECASE,
)
_CLOCK = r"(?P<{0}h>\d\d?)(?:[.:](?P<{0}m>\d\d))?(?:[.:]\d\d)?"
_TIMES = re.compile(
    rf"^(?:ca\.?\s*)?(?:fra\s+)?(?:kl\.?|klokken)?\s*{_CLOCK.format('s')}(?!\d)"
    rf"(?:\s*(?:-|–|—|til)\s*(?:ca\.?\s*)?(?:kl\.?\s*)?{_CLOCK.format('e')}(?!\d))?(?P<rest>.*)$",
    re.IGNORECASE,
)
_FOUR_DIGITS = re.compile(r"^(?:kl\.?\s*)?(\d\d)(\d\d)(?:\s*[-–]\s*(\d\d)(\d\d))?$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class WrittenDate:
    """One date found in a text. ``on`` is None when it does not exist; ``last_on`` when it is no range."""

    text: str
    on: date | None
    last_on: date | None = None
    weekday: int | None = None
    has_year: bool = True
    end: int = 0


@dataclass(frozen=True, slots=True)
class WrittenTimes:
    """When it starts and ends; ``is_readable`` is False when something is written that is no time."""

    starts: time | None = None
    ends: time | None = None
    is_readable: bool = True


def read_weekday(text: str) -> int | None:
    """0 for Monday … 6 for Sunday, from a name or an abbreviation; None when it is neither."""
    return WEEKDAY_NAMES.get(text.strip().strip(".,:").lower())


def read_month(text: str) -> tuple[int, int | None] | None:
    """The month and, if written, the year of "Januar", "jan." or "januar 2024"; None for anything else."""
    found = re.fullmatch(rf"({_MONTH})\.?,?\s*((?:19|20)\d\d)?", text.strip().lower())
    return (MONTH_NAMES[found[1]], int(found[2]) if found[2] else None) if found else None


def years_in(text: str) -> list[int]:
    """The years that stand alone in a text, such as a title or a file name."""
    return [int(year) for year in re.findall(r"(?<!\d)(20\d\d)(?!\d)", text)]


def dates_in(cell: Cell, year: int | None) -> list[WrittenDate]:
    """Every date a cell holds, in order. Without a year in the text ``year`` is taken; None finds nothing then."""
    if isinstance(cell.value, datetime):
        return [WrittenDate(cell.text, cell.value.date())]
    if isinstance(cell.value, date):
        return [WrittenDate(cell.text, cell.value)]
    if not isinstance(cell.value, str):
        return []
    return _dates_in_text(cell.text, year)


def _dates_in_text(text: str, year: int | None) -> list[WrittenDate]:
    text = _CLOCK_IN_TEXT.sub(lambda clock: " " * len(clock[0]), text)
    found: list[WrittenDate] = []
    position = 0
    while matches := [match for pattern in (_ISO, _NAMED, _NUMERIC) if (match := pattern.search(text, position))]:
        match = min(
            matches,
            key=lambda each: (each.start("day") if each.re is not _ISO else each.start("year"), each.re is not _ISO),
        )
        link = text[position : match.start()].strip().lower()
        new = _from_match(match, year)
        if found and link in _RANGE_LINKS and found[-1].last_on is None:
            found[-1] = _as_range(found[-1], new[0])
        else:
            found.extend(new)
        position = match.end()
    return found


def _as_range(first: WrittenDate, last: WrittenDate) -> WrittenDate:
    on = first.on
    if on is not None and last.on is not None and not first.has_year and last.has_year:
        on = _date(last.on.year, on.month, on.day)
    return replace(first, on=on, last_on=last.on, end=last.end, has_year=last.has_year)


def _from_match(match: re.Match[str], year: int | None) -> list[WrittenDate]:
    parts = match.groupdict()
    written_year = parts["year"]
    in_year = year if written_year is None else int(written_year) + (2000 if len(written_year) == 2 else 0)  # noqa: PLR2004  two digits
    month = MONTH_NAMES[parts["month"].lower()] if not parts["month"].isdigit() else int(parts["month"])
    weekday = WEEKDAY_NAMES[parts["weekday"].lower()] if parts["weekday"] else None
    on = _date(in_year, month, int(parts["day"]))
    text, has_year, end = match[0].strip(), written_year is not None, match.end()
    if parts.get("first") is None:
        return [WrittenDate(text, on, None, weekday, has_year, end)]
    first = _date(in_year, month, int(parts["first"]))
    if parts["link"].lower() in _RANGE_LINKS:
        return [WrittenDate(text, first, on, weekday, has_year, end)]
    return [WrittenDate(text, first, None, weekday, has_year, end), WrittenDate(text, on, None, None, has_year, end)]


def _date(year: int | None, month: int, day: int) -> date | None:
    try:
        return date(year, month, day) if year is not None else None
    except ValueError:
        return None


def times_in(cell: Cell) -> WrittenTimes:
    """The start and end a cell holds; an empty cell or a dash is readable and holds none."""
    value = cell.value
    if isinstance(value, datetime):
        return WrittenTimes(value.time())
    if isinstance(value, time):
        return WrittenTimes(value.replace(microsecond=0))
    if isinstance(value, float) and 0 < value < 1:
        minutes = round(value * 24 * 60) % (24 * 60)
        return WrittenTimes(time(minutes // 60, minutes % 60))
    return _times_in_text(cell.text.strip())


def _times_in_text(text: str) -> WrittenTimes:
    if text.strip("-–. ") == "" or text.lower() in {"hele dagen", "heldags"}:
        return WrittenTimes()
    if packed := _FOUR_DIGITS.match(text):
        return _times(packed[1], packed[2], packed[3], packed[4])
    found = _TIMES.match(text)
    if found is None or re.search(r"\d", re.sub(r"\(.*?\)", "", found["rest"])):
        return WrittenTimes(is_readable=False)
    return _times(found["sh"], found["sm"], found["eh"], found["em"])


def _times(hour: str, minute: str | None, end_hour: str | None, end_minute: str | None) -> WrittenTimes:
    try:
        starts = time(int(hour), int(minute or 0))
        ends = None if end_hour is None else time(int(end_hour) % 24, int(end_minute or 0))
    except ValueError:
        return WrittenTimes(is_readable=False)
    return WrittenTimes(starts, ends)
