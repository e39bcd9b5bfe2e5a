"""Decisions of earlier bodies in a table of treatment: "Udvalg | Mødedato | Beslutning", a row for each body."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from domain.documents.bodies import Bodies
from domain.documents.dates import find_dates
from domain.documents.document import FoundDecision
from domain.documents.task_lists import cells_of
from domain.documents.text import Line
from domain.model.decision import Outcome

# How the columns are called; the words begin the cell
DECIDED = ("beslutning", "afgørelse", "resultat", "udfald", "besluttet", "konklusion")
FEWEST_COLUMNS = 3  # body, day and decision
SURE = 0.9  # a row of a table that names its columns


def read_decision_rows(
    lines: Sequence[Line], bodies: Bodies, outcome: Callable[[str], tuple[Outcome, float] | None]
) -> Iterator[tuple[Line, FoundDecision | None]]:
    """The lines of such tables, each with its decision: None for the heads, and for a row that says none yet."""
    decided_at: int | None = None
    for line in lines:
        if decided_at is None:
            if line.laid_out == line.text and "|" not in line.text:
                continue  # as most lines are: no columns
            decided_at = _decided_column(cells_of(line)) if line.has_columns else None
            if decided_at is not None:
                yield line, None
            continue
        if not any(letter.isalnum() for letter in line.text):
            continue  # a rule between the rows
        cells = cells_of(line) if line.has_columns else []
        if decided_at >= len(cells):
            is_row = len(cells) == decided_at and _body_in(cells, bodies)
            if is_row:
                yield line, None
            else:
                decided_at = None
            continue
        yield line, _row(line, cells, decided_at, bodies, outcome)


def _decided_column(cells: Sequence[str]) -> int | None:
    heads = [cell.casefold() for cell in cells]
    has_day = any("dato" in head or head.startswith(("møde", "dag", "hvornår")) for head in heads)
    if len(heads) < FEWEST_COLUMNS or not has_day:
        return None
    return next((at for at, head in enumerate(heads) if head.startswith(DECIDED)), None)


def _body_in(cells: Sequence[str], bodies: Bodies) -> str | None:
    named = (mention.name for cell in cells for mention in bodies.mentions(cell) if not mention.is_pronoun)
    return next(named, None)


def _row(
    line: Line,
    cells: Sequence[str],
    decided_at: int,
    bodies: Bodies,
    outcome: Callable[[str], tuple[Outcome, float] | None],
) -> FoundDecision | None:
    others = [cell for at, cell in enumerate(cells) if at != decided_at]
    body = _body_in(others, bodies)
    on = next((day for cell in others for found in find_dates(cell) if (day := found.on())), None)
    what = outcome(cells[decided_at])
    if body is None or on is None or what is None:
        return None
    return FoundDecision(body, on, what[0], cells[decided_at], line.place, min(SURE, what[1]))
