"""The agenda of a meeting, its items' order and state, the remarks of its minutes, and what is being typed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Create the tables."""
    moment = sa.DateTime(timezone=True)
    readiness = sa.Enum(
        *("not_ready", "ready", "approved"),
        name="readiness_known",
        native_enum=False,
        create_constraint=True,
        length=40,
    )
    remark = sa.Enum(
        *("absent", "came_later", "left_earlier", "disqualified", "dissent", "reservation", "statement"),
        name="remark_known",
        native_enum=False,
        create_constraint=True,
        length=40,
    )
    op.create_table(
        "agenda",
        sa.Column("meeting_id", sa.String(), nullable=False),
        sa.Column("locked_at", moment, nullable=True),
        sa.Column("locked_by", sa.String(120), nullable=False),
        sa.Column("published_at", moment, nullable=True),
        sa.Column("minutes_approved_at", moment, nullable=True),
        sa.Column("minutes_approved_by", sa.String(120), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"]),
        sa.PrimaryKeyConstraint("meeting_id"),
    )
    op.create_table(
        "agenda_item",
        sa.Column("meeting_id", sa.String(), nullable=False),
        sa.Column("stop_id", sa.String(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=True),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("is_supplement", sa.Boolean(), nullable=False),
        sa.Column("readiness", readiness, nullable=False),
        sa.Column("readiness_at", moment, nullable=True),
        sa.Column("readiness_by", sa.String(120), nullable=False),
        sa.Column("case_version", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"]),
        sa.ForeignKeyConstraint(["stop_id"], ["stop.id"]),
        sa.PrimaryKeyConstraint("meeting_id", "stop_id"),
    )
    op.create_table(
        "minutes_remark",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("meeting_id", sa.String(), nullable=False),
        sa.Column("stop_id", sa.String(), nullable=True),
        sa.Column("kind", remark, nullable=False),
        sa.Column("who", sa.String(120), nullable=False),
        sa.Column("text", sa.String(4000), nullable=False),
        sa.Column("noted_at", moment, nullable=False),
        sa.Column("noted_by", sa.String(120), nullable=False),
        sa.Column("struck_at", moment, nullable=True),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"]),
        sa.ForeignKeyConstraint(["stop_id"], ["stop.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_minutes_remark_meeting_id", "minutes_remark", ["meeting_id"])
    op.create_table(
        "draft",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("stop_id", sa.String(), nullable=False),
        sa.Column("author", sa.String(120), nullable=False),
        sa.Column("typed", sa.JSON(), nullable=False),
        sa.Column("saved_at", moment, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["stop_id"], ["stop.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_draft_stop_id", "draft", ["stop_id"])
