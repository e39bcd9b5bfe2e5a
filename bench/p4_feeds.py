"""P4: a feed of many meetings from stored events, against writing each with ``icalendar``.

``ours`` is what a request costs: the events are read from the database and joined. ``peer`` builds the same file with
the library from meetings that are already in memory. Both give the same bytes, but for where lines are folded (the
library parts escapes; see ``calendars/ics.py``). "1 %" makes the events of that many changed meetings again, then
joins; that the meetings themselves were changed is P2's work, and is done beforehand.
"""

from __future__ import annotations

import hashlib
import re
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

from fastapi import Request
from icalendar import Calendar, Event, vText
from sqlmodel import Session, col, select

from bench.harness import interleave, line, ratio
from bench.stage import AS_OF, build, settle
from calendars.copenhagen import COPENHAGEN, VTIMEZONE
from calendars.ics import CalendarEvent
from desk.feed import meeting_events
from desk.feed_answer import Wishes, feed_bytes
from desk.feed_refresh import refresh
from desk.web.feeds import FeedDesk
from domain.casework.outlook.feeds import create_feed
from domain.casework.verb import By
from domain.model import FeedKind, Meeting
from domain.store import journal
from domain.store.bulk import insert_rows
from domain.store.database import Database, sqlite_url
from domain.store.feed_queries import Scope

TOKEN = "a secret of the bench"  # noqa: S105 - guards nothing
EVERYTHING = Scope(FeedKind.ALL)
TODAY = AS_OF.date()


def stage(path: Path, meetings: int) -> Database:
    """The municipality with that many more meetings within the feed's window, and one feed of them all."""
    build(path, 1, ())
    db = Database(sqlite_url(path))
    first = datetime(2023, 1, 3, 9, tzinfo=UTC)
    with db.write() as session:
        rows = [
            Meeting.new(
                id=f"meeting{number}",
                body_key="KB",
                held_on=(first + timedelta(hours=number % 8_000)).date(),
                starts_at=first + timedelta(hours=number % 8_000),
                ends_at=first + timedelta(hours=number % 8_000 + 2),
                place="Byrådssalen, rådhuset; 1. sal",
                changed_at=AS_OF,
            )
            for number in range(meetings)
        ]
        insert_rows(session, rows)
    digest = hashlib.sha256(TOKEN.encode()).hexdigest()
    ends = AS_OF + timedelta(days=9)
    create_feed(db, By("bench", AS_OF), token_hash=digest, kind=FeedKind.ALL, owner="lone.vejlby", expires_at=ends)
    refresh(db, everything=True)
    settle(db)
    return Database(sqlite_url(path))


def ours(db: Database) -> bytes:
    with db.read() as session:
        return feed_bytes(session, EVERYTHING, Wishes(), on=TODAY)[1]


def peer(events: list[CalendarEvent]) -> bytes:
    """The same with the library's own objects, as its manual shows it."""
    written = []
    for event in events:
        vevent = Event()
        vevent.add("uid", event.uid)
        vevent.add("dtstamp", event.changed_at.astimezone(UTC))
        vevent.add("last-modified", event.changed_at.astimezone(UTC))
        vevent.add("sequence", event.sequence)
        vevent.add("dtstart", event.starts_at.astimezone(COPENHAGEN))  # type: ignore[union-attr]  # all have a time
        vevent.add("dtend", event.ends_at.astimezone(COPENHAGEN))  # type: ignore[union-attr]  # as above
        vevent.add("summary", event.summary)
        vevent.add("status", "CONFIRMED")
        vevent.add("transp", "OPAQUE")
        vevent.add("x-microsoft-cdo-busystatus", vText("BUSY"))
        if event.place:
            vevent.add("location", event.place)
        if event.description:
            vevent.add("description", event.description)
        vevent.add("categories", list(event.categories))
        written.append(vevent.to_ical())
    return b"".join([Calendar().to_ical(), VTIMEZONE, *written])


def change(session: Session, ids: list[str], at: datetime) -> None:
    """Move those meetings by a minute, as verbs do: the row and its line in the journal."""
    for meeting in session.exec(select(Meeting).where(col(Meeting.id).in_(ids))):
        meeting.starts_at += timedelta(minutes=1)
        meeting.sequence, meeting.version, meeting.changed_at = meeting.sequence + 1, meeting.version + 1, at
    lines = [journal.Line("meeting", id, "{}") for id in ids]  # noqa: A001 - its name everywhere here
    journal.append_all(session, at=at, actor="bench", verb="move_meeting", lines=lines)


def main(*, full: bool) -> None:
    meetings, rounds = (10_000, 5) if full else (1_000, 7)
    with TemporaryDirectory() as name:
        db, small = (stage(Path(name) / f"p4-{size}.db", size) for size in (meetings, meetings // 10))
        with db.read() as session:
            ids = session.exec(select(Meeting.id)).all()
            events = [made.event for made in meeting_events(session, ids) if made.deadline is None]
        events.sort(key=lambda event: (str(event.starts_at), event.uid))
        assert _unfolded(ours(db)).count(b"BEGIN:VEVENT") == len(events)
        assert _events_of(ours(db)) == _events_of(peer(events))
        turn = count(1)

        def move_some() -> None:
            moment = AS_OF + timedelta(minutes=next(turn))
            with db.write() as session:
                change(session, [f"meeting{n}" for n in range(meetings // 100)], moment)

        def changed() -> bytes:
            made = refresh(db)
            assert made == meetings // 100, made
            return ours(db)

        desks = {where: FeedDesk(where, lambda: AS_OF) for where in (db, small)}
        plain = Request({"type": "http", "headers": [], "query_string": b""})
        tags = {where: desk.answer(TOKEN, plain).headers["etag"] for where, desk in desks.items()}

        def unchanged(where: Database) -> None:
            tag = [(b"if-none-match", tags[where].encode())]
            asked = Request({"type": "http", "headers": tag, "query_string": b""})
            for _ in range(200):
                assert desks[where].answer(TOKEN, asked).status_code == 304

        still = interleave({"large": lambda: unchanged(db), "small": lambda: unchanged(small)}, rounds=rounds)
        times = interleave(
            {"ours": lambda: ours(db), "peer": lambda: peer(events), "changed": changed},
            rounds=rounds,
            reset={"ours": lambda: None, "peer": lambda: None, "changed": move_some},
        )
        db.close()
        small.close()
    cold, some = ratio(times, "peer", "ours"), ratio(times, "peer", "changed")
    flat = ratio(still, "large", "small")
    line(f"P4 kalender med {meetings} møder: icalendar / gemte aftaler", cold, ">= 15", met=cold >= 15)
    line(f"P4 1 % af {meetings} møder ændret: icalendar / vores", some, ">= 100", met=some >= 100)
    line(f"P4 uændret (304), {meetings} møder / {meetings // 10}", flat, "<= 1.2", met=flat <= 1.2)


def _unfolded(data: bytes) -> bytes:
    return data.replace(b"\r\n ", b"")


def _events_of(data: bytes) -> list[bytes]:
    return sorted(re.findall(rb"BEGIN:VEVENT\r\n.*?END:VEVENT\r\n", _unfolded(data), re.DOTALL))


if __name__ == "__main__":
    main(full=True)
