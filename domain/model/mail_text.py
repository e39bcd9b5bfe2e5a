"""The municipality's own wording of its mails, every version of it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Text
from sqlmodel import Field

from domain.model.columns import Moment, Row


class OwnMailText(Row, table=True):
    """One version of one text. The newest is in force; without a source it says "the shipped one again"."""

    __tablename__ = "own_mail_text"

    name: str = Field(primary_key=True, max_length=80)
    number: int = Field(primary_key=True, ge=1)
    source: str | None = Field(default=None, sa_type=Text)
    set_at: datetime = Field(sa_type=Moment)
    set_by: str = Field(max_length=120)
    fault: str = Field(default="", max_length=40)  # why it could not be written when a mail was to go
    fault_line: int | None = None
    faulted_at: datetime | None = Field(default=None, sa_type=Moment)
