"""Every verb played to the end and then undone, so that what ``--dry-run`` shows is what would happen."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress

from sqlmodel import Session

from domain.store.database import Database


class Rehearsal(Database):
    """The same database, where no transaction is kept."""

    @contextmanager
    def write(self) -> Iterator[Session]:
        """One transaction, rolled back at its end."""
        with suppress(_CurtainError), super().write() as session:
            yield session
            _curtain()


class _CurtainError(Exception):
    """The end of a rehearsed transaction, so that it is rolled back."""


def _curtain() -> None:
    raise _CurtainError
