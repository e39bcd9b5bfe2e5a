"""Deadlines that belong to a meeting, each counted out day by day.

A deadline carries the latest day the rule allows and the day it must be done in practice,
because the town hall is closed on some of the days the law counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from calendars.danish_dates import day_and_month, full_date
from calendars.days import Cause, Count, DayKind, DayTable
from calendars.deadline_rules import DEFAULT_RULES, LAW_RULES, Basis, DeadlineKind, DeadlineRule

__all__ = [
    "DEFAULT_RULES",
    "LAW_RULES",
    "Basis",
    "Deadline",
    "DeadlineKind",
    "DeadlineRule",
    "binding",
    "deadlines_for",
]


@dataclass(frozen=True, slots=True)
class Deadline:
    """One rule applied to one meeting.

    ``legal_on`` is the latest day the rule allows, ``practical_on`` the day to work to, and
    ``explanation`` the counted days, one Danish line each.
    """

    kind: DeadlineKind
    rule: DeadlineRule
    legal_on: date
    practical_on: date
    explanation: tuple[str, ...]


_UNITS = {
    DayKind.HVERDAG: ("hverdag", "hverdage"),
    DayKind.ARBEJDSDAG: ("arbejdsdag", "arbejdsdage"),
    DayKind.KALENDERDAG: ("dag", "dage"),
}

_TASKS = {
    DeadlineKind.SUBMISSION: "aflevering af sager",
    DeadlineKind.CHAIR_REVIEW: "gennemgang med formanden",
    DeadlineKind.DISPATCH: "udsendelse",
    DeadlineKind.PUBLICATION: "offentliggørelse",
    DeadlineKind.MINUTES: "referatet",
}


def deadlines_for(
    meeting_on: date,
    *,
    body: str,
    body_kind: str,
    rules: Sequence[DeadlineRule],
    days: DayTable,
) -> tuple[Deadline, ...]:
    """Every deadline the rules give a meeting of this body, in the order of the rules.

    Several rules of one kind may apply (law and house); all are returned, ``binding`` picks the one to
    keep. Raises DayOutOfRangeError when the meeting is outside the years of the table.
    """
    return tuple(
        _apply(rule, meeting_on, days)
        for rule in rules
        if rule.is_for(body, body_kind) and rule.is_valid_on(meeting_on)
    )


def binding(deadlines: Iterable[Deadline], kind: DeadlineKind) -> Deadline | None:
    """The strictest deadline of a kind, which is the earliest, also where it counts forward; None if none."""
    of_kind = [deadline for deadline in deadlines if deadline.kind is kind]
    return min(of_kind, key=lambda deadline: (deadline.legal_on, deadline.practical_on), default=None)


def _apply(rule: DeadlineRule, meeting_on: date, days: DayTable) -> Deadline:
    if rule.after:
        # The dispute over "4 hverdage inden" is about notice given beforehand. What is due afterwards
        # is due on the nth day: the earlier of the two readings, hence the safe one.
        legal_on = days.after(meeting_on, rule.days, rule.unit, Count.NTH_DAY)
    else:
        legal_on = days.before(meeting_on, rule.days, rule.unit)
    practical_on = _practical(rule, meeting_on, legal_on, days)
    lines = _explain(rule, meeting_on, legal_on, practical_on, days)
    return Deadline(rule.kind, rule, legal_on, practical_on, tuple(lines))


def _practical(rule: DeadlineRule, meeting_on: date, legal_on: date, days: DayTable) -> date:
    """The last arbejdsdag on or before the limit.

    A deadline after the meeting cannot be met before it, nor may it slide past its limit: when no
    arbejdsdag lies between (a Friday meeting's minutes within one calendar day, say), the meeting's own
    day is taken if it is an arbejdsdag, and else the limit itself stands.
    """
    found = days.last_arbejdsdag_on_or_before(legal_on)
    return legal_on if rule.after and found < meeting_on else found


def _explain(rule: DeadlineRule, meeting_on: date, legal_on: date, practical_on: date, days: DayTable) -> list[str]:
    lines = [f"{full_date(meeting_on)}: mødedagen, tælles ikke med"]
    step = timedelta(days=1 if rule.after else -1)
    one, many = _UNITS[rule.unit]
    counted, day = 0, meeting_on
    while counted < rule.days:
        day += step
        reason = days.reason(day, rule.unit)
        if reason is None:
            counted += 1
            half = " (halv dag)" if day in days.local.half else ""
            lines.append(f"{_short(day, meeting_on)}: {counted}. {one}{half}")
        else:
            lines.append(f"{_short(day, meeting_on)}: tælles ikke ({reason.name})")
    task = _TASKS[rule.kind]
    between = f", {rule.days} hele {many if rule.days != 1 else one} ligger imellem" if day != legal_on else ""
    lines.append(f"{full_date(legal_on)}: seneste dag for {task}{between}")
    if practical_on != legal_on:
        reason = days.reason(legal_on, DayKind.ARBEJDSDAG)
        named = reason is not None and reason.cause in {Cause.HOLIDAY, Cause.SPECIAL_DAY, Cause.CLOSING_DAY}
        why = f" ({reason.name})" if reason is not None and named else ""
        lines.append(
            f"{full_date(practical_on)}: praktisk frist, for {_short(legal_on, meeting_on)} er ingen arbejdsdag{why}"
        )
    return lines


def _short(day: date, meeting_on: date) -> str:
    return day_and_month(day) if day.year == meeting_on.year else full_date(day)
