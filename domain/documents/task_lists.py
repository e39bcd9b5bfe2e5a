"""Lists of tasks: rows of what is to be done, who does it and by when, as minutes end with them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from domain.documents.bodies import Bodies
from domain.documents.dates import find_due_in_cell
from domain.documents.document import FoundFollowUp, Place, SectionKey
from domain.documents.sentences import sentences
from domain.documents.text import Line

# How the columns are called; the words begin the cell
TASK = ("opgave", "handling", "aktion", "aktivitet", "aftale", "hvad", "opfølgning", "emne")
WHO = ("ansvarlig", "hvem", "tovholder", "udføres af", "udfører", "ansvar")
DUE = ("frist", "deadline", "hvornår", "tidsfrist", "senest", "dato", "tid", "forfald")
ITEM = ("pkt", "punkt", "sag", "dagsordenspunkt", "ad pkt")  # the agenda item that the task belongs to
FEWEST_WORDS = 3  # of a task
SURE = 0.8  # a row of a table that names its columns
_CELLS = re.compile(r"\s*[|\t]\s*|\s{2,}")
_ITEM_NUMBER = re.compile(r"(?:pkt\.?|punkt|sag|ad)? ?(?P<number>\d{1,4}[A-Z]?)\.?", re.IGNORECASE)
_ANSWERABLE = re.compile(
    r"\b(?:ansvarlig|ansvar|tovholder): ?(?P<who>[^.;,|()]{2,60}?)(?=\s+[-–]\s|[.;,|()]|$)"
    r"(?:\s*[.;,|–-]?\s*(?:frist|deadline|senest): ?(?P<due>[^()|]{2,40}))?",
    re.IGNORECASE,
)


_DUE_LINE = re.compile(r"(?:tids)?(?:frist|deadline|senest): ?(?P<due>.+)", re.IGNORECASE)


def read_task_list(lines: Sequence[Line], bodies: Bodies, *, near: date | None) -> Iterator[FoundFollowUp]:
    """The rows under a heading row that names a column of people ("Opgave | Ansvarlig | Frist").

    A row with another number of cells ends the list. What a body does is no task but a treatment.
    ``near``: the meeting's day, which lends a date its year.
    """
    columns: dict[str, int] = {}
    width = 0
    for line in lines:
        if not columns and not line.has_columns:
            continue
        if not any(letter.isalnum() for letter in line.text):
            continue  # a rule between the rows
        cells = cells_of(line)
        named = _columns(cells)
        if "who" in named and len(named) > 1:
            columns, width = named, len(cells)
            continue
        is_open_ended = len(cells) == width - 1 and columns.get("due") == width - 1  # a task without a day
        if columns and (len(cells) == width or is_open_ended):
            yield from _row(line, [*cells, ""][:width], columns, bodies, near)
        else:
            columns = {}


def read_answerable(
    line: Line, section: SectionKey, *, near: date | None, around: tuple[Line | None, Line | None] = (None, None)
) -> FoundFollowUp | None:
    """A task that names its person after it: "Kortet rettes. Ansvarlig: HR-chefen. Frist: 1. juni 2024".

    Alone on its line, "Ansvarlig: …" goes with the sentence above, and "Frist: …" may stand below (``around``).
    """
    match = _ANSWERABLE.search(line.text) if ":" in line.text else None
    if match is None or not match["who"].strip():
        return None
    above, below = around
    if match.start() == 0 and above is not None and not _DUE_LINE.match(above.text):
        due = _DUE_LINE.match(below.text) if below is not None and not match["due"] else None
        said = sentences([above])[-1].text
        task, place = (said, above) if len(said.split()) >= FEWEST_WORDS else (line.text, line)  # "Godkendt." is none
        return _found(place, (task, match["who"].strip(), due["due"] if due else match["due"] or ""), section, near)
    text = line.text[: match.start()].strip(" (–-") or line.text
    return _found(line, (text, match["who"].strip(), match["due"] or ""), section, near)


def cells_of(line: Line) -> list[str]:
    """The row's cells. Between bars or tabs an empty cell is one; where spaces part them it is lost."""
    row = line.laid_out
    if "\t" in row:
        return [cell.strip() for cell in row.split("\t")]
    return [cell.strip() for cell in _CELLS.split(row.strip().removeprefix("|").removesuffix("|"))]


def _columns(cells: Sequence[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for at, cell in enumerate(cells):
        for name, words in (("task", TASK), ("who", WHO), ("due", DUE), ("item", ITEM)):
            if cell.casefold().startswith(words):
                found.setdefault(name, at)
    return found


def _row(
    line: Line, cells: Sequence[str], columns: dict[str, int], bodies: Bodies, near: date | None
) -> Iterator[FoundFollowUp]:
    free = [at for at in range(len(cells)) if at not in columns.values()]
    task_at = columns.get("task", free[-1] if free else None)
    text = cells[task_at] if task_at is not None else ""
    if text and bodies.first(cells[columns["who"]]) is None:
        due = cells[columns["due"]] if "due" in columns else ""
        found = _found(line, (text, cells[columns["who"]], due), SectionKey.OTHER, near)
        number = _ITEM_NUMBER.fullmatch(cells[columns["item"]]) if "item" in columns else None
        yield replace(found, of_item=number["number"]) if number else found


def _found(line: Line, words: tuple[str, str, str], section: SectionKey, near: date | None) -> FoundFollowUp:
    text, who, due_text = words
    due = find_due_in_cell(due_text.strip(), near=near)
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
