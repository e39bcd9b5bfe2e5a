"""What a person has chosen of their own mails."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

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
]


def upgrade() -> None:
    """Create the tables."""
    kind = sa.Enum(*NOTICES, name="noticekind_known", native_enum=False, create_constraint=True, length=40)
    op.create_table(
        "mail_off",
        sa.Column("person_key", sa.String(), nullable=False),
        sa.Column("kind", kind, nullable=False),
        sa.Column("off_since", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_key"], ["person.key"]),
        sa.PrimaryKeyConstraint("person_key", "kind"),
    )
    op.create_table(
        "digest_hour",
        sa.Column("person_key", sa.String(), nullable=False),
        sa.Column("hour", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_key"], ["person.key"]),
        sa.PrimaryKeyConstraint("person_key"),
    )
