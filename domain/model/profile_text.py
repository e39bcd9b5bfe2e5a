"""The municipality profile as it was read: TOML, kept so that the database needs no file beside it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Text
from sqlmodel import Field

from domain.model.columns import Moment, Row


class ProfileText(Row, table=True):
    """One adopted version of the profile. The newest is the one in force."""

    __tablename__ = "profile_text"

    id: str = Field(primary_key=True)  # sha-256 of number and text: a text may come back after another
    name: str = Field(max_length=120)
    toml: str = Field(sa_type=Text)
    adopted_at: datetime = Field(sa_type=Moment)
    number: int = Field(unique=True, ge=1)
