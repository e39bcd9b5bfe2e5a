"""Kladder: what is typed during a meeting is kept before anybody records it, so that nothing typed is ever lost.

These are no verbs. A verb is something that was done, with its line in the journal; a draft is what a person is about
to do, saved every few seconds while they type. A line a save would bury the journal and change nothing in any case;
what comes of the draft is recorded by ``record_decision``, which has its line.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from domain.casework.rows import find
from domain.model import Draft, Stop
from domain.model.columns import make_id
from domain.store.database import Database


@dataclass(frozen=True, slots=True)
class Saved:
    """Where a draft was saved. ``is_apart``: its row had been saved from elsewhere, so this text got its own."""

    id: str
    version: int
    saved_at: datetime
    is_apart: bool = False


def save_draft(
    db: Database,
    *,
    stop_id: str,
    author: str,
    at: datetime,
    typed: Mapping[str, str],
    draft_id: str | None = None,
    version: int = 0,
) -> Saved:
    """Keep what ``author`` has typed about a stop.

    ``draft_id`` and ``version`` are what the form carries on; None for a new form. Where the row was saved from
    another window since, the text goes into a row of its own and neither is lost. A form with nothing in it gets no
    row: ``id`` is empty.

    Raises:
        NotFoundError: no such stop.
    """
    with db.write() as session:
        find(session, Stop, "stop", stop_id)
        held = session.get(Draft, draft_id) if draft_id else None
        kept = dict(typed)
        if held is not None and (held.stop_id, held.author, held.version) == (stop_id, author, version):
            if held.typed != kept:
                held.typed, held.saved_at = kept, at
                held.version += 1
            return Saved(held.id, held.version, held.saved_at)
        if held is not None and (held.stop_id, held.author, held.typed) == (stop_id, author, kept):
            return Saved(held.id, held.version, held.saved_at)  # the same save once more
        if held is None and not any(text.strip() for text in kept.values()):
            return Saved("", 0, at)
        new_id = make_id("draft", stop_id, author, at.isoformat(), sorted(kept.items()))
        if session.get(Draft, new_id) is None:
            session.add(Draft.new(id=new_id, stop_id=stop_id, author=author, typed=kept, saved_at=at))
        return Saved(new_id, 1, at, is_apart=held is not None)


def drop_draft(db: Database, *, draft_id: str, author: str) -> None:
    """Forget a draft of one's own: it has been recorded, or its author does not want it any more."""
    with db.write() as session:
        held = session.get(Draft, draft_id)
        if held is not None and held.author == author:
            session.delete(held)
