"""Meeting plans that are grids: months across or down, bodies across, or a calendar of days.

The shapes that are known: a body a row and a month a column; a month a row and a body a column; a body a
column with its dates below; a body a row with its dates beside; and a day a row with months or bodies across.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, replace
from datetime import date, time

from calendars.plan_draft import PlanDraft
from calendars.plan_list import EMPTY, HEADER_IS_WITHIN, STRUCK
from calendars.plan_values import Cell, OtherEvent, PlannedMeeting, PlanStatus, Sheet, row_text
from calendars.plan_words import Column, clean_body, column_of, is_body_name, read_title, status_in
from calendars.written_dates import WEEKDAY_NAMES, WrittenDate, dates_in, read_month, read_weekday, times_in

MONTHS_MAKE_A_GRID = 3
BODIES_MAKE_A_GRID = 2
NOTHING = {"", "-", "–", "—", "ingen", "intet", "intet møde", "ferie", "/", "."}
MARK = re.compile(r"[xX×✓✔●•*]|ja")

_WEEKDAY = "|".join(sorted(WEEKDAY_NAMES, key=len, reverse=True))
_DAY = re.compile(
    rf"(?:\b(?P<weekday>{_WEEKDAY})\b\.?\s*(?:d\.|den)?\s*)?(?<!\d)(?P<day>\d\d?)(?![\d:])\.?"
    r"(?:\s*\(?\s*kl\.?\s*(?P<time>\d\d?(?:[.:]\d\d)?)\s*\)?)?",
    re.IGNORECASE,
)


def read_grid(sheet: Sheet, draft: PlanDraft) -> bool:
    """Read the sheet if it is one of the grids; whether it was."""
    return any(shape(sheet, draft) for shape in (_months_across, _months_down, _bodies_across, _bodies_down))


@dataclass(frozen=True, slots=True)
class Spot:
    """One cell of a grid, whose meeting it is and when it would start."""

    cell: Cell
    row: int
    column: str
    body: str
    starts: time | None = None
    place: str = ""


def _months_across(sheet: Sheet, draft: PlanDraft) -> bool:
    for index, row in enumerate(sheet.rows[:HEADER_IS_WITHIN]):
        months = {at: month for at, cell in enumerate(row) if (month := read_month(cell.text))}
        if len(months) < MONTHS_MAKE_A_GRID:
            continue
        below = sheet.rows[index + 1 :]
        first = min(months)
        labels = [cells[first - 1] if first and len(cells) >= first else EMPTY for cells in below]
        is_calendar = first > 0 and sum(1 for cell in labels if _day_number(cell)) > len(below) // 2
        known = {at for at, cell in enumerate(row) if at < first or column_of(cell.text) is not None} | set(months)
        _note_unknown(sheet, index, known, draft)
        draft.headings.add(index + 1)
        for number, cells in enumerate(below, start=index + 2):
            label = _label(cells, first, row)
            day = _day_number(cells[first - 1]) if is_calendar and len(cells) >= first else None
            if day is not None or (label and not is_calendar):
                draft.headings.add(number)  # understood, also where every month is empty
            elif any(cells[at].text.lower() not in NOTHING for at in months if at < len(cells)):
                draft.find("unread_row", severity="warning", row=number, text=row_text(cells), sheet=sheet.name)
            for at, (in_month, in_year) in months.items():
                cell = cells[at] if at < len(cells) else EMPTY
                column = row[at].text
                year = in_year or draft.year
                if is_calendar:
                    if day is not None and cell.text:
                        written = _written(f"{day}", day, year, in_month)
                        _read_day_of_calendar(Spot(cell, number, column, ""), written, draft)
                elif label:
                    starts, place = _beside(cells, row)
                    spot = Spot(cell, number, column, label, starts, place)
                    _read_days(spot, year, in_month, draft)
        return True
    return False


def _months_down(sheet: Sheet, draft: PlanDraft) -> bool:
    found = [(index, named) for index, row in enumerate(sheet.rows) if row and (named := read_month(row[0].text))]
    if len(found) < MONTHS_MAKE_A_GRID or found[0][0] == 0:
        return False
    above = range(found[0][0] - 1, -1, -1)
    at_header = next((index for index in above if sum(1 for cell in sheet.rows[index] if cell.text) > 1), None)
    if at_header is None:
        return False
    header = sheet.rows[at_header]
    draft.headings.add(at_header + 1)
    draft.headings.update(index + 1 for index, _ in found)  # a month without meetings is understood too
    for index, (month, year) in found:
        for at, cell in enumerate(sheet.rows[index][1:], start=1):
            body = clean_body(header[at].text, draft.aliases) if at < len(header) else ""
            if body and column_of(header[at].text) is None:
                spot = Spot(cell, index + 1, header[at].text, body, _time_in_header(header[at].text))
                _read_days(spot, year or draft.year, month, draft)
            elif not body and cell.text.lower() not in NOTHING:
                draft.find("unreadable_cell", severity="warning", row=index + 1, column=str(at + 1), text=cell.text)
    return True


def _bodies_across(sheet: Sheet, draft: PlanDraft) -> bool:
    for index, row in enumerate(sheet.rows[:HEADER_IS_WITHIN]):
        bodies = {
            at: body
            for at, cell in enumerate(row)
            if is_body_name(body := clean_body(cell.text, draft.aliases), draft.aliases)
            and column_of(cell.text) is None
        }
        if len(bodies) < BODIES_MAKE_A_GRID:
            continue
        below = sheet.rows[index + 1 :]
        if not any(_starts_with_date(cells, draft) for cells in below):
            continue
        dated = next((at for at, cell in enumerate(row) if column_of(cell.text) is Column.DATE), None)
        _note_unknown(sheet, index, {at for at, cell in enumerate(row) if column_of(cell.text)} | set(bodies), draft)
        draft.headings.add(index + 1)
        for number, cells in enumerate(below, start=index + 2):
            for at, body in bodies.items():
                cell = cells[at] if at < len(cells) else EMPTY
                spot = Spot(cell, number, row[at].text, body, _time_in_header(row[at].text))
                if dated is None:
                    _read_days(spot, draft.year, None, draft)
                else:
                    _read_mark(spot, cells[dated] if dated < len(cells) else EMPTY, _weekday_in(cells, row), draft)
        return True
    return False


def _bodies_down(sheet: Sheet, draft: PlanDraft) -> bool:
    rows = [
        (number, body, cells)
        for number, cells in enumerate(sheet.rows, start=1)
        if cells and is_body_name(body := clean_body(cells[0].text, draft.aliases), draft.aliases)
    ]
    dated = [(number, body, cells) for number, body, cells in rows if _dates_after_the_first(cells, draft)]
    if len(dated) < BODIES_MAKE_A_GRID or len({body for _, body, _ in dated}) < len(dated):
        return False
    for number, body, cells in rows:
        for at, cell in enumerate(cells[1:], start=1):
            if any(dates_in(each, draft.year) for each in cells[1:]) and not times_in(cell).starts:
                _read_days(Spot(cell, number, str(at + 1), body), draft.year, None, draft)
    return True


def _note_unknown(sheet: Sheet, header: int, known: set[int], draft: PlanDraft) -> None:
    """A heading that is neither body, month nor a known column, over filled cells or itself a date, is not read."""
    for at, cell in enumerate(sheet.rows[header]):
        below = [row[at] for row in sheet.rows[header + 1 :] if at < len(row) and row[at].text.lower() not in NOTHING]
        is_a_date = read_month(cell.text) is None and bool(dates_in(cell, None))
        if (at not in known and below) or is_a_date:
            text = cell.text or str(at + 1)
            draft.find("unknown_header", severity="warning", row=header + 1, column=text, header=text)


def _dates_after_the_first(cells: tuple[Cell, ...], draft: PlanDraft) -> list[int]:
    """Where in a row dates stand; several of them, for one date beside a body is a list."""
    found = [at for at, cell in enumerate(cells[1:], start=1) if dates_in(cell, draft.year)]
    return found if len(found) > 1 else []


def _read_days(spot: Spot, year: int | None, month: int | None, draft: PlanDraft) -> None:
    """A cell that holds the dates of a body's meetings: "9.", "9. og 23.", "ti 9/1 kl. 17", a real date."""
    value = spot.cell.value
    cell = Cell(str(int(value))) if isinstance(value, float) and math.isfinite(value) else spot.cell
    plain = re.sub(r"\(.*?\)", lambda note: note[0] if re.search(r"kl\.?\s*\d", note[0]) else " ", cell.text)
    if plain.strip().lower() in NOTHING:
        return
    written = dates_in(cell, year)
    times = [_only_time(cell.text[each.end :]) for each in written]
    if not written and month is not None:
        found = list(_DAY.finditer(plain))
        rest = _DAY.sub(" ", plain)
        if status_in(plain) is PlanStatus.ORDINARY and re.search(r"\w", re.sub(r"\b(og|samt|kl|evt)\b", " ", rest)):
            found = []
        written = [_day_of_month(each, year, month) for each in found]
        times = [times_in(Cell(each["time"])).starts if each["time"] else None for each in found]
    if not written:
        draft.find("invalid_date", row=spot.row, column=spot.column, text=cell.text, body=spot.body)
    for each, starts in zip(written, times, strict=True):
        on = draft.check_date(each, spot.row, spot.column)
        if on is not None:
            add_spot(spot, on, starts or spot.starts, draft)


