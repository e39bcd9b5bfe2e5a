"""Calendar files as Outlook, Exchange and council systems write them."""

from datetime import date, time
from pathlib import Path

import icalendar
import pytest

from calendars.errors import UnreadableFileError
from calendars.meeting_plan import MeetingPlan, PlanStatus, read_plan

COPENHAGEN = ";TZID=Europe/Copenhagen"


def event(*lines: str, summary: str = "Møde i Byrådet", uid: str | None = "1@x") -> str:
    named = [f"UID:{uid}"] if uid else []
    return "\n".join(["BEGIN:VEVENT", *named, "DTSTAMP:20231201T080000Z", f"SUMMARY:{summary}", *lines, "END:VEVENT"])


def calendar(*events: str, head: str = "") -> str:
    return "\n".join(
        ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//x//x//DA", *filter(None, [head]), *events, "END:VCALENDAR"]
    )


def read(*events: str, head: str = "", encoding: str = "utf-8", name: str = "plan.ics") -> MeetingPlan:
    return read_plan(name, (calendar(*events, head=head) + "\n").encode(encoding))


def days(plan: MeetingPlan) -> list[str]:
    return [each.on.isoformat() for each in plan.meetings]


def codes(plan: MeetingPlan) -> list[str]:
    return [each.code for each in plan.findings]


