"""Every verb played to the end and then undone, so that what ``--dry-run`` shows is what would happen."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from sqlmodel import Session

from domain.store.database import Database

Look = Callable[[Session], object]


class Rehearsal(Database):
    """The same database, where no transaction is kept; ``look`` sees each one before it is rolled back."""

    def __init__(self, url: str, look: Look | None = None) -> None:
        super().__init__(url)
        self._look = look

    @contextmanager
    def write(self, *, lasting: bool = True) -> Iterator[Session]:
        """One transaction, rolled back at its end."""
        with suppress(_CurtainError), super().write(lasting=lasting) as session:
            yield session
            if self._look is not None:
                session.flush()
                self._look(session)
            _curtain()


@contextmanager
def rehearsed(db: Database, look: Look | None = None, *, when: bool = True) -> Iterator[Database]:
    """A rehearsal in the same database, closed at its end; the database itself where none is wanted (``when``)."""
    if not when:
        yield db
        return
    rehearsal = Rehearsal(db.url, look)
    try:
        yield rehearsal
    finally:
        rehearsal.close()


class _CurtainError(Exception):
    """The end of a rehearsed transaction, so that it is rolled back."""


def _curtain() -> None:
    raise _CurtainError
