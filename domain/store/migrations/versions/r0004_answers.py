"""Answers to invitations, failing addresses, and the mails they were read from."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from domain.store.migrations.known_words import allow_words

revision = "0004"
down_revision = "0003"

NOTICES = [
    "deadline",
    "follow_up",
    "chase",
    "escalation",
    "decided",
    "planned",
    "moved",
    "cancelled",
    "stuck",
    "blocked",
    "ask_decision",
    "proposed",
    "invitation",
]


def _choice(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def upgrade() -> None:
    """Create the tables, and let notices tell of a chair who declined."""
    allow_words("notice", "kind", "noticekind_known", [*NOTICES, "declined"])
    op.create_table(
        "attendance",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("meeting_id", sa.String(), nullable=False),
        sa.Column("person_key", sa.String(), nullable=False),
        sa.Column("answer", _choice("answer_known", "accepted", "declined", "tentative"), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("comment", sa.String(500), nullable=False),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"]),
        sa.ForeignKeyConstraint(["person_key"], ["person.key"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("meeting_id", "person_key"),
    )
    op.create_index(op.f("ix_attendance_meeting_id"), "attendance", ["meeting_id"], unique=False)
    op.create_table(
        "failing_address",
        sa.Column("person_key", sa.String(), nullable=False),
        sa.Column("address", sa.String(254), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("status", sa.String(20), nullable=False),
        sa.Column("said", sa.String(500), nullable=False),
        sa.ForeignKeyConstraint(["person_key"], ["person.key"]),
        sa.PrimaryKeyConstraint("person_key"),
    )
    op.create_table(
        "incoming_mail",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("kind", _choice("incomingkind_known", "reply", "bounce", "other"), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
