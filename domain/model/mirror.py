"""The meetings in Outlook: which event of which mailbox mirrors which meeting, and what was done to it by hand."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlmodel import Field

from domain.model.columns import Moment, Row, choice


class ChangeInOutlook(StrEnum):
    """What was done by hand to an event that mirrors a meeting."""

    MOVED = "moved"
    REMOVED = "removed"


class MirroredMeeting(Row, table=True):
    """A meeting's event in the body's shared mailbox, with what was last written to it.

    A change made there by hand is kept beside it as a proposal. A person accepts it or refuses it; nothing else
    ever moves the meeting.
    """

    __tablename__ = "mirrored_meeting"

    meeting_id: str = Field(primary_key=True, foreign_key="meeting.id")
    mailbox: str = Field(default="", max_length=254)  # empty: it is mirrored nowhere now
    event_id: str = Field(default="", index=True, max_length=500)
    etag: str = Field(default="", max_length=200)  # what a change must name, so that it overwrites nothing unseen
    generation: int = Field(default=0, ge=0)  # events it has had before; part of the next one's transactionId
    title: str = Field(max_length=300)
    starts_at: datetime = Field(sa_type=Moment)
    ends_at: datetime = Field(sa_type=Moment)
    place: str = Field(default="", max_length=200)
    mirrored_at: datetime = Field(sa_type=Moment)
    change: ChangeInOutlook | None = Field(default=None, sa_type=choice(ChangeInOutlook))
    proposed_starts_at: datetime | None = Field(default=None, sa_type=Moment)
    proposed_ends_at: datetime | None = Field(default=None, sa_type=Moment)
    proposed_place: str = Field(default="", max_length=200)
    noticed_at: datetime | None = Field(default=None, sa_type=Moment)


class MirroredCalendar(Row, table=True):
    """How far the calendar of a body's shared mailbox has been read back."""

    __tablename__ = "mirrored_calendar"

    body_key: str = Field(primary_key=True, foreign_key="body.key")
    mailbox: str = Field(max_length=254)
    delta_link: str = Field(max_length=4000)  # where the next reading goes on
    read_from: date  # the first day of the window that the link stands for
