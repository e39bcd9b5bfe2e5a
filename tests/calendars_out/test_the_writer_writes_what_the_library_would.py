"""An event written line by line is, byte for byte, what icalendar's own objects write; only the folds are ours."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Alarm, Event, vText

from calendars.copenhagen import COPENHAGEN
from calendars.ics import CANCELLED_PREFIX, CalendarEvent, EventStatus, fold, render_event

WORDS = st.text(
    st.sampled_from("aæ \\;,:\"'^\t%=-\n😀") | st.characters(categories=["L", "N", "P", "S"]), max_size=90
)
NAMES = WORDS.map(lambda text: " ".join(text.split()))


@st.composite
def events(draw: st.DrawFn) -> CalendarEvent:
    moment = draw(st.datetimes(datetime(1999, 1, 1), datetime(2040, 1, 1)))  # noqa: DTZ001  put in a zone below
    starts_at: datetime | date = moment.replace(microsecond=0, fold=0, tzinfo=UTC)
    ends_at = starts_at + draw(st.timedeltas(timedelta(minutes=1), timedelta(days=2)))
    if draw(st.booleans()):
        starts_at, ends_at = moment.date(), moment.date() + timedelta(days=1)
    return CalendarEvent(
        uid=draw(st.uuids()).hex + "@sagsgang",
        starts_at=starts_at,
        ends_at=ends_at,
        summary=draw(NAMES),
        changed_at=moment.replace(microsecond=0, tzinfo=UTC),
        place=draw(NAMES),
        description=draw(WORDS),
        url=draw(st.sampled_from(["", "https://sagsgang.example.dk/a?b=1,2;c"])),
        categories=tuple(draw(st.lists(NAMES.filter(bool), max_size=2))),
        status=draw(st.sampled_from(EventStatus)),
        sequence=draw(st.integers(0, 999)),
        busy=draw(st.booleans()),
        alarm_minutes=draw(st.none() | st.integers(1, 20_000)),
    )


def by_the_library(event: CalendarEvent, *, utc: bool) -> bytes:
    """The event with the library's objects; its folds taken out and ours put in."""
    is_off = event.status is EventStatus.CANCELLED
    is_busy = event.busy and not is_off
    zone = UTC if utc else COPENHAGEN
    times = [at.astimezone(zone) if isinstance(at, datetime) else at for at in (event.starts_at, event.ends_at)]
    summary = CANCELLED_PREFIX + event.summary if is_off else event.summary
    word = "TENTATIVE" if event.status is EventStatus.TENTATIVE else "BUSY"
    vevent = Event()
    vevent.add("uid", event.uid)
    vevent.add("dtstamp", event.changed_at)
    vevent.add("last-modified", event.changed_at)
    vevent.add("sequence", event.sequence)
    vevent.add("dtstart", times[0])
    vevent.add("dtend", times[1])
    vevent.add("summary", summary)
    vevent.add("status", event.status.value.upper())
    vevent.add("transp", "OPAQUE" if is_busy else "TRANSPARENT")
    vevent.add("x-microsoft-cdo-busystatus", vText(word if is_busy else "FREE"))
    for name, value in (("location", event.place), ("description", event.description), ("url", event.url)):
        if value:
            vevent.add(name, value)
    if event.categories:
        vevent.add("categories", list(event.categories))
    if event.alarm_minutes is not None and not is_off:
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", summary)
        alarm.add("trigger", timedelta(minutes=-event.alarm_minutes))
        vevent.add_component(alarm)
    lines = vevent.to_ical().replace(b"\r\n ", b"").decode().split("\r\n")
    return "\r\n".join(fold(line) for line in lines).encode()


@settings(max_examples=200, deadline=None)
@given(event=events(), utc=st.booleans())
def test_the_writer_writes_what_the_library_would(event: CalendarEvent, *, utc: bool):
    assert render_event(event, utc=utc) == by_the_library(event, utc=utc)
