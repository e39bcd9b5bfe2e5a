"""Where a page of cases goes on: after the last case of the page before it, however many came before that.

Counting past all earlier cases costs more with each page; a cursor costs the same on the thousandth. It names the
case and what it stood at, no word of it, so it may stand in an address.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, or_
from sqlmodel import Session

Key = tuple[ColumnElement[Any], bool]  # a column that is sorted by, and whether downwards


@dataclass(frozen=True, slots=True)
class Cursor:
    """After which case: the part of the list it was found in, the day it stood at there (if by days), its id."""

    part: int
    day: date | None
    case_id: str

    @classmethod
    def read(cls, typed: str) -> Cursor | None:
        """As it stands in an address; None: it is none."""
        part, _dot, rest = typed.partition(".")
        day, _dot, case_id = rest.partition(".")
        try:
            on = date.fromisoformat(day) if day else None
        except ValueError:
            return None
        return cls(int(part), on, case_id[:80]) if part in {"0", "1", "2"} and case_id else None

    def __str__(self) -> str:
        """As ``read`` reads it."""
        return f"{self.part}.{self.day or ''}.{self.case_id}"


@dataclass(frozen=True, slots=True)
class Part:
    """Cases in an order: ``keys`` are the columns it sorts by, which no two cases have alike."""

    found: Select[Any]
    keys: tuple[Key, ...]

    def ordered(self) -> Select[Any]:
        """From its beginning."""
        return self.found.order_by(*(column.desc() if is_down else column for column, is_down in self.keys))

    def after(self, values: Sequence[Any]) -> Part:
        """What comes after the one that has these values."""
        (first, is_down), *rest = self.keys
        beyond = first < values[0] if is_down else first > values[0]
        if not rest:
            return Part(self.found.where(beyond), self.keys)
        (second, other_is_down), *_none = rest
        behind = second < values[1] if other_is_down else second > values[1]
        reached = first <= values[0] if is_down else first >= values[0]  # said apart, so that an index begins there
        return Part(self.found.where(reached, or_(beyond, and_(first == values[0], behind))), self.keys)


@dataclass(frozen=True, slots=True)
class Slice:
    """A page of cases by id, whether there are more after it, and in which part of the list its last one stood."""

    ids: list[str]
    has_more: bool
    part: int = 0


def cut(parts: Sequence[Part], session: Session, offset: int, limit: int, *, first: int = 0) -> Slice:
    """The wanted page of the parts one after the other; one is asked only where those before it did not suffice.

    ``first``: what the first of these parts is called in a cursor.
    """
    wanted, found = offset + limit + 1, dict[str, int]()
    for number, part in enumerate(parts, start=first):
        rows = session.connection().execute(part.ordered().limit(wanted - len(found)))
        for row in rows:
            found.setdefault(row[0], number)
        if len(found) >= wanted:
            break
    ids = list(found)
    shown = ids[offset : offset + limit]
    return Slice(shown, has_more=len(ids) > offset + limit, part=found[shown[-1]] if shown else 0)
