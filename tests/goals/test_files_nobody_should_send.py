"""Whatever a file of measurements holds, it is read, or what is wrong is said of its row; nothing else happens."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calendars.errors import UnreadableFileError
from domain.casework.goal.measured import Column, read_measurements, read_one

pytestmark = pytest.mark.slow

CELLS = st.sampled_from(
    ["", "2022", "31-12-2022", "12,5", "1.234", "1.234,5", "-3", "%", "1e9", "٣", '"', "NaN", "\u00a0", "12 %", "−4"]
) | st.text(st.characters(codec="utf-8", exclude_characters="\n\r\0"), max_size=12)
HEAD = ";".join(column.value for column in Column)


@settings(max_examples=60, deadline=None)
@given(rows=st.lists(st.lists(CELLS, min_size=6, max_size=6), min_size=1, max_size=6))
def test_every_row_becomes_a_measurement_or_a_finding_with_its_place(rows: list[list[str]]) -> None:
    lines = [HEAD, *(";".join(cell.replace(";", "") for cell in row) for row in rows)]
    try:
        file = read_measurements("tal.csv", "\n".join(lines).encode())
    except UnreadableFileError:
        return
    assert all(row.row > 1 and row.indicator for row in file.rows)
    assert {row.row for row in file.rows}.isdisjoint(one.row for one in file.findings)
    assert all(one.severity == "warning" or one.code for one in file.findings)
    assert file.rows or file.findings


@settings(max_examples=40, deadline=None)
@given(data=st.binary(max_size=200))
def test_bytes_that_are_no_table_are_refused_or_said_to_hold_nothing(data: bytes) -> None:
    try:
        file = read_measurements("tal.csv", data)
    except UnreadableFileError:
        return
    assert file.findings


@settings(max_examples=60, deadline=None)
@given(value=st.floats(-1e9, 1e9, allow_nan=False).map(lambda number: round(number, 3)))
def test_a_number_written_as_danish_writes_it_is_that_number(value: float) -> None:
    written = f"{value:.3f}".rstrip("0").rstrip(".").replace(".", ",")
    row, wrong = read_one({Column.INDICATOR: "x", Column.DAY: "2022", Column.VALUE: written, Column.UNIT: "%"})
    assert wrong == ()
    assert row is not None
    assert abs(row.value - value) < 1e-6
