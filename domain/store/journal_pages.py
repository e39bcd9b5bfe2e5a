"""The journal read a page at a time, newest first; what a page costs hangs on the page, not on the journal's length.

A case's lines are found by their subject. Everything else is looked for among a bounded number of lines at a time:
where few fit, the page says how far back it looked, and the next one goes on from there.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, func, select

from domain.model import Case, Entry, FollowUp, Meeting, Person
from domain.store.bulk import in_chunks
from domain.store.case_facts import Line

PAGE = 50
LOOKED_AT = 20_000  # lines a page looks through


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which lines: of a case, by somebody, of a verb, from a moment up to, not including, another. None: any."""

    case_id: str | None = None
    actor: str | None = None
    verb: str | None = None
    from_at: datetime | None = None
    to_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class LogPage:
    """The lines, and where the next page begins: before which line; None when there is nothing older."""

    lines: tuple[Line, ...]
    before: int | None
    looked_back_to: datetime | None = None  # the oldest line looked at, where it was not a full page


@dataclass(frozen=True, slots=True)
class Named:
    """What the subjects of some lines are called: cases by number, meetings by body and day, people by name."""

    cases: dict[str, str]
    meetings: dict[str, tuple[str, datetime]]
    people: dict[str, str]
    promises: dict[str, str]  # the case each promise belongs to


def log_page(session: Session, wanted: Wanted, *, before: int | None = None, limit: int = PAGE) -> LogPage:
    """The newest lines that fit, older than line ``before``."""
    newest = session.exec(select(func.max(Entry.seq))).one() or 0
    top = min(newest + 1, before) if before is not None else newest + 1
    if wanted.to_at is not None:
        top = min(top, seq_at(session, wanted.to_at, newest))
    bottom = seq_at(session, wanted.from_at, newest) if wanted.from_at is not None else 1
    first = bottom if wanted.case_id is not None else max(bottom, top - LOOKED_AT)
    fitting = select(Entry).where(col(Entry.seq) < top, col(Entry.seq) >= first)
    if wanted.case_id is not None:
        promises = select(FollowUp.id).where(FollowUp.case_id == wanted.case_id)
        subjects = [wanted.case_id, *session.exec(promises)]
        fitting = fitting.where(col(Entry.subject).in_(subjects))
    if wanted.actor is not None:
        fitting = fitting.where(Entry.actor == wanted.actor)
    if wanted.verb is not None:
        fitting = fitting.where(Entry.verb == wanted.verb)
    found = session.exec(fitting.order_by(col(Entry.seq).desc()).limit(limit + 1)).all()
    lines = tuple(_line(entry) for entry in found[:limit])
    if len(found) > limit:
        return LogPage(lines, lines[-1].seq)
    if first > bottom:
        oldest = session.exec(select(Entry.at).where(Entry.seq == first)).first()
        return LogPage(lines, first, oldest)
    return LogPage(lines, None)


def seq_at(session: Session, at: datetime, newest: int) -> int:
    """The first line written at that moment or later; one past the last where there is none. A look or twenty."""
    low, high = 1, newest + 1
    while low < high:
        middle = (low + high) // 2
        written = session.exec(select(Entry.at).where(Entry.seq == middle)).first()
        if written is None or written >= at:  # a line that is missing is told of by ``verify``
            high = middle
        else:
            low = middle + 1
    return low


def named(session: Session, lines: Sequence[Line]) -> Named:
    """The names of everything these lines are about, in a few statements."""
    promises = _among(session, FollowUp, [line.subject for line in lines if line.noun == "follow_up"])
    cases = {line.subject for line in lines if line.noun == "case"} | {one.case_id for one in promises.values()}
    meetings = {line.subject for line in lines if line.noun == "meeting"}
    meetings |= {str(line.facts["meeting"]) for line in lines if line.facts.get("meeting")}
    people = {line.actor for line in lines} | {
        str(line.facts["person"]) for line in lines if line.facts.get("person")
    }
    people |= {line.subject for line in lines if line.noun == "person"}
    return Named(
        {key: one.number for key, one in _among(session, Case, cases).items()},
        {key: (one.body_key, one.starts_at) for key, one in _among(session, Meeting, meetings).items()},
        {key: one.name for key, one in _among(session, Person, people, key="key").items()},
        {key: one.case_id for key, one in promises.items()},
    )


def _among(session: Session, model: Any, keys: Collection[str], key: str = "id") -> dict[str, Any]:
    column = getattr(model, key)
    return {
        getattr(row, key): row
        for chunk in in_chunks(sorted(set(keys)))
        for row in session.exec(select(model).where(col(column).in_(chunk)))
    }


def _line(entry: Entry) -> Line:
    return Line(entry.seq, entry.at, entry.actor, entry.verb, entry.noun, entry.subject, json.loads(entry.facts))
