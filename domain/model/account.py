"""Brugere: who may log in, what they may do, and how they are known again.

Whatever opens a door (a password, a session, a one-time link, a key to the API) is kept only as something that cannot
be turned back: argon2id for passwords, SHA-256 for what is made at random.
"""

from __future__ import annotations

import re
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Index
from sqlmodel import Field

from domain.model.columns import Moment, Row, choice

ACCOUNT_KEY = re.compile(r"[a-z0-9][a-z0-9._@-]{1,59}")  # what is typed when logging in


class Role(StrEnum):
    """What somebody is at the desk; ``domain/rules/rights`` says what each may do."""

    READER = "reader"
    CASE_WORKER = "case_worker"
    SECRETARY = "secretary"
    ADMINISTRATOR = "administrator"


class Account(Row, table=True):
    """Somebody who may log in. Never deleted, for the journal names it; without ``is_active`` it opens nothing."""

    __tablename__ = "account"

    key: str = Field(primary_key=True, min_length=2, max_length=60)
    name: str = Field(min_length=1, max_length=120)
    email: str = Field(min_length=3, max_length=254)
    person_key: str | None = Field(default=None, foreign_key="person.key", index=True)
    sees_closed: bool = False
    is_active: bool = True
    password_hash: str | None = Field(default=None, max_length=200)
    oidc_subject: str | None = Field(default=None, unique=True, max_length=400)  # issuer and subject
    created_at: datetime = Field(sa_type=Moment)
    version: int = Field(default=1, ge=1)


class RoleGrant(Row, table=True):
    """An account has a role in one body, or (without a body) in every one."""

    __tablename__ = "role_grant"

    id: str = Field(primary_key=True)
    account_key: str = Field(foreign_key="account.key", index=True)
    role: Role = Field(sa_type=choice(Role))
    body_key: str | None = Field(default=None, foreign_key="body.key")


class LoginSession(Row, table=True):
    """Somebody is logged in, in one browser. It ends when it has been idle, and at the latest at ``ends_at``."""

    __tablename__ = "login_session"
    __table_args__ = (Index("login_session_by_account", "account_key", "ends_at"),)

    id: str = Field(primary_key=True)
    token_hash: str = Field(unique=True, min_length=64, max_length=64)
    account_key: str = Field(foreign_key="account.key")
    device: str = Field(default="", max_length=80)  # "Firefox, Windows", so that one knows one's own
    created_at: datetime = Field(sa_type=Moment)
    seen_at: datetime = Field(sa_type=Moment)
    idle_ends_at: datetime = Field(sa_type=Moment)
    ends_at: datetime = Field(sa_type=Moment)
    revoked_at: datetime | None = Field(default=None, sa_type=Moment)


class OneTimeLink(Row, table=True):
    """A link by which an account chooses its password, once."""

    __tablename__ = "one_time_link"

    id: str = Field(primary_key=True)
    token_hash: str = Field(unique=True, min_length=64, max_length=64)
    account_key: str = Field(foreign_key="account.key", index=True)
    created_at: datetime = Field(sa_type=Moment)
    expires_at: datetime = Field(sa_type=Moment)
    used_at: datetime | None = Field(default=None, sa_type=Moment)  # or replaced by a newer one


class ApiToken(Row, table=True):
    """A key to the API: it may what its account may, and of that only what stands in ``scopes``."""

    __tablename__ = "api_token"

    id: str = Field(primary_key=True)
    token_hash: str = Field(unique=True, min_length=64, max_length=64)
    account_key: str = Field(foreign_key="account.key", index=True)
    name: str = Field(min_length=1, max_length=80)
    scopes: str = Field(max_length=400)  # deeds with a space between
    created_at: datetime = Field(sa_type=Moment)
    expires_at: datetime = Field(sa_type=Moment)
    revoked_at: datetime | None = Field(default=None, sa_type=Moment)
    used_at: datetime | None = Field(default=None, sa_type=Moment)


class LoginFailure(Row, table=True):
    """How often a name, or an address, was tried in vain. In the database, so that several desks count together."""

    __tablename__ = "login_failure"

    key: str = Field(primary_key=True, min_length=64, max_length=64)  # SHA-256: people type passwords as names
    count: int = Field(ge=0)
    last_at: datetime = Field(sa_type=Moment, index=True)
    locked_until: datetime | None = Field(default=None, sa_type=Moment)
