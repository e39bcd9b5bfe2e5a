"""Dagsorden og referat: what staff decide about a meeting's items, beside what the cases themselves say."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import JSON
from sqlmodel import Field

from domain.model.columns import Moment, Row, choice


class Readiness(StrEnum):
    """How far an item is on its way to the agenda."""

    NOT_READY = "not_ready"
    READY = "ready"  # the secretariat has nothing to ask for
    APPROVED = "approved"  # the chair has gone through it


class Remark(StrEnum):
    """What the minutes say beside the decision."""

    ABSENT = "absent"  # fraværende, med afbud eller uden
    CAME_LATER = "came_later"
    LEFT_EARLIER = "left_earlier"
    DISQUALIFIED = "disqualified"  # inhabil, kommunestyrelsesloven § 14
    DISSENT = "dissent"  # afvigende mening, kommunestyrelsesloven § 13
    RESERVATION = "reservation"  # forbehold
    STATEMENT = "statement"  # protokoltilførsel


class Agenda(Row, table=True):
    """The agenda of one meeting. A meeting without a row has an open agenda, not published, without minutes."""

    __tablename__ = "agenda"

    meeting_id: str = Field(primary_key=True, foreign_key="meeting.id")
    locked_at: datetime | None = Field(default=None, sa_type=Moment)  # by staff, or when it was sent out
    locked_by: str = Field(default="", max_length=120)
    published_at: datetime | None = Field(default=None, sa_type=Moment)
    minutes_approved_at: datetime | None = Field(default=None, sa_type=Moment)
    minutes_approved_by: str = Field(default="", max_length=120)
    minutes_signed_on: date | None = None  # the day the members' signatures are of; only of approved minutes
    version: int = Field(default=1, ge=1)


class AgendaItem(Row, table=True):
    """A stop on one meeting's agenda: a stop that is moved to another meeting begins anew there.

    ``place`` is where staff have put it, None: after those, by its case's number. ``number`` is given when the
    agenda is locked; a stop on a locked agenda without one came later and stands on the tillægsdagsorden.
    """

    __tablename__ = "agenda_item"

    meeting_id: str = Field(primary_key=True, foreign_key="meeting.id")
    stop_id: str = Field(primary_key=True, foreign_key="stop.id")
    place: int | None = Field(default=None, ge=1)
    number: int | None = Field(default=None, ge=1)
    is_supplement: bool = False  # its number was given on a tillægsdagsorden
    readiness: Readiness = Field(default=Readiness.NOT_READY, sa_type=choice(Readiness))
    readiness_at: datetime | None = Field(default=None, sa_type=Moment)
    readiness_by: str = Field(default="", max_length=120)
    case_version: int | None = Field(default=None, ge=1)  # of the case that was found ready or approved


class MinutesRemark(Row, table=True):
    """One remark in the minutes: about a member, at one item or (``stop_id`` None) at the whole meeting."""

    __tablename__ = "minutes_remark"

    id: str = Field(primary_key=True)
    meeting_id: str = Field(foreign_key="meeting.id", index=True)
    stop_id: str | None = Field(default=None, foreign_key="stop.id")
    kind: Remark = Field(sa_type=choice(Remark))
    who: str = Field(min_length=1, max_length=120)  # as the minutes name them: members are not in the profile
    text: str = Field(default="", max_length=4000)
    noted_at: datetime = Field(sa_type=Moment)
    noted_by: str = Field(max_length=120)
    struck_at: datetime | None = Field(default=None, sa_type=Moment)  # taken out again; never deleted


class Draft(Row, table=True):
    """What somebody is typing about an item and has not recorded yet. Never shown as a decision."""

    __tablename__ = "draft"

    id: str = Field(primary_key=True)
    stop_id: str = Field(foreign_key="stop.id", index=True)
    author: str = Field(max_length=120)
    typed: dict[str, str] = Field(default_factory=dict, sa_type=JSON)  # field of the form -> as typed
    saved_at: datetime = Field(sa_type=Moment)
    version: int = Field(default=1, ge=1)
