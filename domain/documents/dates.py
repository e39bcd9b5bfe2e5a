"""Dates as Danish documents write them, and which year a date without one is in.

Read are "12. april 2023", "27.april", "16 maj", "d. 24. april", "12. apr. 2023", "12-04-2023", "14.03.2024",
"12/4 2023", "12/4-23" and "2023-04-12", with or without the day of the week; "d. 12/4" and "dato: 12.04.23", where
a word says that it is a date; months ("i april 2024"); and the vague ones: primo, medio, ultimo and "inden udgangen
af", which mean the first day, the 15th and the last day.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from calendars.danish_dates import MONTHS, WEEKDAYS
from calendars.holidays import public_holidays

_SHORT_MONTHS = {name[:3]: number for number, name in enumerate(MONTHS, start=1)}
_MONTH = "(?:" + "|".join(MONTHS) + r"|(?:jan|feb|mar|apr|jun|jul|aug|sep|sept|okt|nov|dec)(?:\.|\b))"
_WEEKDAY = "|".join(WEEKDAYS)
# A date is looked for from its first figure, which costs a sentence without figures nothing
_FULL = re.compile(
    rf"(?P<first>\d(?:(?<![\d/-]\d)|(?<=\.\d{{4}}-\d)|(?<=/\d{{4}}-\d))(?<!\d\.\d)\d?)"
    rf"(?:(?:\. ?| )(?P<month>{_MONTH})(?!\w)(?:,? ?(?P<year>\d{{4}})(?!\d|-\d))?"
    r"|(?P<sep>[-./])(?P<month2>\d{1,2})"
    r"(?:(?:(?P=sep)| |(?<=/\d)-|(?<=/\d\d)-)(?P<year2>\d{4})(?![\d/]|-(?!\d\d?[./]\d\d?[./]\d))"
    r"|(?:(?P=sep)|-)(?P<short>[1-4]\d)(?![\d/-]|\.\d))"
    r"|(?P<rest>\d\d)-(?P<month3>\d{2})-(?P<day3>\d{2})(?![\d-])"
    r"|/(?P<month4>\d{1,2})(?![\w/-]|\.\d))",
    re.IGNORECASE,
)
_LEAD = re.compile(rf"\b(?:(?P<weekday>{_WEEKDAY})\b,? (?:(?:den|d\.) ?)?|(?:den|d\.) ?)$", re.IGNORECASE)
_SAYS_DATE = re.compile(
    rf"\b(?:den|d\.|\w*(?:dato|frist):?|deadline:?|senest|{_WEEKDAY}),? ?$", re.IGNORECASE
)  # before "5/6" and "05.06.24"
# So does a body, where the day ends its part of a list: "KU 12/5, ØU 26/5 og byrådet 2/6 2026"
_BODY_BEFORE = re.compile(
    r"(?:\b[A-ZÆØÅ]{2,6}|udvalget|rådet|bestyrelsen|direktionen) \(?$|\b[A-ZÆØÅ][a-zæøå]+ \($"  # "(19/3)" too
)
_ENDS_PART = re.compile(r"\.?$|[,;)]| (?:og|samt|20\d\d)\b| ?[→>–]")
_CENTURY = 2000
_LONGEST_LEAD = max(map(len, WEEKDAYS)) + len(", den ")
_VAGUE = re.compile(
    r"\b(?P<word>primo|medio|ultimo|(?:inden|ved|før) (?:udgangen|slutningen) af|senest (?:med )?udgangen af)"
    rf"(?: (?P<month>{_MONTH}))?(?: (?P<year>\d{{4}}))?(?!\w)",
    re.IGNORECASE,
)
_MONTH_ONLY = re.compile(
    rf"\b(?:i|til|senest i|senest|\w*frist:?|deadline:?) (?P<month>{_MONTH})(?!\w)(?: måned)?(?: (?P<year>\d{{4}}))?",
    re.IGNORECASE,
)
_QUARTERS = ("1.", "2.", "3.", "4.", "første", "andet", "tredje", "fjerde")
_QUARTER = re.compile(
    r"\b(?:i|inden udgangen af|senest i|ved udgangen af) (?P<word>[1-4]\.|første|andet|tredje|fjerde) kvartal"
    r" (?P<year>20\d\d)",
    re.IGNORECASE,
)
_UP_TO = re.compile(r"\b(?:inden|før) $", re.IGNORECASE)  # "inden den 1. juni" is 31 May (danish-rules 5.2)
_DIGIT = re.compile(r"\d")
_MONTHS_IN_YEAR = 12


class FoundDate(NamedTuple):
    """A date as written, at a span of the text. ``year`` None: not written. ``on`` says whether it exists."""

    start: int
    end: int
    day: int
    month: int
    year: int | None
    weekday: int | None

    def on(self, year: int | None = None) -> date | None:
        """The day itself, in ``year`` when none is written; None where there is no such day (31. april)."""
        year = self.year or year
        if year is None:
            return None
        try:
            return date(year, self.month, self.day)
        except ValueError:
            return None

    @property
    def exists(self) -> bool:
        """There is such a day, in some year at least."""
        return 1 <= self.month <= _MONTHS_IN_YEAR and self.on(self.year or 2024) is not None


@dataclass(frozen=True, slots=True)
class Due:
    """When something is due: a day, or (``is_month``) a whole month given by its last day, and the words."""

    on: date
    words: str
    is_month: bool = False
    named_on: date | None = (
        None  # the day in the words, where it is not the last one: "inden den 1. juni" names 1 June
    )


def find_dates(text: str) -> tuple[FoundDate, ...]:
    """Every date with a day and a month in ``text``; "1. januar - 31. december 2023" lends the first its year."""
    if _DIGIT.search(text) is None:
        return ()  # most sentences hold no date, and this is asked of every one
    found: list[FoundDate] = []
    done = 0
    for match in _FULL.finditer(text):
        start = match.start()
        written = _written(match, text[max(0, start - _LONGEST_LEAD) : start])
        lead = _LEAD.search(text, max(done, start - _LONGEST_LEAD), start)
        done = match.end()
        if written is None:
            continue
        day, month, year = written
        start, named = (lead.start(), lead["weekday"]) if lead else (start, None)
        weekday = WEEKDAYS.index(named.casefold()) if named else None
        found.append(FoundDate(start, done, day, month, year, weekday))
    if len(found) > 1:
        _lend_years(text, found)
    return tuple(found)


def _lend_years(text: str, found: list[FoundDate]) -> None:
    """A date before "til", "og" or a dash has the year of the one after it."""
    for position, (earlier, later) in enumerate(pairwise(tuple(found))):
        between = text[earlier.end : later.start].strip().casefold()
        if earlier.year is None and later.year and between in ("-", "–", "til", "og", "til og med"):
            year_of = later.year - (1 if (earlier.month, earlier.day) > (later.month, later.day) else 0)
            found[position] = earlier._replace(year=year_of)


def _written(match: re.Match[str], before: str) -> tuple[int, int, int | None] | None:
    """Day, month and year of what looks like a date; None where it is a paragraph of a law, a share or a number."""
    first, year = match["first"], match["year"] or match["year2"]
    if match["month"]:
        if before.endswith((",", "§", "§ ")):
            return None
        day, month = int(first), month_number(match["month"])
    elif match["day3"]:
        day, month, year = int(match["day3"]), int(match["month3"]), first + match["rest"]
    elif match["year2"]:
        day, month = int(first), int(match["month2"])
    else:  # "5/6-24" is a date wherever it stands, "05.06.24" and "5/6" only where the words before say so
        is_slash_and_dash = match["short"] and "/" in match[0] and "-" in match[0]
        is_of_body = _BODY_BEFORE.search(before) and _ENDS_PART.match(match.string, match.end())
        if before[-1:].isalnum() or not (is_slash_and_dash or _SAYS_DATE.search(before) or is_of_body):
            return None
        day, month = int(first), int(match["month2"] or match["month4"])
        year = str(_CENTURY + int(match["short"])) if match["short"] else None
    if not 1 <= month <= _MONTHS_IN_YEAR or not 1 <= day <= 31:  # noqa: PLR2004 -- a number, not a date
        return None
    return day, month, int(year) if year else None


def month_number(name: str) -> int:
    """1 to 12 for a Danish month's name or its first three letters."""
    return _SHORT_MONTHS[name.casefold()[:3]]


