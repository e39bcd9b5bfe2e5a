"""Fast punkt på et møde: the case it became there, or why it was left out this once."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlmodel import Field

from domain.model.columns import Row


class StandingUse(Row, table=True):
    """What became of a standing item at one meeting; no row: nothing yet."""

    __tablename__ = "standing_use"
    __table_args__ = (
        UniqueConstraint("meeting_id", "item"),
        CheckConstraint("case_id IS NOT NULL OR left_out_because <> ''", name="standing_use_says_what"),
    )

    id: str = Field(primary_key=True)
    item: str = Field(min_length=1, max_length=60)  # its key in the profile
    meeting_id: str = Field(foreign_key="meeting.id")
    case_id: str | None = Field(default=None, foreign_key="case.id")
    left_out_because: str = Field(default="", max_length=500)
    written: str | None = Field(default=None, max_length=64)  # SHA-256 of the text the program wrote in the case
