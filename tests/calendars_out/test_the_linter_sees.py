"""The linter is worth something only if it sees each seeded defect, and nothing in a sound file."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from calendars.copenhagen import VTIMEZONE
from calendars.ics import CalendarEvent, write_feed

CHANGED = datetime(2023, 1, 2, 12, tzinfo=UTC)
EVENT = CalendarEvent(
    uid="møde-1@sagsgang",
    starts_at=datetime(2023, 5, 16, 12, tzinfo=UTC),
    ends_at=datetime(2023, 5, 16, 14, tzinfo=UTC),
    summary="Møde i Økonomiudvalget " + "æøå, " * 20,
    changed_at=CHANGED,
    alarm_minutes=30,
)
SOUND = write_feed("Møder", [EVENT])


def swap(old: bytes, new: bytes) -> bytes:
    assert old in SOUND, old
    return SOUND.replace(old, new)


SEEDED = {
    "byte order mark": b"\xef\xbb\xbf" + SOUND,
    "bare line end": SOUND.replace(b"\r\n", b"\n"),
    "no UID": swap("UID:møde-1@sagsgang\r\n".encode(), b""),
    "no DTSTAMP": swap(b"DTSTAMP:20230102T120000Z\r\n", b""),
    "no PRODID": swap(b"PRODID:-//Sagsgang//Politisk kalender//DA\r\n", b""),
    "no VERSION": swap(b"VERSION:2.0\r\n", b""),
    "no SEQUENCE": swap(b"SEQUENCE:0\r\n", b""),
    "end before start": swap(b"T160000", b"T130000"),
    "line too long": SOUND.replace(b"\r\n ", b""),
    "fold inside a character": swap("Ø".encode(), b"\xc3\r\n \x98"),
    "fold inside an escape": swap(b"\\,", b"\\\r\n ,"),
    "not UTF-8": SOUND.decode().encode("cp1252"),
    "unbalanced": swap(b"END:VEVENT\r\n", b""),
    "no VTIMEZONE": swap(VTIMEZONE, b""),
    "same UID twice": swap(b"END:VCALENDAR\r\n", SOUND[SOUND.index(b"BEGIN:VEVENT") :]),
    "invalid STATUS": swap(b"STATUS:CONFIRMED", b"STATUS:FLYTTET"),
    "raw line break": swap(b"STATUS:CONFIRMED", b"STATUS:CONFIRMED\r\nog en linje mere"),
    "SEQUENCE not a number": swap(b"SEQUENCE:0", b"SEQUENCE:to"),
    "not one METHOD at the top": swap(b"METHOD:PUBLISH\r\n", b"METHOD:PUBLISH\r\nMETHOD:REQUEST\r\n"),
    "VALARM before properties": swap(b"END:VALARM\r\n", b"END:VALARM\r\nCOMMENT:x\r\n"),
    "impossible date": swap(b"20230516T140000", b"20230231T140000"),
    "DTSTART and DTEND in different zones": swap(
        b"DTEND;TZID=Europe/Copenhagen:20230516T160000", b"DTEND:20230516T140000Z"
    ),
    "cut off": SOUND[:-40],
    "REQUEST without ORGANIZER": swap(b"METHOD:PUBLISH", b"METHOD:REQUEST"),
    "ORGANIZER or ATTENDEE in a feed": swap(b"SEQUENCE:0", b"SEQUENCE:0\r\nORGANIZER:mailto:x@example.dk"),
    "VTIMEZONE with more than two rules": swap(b"END:STANDARD\r\n", b"RDATE:19811025T030000\r\nEND:STANDARD\r\n"),
    "control character": swap("Økonomi".encode(), "Øko\x07nomi".encode()),
    "calendar property after a component": swap(b"END:VCALENDAR", b"X-WR-CALNAME:Sent\r\nEND:VCALENDAR"),
    "floating time": swap(b";TZID=Europe/Copenhagen:2023", b":2023"),
}


def test_a_sound_file_has_no_defects(defects: Callable[[bytes], list[str]]):
    assert defects(SOUND) == []


@pytest.mark.parametrize("defect", SEEDED)
def test_each_seeded_defect_is_seen(defects: Callable[[bytes], list[str]], defect: str):
    assert SEEDED[defect] != SOUND
    assert defect in defects(SEEDED[defect])
