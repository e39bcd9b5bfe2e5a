"""The day on which a meeting's minutes were signed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"


def upgrade() -> None:
    """Add the column."""
    op.add_column("agenda", sa.Column("minutes_signed_on", sa.Date(), nullable=True))
