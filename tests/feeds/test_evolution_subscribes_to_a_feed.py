"""Evolution's data server subscribes to a feed, as for its users: it is told "not changed", and sees what has.

``tests/tools/install.sh`` installs it; ``make test-slow`` calls it.
"""

from __future__ import annotations

import json
import os
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from datetime import time as midnight
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import pytest
from sqlmodel import select
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from desk.web.app import create_app
from desk.web.server import serving
from domain.model import FeedKind, Meeting

if TYPE_CHECKING:
    from conftest import Subscriber

pytestmark = pytest.mark.slow

SCRIPT = Path(__file__).parents[1] / "tools" / "subscribe_with_evolution.py"
DEBIAN = Path("/usr/bin/python3")
DBUS = "/usr/bin/dbus-run-session"
PATIENCE_SECONDS = 30
SOURCE = """
[Data Source]
DisplayName=Møder
Enabled=true
Parent=webcal-stub
[Authentication]
Host={host}
Port={port}
Method=none
[Security]
Method=none
[WebDAV Backend]
ResourcePath={path}
ResourceQuery={wish}
[Calendar]
BackendName=webcal
Selected=true
[Refresh]
Enabled=false
[Offline]
StaySynchronized=true
"""


@dataclass
class Recorded:
    """A web program, and the status of each of its answers."""

    app: ASGIApp
    answers: list[int]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def note(message: Message) -> None:
            if message["type"] == "http.response.start":
                self.answers.append(message["status"])
            await send(message)

        await self.app(scope, receive, note)


@dataclass
class Evolution:
    """The data server, and a program that asks it."""

    asked: IO[str]
    answered: IO[str]
    answers: list[int]  # their status
    feed: str

    def refresh(self) -> list[int]:
        """Let it fetch the feed anew; the answers it got."""
        before = len(self.answers)
        self._say("refresh")
        until(lambda: len(self.answers) > before)
        return self.answers[before:]

    def read(self) -> dict[str, Any]:
        """The events it shows, by UID."""
        self._say("read")
        found: dict[str, Any] = json.loads(self.answered.readline())
        return found

    def _say(self, word: str) -> None:
        self.asked.write(f"{word}\n")
        self.asked.flush()


def until(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE_SECONDS
    while not holds():
        assert time.monotonic() < end, "Evolution did not do it in time"
        time.sleep(0.1)


def has_evolution() -> bool:
    probe = 'import gi; gi.require_version("ECal", "2.0"); gi.require_version("EDataServer", "1.2")'
    return (
        Path(DBUS).exists()
        and DEBIAN.exists()
        and subprocess.run([DEBIAN, "-c", probe], capture_output=True, check=False).returncode == 0
    )


@pytest.fixture(params=["", "deadlines=1&alarm=30"])
def evolution(request: pytest.FixtureRequest, subscriber: Subscriber, tmp_path: Path) -> Iterator[Evolution]:
    """It has just subscribed to a feed of all meetings. Its clock stands in New York, which must not matter."""
    if not has_evolution():
        packages = "evolution-data-server gir1.2-ecal-2.0 dbus"
        pytest.skip(f"Evolutions dataserver er ikke installeret: sudo apt-get install {packages}")
    app = create_app(subscriber.db, subscriber.clock)
    answers: list[int] = []
    app.add_middleware(Recorded, answers=answers)
    folders = {f"XDG_{name}": str(tmp_path / name) for name in ("CONFIG_HOME", "CACHE_HOME", "DATA_HOME")}
    folders["XDG_RUNTIME_DIR"] = str(tmp_path / "run")
    sources = tmp_path / "CONFIG_HOME" / "evolution" / "sources"
    for folder in (sources, tmp_path / "run"):
        folder.mkdir(parents=True, mode=0o700)
    environment = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
    environment |= {**folders, "HOME": str(tmp_path), "TZ": "America/New_York", "GSETTINGS_BACKEND": "memory"}
    with serving(app, 0) as address, (tmp_path / "evolution.log").open("w") as log:
        host, port = address.removeprefix("http://").rstrip("/").split(":")
        path = subscriber.subscribe(FeedKind.ALL)
        source = SOURCE.format(host=host, port=port, path=path, wish=request.param)
        (sources / "meetings.source").write_text(source, encoding="utf-8")
        running = subprocess.Popen(
            ["/usr/bin/timeout", "300", DBUS, "--", str(DEBIAN), str(SCRIPT), "meetings"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
            env=environment,
            text=True,
        )
        assert running.stdin is not None
        assert running.stdout is not None
        with running.stdin, running.stdout:
            yield Evolution(running.stdin, running.stdout, answers, f"{path}?{request.param}")
            running.stdin.close()
            running.wait(20)


def starts_of(subscriber: Subscriber, path: str) -> dict[str, float]:
    """What the feed says; a day without an hour as its midnight in UTC."""
    found = {}
    for uid, event in subscriber.events(path).items():
        is_moment = isinstance(event.start, datetime)
        found[uid] = (event.start if is_moment else datetime.combine(event.start, midnight(), UTC)).timestamp()
    return found


def meetings_of(subscriber: Subscriber) -> dict[str, float]:
    with subscriber.db.read() as session:
        return {f"{row.id}@sagsgang": row.starts_at.timestamp() for row in session.exec(select(Meeting))}


def shown_starts(evolution: Evolution) -> dict[str, float]:
    return {uid: event["start"] for uid, event in evolution.read().items()}


def test_evolution_asks_once_more_for_what_is_new_and_sees_the_moved_and_the_cancelled_meeting(
    subscriber: Subscriber, evolution: Evolution, at: Callable[..., datetime]
) -> None:
    evolution.refresh()
    until(lambda: shown_starts(evolution) == starts_of(subscriber, evolution.feed))
    assert evolution.answers[0] == 200
    before = evolution.read()
    until(lambda: set(evolution.refresh()) == {304})
    assert evolution.read() == before

    subscriber.now += timedelta(hours=1)
    moved, cancelled = subscriber.meeting("KB", "2023-05-23"), subscriber.meeting("ØK", "2023-05-16")
    subscriber.do("move_meeting", meeting_id=moved, starts_at=at("2023-05-24 15:00"), reason="Salen er optaget.")
    subscriber.do("cancel_meeting", meeting_id=cancelled, reason="For få punkter.")
    asked_before = len(evolution.answers)
    evolution.refresh()
    until(lambda: evolution.read() != before)
    assert 200 in evolution.answers[asked_before:]
    after = evolution.read()
    meetings = meetings_of(subscriber)
    assert {uid for uid in meetings if after[uid] != before[uid]} == {
        f"{moved}@sagsgang",
        f"{cancelled}@sagsgang",
    }
    assert {uid: event["start"] for uid, event in after.items()} == starts_of(subscriber, evolution.feed)
    assert {uid: after[uid]["start"] for uid in meetings} == meetings
    assert (len(after) > len(meetings)) == ("deadlines" in evolution.feed)
    assert after[f"{moved}@sagsgang"]["start"] == at("2023-05-24 15:00").timestamp()
    assert after[f"{cancelled}@sagsgang"]["title"] == "AFLYST: Økonomiudvalget"
    assert [uid for uid in meetings if after[uid]["is_cancelled"]] == [f"{cancelled}@sagsgang"]
    until(lambda: set(evolution.refresh()) == {304})
