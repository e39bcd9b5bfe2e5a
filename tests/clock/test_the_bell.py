"""The bell rings at start, on time, when poked, and goes on ringing whatever happens."""

from __future__ import annotations

import itertools
import subprocess
import sys
import threading
from datetime import UTC, date, datetime, time, timedelta

import pytest

from flows.clock import Bell, SetClock, SystemClock, trigger
from flows.schedule import COPENHAGEN, SCHEDULE, Ring, ScheduleRow

CRONS = [row for row in SCHEDULE if row.cron]
SPRING = date(2023, 3, 26)  # 02:00 becomes 03:00
AUTUMN = date(2023, 10, 29)  # 03:00 becomes 02:00


def _firings(row: ScheduleRow, day: date) -> list[datetime]:
    start = datetime.combine(day, time(), tzinfo=COPENHAGEN)
    end = datetime.combine(day + timedelta(days=1), time(), tzinfo=COPENHAGEN)
    rule, fired, last = trigger(row), [], None
    if row.every:
        rule.start_date = start  # an interval counts from when the program started
    now = start
    while (at := rule.get_next_fire_time(last, now)) is not None and at < end:
        fired.append(at)
        last, now = at, at + timedelta(microseconds=1)
    return fired


@pytest.mark.parametrize("row", CRONS, ids=lambda row: row.name)
@pytest.mark.parametrize("day", [SPRING, AUTUMN, date(2023, 5, 16)])
def test_a_daily_row_rings_once_at_its_local_time_also_when_the_clocks_change(row: ScheduleRow, day: date):
    minute, hour = row.cron.split()[:2]
    fired = _firings(row, day)
    assert [at.astimezone(COPENHAGEN).time() for at in fired] == [time(int(hour), int(minute))]


@pytest.mark.parametrize("row", [row for row in SCHEDULE if row.every], ids=lambda row: row.name)
@pytest.mark.parametrize(("day", "hours"), [(SPRING, 23), (AUTUMN, 25)])
def test_an_interval_keeps_its_distance_through_a_clock_change(row: ScheduleRow, day: date, hours: int):
    fired = _firings(row, day)
    distances = {b.astimezone(UTC) - a.astimezone(UTC) for a, b in itertools.pairwise(fired)}
    assert distances == {row.every}
    assert abs(len(fired) - timedelta(hours=hours) / row.every) <= 1


@pytest.mark.parametrize("row", CRONS, ids=lambda row: row.name)
def test_no_row_rings_in_the_hour_that_comes_twice_or_not_at_all(row: ScheduleRow):
    minute, hour, *_ = row.cron.split()
    assert minute.isdigit()
    assert hour.isdigit()
    assert int(hour) != 2


def test_a_row_has_exactly_one_way_to_ring_and_a_name_of_its_own():
    assert all(bool(row.cron) != (row.every is not None) for row in SCHEDULE)
    assert len({row.name for row in SCHEDULE}) == len(SCHEDULE)
    assert {row.flow for row in SCHEDULE} == set(Ring)


class Heard:
    """Who rang, and a way to wait for it."""

    def __init__(self) -> None:
        self.rings: list[Ring] = []
        self.changed = threading.Condition()

    def __call__(self, flow: Ring) -> None:
        with self.changed:
            self.rings.append(flow)
            self.changed.notify_all()

    def wait_for(self, rings: int) -> bool:
        with self.changed:
            return self.changed.wait_for(lambda: len(self.rings) >= rings, timeout=10)


def test_everything_is_rung_for_at_start_and_again_when_poked():
    heard = Heard()
    bell = Bell(heard, lambda: None, rows=())
    bell.start()
    try:
        assert heard.wait_for(2)
        assert heard.rings == [Ring.RECONCILE, Ring.SWEEP]
        bell.poke()
        assert heard.wait_for(3)
        assert heard.rings[-1] is Ring.SWEEP
    finally:
        bell.stop()


def test_a_look_rings_when_somebody_else_has_made_something_due_and_is_silent_otherwise():
    clock = SetClock(datetime(2023, 5, 16, 6, tzinfo=UTC))
    moments: list[datetime | None] = [None]
    heard = Heard()
    bell = Bell(heard, lambda: moments[0], clock=clock, rows=())
    bell.start()
    try:
        assert heard.wait_for(2)
        bell.look()
        moments[0] = clock.now() + timedelta(days=1)
        bell.look()
        moments[0] = clock.now()
        bell.look()
        assert heard.wait_for(3)
        assert heard.rings == [Ring.RECONCILE, Ring.SWEEP, Ring.SWEEP]
    finally:
        bell.stop()


def test_the_next_due_moment_arms_the_bell_and_what_stays_due_is_not_hammered(
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setattr("flows.clock.SHORTEST_WAIT", timedelta(milliseconds=300))
    clock = SetClock(datetime(2023, 5, 16, 6, tzinfo=UTC))
    heard = Heard()
    bell = Bell(heard, lambda: clock.now() - timedelta(hours=1), clock=clock, rows=())
    started = SystemClock().now()
    bell.start()
    try:
        assert heard.wait_for(4)
        assert SystemClock().now() - started >= timedelta(milliseconds=600)
    finally:
        bell.stop()


def test_a_ring_that_fails_is_noted_by_its_class_only_and_the_bell_goes_on(caplog: pytest.LogCaptureFixture):
    heard = Heard()

    def ring(flow: Ring) -> None:
        heard(flow)
        if len(heard.rings) == 2:
            raise RuntimeError(flow)

    bell = Bell(ring, lambda: None, rows=())
    bell.start()
    try:
        assert heard.wait_for(2)
        bell.poke()
        assert heard.wait_for(3)
    finally:
        bell.stop()
    assert bell.last[Ring.SWEEP].error == ""
    assert "sweep failed" in caplog.text


def test_a_database_that_is_away_does_not_silence_the_bell(caplog: pytest.LogCaptureFixture):
    def away() -> datetime:
        raise OSError

    heard = Heard()
    bell = Bell(heard, away, rows=())
    bell.start()
    try:
        assert heard.wait_for(2)
        bell.poke()
        assert heard.wait_for(3)
    finally:
        bell.stop()
    assert "could not ask" in caplog.text


def test_what_the_desk_needs_to_start_does_not_import_prefect():
    modules = (
        "flows.settings, flows.schedule, flows.clock, flows.server, flows.engine, flows.mail, flows.prefect_yaml"
    )
    code = f"import sys, {modules}; sys.exit('prefect' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False, timeout=60).returncode == 0


def test_a_bell_that_is_stopped_while_it_begins_stops_in_silence():
    for _ in range(40):  # what dies in another thread is an error of the test
        bell = Bell(lambda _flow: None, lambda: None)
        bell.start()
        bell.stop()
