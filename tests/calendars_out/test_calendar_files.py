"""Calendar files: what Outlook asks for, byte for byte, and the text that comes back."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar
from icalendar.cal.timezone import Timezone

from calendars.copenhagen import COPENHAGEN, VTIMEZONE
from calendars.ics import (
    CalendarEvent,
    EventStatus,
    join_feed,
    meeting_uid,
    render_event,
    write_feed,
    write_single,
)

Linter = Callable[[bytes], list[str]]
GOLDEN = Path(__file__).with_name("golden_four_meetings_2023.ics")
CHANGED = datetime(2023, 1, 2, 12, tzinfo=UTC)


def meeting(key: str, body: str, starts: tuple[int, int, int], hours: float = 2.5, **more: object) -> CalendarEvent:
    month, day, hour = starts
    starts_at = datetime(2023, month, day, hour, tzinfo=COPENHAGEN)
    event = CalendarEvent(
        uid=meeting_uid(key),
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=hours),
        summary=f"Møde i {body}",
        changed_at=CHANGED,
        place="Rådhuset, salen; 1. sal",
        url=f"https://sagsgang.example.dk/moeder/{key}",
        categories=(body,),
    )
    return replace(event, **more)


FOUR = [
    meeting("DIR-2023-04-12", "Direktionen", (4, 12, 9)),
    meeting("HU-2023-04-27", "Hovedudvalget", (4, 27, 13)),
    meeting("OEK-2023-05-16", "Økonomiudvalget", (5, 16, 14)),
    meeting("KB-2023-05-23", "Kommunalbestyrelsen", (5, 23, 17), hours=3),
]
EVENT = FOUR[2]


def only(data: bytes) -> object:
    (event,) = Calendar.from_ical(data).walk("VEVENT")
    return event


def test_the_feed_of_the_four_meetings_is_the_golden_file(defects: Linter):
    feed = write_feed("Politisk kalender", reversed(FOUR))
    assert feed == GOLDEN.read_bytes()
    assert defects(feed) == []


def test_the_four_meetings_start_at_their_moments():
    starts = [
        event["DTSTART"].dt.astimezone(UTC) for event in Calendar.from_ical(write_feed("x", FOUR)).walk("VEVENT")
    ]
    assert [f"{start:%d/%m %H:%M}" for start in starts] == [
        "12/04 07:00",
        "27/04 11:00",
        "16/05 12:00",
        "23/05 15:00",
    ]


def test_the_zone_agrees_with_zoneinfo_at_noon_and_midnight_of_every_day_2020_to_2035():
    zone = Timezone.from_ical(VTIMEZONE).to_tz(lookup_tzid=False)
    moment, wrong = datetime(2020, 1, 1), []  # noqa: DTZ001  local clock time, put in both zones
    while moment.year <= 2035:
        if moment.replace(tzinfo=zone).utcoffset() != moment.replace(tzinfo=COPENHAGEN).utcoffset():
            wrong.append(moment)
        moment += timedelta(hours=12)
    assert wrong == []


def test_the_zone_block_is_the_one_that_was_measured():
    assert VTIMEZONE.decode().split("\r\n")[:8] == [
        "BEGIN:VTIMEZONE",
        "TZID:Europe/Copenhagen",
        "BEGIN:STANDARD",
        "DTSTART:19701025T030000",
        "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10",
        "TZNAME:CET",
        "TZOFFSETFROM:+0200",
        "TZOFFSETTO:+0100",
    ]


def test_a_feed_has_the_head_outlook_wants_and_nobody_to_answer():
    head, _, rest = write_feed("Møder, ØK; KB", [EVENT]).decode().partition("BEGIN:VTIMEZONE")
    assert head.split("\r\n") == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Sagsgang//Politisk kalender//DA",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        "NAME:Møder\\, ØK\\; KB",
        "X-WR-CALNAME:Møder\\, ØK\\; KB",
        "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
        "X-PUBLISHED-TTL:PT1H",
        "X-WR-TIMEZONE:Europe/Copenhagen",
        "",
    ]
    assert "ORGANIZER" not in rest
    assert "ATTENDEE" not in rest


def test_a_single_meeting_opens_as_an_item_and_not_as_a_calendar(defects: Linter):
    single = write_single(EVENT)
    assert defects(single) == []
    assert b"X-MS-OLK-FORCEINSPECTOROPEN:TRUE\r\n" in single
    for of_feeds in (b"X-WR-CALNAME", b"\r\nNAME:", b"TTL", b"REFRESH"):
        assert of_feeds not in single


def test_the_same_events_give_the_same_bytes_in_any_order():
    assert (
        write_feed("x", FOUR) == write_feed("x", FOUR[::-1]) == write_feed("x", [FOUR[1], FOUR[3], FOUR[0], FOUR[2]])
    )


def test_stored_events_joined_are_the_feed():
    assert join_feed("x", [render_event(event) for event in FOUR]) == write_feed("x", FOUR)


def test_a_meeting_has_the_same_uid_in_feed_and_download():
    assert only(write_single(EVENT))["UID"] == only(write_feed("x", [EVENT]))["UID"] == "OEK-2023-05-16@sagsgang"


def test_a_cancelled_meeting_says_so_in_its_title_and_takes_no_time(defects: Linter):
    feed = write_feed("x", [replace(EVENT, status=EventStatus.CANCELLED, alarm_minutes=30)])
    event = only(feed)
    assert event["SUMMARY"] == "AFLYST: Møde i Økonomiudvalget"
    assert (event["STATUS"], event["TRANSP"], event["X-MICROSOFT-CDO-BUSYSTATUS"]) == (
        "CANCELLED",
        "TRANSPARENT",
        "FREE",
    )
    assert b"VALARM" not in feed
    assert defects(feed) == []


def test_a_title_that_says_it_is_off_is_not_told_so_twice():
    event = only(write_single(replace(EVENT, summary="AFLYST: Møde", status=EventStatus.CANCELLED)))
    assert event["SUMMARY"] == "AFLYST: Møde"


@pytest.mark.parametrize(
    ("status", "busy", "expected"),
    [
        (EventStatus.CONFIRMED, True, ("OPAQUE", "BUSY")),
        (EventStatus.CONFIRMED, False, ("TRANSPARENT", "FREE")),
        (EventStatus.TENTATIVE, True, ("OPAQUE", "TENTATIVE")),
    ],
)
def test_busy_is_said_in_both_ways(status: EventStatus, *, busy: bool, expected: tuple[str, str]):
    event = only(write_single(replace(EVENT, status=status, busy=busy)))
    assert (event["TRANSP"], event["X-MICROSOFT-CDO-BUSYSTATUS"]) == expected


def test_a_whole_day_ends_the_day_after(defects: Linter):
    feed = write_feed("x", [replace(EVENT, starts_at=date(2023, 6, 1), ends_at=date(2023, 6, 2))])
    assert b"DTSTART;VALUE=DATE:20230601\r\nDTEND;VALUE=DATE:20230602\r\n" in feed
    assert defects(feed) == []


def test_in_utc_no_zone_is_needed_and_the_moments_are_the_same(defects: Linter):
    feed = write_feed("x", FOUR, utc=True)
    assert b"TZID" not in feed
    assert b"DTSTART:20230516T120000Z\r\n" in feed
    assert defects(feed) == []


def test_an_alarm_stands_last_and_rings_before(defects: Linter):
    single = write_single(replace(EVENT, alarm_minutes=30))
    assert b"TRIGGER:-PT30M\r\nEND:VALARM\r\nEND:VEVENT\r\n" in single
    assert defects(single) == []


@pytest.mark.parametrize("url", ["http://127.0.0.1:4200/x", "javascript:alert(1)", "file:///etc", ""])
def test_only_https_becomes_a_link(url: str):
    assert "URL" not in only(write_single(replace(EVENT, url=url)))


def test_a_line_break_in_a_name_cannot_add_a_line_of_its_own(defects: Linter):
    feed = write_feed(
        "Møder\r\nATTENDEE:mailto:x@example.dk", [replace(EVENT, summary="Møde\r\nORGANIZER:mailto:y@example.dk")]
    )
    assert b"\nATTENDEE" not in feed
    assert b"\nORGANIZER" not in feed
    assert defects(feed) == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"ends_at": EVENT.starts_at},
        {"ends_at": date(2023, 5, 17)},
        {"starts_at": datetime(2023, 5, 16, 14), "ends_at": datetime(2023, 5, 16, 15)},  # noqa: DTZ001  that is the defect
        {"sequence": -1},
        {"uid": ""},
    ],
    ids=["no length", "a moment and a date", "no zone", "negative sequence", "no UID"],
)
def test_an_event_that_does_not_hold_together_cannot_be_made(wrong: dict[str, object]):
    with pytest.raises(ValueError, match=r"event|aware"):
        replace(EVENT, **wrong)


def test_a_backslash_at_the_fold_is_not_parted_from_its_other_half(defects: Linter):
    for length in range(50, 80):
        event = replace(EVENT, summary="x" * length + "\\🙂" * 20)
        assert defects(write_single(event)) == []
        assert only(write_single(event))["SUMMARY"] == event.summary


anything = st.text(
    st.one_of(
        st.sampled_from(list(',;:\\"nN æøåÆØÅ🙂👩‍⚖️\n\r\t\x00\x07\x1b\x85\u2028\ufeff')),
        st.characters(blacklist_categories=["Cs"]),
    ),
    max_size=400,
)
UNPRINTABLE = {*range(9), *range(0x0B, 0x20), *range(0x7F, 0xA0), 0x2028, 0x2029, 0xFEFF}


def without_controls(text: str) -> str:
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(letter for letter in text if ord(letter) not in UNPRINTABLE)


@settings(max_examples=60, deadline=None)
@given(anything, anything)
def test_every_text_comes_back_as_it_was_but_for_control_characters(title: str, text: str):
    event = only(
        write_feed(title, [replace(EVENT, summary=title, description=text, place=title, categories=(title,))])
    )
    one_line = " ".join(without_controls(title).split())
    assert str(event["SUMMARY"]) == one_line
    assert str(event.get("LOCATION", "")) == one_line
    assert str(event.get("DESCRIPTION", "")) == without_controls(text)


@settings(max_examples=60, deadline=None)
@given(title=anything, text=anything, status=st.sampled_from(EventStatus), utc=st.booleans())
def test_no_text_makes_a_file_that_outlook_trips_over(
    defects: Linter, title: str, text: str, status: EventStatus, *, utc: bool
):
    events = [replace(EVENT, summary=title, description=text, status=status, alarm_minutes=15), FOUR[0]]
    for data in (write_feed(text, events, utc=utc), write_single(events[0], utc=utc)):
        assert defects(data) == []
