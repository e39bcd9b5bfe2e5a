"""Rounds that wait for something to come out, years that have been agreed to, and duties in calendars."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from domain.model.columns import Moment
from domain.store.migrations.known_words import allow_words

revision = "0021"
down_revision = "0020"


def upgrade() -> None:
    """Add the columns and the table, and let feeds know the words."""
    op.add_column("cycle", sa.Column("published_on", sa.Date(), nullable=True))
    op.add_column("cycle", sa.Column("published_source", sa.String(300), nullable=True))
    allow_words("feed", "kind", "feedkind_known", ["all", "body", "person", "post", "case", "round", "wheel"])
    allow_words("fragment", "kind", "fragmentkind_known", ["meeting", "deadline", "follow_up", "duty"])
    op.create_table(
        "agreed_wheel",
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("agreed_at", Moment(), nullable=False),
        sa.Column("agreed_by", sa.String(120), nullable=False),
        sa.Column("entries", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("year"),
    )
