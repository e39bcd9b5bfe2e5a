"""vdirsyncer brings our feed from the web server into Radicale, a CalDAV server: the second time only what is new.

``tests/tools/install.sh`` installs both; ``make test-slow`` calls it.
"""

from __future__ import annotations

import os
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import pytest
from icalendar import Calendar
from sqlmodel import select

from domain.model import FeedKind, Meeting

if TYPE_CHECKING:
    from conftest import Subscriber

pytestmark = pytest.mark.slow

BIN = Path(__file__).parents[2] / ".tools" / "vdirsyncer" / "bin"
LOOPBACK = "127.0.0.1"
RADICALE = """
[server]
hosts = 127.0.0.1:{port}
[auth]
type = none
[storage]
filesystem_folder = {folder}/radicale
"""
VDIRSYNCER = """
[general]
status_path = "{folder}/status"
[pair meetings]
a = "feed"
b = "radicale"
collections = null
[storage feed]
type = "http"
url = "{feed}"
[storage radicale]
type = "caldav"
url = "{calendar}"
username = "sekretariat"
password = "-"
"""


class CalendarServer:
    """Radicale with one calendar, and vdirsyncer that fills it from a feed."""

    def __init__(self, folder: Path, port: int) -> None:
        self.folder = folder
        self.calendar = f"http://{LOOPBACK}:{port}/sekretariat/moeder/"
        self.http = httpx.Client(trust_env=False, auth=("sekretariat", "-"))

    def make_calendar(self) -> None:
        self.http.request("MKCALENDAR", self.calendar).raise_for_status()

    def sync(self, feed: str) -> str:
        """What vdirsyncer says it did, a line an event."""
        config = self.folder / "vdirsyncer.conf"
        config.write_text(VDIRSYNCER.format(folder=self.folder, feed=feed, calendar=self.calendar), encoding="utf-8")
        environment = {**os.environ, "HOME": str(self.folder), "LC_ALL": "C.UTF-8", "NO_PROXY": LOOPBACK}
        said = []
        for step in ("discover", "sync"):
            command = [str(BIN / "vdirsyncer"), "-c", str(config), step]
            done = subprocess.run(command, capture_output=True, check=False, env=environment, text=True, timeout=120)
            assert done.returncode == 0, done.stdout + done.stderr
            said.append(done.stdout + done.stderr)
        return said[-1]

    def files(self) -> dict[str, bytes]:
        """What lies in Radicale's calendar. vdirsyncer gives an event of a feed the hash of its text as UID."""
        folder = self.folder / "radicale" / "collection-root" / "sekretariat" / "moeder"
        return {file.name: file.read_bytes() for file in folder.glob("*.ics")}


@pytest.fixture
def server(tmp_path: Path) -> Iterator[CalendarServer]:
    if not (BIN / "vdirsyncer").exists() or not (BIN / "radicale").exists():
        pytest.skip("vdirsyncer og Radicale er ikke installeret: kør tests/tools/install.sh")
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        port = probe.getsockname()[1]
    config, log = tmp_path / "radicale.conf", tmp_path / "radicale.log"
    config.write_text(RADICALE.format(port=port, folder=tmp_path), encoding="utf-8")
    with log.open("wb") as written:
        running = subprocess.Popen([str(BIN / "radicale"), "-C", str(config)], stdout=written, stderr=written)
    found = CalendarServer(tmp_path, port)
    for _ in range(150):
        with suppress(OSError), socket.create_connection((LOOPBACK, port), timeout=1):
            break
        time.sleep(0.1)
    else:
        pytest.fail(log.read_text(encoding="utf-8"))
    found.make_calendar()
    yield found
    found.http.close()
    running.terminate()
    running.wait(10)


def shown(files: dict[str, bytes]) -> list[tuple[float, str, str]]:
    """Start, title and status of each event, in order."""
    events = [Calendar.from_ical(data).walk("VEVENT")[0] for data in files.values()]
    return sorted((one.start.timestamp(), str(one["SUMMARY"]), str(one["STATUS"])) for one in events)


def starts_of(subscriber: Subscriber) -> list[float]:
    with subscriber.db.read() as session:
        return sorted(row.starts_at.timestamp() for row in session.exec(select(Meeting)))


def test_a_second_sync_into_radicale_changes_the_moved_and_the_cancelled_meeting_and_no_other(
    subscriber: Subscriber, server: CalendarServer, at: Callable[..., datetime]
) -> None:
    feed = str(subscriber.http.base_url).rstrip("/") + subscriber.subscribe(FeedKind.ALL)
    assert server.sync(feed).count("Copying (uploading)") == len(starts_of(subscriber))
    first = server.files()
    assert [start for start, _, _ in shown(first)] == starts_of(subscriber)
    said = server.sync(feed)
    assert "Copying" not in said
    assert "Deleting item" not in said
    assert server.files() == first

    subscriber.now += timedelta(hours=1)
    moved, cancelled = subscriber.meeting("KB", "2023-05-23"), subscriber.meeting("ØK", "2023-05-16")
    subscriber.do("move_meeting", meeting_id=moved, starts_at=at("2023-05-24 15:00"), reason="Salen er optaget.")
    subscriber.do("cancel_meeting", meeting_id=cancelled, reason="For få punkter.")
    said = server.sync(feed)
    assert (said.count("Copying (uploading)"), said.count("Deleting item")) == (2, 2)
    second = server.files()
    assert shown({name: data for name, data in first.items() if name not in second}) == [
        (at("2023-05-16 14:00").timestamp(), "Økonomiudvalget", "CONFIRMED"),
        (at("2023-05-23 17:00").timestamp(), "Kommunalbestyrelsen", "CONFIRMED"),
    ]
    assert shown({name: data for name, data in second.items() if name not in first}) == [
        (at("2023-05-16 14:00").timestamp(), "AFLYST: Økonomiudvalget", "CANCELLED"),
        (at("2023-05-24 15:00").timestamp(), "Kommunalbestyrelsen", "CONFIRMED"),
    ]
    assert all(second[name] == first[name] for name in first.keys() & second.keys())
    assert [start for start, _, _ in shown(second)] == starts_of(subscriber)
