"""Dates as a Danish secretary writes them: "tirsdag 16. maj 2023"."""

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
