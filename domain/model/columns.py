"""What the tables share: ids, moments in UTC, and construction that validates."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, Self
from uuid import UUID, uuid5

from sqlalchemy import DateTime, Enum
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator
from sqlmodel import SQLModel

_NAMESPACE = UUID("6f1d4a0e-0b61-5f0e-9d0e-5a6753a9c0de")


def make_id(noun: str, *key: object) -> str:
    """A stable, opaque id: the same noun and key give the same id, so a repeated verb finds its own row."""
    return uuid5(_NAMESPACE, "\x1f".join([noun, *(str(part) for part in key)])).hex


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

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
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


class Row(SQLModel):
    """Base of the tables. ``table=True`` switches off validation in the constructor: use ``new``."""

    @classmethod
    def new(cls, **values: Any) -> Self:
        """Make a row from validated values.

        Raises:
            pydantic.ValidationError: a value has the wrong type or breaks a field's bounds.
        """
        return cls.model_validate(values)
