"""Faste punkter: what stands on a body's agenda again and again, and on which of its meetings."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from domain.rules.goals import has_day_between


class Rhythm(StrEnum):
    """How often a standing item comes."""

    EVERY_MEETING = "every_meeting"
    FIRST_OF_ROUND = "first_of_round"  # the body's first meeting of a politisk rul
    MONTHLY = "monthly"  # the body's first meeting of a month
    YEARLY = "yearly"  # the body's first meeting from the first day of a month on
    WHEN_DUE = "when_due"  # the body's first meeting from a day on which one of its goals is followed up


class Report(StrEnum):
    """What the program writes in the item itself, from what it knows."""

    PROMISES = "promises"  # how promises are kept, and which are overdue
    GOALS = "goals"  # the body's goals: what is under way, what is due, what came of it


@dataclass(frozen=True, slots=True)
class StandingItem:
    """One item: whose, what, how often. ``month`` is the one of a yearly item; ``owner`` the post that brings it.

    It is put on the agenda ``days_before`` the meeting, with the text that is always the same or a report. It stands
    on meetings from ``valid_from`` up to, not including, ``valid_to``.
    """

    key: str
    body: str
    title: str
    rhythm: Rhythm
    source: str
    month: int | None = None
    owner: str | None = None
    days_before: int = 21
    text: str = ""
    recommendation: str = ""
    report: Report | None = None
    closed: bool = False
    valid_from: date | None = None
    valid_to: date | None = None

    def is_valid(self, day: date) -> bool:
        """Whether the item comes on ``day`` at all."""
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day < self.valid_to)


def is_due_at(
    item: StandingItem, held_on: date, own: Iterable[date], rounds: Iterable[date], goals: Sequence[date] = ()
) -> bool:
    """Whether the item stands on the body's ordinary meeting of ``held_on``.

    ``own`` are the days of the body's ordinary meetings, ``rounds`` the first days of the politiske rul, ``goals``
    the days on which the body's goals are followed up. A meeting before the first known round belongs to none.
    """
    if not item.is_valid(held_on):
        return False
    earlier = [day for day in own if day < held_on]
    match item.rhythm:
        case Rhythm.WHEN_DUE:
            return has_day_between(goals, max(earlier, default=date.min), held_on)
        case Rhythm.EVERY_MEETING:
            return True
        case Rhythm.MONTHLY:
            return not any((day.year, day.month) == (held_on.year, held_on.month) for day in earlier)
        case Rhythm.YEARLY:
            first = date(held_on.year, item.month or 1, 1)
            return held_on >= first and not any(day >= first for day in earlier)
        case Rhythm.FIRST_OF_ROUND:
            begun = max((day for day in rounds if day <= held_on), default=None)
            return begun is not None and not any(day >= begun for day in earlier)


def first_days(management: Iterable[date]) -> list[date]:
    """The first days of the politiske rul: each month's first meeting of the management."""
    first: dict[tuple[int, int], date] = {}
    for day in sorted(management):
        first.setdefault((day.year, day.month), day)
    return list(first.values())
