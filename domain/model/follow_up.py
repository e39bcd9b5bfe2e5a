"""Opfølgning: a promise somebody made, followed to its end."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlmodel import Field

from domain.model.columns import Moment, Row, choice, index_where


class FollowUpState(StrEnum):
    """Proposed by the reader or a rule, confirmed by a person, then done or dropped."""

    PROPOSED = "proposed"
    CONFIRMED = "confirmed"
    DONE = "done"
    DROPPED = "dropped"


class FollowUp(Row, table=True):
    """A follow-up. The owner is a post, a person, or plainly unknown (both empty), never a guess."""

    __tablename__ = "follow_up"
    __table_args__ = (
        index_where("follow_up_open", "due_on", "case_id", rows="state IN ('proposed', 'confirmed')"),
        index_where("follow_up_open_by_owner", "owner_post", "due_on", rows="state IN ('proposed', 'confirmed')"),
        index_where("follow_up_open_by_person", "owner_person", "due_on", rows="state IN ('proposed', 'confirmed')"),
        index_where("follow_up_settled", "settled_at", rows="state IN ('done', 'dropped')"),
        index_where("follow_up_by_answer", "answer_case", rows="answer_case IS NOT NULL"),
    )

    id: str = Field(primary_key=True)
    case_id: str = Field(foreign_key="case.id", index=True)
    text: str = Field(min_length=1, max_length=1000)
    kind: str = Field(default="promise", max_length=40)  # promise, submission, information
    from_stop: str | None = Field(default=None, foreign_key="stop.id")
    source_place: str = Field(default="", max_length=300)  # document, section, line
    owner_post: str | None = Field(default=None, foreign_key="post.key")
    owner_person: str | None = Field(default=None, foreign_key="person.key")
    owner_text: str = Field(default="", max_length=200)  # the words of the document
    due_on: date | None = Field(default=None, index=True)
    due_text: str = Field(default="", max_length=100)  # "ultimo 2023"; empty when exact or missing
    blocks_stop: str | None = Field(default=None, foreign_key="stop.id", index=True)
    answer_case: str | None = Field(default=None, foreign_key="case.id")  # that reports back to the body that asked
    state: FollowUpState = Field(default=FollowUpState.PROPOSED, sa_type=choice(FollowUpState))
    note: str = Field(default="", max_length=1000)
    settled_at: datetime | None = Field(default=None, sa_type=Moment)
    version: int = Field(default=1, ge=1)
