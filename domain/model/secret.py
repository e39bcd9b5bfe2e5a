"""What signs the addresses in our mails, so that nobody can make one up."""

from __future__ import annotations

from sqlmodel import Field

from domain.model.columns import Row


class Secret(Row, table=True):
    """A key made at random with the database, by what it signs. It is never shown and never in the journal."""

    __tablename__ = "secret"

    name: str = Field(primary_key=True, max_length=40)
    value: str = Field(min_length=64, max_length=64)  # 256 bits in hexadecimal
