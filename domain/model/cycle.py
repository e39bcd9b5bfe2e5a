"""Cyklus: one round of a duty that comes again, from the day its case is opened to the day it is handed in."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import JSON, Index
from sqlmodel import Field

from domain.model.columns import Moment, Row, choice


class CycleState(StrEnum):
    """How far a round has come. A round without a row has not been touched yet."""

    AWAITED = "awaited"  # no case yet; known because its day was moved
    OPENED = "opened"
    APPROVED = "approved"
    SUBMITTED = "submitted"  # handed in to whoever asks for it
    NOT_DONE = "not_done"  # it is not to be done, and somebody has said why


class CycleRisk(StrEnum):
    """What threatens a round that is not approved."""

    LAST_MEETING = "last_meeting"  # it stands on the last meeting that still reaches the day
    TOO_LATE = "too_late"  # no row of meetings reaches it


class Cycle(Row, table=True):
    """A round: its case, its last day as it stands now, and what threatens it. One row a duty and year, ever."""

    __tablename__ = "cycle"
    __table_args__ = (
        Index("cycle_by_round", "obligation", "year", unique=True),
        Index("cycle_by_state", "state", "due_on"),
    )

    id: str = Field(primary_key=True)
    obligation: str = Field(min_length=1, max_length=60)
    year: int = Field(ge=1900, le=2200)
    state: CycleState = Field(default=CycleState.AWAITED, sa_type=choice(CycleState))
    case_id: str | None = Field(default=None, foreign_key="case.id", unique=True)
    due_on: date
    moved_because: str = Field(default="", max_length=300)  # somebody moved the day: the minister, the ministry
    moved_source: str = Field(default="", max_length=300)
    not_done_because: str = Field(default="", max_length=500)
    published_on: date | None = None  # what the round waits for came out: Danmarkskortets tal
    published_source: str | None = Field(default=None, max_length=300)
    theme: str = Field(default="", max_length=200)
    risk: CycleRisk | None = Field(default=None, sa_type=choice(CycleRisk))
    risk_body: str | None = Field(default=None, max_length=40)  # whose meeting is the last that still saves it
    risk_on: date | None = None  # and when that is
    opened_at: datetime | None = Field(default=None, sa_type=Moment)
    approved_on: date | None = None
    submitted_on: date | None = None
    version: int = Field(default=1, ge=1)


class AgreedWheel(Row, table=True):
    """A year as somebody has agreed to it: every day of its wheel as it stood, so that later changes show."""

    __tablename__ = "agreed_wheel"

    year: int = Field(primary_key=True, ge=1900, le=2200)
    agreed_at: datetime = Field(sa_type=Moment)
    agreed_by: str = Field(max_length=120)
    entries: dict[str, str] = Field(default_factory=dict, sa_type=JSON)  # what it is, and its day or how often
    version: int = Field(default=1, ge=1)
