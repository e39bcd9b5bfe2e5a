"""Meeting plans written as plain text, in our own words."""

from datetime import date

import pytest

from calendars.meeting_plan import MeetingPlan, read_plan


def read(text: str, name: str = "moeder.txt", encoding: str = "utf-8") -> MeetingPlan:
    return read_plan(name, text.encode(encoding))


def meetings(text: str, name: str = "moeder.txt") -> list[tuple[str, str, str | None]]:
    return [
        (each.body, each.on.isoformat(), each.starts.strftime("%H:%M") if each.starts else None)
        for each in read(text, name).meetings
    ]


BODIES_WITH_DATES = """Møder i 2024:

Alle møder begynder kl. 16.00.
Økonomiudvalget: 9. januar, 6. februar og 5. marts
Byrådet (kl. 17.30): tirsdag den 30. januar samt 27/2
"""


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_a_body_with_its_dates_on_a_line(encoding: str, line_end: str):
    plan = read(BODIES_WITH_DATES.replace("\n", line_end), encoding=encoding)
    assert [(each.body, each.on.isoformat(), f"{each.starts:%H:%M}", each.row) for each in plan.meetings] == [
        ("Økonomiudvalget", "2024-01-09", "16:00", 4),
        ("Byrådet", "2024-01-30", "17:30", 5),
        ("Økonomiudvalget", "2024-02-06", "16:00", 4),
        ("Byrådet", "2024-02-27", "17:30", 5),
        ("Økonomiudvalget", "2024-03-05", "16:00", 4),
    ]
    assert (plan.year, plan.findings) == (2024, ())


def test_a_body_as_a_heading_over_its_dates():
    text = "Mødekalender 2024\n\nByrådet kl. 17\n- 30. januar\n* 27. februar kl. 18.30\n\nHovedudvalget:\n1) 25/1\n"
    assert meetings(text) == [
        ("Hovedudvalget", "2024-01-25", None),
        ("Byrådet", "2024-01-30", "17:00"),
        ("Byrådet", "2024-02-27", "18:30"),
    ]


def test_a_date_with_its_body_on_a_line():
    text = "2024\n9. januar: Økonomiudvalget kl. 14\nTirsdag den 30. januar kl. 17.00 – Byrådet\n"
    assert meetings(text) == [("Økonomiudvalget", "2024-01-09", "14:00"), ("Byrådet", "2024-01-30", "17:00")]


def test_days_under_the_headings_of_months():
    text = "Kulturudvalget, mødedatoer 2024\n\nKulturudvalget\nJanuar\n9. og 23.\nFebruar:\n6.\n"
    assert meetings(text) == [
        ("Kulturudvalget", "2024-01-09", None),
        ("Kulturudvalget", "2024-01-23", None),
        ("Kulturudvalget", "2024-02-06", None),
    ]


def test_a_second_year_starts_anew():
    text = "Møder i 2024\nByrådet: 10. december\nMøder i 2025\nByrådet: 14. januar\n"
    assert [on for _, on, _ in meetings(text)] == ["2024-12-10", "2025-01-14"]


def test_what_a_line_says_beside_the_date_is_obeyed():
    text = "Møder i 2024\nByrådet\n30. januar (aflyst)\n27. februar, ekstraordinært\n29.-30. august budgetseminar\n"
    plan = read(text)
    assert [(each.on, each.status.value) for each in plan.meetings] == [
        (date(2024, 1, 30), "cancelled"),
        (date(2024, 2, 27), "extraordinary"),
    ]
    assert [(each.title, each.on, each.last_on) for each in plan.other_events] == [
        ("budgetseminar", date(2024, 8, 29), date(2024, 8, 30))
    ]


def test_a_line_of_the_text_that_is_no_meeting_is_kept_with_its_place():
    text = BODIES_WITH_DATES + "Referater kommer dagen efter.\nVedtaget af byrådet den 12. december 2023\n31. april\n"
    plan = read(text)
    assert [(each.row, each.text) for each in plan.notes] == [
        (6, "Referater kommer dagen efter."),
        (7, "Vedtaget af byrådet den 12. december 2023"),
    ]
    assert ("invalid_date", 8) in [(each.code, each.row) for each in plan.findings]


def test_a_date_with_words_nobody_knows_is_found_and_not_guessed():
    plan = read("Møder i 2024\nByrådet: 9. januar, 6. februar\nFælles busafgang fra torvet 3. juni med følge\n")
    assert [(each.code, each.row) for each in plan.findings if each.code != "missing_time"] == [("unread_row", 3)]


def test_a_text_without_a_year_is_not_guessed_but_its_name_may_tell():
    text = "Byrådet: 9. januar, 6. februar\n"
    assert {each.code for each in read(text, "moeder.txt").findings} == {"missing_year", "no_meetings"}
    assert [on for _, on, _ in meetings(text, "Møder 2025.txt")] == ["2025-01-09", "2025-02-06"]


def test_a_table_with_commas_stays_a_table():
    text = "9. januar 2024,tirsdag,Byrådet,16.00\n6. februar 2024,tirsdag,Økonomiudvalget,15.00\n"
    assert meetings(text) == [("Byrådet", "2024-01-09", "16:00"), ("Økonomiudvalget", "2024-02-06", "15:00")]
