"""What the tables share: ids, moments in UTC, and construction that validates."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum
from hashlib import sha1
from typing import Any, Self
from uuid import UUID

from sqlalchemy import DateTime, Enum, Index, text
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator
from sqlmodel import SQLModel

_NAMESPACE = UUID("6f1d4a0e-0b61-5f0e-9d0e-5a6753a9c0de")
_VARIANT = {digit: "89ab"[int(digit, 16) % 4] for digit in "0123456789abcdef"}  # RFC 9562: the two bits 10


def make_id(noun: str, *key: object) -> str:
    """A stable, opaque id: the same noun and key give the same id, so a repeated verb finds its own row.

    It is ``uuid5(…).hex``, without the UUID object in between: bulk verbs make thousands of these.
    """
    name = "\x1f".join([noun, *map(str, key)])
    found = sha1(_NAMESPACE.bytes + name.encode(), usedforsecurity=False).hexdigest()
    return f"{found[:12]}5{found[13:16]}{_VARIANT[found[16]]}{found[17:32]}"


class Moment(TypeDecorator[datetime]):
    """A moment: aware on the way in, UTC in the store, aware UTC on the way out."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse a naive moment; store UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            msg = f"naive moment: {value!r}"
            raise ValueError(msg)
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - SQLAlchemy's
        """Give UTC back, also where the database (SQLite) keeps no zone."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def choice(enum: type[StrEnum]) -> Enum:
    """A column that holds one value of a ``StrEnum`` as its text, checked by the database too."""
    return Enum(
        enum,
        native_enum=False,
        create_constraint=True,
        validate_strings=True,
        length=40,
        name=f"{enum.__name__.lower()}_known",
        values_callable=lambda members: [member.value for member in members],
    )


def index_where(name: str, *columns: str, rows: str) -> Index:
    """An index of those rows only for which ``rows`` holds: the few with which something is still to be done."""
    return Index(name, *columns, sqlite_where=text(rows), postgresql_where=text(rows))


class Row(SQLModel):
    """Base of the tables. ``table=True`` switches off validation in the constructor: use ``new``."""

    @classmethod
    def new(cls, **values: Any) -> Self:
        """Make a row from validated values.

        Raises:
            pydantic.ValidationError: a value has the wrong type or breaks a field's bounds.
        """
        return cls.model_validate(values)
