"""Meeting plans in Excel workbooks."""

from __future__ import annotations

import io
import warnings
import zipfile
from collections.abc import Iterator
from datetime import date, time

from openpyxl import load_workbook
from openpyxl.cell import Cell as ExcelCell
from openpyxl.cell import MergedCell
from openpyxl.worksheet.worksheet import Worksheet

from calendars.errors import UnreadableFileError
from calendars.plan_table import read_tables
from calendars.plan_values import MOST_COLUMNS, MOST_ROWS, Cell, MeetingPlan, Sheet, text_cell

UNPACKED_LIMIT = 100 * 1024 * 1024  # bytes: a workbook of 10 MB may unpack to terabytes


def read_xlsx(name: str, data: bytes) -> MeetingPlan:
    """The plan in a workbook, from all its visible sheets. Raises UnreadableFileError when it is none."""
    return read_tables(name, *read_sheets(name, data))


def read_sheets(name: str, data: bytes) -> tuple[list[Sheet], tuple[str, ...]]:
    """The visible sheets of a workbook, and what the hidden ones are called that hold anything.

    Raises:
        UnreadableFileError: it is no workbook, it is broken, or it is larger than any plan.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            _check_parts(name, parts)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl warns of styles and validations we do not read
            book = load_workbook(io.BytesIO(data), data_only=True)
    except UnreadableFileError:
        raise
    except Exception as error:  # whatever openpyxl and zlib stumble on in a broken file, it is broken
        raise UnreadableFileError(name=name, reason="broken") from error
    if any(_last_row(sheet) > MOST_ROWS for sheet in book.worksheets):
        raise UnreadableFileError(name=name, reason="too_large", rows=MOST_ROWS)
    visible = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    hidden = tuple(sheet.title for sheet in book.worksheets if sheet not in visible and _last_row(sheet))
    return [Sheet(sheet.title, tuple(_rows(sheet))) for sheet in visible], hidden


def _check_parts(name: str, parts: zipfile.ZipFile) -> None:
    if sum(part.file_size for part in parts.infolist()) > UNPACKED_LIMIT:
        raise UnreadableFileError(name=name, reason="too_large")
    if "[Content_Types].xml" not in parts.namelist():
        raise UnreadableFileError(name=name, reason="unknown_format")


def _rows(sheet: Worksheet) -> Iterator[tuple[Cell, ...]]:
    merged = {
        cell: corner
        for area in sheet.merged_cells.ranges
        # Only columns are filled down: a title merged across a row is said once.
        if area.min_col == area.max_col and area.max_row <= MOST_ROWS
        for cell, corner in (
            ((row, area.min_col), (area.min_row, area.min_col)) for row in range(area.min_row, area.max_row + 1)
        )
    }
    columns = min(sheet.max_column or 0, MOST_COLUMNS + 1)  # one more, to see that there is more
    for row in range(1, _last_row(sheet) + 1):
        places = ((row, column) for column in range(1, columns + 1))
        yield tuple(_cell(sheet.cell(*merged.get(place, place))) for place in places)


def _last_row(sheet: Worksheet) -> int:
    """The last row that holds anything; formatting alone can make a sheet a million rows long."""
    cells = sheet._cells.values()  # noqa: SLF001  openpyxl has no other way that does not make the cells it looks for
    return max((cell.row for cell in cells if cell.value is not None), default=0)


def _cell(cell: ExcelCell | MergedCell) -> Cell:
    value = cell.value
    is_struck = bool(cell.font.strike)
    if isinstance(value, bool) or value is None:
        return Cell()
    if isinstance(value, int | float):
        return Cell(float(value), is_struck)
    if isinstance(value, date | time):
        return Cell(value, is_struck)
    return text_cell(str(value), is_struck=is_struck)
