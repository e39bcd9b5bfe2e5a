"""The journal: append-only, each line chained to the one before by SHA-256."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlmodel import Session, col, select

from domain.model import Entry, JournalHead
from domain.store.bulk import insert_values

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


@dataclass(frozen=True, slots=True)
class Line:
    """One line to be written with others: ``facts`` is canonical JSON, which like things may share."""

    noun: str
    subject: str
    facts: str


def append_all(session: Session, *, at: datetime, actor: str, verb: str, lines: Sequence[Line]) -> None:
    """Write many lines with two statements, chained like any others."""
    if not lines:
        return
    session.flush()
    head = session.get(JournalHead, 1)
    if head is None:
        head = JournalHead.new(seq=0, hash=GENESIS)
        session.add(head)
    seq, previous, moment = head.seq, head.hash, at.astimezone(UTC)
    stamp = _stamp(moment)
    rows = []
    for line in lines:
        seq += 1
        said = (actor, verb, line.noun, line.subject, line.facts, "")
        link = _link(seq, stamp, said, previous)
        rows.append(
            {
                "seq": seq,
                "at": moment,
                "actor": actor,
                "verb": verb,
                "noun": line.noun,
                "subject": line.subject,
                "facts": line.facts,
                "key": None,
                "previous": previous,
                "hash": link,
            }
        )
        previous = link
    head.seq, head.hash = seq, previous
    insert_values(session, Entry, rows)
    session.flush()


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
    said = (entry.actor, entry.verb, entry.noun, entry.subject, entry.facts, entry.key or "")
    return _link(entry.seq, _stamp(entry.at), said, entry.previous)


def _stamp(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _link(seq: int, stamp: str, said: tuple[str, ...], previous: str) -> str:
    return hashlib.sha256("\x1f".join((str(seq), stamp, *said, previous)).encode()).hexdigest()
