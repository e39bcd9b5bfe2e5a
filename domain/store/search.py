"""Finding cases by the words in them: FTS5 in SQLite, ``tsvector`` in PostgreSQL, the same question to both.

Every word is looked for from its beginning, so that half a word finds what one is about to type, and the first part
of a compound finds the whole. Newest cases come first. Whoever may not see closed items does not find them, whatever
they ask for: openness is a mark in the index, and part of every question of theirs.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from operator import itemgetter

from sqlalchemy import column, table, text
from sqlmodel import Session

from domain.model import CaseState

FOUND = 500  # cases a search gives at most; more than a person reads, and the newest of them
_MOST_WORDS, _LONGEST = 8, 40
_WORD = re.compile(r"[^\W_]+")

# No noun: the migration makes it, and triggers keep it.
CASE_WORDS = table("case_words", *map(column, ("id", "case_id", "state", "title_key", "shown_key")))


@dataclass(frozen=True, slots=True)
class Among:
    """Among which cases to look: states (none: all), owners and cycle (None: any), and only closed items or not."""

    states: Collection[CaseState] = ()
    owners: Collection[str] | None = None
    cycle: str | None = None
    closed_only: bool = False


def words_of(typed: str) -> list[str]:
    """What is looked for: the words as the indexes part them. Empty where nothing was typed but signs."""
    return [word[:_LONGEST] for word in _WORD.findall(unicodedata.normalize("NFC", typed).lower())][:_MOST_WORDS]


def find_cases(
    session: Session, typed: str, *, sees_closed: bool, among: Among = Among(), limit: int = FOUND
) -> list[str]:
    """The ids of the cases that have all these words, newest first; none where there is no word."""
    words = words_of(typed)
    if not words or among.owners == []:
        return []
    session.flush()
    marks = _marks(among, sees_closed=sees_closed)
    if session.get_bind().dialect.name == "sqlite":
        return _in_sqlite(session, words, marks, limit)
    return _in_postgresql(session, words, marks, limit)


def _marks(among: Among, *, sees_closed: bool) -> list[list[str]]:
    """What must stand in the index beside the words: one of each list."""
    marks = []
    if among.states:
        marks.append([f"t{state.value}" for state in among.states])
    if not sees_closed:
        marks.append(["aopen"])
    if among.closed_only:
        marks.append(["aclosed"])
    if among.owners is not None:
        marks.append([f"o{_hex(owner)}" for owner in among.owners])
    if among.cycle is not None:
        marks.append([f"c{_hex(among.cycle)}"])
    return marks


def _hex(key: str) -> str:
    return key.encode().hex()


def _in_sqlite(session: Session, words: list[str], marks: list[list[str]], limit: int) -> list[str]:
    wanted = ["words : (" + " AND ".join(f'"{word}"*' for word in words) + ")"]
    wanted += ["marks : (" + " OR ".join(one) + ")" for one in marks]
    found = session.connection().execute(_SQLITE, {"wanted": " AND ".join(wanted), "limit": limit})
    return [case_id for (case_id,) in found]


# The rows of the index come by number, so the newest are read and no others.
_SQLITE = text(
    "SELECT case_words.case_id FROM case_words_index JOIN case_words ON case_words.id = case_words_index.rowid"
    " WHERE case_words_index MATCH :wanted ORDER BY case_words_index.rowid DESC LIMIT :limit"
)


def _in_postgresql(session: Session, words: list[str], marks: list[list[str]], limit: int) -> list[str]:
    """Few found: all of them, then sorted. As many as are wanted: from the newest backwards.

    Asked to sort at once, the planner walks all cases backwards for a word that only one of them has
    (performance.md, P6).
    """
    named: dict[str, object] = {"limit": limit}
    parts = []
    for place, word in enumerate(words):
        parts.append(f"(to_tsquery('danish', :stem{place}) || to_tsquery('simple', :word{place}))")
        named |= {f"stem{place}": f"{word}:*A", f"word{place}": f"{word}:*B"}
    for place, one in enumerate(marks):
        parts.append(f"to_tsquery('simple', :mark{place})")
        named[f"mark{place}"] = " | ".join(f"{mark}:D" for mark in one)
    wanted = f"FROM case_words WHERE document @@ ({' && '.join(parts)})"
    read = session.connection().execute
    found = read(text(f"SELECT id, case_id {wanted} LIMIT :limit"), named).all()
    if len(found) < limit:
        return [case_id for _, case_id in sorted(found, key=itemgetter(0), reverse=True)]
    return [case_id for (case_id,) in read(text(f"SELECT case_id {wanted} ORDER BY id DESC LIMIT :limit"), named)]