def find_due(text: str, *, near: date | None) -> Due | None:
    """When the thing in this sentence is to be done: its last date, vague time or month. ``near`` lends the year.

    The day is the last one allowed: "senest 1. juni" has 1 June with it, "inden" and "før den 1. juni" have not.
    """
    dues: list[tuple[int, Due]] = []
    for found in find_dates(text):
        on = found.on(found.year or year_near(found, near))
        if on:
            up_to = _UP_TO.search(text, 0, found.start)
            start, last = (up_to.start(), on - timedelta(days=1)) if up_to else (found.start, on)
            dues.append((found.start, Due(last, text[start : found.end], named_on=on if up_to else None)))
    for match in _VAGUE.finditer(text):
        on = _vague_day(match, near)
        if on:
            dues.append((match.start(), Due(on, match[0])))
    for match in _QUARTER.finditer(text):
        on = _last_day(int(match["year"]), 3 * _QUARTERS.index(match["word"].casefold()) % 12 + 3)
        dues.append((match.start(), Due(on, match[0], is_month=True)))
    if not dues:
        for match in _MONTH_ONLY.finditer(text):
            month = month_number(match["month"])
            year = int(match["year"]) if match["year"] else _next_year_of(month, near)
            if year:
                dues.append((match.start(), Due(_last_day(year, month), match[0], is_month=True)))
    return max(dues, key=lambda due: due[0])[1] if dues else None


