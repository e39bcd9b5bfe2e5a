"""Sag og bilag."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import JSON, Index
from sqlmodel import Field

from domain.model.columns import Moment, Row, choice, index_where


class CaseState(StrEnum):
    """Where a case is as a whole; where exactly is told by its stops."""

    OPEN = "open"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


class Case(Row, table=True):
    """A case: what is to be treated, by whom it is carried, and the texts the bodies will see."""

    __tablename__ = "case"
    __table_args__ = (
        Index("case_by_state", "state", "number"),
        Index("case_by_owner", "owner_post", "state"),
        Index("case_by_obligation", "obligation", "state"),
        index_where("case_to_decide", "decide_before", rows="state = 'open'"),
        index_where("case_stuck", "number", rows="state = 'open' AND stuck_because <> ''"),
    )

    id: str = Field(primary_key=True)
    number: str = Field(unique=True, min_length=1, max_length=60)  # text, as the archive system writes it
    title: str = Field(min_length=1, max_length=300)
    is_open: bool = True
    state: CaseState = Field(default=CaseState.OPEN, sa_type=choice(CaseState))
    owner_post: str | None = Field(default=None, foreign_key="post.key")
    obligation: str | None = Field(default=None, max_length=60)  # key in domain/rules/obligations.py
    decide_before: date | None = Field(default=None, index=True)  # exclusive: the last body decides before this day
    period_start: date | None = None
    period_end: date | None = None
    presentation: str = ""  # sagsfremstilling
    economy: str = ""
    recommendation: str = ""  # indstilling
    source_file: str = Field(default="", max_length=300)
    findings: list[dict[str, object]] = Field(default_factory=list, sa_type=JSON)  # of the reader, with evidence
    corrections: dict[str, str] = Field(default_factory=dict, sa_type=JSON)  # finding code -> what staff did
    stuck_because: str = Field(default="", max_length=500)  # why it stands still, as JSON: no plan, or blocked
    opened_at: datetime = Field(sa_type=Moment)
    closed_at: datetime | None = Field(default=None, sa_type=Moment)
    version: int = Field(default=1, ge=1)


class Attachment(Row, table=True):
    """A bilag; open or closed by itself, whatever the item is."""

    __tablename__ = "attachment"

    id: str = Field(primary_key=True)
    case_id: str = Field(foreign_key="case.id", index=True)
    position: int = Field(ge=1)
    title: str = Field(min_length=1, max_length=400)
    document_number: str | None = Field(default=None, max_length=60)
    is_open: bool | None = None  # None: the document does not say
