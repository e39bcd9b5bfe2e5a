"""Calendar subscriptions and the events of all feeds as bytes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def _choice(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def upgrade() -> None:
    """Create the tables of feeds; the fragments themselves are made by the first request."""
    op.create_table(
        "feed",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column(
            "kind", _choice("feedkind_known", "all", "body", "person", "post", "case", "round"), nullable=False
        ),
        sa.Column("subject", sa.String(80), nullable=False),
        sa.Column("owner_person", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["owner_person"], ["person.key"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("token_hash"),
    )
    op.create_index(op.f("ix_feed_owner_person"), "feed", ["owner_person"], unique=False)
    op.create_table(
        "fragment",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("kind", _choice("fragmentkind_known", "meeting", "deadline", "follow_up"), nullable=False),
        sa.Column("meeting_id", sa.String(), nullable=True),
        sa.Column("body_key", sa.String(), nullable=True),
        sa.Column("detail", sa.String(40), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_cancelled", sa.Boolean(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("sequence_of", sa.String(64), nullable=False),
        sa.Column("source_version", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"]),
        sa.ForeignKeyConstraint(["body_key"], ["body.key"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("fragment_by_start", "fragment", ["starts_at", "id"], unique=False)
    op.create_index(op.f("ix_fragment_meeting_id"), "fragment", ["meeting_id"], unique=False)
    op.create_table(
        "fragment_case",
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("fragment_id", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"]),
        sa.ForeignKeyConstraint(["fragment_id"], ["fragment.id"]),
        sa.PrimaryKeyConstraint("case_id", "fragment_id"),
    )
    op.create_index(op.f("ix_fragment_case_fragment_id"), "fragment_case", ["fragment_id"], unique=False)
    op.create_table(
        "feed_state",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("changed_seq", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("format", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
