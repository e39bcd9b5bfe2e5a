"""Meeting plans that are lists: a header row, then a meeting a row.

Also the lists staff make by hand: a heading row per body or per month, several dates in one cell, a day
and a month in columns of their own, a table without any header.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time

from calendars.plan_draft import PlanDraft
from calendars.plan_values import Cell, OtherEvent, PlannedMeeting, PlanStatus, Sheet
from calendars.plan_words import (
    MOVED_TO,
    NOT_A_MEETING,
    SEMINAR_REMARK,
    Column,
    clean_body,
    column_of,
    is_body_name,
    status_in,
)
from calendars.written_dates import WrittenDate, dates_in, read_month, read_weekday, times_in

EMPTY = Cell()
HEADER_IS_WITHIN = 40  # rows from the top
NOTE_IS_LONGER = 12  # letters than the date in it
STRUCK = "aflyst"


@dataclass(slots=True)
class ListLayout:
    """Which column holds what; ``first_row`` is the first row of data, counted from 0."""

    columns: dict[Column, int]
    headers: dict[Column, str]
    first_row: int


def list_layout(sheet: Sheet) -> ListLayout | None:
    """The header row of a list: it names a date and something else. None when the sheet has none."""
    for index, row in enumerate(sheet.rows[:HEADER_IS_WITHIN]):
        columns: dict[Column, int] = {}
        for position, cell in enumerate(row):
            column = column_of(cell.text) if isinstance(cell.value, str) else None
            if column is not None and column is not Column.IGNORED:
                columns.setdefault(column, position)
        if Column.DATE not in columns and Column.WEEKDAY in columns and Column.MONTH in columns:
            columns[Column.DATE] = columns.pop(Column.WEEKDAY)
        if (
            Column.DATE not in columns
            and Column.WEEKDAY in columns
            and _holds_dates(sheet, index, columns[Column.WEEKDAY])
        ):
            columns[Column.DATE] = columns.pop(Column.WEEKDAY)
        if Column.DATE in columns and len(columns) > 1:
            return ListLayout(columns, {column: row[at].text for column, at in columns.items()}, index + 1)
    return None


def inferred_layout(sheet: Sheet, draft: PlanDraft) -> ListLayout | None:
    """The columns of a list without a header, each told by what most of its cells hold; None when unclear."""
    rows = [row for row in sheet.rows if sum(1 for cell in row if cell.text) > 1]
    if not rows:
        return None
    columns: dict[Column, int] = {}
    for position in range(max(len(row) for row in rows)):
        cells = [row[position] for row in rows if position < len(row) and row[position].text]
        column = _most_like(cells, draft)
        if column is not None:
            columns.setdefault(column, position)
    if Column.DATE not in columns or Column.BODY not in columns:
        return None
    return ListLayout(columns, {}, 0)


def read_list(sheet: Sheet, layout: ListLayout, draft: PlanDraft) -> None:
    """Read every row under the header into the draft."""
    context = _Context(sheet_body=sheet.name if is_body_name(sheet.name, draft.aliases) else "")
    draft.headings.add(layout.first_row)
    for index, row in enumerate(sheet.rows[layout.first_row :], start=layout.first_row + 1):
        filled = [cell for cell in row if cell.text]
        if not filled:
            continue
        if len(filled) == 1 and _is_heading(filled[0], context, draft):
            draft.headings.add(index)
            continue
        if len(filled) == 1 and is_note(filled[0], draft.year):
            continue
        reader = _Row(row, index, layout, draft, context)
        if reader.is_header_again():
            draft.headings.add(index)
        else:
            reader.read()


def note_unknown_headers(sheet: Sheet, layout: ListLayout, draft: PlanDraft) -> None:
    """A header the table of words does not know is a finding: its column is left unread."""
    if layout.first_row == 0:
        draft.find("no_header", severity="warning", row=1, sheet=sheet.name)
        return
    for cell in sheet.rows[layout.first_row - 1]:
        if cell.text and column_of(cell.text) is None:
            draft.find("unknown_header", severity="warning", row=layout.first_row, column=cell.text, header=cell.text)


@dataclass(slots=True)
class _Context:
    """What the headings above a row have said."""

    sheet_body: str = ""
    month: int | None = None
    year: int | None = None


@dataclass(slots=True)
class _Row:
    """One row of the list, on its way to be meetings."""

    row: tuple[Cell, ...]
    number: int
    layout: ListLayout
    draft: PlanDraft
    context: _Context

    def cell(self, column: Column) -> Cell:
        position = self.layout.columns.get(column)
        return self.row[position] if position is not None and position < len(self.row) else EMPTY

    def header(self, column: Column) -> str | None:
        return self.layout.headers.get(column)

    def is_header_again(self) -> bool:
        """Long lists repeat their header on every page."""
        return column_of(self.cell(Column.DATE).text) is Column.DATE

    def read(self) -> None:
        dates = self._dates()
        title = self.cell(Column.BODY).text
        if not dates:
            if title or self.cell(Column.DATE).text:
                self._report_no_date(title)
            return
        remark = " · ".join(text for text in (self.cell(Column.KIND).text, self.cell(Column.REMARK).text) if text)
        kind, note = self.cell(Column.KIND).text, self.cell(Column.REMARK).text
        body = clean_body(title, self.draft.aliases) or self.context.sheet_body
        self._note_alias(body)
        is_other = bool(
            (NOT_A_MEETING.search(title) and not is_body_name(body, self.draft.aliases))
            or NOT_A_MEETING.search(kind)
            or SEMINAR_REMARK.search(note)
            or any(each.last_on for each in dates)
        )
        if not body and not is_other:
            self.draft.find("missing_body", row=self.number, column=self.header(Column.BODY), date=dates[0].on)
            return
        weekday = self._weekday()
        for each in dates:
            on = self.draft.check_date(each, self.number, self.header(Column.DATE), weekday)
            if on is None:
                continue
            if is_other:
                self.draft.other_events.append(OtherEvent(title or remark, on, each.last_on or on, self.number))
            else:
                self._add_meeting(on, each, body, title, remark)

    def _add_meeting(self, on: date, written: WrittenDate, body: str, title: str, remark: str) -> None:
        starts, ends = self._times(written)
        struck = STRUCK if self.cell(Column.DATE).is_struck or self.cell(Column.BODY).is_struck else ""
        time_text = self.cell(Column.STARTS).text
        status = status_in(title, remark, struck, time_text, self.cell(Column.DATE).text)
        if struck and status is PlanStatus.CANCELLED and not MOVED_TO.search(remark):
            self.draft.find("struck_out", severity="warning", row=self.number, body=body, date=on)
        self.draft.add(
            PlannedMeeting(
                body=body,
                on=on,
                starts=starts,
                ends=ends,
                place=self.cell(Column.PLACE).text,
                status=status,
                remark=remark if self.header(Column.KIND) is None else self.cell(Column.REMARK).text,
                agenda_published=self._deadline(Column.PUBLISHED, on),
                submission_deadline=self._deadline(Column.SUBMISSION, on),
                row=self.number,
            ),
            title,
            remark,
            time_text,
        )

    def _dates(self) -> list[WrittenDate]:
        cell = self.cell(Column.DATE)
        year = self.context.year or self.draft.year
        if written_year := re.fullmatch(r"20\d\d", self.cell(Column.YEAR).text):
            year = int(written_year[0])
        month = read_month(self.cell(Column.MONTH).text)
        in_month = month[0] if month else self.context.month
        day = re.fullmatch(r"(\d\d?)\.?", cell.text)
        if day and in_month:
            cell = Cell(f"{day[1]}/{in_month}", cell.is_struck)
        return dates_in(cell, year)

    def _report_no_date(self, title: str) -> None:
        text = self.cell(Column.DATE).text
        if text:
            self.draft.find("invalid_date", row=self.number, column=self.header(Column.DATE), text=text)
        elif is_body_name(title, self.draft.aliases):
            self.draft.find("missing_date", row=self.number, column=self.header(Column.DATE), body=title)

    def _weekday(self) -> int | None:
        text = self.cell(Column.WEEKDAY).text
        weekday = read_weekday(text)
        if text and weekday is None:
            self.draft.find(
                "unreadable_weekday",
                severity="warning",
                row=self.number,
                column=self.header(Column.WEEKDAY),
                text=text,
            )
        return weekday

    def _times(self, written: WrittenDate) -> tuple[time | None, time | None]:
        cell = self.cell(Column.STARTS)
        if not cell.text:
            cell = self._time_beside_the_date(written)
        read = times_in(cell)
        if not read.is_readable and status_in(cell.text) is not PlanStatus.CANCELLED:
            self.draft.find("unreadable_time", row=self.number, column=self.header(Column.STARTS), text=cell.text)
        end = times_in(self.cell(Column.ENDS))
        if not end.is_readable:
            self.draft.find(
                "unreadable_time", row=self.number, column=self.header(Column.ENDS), text=self.cell(Column.ENDS).text
            )
        return read.starts, end.starts or read.ends

    def _time_beside_the_date(self, written: WrittenDate) -> Cell:
        cell = self.cell(Column.DATE)
        if isinstance(cell.value, datetime):
            return Cell(cell.value.time()) if cell.value.time() != time() else EMPTY
        rest = cell.text[written.end :].lstrip(" ,T(").rstrip(" )") if isinstance(cell.value, str) else ""
        return Cell(rest) if times_in(Cell(rest)).starts is not None else EMPTY

    def _deadline(self, column: Column, meeting_on: date) -> date | None:
        cell = self.cell(column)
        if not cell.text.strip("-– "):
            return None
        found = dates_in(cell, meeting_on.year)
        if not found:
            self.draft.find("invalid_date", row=self.number, column=self.header(column), text=cell.text)
            return None
        on = self.draft.check_date(found[0], self.number, self.header(column))
        if on is not None and on > meeting_on:
            if not found[0].has_year:
                return dates_in(cell, meeting_on.year - 1)[0].on  # none when it was 29 February
            self.draft.find(
                "deadline_after_meeting", row=self.number, column=self.header(column), date=on, meeting=meeting_on
            )
        return on

    def _note_alias(self, body: str) -> None:
        abbreviation = self.cell(Column.ABBREVIATION).text
        if abbreviation and body and abbreviation != body:
            self.draft.aliases[abbreviation] = body


def _is_heading(cell: Cell, context: _Context, draft: PlanDraft) -> bool:
    """Whether a lone cell is a heading over the rows below: a month, a year or a body."""
    month = read_month(cell.text)
    if month:
        context.month, context.year = month[0], month[1] or context.year
        return True
    if re.fullmatch(r"20\d\d", cell.text):
        context.year = int(cell.text)
        return True
    if is_body_name(cell.text, draft.aliases):
        context.sheet_body = cell.text
        return True
    return False


def is_note(cell: Cell, year: int | None) -> bool:
    """Whether a lone cell is no meeting: "Vedtaget den 12. december 2023" is none, a date and little else is one."""
    dates = dates_in(cell, year)
    return not dates or len(cell.text) - len(dates[0].text) > NOTE_IS_LONGER


def _holds_dates(sheet: Sheet, header: int, position: int) -> bool:
    cells = [row[position] for row in sheet.rows[header + 1 :] if position < len(row) and row[position].text]
    return bool(cells) and sum(1 for cell in cells if dates_in(cell, 2000)) > len(cells) // 2


def _most_like(cells: list[Cell], draft: PlanDraft) -> Column | None:
    tests = (
        (Column.DATE, lambda cell: bool(dates_in(cell, 2000))),
        (Column.WEEKDAY, lambda cell: read_weekday(cell.text) is not None),
        (Column.STARTS, lambda cell: times_in(cell).starts is not None),
        (Column.BODY, lambda cell: is_body_name(clean_body(cell.text, draft.aliases), draft.aliases)),
    )
    return next(
        (column for column, test in tests if cells and sum(map(test, cells)) > 0.7 * len(cells)),
        None,
    )
