"""What the rules of retention would erase: today, and within the next month. Reads only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from sqlmodel import Session

from domain.rules.retention import Kept, RetentionRule, in_force
from domain.store.queries import current_profile, has_profile
from domain.store.retention import count_left_but_named, count_reached

MONTH = timedelta(days=31)


@dataclass(frozen=True, slots=True)
class Planned:
    """One rule, how many rows go today and how many within a month (those of today among them)."""

    rule: RetentionRule
    today: int
    in_a_month: int


@dataclass(frozen=True, slots=True)
class Plan:
    """Every rule; so many people have left long ago and would go, were they not still named in the profile."""

    rows: tuple[Planned, ...]
    left_but_named: int


def plan(session: Session, today: date) -> Plan:
    """What would be erased. Reads only."""
    rules = in_force(current_profile(session).retention if has_profile(session) else ())
    rows = tuple(
        Planned(rule, count_reached(session, rule, today), count_reached(session, rule, today + MONTH))
        for rule in rules
    )
    people = next(rule for rule in rules if rule.kept is Kept.PEOPLE)
    return Plan(rows, count_left_but_named(session, people, today))
