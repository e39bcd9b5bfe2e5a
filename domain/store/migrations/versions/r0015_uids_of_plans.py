"""What a meeting is called in the calendar it was taken in from, and the day it had there."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    """Add the columns."""
    op.add_column("meeting", sa.Column("plan_uid", sa.String(500), nullable=True))
    op.add_column("meeting", sa.Column("plan_on", sa.Date(), nullable=True))
    op.create_index(op.f("ix_meeting_plan_uid"), "meeting", ["plan_uid"], unique=False)
