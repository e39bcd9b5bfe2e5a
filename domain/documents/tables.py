"""Rows of figures in running lines, and whether their total is the sum."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from domain.documents.document import ReadingWarning
from domain.documents.text import Line

_FIGURE = r"[-–]?\d{1,3}(?:\.\d{3})+(?:,\d+)?|[-–]?\d+(?:,\d+)?"
LONGEST_LABEL = 60
_ROW = re.compile(
    rf"(?P<label>[^\d].{{0,{LONGEST_LABEL - 2}}}?[^\d\s.,-])[\s:|]+"
    rf"(?P<figures>(?:{_FIGURE})(?:[\s|]+(?:{_FIGURE}))*)(?: kr\.?)?"
)
_TOTAL = re.compile(r"(?:i alt|ialt|sum|total|samlet)\b", re.IGNORECASE)
FEWEST_ROWS = 2


def sum_warnings(lines: Sequence[Line], *, at: int) -> Iterator[ReadingWarning]:
    """Totals ("I alt 4,7") that are not the sum of the rows right above, column by column, exact as printed.

    Rows that hold another number of columns end the table, and one row alone is no sum. ``at``: the item's position.
    """
    rows: list[list[Decimal]] = []
    for line in lines:
        ends_in_figure = line.text[-1].isdigit() or line.text.endswith(("kr", "kr."))
        match = _ROW.fullmatch(line.text) if ends_in_figure else None
        if match is None:
            rows = []
            continue
        if match["label"].endswith(" i"):  # "Beløb i 1.000 kr." is the head of a column
            rows = []
            continue
        figures = [_number(figure) for figure in re.findall(_FIGURE, match["figures"])]
        if rows and len(rows[-1]) != len(figures):
            rows = []
        if not _TOTAL.match(match["label"]):
            rows.append(figures)
            continue
        sums = [sum(column, Decimal(0)) for column in zip(*rows, strict=True)]
        if len(rows) >= FEWEST_ROWS and sums != figures:
            facts = {"printed": " ".join(map(str, figures)), "sum": " ".join(map(str, sums))}
            yield ReadingWarning("sum_mismatch", line.place, at, facts)
        rows = []


def _number(figure: str) -> Decimal:
    return Decimal(figure.replace(".", "").replace(",", ".").replace("–", "-"))
