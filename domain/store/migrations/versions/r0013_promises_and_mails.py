"""The indexes the pages of promises and mails look in: by owner, when settled, what happened to mails when."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"

# name, table, columns, and which rows are in it
_INDEXES: tuple[tuple[str, str, list[str], sa.TextClause | None], ...] = (
    (
        "follow_up_open_by_owner",
        "follow_up",
        ["owner_post", "due_on"],
        sa.text("state IN ('proposed', 'confirmed')"),
    ),
    ("follow_up_settled", "follow_up", ["settled_at"], sa.text("state IN ('done', 'dropped')")),
    ("journal_of_mails", "journal", ["at"], sa.text("noun = 'mail'")),
    ("mail_by_moment", "mail", ["sent_at"], None),
)


def upgrade() -> None:
    """Create the indexes."""
    for name, table, columns, where in _INDEXES:
        op.create_index(name, table, columns, sqlite_where=where, postgresql_where=where)
