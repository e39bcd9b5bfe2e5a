"""Dates as a Danish secretary writes them: "tirsdag 16. maj 2023".

The names of days and months are here for all. Reading is elsewhere, as people write differently in different places:
the cells of a meeting plan in ``written_dates.py``, running text in ``domain/documents/dates.py``.
"""

from __future__ import annotations

from datetime import date

WEEKDAYS = ("mandag", "tirsdag", "onsdag", "torsdag", "fredag", "lørdag", "søndag")
MONTHS = (
    "januar",
    "februar",
    "marts",
    "april",
    "maj",
    "juni",
    "juli",
    "august",
    "september",
    "oktober",
    "november",
    "december",
)


def day_and_month(day: date) -> str:
    """For example "tirsdag 16. maj"."""
    return f"{WEEKDAYS[day.weekday()]} {day.day}. {MONTHS[day.month - 1]}"


def full_date(day: date) -> str:
    """For example "tirsdag 16. maj 2023"."""
    return f"{day_and_month(day)} {day.year}"
