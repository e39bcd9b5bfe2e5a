"""Lists as Danish municipalities keep them, in our own words, each a little different."""

from datetime import date, time

import pytest

from calendars.meeting_plan import MeetingPlan, PlannedMeeting, PlanStatus, read_plan

LIST = """Udvalg;Dato;Ugedag;Tidspunkt;Sted;Frist for sager;Dagsorden udsendes;Bemærkning
Økonomiudvalget;09-01-2024;Tirsdag;16:00;Salen;26-12-2023;04-01-2024;
Byrådet;23-01-2024;Tirsdag;17:00;Salen;09-01-2024;18-01-2024;Ekstraordinært møde
"""
ENCODINGS = ("utf-8", "utf-8-sig", "cp1252", "utf-16")


def read(text: str, name: str = "plan.csv", encoding: str = "utf-8") -> MeetingPlan:
    return read_plan(name, text.encode(encoding))


def meetings(text: str, name: str = "plan.csv") -> list[tuple[str, str, str | None]]:
    return [
        (each.body, each.on.isoformat(), each.starts.strftime("%H:%M") if each.starts else None)
        for each in read(text, name).meetings
    ]


def codes(text: str, name: str = "plan.csv") -> list[tuple[str, int | None, str | None]]:
    return [(each.code, each.row, each.column) for each in read(text, name).findings]


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_a_list_reads_the_same_in_every_encoding_and_with_every_delimiter(
    encoding: str, delimiter: str, line_end: str
):
    plan = read(LIST.replace(";", delimiter).replace("\n", line_end), encoding=encoding)
    assert plan.findings == ()
    assert plan.year == 2024
    assert plan.meetings == (
        PlannedMeeting(
            body="Økonomiudvalget",
            on=date(2024, 1, 9),
            starts=time(16),
            place="Salen",
            agenda_published=date(2024, 1, 4),
            submission_deadline=date(2023, 12, 26),
            row=2,
        ),
        PlannedMeeting(
            body="Byrådet",
            on=date(2024, 1, 23),
            starts=time(17),
            place="Salen",
            status=PlanStatus.EXTRAORDINARY,
            remark="Ekstraordinært møde",
            agenda_published=date(2024, 1, 18),
            submission_deadline=date(2024, 1, 9),
            row=3,
        ),
    )


@pytest.mark.parametrize(
    "written",
    [
        "9/1-2024",
        "09-01-2024",
        "9.1.2024",
        "09.01.24",
        "9. januar 2024",
        "9. jan. 2024",
        "2024-01-09",
        "20240109",
        "2024/01/09",
        "ti. 9/1 2024",
        "tirsdag den 9. januar 2024",
        "Tirsdag d. 9/1-2024",
        "9. januar",
        "9/1",
    ],
)
def test_one_day_is_read_however_it_is_written(written: str):
    assert meetings(f"Mødeplan 2024\nOrgan;Mødedato;Kl.\nByrådet;{written};16") == [
        ("Byrådet", "2024-01-09", "16:00")
    ]


@pytest.mark.parametrize(
    "written", ["16.00", "16:00", "kl. 16", "kl. 16.00", "1600", "16:00:00", "16-18", "ca. kl. 16"]
)
def test_one_hour_is_read_however_it_is_written(written: str):
    assert meetings(f"Organ;Dato;Kl.\nByrådet;09-01-2024;{written}") == [("Byrådet", "2024-01-09", "16:00")]


def test_a_stretch_of_time_gives_the_end_too():
    (meeting,) = read("Organ;Dato;Mødetid\nByrådet;09-01-2024;16.00 - 18.30").meetings
    assert (meeting.starts, meeting.ends) == (time(16), time(18, 30))


def test_a_time_beside_the_date_is_read():
    assert meetings("Organ;Dato\nByrådet;tirsdag den 9. januar 2024 kl. 17.30\nØK;2024-01-16 16:10") == [
        ("Byrådet", "2024-01-09", "17:30"),
        ("ØK", "2024-01-16", "16:10"),
    ]


def test_several_dates_in_one_cell_are_several_meetings():
    assert [on for _, on, _ in meetings("Udvalg;Datoer;Tid\nMTU;9/1, 6/2 og 12/3;15", "moedeplan_2024.csv")] == [
        "2024-01-09",
        "2024-02-06",
        "2024-03-12",
    ]


def test_a_heading_names_the_body_of_the_rows_below_it():
    text = "Møder i 2024\nDato;Kl.\nBørneudvalget;\n9. januar;15\n6. februar;15\nByrådet;\n30. januar;17\n"
    assert [(body, on) for body, on, _ in meetings(text)] == [
        ("Børneudvalget", "2024-01-09"),
        ("Byrådet", "2024-01-30"),
        ("Børneudvalget", "2024-02-06"),
    ]


