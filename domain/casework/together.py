"""Several verbs as one: all of them are kept, or none is."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlmodel import Session

from domain.store.database import Database


class OneTransaction(Database):
    """The same database inside one transaction, which whoever began it ends."""

    def __init__(self, db: Database, session: Session) -> None:
        self.url, self.engine, self.is_sqlite = db.url, db.engine, db.is_sqlite
        self._session = session

    @contextmanager
    def read(self) -> Iterator[Session]:
        """What has been done so far."""
        self._session.flush()
        yield self._session

    @contextmanager
    def write(self, *, lasting: bool = True) -> Iterator[Session]:  # noqa: ARG002 - whoever began it decides
        """The one transaction, whichever verb asks."""
        yield self._session
        self._session.flush()


@contextmanager
def together(db: Database) -> Iterator[Database]:
    """A database for the verbs that belong together; they are kept at the end, and a refusal undoes them all."""
    with db.write() as session:
        yield OneTransaction(db, session)
