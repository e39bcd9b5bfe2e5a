"""Workbooks: lists under title rows, abbreviations on another sheet, grids of many shapes."""

import io
from datetime import date, time

import pytest
from openpyxl import Workbook
from openpyxl.styles import Font

from calendars.meeting_plan import MeetingPlan, PlanStatus, read_plan


def workbook(**sheets: list[list[object]]) -> Workbook:
    book = Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    return book


def read(book: Workbook, name: str = "plan.xlsx") -> MeetingPlan:
    packed = io.BytesIO()
    book.save(packed)
    return read_plan(name, packed.getvalue())


def meetings(book: Workbook, name: str = "plan.xlsx") -> list[tuple[str, str, str | None]]:
    return [
        (each.body, each.on.isoformat(), each.starts.strftime("%H:%M") if each.starts else None)
        for each in read(book, name).meetings
    ]


def codes(plan: MeetingPlan) -> set[str]:
    return {each.code for each in plan.findings}


def test_a_list_of_real_dates_under_title_rows_with_abbreviations_on_another_sheet():
    plan = read(
        workbook(
            Kalender=[
                ["Eng Kommune - mødekalender 2025"],
                ["Rettet 1. december 2024"],
                [],
                ["Dato", "Ugedag", "Kl.", "Udvalg", "Type"],
                [date(2025, 1, 14), "ti.", time(17, 30), "MBU", "Ordinært"],
                [date(2025, 2, 4), "ti.", 0.75, "KB", "Konstituerende"],
            ],
            Forkortelser=[["Forkortelse", "Udvalg"], ["MBU", "Miljø- og Byudvalget"], ["KB", "Kommunalbestyrelsen"]],
        )
    )
    assert plan.findings == ()
    assert plan.year == 2025
    assert plan.body_aliases == {"MBU": "Miljø- og Byudvalget", "KB": "Kommunalbestyrelsen"}
    assert [(each.body, each.on, each.starts, each.status.value, each.row) for each in plan.meetings] == [
        ("MBU", date(2025, 1, 14), time(17, 30), "ordinary", 5),
        ("KB", date(2025, 2, 4), time(18), "constituent", 6),
    ]


def test_a_grid_with_the_months_across():
    book = workbook(
        Plan=[
            ["Mødeplan 2024"],
            ["Udvalg", "Tidspunkt", "Januar", "Februar", "Marts", "April"],
            ["Byrådet", "17.00", 30, "27.", "-", "23. og 30."],
            ["Økonomiudvalget", time(16), "ti 16.", "13 (kl. 15.30)", "12/3", None],
        ]
    )
    assert meetings(book) == [
        ("Økonomiudvalget", "2024-01-16", "16:00"),
        ("Byrådet", "2024-01-30", "17:00"),
        ("Økonomiudvalget", "2024-02-13", "15:30"),
        ("Byrådet", "2024-02-27", "17:00"),
        ("Økonomiudvalget", "2024-03-12", "16:00"),
        ("Byrådet", "2024-04-23", "17:00"),
        ("Byrådet", "2024-04-30", "17:00"),
    ]


def test_a_grid_with_the_months_down():
    book = workbook(
        Plan=[
            ["Politisk mødekalender for 2024"],
            ["Måned", "ØU (kl. 15)", "Byrådet kl. 17.00"],
            ["Januar", 16, 30],
            ["Februar", "13. (aflyst)", 27],
            ["Marts", "on 12.", 26],
        ]
    )
    plan = read(book)
    assert [(each.body, each.on.isoformat(), each.starts, each.status.value) for each in plan.meetings] == [
        ("ØU", "2024-01-16", time(15), "ordinary"),
        ("Byrådet", "2024-01-30", time(17), "ordinary"),
        ("ØU", "2024-02-13", time(15), "cancelled"),
        ("Byrådet", "2024-02-27", time(17), "ordinary"),
        ("ØU", "2024-03-12", time(15), "ordinary"),
        ("Byrådet", "2024-03-26", time(17), "ordinary"),
    ]
    assert [(each.code, each.row, each.column) for each in plan.findings] == [("weekday_mismatch", 5, "ØU (kl. 15)")]


def test_a_grid_of_bodies_with_their_dates_below():
    book = workbook(
        Plan=[
            ["Mødedatoer 2024"],
            ["Økonomiudvalget", "Byrådet"],
            [date(2024, 1, 16), date(2024, 1, 30)],
            ["13. februar", "27/2 kl. 18"],
        ]
    )
    assert meetings(book) == [
        ("Økonomiudvalget", "2024-01-16", None),
        ("Byrådet", "2024-01-30", None),
        ("Økonomiudvalget", "2024-02-13", None),
        ("Byrådet", "2024-02-27", "18:00"),
    ]