def test_a_list_without_a_header_is_read_by_what_its_columns_hold():
    text = "9. januar 2024;tirsdag;Byrådet;16.00\n6. februar 2024;tirsdag;Økonomiudvalget;15.00\n"
    assert meetings(text) == [("Byrådet", "2024-01-09", "16:00"), ("Økonomiudvalget", "2024-02-06", "15:00")]
    assert ("no_header", 1, None) in codes(text)


def test_day_and_month_may_stand_in_columns_of_their_own():
    text = "Måned;Dag;Udvalg;Kl.\nJanuar;9;Byrådet;17\nFebruar;6.;Byrådet;17\n"
    assert [on for _, on, _ in meetings(text, "moeder 2024.csv")] == ["2024-01-09", "2024-02-06"]


def test_a_body_a_row_with_its_dates_beside_it():
    text = "Udvalg;1. møde;2. møde\nByrådet;30-01-2024;27-02-2024\nØU;16-01-2024;31-02-2024\n"
    assert [(body, on) for body, on, _ in meetings(text)] == [
        ("ØU", "2024-01-16"),
        ("Byrådet", "2024-01-30"),
        ("Byrådet", "2024-02-27"),
    ]
    assert ("invalid_date", 3, "3") in codes(text)


def test_a_seminar_is_no_meeting():
    plan = read("Møde;Dato;Kl.\nBudgetseminar;29.-30. august 2024;\nSommerferie;01-07-2024;\nByrådet;09-01-2024;17")
    assert [(each.title, each.on, each.last_on) for each in plan.other_events] == [
        ("Sommerferie", date(2024, 7, 1), date(2024, 7, 1)),
        ("Budgetseminar", date(2024, 8, 29), date(2024, 8, 30)),
    ]
    assert [each.body for each in plan.meetings] == ["Byrådet"]


@pytest.mark.parametrize("column", ["Bemærkning", "Status", "Type"])
@pytest.mark.parametrize("word", ["AFLYST", "Mødet er aflyst", "Udgår", "ekstraordinært møde er aflyst"])
def test_a_cancelled_meeting_stays_in_the_plan_as_cancelled(column: str, word: str):
    (meeting,) = read(f"Udvalg;Dato;Kl.;{column}\nByrådet;09-01-2024;17;{word}").meetings
    assert meeting.status is PlanStatus.CANCELLED


@pytest.mark.parametrize(
    ("word", "status"),
    [
        ("Konstituerende møde", PlanStatus.CONSTITUENT),
        ("ekstraordinært", PlanStatus.EXTRAORDINARY),
        ("Erstatter det aflyste møde 2. januar", PlanStatus.ORDINARY),
        ("1. behandling af budget", PlanStatus.ORDINARY),
    ],
)
def test_the_remark_tells_the_kind_of_meeting(word: str, status: PlanStatus):
    (meeting,) = read(f"Udvalg;Dato;Kl.;Bemærkning\nByrådet;09-01-2024;17;{word}").meetings
    assert meeting.status is status


def test_a_moved_meeting_is_at_its_new_day_only():
    text = "Udvalg;Dato;Kl.;Bemærkning\nByrådet;09-01-2024;17;Flyttet til 16. januar\n"
    assert meetings(text) == [("Byrådet", "2024-01-16", "17:00")]
    with_new_row = text + "Byrådet;16-01-2024;18;Flyttet fra 9. januar\n"
    assert meetings(with_new_row) == [("Byrådet", "2024-01-16", "18:00")]


@pytest.mark.parametrize("old", ["", "Flyttet", "flyttes"])
def test_the_day_a_meeting_was_moved_from_is_no_meeting_day(old: str):
    text = f"Udvalg;Dato;Kl.;Note\nByrådet;09-01-2024;17;{old}\nByrådet;16-01-2024;17;Flyttet fra 9. januar\n"
    assert [on for _, on, _ in meetings(text)] == ["2024-01-16"]
    assert ("moved", 2, None) in codes(text)


def test_a_note_under_the_list_is_no_meeting():
    text = "Dato;Udvalg;Kl.\n09-01-2024;Byrådet;17\n\nVedtaget af Byrådet den 12. december 2023;;\n"
    assert meetings(text) == [("Byrådet", "2024-01-09", "17:00")]
    assert codes(text) == []


