"""Grids of weeks, and what stands in a grid without being a meeting."""

from calendars.meeting_plan import MeetingPlan, read_plan


def read(text: str, name: str = "plan.csv") -> MeetingPlan:
    return read_plan(name, text.encode())


def meetings(text: str) -> list[tuple[str, str, str | None]]:
    return [
        (each.body, each.on.isoformat(), each.starts.strftime("%H:%M") if each.starts else None)
        for each in read(text).meetings
    ]


def codes(text: str) -> list[tuple[str, int | None, str | None]]:
    return [(each.code, each.row, each.column) for each in read(text).findings if each.code != "missing_time"]


def test_weeks_across_and_a_body_a_row():
    text = (
        "Mødeplan 2024;;;;\n"
        "Udvalg;Uge 2;Uge 3;Uge 4;Uge 5\n"
        "Økonomiudvalget;ti;;tirsdag kl. 15;\n"
        "Byrådet;;16/1;-;on. 17.00\n"
    )
    assert meetings(text) == [
        ("Økonomiudvalget", "2024-01-09", None),
        ("Byrådet", "2024-01-16", None),
        ("Økonomiudvalget", "2024-01-23", "15:00"),
        ("Byrådet", "2024-01-31", "17:00"),
    ]
    assert codes(text) == []


def test_a_week_a_row_and_the_bodies_across():
    text = "Plan 2026;;\n;DIR;KB\nUge 53;ma 9.00;\nUge 2;;ti kl. 17\nuge 3;onsdag;to (aflyst)\n"
    plan = read(text)
    assert [(each.body, each.on.isoformat(), each.status.value) for each in plan.meetings] == [
        ("KB", "2026-01-06", "ordinary"),
        ("DIR", "2026-01-14", "ordinary"),
        ("KB", "2026-01-15", "cancelled"),
        ("DIR", "2026-12-28", "ordinary"),
    ]


def test_what_names_no_day_of_its_week_is_found_at_its_place():
    text = "Plan 2024;;;\nUdvalg;Uge 2;Uge 3;Uge 4\nByrådet;x;ti;måske\n"
    assert codes(text) == [("unreadable_cell", 3, "Uge 2"), ("unreadable_cell", 3, "Uge 4")]


def test_a_week_that_the_year_has_not_is_found():
    text = "Plan 2024;;;\nUdvalg;Uge 51;Uge 52;Uge 53\nByrådet;ti;;ti\n"
    assert codes(text) == [("invalid_date", 3, "Uge 53")]


def test_weeks_without_a_year_are_found_and_not_guessed():
    assert ("missing_year", 2, "Uge 2") in codes("Udvalg;Uge 2;Uge 3;Uge 4\nByrådet;ti;;ti\n")


def test_a_column_of_a_grid_that_is_no_body_is_named():
    text = "Dato;DIR;KB;Kælderklub\n09-01-2024;9.00;;x\n"
    assert ("unknown_header", 1, "Kælderklub") in codes(text)


def test_a_cross_on_a_row_without_a_date_is_found():
    text = "Dato;DIR;KB\n09-01-2024;9.00;\n;x;\n"
    assert ("missing_date", 3, "DIR") in codes(text)


def test_the_days_of_a_row_without_a_body_are_found():
    text = "Plan 2024;;;\nUdvalg;Januar;Februar;Marts\nByrådet;30.;27.;26.\n;9.;6.;5.\n"
    assert ("unread_row", 4, None) in codes(text)


def test_one_date_beside_a_body_is_read_where_the_others_have_several():
    text = "Plan 2024;;\nByrådet;30-01-2024;27-02-2024\nØU;16-01-2024;13-02-2024\nHU;25-01-2024;\n"
    assert ("HU", "2024-01-25", None) in meetings(text)


def test_a_day_of_a_wall_calendar_that_is_no_meeting_is_another_event():
    rows = "".join(f"{day};{'Skolestart' if day == 9 else ''};{'ØK' if day == 13 else ''};\n" for day in range(1, 32))
    plan = read(f"Kalender 2024;;;\n;Januar;Februar;Marts\n{rows}")
    assert [(each.title, each.on.isoformat()) for each in plan.other_events] == [("Skolestart", "2024-01-09")]
    assert [each.body for each in plan.meetings] == ["ØK"]


def test_the_rows_that_are_no_meetings_are_kept_with_their_place():
    text = "Mødeplan 2024\nUdvalg;Dato;Kl.\nByrådet;09-01-2024;17\n\nMøderne er åbne for alle;;\n"
    assert [(each.row, each.text) for each in read(text).notes] == [
        (1, "Mødeplan 2024"),
        (5, "Møderne er åbne for alle"),
    ]


def test_a_quotation_mark_that_is_never_closed_swallows_no_rows():
    text = 'Udvalg;Dato;Kl.;Note\nByrådet;09-01-2024;17;"første\nByrådet;06-02-2024;17;\nByrådet;05-03-2024;17;\n'
    assert len(meetings(text)) == 3
