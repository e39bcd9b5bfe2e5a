"""What comes in to the API about goals, their actions, what measures them, and measurements."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from desk.web.api.asked import Day, In, Name, Version
from domain.model import ActionState, Better

_SAID = r"^[^\x00]*[^\x00\s][^\x00]*$"  # PostgreSQL holds every letter but the first one that is left out
_Number = Annotated[float, Field(allow_inf_nan=False, ge=-1e12, le=1e12)]
_Why = Annotated[str, Field(min_length=1, max_length=500, pattern=_SAID, description="Why; kept in the journal.")]


class GoalIn(In):
    """A goal of a plan. ``every_months`` from ``first_on`` on; null: with each round of ``obligation``."""

    plan: Annotated[str, Field(min_length=1, max_length=160, pattern=_SAID)]
    area: Annotated[str, Field(max_length=160, pattern=r"^[^\x00]*$")] = ""
    text: Annotated[str, Field(min_length=1, max_length=600, pattern=_SAID)]
    owner_post: Name
    body: Name
    first_on: Day
    every_months: Annotated[int | None, Field(ge=1, le=120)] = None
    obligation: Annotated[str | None, Field(min_length=1, max_length=60, pattern=_SAID)] = None


class ChangeGoal(GoalIn):
    """The goal as it is to be, in all of it."""

    version: Version = None


class ActionIn(In):
    """What is to be done to reach a goal; without a post of its own the goal's answers for it."""

    text: Annotated[str, Field(min_length=1, max_length=600, pattern=_SAID)]
    owner_post: Name | None = None
    due_on: Day | None = None


class ChangeAction(ActionIn):
    """The action as it is to be, in all of it."""

    version: Version = None


class ProgressIn(In):
    """How far an action is, and what came of it."""

    state: ActionState
    text: Annotated[str, Field(min_length=1, max_length=1000, pattern=_SAID)]
    version: Version = None


class IndicatorIn(In):
    """What an action is measured by; no measurement is outside ``lowest`` and ``highest``."""

    name: Annotated[str, Field(min_length=1, max_length=200, pattern=_SAID)]
    unit: Annotated[str, Field(min_length=1, max_length=30, pattern=_SAID)]
    better: Better
    lowest: _Number | None = None
    highest: _Number | None = None


class ChangeIndicator(IndicatorIn):
    """The indicator as it is to be, in all of it."""

    version: Version = None


class End(In):
    """Why not any more."""

    reason: _Why
    version: Version = None


class MeasurementIn(In):
    """A measurement. ``is_year``: of the whole year, whose last day is ``measured_on``; else of the day."""

    measured_on: Day
    value: _Number
    average: _Number | None = None
    is_year: bool = False
    source: Annotated[str, Field(max_length=300, pattern=r"^[^\x00]*$")] = ""


class MeasurementsIn(In):
    """Measurements of one indicator, all or nothing. One of a day that is measured already replaces it."""

    measurements: Annotated[list[MeasurementIn], Field(min_length=1, max_length=1000)]


class Strike(In):
    """Which measurement should never have been there, and why."""

    measured_on: Day
    reason: _Why