def test_a_meeting_that_is_off_and_moved_is_at_both_days():
    plan = read("Udvalg;Dato;Kl.;Type;Note\nByrådet;09-01-2024;17;AFLYST;Flyttet til 16. januar 2024\n")
    assert [(each.on.day, each.status.value) for each in plan.meetings] == [(9, "cancelled"), (16, "ordinary")]


@pytest.mark.parametrize(
    ("row", "finding"),
    [
        ("Byrådet;31-04-2024;Tirsdag;17:00;", ("invalid_date", 2, "Dato")),
        ("Byrådet;foråret;Tirsdag;17:00;", ("invalid_date", 2, "Dato")),
        ("Byrådet;09-01-2024;Onsdag;17:00;", ("weekday_mismatch", 2, "Dato")),
        ("Byrådet;onsdag 09-01-2024;;17:00;", ("weekday_mismatch", 2, "Dato")),
        ("Byrådet;09-01-2024;Tirsdag;efter ØK;", ("unreadable_time", 2, "Tidspunkt")),
        ("Byrådet;09-01-2024;Tirsdag;25:00;", ("unreadable_time", 2, "Tidspunkt")),
        ("Byrådet;09-01-2024;Tirsdag;;", ("missing_time", 2, None)),
        (";09-01-2024;Tirsdag;17:00;", ("missing_body", 2, "Udvalg")),
        ("Byrådet;;Tirsdag;17:00;", ("missing_date", 2, "Dato")),
        ("Byrådet;13-01-2024;Lørdag;17:00;", ("weekend", 2, None)),
        ("Byrådet;01-04-2024;Mandag;17:00;", ("holiday", 2, None)),
        ("Byrådet;09-01-2024;Tirsdag;17:00;30-02-2024", ("invalid_date", 2, "Frist for sager")),
        ("Byrådet;09-01-2024;Tirsdag;17:00;10-01-2024", ("deadline_after_meeting", 2, "Frist for sager")),
        ("Byrådet;09-01-2024;Tirs!;17:00;", ("unreadable_weekday", 2, "Ugedag")),
    ],
)
def test_what_is_wrong_is_found_at_its_row_and_column(row: str, finding: tuple[str, int | None, str | None]):
    header = "Udvalg;Dato;Ugedag;Tidspunkt;Frist for sager\n"
    assert finding in codes(f"{header}{row}\nByrådet;06-02-2024;Tirsdag;17:00;\n")


def test_store_bededag_is_a_holiday_in_2023_only():
    def is_holiday(day: str) -> bool:
        return any(code == "holiday" for code, _, _ in codes(f"Udvalg;Dato;Kl.\nByrådet;{day};17"))

    assert is_holiday("05-05-2023")
    assert not is_holiday("26-04-2024")


def test_a_date_that_does_not_exist_is_left_out():
    assert meetings("Udvalg;Dato;Kl.\nByrådet;31-04-2024;17\nByrådet;07-05-2024;17") == [
        ("Byrådet", "2024-05-07", "17:00")
    ]


def test_two_meetings_of_a_body_on_a_day_are_found_and_one_cancelled_is_not():
    text = "Udvalg;Dato;Kl.;Note\nByrådet;09-01-2024;17;\nbyrådet;09-01-2024;19;{}\n"
    assert ("two_meetings_on_a_day", 3, None) in codes(text.format(""))
    assert "two_meetings_on_a_day" not in {code for code, _, _ in codes(text.format("aflyst"))}


def test_a_date_in_another_year_than_the_plan_is_found():
    text = "Mødeplan 2024\nUdvalg;Dato;Kl.\nByrådet;09-01-2024;17\nByrådet;11-06-2023;17\nByrådet;07-01-2025;17\n"
    assert ("year_mismatch", 4, None) in codes(text)
    assert [code for code, _, _ in codes(text)].count("year_mismatch") == 1  # January after is the plan's last month


def test_a_date_without_a_year_anywhere_is_found_and_not_guessed():
    text = "Udvalg;Dato;Kl.\nByrådet;9. januar;17\n"
    assert meetings(text) == []
    assert ("missing_year", 2, "Dato") in codes(text)


def test_an_unknown_header_is_found_and_its_column_left_unread():
    assert codes("Udvalg;Dato;Kl.;Farve\nByrådet;09-01-2024;17;blå") == [("unknown_header", 1, "Farve")]


def test_a_file_without_meetings_says_so():
    assert [code for code, _, _ in codes("Udvalg;Dato;Kl.\n")] == ["no_meetings"]


def test_a_deadline_without_a_year_is_the_one_before_the_meeting():
    (meeting,) = read("Udvalg;Dato;Kl.;Deadline for punkter\nByrådet;09-01-2024;17;19. december").meetings
    assert meeting.submission_deadline == date(2023, 12, 19)
