"""Goals, their actions, what they are measured by; and what the program itself wrote in a standing item's case."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"

STATES = ("agreed", "under_way", "done", "dropped")


def _choice(name: str, *words: str) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=40)


def _some(name: str, table: str, *columns: str, rows: str) -> None:
    op.create_index(name, table, list(columns), sqlite_where=sa.text(rows), postgresql_where=sa.text(rows))


def upgrade() -> None:
    """Create the tables, and the column."""
    op.add_column("standing_use", sa.Column("written", sa.String(64), nullable=True))
    _goals()
    _indicators()


def _goals() -> None:
    op.create_table(
        "goal",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("plan", sa.String(160), nullable=False),
        sa.Column("area", sa.String(160), nullable=False),
        sa.Column("text", sa.String(600), nullable=False),
        sa.Column("owner_post", sa.String(), nullable=False),
        sa.Column("body_key", sa.String(), nullable=False),
        sa.Column("obligation", sa.String(60), nullable=True),
        sa.Column("every_months", sa.Integer(), nullable=True),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("ended_because", sa.String(500), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["owner_post"], ["post.key"]),
        sa.ForeignKeyConstraint(["body_key"], ["body.key"]),
        sa.PrimaryKeyConstraint("id"),
        sa.CheckConstraint("every_months IS NOT NULL OR obligation IS NOT NULL", name="goal_has_rhythm"),
        sa.CheckConstraint("every_months IS NULL OR every_months > 0", name="goal_rhythm_moves"),
    )
    for column in ("plan", "owner_post", "obligation"):
        op.create_index(f"ix_goal_{column}", "goal", [column])
    _some("goal_in_force", "goal", "body_key", rows="ended_on IS NULL")
    op.create_table(
        "action",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("goal_id", sa.String(), nullable=False),
        sa.Column("text", sa.String(600), nullable=False),
        sa.Column("owner_post", sa.String(), nullable=True),
        sa.Column("agreed_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("state", _choice("actionstate_known", *STATES), nullable=False),
        sa.Column("noted_on", sa.Date(), nullable=True),
        sa.Column("asked", sa.String(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["goal_id"], ["goal.id"]),
        sa.ForeignKeyConstraint(["owner_post"], ["post.key"]),
        sa.ForeignKeyConstraint(["asked"], ["follow_up.id"], ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id"),
    )
    for column in ("goal_id", "asked"):
        op.create_index(f"ix_action_{column}", "action", [column])
    _some("action_live", "action", "goal_id", rows="state IN ('agreed', 'under_way')")
    op.create_table(
        "progress",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("action_id", sa.String(), nullable=False),
        sa.Column("state", _choice("actionstate_known", *STATES), nullable=False),
        sa.Column("text", sa.String(1000), nullable=False),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("noted_by", sa.String(120), nullable=False),
        sa.ForeignKeyConstraint(["action_id"], ["action.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_progress_action_id", "progress", ["action_id"])


def _indicators() -> None:
    op.create_table(
        "indicator",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("action_id", sa.String(), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("unit", sa.String(30), nullable=False),
        sa.Column("better", _choice("better_known", "higher", "lower"), nullable=False),
        sa.Column("lowest", sa.Float(), nullable=True),
        sa.Column("highest", sa.Float(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["action_id"], ["action.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.CheckConstraint("lowest IS NULL OR highest IS NULL OR lowest < highest", name="indicator_range"),
    )
    op.create_index("ix_indicator_action_id", "indicator", ["action_id"])
    _some("indicator_in_use", "indicator", "name", rows="ended_on IS NULL")
    op.create_table(
        "measurement",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("indicator_id", sa.String(), nullable=False),
        sa.Column("measured_on", sa.Date(), nullable=False),
        sa.Column("is_year", sa.Boolean(), nullable=False),
        sa.Column("value", sa.Float(), nullable=False),
        sa.Column("average", sa.Float(), nullable=True),
        sa.Column("source", sa.String(300), nullable=False),
        sa.ForeignKeyConstraint(["indicator_id"], ["indicator.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("indicator_id", "measured_on"),
    )
