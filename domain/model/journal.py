"""Logpost: what happened, who did it, chained so that nothing can be changed or taken out unseen."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Text
from sqlmodel import Field

from domain.model.columns import Moment, Row, index_where


class Entry(Row, table=True):
    """One line of the journal. ``hash`` covers every field and the hash of the line before."""

    __tablename__ = "journal"
    __table_args__ = (index_where("journal_of_mails", "at", rows="noun = 'mail'"),)

    seq: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    at: datetime = Field(sa_type=Moment)
    actor: str = Field(max_length=120)
    verb: str = Field(max_length=60)
    noun: str = Field(max_length=40)  # case, meeting, follow_up, profile …
    subject: str = Field(max_length=80, index=True)  # the id of that noun
    facts: str = Field(sa_type=Text)  # canonical JSON: sorted keys, no spaces
    key: str | None = Field(default=None, unique=True, max_length=200)  # the verb's idempotency key
    previous: str = Field(max_length=64)
    hash: str = Field(max_length=64, unique=True)


class JournalHead(Row, table=True):
    """How long the journal is and how it ends, so that lines cut off at the end are missed too. One row."""

    __tablename__ = "journal_head"

    id: int = Field(default=1, primary_key=True)
    seq: int = Field(ge=0)
    hash: str = Field(max_length=64)
