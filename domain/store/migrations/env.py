"""Run by Alembic: the migrations go through the connection they are given, in its transaction."""

from __future__ import annotations

from alembic import context
from sqlmodel import SQLModel

import domain.model  # noqa: F401  # fills SQLModel.metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=SQLModel.metadata,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
