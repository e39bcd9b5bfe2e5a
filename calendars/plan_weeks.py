"""Meeting plans that are grids of weeks: the weeks across and a body a row, or a week a row and the bodies across.

A cell names the weekday ("ti", "onsdag kl. 15") or the whole date.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from calendars.plan_draft import PlanDraft
from calendars.plan_list import HEADER_IS_WITHIN
from calendars.plan_matrix import BODIES_MAKE_A_GRID, NOTHING, Spot, add_spot
from calendars.plan_values import Cell, Sheet
from calendars.plan_words import clean_body, column_of, is_body_name
from calendars.written_dates import WEEKDAY_NAMES, WrittenDate, dates_in, times_in

WEEKS_MAKE_A_GRID = 3
_WEEK = re.compile(r"(?:uge|u\.?)\s*(?:nr\.?\s*)?(\d\d?)(?:\D.*)?", re.IGNORECASE)
_NUMBER = re.compile(r"(\d\d?)\.?")
_DAY = re.compile(
    rf"(?P<day>{'|'.join(sorted(WEEKDAY_NAMES, key=len, reverse=True))})\b\.?,?\s*(?P<rest>.*)", re.IGNORECASE
)


def read_weeks(sheet: Sheet, draft: PlanDraft) -> bool:
    """Read the sheet if it is a grid of weeks; whether it was."""
    return _weeks_across(sheet, draft) or _weeks_down(sheet, draft)


def _weeks_across(sheet: Sheet, draft: PlanDraft) -> bool:
    for index, row in enumerate(sheet.rows[:HEADER_IS_WITHIN]):
        weeks = _weeks_in(row)
        if len(weeks) < WEEKS_MAKE_A_GRID:
            continue
        draft.headings.add(index + 1)
        _note_dates(row, index + 1, draft)
        for number, cells in enumerate(sheet.rows[index + 1 :], start=index + 2):
            body = clean_body(cells[0].text, draft.aliases) if cells else ""
            if not body or column_of(body) is not None:
                continue
            if is_body_name(body, draft.aliases):
                draft.headings.add(number)
            for at, week in weeks.items():
                if at < len(cells):
                    _read_cell(Spot(cells[at], number, row[at].text, body), week, draft)
        return True
    return False


def _note_dates(header: Sequence[Cell], number: int, draft: PlanDraft) -> None:
    """A date among the weeks of a header is not read, and is named."""
    for cell in header:
        if _week_of(cell) is None and dates_in(cell, None):
            draft.find("unknown_header", severity="warning", row=number, column=cell.text, header=cell.text)


def _weeks_down(sheet: Sheet, draft: PlanDraft) -> bool:
    found = [(index, week) for index, row in enumerate(sheet.rows) if row and (week := _week_of(row[0])) is not None]
    if len(found) < WEEKS_MAKE_A_GRID or found[0][0] == 0:
        return False
    header = sheet.rows[found[0][0] - 1]
    bodies = {at: body for at, cell in enumerate(header) if (body := _body_of(cell, draft))}
    if len(bodies) < BODIES_MAKE_A_GRID:
        return False
    draft.headings.add(found[0][0])
    _note_dates(header, found[0][0], draft)
    draft.headings.update(index + 1 for index, _ in found)
    for index, week in found:
        for at, cell in enumerate(sheet.rows[index][1:], start=1):
            name = header[at].text if at < len(header) else str(at + 1)
            if at in bodies:
                _read_cell(Spot(cell, index + 1, name, bodies[at]), week, draft)
            elif column_of(name) is None and cell.text.lower() not in NOTHING:
                draft.find("unreadable_cell", severity="warning", row=index + 1, column=name, text=cell.text)
    return True


def _weeks_in(row: tuple[Cell, ...]) -> dict[int, int]:
    """Which columns are weeks: named as such, or bare numbers after the word "uge" in the first cell."""
    named = {at: int(found[1]) for at, cell in enumerate(row) if (found := _WEEK.fullmatch(cell.text))}
    if len(named) < WEEKS_MAKE_A_GRID and row and re.match(r"uge|udvalg ?[/\\] ?uge", row[0].text, re.IGNORECASE):
        return {at: int(found[1]) for at, cell in enumerate(row) if (found := _NUMBER.fullmatch(cell.text))}
    return named


def _week_of(cell: Cell) -> int | None:
    found = _WEEK.fullmatch(cell.text)
    return int(found[1]) if found else None


def _body_of(cell: Cell, draft: PlanDraft) -> str:
    body = clean_body(cell.text, draft.aliases)
    return body if is_body_name(body, draft.aliases) and column_of(cell.text) is None else ""


def _read_cell(spot: Spot, week: int, draft: PlanDraft) -> None:
    text = spot.cell.text
    if text.lower() in NOTHING:
        return
    written = dates_in(spot.cell, draft.year)
    rest = text[written[0].end :] if written else ""
    if not written and (found := _DAY.match(text)):
        on = _day_of_week(draft.year, week, WEEKDAY_NAMES[found["day"].lower()])
        written, rest = [WrittenDate(text, on, has_year=draft.year is not None)], found["rest"]
    if not written:
        draft.find("unreadable_cell", row=spot.row, column=spot.column, text=text, body=spot.body)
    for each in written:
        on = draft.check_date(each, spot.row, spot.column)
        if on is not None:
            add_spot(spot, on, times_in(Cell(rest.strip(" ,;()"))).starts, draft)


def _day_of_week(year: int | None, week: int, weekday: int) -> date | None:
    try:
        return date.fromisocalendar(year, week, weekday + 1) if year is not None else None
    except ValueError:
        return None
