"""Meeting plans in text files: semicolons, commas or tabs between the cells, or no cells at all."""

from __future__ import annotations

import csv
import io
from itertools import islice
from typing import Literal

from calendars.errors import UnreadableFileError
from calendars.plan_lines import read_lines, reads_as_lines, says_dates_after_names
from calendars.plan_table import read_tables
from calendars.plan_text import decode_text
from calendars.plan_values import MOST_ROWS, MeetingPlan, Sheet, text_cell

DELIMITERS = (";", "\t", ",", "|")
LOOKED_AT = 30  # lines, to tell the delimiter


def read_csv(name: str, data: bytes) -> MeetingPlan:
    """The plan in a text file. Raises UnreadableFileError when it is no table of text."""
    text, _encoding = decode_text(name, data)
    if text.startswith("sep=") and "\n" in text:  # Excel's own hint; the line keeps its place in the row count
        text = text[text.index("\n") :]
    delimiter = _delimiter(text)
    may_be_lines = delimiter in {None, ","} and reads_as_lines(text)
    if may_be_lines and (delimiter is None or says_dates_after_names(text)):
        return read_lines(name, text)
    if delimiter is None:
        raise UnreadableFileError(name=name, reason="unknown_format")
    plan = read_tables(name, [_sheet(name, text, delimiter)])
    return read_lines(name, text) if may_be_lines and not plan.meetings else plan


def read_sheet(name: str, data: bytes) -> Sheet:
    """The table in a text file, whatever divides its cells. Raises UnreadableFileError when it is none."""
    text, _encoding = decode_text(name, data)
    if text.startswith("sep=") and "\n" in text:
        text = text[text.index("\n") :]
    delimiter = _delimiter(text)
    if delimiter is None:
        raise UnreadableFileError(name=name, reason="unknown_format")
    return _sheet(name, text, delimiter)


def _sheet(name: str, text: str, delimiter: str) -> Sheet:
    try:
        rows = _rows(text.rstrip(), delimiter, csv.QUOTE_MINIMAL)
    except csv.Error:
        # A quotation mark that is never closed would take in all lines below it: here it is a mark like any other.
        try:
            rows = _rows(text.rstrip(), delimiter, csv.QUOTE_NONE)
        except csv.Error as error:
            raise UnreadableFileError(name=name, reason="broken") from error
    if len(rows) > MOST_ROWS:
        raise UnreadableFileError(name=name, reason="too_large", rows=MOST_ROWS)
    return Sheet("", tuple(tuple(text_cell(value) for value in row) for row in rows))


def _rows(text: str, delimiter: str, quoting: Literal[0, 3]) -> list[list[str]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, quoting=quoting, strict=True)
    return list(islice(reader, MOST_ROWS + 1))


def _delimiter(text: str) -> str | None:
    """The mark that divides most lines into the same number of cells, more than one."""
    lines = list(islice((line for line in io.StringIO(text) if line.strip()), LOOKED_AT))
    best = max(DELIMITERS, key=lambda mark: _agreement(lines, mark))
    return best if _agreement(lines, best) > (0, 0) else None


def _agreement(lines: list[str], mark: str) -> tuple[int, int]:
    counts = [len(row) for line in lines for row in [next(csv.reader([line], delimiter=mark), [])] if len(row) > 1]
    return max(((counts.count(width), width) for width in set(counts)), default=(0, 0))