SINGLE = event(
    f"DTSTART{COPENHAGEN}:20240109T170000", f"DTEND{COPENHAGEN}:20240109T200000", "LOCATION:Salen\\, 1. sal"
)
SERIES = (
    f"DTSTART{COPENHAGEN}:20240130T170000",
    f"DTEND{COPENHAGEN}:20240130T200000",
    "RRULE:FREQ=MONTHLY;BYDAY=-1TU;UNTIL=20240630T215959Z",
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_a_calendar_reads_the_same_in_every_encoding(encoding: str, line_end: str):
    plan = read_plan("plan.ics", calendar(SINGLE).replace("\n", line_end).encode(encoding))
    (meeting,) = plan.meetings
    assert (meeting.body, meeting.on, meeting.starts, meeting.ends) == (
        "Byrådet",
        date(2024, 1, 9),
        time(17),
        time(20),
    )
    assert (meeting.place, meeting.uid, meeting.row) == ("Salen, 1. sal", "1@x", 4)
    assert plan.findings == ()


@pytest.mark.parametrize(
    "start",
    [
        "DTSTART;TZID=Europe/Copenhagen:20240709T170000",
        "DTSTART;TZID=Romance Standard Time:20240709T170000",
        'DTSTART;TZID="Romance Standard Time":20240709T170000',
        "DTSTART:20240709T150000Z",
        "DTSTART;TZID=Europe/London:20240709T160000",
        "DTSTART;TZID=/freeassociation.sourceforge.net/Europe/Copenhagen:20240709T170000",
    ],
)
def test_times_are_danish_whatever_zone_they_are_written_in(start: str):
    plan = read(event(start, "DURATION:PT2H"))
    assert [(each.starts, each.ends) for each in plan.meetings] == [(time(17), time(19))]
    assert plan.findings == ()


def test_a_time_without_a_zone_is_read_as_danish_and_pointed_out():
    plan = read(event("DTSTART:20240109T170000"))
    assert [each.starts for each in plan.meetings] == [time(17)]
    assert codes(plan) == ["naive_time"]


def test_a_series_is_written_out_at_the_same_clock_time_summer_and_winter():
    plan = read(event(*SERIES))
    assert days(plan) == ["2024-01-30", "2024-02-27", "2024-03-26", "2024-04-30", "2024-05-28", "2024-06-25"]
    assert {(each.starts, each.ends) for each in plan.meetings} == {(time(17), time(20))}


def test_a_date_taken_out_of_a_series_is_no_meeting():
    for exception in (f"EXDATE{COPENHAGEN}:20240326T170000", "EXDATE;VALUE=DATE:20240326", "EXDATE:20240326T160000Z"):
        assert "2024-03-26" not in days(read(event(*SERIES, exception)))


def test_a_moved_instance_is_at_its_new_day_only_and_a_cancelled_one_is_cancelled():
    moved = event(f"RECURRENCE-ID{COPENHAGEN}:20240326T170000", f"DTSTART{COPENHAGEN}:20240403T180000")
    off = event("RECURRENCE-ID:20240430T150000Z", f"DTSTART{COPENHAGEN}:20240430T170000", "STATUS:CANCELLED")
    plan = read(moved, event(*SERIES), off)
    assert days(plan) == ["2024-01-30", "2024-02-27", "2024-04-03", "2024-04-30", "2024-05-28", "2024-06-25"]
    assert [each.status.value for each in plan.meetings if each.on.month == 4] == ["ordinary", "cancelled"]


def test_extra_dates_belong_to_the_series():
    plan = read(event(f"DTSTART{COPENHAGEN}:20240109T170000", f"RDATE{COPENHAGEN}:20240206T170000,20240305T170000"))
    assert days(plan) == ["2024-01-09", "2024-02-06", "2024-03-05"]


def test_a_series_without_end_stops_with_the_year_of_the_plan():
    endless = event(f"DTSTART{COPENHAGEN}:20240109T170000", "RRULE:FREQ=MONTHLY;BYDAY=2TU")
    plan = read(endless, head="X-WR-CALNAME:Mødekalender 2024")
    assert len(plan.meetings) == 12
    assert codes(plan) == ["endless_recurrence"]


@pytest.mark.parametrize("rule", ["FREQ=SECONDLY", "FREQ=HOURLY;COUNT=5", "FREQ=MONTHLY;BYDAY=2TU;UNTIL=2024"])
def test_a_rule_no_meeting_can_have_gives_the_first_meeting_and_an_error(rule: str):
    plan = read(event(f"DTSTART{COPENHAGEN}:20240109T170000", f"RRULE:{rule}"))
    assert days(plan) == ["2024-01-09"]
    assert codes(plan) == ["unreadable_recurrence"]


@pytest.mark.parametrize(
    ("summary", "body", "status"),
    [
        ("Byrådsmøde", "Byrådet", "ordinary"),
        ("Ekstraordinært møde i Økonomiudvalget", "Økonomiudvalget", "extraordinary"),
        ("AFLYST: Økonomiudvalgsmøde", "Økonomiudvalget", "cancelled"),
        ("Møde i Udvalget for Kultur\\, Fritid og Idræt", "Udvalget for Kultur, Fritid og Idræt", "ordinary"),
        ("Konstituerende byrådsmøde", "Byrådet", "constituent"),
        ("Økonomiudvalget - møde nr. 3", "Økonomiudvalget", "ordinary"),
        ("KB-møde", "KB", "ordinary"),
        ("ØU", "ØU", "ordinary"),
    ],
)
def test_the_title_tells_the_body_and_the_kind_of_meeting(summary: str, body: str, status: str):
    (meeting,) = read(event(f"DTSTART{COPENHAGEN}:20240109T170000", summary=summary)).meetings
    assert (meeting.body, meeting.status.value) == (body, status)


@pytest.mark.parametrize(
    "summary", ["Frokost med Lars", "Budgetseminar for Byrådet", "Borgermøde", "Møde med borgmesteren", "Tandlæge"]
)
def test_what_is_no_meeting_of_a_body_is_another_event(summary: str):
    plan = read(event(f"DTSTART{COPENHAGEN}:20240109T170000", summary=summary), SINGLE.replace("1@x", "2@x"))
    assert [each.title for each in plan.other_events] == [summary]
    assert len(plan.meetings) == 1


def test_a_private_event_is_never_a_meeting():
    plan = read(event(f"DTSTART{COPENHAGEN}:20240109T170000", "CLASS:PRIVATE"))
    assert plan.meetings == ()


def test_whole_days_are_other_events_with_their_last_day_included():
    plan = read(event("DTSTART;VALUE=DATE:20240829", "DTEND;VALUE=DATE:20240831", summary="Byrådet på studietur"))
    assert [(each.on, each.last_on) for each in plan.other_events] == [(date(2024, 8, 29), date(2024, 8, 30))]


def test_a_calendar_of_one_body_names_it_in_its_own_name():
    plan = read(
        event(f"DTSTART{COPENHAGEN}:20240109T170000", summary="Ordinært møde"),
        head="X-WR-CALNAME:Økonomiudvalget – møder 2024",
    )
    assert [(each.body, each.on.year) for each in plan.meetings] == [("Økonomiudvalget", 2024)]
    assert plan.year == 2024


def test_of_two_versions_of_an_event_the_newest_counts():
    older = event(f"DTSTART{COPENHAGEN}:20240109T170000", "SEQUENCE:0")
    newer = event(f"DTSTART{COPENHAGEN}:20240116T170000", "SEQUENCE:1")
    for order in ([older, newer], [newer, older]):
        plan = read(*order)
        assert days(plan) == ["2024-01-16"]
        assert codes(plan) == ["same_uid"]


def test_an_impossible_date_is_found_at_its_line_and_the_rest_is_read():
    plan = read(SINGLE, event(f"DTSTART{COPENHAGEN}:20240431T170000", uid="2@x"))
    assert days(plan) == ["2024-01-09"]
    assert [(each.code, each.row, each.column) for each in plan.findings] == [("invalid_date", 12, "DTSTART")]


def test_zones_the_library_cannot_bear_are_mended():
    zone = """BEGIN:VTIMEZONE
TZID:Vor egen tid
TZUNTIL:20300101T000000Z
BEGIN:STANDARD
DTSTART:19700101T000000
TZOFFSETFROM:+0100
TZOFFSETTO:+0100
END:STANDARD
END:VTIMEZONE"""
    plan = read(
        event("DTSTART;TZID=Vor egen tid:20240109T170000"),
        event("DTSTART;TZID=:20240116T170000", uid="2@x"),
        head=zone,
    )
    assert days(plan) == ["2024-01-09", "2024-01-16"]


def test_of_a_file_cut_off_the_whole_events_are_saved_and_the_half_one_named():
    text = calendar(SINGLE, event(f"DTSTART{COPENHAGEN}:20240116T170000", uid="2@x"))
    plan = read_plan("plan.ics", text[: text.rindex("END:VEVENT") - 5].encode())
    assert days(plan) == ["2024-01-09"]
    assert [(each.code, each.row) for each in plan.findings] == [("unreadable_event", 12)]


def test_a_cancelled_status_and_a_moved_title_are_obeyed():
    off = event(f"DTSTART{COPENHAGEN}:20240109T170000", "STATUS:CANCELLED")
    moved = event(f"DTSTART{COPENHAGEN}:20240206T170000", summary="Byrådsmøde (flyttet til 13. februar)", uid="2@x")
    plan = read(off, moved)
    assert [(each.on, each.status) for each in plan.meetings] == [
        (date(2024, 1, 9), PlanStatus.CANCELLED),
        (date(2024, 2, 13), PlanStatus.ORDINARY),
    ]


@pytest.mark.parametrize(
    "file",
    sorted((Path(icalendar.__file__).parent / "tests" / "calendars").glob("*.ics")),
    ids=lambda file: file.name,
)
def test_no_calendar_of_the_library_brings_the_reader_down(file: Path):
    try:
        plan = read_plan(file.name, file.read_bytes())
    except UnreadableFileError:
        return  # refused as a whole, which test_refused_plan_files is about
    assert plan.meetings or plan.other_events or plan.findings


def test_a_broken_exception_of_a_series_is_an_error_and_the_series_is_read():
    plan = read(event(*SERIES, "EXDATE:engang i maj"))
    assert len(plan.meetings) == 6
    assert [(each.code, each.column) for each in plan.findings] == [("unreadable_recurrence", "EXDATE")]
