"""Stilling, person, and who holds which post when. Follow-ups and mails go to posts first."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlmodel import Field

from domain.model.columns import Row


class Post(Row, table=True):
    """A stilling: "Chef for Kommunaldirektørens Sekretariat"."""

    __tablename__ = "post"

    key: str = Field(primary_key=True, min_length=1, max_length=40)
    title: str = Field(min_length=1, max_length=120)
    chief_post: str | None = Field(default=None, foreign_key="post.key")
    stand_in_post: str | None = Field(default=None, foreign_key="post.key")


class Person(Row, table=True):
    """Somebody with a mailbox."""

    __tablename__ = "person"

    key: str = Field(primary_key=True, min_length=1, max_length=40)
    name: str = Field(min_length=1, max_length=120)
    email: str = Field(min_length=3, max_length=254)


class Holding(Row, table=True):
    """A person holds a post from a day up to, not including, another."""

    __tablename__ = "holding"
    __table_args__ = (
        UniqueConstraint("post_key", "person_key", "from_on"),
        CheckConstraint("to_on IS NULL OR to_on > from_on", name="holding_range"),
    )

    id: str = Field(primary_key=True)
    post_key: str = Field(foreign_key="post.key", index=True)
    person_key: str = Field(foreign_key="person.key", index=True)
    from_on: date
    to_on: date | None = None


class Absence(Row, table=True):
    """A person is away from a day up to, not including, another; the stand-in gets the mail."""

    __tablename__ = "absence"
    __table_args__ = (CheckConstraint("to_on > from_on", name="absence_range"),)

    id: str = Field(primary_key=True)
    person_key: str = Field(foreign_key="person.key", index=True)
    from_on: date
    to_on: date
