"""The journal: append-only, each line chained to the one before by SHA-256."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlmodel import Session, col, select

from domain.model import Entry, JournalHead

GENESIS = "0" * 64


@dataclass(frozen=True, slots=True)
class Break:
    """A place where the chain does not hold: at ``seq``, because ``why`` (missing, altered, unchained)."""

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
) -> Entry:
    """Write the next line in the transaction of ``session``, which must be a writing one.

    Closed titles never go into ``facts``: the journal is shown to all staff.
    """
    head = session.get(JournalHead, 1)
    if head is None:
        head = JournalHead.new(seq=0, hash=GENESIS)
    seq, previous = head.seq + 1, head.hash
    entry = Entry.new(
        seq=seq,
        at=at.astimezone(UTC),
        actor=actor,
        verb=verb,
        noun=noun,
        subject=subject,
        facts=canonical(facts),
        key=key,
        previous=previous,
        hash="",
    )
    entry.hash = _hash(entry)
    head.seq, head.hash = entry.seq, entry.hash
    session.add_all([entry, head])
    session.flush()
    return entry


def verify(session: Session) -> list[Break]:
    """Every place where a line is missing, altered or unchained; empty when all is well."""
    breaks: list[Break] = []
    expected, previous = 1, GENESIS
    for entry in session.exec(select(Entry).order_by(col(Entry.seq)).execution_options(yield_per=1000)):
        if entry.seq != expected:
            breaks.append(Break(expected, "missing"))
        elif entry.previous != previous:
            breaks.append(Break(entry.seq, "unchained"))
        if entry.hash != _hash(entry):
            breaks.append(Break(entry.seq, "altered"))
        expected, previous = entry.seq + 1, entry.hash
    head = session.get(JournalHead, 1)
    if head is not None and (head.seq, head.hash) != (expected - 1, previous):
        breaks.append(Break(expected, "missing"))
    return breaks


def _hash(entry: Entry) -> str:
    at = entry.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    said = (entry.actor, entry.verb, entry.noun, entry.subject, entry.facts, entry.key or "")
    fields = (entry.seq, at, *said, entry.previous)
    return hashlib.sha256("\x1f".join(map(str, fields)).encode()).hexdigest()
