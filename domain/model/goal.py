"""Mål, handling, indikator, måling: what a plan promises to reach, what is done for it, and how far it has come."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlmodel import Field

from domain.model.columns import Moment, Row, choice, index_where


class ActionState(StrEnum):
    """How far an action is."""

    AGREED = "agreed"  # nobody has begun
    UNDER_WAY = "under_way"
    DONE = "done"
    DROPPED = "dropped"


class Better(StrEnum):
    """Which way is good."""

    HIGHER = "higher"
    LOWER = "lower"


class Goal(Row, table=True):
    """A goal of a plan: who answers for it, which body hears about it, and how often it is followed up.

    ``every_months`` from ``first_on``; None: each round of ``obligation`` that is due from ``first_on`` on.
    """

    __tablename__ = "goal"
    __table_args__ = (
        CheckConstraint("every_months IS NOT NULL OR obligation IS NOT NULL", name="goal_has_rhythm"),
        CheckConstraint("every_months IS NULL OR every_months > 0", name="goal_rhythm_moves"),
        index_where("goal_in_force", "body_key", rows="ended_on IS NULL"),
    )

    id: str = Field(primary_key=True)
    plan: str = Field(min_length=1, max_length=160, index=True)
    area: str = Field(default="", max_length=160)  # indsatsområde
    text: str = Field(min_length=1, max_length=600)
    owner_post: str = Field(foreign_key="post.key", index=True)
    body_key: str = Field(foreign_key="body.key")
    obligation: str | None = Field(default=None, max_length=60, index=True)  # the duty whose plan it belongs to
    every_months: int | None = Field(default=None, ge=1, le=120)
    first_on: date
    ended_on: date | None = None
    ended_because: str = Field(default="", max_length=500)
    version: int = Field(default=1, ge=1)


class Action(Row, table=True):
    """What is done to reach a goal. Without an own owner the goal's answers for it."""

    __tablename__ = "action"
    __table_args__ = (index_where("action_live", "goal_id", rows="state IN ('agreed', 'under_way')"),)

    id: str = Field(primary_key=True)
    goal_id: str = Field(foreign_key="goal.id", index=True)
    text: str = Field(min_length=1, max_length=600)
    owner_post: str | None = Field(default=None, foreign_key="post.key")
    agreed_on: date  # it is followed up from then on
    due_on: date | None = None
    state: ActionState = Field(default=ActionState.AGREED, sa_type=choice(ActionState))
    noted_on: date | None = None  # when somebody last said how far it is
    asked: str | None = Field(default=None, foreign_key="follow_up.id", ondelete="SET NULL", index=True)  # for news
    version: int = Field(default=1, ge=1)


class Progress(Row, table=True):
    """What somebody said of an action: how far it is, and what came of it or why it was dropped."""

    __tablename__ = "progress"

    id: str = Field(primary_key=True)
    action_id: str = Field(foreign_key="action.id", index=True)
    state: ActionState = Field(sa_type=choice(ActionState))
    text: str = Field(min_length=1, max_length=1000)
    noted_at: datetime = Field(sa_type=Moment)
    noted_by: str = Field(max_length=120)


class Indicator(Row, table=True):
    """What an action is measured by: its unit, the values there can be, and which way is good."""

    __tablename__ = "indicator"
    __table_args__ = (
        CheckConstraint("lowest IS NULL OR highest IS NULL OR lowest < highest", name="indicator_range"),
        index_where("indicator_in_use", "name", rows="ended_on IS NULL"),
    )

    id: str = Field(primary_key=True)
    action_id: str = Field(foreign_key="action.id", index=True)
    name: str = Field(min_length=1, max_length=200)
    unit: str = Field(min_length=1, max_length=30)
    better: Better = Field(sa_type=choice(Better))
    lowest: float | None = None
    highest: float | None = None
    ended_on: date | None = None
    version: int = Field(default=1, ge=1)


class Measurement(Row, table=True):
    """One measurement, of a day or of a whole year's round, with the country's average where there is one.

    A year's is of 31 December, so that one day has one measurement.
    """

    __tablename__ = "measurement"
    __table_args__ = (UniqueConstraint("indicator_id", "measured_on"),)

    id: str = Field(primary_key=True)
    indicator_id: str = Field(foreign_key="indicator.id")
    measured_on: date
    is_year: bool = False
    value: float
    average: float | None = None
    source: str = Field(default="", max_length=300)
