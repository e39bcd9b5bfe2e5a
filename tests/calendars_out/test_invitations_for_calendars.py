"""The calendar part of an invitation, by whatever name and title: one recipient, whole lines, nothing smuggled in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from calendars.ics import CalendarEvent, EventStatus
from calendars.invitation import Method, Party, write_invitation

SECRETARIAT = Party("Sekretariatet", "moeder@norddjurs.example")
CHAIR = Party("Carl Rugaard", "carl.rugaard@norddjurs.example")


def event(summary: str = "Økonomiudvalget", **values: object) -> CalendarEvent:
    known: dict[str, object] = {
        "uid": "m1@sagsgang",
        "starts_at": datetime(2023, 5, 16, 12, 0, tzinfo=UTC),
        "ends_at": datetime(2023, 5, 16, 14, 30, tzinfo=UTC),
        "summary": summary,
        "changed_at": datetime(2023, 1, 2, 8, 0, tzinfo=UTC),
        "sequence": 3,
    }
    return CalendarEvent(**{**known, **values})  # type: ignore[arg-type]  # what each test changes


def test_a_request_asks_its_one_recipient_for_an_answer():
    lines = write_invitation(event(), Method.REQUEST, organizer=SECRETARIAT, attendee=CHAIR).decode()
    unfolded = lines.replace("\r\n ", "")
    assert 'ORGANIZER;CN="Sekretariatet":mailto:moeder@norddjurs.example\r\n' in unfolded
    assert (
        "ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP=TRUE"
        ';CN="Carl Rugaard":mailto:carl.rugaard@norddjurs.example\r\n'
    ) in unfolded
    assert unfolded.count("METHOD:") == 1
    assert "X-WR-CALNAME" not in unfolded


def test_nobody_can_be_invited_to_what_is_off():
    with pytest.raises(ValueError, match="cancelled"):
        write_invitation(event(status=EventStatus.CANCELLED), Method.REQUEST, organizer=SECRETARIAT, attendee=CHAIR)


@given(name=st.text(max_size=80), title=st.text(max_size=120), method=st.sampled_from(Method))
def test_no_name_or_title_makes_a_line_of_its_own(
    defects: Callable[[bytes], list[str]], name: str, title: str, method: Method
):
    status = EventStatus.CANCELLED if method is Method.CANCEL else EventStatus.CONFIRMED
    data = write_invitation(
        event(f"Møde {title}", status=status), method, organizer=SECRETARIAT, attendee=Party(name, CHAIR.address)
    )
    assert defects(data) == []
    found = Calendar.from_ical(data)
    assert isinstance(found, Calendar)
    (one,) = found.events
    assert one["attendee"] == f"mailto:{CHAIR.address}"
    assert one["organizer"] == f"mailto:{SECRETARIAT.address}"
    assert found["method"] == method
