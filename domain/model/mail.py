"""The outbox: what a person is to be told, and the mail that tells it, each exactly once."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import Index
from sqlmodel import Field

from domain.model.columns import Moment, Row, choice


class NoticeKind(StrEnum):
    """What a line in a mail is about."""

    DEADLINE = "deadline"  # a meeting's deadline draws near
    FOLLOW_UP = "follow_up"  # a promise: before, on the day
    CHASE = "chase"  # a promise overdue
    ESCALATION = "escalation"  # a promise still overdue: the owner's chief
    DECIDED = "decided"  # an outcome was recorded
    PLANNED = "planned"  # stops were placed
    MOVED = "moved"  # a stop's meeting changed: re-planned, postponed, sent back
    CANCELLED = "cancelled"  # a meeting was cancelled
    STUCK = "stuck"  # no plan exists
    BLOCKED = "blocked"  # something stands in the way of the agenda
    ASK_DECISION = "ask_decision"  # the meeting has been held: record the decision
    PROPOSED = "proposed"  # a follow-up was found and waits for confirmation
    INVITATION = "invitation"  # a meeting to be at: called, changed, called off
    DECLINED = "declined"  # the chair has said no to a meeting
    ROUND_OPENED = "round_opened"  # a duty comes again: its round has a case
    ROUND_AT_RISK = "round_at_risk"  # a round may miss its day
    ACCESS = "access"  # one's own way in has changed: the password, the app, the rights


class AccessChange(StrEnum):
    """What of somebody's own access a notice of ``ACCESS`` tells: in its detail, beside the moment."""

    PASSWORD = "password"  # noqa: S105 - the name of what was changed
    FACTOR_ON = "factor_on"
    FACTOR_OFF = "factor_off"
    FACTOR_RESET = "factor_reset"
    RECOVERY_CODE = "recovery_code"
    ADDRESS = "address"
    RIGHTS = "rights"


class MailKind(StrEnum):
    """One digest a person a day; single mails only for what cannot wait; an invitation is one meeting."""

    DIGEST = "digest"
    SINGLE = "single"
    INVITATION = "invitation"


class MailState(StrEnum):
    """Where a mail is on its way."""

    QUEUED = "queued"
    SENDING = "sending"  # leased by a sender
    SENT = "sent"
    SKIPPED = "skipped"  # its facts no longer hold; ``last_error`` says why
    DEAD = "dead"  # given up; shown to staff


class Mail(Row, table=True):
    """A mail to one person. Text is made from fresh facts at sending; key and Message-ID never change."""

    __tablename__ = "mail"
    __table_args__ = (Index("mail_to_send", "state", "next_try_at"), Index("mail_by_moment", "sent_at"))

    id: str = Field(primary_key=True)
    key: str = Field(unique=True, max_length=200)  # kind|person|occasion
    kind: MailKind = Field(sa_type=choice(MailKind))
    person_key: str = Field(foreign_key="person.key", index=True)
    occasion: str = Field(max_length=120)  # the date of a digest, the event of another
    message_id: str = Field(unique=True, max_length=200)
    state: MailState = Field(default=MailState.QUEUED, sa_type=choice(MailState))
    attempts: int = Field(default=0, ge=0)
    next_try_at: datetime = Field(sa_type=Moment)
    lease_until: datetime | None = Field(default=None, sa_type=Moment)
    last_error: str = Field(default="", max_length=500)
    subject: str = Field(default="", max_length=300)  # as sent
    queued_at: datetime = Field(sa_type=Moment)
    sent_at: datetime | None = Field(default=None, sa_type=Moment)


class Notice(Row, table=True):
    """One thing one person is to be told; a line of a mail. Raised once: ``key`` is unique."""

    __tablename__ = "notice"

    id: str = Field(primary_key=True)
    key: str = Field(unique=True, max_length=240)
    kind: NoticeKind = Field(sa_type=choice(NoticeKind))
    mail_id: str = Field(foreign_key="mail.id", index=True)
    person_key: str = Field(foreign_key="person.key", index=True)
    because: str = Field(default="", max_length=200)  # why this person: "formand for Direktionen"
    case_id: str | None = Field(default=None, foreign_key="case.id", index=True)
    stop_id: str | None = Field(default=None, foreign_key="stop.id")
    meeting_id: str | None = Field(default=None, foreign_key="meeting.id", index=True)
    follow_up_id: str | None = Field(default=None, foreign_key="follow_up.id", index=True)
    deadline_kind: str | None = Field(default=None, max_length=40)
    due_on: date | None = None  # the deadline it warns of, as it was when raised
    detail: str = Field(default="", max_length=1000)  # facts for the sentence, as JSON
    raised_at: datetime = Field(sa_type=Moment)
