"""What every verb on a case does first and last: find its rows, respect the version, say "look at it again"."""

from __future__ import annotations

from datetime import date, datetime
from typing import Protocol, TypeVar

from sqlmodel import Session, SQLModel

from calendars.copenhagen import COPENHAGEN
from domain.casework import queue
from domain.casework.verb import Act
from domain.errors import ConflictError, NotAllowedNowError, NotFoundError, ReasonMissingError
from domain.model import Case, CaseState, DueKind

R = TypeVar("R", bound=SQLModel)


class Versioned(Protocol):
    """A row that counts its changes."""

    version: int


def find(session: Session, model: type[R], noun: str, id: str) -> R:
    """The row with that id. Raises ``NotFoundError`` when there is none."""
    row = session.get(model, id)
    if row is None:
        raise NotFoundError(noun=noun, id=id)
    return row


def check_version(row: Versioned, noun: str, id: str, expected: int | None) -> None:
    """Raise ``ConflictError`` when the row has changed since the writer saw it. None: the writer did not look."""
    if expected is not None and expected != row.version:
        raise ConflictError(noun=noun, id=id, expected=expected, found=row.version)


def check_open(case: Case, verb: str) -> None:
    """Raise ``NotAllowedNowError`` when the case is closed or withdrawn."""
    if case.state is not CaseState.OPEN:
        raise NotAllowedNowError(verb=verb, noun="case", id=case.id, state=case.state.value, why="not_open")


def check_reason(reason: str, verb: str, id: str) -> str:
    """The reason without surrounding space. Raises ``ReasonMissingError`` when nothing is left."""
    said = reason.strip()
    if not said:
        raise ReasonMissingError(verb=verb, id=id)
    return said


def local_day(at: datetime) -> date:
    """The date in Denmark at that moment."""
    return at.astimezone(COPENHAGEN).date()


def look_again(act: Act, case_id: str, at: datetime | None = None) -> None:
    """Have the journey look at the case now, or at ``at``: one row a case, however many reasons there are."""
    queue.put(act.session, due_at=at or act.at, kind=DueKind.JOURNEY, subject=case_id)


def look_no_more(act: Act, case_id: str) -> None:
    """Nothing is left to look at: take the case's row out of the queue."""
    queue.take_out(act.session, [queue.due_key(DueKind.JOURNEY, case_id)])


def in_journal(case: Case, reason: str) -> str:
    """A reason as the journal may have it: all staff read it, so a closed case's words stay out."""
    return reason if case.is_open else ""
