"""What became of a standing item at a meeting: its case, or why it was left out."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "standing_use",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("item", sa.String(60), nullable=False),
        sa.Column("meeting_id", sa.String(), nullable=False),
        sa.Column("case_id", sa.String(), nullable=True),
        sa.Column("left_out_because", sa.String(500), nullable=False),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"]),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("meeting_id", "item"),
        sa.CheckConstraint("case_id IS NOT NULL OR left_out_because <> ''", name="standing_use_says_what"),
    )