def _read_mark(spot: Spot, dated: Cell, weekday: int | None, draft: PlanDraft) -> None:
    """A cell that is ticked, or holds the time, on the row of a date."""
    if spot.cell.text.lower() in NOTHING:
        return
    starts = times_in(spot.cell).starts
    if starts is None and not MARK.fullmatch(spot.cell.text) and status_in(spot.cell.text) is PlanStatus.ORDINARY:
        draft.find("unreadable_cell", row=spot.row, column=spot.column, text=spot.cell.text, body=spot.body)
        return
    written = dates_in(dated, draft.year)
    if not written:
        code = "invalid_date" if dated.text else "missing_date"
        draft.find(code, row=spot.row, column=spot.column, text=dated.text, body=spot.body)
    for each in written[:1]:
        on = draft.check_date(each, spot.row, spot.column, weekday)
        if on is not None:
            add_spot(spot, on, starts or spot.starts, draft)


def _read_day_of_calendar(spot: Spot, written: WrittenDate, draft: PlanDraft) -> None:
    """A cell of a wall calendar: the bodies that meet on that day."""
    for part in re.split(r"[,;+&]|\s/\s", spot.cell.text):
        name, _, clock = part.partition("kl.")
        title = read_title(name.strip(), draft.aliases)
        if not part.strip():
            continue
        on = draft.check_date(written, spot.row, spot.column)
        if on is not None and title.body is None:
            draft.other_events.append(OtherEvent(part.strip(), on, on, spot.row))
        elif on is not None and title.body is not None:
            add_spot(replace(spot, body=title.body), on, times_in(Cell(clock.strip())).starts, draft)


