"""Which days a meeting may be held on."""

from __future__ import annotations

from datetime import date

from calendars.days import DayTable

SATURDAY = 5


def why_not_on(days: DayTable, day: date, *, today: date, is_taken: bool = False) -> str | None:
    """Why no meeting can be held on ``day``; None when one can.

    past, holiday, weekend, closed (the municipality is), taken (the body meets that day already).
    """
    if day < today:
        return "past"
    if days.holiday_name(day) is not None:
        return "holiday"
    if day.weekday() >= SATURDAY:
        return "weekend"
    if day in days.local.closing:
        return "closed"
    return "taken" if is_taken else None
