"""Stored events joined for other wishes are as the writer would write them, and every day is at its right hour."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from calendars.copenhagen import COPENHAGEN
from calendars.ics import CalendarEvent, EventStatus, in_utc, join_feed, render_event, with_alarm

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import Subscriber

ROOT = Path(__file__).parents[2]
CHANGED = datetime(2023, 1, 2, 12, tzinfo=UTC)
WORDS = st.text(st.characters(codec="utf-8"), max_size=90)
# Between 02:00 and 03:00 on the night the clock is put back, a local time does not say which of two hours it is.
MOMENTS = st.datetimes(datetime(2020, 1, 1), datetime(2032, 1, 1)).filter(lambda moment: moment.hour != 2)  # noqa: DTZ001 - put in a zone below


@st.composite
def events(draw: st.DrawFn) -> CalendarEvent:
    starts_at = draw(MOMENTS).replace(microsecond=0, tzinfo=COPENHAGEN)
    if draw(st.booleans()):
        starts_on = starts_at.date()
        times: tuple[date, date] = (starts_on, starts_on + timedelta(days=1))
    else:
        times = (starts_at, datetime.combine(starts_at.date() + timedelta(days=1), time(9), COPENHAGEN))
    return CalendarEvent(
        "x@sagsgang",
        *times,
        summary=draw(WORDS),
        changed_at=CHANGED,
        place=draw(WORDS),
        description=draw(WORDS),
        status=draw(st.sampled_from(EventStatus)),
        sequence=draw(st.integers(0, 99)),
    )


@settings(max_examples=150, deadline=None)
@given(event=events(), minutes=st.integers(1, 7 * 24 * 60))
def test_a_stored_event_is_turned_into_what_the_writer_would_have_written(event: CalendarEvent, minutes: int) -> None:

    stored = render_event(event)
    assert in_utc(stored) == render_event(event, utc=True)
    if isinstance(event.starts_at, datetime):
        assert with_alarm(stored, minutes) == render_event(replace(event, alarm_minutes=minutes))
    else:
        assert with_alarm(stored, minutes) == stored  # nobody is woken for a whole day


@settings(max_examples=60, deadline=None)
@given(wanted=st.lists(events(), max_size=3), name=WORDS, minutes=st.none() | st.integers(1, 99), utc=st.booleans())
def test_whatever_is_typed_the_feed_is_sound(
    defects: Callable[[bytes], list[str]], wanted: list[CalendarEvent], name: str, minutes: int | None, *, utc: bool
) -> None:

    stored = [render_event(replace(event, uid=f"{number}@sagsgang")) for number, event in enumerate(wanted)]
    if utc:
        stored = [in_utc(event) for event in stored]
    if minutes is not None:
        stored = [with_alarm(event, minutes) for event in stored]
    assert defects(join_feed(name, stored, utc=utc)) == []


def test_every_day_of_2023_to_2028_is_at_its_right_hour_in_both_forms() -> None:
    days = [date(2023, 1, 1) + timedelta(days=number) for number in range(2192)]
    stored = []
    for day in days:
        starts_at = datetime.combine(day, time(10), COPENHAGEN)
        event = CalendarEvent(f"{day}@sagsgang", starts_at, starts_at + timedelta(hours=2), "Møde", CHANGED)
        stored.append(render_event(event))
    for data in (join_feed("x", stored), join_feed("x", map(in_utc, stored), utc=True)):
        read = [event.start.astimezone(UTC) for event in Calendar.from_ical(data).walk("VEVENT")]
        summer = [moment.astimezone(COPENHAGEN).utcoffset() == timedelta(hours=2) for moment in read]
        assert [moment.hour for moment in read] == [8 if is_summer else 9 for is_summer in summer]
        assert [moment.date() for moment in read] == days


def test_another_process_writes_the_same_bytes(subscriber: Subscriber, tmp_path: Path) -> None:
    served = subscriber.get(subscriber.subscribe()).content
    url = subscriber.db.engine.url.render_as_string()
    script = (
        "import sys; from datetime import date; from pathlib import Path; from domain.model import FeedKind;"
        "from domain.store.database import Database; from domain.store.feed_queries import Scope;"
        "from desk.feed_answer import Wishes, feed_bytes; s = Database(sys.argv[1]).read();"
        "Path(sys.argv[2]).write_bytes("
        "feed_bytes(s.__enter__(), Scope(FeedKind.ALL), Wishes(), on=date(2023, 1, 2))[1])"
    )
    out = tmp_path / "feed.ics"
    environment = {**os.environ, "TZ": "America/New_York", "PYTHONHASHSEED": "7"}
    subprocess.run([sys.executable, "-c", script, url, str(out)], check=True, cwd=ROOT, env=environment)
    assert out.read_bytes() == served
