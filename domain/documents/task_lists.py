"""Lists of tasks: rows of what is to be done, who does it and by when, as minutes end with them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date

from domain.documents.dates import find_due
from domain.documents.document import FoundFollowUp, Place, SectionKey
from domain.documents.text import Line

# How the columns are called; the words begin the cell
TASK = ("opgave", "handling", "aktion", "aktivitet", "aftale", "hvad", "opfølgning", "emne")
WHO = ("ansvarlig", "hvem", "tovholder", "udføres af", "udfører", "ansvar")
DUE = ("frist", "deadline", "hvornår", "tidsfrist", "senest", "dato", "tid", "forfald")
SURE = 0.8  # a row of a table that names its columns
_CELLS = re.compile(r"\s*[|\t]\s*|\s{2,}")
_ANSWERABLE = re.compile(
    r"\b(?:ansvarlig|ansvar|tovholder): ?(?P<who>[^.;,|()]{2,60}?)(?=\s+[-–]\s|[.;,|()]|$)"
    r"(?:\s*[.;,|–-]?\s*(?:frist|deadline|senest): ?(?P<due>[^()|]{2,40}))?",
    re.IGNORECASE,
)


def read_task_list(lines: Sequence[Line], *, near: date | None) -> Iterator[FoundFollowUp]:
    """The rows under a heading row that names a column of people ("Opgave | Ansvarlig | Frist").

    A row with another number of cells ends the list. ``near``: the meeting's day, which lends a date its year.
    """
    columns: dict[str, int] = {}
    width = 0
    for line in lines:
        if not columns and not line.has_columns:
            continue
        cells = _cells(line)
        named = _columns(cells)
        if "who" in named and len(named) > 1:
            columns, width = named, len(cells)
            continue
        if columns and len(cells) == width:
            yield from _row(line, cells, columns, near)
        else:
            columns = {}


def read_answerable(line: Line, section: SectionKey, *, near: date | None) -> FoundFollowUp | None:
    """A task that names its person after it: "Kortet rettes. Ansvarlig: HR-chefen. Frist: 1. juni 2024"."""
    match = _ANSWERABLE.search(line.text) if ":" in line.text else None
    if match is None or not match["who"].strip():
        return None
    text = line.text[: match.start()].strip(" (–-") or line.text
    return _found(line, (text, match["who"].strip(), match["due"] or ""), section, near)


def _cells(line: Line) -> list[str]:
    return [cell.strip() for cell in _CELLS.split(line.laid_out.strip().strip("|"))]


def _columns(cells: Sequence[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for at, cell in enumerate(cells):
        for name, words in (("task", TASK), ("who", WHO), ("due", DUE)):
            if cell.casefold().startswith(words):
                found.setdefault(name, at)
    return found


def _row(line: Line, cells: Sequence[str], columns: dict[str, int], near: date | None) -> Iterator[FoundFollowUp]:
    free = [at for at in range(len(cells)) if at not in columns.values()]
    task_at = columns.get("task", free[-1] if free else None)
    text = cells[task_at] if task_at is not None else ""
    if text:
        due = cells[columns["due"]] if "due" in columns else ""
        yield _found(line, (text, cells[columns["who"]], due), SectionKey.OTHER, near)


def _found(line: Line, words: tuple[str, str, str], section: SectionKey, near: date | None) -> FoundFollowUp:
    text, who, due_text = words
    due = find_due(due_text, near=near)
    return FoundFollowUp(
        responsible=who or None,
        text=text,
        due=due.on if due else None,
        due_text=due.words if due else due_text.strip(),
        place=Place(line.page, line.number, line.text),
        confidence=SURE,
        section=section,
        due_month=bool(due and due.is_month),
        due_named=due.named_on if due else None,
    )
