"""Tables that say which body treats the case and when, whatever the order of their columns.

Two shapes are read. In the one each row holds a body in one cell and its day in another ("3. marts | Byrådet |
2. behandling"); in the other the bodies are the heads of the columns, over crosses, days or both.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from domain.documents.bodies import Bodies
from domain.documents.cues import cues_of
from domain.documents.dates import FoundDate, find_dates
from domain.documents.sentences import Sentence
from domain.documents.text import Line

MOST_ROWS, MOST_OF_ONE_BODY = 12, 4  # more is a calendar of meetings, and no case's journey
FEWEST_HEADS = 2
_CROSS = re.compile(r"[xX☒☑✓✔]")
_MARKS = re.compile(r"[xX☒☑✓✔☐.()\[\] –-]*")
_SHORT = re.compile(r"[A-ZÆØÅ][A-ZÆØÅ-]{1,8}")
_AROUND_BODY = re.compile(r"\(.{1,8}\)|\b(?:møde(?:t)?|i|på)\b|[\s.,:;•–-]", re.IGNORECASE)
_AROUND_DATE = re.compile(
    r"\bkl(?:\.|okken)?\s*\d{1,2}(?:[.:]\d\d)?(?:\s*[-–]\s*\d{1,2}(?:[.:]\d\d)?)?|\bden\b|[\s.,:;()–-]", re.IGNORECASE
)
# How a column of days is called that are no days of treatment, and a column of bodies that only do some work
_OTHER_DAYS = (
    "frist",
    "deadline",
    "senest",
    "udsend",
    "offentlig",
    "svar",
    "høring",
    "indlever",
    "aflever",
    "indkald",
)
_OTHER_BODIES = ("ansvar", "tovholder", "udfør", "afsender", "høring")
_DAYS = ("møde", "dato", "behandl", "hvornår", "tid", "dag")


@dataclass(frozen=True, slots=True)
class Row:
    """A body and its day, and the row they stand in."""

    body: str
    found: FoundDate
    sentence: Sentence


@dataclass(slots=True)
class Timetable:
    """What the tables in some lines say. ``route``: the bodies of the first one; ``lines``: places that were read."""

    rows: list[Row] = field(default_factory=list)
    route: tuple[str, ...] = ()
    lines: set[tuple[int, int]] = field(default_factory=set)
    other: set[tuple[int, int]] = field(default_factory=set)  # rows with days that are no treatment's


def read_timetable(lines: Sequence[Line], bodies: Bodies) -> Timetable:
    """The bodies and days in the tables among these lines."""
    out = Timetable()
    for table in _tables(lines):
        found = _across(table, bodies) or _down(table, bodies)
        if found is None:
            continue
        out.lines |= found.lines
        out.other |= found.other
        often = Counter(bodies.key(row.body) for row in found.rows)
        if len(found.rows) > MOST_ROWS or max(often.values(), default=0) > MOST_OF_ONE_BODY:
            continue
        out.rows += found.rows
        out.route = out.route or found.route
    return out


def _tables(lines: Sequence[Line]) -> Iterator[list[tuple[Line, list[str]]]]:
    """Rows that stand together."""
    table: list[tuple[Line, list[str]]] = []
    for line in lines:
        if line.is_row:
            table.append((line, line.cells))
        elif table:
            yield table
            table = []
    if table:
        yield table


def _across(table: Sequence[tuple[Line, list[str]]], bodies: Bodies) -> Timetable | None:
    """Bodies over their columns: a cross means that the body treats the case, a day when."""
    head, cells = table[0]
    named = {at: name for at, cell in enumerate(cells) if (name := _body(cell, bodies, is_head=True))}
    if len(named) < FEWEST_HEADS or len(named) < len(cells) - 1 or any(find_dates(cell) for cell in cells):
        return None
    out = Timetable()
    crossed: list[str] = []
    for line, row in table[1:]:
        if len(row) != len(cells):
            break
        marked = [cell for at, cell in enumerate(row) if at in named]
        days = {at: day for at in named if (day := _day(row[at]))}
        if any(map(_CROSS.search, marked)) and all(map(_MARKS.fullmatch, marked)):
            crossed = [name for at, name in named.items() if _CROSS.search(row[at])]
        elif not days:
            break
        out.lines.add((line.page, line.number))
        out.rows += [Row(named[at], day, _sentence(line)) for at, day in days.items()]
    if not out.lines:
        return None
    out.lines.add((head.page, head.number))
    out.route = tuple(crossed) or tuple(row.body for row in out.rows)
    return out


def _down(table: Sequence[tuple[Line, list[str]]], bodies: Bodies) -> Timetable | None:
    """A body and its day in each row; the row above them may say what the columns are."""
    out = Timetable()
    heads: list[str] = []
    route: list[str] = []
    for line, row in table:
        days = {at: day for at, cell in enumerate(row) if (day := _day(cell))}
        names = {at: name for at, cell in enumerate(row) if at not in days and (name := _body(cell, bodies))}
        if not days and not names:
            together = next((both for cell in row if (both := _body_and_day(cell, bodies))), None)
            if together is None:
                heads = [cell.casefold() for cell in row]
            else:  # the body's name filled its column, and a single space was left
                out.rows.append(Row(*together, _sentence(line)))
                out.lines.add((line.page, line.number))
                route.append(together[0])
            continue
        known = heads if len(heads) == len(row) else [""] * len(row)
        if any(known[at].startswith(_OTHER_DAYS) for at in days):
            out.other.add((line.page, line.number))
        days = {at: day for at, day in days.items() if not known[at].startswith(_OTHER_DAYS)}
        names = {at: name for at, name in names.items() if not known[at].startswith(_OTHER_BODIES)}
        if len(days) > 1:
            days = {at: day for at, day in days.items() if known[at].startswith(_DAYS)}
        if len(names) == 1 and len(days) <= 1:
            route += names.values()
        if len(days) != 1 or len(names) != 1:
            continue
        ((_, day),), ((_, name),) = days.items(), names.items()
        out.lines.add((line.page, line.number))
        out.rows.append(Row(name, day, _sentence(line)))
    first: dict[str, str] = {}
    for name in route if out.rows else ():
        first.setdefault(bodies.key(name), name)
    out.route = tuple(first.values())
    return out if out.lines or out.other else None


def _body_and_day(cell: str, bodies: Bodies) -> tuple[str, FoundDate] | None:
    """The body and the day that are all the cell says."""
    days = find_dates(cell)
    if len(days) != 1 or not days[0].exists:
        return None
    name = _body(cell[: days[0].start].strip(" ,:"), bodies)
    return (name, days[0]) if name and not _AROUND_DATE.sub("", cell[days[0].end :]) else None


def _sentence(line: Line) -> Sentence:
    return Sentence(line.text, line.place, cues_of(line.text), find_dates(line.text))


def _body(cell: str, bodies: Bodies, *, is_head: bool = False) -> str | None:
    """The body that is all the cell says. At the head of a column an abbreviation nobody explains is one as well."""
    named = bodies.mentions(cell)
    if named and not named[0].is_pronoun:
        rest = cell[: named[0].start] + cell[named[0].end :]
        return None if _AROUND_BODY.sub("", rest) else named[0].name
    return cell if is_head and _SHORT.fullmatch(cell) else None


def head_of_column(cell: str, bodies: Bodies) -> str | None:
    """The body that a column is called by, also by an abbreviation that nobody explains."""
    return _body(cell, bodies, is_head=True)


def _day(cell: str) -> FoundDate | None:
    """The day that is all the cell says."""
    if not cell or not any(map(str.isdigit, cell)):
        return None
    found = find_dates(cell) or find_dates(f"den {cell}")
    text = cell if find_dates(cell) else f"den {cell}"
    if len(found) != 1 or not found[0].exists:
        return None
    rest = text[: found[0].start] + text[found[0].end :]
    return None if _AROUND_DATE.sub("", rest) else found[0]
