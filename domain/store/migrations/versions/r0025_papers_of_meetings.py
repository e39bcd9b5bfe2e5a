"""A meeting keeps the papers that were taken in for it: its minutes and its agenda, as they came."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from domain.model.columns import Moment

revision = "0025"
down_revision = "0024"


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "meeting_source",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("meeting_id", sa.String(), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("media_type", sa.String(100), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("uploaded_at", Moment(), nullable=False),
        sa.Column("uploaded_by", sa.String(120), nullable=False),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_meeting_source_meeting_id", "meeting_source", ["meeting_id"])
    op.create_index("ix_meeting_source_sha256", "meeting_source", ["sha256"])
