"""Meeting plans in text files: semicolons, commas or tabs between the cells."""

from __future__ import annotations

import csv
import io
from itertools import islice

from calendars.errors import UnreadableFileError
from calendars.plan_table import read_tables
from calendars.plan_text import decode_text
from calendars.plan_values import MOST_COLUMNS, MOST_ROWS, MeetingPlan, Sheet, text_cell

DELIMITERS = (";", "\t", ",", "|")
LOOKED_AT = 30  # lines, to tell the delimiter


def read_csv(name: str, data: bytes) -> MeetingPlan:
    """The plan in a text file. Raises UnreadableFileError when it is no table of text."""
    text, _encoding = decode_text(name, data)
    if text.startswith("sep=") and "\n" in text:  # Excel's own hint; the line keeps its place in the row count
        text = text[text.index("\n") :]
    delimiter = _delimiter(text)
    if delimiter is None:
        raise UnreadableFileError(name=name, reason="unknown_format")
    try:
        rows = list(islice(csv.reader(io.StringIO(text.rstrip(), newline=""), delimiter=delimiter), MOST_ROWS + 1))
    except csv.Error as error:
        raise UnreadableFileError(name=name, reason="broken") from error
    if len(rows) > MOST_ROWS:
        raise UnreadableFileError(name=name, reason="too_large", rows=MOST_ROWS)
    cells = tuple(tuple(text_cell(value) for value in row[:MOST_COLUMNS]) for row in rows)
    return read_tables(name, [Sheet("", cells)])


def _delimiter(text: str) -> str | None:
    """The mark that divides most lines into the same number of cells, more than one."""
    lines = list(islice((line for line in io.StringIO(text) if line.strip()), LOOKED_AT))
    best = max(DELIMITERS, key=lambda mark: _agreement(lines, mark))
    return best if _agreement(lines, best) > (0, 0) else None


def _agreement(lines: list[str], mark: str) -> tuple[int, int]:
    counts = [len(row) for line in lines for row in [next(csv.reader([line], delimiter=mark), [])] if len(row) > 1]
    return max(((counts.count(width), width) for width in set(counts)), default=(0, 0))
