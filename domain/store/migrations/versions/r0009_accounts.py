"""Brugere: accounts, roles, sessions, one-time links, keys to the API, failed logins."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"

ROLES = ["reader", "case_worker", "secretary", "administrator"]
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "account",
        sa.Column("key", sa.String(60), nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("email", sa.String(254), nullable=False),
        sa.Column("person_key", sa.String(), nullable=True),
        sa.Column("sees_closed", sa.Boolean(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("password_hash", sa.String(200), nullable=True),
        sa.Column("oidc_subject", sa.String(400), nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_key"], ["person.key"]),
        sa.PrimaryKeyConstraint("key"),
        sa.UniqueConstraint("oidc_subject"),
    )
    op.create_index("ix_account_person_key", "account", ["person_key"])
    role = sa.Enum(*ROLES, name="role_known", native_enum=False, create_constraint=True, length=40)
    op.create_table(
        "role_grant",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("account_key", sa.String(), nullable=False),
        sa.Column("role", role, nullable=False),
        sa.Column("body_key", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["account_key"], ["account.key"]),
        sa.ForeignKeyConstraint(["body_key"], ["body.key"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_role_grant_account_key", "role_grant", ["account_key"])
    op.create_table(
        "login_session",
        *_token(),
        sa.Column("device", sa.String(80), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("seen_at", MOMENT, nullable=False),
        sa.Column("idle_ends_at", MOMENT, nullable=False),
        sa.Column("ends_at", MOMENT, nullable=False),
        sa.Column("revoked_at", MOMENT, nullable=True),
        *_of_account(),
    )
    op.create_index("login_session_by_account", "login_session", ["account_key", "ends_at"])
    op.create_table(
        "one_time_link",
        *_token(),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("used_at", MOMENT, nullable=True),
        *_of_account(),
    )
    op.create_index("ix_one_time_link_account_key", "one_time_link", ["account_key"])
    op.create_table(
        "api_token",
        *_token(),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("scopes", sa.String(400), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("revoked_at", MOMENT, nullable=True),
        sa.Column("used_at", MOMENT, nullable=True),
        *_of_account(),
    )
    op.create_index("ix_api_token_account_key", "api_token", ["account_key"])
    op.create_table(
        "login_failure",
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("last_at", MOMENT, nullable=False),
        sa.Column("locked_until", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_index("ix_login_failure_last_at", "login_failure", ["last_at"])


def _token() -> tuple[sa.Column[str], ...]:
    return (
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("account_key", sa.String(), nullable=False),
    )


def _of_account() -> tuple[sa.Constraint, ...]:
    return (
        sa.ForeignKeyConstraint(["account_key"], ["account.key"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("token_hash"),
    )
