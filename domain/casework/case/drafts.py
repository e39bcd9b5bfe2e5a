"""Kladder: what is typed during a meeting is kept before anybody records it, so that nothing typed is ever lost.

These are no verbs. A verb is something that was done, with its line in the journal; a draft is what a person is about
to do, saved every few seconds while they type. A line a save would bury the journal and change nothing in any case;
what comes of the draft is recorded by ``record_decision``, which has its line.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, select

from domain.casework.rows import find
from domain.errors import NotFoundError
from domain.model import Decision, Draft, Stop
from domain.store.database import Database


@dataclass(frozen=True, slots=True)
class Continued:
    """The draft a form began with, and its version then."""

    id: str
    version: int


def save_draft(
    db: Database,
    *,
    draft_id: str,
    stop_id: str,
    author: str,
    at: datetime,
    typed: Mapping[str, str],
    continues: Continued | None = None,
) -> datetime | None:
    """Keep what ``author`` has typed about a stop; when it was kept, None: there is nothing to keep.

    ``draft_id`` belongs to one window: every save from it goes into the same row. The row the window began with is
    taken over, unless another window has saved into it since: then both stay, and nobody's words are lost.

    Raises:
        NotFoundError: no such stop, or the draft is somebody else's.
    """
    kept = {name: text for name, text in typed.items() if text}
    with db.write() as session:
        find(session, Stop, "stop", stop_id)
        if _is_recorded(session, stop_id, author, kept.get("text", "")):
            return None  # a save that was on its way when the same words were recorded
        held = session.get(Draft, draft_id)
        if held is not None:
            if (held.stop_id, held.author) != (stop_id, author):
                raise NotFoundError(noun="draft", id=draft_id)
            if held.typed != kept:
                held.typed, held.saved_at = kept, at
                held.version += 1
            return held.saved_at
        before = session.get(Draft, continues.id) if continues is not None else None
        if before is not None and continues is not None and (before.stop_id, before.author) == (stop_id, author):
            if before.typed == kept:
                return before.saved_at
            if before.version == continues.version:
                session.delete(before)
        if not any(text.strip() for text in kept.values()):
            return None
        session.add(Draft.new(id=draft_id, stop_id=stop_id, author=author, typed=kept, saved_at=at))
        return at


def _is_recorded(session: Session, stop_id: str, author: str, text: str) -> bool:
    decision = session.exec(select(Decision).where(Decision.stop_id == stop_id)).first()
    return decision is not None and (decision.recorded_by, decision.text) == (author, text.strip())


def drop_draft(db: Database, *, draft_id: str, author: str) -> None:
    """Forget a draft of one's own: it has been recorded, or its author does not want it any more."""
    with db.write() as session:
        held = session.get(Draft, draft_id)
        if held is not None and held.author == author:
            session.delete(held)
