"""When the clock last went round, so that a page can say whether it still does. One row for each kind of round."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Field

from domain.model.columns import Moment, Row


class Heartbeat(Row, table=True):
    """The last round of one kind: when, and what went wrong in it (class and place, never words)."""

    __tablename__ = "heartbeat"

    ring: str = Field(primary_key=True, max_length=40)  # flows/schedule.py: sweep, reconcile
    at: datetime = Field(sa_type=Moment)
    error: str = Field(default="", max_length=300)
