"""Tables to plans: which sheets hold abbreviations, which a list, which a grid."""

from __future__ import annotations

import re
from collections.abc import Sequence

from calendars.plan_draft import PlanDraft
from calendars.plan_list import inferred_layout, list_layout, note_unknown_headers, read_list
from calendars.plan_matrix import read_grid
from calendars.plan_values import MOST_COLUMNS, MOST_TEXT, MeetingPlan, Note, Sheet, row_text
from calendars.plan_weeks import read_weeks
from calendars.plan_words import Column, column_of, is_body_name
from calendars.written_dates import dates_in, years_in

TITLE_ROWS = 6


def read_tables(name: str, sheets: Sequence[Sheet], hidden: Sequence[str] = ()) -> MeetingPlan:
    """The plan in the sheets of a workbook, or in the one sheet of a text file. ``hidden`` sheets are only named."""
    draft = PlanDraft(name, _year_of(name, sheets))
    for title in hidden:
        draft.find("hidden_sheet", severity="warning", sheet=title)
    tables = [(sheet, _read_abbreviations(sheet, draft)) for sheet in sheets]
    for sheet, abbreviations in tables:
        draft.start_sheet()
        draft.headings.update(abbreviations)
        _note_width(sheet, draft)
        if not abbreviations:
            _read_table(Sheet(sheet.name, tuple(row[:MOST_COLUMNS] for row in sheet.rows)), draft)
        keep_the_rest(sheet, draft)
    return draft.finish()


def keep_the_rest(sheet: Sheet, draft: PlanDraft) -> None:
    """What has become nothing: a finding where a date stands among other cells, else a note (a title, a remark)."""
    read = draft.rows_read()
    for number, row in enumerate(sheet.rows, start=1):
        filled = [cell for cell in row if cell.text]
        if not filled or number in read:
            continue
        text = row_text(row)[:MOST_TEXT]
        if len(filled) > 1 and any(dates_in(cell, draft.year) for cell in filled):
            draft.find("unread_row", severity="warning", row=number, text=text, sheet=sheet.name)
        else:
            draft.notes.append(Note(text, number, sheet.name))


def _note_width(sheet: Sheet, draft: PlanDraft) -> None:
    """Columns further out than any plan has them are not read; nor is that kept quiet."""
    for number, row in enumerate(sheet.rows, start=1):
        if any(cell.text for cell in row[MOST_COLUMNS:]):
            draft.find("too_wide", severity="warning", row=number, most=MOST_COLUMNS)
            return


def _read_table(sheet: Sheet, draft: PlanDraft) -> None:
    layout = list_layout(sheet)
    if layout is not None and (Column.BODY in layout.columns or not _read_grid(sheet, draft)):
        note_unknown_headers(sheet, layout, draft)
        read_list(sheet, layout, draft)
    elif layout is None and not _read_grid(sheet, draft):
        inferred = inferred_layout(sheet, draft)
        if inferred is not None:
            note_unknown_headers(sheet, inferred, draft)
            read_list(sheet, inferred, draft)


def _read_grid(sheet: Sheet, draft: PlanDraft) -> bool:
    return read_weeks(sheet, draft) or read_grid(sheet, draft)


def _read_abbreviations(sheet: Sheet, draft: PlanDraft) -> set[int]:
    """Read a sheet that only explains abbreviations; its rows, or none. "KB = Byrådet" lines count too."""
    for row in sheet.rows:
        filled = [cell.text for cell in row if cell.text]
        line = re.fullmatch(r"([\wÆØÅæøå-]{1,8})\s*[=:]\s*(\D{4,})", filled[0]) if len(filled) == 1 else None
        if line and line[1].upper() == line[1]:
            draft.aliases[line[1]] = line[2].strip()
    for index, row in enumerate(sheet.rows[:TITLE_ROWS]):
        columns = {column_of(cell.text): at for at, cell in enumerate(row) if cell.text}
        if Column.ABBREVIATION in columns and Column.DATE not in columns:
            short = columns[Column.ABBREVIATION]
            others = [at for column, at in columns.items() if column is not Column.ABBREVIATION]
            full = columns.get(Column.BODY, others[0] if others else short + 1)
            read = {index + 1}
            for number, cells in enumerate(sheet.rows[index + 1 :], start=index + 2):
                if max(short, full) < len(cells) and cells[short].text and cells[full].text:
                    draft.aliases[cells[short].text] = cells[full].text
                    read.add(number)
            return read
    rows = [[cell.text for cell in row if cell.text] for row in sheet.rows]
    pairs = {number: row for number, row in enumerate(rows, start=1) if len(row) == 2}  # noqa: PLR2004  short and long
    if (
        list_layout(sheet) is None
        and len(pairs) >= max(1, len(rows) - 2)
        and all(_is_abbreviation(*pair) for pair in pairs.values())
    ):
        draft.aliases.update((short, full) for short, full in pairs.values())
        return set(pairs)
    return set()


def _is_abbreviation(short: str, full: str) -> bool:
    return short.upper() == short and len(short) < len(full) and is_body_name(short) and is_body_name(full)


def _year_of(name: str, sheets: Sequence[Sheet]) -> int | None:
    """The one year the titles name, or else the sheet, or else the file; None when there are several."""
    titles = [row for sheet in sheets for row in sheet.rows[:TITLE_ROWS] if sum(1 for cell in row if cell.text) == 1]
    plan_titles = [cell.text for row in titles for cell in row if re.search(r"plan|kalender|møde", cell.text.lower())]
    for texts in (plan_titles, [sheet.name for sheet in sheets], [name]):
        years = {year for text in texts for year in years_in(text)}
        if len(years) == 1:
            return years.pop()
    return None
