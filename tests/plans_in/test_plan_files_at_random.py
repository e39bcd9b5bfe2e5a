"""Plan files of any bytes, good files with faults, and cells at random: read or refused, soon, and nothing lost.

The quick run takes some hundreds in all; the slow one, which CI runs, more than 20,000.
"""

import io
import json
import time as clock
from collections.abc import Callable
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from calendars.errors import UnreadableFileError
from calendars.meeting_plan import MeetingPlan, read_plan, to_schema

QUICK, SLOW = 60, 2500  # of each of nine kinds: 22,500 files in the slow run
LONGEST = 10  # seconds for one file of a few kilobytes, on a machine that is busy with other things


def quickly(examples: int) -> settings:
    return settings(
        max_examples=examples, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
    )


def read_or_refuse(data: bytes, name: str = "plan 2024") -> MeetingPlan | None:
    """The plan, or None when it was refused; anything else is an error of ours."""
    began = clock.perf_counter()
    try:
        plan = read_plan(name, data)
    except UnreadableFileError:
        plan = None
    assert clock.perf_counter() - began < LONGEST
    if plan is not None:
        json.dumps(to_schema(plan), default=str)
    return plan


def accounted(plan: MeetingPlan) -> set[object]:
    """Every row that has become something, or is named by a finding about another."""
    named = {finding.facts.get("first_row") for finding in plan.findings}
    return named | {each.row for each in (*plan.meetings, *plan.other_events, *plan.findings, *plan.notes)}


