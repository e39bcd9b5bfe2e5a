"""The rounds of duties that come again; and notices may tell of them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from domain.store.migrations.known_words import allow_words

revision = "0018"
down_revision = "0017"

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
]


def _choice(name: str, *words: str) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=40)


def upgrade() -> None:
    """Create the table, and let both tables of kinds know the words."""
    allow_words("notice", "kind", "noticekind_known", NOTICES)
    allow_words("mail_off", "kind", "noticekind_known", NOTICES)
    op.create_table(
        "cycle",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("obligation", sa.String(60), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            _choice("cyclestate_known", "awaited", "opened", "approved", "submitted", "not_done"),
            nullable=False,
        ),
        sa.Column("case_id", sa.String(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("moved_because", sa.String(300), nullable=False),
        sa.Column("moved_source", sa.String(300), nullable=False),
        sa.Column("not_done_because", sa.String(500), nullable=False),
        sa.Column("theme", sa.String(200), nullable=False),
        sa.Column("risk", _choice("cyclerisk_known", "last_meeting", "too_late"), nullable=True),
        sa.Column("risk_body", sa.String(40), nullable=True),
        sa.Column("risk_on", sa.Date(), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("approved_on", sa.Date(), nullable=True),
        sa.Column("submitted_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("case_id"),
    )
    op.create_index("cycle_by_round", "cycle", ["obligation", "year"], unique=True)
    op.create_index("cycle_by_state", "cycle", ["state", "due_on"], unique=False)
