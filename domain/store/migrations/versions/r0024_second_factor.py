"""The second factor of those who log in with a password; and notices may tell that one's access has changed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from domain.store.migrations.known_words import allow_words

revision = "0024"
down_revision = "0023"

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
    "declined",
    "round_opened",
    "round_at_risk",
    "access",
]
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Create the tables, and let both tables of kinds know the word."""
    allow_words("notice", "kind", "noticekind_known", NOTICES)
    allow_words("mail_off", "kind", "noticekind_known", NOTICES)
    op.create_table(
        "second_factor",
        sa.Column("account_key", sa.String(), nullable=False),
        sa.Column("secret", sa.String(64), nullable=False),
        sa.Column("last_step", sa.Integer(), nullable=False),
        sa.Column("turned_on_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["account_key"], ["account.key"]),
        sa.PrimaryKeyConstraint("account_key"),
    )
    op.create_table(
        "recovery_code",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("account_key", sa.String(), nullable=False),
        sa.Column("code_hash", sa.String(64), nullable=False),
        sa.Column("used_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["account_key"], ["account.key"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_recovery_code_account_key", "recovery_code", ["account_key"])
    op.create_table(
        "login_step",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("account_key", sa.String(), nullable=False),
        sa.Column("secret", sa.String(64), nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("ends_at", MOMENT, nullable=False),
        sa.Column("used_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["account_key"], ["account.key"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("token_hash"),
    )
    op.create_index("ix_login_step_account_key", "login_step", ["account_key"])
    op.create_index("ix_login_step_ends_at", "login_step", ["ends_at"])