def add_spot(spot: Spot, on: date, starts: time | None, draft: PlanDraft) -> None:
    """Take in the meeting of a cell; the cell may also say that it is off, and why."""
    text = spot.cell.text if isinstance(spot.cell.value, str) else ""
    notes = " · ".join(note.strip() for note in re.findall(r"\(([^)]*[^\W\d][^)]*)\)", text) if "kl" not in note)
    status = status_in(text, STRUCK if spot.cell.is_struck else "")
    meeting = PlannedMeeting(spot.body, on, starts, None, spot.place, status, notes, row=spot.row)
    draft.add(meeting, text)


def _day_of_month(match: re.Match[str], year: int | None, month: int) -> WrittenDate:
    weekday = read_weekday(match["weekday"]) if match["weekday"] else None
    return _written(match[0], int(match["day"]), year, month, weekday)


def _written(text: str, day: int, year: int | None, month: int, weekday: int | None = None) -> WrittenDate:
    try:
        on = date(year, month, day) if year is not None else None
    except ValueError:
        on = None
    return WrittenDate(text, on, None, weekday, has_year=year is not None)


def _label(cells: tuple[Cell, ...], before: int, header: tuple[Cell, ...]) -> str:
    """The body a row is about: the first filled cell left of the months that is no time or place."""
    for at, cell in enumerate(cells[:before]):
        known = column_of(header[at].text) if at < len(header) and header[at].text else None
        if cell.text and known in {None, Column.BODY} and not times_in(cell).starts:
            return clean_body(cell.text)
    return ""


def _beside(cells: tuple[Cell, ...], header: tuple[Cell, ...]) -> tuple[time | None, str]:
    starts, place = None, ""
    for at, cell in enumerate(header[: len(cells)]):
        column = column_of(cell.text) if cell.text else None
        if column is Column.STARTS:
            starts = times_in(cells[at]).starts
        elif column is Column.PLACE:
            place = cells[at].text
    return starts, place


def _day_number(cell: Cell) -> int | None:
    found = re.fullmatch(rf"(?:(?:{_WEEKDAY})\.?\s*)?(\d\d?)\.?(?:\s*(?:{_WEEKDAY})\.?)?", cell.text.lower())
    return int(found[1]) if found and 1 <= int(found[1]) <= 31 else None  # noqa: PLR2004  days of a month


def _starts_with_date(cells: tuple[Cell, ...], draft: PlanDraft) -> bool:
    return any(dates_in(cell, draft.year) for cell in cells)


def _weekday_in(cells: tuple[Cell, ...], header: tuple[Cell, ...]) -> int | None:
    return next(
        (
            read_weekday(cells[at].text)
            for at, cell in enumerate(header[: len(cells)])
            if column_of(cell.text) is Column.WEEKDAY
        ),
        None,
    )


def _time_in_header(text: str) -> time | None:
    found = re.search(r"kl\.?\s*(\d\d?(?:[.:]\d\d)?)", text)
    return times_in(Cell(found[1])).starts if found else None


def _only_time(text: str) -> time | None:
    return times_in(Cell(re.split(r"[,;]| og ", text.lstrip(" ,T("))[0].rstrip(" )"))).starts