def test_a_grid_of_days_with_crosses_or_times_under_the_bodies():
    book = workbook(
        Plan=[
            ["Dato", "Ugedag", "DIR", "ØK", "KB"],
            [date(2024, 1, 9), "tirsdag", None, "x", None],
            [date(2024, 1, 10), "onsdag", "9.00", None, None],
            [date(2024, 1, 23), "onsdag", None, None, "17.00"],
        ]
    )
    assert meetings(book) == [
        ("ØK", "2024-01-09", None),
        ("DIR", "2024-01-10", "09:00"),
        ("KB", "2024-01-23", "17:00"),
    ]
    assert "weekday_mismatch" in codes(read(book))


def test_a_wall_calendar_of_days_and_months():
    book = workbook(
        Plan=[
            ["Årskalender 2024"],
            [None, "Januar", "Februar", "Marts"],
            *[
                [day, {9: "ØK kl. 16", 30: "Byrådet"}.get(day), {13: "ØK, HU"}.get(day), {29: "Langfredag"}.get(day)]
                for day in range(1, 32)
            ],
        ]
    )
    assert meetings(book) == [
        ("ØK", "2024-01-09", "16:00"),
        ("Byrådet", "2024-01-30", None),
        ("HU", "2024-02-13", None),
        ("ØK", "2024-02-13", None),
    ]


def test_a_sheet_for_each_body():
    rows = [["Dato", "Tid"], [date(2024, 1, 9), "16-18"]]
    book = workbook(Økonomiudvalget=rows, Byrådet=[["Dato", "Tid"], [date(2024, 1, 30), "17-21"]])
    assert meetings(book) == [("Økonomiudvalget", "2024-01-09", "16:00"), ("Byrådet", "2024-01-30", "17:00")]


def test_a_body_merged_over_its_rows_belongs_to_all_of_them():
    book = workbook(
        Plan=[
            ["Udvalg", "Dato", "Kl."],
            ["Byrådet", date(2024, 1, 30), "17"],
            [None, date(2024, 2, 27), "17"],
        ]
    )
    book["Plan"].merge_cells("A2:A3")
    assert [body for body, _, _ in meetings(book)] == ["Byrådet", "Byrådet"]


def test_an_empty_body_that_is_not_merged_is_found_and_not_guessed():
    book = workbook(
        Plan=[
            ["Udvalg", "Dato", "Kl."],
            ["Byrådet", date(2024, 1, 30), "17"],
            [None, date(2024, 2, 27), "17"],
        ]
    )
    assert "missing_body" in codes(read(book))


def test_a_row_struck_out_is_a_cancelled_meeting_and_is_pointed_out():
    book = workbook(Plan=[["Udvalg", "Dato", "Kl."], ["Byrådet", date(2024, 1, 30), "17"]])
    book["Plan"]["B2"].font = Font(strike=True)
    plan = read(book)
    assert [each.status for each in plan.meetings] == [PlanStatus.CANCELLED]
    assert codes(plan) == {"struck_out"}


def test_a_hidden_sheet_is_not_read():
    book = workbook(
        Plan=[["Udvalg", "Dato", "Kl."], ["KB", date(2024, 1, 30), "17"]],
        Kladde=[["Udvalg", "Dato", "Kl."], ["KB", date(2024, 1, 31), "17"]],
    )
    book["Kladde"].sheet_state = "hidden"
    assert len(read(book).meetings) == 1


@pytest.mark.parametrize("cell", ["31", "31.", "31/4", "snarest"])
def test_a_day_of_a_grid_that_does_not_exist_is_found_at_its_row_and_column(cell: str):
    book = workbook(Plan=[["Plan 2024"], ["Udvalg", "Januar", "April", "Maj"], ["Byrådet", 30, cell, 28]])
    plan = read(book)
    assert [(each.code, each.row, each.column) for each in plan.findings if each.severity == "error"] == [
        ("invalid_date", 3, "April")
    ]
    assert len(plan.meetings) == 2


def test_formatting_a_million_rows_down_costs_nothing():
    book = workbook(Plan=[["Udvalg", "Dato", "Kl."], ["KB", date(2024, 1, 30), "17"]])
    book["Plan"].cell(1_000_000, 200).font = Font(bold=True)
    assert len(read(book).meetings) == 1