LIST = """Mødeplan 2024
Udvalg;Dato;Ugedag;Tidspunkt;Sted;Frist for sager;Bemærkning
Økonomiudvalget;09-01-2024;Tirsdag;16:00;Salen;26-12-2023;
Byrådet;23-01-2024;Tirsdag;17:00;Salen;09-01-2024;Flyttet til 30. januar
Byrådet;27. februar;;kl. 17-19.30;Salen;13/2;Ekstraordinært
Budgetseminar;29.-30. august 2024;;;;;
"""
GRID = """Mødeplan 2024
Udvalg,Kl.,Januar,Februar,Marts,April
Byrådet,17.00,30,27.,-,23. og 30.
Økonomiudvalget,16,ti 16.,13 (kl. 15.30),12/3,
"""
TEXT = """Møder i 2024

Alle møder begynder kl. 16.00.
Økonomiudvalget: 9. januar, 6. februar og 5. marts
Byrådet (kl. 17.30): tirsdag den 30. januar samt 27/2
Kulturudvalget
Januar
9. og 23.
12. marts: budgetseminar
"""
CALENDAR = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//x//x//DA
X-WR-CALNAME:Mødekalender 2024
BEGIN:VTIMEZONE
TZID:Romance Standard Time
BEGIN:STANDARD
DTSTART:16010101T030000
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:16010101T020000
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3
END:DAYLIGHT
END:VTIMEZONE
BEGIN:VEVENT
UID:1@x
DTSTAMP:20231201T080000Z
SUMMARY:Møde i Byrådet
DTSTART;TZID=Romance Standard Time:20240130T170000
DTEND;TZID=Romance Standard Time:20240130T200000
RRULE:FREQ=MONTHLY;BYDAY=-1TU;UNTIL=20240630T215959Z
EXDATE;TZID=Romance Standard Time:20240326T170000
END:VEVENT
BEGIN:VEVENT
UID:1@x
RECURRENCE-ID;TZID=Romance Standard Time:20240430T170000
DTSTART;TZID=Romance Standard Time:20240507T170000
DURATION:PT2H
SUMMARY:Byrådsmøde (flyttet)
END:VEVENT
BEGIN:VEVENT
UID:2@x
SUMMARY:Studietur
DTSTART;VALUE=DATE:20240829
DTEND;VALUE=DATE:20240831
END:VEVENT
END:VCALENDAR
"""


def packed(*rows: list[object]) -> bytes:
    book = Workbook()
    sheet = book.worksheets[0]
    for row in rows:
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


BOOK = packed(
    ["Eng Kommune - mødekalender 2024"],
    ["Dato", "Ugedag", "Kl.", "Udvalg", "Type"],
    [date(2024, 1, 9), "ti.", time(17, 30), "MBU", "Ordinært"],
    [datetime(2024, 2, 6, 16), "ti.", 0.75, "KB", "Konstituerende"],  # noqa: DTZ001  workbooks know no zones
)
GOOD = {
    "list": LIST.encode(),
    "list in Windows-1252": LIST.encode("cp1252"),
    "list in UTF-16": LIST.encode("utf-16"),
    "grid": GRID.encode(),
    "text": TEXT.encode(),
    "calendar": CALENDAR.replace("\n", "\r\n").encode(),
    "workbook": BOOK,
}
PIECES = st.one_of(
    st.binary(max_size=6),
    st.sampled_from(
        [
            b";",
            b",",
            b'"',
            b"\n",
            b"\r",
            b"\0",
            b"2024",
            b"31. april",
            b"29/2-2023",
            b"kl. 25",
            b"T",
            b"-",
            b":",
            b"\xff\xfe",
        ]
    ),
)
FAULTS = st.lists(
    st.tuples(st.sampled_from(["flip", "cut", "double", "insert"]), st.floats(0, 1), st.floats(0, 0.2), PIECES),
    min_size=1,
    max_size=5,
)


def with_faults(data: bytes, faults: list[tuple[str, float, float, bytes]]) -> bytes:
    for kind, where, share, piece in faults:
        at = int(where * len(data))
        to = min(len(data), at + int(share * len(data)))
        if kind == "flip" and at < len(data):
            data = data[:at] + bytes([data[at] ^ (1 + int(share * 600))]) + data[at + 1 :]
        elif kind == "cut":
            data = data[:at] + data[to:]
        elif kind == "double":
            data = data[:to] + data[at:to] + data[to:]
        else:
            data = data[:at] + piece + data[at:]
    return data


CELLS = st.one_of(
    st.sampled_from(
        """Byrådet|Økonomiudvalget|KB|HU|Direktionen|Udvalg|Dato|Kl.|Ugedag|Januar|Februar|marts|Uge 3|Uge 53
        uge 99|9|31|9.|9. og 23.|ti 9.|9/1|31/4|29/2|29-02-2023|09-01-2024|2024-01-09|9.-10. januar
        31. december - 1. januar|1/1-99|9. januar 2024|tirsdag den 9. januar|tirsdag|onsdag|x|-|ja|17|17.00
        25:00|16-18|kl. 16|1600|aflyst|ekstraordinært|Flyttet til 30. februar|flyttet fra 9/1|Budgetseminar
        Sommerferie|2024|2023|0000|Mødeplan 2024|KB = Byrådet|=1+1
    """.replace("\n", "|").split("|")
    ).map(str.strip),
    st.text(st.characters(codec="utf-8", exclude_characters='"\r\n\0\v\f\x1c\x1d\x1e\x85\u2028\u2029'), max_size=8),
    st.integers(-5, 99999).map(str),
    st.dates(date(1999, 1, 1), date(2030, 12, 31)).map(lambda day: f"{day:%d-%m-%Y}"),
    st.just(""),
)
ROWS = st.lists(st.lists(CELLS, min_size=1, max_size=7), min_size=1, max_size=12)
VALUES = st.one_of(
    CELLS,
    st.none(),
    st.floats(allow_nan=False, allow_infinity=False),
    st.dates(),
    st.datetimes(),
    st.times(),
    st.booleans(),
)


def check_any_bytes(data: bytes) -> None:
    for head in (b"", b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n", b"PK\x03\x04", b"\xff\xfe", b"Udvalg;Dato\n"):
        read_or_refuse(head + data)


def check_faults(kind: str, faults: list[tuple[str, float, float, bytes]]) -> None:
    read_or_refuse(with_faults(GOOD[kind], faults))


def check_cells(rows: list[list[str]], mark: str) -> None:
    clean = [[cell.replace(mark, " ").strip() for cell in row] for row in rows]
    plan = read_or_refuse("\n".join(mark.join(row) for row in clean).encode("utf-8", "replace"))
    if plan is not None:
        check_nothing_is_lost(plan, clean)


def check_nothing_is_lost(plan: MeetingPlan, rows: list[list[str]]) -> None:
    """A row of several cells with a date in it is never passed over; its date may be wrong, but it is named."""
    seen = accounted(plan)
    for number, row in enumerate(rows, start=1):
        filled = [cell for cell in row if cell]
        if len(filled) > 1 and any(
            cell.count("-") == 2 and cell[-4:].isdigit() and len(cell) == 10 for cell in filled
        ):
            assert number in seen, (number, row, plan)


def check_list(rows: list[tuple[str, str, str, str]]) -> None:
    """Under a header every row ends as a meeting, another event, a finding or a note."""
    lines = [";".join(cell.replace(";", " ").strip() for cell in row) for row in rows]
    plan = read_plan("plan.csv", ("Udvalg;Dato;Kl.;Bemærkning\n" + "\n".join(lines)).encode("utf-8", "replace"))
    seen = accounted(plan)
    for number, line in enumerate(lines, start=2):
        cells = [" ".join(cell.split()) for cell in line.split(";")]
        is_heading = sum(map(bool, cells)) < 2 or cells[1].lower().rstrip(".:* ") in {"dato", "ugedag"}
        assert is_heading or number in seen, (number, line, plan)


def check_workbook(rows: list[list[object]]) -> None:
    plain = [[cell[:50] if isinstance(cell, str) else cell for cell in row] for row in rows]
    try:
        data = packed(*plain)
    except Exception:  # noqa: BLE001  what Excel itself cannot hold (control characters, dates before 1900)
        return
    read_or_refuse(data)


PROPERTIES = st.sampled_from(
    """DTSTART:20240109T170000|DTSTART;TZID=Europe/Copenhagen:20240109T170000|DTSTART:x
        DTSTART;TZID=Romance Standard Time:20240331T023000|DTSTART;VALUE=DATE:20240109
        DTSTART:00010101T000000Z|DTSTART:99991231T235959Z|DTSTART:i morgen|DTSTART;TZID=:20240109T170000
        DTSTART;TZID=(UTC+01:00) Brussels\\, Copenhagen:20240109T170000
        DTSTART;TZID=Customized Time Zone:20240109T170000|DTEND:20240109T190000Z|DTEND;VALUE=DATE:20240108
        DURATION:PT2H|DURATION:P999999999D|DURATION:-P1D|DURATION:x|RRULE:FREQ=DAILY;COUNT=999999999
        RRULE:FREQ=DAILY;UNTIL=99991231T235959Z|RRULE:FREQ=DAILY;INTERVAL=0;COUNT=5
        RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30;COUNT=5|RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30
        RRULE:FREQ=SECONDLY|RRULE:FREQ=MONTHLY;BYDAY=5TU|RRULE:FREQ=WEEKLY;BYSETPOS=400;UNTIL=20250101
        RRULE:COUNT=5|RRULE:FREQ=YEARLY;BYEASTER=1|RRULE:FREQ=DAILY;INTERVAL=99999999999;COUNT=3
        RRULE:FREQ=YEARLY;BYWEEKNO=54;COUNT=2|RRULE:UNTIL=20240101;FREQ=WEEKLY|EXDATE:20240109T160000Z
        EXDATE;VALUE=DATE:20240109|EXDATE:x|RDATE:20240206T160000Z,20240305T160000Z
        RDATE;VALUE=PERIOD:20240206T160000Z/PT1H|RECURRENCE-ID:20240109T160000Z
        RECURRENCE-ID;VALUE=DATE:20240109|STATUS:CANCELLED|SEQUENCE:3|SEQUENCE:-x|CLASS:PRIVATE
        SUMMARY:Møde i Byrådet|SUMMARY:Byrådsmøde (flyttet til 30. februar)|SUMMARY:|SUMMARY:Frokost
        LOCATION:Salen\\, 1. sal|X-MICROSOFT-CDO-BUSYSTATUS:BUSY|ATTENDEE;CN="A":mailto:a@b|BEGIN:VALARM
        END:VALARM|TZUNTIL:2030|uid:y|X-ALT-DESC;FMTTYPE=text/html:<p>
    """.replace("\n", "|").split("|")
).map(str.strip)


def check_calendar(events: list[list[str]], *, names_itself: bool) -> None:
    head = ["BEGIN:VCALENDAR", "VERSION:2.0", *(["X-WR-CALNAME:Byrådet 2024"] if names_itself else [])]
    lines, starts = list(head), []
    for number, properties in enumerate(events):
        starts.append(len(lines) + 1)
        lines += ["BEGIN:VEVENT", f"UID:{number}@x", *filter(None, properties), "END:VEVENT"]
    plan = read_or_refuse("\r\n".join([*lines, "END:VCALENDAR", ""]).encode(), "plan.ics")
    if plan is not None:
        assert set(starts) <= accounted(plan), plan


SIMPLE_EVENT = ["SUMMARY:Møde i Byrådet", "DTSTART:20240109T160000Z"]
CHECKS: dict[str, tuple[Callable[..., None], dict[str, st.SearchStrategy[object]]]] = {
    "bytes": (check_any_bytes, {"data": st.binary(max_size=400)}),
    "faults in tables": (
        check_faults,
        {"kind": st.sampled_from([name for name in GOOD if "list" in name or name == "grid"]), "faults": FAULTS},
    ),
    "faults in texts": (check_faults, {"kind": st.just("text"), "faults": FAULTS}),
    "faults in calendars": (check_faults, {"kind": st.just("calendar"), "faults": FAULTS}),
    "faults in workbooks": (check_faults, {"kind": st.just("workbook"), "faults": FAULTS}),
    "cells in tables": (check_cells, {"rows": ROWS, "mark": st.sampled_from([";", ",", "\t", "|", " "])}),
    "rows of a list": (
        check_list,
        {"rows": st.lists(st.tuples(CELLS, CELLS, CELLS, CELLS), min_size=1, max_size=10)},
    ),
    "cells in workbooks": (check_workbook, {"rows": st.lists(st.lists(VALUES, max_size=6), min_size=1, max_size=8)}),
    "properties in calendars": (
        check_calendar,
        {
            "events": st.lists(
                st.lists(PROPERTIES, max_size=6).map(lambda more: [*SIMPLE_EVENT, *more]), min_size=1, max_size=4
            ),
            "names_itself": st.booleans(),
        },
    ),
}


@pytest.mark.parametrize("name", CHECKS)
def test_a_plan_file_at_random_is_read_or_refused_and_loses_nothing(name: str):
    check, arguments = CHECKS[name]
    quickly(QUICK)(given(**arguments)(check))()


@pytest.mark.slow
@pytest.mark.parametrize("name", CHECKS)
def test_thousands_of_plan_files_at_random_are_read_or_refused_and_lose_nothing(name: str):
    check, arguments = CHECKS[name]
    quickly(SLOW)(given(**arguments)(check))()


@pytest.mark.parametrize(
    ("rule", "code", "meetings"),
    [
        ("FREQ=DAILY;COUNT=999999999", "long_recurrence", 1000),
        ("FREQ=DAILY;UNTIL=99991231T235959Z", "long_recurrence", 1000),
        ("FREQ=WEEKLY;UNTIL=20991231T235959Z", "long_recurrence", 522),
        ("FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30;COUNT=5", "long_recurrence", 1),
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "endless_recurrence", 1),
        ("FREQ=DAILY;INTERVAL=0;COUNT=5", "unreadable_recurrence", 1),
        ("FREQ=MONTHLY;BYDAY=82TU;COUNT=3", "unreadable_recurrence", 1),
        ("FREQ=MONTHLY;BYDAY=2TU;COUNT=3", None, 3),
        ("FREQ=WEEKLY;COUNT=2;UNTIL=20240116T160000Z", None, 2),
    ],
)
def test_a_series_that_goes_on_and_on_is_cut_and_says_so(rule: str, code: str | None, meetings: int):
    lines = [
        "BEGIN:VCALENDAR",
        "BEGIN:VEVENT",
        "UID:1@x",
        *SIMPLE_EVENT,
        f"RRULE:{rule}",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    began = clock.perf_counter()
    plan = read_plan("plan.ics", "\r\n".join(lines).encode())
    assert timedelta(seconds=clock.perf_counter() - began) < timedelta(seconds=LONGEST)
    assert len(plan.meetings) == meetings
    of_series = {each.code for each in plan.findings if "recurrence" in each.code}
    assert of_series == ({code} if code else set())


def test_many_series_in_one_file_are_bounded_together():
    event = ["BEGIN:VEVENT", *SIMPLE_EVENT, "RRULE:FREQ=DAILY;COUNT=900", "END:VEVENT"]
    plan = read_plan("plan.ics", "\n".join(["BEGIN:VCALENDAR", *event * 60, "END:VCALENDAR"]).encode())
    assert len(plan.meetings) <= 20_000 + 60
    assert "long_recurrence" in {each.code for each in plan.findings}


@pytest.mark.parametrize("part", ["Januar", "Uge 3"])
def test_a_date_among_the_months_or_weeks_of_a_header_is_named(part: str):
    plan = read_plan("plan 2024", f"{part};{part};{part};01-01-2000".encode())
    assert ("unknown_header", 1, "01-01-2000") in {(each.code, each.row, each.column) for each in plan.findings}
