"""The day meant by words such as "ultimo 2023" or "inden den 1. juni", for whoever types a follow-up's due date."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta

from calendars.danish_dates import MONTHS

_MONTH_NUMBERS = {name: number for number, name in enumerate(MONTHS, start=1)}
_MONTH = "|".join(MONTHS)
_DECEMBER = 12

# "inden den 1. juni" is at the latest 31 May; "senest 1. juni" has 1 June with it (danish-rules 5.2).
_EXACT = re.compile(
    r"\b(?P<word>inden|før|senest|den|d\.)?\s*(?:den |d\. )?"
    rf"(?P<day>\d{{1,2}})\.? ?(?P<month>{_MONTH})(?: (?P<year>\d{{4}}))?",
    re.IGNORECASE,
)
_END_OF = re.compile(
    rf"\b(?:inden|ved|senest (?:med|ved)|før) udgangen af (?P<month>{_MONTH})?\s*(?P<year>\d{{4}})?", re.IGNORECASE
)
_PART = re.compile(rf"\b(?P<part>primo|medio|ultimo)\s*(?P<month>{_MONTH})?\s*(?P<year>\d{{4}})?", re.IGNORECASE)
_IN = re.compile(rf"\bi (?P<month>{_MONTH})(?: (?P<year>\d{{4}}))?", re.IGNORECASE)
_IN_YEAR = re.compile(r"\bi (?P<year>\d{4})\b", re.IGNORECASE)


def fuzzy_due(text: str, year: int) -> date | None:
    """The last day meant, in ``year`` where the text names none; None when the text says no day.

    Of a month or a year the whole is meant, so its last day; medio is the 15th, of a year 1 July.
    """
    if match := _EXACT.search(text):
        return _exact(match, year)
    if match := _END_OF.search(text):
        return _last_day(_year(match, year), _month(match))
    if match := _PART.search(text):
        return _part(match["part"].casefold(), _year(match, year), _month(match))
    if match := _IN.search(text):
        return _last_day(_year(match, year), _month(match))
    if match := _IN_YEAR.search(text):
        return _last_day(int(match["year"]), None)
    return None


def _exact(match: re.Match[str], year: int) -> date | None:
    try:
        day = date(_year(match, year), _MONTH_NUMBERS[match["month"].casefold()], int(match["day"]))
    except ValueError:  # 31. april
        return None
    is_exclusive = (match["word"] or "").casefold() in {"inden", "før"}
    return day - timedelta(days=1) if is_exclusive else day


def _part(part: str, year: int, month: int | None) -> date:
    if part == "ultimo":
        return _last_day(year, month)
    if part == "primo":
        return date(year, month or 1, 1)
    return date(year, 7, 1) if month is None else date(year, month, 15)


def _last_day(year: int, month: int | None) -> date:
    month = month or _DECEMBER
    return date(year, month, monthrange(year, month)[1])


def _year(match: re.Match[str], year: int) -> int:
    return int(match["year"]) if match["year"] else year


def _month(match: re.Match[str]) -> int | None:
    return _MONTH_NUMBERS[match["month"].casefold()] if match["month"] else None
