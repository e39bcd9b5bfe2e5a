"""Files are stored, by their hash; what was decided behind closed doors has words for the public."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from domain.model.columns import Moment

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "blob",
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("sha256"),
    )
    op.create_table(
        "stored_file",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("case_id", sa.String(), nullable=True),
        sa.Column("attachment_id", sa.String(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("media_type", sa.String(100), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("uploaded_at", Moment(), nullable=False),
        sa.Column("uploaded_by", sa.String(120), nullable=False),
        sa.Column("removed_at", Moment(), nullable=True),
        sa.Column("removed_by", sa.String(120), nullable=False),
        sa.Column("removed_because", sa.String(500), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"]),
        sa.ForeignKeyConstraint(["attachment_id"], ["attachment.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.CheckConstraint("attachment_id IS NULL OR case_id IS NOT NULL", name="stored_file_of_a_case"),
    )
    op.create_index("stored_file_by_case", "stored_file", ["case_id", "attachment_id", "version"])
    op.create_index("stored_file_by_blob", "stored_file", ["sha256"])
    op.create_index("ix_stored_file_attachment_id", "stored_file", ["attachment_id"])
    waiting = sa.text("case_id IS NULL")
    op.create_index(
        "stored_file_waiting", "stored_file", ["uploaded_at"], sqlite_where=waiting, postgresql_where=waiting
    )
    op.create_table(
        "public_wording",
        sa.Column("stop_id", sa.String(), nullable=False),
        sa.Column("text", sa.String(4000), nullable=False),
        sa.Column("withheld_because", sa.String(500), nullable=False),
        sa.Column("said_at", Moment(), nullable=False),
        sa.Column("said_by", sa.String(120), nullable=False),
        sa.ForeignKeyConstraint(["stop_id"], ["stop.id"]),
        sa.PrimaryKeyConstraint("stop_id"),
        sa.CheckConstraint("(text = '') <> (withheld_because = '')", name="public_wording_says_one"),
    )
