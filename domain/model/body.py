"""Organ, udvalg, råd, direktion."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from sqlalchemy import JSON, CheckConstraint
from sqlmodel import Field

from domain.model.columns import Row, choice


class BodyKind(StrEnum):
    """What a body is in law; rules hang on this, never on a name."""

    MANAGEMENT = "management"  # direktion
    MED = "med"  # hovedudvalg: advisory, outside kommunestyrelsesloven
    COMMITTEE = "committee"  # stående udvalg, § 17 stk. 4-udvalg
    FINANCE = "finance"  # økonomiudvalg (§ 18), forretningsudvalg in a region
    COUNCIL = "council"  # kommunalbestyrelse, byråd, regionsråd


class Body(Row, table=True):
    """A body, known by its local abbreviation; names and abbreviations are data with validity."""

    __tablename__ = "body"
    __table_args__ = (CheckConstraint("valid_to IS NULL OR valid_to > valid_from", name="body_valid_range"),)

    key: str = Field(primary_key=True, min_length=1, max_length=12)
    name: str = Field(min_length=1, max_length=120)
    kind: BodyKind = Field(sa_type=choice(BodyKind))
    aliases: list[str] = Field(default_factory=list, sa_type=JSON)
    chair_post: str | None = Field(default=None, foreign_key="post.key")
    secretary_post: str | None = Field(default=None, foreign_key="post.key")
    meeting_minutes: int = Field(default=120, gt=0)
    valid_from: date | None = None
    valid_to: date | None = None
