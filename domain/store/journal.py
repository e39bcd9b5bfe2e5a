"""The journal: append-only, each line chained to the one before by SHA-256."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import select as select_columns
from sqlmodel import Session, col, select

from domain.model import Entry, JournalHead
from domain.store.bulk import insert_rows, insert_values, table_of, update_rows

GENESIS = "0" * 64
_HEAD = table_of(JournalHead)
_LAST = select_columns(_HEAD.c.seq, _HEAD.c.hash).where(_HEAD.c.id == 1)
_COLUMNS = ("seq", "at", "actor", "verb", "noun", "subject", "facts", "key", "previous", "hash")


@dataclass(frozen=True, slots=True)
class Line:
    """One line to be written: ``facts`` is canonical JSON, which like things may share."""

    noun: str
    subject: str
    facts: str


@dataclass(frozen=True, slots=True)
class Break:
    """A place where the chain does not hold: at ``seq``, because ``why`` (missing, altered, unchained, rewritten)."""

    seq: int
    why: str


def canonical(facts: Mapping[str, object]) -> str:
    """Facts as JSON that is the same for the same facts: sorted keys, no spaces, dates as ISO text."""
    return json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)


def append(
    session: Session,
    *,
    at: datetime,
    actor: str,
    verb: str,
    noun: str,
    subject: str,
    facts: Mapping[str, object],
    key: str | None = None,
) -> Line:
    """Write the next line in the transaction of ``session``, which must be a writing one; it is given back.

    Closed titles never go into ``facts``: the journal is shown to all staff.
    """
    line = Line(noun, subject, canonical(facts))
    append_all(session, at=at, actor=actor, verb=verb, lines=[line], key=key)
    return line


def append_all(
    session: Session, *, at: datetime, actor: str, verb: str, lines: Sequence[Line], key: str | None = None
) -> None:
    """Write many lines with three statements, chained like any others; the first carries ``key``.

    They go in as plain values: a line is made of what the verb has already looked at, and is written with every
    step of every journey. What comes from without, the actor and the key, is looked at in ``By``.
    """
    if not lines:
        return
    session.flush()
    seq, previous = _last(session)
    moment = at.astimezone(UTC)
    stamp = _stamp(moment)
    rows = []
    for line in lines:
        seq += 1
        link = _link(seq, stamp, (actor, verb, line.noun, line.subject, line.facts, key or ""), previous)
        rows.append((seq, moment, actor, verb, line.noun, line.subject, line.facts, key, previous, link))
        previous, key = link, None
    insert_values(session, Entry, _COLUMNS, rows)
    _set_last(session, seq, previous)


def head(session: Session) -> str:
    """How the journal ends, as ``seq:hash``. Kept somewhere else, it is a witness against a chain made anew."""
    found = session.connection().execute(_LAST).first()
    return f"{found.seq}:{found.hash}" if found is not None else f"0:{GENESIS}"


def verify(session: Session, witness: str = "") -> list[Break]:
    """Every place where a line is missing, altered or unchained; empty when all is well.

    ``witness`` is what ``head`` once answered: the line it names must still be that very line.

    Raises:
        ValueError: the witness is none.
    """
    breaks: list[Break] = []
    if witness:
        at, _, link = witness.partition(":")
        named = session.get(Entry, int(at))
        if named is None or named.hash != link:
            breaks.append(Break(int(at), "rewritten"))
    expected, previous = 1, GENESIS
    for entry in session.exec(select(Entry).order_by(col(Entry.seq)).execution_options(yield_per=1000)):
        if entry.seq != expected:
            breaks.append(Break(expected, "missing"))
        elif entry.previous != previous:
            breaks.append(Break(entry.seq, "unchained"))
        if entry.hash != _hash(entry):
            breaks.append(Break(entry.seq, "altered"))
        expected, previous = entry.seq + 1, entry.hash
    head = session.connection().execute(_LAST).first()
    if head is not None and tuple(head) != (expected - 1, previous):
        breaks.append(Break(expected, "missing"))
    return breaks


def _last(session: Session) -> tuple[int, str]:
    """Number and hash of the last line; the head of an empty journal is made here."""
    head = session.connection().execute(_LAST).first()
    if head is None:
        insert_rows(session, [JournalHead.new(seq=0, hash=GENESIS)])
        return 0, GENESIS
    return head.seq, head.hash


def _set_last(session: Session, seq: int, link: str) -> None:
    update_rows(session, JournalHead, ("seq", "hash"), [(seq, link, 1)])


def _hash(entry: Entry) -> str:
    said = (entry.actor, entry.verb, entry.noun, entry.subject, entry.facts, entry.key or "")
    return _link(entry.seq, _stamp(entry.at), said, entry.previous)


def _stamp(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _link(seq: int, stamp: str, said: tuple[str, ...], previous: str) -> str:
    return hashlib.sha256("\x1f".join((str(seq), stamp, *said, previous)).encode()).hexdigest()
