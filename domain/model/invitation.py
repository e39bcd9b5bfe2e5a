"""What comes back: answers to invitations, addresses that do not work, and the mails it was read from."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from domain.model.columns import Moment, Row, choice


class Answer(StrEnum):
    """What somebody answered to an invitation."""

    ACCEPTED = "accepted"
    DECLINED = "declined"
    TENTATIVE = "tentative"


class IncomingKind(StrEnum):
    """What a mail in the mailbox turned out to be."""

    REPLY = "reply"
    BOUNCE = "bounce"
    OTHER = "other"  # somebody wrote to the secretariat; none of ours to read


class Attendance(Row, table=True):
    """The newest answer of one person about one meeting."""

    __tablename__ = "attendance"
    __table_args__ = (UniqueConstraint("meeting_id", "person_key"),)

    id: str = Field(primary_key=True)
    meeting_id: str = Field(foreign_key="meeting.id", index=True)
    person_key: str = Field(foreign_key="person.key")
    answer: Answer = Field(sa_type=choice(Answer))
    sequence: int = Field(ge=0)  # of the invitation that was answered
    answered_at: datetime = Field(sa_type=Moment)
    comment: str = Field(default="", max_length=500)


class FailingAddress(Row, table=True):
    """A person's address that a mail server has called wrong for good; nothing is sent to it until it is cleared."""

    __tablename__ = "failing_address"

    person_key: str = Field(primary_key=True, foreign_key="person.key")
    address: str = Field(max_length=254)
    since: datetime = Field(sa_type=Moment)
    status: str = Field(max_length=20)  # RFC 3463, "5.1.1"
    said: str = Field(default="", max_length=500)


class IncomingMail(Row, table=True):
    """A mail that has been read, so that it is read once. Nothing of its text is kept."""

    __tablename__ = "incoming_mail"

    id: str = Field(primary_key=True)  # made from its Message-ID
    kind: IncomingKind = Field(sa_type=choice(IncomingKind))
    read_at: datetime = Field(sa_type=Moment)
