"""libical (GNOME, KDE), ical.js (Thunderbird, Nextcloud) and khal read our feeds: every meeting, at its hour.

``tests/tools/install.sh`` installs them; ``make test-slow`` calls it.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from sqlmodel import select

from calendars.copenhagen import COPENHAGEN
from calendars.ics import CalendarEvent, write_feed
from domain.model import FeedKind, Meeting

if TYPE_CHECKING:
    from conftest import Subscriber

pytestmark = pytest.mark.slow

TESTS = Path(__file__).parents[1]
TOOLS = TESTS.parent / ".tools"
ICAL_JS = TOOLS / "node_modules" / "ical.js" / "dist" / "ical.es5.cjs"
KHAL = TOOLS / "khal" / "bin" / "khal"
DEBIAN = Path("/usr/bin/python3")
# A published feed has no organizer, as Exchange's own have none (outlook-and-mail 2.3).
ALLOWED = {"Failed iTIP restrictions for ORGANIZER property. Expected 1 instances of the property and got 0"}
CONFIG = """
[calendars]
[[council]]
path = {folder}/events
[sqlite]
path = {folder}/khal.db
[locale]
timeformat = %H:%M
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%d %H:%M
longdatetimeformat = %Y-%m-%d %H:%M
local_timezone = Europe/Copenhagen
default_timezone = Europe/Copenhagen
[default]
default_calendar = council
"""

Reader = Callable[[bytes], dict[str, Any]]


def has_libical() -> bool:
    probe = 'import gi; gi.require_version("ICalGLib", "3.0")'
    return DEBIAN.exists() and subprocess.run([DEBIAN, "-c", probe], capture_output=True, check=False).returncode == 0


@pytest.fixture(params=["libical", "ical.js in UTC", "ical.js in New York"])
def read(request: pytest.FixtureRequest, tmp_path: Path) -> Reader:
    """Reads a file with that program: its complaints, and the start of each event in seconds since 1970."""
    environment = {**os.environ, "TZ": "America/New_York" if "York" in request.param else "UTC"}
    if request.param == "libical":
        if not has_libical():
            pytest.skip("libical er ikke installeret: sudo apt-get install python3-gi gir1.2-ical-3.0")
        command = [str(DEBIAN), str(TESTS / "tools" / "read_with_libical.py")]
    else:
        if shutil.which("node") is None or not ICAL_JS.exists():
            pytest.skip("ical.js er ikke installeret: kør tests/tools/install.sh, hvor node og npm findes")
        command = ["node", str(TESTS / "tools" / "read_with_icaljs.cjs"), str(ICAL_JS)]

    def read_file(data: bytes) -> dict[str, Any]:
        file = tmp_path / "feed.ics"
        file.write_bytes(data)
        done = subprocess.run([*command, str(file)], capture_output=True, check=True, env=environment)
        answer: dict[str, Any] = json.loads(done.stdout)
        return answer

    return read_file


def test_every_day_of_2023_to_2028_is_read_at_its_right_hour(read: Reader) -> None:
    events, expected = [], {}
    for number in range(2192):
        starts_at = datetime.combine(date(2023, 1, 1) + timedelta(days=number), time(10), COPENHAGEN)
        uid = f"{starts_at.date()}@sagsgang"
        events.append(CalendarEvent(uid, starts_at, starts_at + timedelta(hours=2), "Møde; æ, ø", starts_at))
        expected[uid] = starts_at.timestamp()
    for utc in (False, True):
        answer = read(write_feed("Hver dag", events, utc=utc))
        assert answer["starts"] == expected
        assert answer["errors"] == 0
        assert set(answer["complaints"]) <= ALLOWED


def starts_of(subscriber: Subscriber) -> dict[str, float]:
    with subscriber.db.read() as session:
        return {f"{row.id}@sagsgang": row.starts_at.timestamp() for row in session.exec(select(Meeting))}


def move_and_cancel(subscriber: Subscriber) -> tuple[str, str]:
    subscriber.now += timedelta(hours=1)
    moved, cancelled = subscriber.meeting("KB", "2023-05-23"), subscriber.meeting("ØK", "2023-05-16")
    on = datetime.combine(date(2023, 5, 24), time(15), COPENHAGEN)
    subscriber.do("move_meeting", meeting_id=moved, starts_at=on, reason="Salen er optaget.")
    subscriber.do("cancel_meeting", meeting_id=cancelled, reason="For få punkter.")
    return moved, cancelled


@pytest.mark.parametrize("wish", ["", "?tz=utc&alarm=30", "?deadlines=1&alarm=30"])
def test_the_meetings_of_2023_are_read_right_before_and_after_a_change(
    subscriber: Subscriber, read: Reader, wish: str
) -> None:
    path = subscriber.subscribe(FeedKind.ALL) + wish
    for change in (None, move_and_cancel):
        if change is not None:
            change(subscriber)
        answer = read(subscriber.get(path).content)
        expected = starts_of(subscriber)
        assert {uid: at for uid, at in answer["starts"].items() if uid in expected} == expected
        assert answer["errors"] == 0
        assert set(answer["complaints"]) <= ALLOWED


def test_khal_shows_a_moved_and_a_cancelled_meeting_when_it_takes_the_feed_in_again(
    subscriber: Subscriber, tmp_path: Path
) -> None:
    if not KHAL.exists():
        pytest.skip("khal er ikke installeret: kør tests/tools/install.sh")
    (tmp_path / "events").mkdir()
    config, file = tmp_path / "khal.conf", tmp_path / "feed.ics"
    config.write_text(CONFIG.format(folder=tmp_path), encoding="utf-8")
    environment = {**os.environ, "TZ": "America/New_York", "LC_ALL": "C.UTF-8", "HOME": str(tmp_path)}

    def khal(*words: str) -> str:
        command = [str(KHAL), "-c", str(config), *words]
        done = subprocess.run(command, capture_output=True, check=True, env=environment, text=True)
        return done.stdout

    def seen() -> dict[str, tuple[str, str]]:
        file.write_bytes(subscriber.get(path).content)
        khal("import", "--batch", "-a", "council", str(file))
        lines = khal("list", "--notstarted", "--day-format", "", "-f", "{uid}|{start}|{title}", "2023-01-01", "400d")
        rows = [line.split("|") for line in lines.splitlines() if "|" in line]
        return {uid: (start, title) for uid, start, title in rows}

    path = subscriber.subscribe()
    before = seen()
    moved, cancelled = (f"{key}@sagsgang" for key in move_and_cancel(subscriber))
    after = seen()
    assert before.keys() == after.keys() == starts_of(subscriber).keys()
    for uid, at in starts_of(subscriber).items():
        assert after[uid][0] == f"{datetime.fromtimestamp(at, UTC).astimezone(COPENHAGEN):%Y-%m-%d %H:%M}"
    assert before[moved][0] == "2023-05-23 17:00"
    assert after[moved][0] == "2023-05-24 15:00"
    assert "AFLYST: Økonomiudvalget" in after[cancelled][1]
