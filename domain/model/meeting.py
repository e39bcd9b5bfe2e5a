"""Møde, and the deadlines that belong to it."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import JSON, Index, UniqueConstraint
from sqlmodel import Field

from domain.model.columns import Moment, Row, choice


class MeetingStatus(StrEnum):
    """What kind of meeting, or that it is off."""

    ORDINARY = "ordinary"
    EXTRAORDINARY = "extraordinary"
    CONSTITUENT = "constituent"
    CANCELLED = "cancelled"


class Meeting(Row, table=True):
    """One meeting of one body. The UID never changes; SEQUENCE rises on time, place, status or title."""

    __tablename__ = "meeting"
    __table_args__ = (Index("meeting_by_body_and_day", "body_key", "held_on"),)

    id: str = Field(primary_key=True)
    body_key: str = Field(foreign_key="body.key")
    held_on: date = Field(index=True)  # Danish local date of starts_at
    starts_at: datetime = Field(sa_type=Moment)
    ends_at: datetime = Field(sa_type=Moment)
    place: str = Field(default="", max_length=200)
    status: MeetingStatus = Field(default=MeetingStatus.ORDINARY, sa_type=choice(MeetingStatus))
    remark: str = Field(default="", max_length=500)
    sequence: int = Field(default=0, ge=0)
    version: int = Field(default=1, ge=1)
    changed_at: datetime = Field(sa_type=Moment)  # DTSTAMP and LAST-MODIFIED
    plan_uid: str | None = Field(default=None, index=True, max_length=500)  # its UID in somebody else's calendar
    plan_on: date | None = None  # the day it had there when it was last taken in


class MeetingDeadline(Row, table=True):
    """A deadline of a meeting, computed once; every case on the meeting inherits it by a join."""

    __tablename__ = "meeting_deadline"
    __table_args__ = (UniqueConstraint("meeting_id", "kind", "rule"), Index("deadline_by_day", "practical_on"))

    id: str = Field(primary_key=True)
    meeting_id: str = Field(foreign_key="meeting.id", index=True)
    kind: str = Field(max_length=40)  # calendars.deadlines.DeadlineKind
    rule: str = Field(max_length=60)
    legal_on: date
    practical_on: date
    explanation: list[str] = Field(default_factory=list, sa_type=JSON)
