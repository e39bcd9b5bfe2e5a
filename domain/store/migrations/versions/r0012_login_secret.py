"""The key that signs what is remembered of somebody while they are away at the login at work."""

from __future__ import annotations

import secrets

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    """Make a key of this database's own."""
    table = sa.table("secret", sa.column("name", sa.String(40)), sa.column("value", sa.String(64)))
    op.bulk_insert(table, [{"name": "login", "value": secrets.token_hex(32)}])
