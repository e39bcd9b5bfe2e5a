"""Which case answers a promise, so that the body that asked sees what came of it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    """Add the column, and the index that finds what a case answers."""
    # Said in SQL: SQLite takes a reference with a new column, but not one added afterwards as Alembic would.
    op.execute('ALTER TABLE follow_up ADD COLUMN answer_case VARCHAR REFERENCES "case" (id)')
    rows = sa.text("answer_case IS NOT NULL")
    op.create_index("follow_up_by_answer", "follow_up", ["answer_case"], sqlite_where=rows, postgresql_where=rows)
