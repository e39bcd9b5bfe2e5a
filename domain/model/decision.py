"""Beslutning og udfald."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint
from sqlmodel import Field

from domain.model.columns import Moment, Row, choice


class Outcome(StrEnum):
    """What a body did with an item. What follows from each is a row in ``domain/rules/outcomes.py``."""

    APPROVED = "approved"
    RECOMMENDED = "recommended"
    NOTED = "noted"
    DISCUSSED = "discussed"
    POSTPONED = "postponed"
    RETURNED = "returned"
    REJECTED = "rejected"
    FORWARDED = "forwarded"
    WITHDRAWN = "withdrawn"
    STOPPED_23 = "stopped_23"  # standset efter § 23
    CHAIR_DECISION = "chair_decision"  # formandsbeslutning, § 22
    MAYOR_DECISION_31 = "mayor_decision_31"  # borgmesterbeslutning, § 31


class Decision(Row, table=True):
    """What was decided at a stop. One per stop: a stop treated again is a new stop (``round_no``)."""

    __tablename__ = "decision"

    id: str = Field(primary_key=True)
    stop_id: str = Field(foreign_key="stop.id", unique=True)
    outcome: Outcome = Field(sa_type=choice(Outcome))
    text: str = ""
    decided_on: date
    recorded_at: datetime = Field(sa_type=Moment)
    recorded_by: str = Field(max_length=120)
    return_to: str | None = Field(default=None, max_length=12)  # body key, for RETURNED and FORWARDED
    named_meeting: str | None = Field(default=None, foreign_key="meeting.id")  # "udsat til mødet den …"
    applied_at: datetime | None = Field(default=None, sa_type=Moment)  # when the journey took the effect


class PublicWording(Row, table=True):
    """What the public may read of a decision behind closed doors, or why that is nothing. No row: nobody has said."""

    __tablename__ = "public_wording"
    __table_args__ = (CheckConstraint("(text = '') <> (withheld_because = '')", name="public_wording_says_one"),)

    stop_id: str = Field(primary_key=True, foreign_key="stop.id")
    text: str = Field(default="", max_length=4000)
    withheld_because: str = Field(default="", max_length=500)  # the public reads it too
    said_at: datetime = Field(sa_type=Moment)
    said_by: str = Field(max_length=120)
