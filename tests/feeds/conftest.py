"""The sample municipality with its calendars served, and a subscriber who asks for them."""

from __future__ import annotations

import hashlib
import importlib
import importlib.util
import pkgutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from icalendar import Calendar, Event
from sqlmodel import select

from desk.web.app import create_app
from desk.web.server import serving
from domain import casework
from domain.casework.outlook.feeds import create_feed
from domain.casework.verb import VERBS, By, Receipt
from domain.model import FeedKind, Meeting
from domain.store.database import Database

for module in pkgutil.walk_packages(casework.__path__, "domain.casework."):
    importlib.import_module(module.name)  # so that VERBS has them all

NEW_YEAR = datetime(2023, 1, 2, 9, tzinfo=UTC)


class Subscriber:
    """Somebody at the secretariat, the web server, and a program that subscribes."""

    def __init__(self, db: Database, address: str) -> None:
        self.db = db
        self.now = NEW_YEAR
        self.http = httpx.Client(base_url=address, trust_env=False)
        self.tokens = 0

    def clock(self) -> datetime:
        return self.now

    def do(self, name: str, **values: Any) -> Receipt:
        return VERBS[name](self.db, By("lone.vejlby", self.now), **values)

    def subscribe(self, kind: FeedKind = FeedKind.ALL, subject: str = "", **values: Any) -> str:
        """A new feed; the path of its address."""
        self.tokens += 1
        token = f"secret-number-{self.tokens}"
        said: dict[str, Any] = {"owner": "lone.vejlby", "expires_at": self.now + timedelta(days=700), **values}
        digest = hashlib.sha256(token.encode()).hexdigest()
        create_feed(self.db, By("lone.vejlby", self.now), token_hash=digest, kind=kind, subject=subject, **said)
        return f"/kalender/{token}/moeder.ics"

    def get(self, path: str, **headers: str) -> httpx.Response:
        return self.http.get(path, headers={name.replace("_", "-"): value for name, value in headers.items()})

    def events(self, path: str) -> dict[str, Event]:
        """The events of a feed by UID."""
        answer = self.get(path)
        assert answer.status_code == 200
        return {str(event["UID"]): event for event in Calendar.from_ical(answer.content).walk("VEVENT")}

    def meeting(self, body: str, day: str) -> str:
        with self.db.read() as session:
            rows = session.exec(select(Meeting).where(Meeting.body_key == body))
            return next(row.id for row in rows if row.held_on.isoformat() == day)


@pytest.fixture
def subscriber(norddjurs_sqlite: Database) -> Iterator[Subscriber]:
    yield from _served(norddjurs_sqlite)


@pytest.fixture
def subscriber_anywhere(norddjurs: Database) -> Iterator[Subscriber]:
    """On SQLite, and once more on PostgreSQL."""
    yield from _served(norddjurs)


def _served(db: Database) -> Iterator[Subscriber]:
    someone = Subscriber(db, "")
    with serving(create_app(db, someone.clock), 0) as address:
        someone.http = httpx.Client(base_url=address, trust_env=False)
        yield someone
        someone.http.close()


@pytest.fixture(scope="session")
def defects() -> Callable[[bytes], list[str]]:
    """The byte linter of tests/calendars_out."""
    file = Path(__file__).parents[1] / "calendars_out" / "ics_linter.py"
    spec = importlib.util.spec_from_file_location("ics_linter", file)
    assert spec is not None
    assert spec.loader is not None
    linter = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(linter)
    return linter.defects  # type: ignore[no-any-return]
