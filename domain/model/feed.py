"""Kalenderabonnement: who may subscribe to what, and the events of all feeds as bytes."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Index
from sqlmodel import Field

from domain.model.columns import Moment, Row, choice


class FeedKind(StrEnum):
    """What a feed is about; its ``subject`` says which."""

    ALL = "all"  # every body; subject is empty
    BODY = "body"  # subject = body key
    PERSON = "person"  # the posts a person holds, and what they have promised; subject = person key
    POST = "post"  # subject = post key
    CASE = "case"  # subject = case id
    ROUND = "round"  # politisk rul; subject = its month, "2023-05"
    WHEEL = "wheel"  # the last days of the duties that come again; subject is empty


class Feed(Row, table=True):
    """One subscription. The secret of its address is kept only as a SHA-256; ``version`` rises with every change."""

    __tablename__ = "feed"

    id: str = Field(primary_key=True)
    token_hash: str = Field(unique=True, min_length=64, max_length=64)
    kind: FeedKind = Field(sa_type=choice(FeedKind))
    subject: str = Field(default="", max_length=80)
    owner_person: str = Field(foreign_key="person.key", index=True)
    created_at: datetime = Field(sa_type=Moment)
    expires_at: datetime = Field(sa_type=Moment)
    revoked_at: datetime | None = Field(default=None, sa_type=Moment)
    version: int = Field(default=1, ge=1)


class FragmentKind(StrEnum):
    """What an event is made of."""

    MEETING = "meeting"
    DEADLINE = "deadline"  # of a meeting
    FOLLOW_UP = "follow_up"
    DUTY = "duty"  # the last day of one round of a duty


class Fragment(Row, table=True):
    """One VEVENT as bytes, made when its noun changes and joined into feeds. Its UID is ``id@sagsgang``."""

    __tablename__ = "fragment"
    __table_args__ = (Index("fragment_by_start", "starts_at", "id"),)

    id: str = Field(primary_key=True)  # of the meeting, the deadline, the follow-up or the round
    kind: FragmentKind = Field(sa_type=choice(FragmentKind))
    meeting_id: str | None = Field(default=None, foreign_key="meeting.id", index=True)
    body_key: str | None = Field(default=None, foreign_key="body.key")
    detail: str = Field(default="", max_length=40)  # the kind of a deadline, or which duty
    starts_at: datetime = Field(sa_type=Moment)  # of a whole day: its first moment in Denmark
    is_cancelled: bool = False
    sequence: int = Field(default=0, ge=0)
    sequence_of: str = Field(max_length=64)  # SHA-256 of time, place, status and title: what SEQUENCE counts
    source_version: int = Field(default=0, ge=0)  # of the meeting it was made from
    changed_at: datetime = Field(sa_type=Moment)
    sha256: str = Field(min_length=64, max_length=64)
    content: bytes


class FragmentCase(Row, table=True):
    """A case that is named in a fragment, so that the fragment follows when the case changes or leaves."""

    __tablename__ = "fragment_case"

    case_id: str = Field(primary_key=True, foreign_key="case.id")
    fragment_id: str = Field(primary_key=True, foreign_key="fragment.id", index=True)


class FeedState(Row, table=True):
    """How far the fragments have followed the journal. One row; what a request for a feed looks at first."""

    __tablename__ = "feed_state"

    id: int = Field(default=1, primary_key=True)
    seq: int = Field(ge=0)  # the last line of the journal that was looked at
    changed_seq: int = Field(ge=0)  # the last one that may have changed a feed
    changed_at: datetime = Field(sa_type=Moment)  # when that was
    format: int = Field(ge=0)  # of the bytes; another one than the program's: all are made again
