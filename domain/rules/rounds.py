"""Politisk rul: the meetings one month's cases pass, from the management to the council."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, timedelta

from domain.model import BodyKind
from domain.rules.facts import MeetingFacts

LONGEST_ROUND = timedelta(days=62)  # where no council meeting follows: a month and the summer or Christmas break
_MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")


def month_of(text: str) -> date | None:
    """The first day of a month written as 2023-05; None when it is not written so."""
    found = _MONTH.fullmatch(text)
    return date(int(found[1]), int(found[2]), 1) if found else None


def round_of(month: date, meetings: Iterable[MeetingFacts]) -> tuple[date, date]:
    """First and last day of a month's round: its first management meeting, and the next council meeting after it.

    Without a management meeting it begins with the month. Meetings that are off neither begin nor end it.
    """
    held = sorted((one for one in meetings if not one.cancelled), key=lambda one: one.held_on)
    begins = next(
        (
            one.held_on
            for one in held
            if one.kind is BodyKind.MANAGEMENT and (one.held_on.year, one.held_on.month) == (month.year, month.month)
        ),
        month,
    )
    last = begins + LONGEST_ROUND
    ends = (one.held_on for one in held if one.kind is BodyKind.COUNCIL and begins <= one.held_on <= last)
    return begins, next(ends, last)
