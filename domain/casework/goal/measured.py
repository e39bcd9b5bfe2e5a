"""Målinger fra en fil: read row by row, matched with the indicators in use, and seen before they are taken in.

Nothing is guessed: what cannot be read is a finding with its row, its column and the cure, and with one of them no
row of the file is taken in.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from difflib import get_close_matches
from enum import StrEnum

from sqlmodel import Session, col, select

from calendars.plan_values import Cell, Finding, Sheet, text_cell
from calendars.sheets import sheets_in
from calendars.written_dates import dates_in
from domain.casework.goal.indicators import NewMeasurement, wrong_with
from domain.errors import MeasurementFileError
from domain.model import Indicator, Measurement
from domain.store.bulk import among

HEADER_ROWS = 10  # a table of measurements has its headings in one of these
FIRST_YEAR, LAST_YEAR = 1950, 2100
_NEAREST = 3
_NUMBER = re.compile(r"[-+−]?\d+(?:[.,]\d+)?")
_THOUSANDS = re.compile(r"[-+−]?\d{1,3}(?:\.\d{3})+,\d+")
_UNCLEAR = re.compile(r"[-+−]?\d{1,3}\.\d{3}")


class Column(StrEnum):
    """What a column holds, by the heading that is asked for."""

    INDICATOR = "Indikator"
    DAY = "Runde"
    VALUE = "Værdi"
    UNIT = "Enhed"
    AVERAGE = "Landsgennemsnit"
    SOURCE = "Kilde"


HEADINGS: dict[Column, frozenset[str]] = {
    Column.INDICATOR: frozenset({"indikator", "indikatorer", "navn"}),
    Column.DAY: frozenset({"runde", "år", "dato", "dag", "målt"}),
    Column.VALUE: frozenset({"værdi", "måling", "resultat", "tal", "kommunen"}),
    Column.UNIT: frozenset({"enhed", "måleenhed"}),
    Column.AVERAGE: frozenset({"landsgennemsnit", "landsgns.", "landet", "hele landet", "gennemsnit"}),
    Column.SOURCE: frozenset({"kilde", "bemærkning", "bemærkninger"}),
}
NEEDED = (Column.INDICATOR, Column.DAY, Column.VALUE, Column.UNIT)


@dataclass(frozen=True, slots=True)
class MeasuredRow:
    """One row of a file, as it is written there."""

    row: int
    indicator: str
    unit: str
    measured_on: date
    is_year: bool
    value: float
    average: float | None
    source: str


@dataclass(frozen=True, slots=True)
class MeasuredFile:
    """What was read of a file, and what was wrong with it."""

    name: str
    rows: tuple[MeasuredRow, ...]
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class MeasuredChange:
    """A row as it will be taken in. ``before`` is what the day has now; None: nothing."""

    new: NewMeasurement
    indicator: str
    unit: str
    before: tuple[float, float | None] | None

    @property
    def is_same(self) -> bool:
        """Whether it is so already."""
        return self.before == (self.new.value, self.new.average)


def read_measurements(name: str, data: bytes) -> MeasuredFile:
    """The measurements in a CSV file or a workbook.

    Raises:
        UnreadableFileError: it is neither.
    """
    rows: list[MeasuredRow] = []
    findings: list[Finding] = []
    sheets = [sheet for sheet in sheets_in(name, data) if any(cell.text for row in sheet.rows for cell in row)]
    for sheet in sheets:
        _read(sheet, rows, findings)
    if not rows and not findings:
        findings.append(Finding("measure_nothing", "error"))
    return MeasuredFile(name, tuple(rows), tuple(findings))


def read_one(texts: Mapping[Column, str]) -> tuple[MeasuredRow | None, tuple[Finding, ...]]:
    """One row that somebody has typed, column by column; None and what is wrong with it where it cannot be read."""
    row = _Row(0, {column: text_cell(text) for column, text in texts.items()}, {})
    read = row.read()
    return read, tuple(row.findings)


def preview_measurements(session: Session, file: MeasuredFile, *, today: date) -> list[MeasuredChange]:
    """What taking in the file would change, row by row in its order. Writes nothing.

    Raises:
        MeasurementFileError: something is wrong with a row; its findings are everything that is wrong, by row.
    """
    in_use = session.exec(select(Indicator).where(col(Indicator.ended_on).is_(None)).order_by(col(Indicator.name)))
    known = {_plain(one.name): one for one in in_use}
    found: list[tuple[MeasuredRow, Indicator]] = []
    wrong = [one for one in file.findings if one.severity == "error"]
    for row in file.rows:
        indicator = known.get(_plain(row.indicator))
        if indicator is None:
            wrong.append(_unknown(row, [one.name for one in known.values()]))
        elif not row.unit:
            facts: dict[str, object] = {"unit": indicator.unit}
            wrong.append(Finding("measure_no_unit", "error", row.row, Column.UNIT.value, facts))
        elif _plain(row.unit) != _plain(indicator.unit):
            facts = {"text": row.unit, "unit": indicator.unit}
            wrong.append(Finding("measure_other_unit", "error", row.row, Column.UNIT.value, facts))
        else:
            found.append((row, indicator))
    new = [_new(row, indicator) for row, indicator in found]
    wrong += wrong_with(session, new, today)
    if wrong:
        raise MeasurementFileError(file=file.name, findings=sorted(wrong, key=lambda one: one.row or 0))
    there = {
        (one.indicator_id, one.measured_on): (one.value, one.average)
        for one in session.exec(
            select(Measurement).where(
                among(session, col(Measurement.indicator_id), {one.indicator_id for one in new})
            )
        )
    }
    return [
        MeasuredChange(one, indicator.name, indicator.unit, there.get((one.indicator_id, one.measured_on)))
        for one, (_row, indicator) in zip(new, found, strict=True)
    ]


def _read(sheet: Sheet, rows: list[MeasuredRow], findings: list[Finding]) -> None:
    header = next((at for at, row in enumerate(sheet.rows[:HEADER_ROWS]) if len(_columns(row)) > 1), None)
    columns = _columns(sheet.rows[header]) if header is not None else {}
    missing = [column.value for column in NEEDED if column not in columns]
    if header is None or missing:
        known: dict[str, object] = {"known": missing or [column.value for column in NEEDED]}
        findings.append(Finding("measure_no_header", "error", None if header is None else header + 1, None, known))
        return
    for at, cell in enumerate(sheet.rows[header]):
        if cell.text and at not in columns.values():
            facts: dict[str, object] = {"header": cell.text}
            findings.append(Finding("measure_unread_column", "warning", header + 1, cell.text, facts))
    headings = {column: sheet.rows[header][at].text for column, at in columns.items()}
    for number, cells in enumerate(sheet.rows[header + 1 :], start=header + 2):
        row = _Row(number, {column: cells[at] for column, at in columns.items() if at < len(cells)}, headings)
        if any(cell.text for cell in row.cells.values()):
            read = row.read()
            findings += row.findings
            rows += [read] if read is not None else []


class _Row:
    """One row while it is read."""

    def __init__(self, number: int, cells: dict[Column, Cell], headings: dict[Column, str]) -> None:
        self.number = number
        self.cells = cells
        self.headings = headings
        self.findings: list[Finding] = []

    def read(self) -> MeasuredRow | None:
        """The row, or None when something in it cannot be read."""
        indicator = self._text(Column.INDICATOR)
        if not indicator:
            self._find("measure_no_indicator", Column.INDICATOR)
        day = self._day()
        value = self._number(Column.VALUE)
        average = self._number(Column.AVERAGE) if self._text(Column.AVERAGE) else None
        if self.findings or day is None or value is None:
            return None
        unit, source = self._text(Column.UNIT), self._text(Column.SOURCE)
        return MeasuredRow(self.number, indicator, unit, *day, value, average, source[:300])

    def _text(self, column: Column) -> str:
        return self.cells.get(column, Cell()).text

    def _day(self) -> tuple[date, bool] | None:
        cell = self.cells.get(Column.DAY, Cell())
        if isinstance(cell.value, datetime):
            return cell.value.date(), False
        if isinstance(cell.value, date):
            return cell.value, False
        if not cell.text:
            self._find("measure_no_day", Column.DAY)
            return None
        if cell.text.isdecimal() and FIRST_YEAR <= int(cell.text) <= LAST_YEAR:
            return date(int(cell.text), 12, 31), True
        written = dates_in(Cell(cell.text), None)
        if len(written) != 1 or written[0].on is None:
            self._find("measure_bad_day", Column.DAY, text=cell.text)
            return None
        return written[0].on, False

    def _number(self, column: Column) -> float | None:
        cell = self.cells.get(column, Cell())
        if isinstance(cell.value, float):
            return cell.value
        text = cell.text.removesuffix(self._text(Column.UNIT)).replace(" ", "") if cell.text else ""
        if not text:
            self._find("measure_no_value", column)
        elif _UNCLEAR.fullmatch(text):
            self._find("measure_unclear_value", column, text=cell.text)
        elif _THOUSANDS.fullmatch(text):
            return float(text.replace(".", "").replace(",", ".").replace("−", "-"))
        elif _NUMBER.fullmatch(text):
            return float(text.replace(",", ".").replace("−", "-"))
        else:
            self._find("measure_bad_value", column, text=cell.text)
        return None

    def _find(self, code: str, column: Column, **facts: object) -> None:
        heading = self.headings.get(column, column.value)
        self.findings.append(Finding(code, "error", self.number, heading, facts))


def _columns(row: Sequence[Cell]) -> dict[Column, int]:
    """Where each column stands; the first of two that are called the same."""
    found: dict[Column, int] = {}
    for at, cell in enumerate(row):
        said = cell.text.casefold().rstrip(":")
        column = next((one for one, names in HEADINGS.items() if said in names), None)
        if column is not None:
            found.setdefault(column, at)
    return found


def _new(row: MeasuredRow, indicator: Indicator) -> NewMeasurement:
    return NewMeasurement(indicator.id, row.measured_on, row.value, row.average, row.is_year, row.source, row=row.row)


def _unknown(row: MeasuredRow, names: Sequence[str]) -> Finding:
    near = get_close_matches(row.indicator, names, n=_NEAREST)
    if not near:
        return Finding("unknown_indicator_at_all", "error", row.row, Column.INDICATOR.value, {"name": row.indicator})
    facts: dict[str, object] = {"name": row.indicator, "nearest": near}
    return Finding("unknown_indicator", "error", row.row, Column.INDICATOR.value, facts)


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())
