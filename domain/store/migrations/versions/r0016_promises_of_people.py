"""The open promises of one person, found as those of a post are."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    """Create the index."""
    rows = sa.text("state IN ('proposed', 'confirmed')")
    columns = ["owner_person", "due_on"]
    op.create_index("follow_up_open_by_person", "follow_up", columns, sqlite_where=rows, postgresql_where=rows)
