"""What the limit and the naive user share: the journal's chain written by hand, and rows read back to compare.

Neither calls the project's own journal: the limit would inherit its cost, the naive user its speed. What they
write is checked by ``journal.verify`` all the same.
"""

from __future__ import annotations

import hashlib
import sqlite3
from datetime import datetime
from pathlib import Path

from sqlmodel import Session

from domain.model import Entry, JournalHead
from domain.store import journal
from domain.store.database import Database, sqlite_url


def connect(path: Path) -> sqlite3.Connection:
    """SQLite as the project opens it: WAL, synchronous FULL, foreign keys."""
    connection = sqlite3.connect(path, isolation_level=None)
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")
    return connection


def in_sqlite(moment: datetime) -> str:
    """A UTC moment as SQLAlchemy writes it."""
    return moment.strftime("%Y-%m-%d %H:%M:%S.%f")


def link(seq: int, at: datetime, said: tuple[str, ...], previous: str) -> str:
    """The hash of a journal line."""
    stamp = at.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    return hashlib.sha256("\x1f".join((str(seq), stamp, *said, previous)).encode()).hexdigest()


def write_lines(connection: sqlite3.Connection, at: datetime, verb: str, lines: list[tuple[str, str, str]]) -> None:
    """Chain lines of (noun, subject, facts) to the journal with ``executemany``."""
    seq, previous = connection.execute("SELECT seq, hash FROM journal_head").fetchone()
    stamp, rows = in_sqlite(at), []
    for noun, subject, facts in lines:
        seq += 1
        new = link(seq, at, ("x", verb, noun, subject, facts, ""), previous)
        rows.append((seq, stamp, "x", verb, noun, subject, facts, previous, new))
        previous = new
    connection.executemany(
        "INSERT INTO journal (seq, at, actor, verb, noun, subject, facts, previous, hash) VALUES (?,?,?,?,?,?,?,?,?)",
        rows,
    )
    connection.execute("UPDATE journal_head SET seq = ?, hash = ?", (seq, previous))


def add_line(session: Session, at: datetime, *, verb: str, noun: str, subject: str, facts: str) -> None:
    """Chain one line as a user of SQLModel would: the head and the line are objects of the session."""
    head = session.get_one(JournalHead, 1)
    said = ("x", verb, noun, subject, facts, "")
    line = Entry.new(
        seq=head.seq + 1,
        at=at,
        actor="x",
        verb=verb,
        noun=noun,
        subject=subject,
        facts=facts,
        previous=head.hash,
        hash=link(head.seq + 1, at, said, head.hash),
    )
    head.seq, head.hash = line.seq, line.hash
    session.add_all([head, line])


def rows_of(path: Path, *queries: str) -> list[list[tuple[object, ...]]]:
    """What the queries find in a database whose journal holds."""
    db = Database(sqlite_url(path))
    with db.read() as session:
        assert journal.verify(session) == []
    db.close()
    connection = sqlite3.connect(path)
    found = [connection.execute(query).fetchall() for query in queries]
    connection.close()
    return found
