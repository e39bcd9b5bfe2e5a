"""The clock's heartbeat in the store: written at every round, read by whoever asks whether the clock goes."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session, select

from domain.model import Heartbeat
from domain.store.database import Database

_LONGEST = 300


def beat(db: Database, ring: str, at: datetime, error: str = "") -> None:
    """Write down that this kind of round was made at ``at``; an older moment never replaces a newer one."""
    with db.write() as session:
        row = session.get(Heartbeat, ring)
        if row is None:
            session.add(Heartbeat.new(ring=ring, at=at, error=error[:_LONGEST]))
        elif row.at <= at:
            row.at, row.error = at, error[:_LONGEST]


def last_beats(session: Session) -> dict[str, Heartbeat]:
    """The last round of each kind."""
    return {row.ring: row for row in session.exec(select(Heartbeat))}