def find_due_in_cell(cell: str, *, near: date | None) -> Due | None:
    """When a cell under "Frist" says: also a month alone and the short forms, which are dates where they stand so."""
    lead = "den " if cell[:1].isdigit() else "i "
    due = find_due(cell, near=near) or find_due(lead + cell, near=near)
    return replace(due, words=cell) if due and due.words not in cell else due


def find_vague_days(text: str) -> list[tuple[date, int, int]]:
    """The days meant by "ultimo 2023", "primo marts 2024" and the like where the year is written; their spans."""
    found = ((_vague_day(match, None), match.start(), match.end()) for match in _VAGUE.finditer(text))
    return [(on, start, end) for on, start, end in found if on]


def _vague_day(match: re.Match[str], near: date | None) -> date | None:
    month = month_number(match["month"]) if match["month"] else None
    year = int(match["year"]) if match["year"] else (_next_year_of(month, near) if month else None)
    if year is None:
        return None
    word = match["word"].casefold()
    if word == "primo":
        return date(year, month or 1, 1)
    if word == "medio":
        return date(year, month, 15) if month else date(year, 7, 1)
    return _last_day(year, month or _MONTHS_IN_YEAR)


def _last_day(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])


def _next_year_of(month: int, near: date | None) -> int | None:
    return None if near is None else near.year + (1 if month < near.month else 0)


def year_near(found: FoundDate, near: date | None) -> int | None:
    """The year that brings a date without one closest to ``near``."""
    if near is None:
        return None
    days = [day for year in (near.year - 1, near.year, near.year + 1) if (day := found.on(year))]
    return min(days, key=lambda day: abs((day - near).days)).year if days else None


@dataclass(frozen=True, slots=True)
class YearEvidence:
    """What a document says about its own year: its meeting's day, and the years it names with their weight."""

    meeting_on: date | None = None
    weights: tuple[tuple[int, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Year:
    """The year decided on, why (near_document_date, weekday, working_days), and how sure that is."""

    year: int
    because: str
    confidence: float


def decide_year(group: Sequence[FoundDate], evidence: YearEvidence, *, are_meetings: bool = True) -> Year | None:
    """The one year of a group of dates that are written together without any, or None when nothing decides it.

    A stated day of the week rules out every year where it does not fit, and meetings are not held on weekends or
    public holidays. Among what is left, the document's own date decides, else the year it speaks of most.
    """
    if not group:
        return None
    if evidence.meeting_on:
        around = evidence.meeting_on.year
        candidates: Iterable[int] = (around - 1, around, around + 1)
    else:
        candidates = [year for year, _ in evidence.weights]
    fitting = [year for year in candidates if all(_fits(found, year, are_meetings=are_meetings) for found in group)]
    if not fitting:
        return None
    named = any(found.weekday is not None for found in group)
    if evidence.meeting_on:
        near = evidence.meeting_on
        best = min(fitting, key=lambda year: abs(_days_from(group[0], year, near)))
        return Year(best, "weekday" if named else "near_document_date", 0.9)
    weights = dict(evidence.weights)
    best = max(fitting, key=lambda year: weights[year])
    return Year(best, "weekday" if named else "working_days", 0.9 if len(fitting) == 1 else 0.6)


def _days_from(found: FoundDate, year: int, near: date) -> int:
    on = found.on(year)
    return (on - near).days if on else 10_000


def _fits(found: FoundDate, year: int, *, are_meetings: bool) -> bool:
    on = found.on(year)
    if on is None or (found.weekday is not None and on.weekday() != found.weekday):
        return False
    return not are_meetings or (on.weekday() < WEEKDAYS.index("lørdag") and on not in _holidays(year))


@lru_cache(maxsize=64)
def _holidays(year: int) -> frozenset[date]:
    return frozenset(public_holidays(year, year))
