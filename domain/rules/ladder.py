"""The reminder ladder: how many days before, on or after a deadline who is told. Rows, and days counted on rows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from calendars.days import DayTable

FOLLOW_UP = "follow_up"


class To(StrEnum):
    """Whom a step goes to; the verbs resolve it to a post and then a person."""

    CASE_OWNER = "case_owner"
    CHAIR = "chair"
    SECRETARY = "secretary"
    OWNER = "owner"  # of the follow-up
    CHIEF = "chief"  # of the follow-up's owner


@dataclass(frozen=True, slots=True)
class LadderStep:
    """One rung: ``deadline`` is a deadline kind or "follow_up"; ``days`` are calendar days, negative before it."""

    deadline: str
    days: int
    to: To


LADDER: tuple[LadderStep, ...] = (
    LadderStep("submission", -7, To.CASE_OWNER),
    LadderStep("submission", -2, To.CASE_OWNER),
    LadderStep("chair_review", -1, To.CHAIR),
    LadderStep("dispatch", -2, To.SECRETARY),
    LadderStep("dispatch", 0, To.SECRETARY),
    LadderStep("publication", 0, To.SECRETARY),
    LadderStep("minutes", 0, To.SECRETARY),
    LadderStep(FOLLOW_UP, -5, To.OWNER),
    LadderStep(FOLLOW_UP, 0, To.OWNER),
    LadderStep(FOLLOW_UP, 3, To.OWNER),
    LadderStep(FOLLOW_UP, 7, To.CHIEF),
)


def steps_for(kind: str, ladder: Iterable[LadderStep] = LADDER) -> tuple[LadderStep, ...]:
    """The steps of one deadline kind (or "follow_up"), in the order of their days."""
    return tuple(sorted((step for step in ladder if step.deadline == kind), key=lambda step: step.days))


def step_on(step: LadderStep, deadline_on: date, days: DayTable) -> date:
    """The day the step is taken: an arbejdsdag, the one before where the step itself falls on a free day.

    Nobody reads a reminder on a Sunday, and one that comes after the deadline it warns of is worth nothing.
    """
    return days.last_arbejdsdag_on_or_before(deadline_on + timedelta(days=step.days))
