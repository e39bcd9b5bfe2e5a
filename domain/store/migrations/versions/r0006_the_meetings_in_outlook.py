"""The meetings in Outlook: the events of shared mailboxes, and how far each calendar has been read back."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "mirrored_meeting",
        sa.Column("meeting_id", sa.String(), nullable=False),
        sa.Column("mailbox", sa.String(254), nullable=False),
        sa.Column("event_id", sa.String(500), nullable=False),
        sa.Column("etag", sa.String(200), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(300), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("place", sa.String(200), nullable=False),
        sa.Column("mirrored_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "change",
            sa.Enum(
                "moved",
                "removed",
                name="changeinoutlook_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("proposed_starts_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("proposed_ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("proposed_place", sa.String(200), nullable=False),
        sa.Column("noticed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"]),
        sa.PrimaryKeyConstraint("meeting_id"),
    )
    op.create_index(op.f("ix_mirrored_meeting_event_id"), "mirrored_meeting", ["event_id"], unique=False)
    op.create_table(
        "mirrored_calendar",
        sa.Column("body_key", sa.String(), nullable=False),
        sa.Column("mailbox", sa.String(254), nullable=False),
        sa.Column("delta_link", sa.String(4000), nullable=False),
        sa.Column("read_from", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["body_key"], ["body.key"]),
        sa.PrimaryKeyConstraint("body_key"),
    )
