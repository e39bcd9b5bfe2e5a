"""The second factor of somebody who logs in with a password: an app that shows codes, and codes for when it is lost.

The app and we share a secret (RFC 6238), so it is kept as it is; whoever reads the database reads it, and still has
no password. Of the codes for emergencies there are hashes only.
"""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Field

from domain.model.columns import Moment, Row


class SecondFactor(Row, table=True):
    """An account's app. ``last_step`` is the newest half minute whose code was used: no code is good twice."""

    __tablename__ = "second_factor"

    account_key: str = Field(primary_key=True, foreign_key="account.key")
    secret: str = Field(min_length=32, max_length=64)  # 160 bits or more, base32
    last_step: int = Field(ge=0)
    turned_on_at: datetime = Field(sa_type=Moment)


class RecoveryCode(Row, table=True):
    """A code that stands in for the app, once."""

    __tablename__ = "recovery_code"

    id: str = Field(primary_key=True)
    account_key: str = Field(foreign_key="account.key", index=True)
    code_hash: str = Field(min_length=64, max_length=64)  # SHA-256 of the code and the app's secret
    used_at: datetime | None = Field(default=None, sa_type=Moment)


class LoginStep(Row, table=True):
    """Somebody knew the password, in one browser, and has the rest to do within minutes. It opens nothing.

    With a ``secret`` an app is to be set up with it; without one the code of the app there is is asked for.
    """

    __tablename__ = "login_step"

    id: str = Field(primary_key=True)
    token_hash: str = Field(unique=True, min_length=64, max_length=64)
    account_key: str = Field(foreign_key="account.key", index=True)
    secret: str | None = Field(default=None, min_length=32, max_length=64)
    created_at: datetime = Field(sa_type=Moment)
    ends_at: datetime = Field(sa_type=Moment, index=True)
    used_at: datetime | None = Field(default=None, sa_type=Moment)
