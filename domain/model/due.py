"""The queue of what is to happen: the only schedule that persists. It holds open things only."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Index
from sqlmodel import Field

from domain.model.columns import Moment, Row, choice


class DueKind(StrEnum):
    """What a row of the queue asks for."""

    JOURNEY = "journey"  # look at this case; subject = case id
    DISPATCH = "dispatch"  # the agenda goes out; subject = meeting id
    HELD = "held"  # the meeting is over; subject = meeting id
    REMINDER = "reminder"  # a ladder step of a meeting's deadline; subject = meeting id
    FOLLOW_UP = "follow_up"  # a ladder step of a follow-up; subject = follow-up id


class Due(Row, table=True):
    """One thing to do at ``due_at``. Clustered on the moment, so a sweep reads what is due and no more."""

    __tablename__ = "due"
    __table_args__ = (
        Index("due_by_subject", "kind", "subject"),
        {"sqlite_with_rowid": False},
    )

    due_at: datetime = Field(primary_key=True, sa_type=Moment)
    key: str = Field(primary_key=True, max_length=200, unique=True)
    kind: DueKind = Field(sa_type=choice(DueKind))
    subject: str = Field(max_length=80)
    detail: str = Field(default="", max_length=200)  # deadline kind and ladder step: "dispatch:2"
    lease_until: datetime | None = Field(default=None, sa_type=Moment)
