"""What a person has chosen of their own mails: kinds they do without, and the hour of the digest."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Field

from domain.model.columns import Moment, Row, choice
from domain.model.mail import NoticeKind


class MailOff(Row, table=True):
    """A person does without a kind of notice, since a moment. No row: they get it."""

    __tablename__ = "mail_off"

    person_key: str = Field(primary_key=True, foreign_key="person.key")
    kind: NoticeKind = Field(primary_key=True, sa_type=choice(NoticeKind))
    off_since: datetime = Field(sa_type=Moment)


class DigestHour(Row, table=True):
    """The hour, Danish time, at which a person's digest goes. No row: 8."""

    __tablename__ = "digest_hour"

    person_key: str = Field(primary_key=True, foreign_key="person.key")
    hour: int = Field(ge=0, le=23)
