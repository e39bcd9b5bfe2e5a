"""Danish public holidays, special days and the days a municipality itself is closed.

The public holidays come from the ``holidays`` package, which follows the law: store bededag is
there up to 2023 and gone from 2024 (lov nr. 214 of 6 March 2023). Which *other* days stop a
deadline is a question of reading, not of the calendar, so they are kept apart here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from types import MappingProxyType

from holidays import country_holidays

# Not helligdage, yet disputed: danish-rules 5.1. (month, day) -> Danish name.
SPECIAL_DAYS: dict[tuple[int, int], str] = {
    (5, 1): "1. maj",
    (6, 5): "grundlovsdag",
    (12, 24): "juleaftensdag",
    (12, 31): "nytårsaftensdag",
}


@dataclass(frozen=True, slots=True)
class LocalDays:
    """The days a municipality has decided for itself: closed all day, or closed from noon."""

    closing: frozenset[date] = field(default_factory=frozenset)
    half: frozenset[date] = field(default_factory=frozenset)


@cache
def public_holidays(first_year: int, last_year: int) -> Mapping[date, str]:
    """The public holidays (helligdage) of the years, both included, with their Danish names."""
    return MappingProxyType(
        dict(country_holidays("DK", years=range(first_year, last_year + 1), language="da").items())
    )


def special_day(day: date) -> str | None:
    """The Danish name of a special day, or None: 1 May, 5 June, 24 and 31 December."""
    return SPECIAL_DAYS.get((day.month, day.day))
