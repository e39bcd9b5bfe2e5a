"""Led i sagsgangen: one planned treatment of one case in one body."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field

from domain.model.columns import Moment, Row, choice, index_where


class StopState(StrEnum):
    """How far one stop is."""

    PLANNED = "planned"  # with or without a meeting
    ON_AGENDA = "on_agenda"  # the agenda with it has been dispatched
    AWAITING_DECISION = "awaiting_decision"  # the meeting has been held, nothing is recorded yet
    DECIDED = "decided"
    DROPPED = "dropped"  # taken out of the route; never deleted


class Stop(Row, table=True):
    """A stop of a case. On a meeting it is the agenda item."""

    __tablename__ = "stop"
    __table_args__ = (
        UniqueConstraint("case_id", "position", "round_no"),
        Index("stop_by_meeting", "meeting_id", "state"),
        Index("stop_by_case", "case_id", "position"),
        Index("stop_by_gap", "min_gap_days"),  # few have one; a moved meeting looks at those and no others
        index_where("stop_awaiting", "case_id", rows="state = 'awaiting_decision'"),
        index_where(
            "stop_live_by_body", "body_key", "case_id", rows="state IN ('planned', 'on_agenda', 'awaiting_decision')"
        ),
    )

    id: str = Field(primary_key=True)
    case_id: str = Field(foreign_key="case.id")
    position: int = Field(ge=1)  # place in the route
    round_no: int = Field(default=1, ge=1)  # 2, 3 … when the body treats it again after a postponement
    body_key: str = Field(foreign_key="body.key")
    meeting_id: str | None = Field(default=None, foreign_key="meeting.id")
    state: StopState = Field(default=StopState.PLANNED, sa_type=choice(StopState))
    fixed: bool = False  # placed by the document or by staff: re-planning never moves it by itself
    min_gap_days: int = Field(default=0, ge=0)  # from the previous stop's meeting (budget: 21)
    urgency_reason: str = Field(default="", max_length=1000)  # begrundelse for hast, § 8 stk. 5
    added_because: str = Field(default="", max_length=200)  # e.g. "§ 23"
    decided_at: datetime | None = Field(default=None, sa_type=Moment)
    version: int = Field(default=1, ge=1)
