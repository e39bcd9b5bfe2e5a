"""P4: a foreign calendar of many meetings taken in, against what one would write with the libraries.

``peer`` reads the file with ``icalendar`` and stores a SQLModel row and a commit for each event, and no deadline.
``ours`` is the whole verb: the file read with its findings, matched with what is stored, the meetings with all their
deadlines, reminders and the journal. "læst" is the reading alone, against ``icalendar`` alone.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

from icalendar import Calendar
from sqlmodel import Session, func, select

from bench.harness import aside, interleave, line, ratio
from bench.stage import AS_OF, build, restore
from calendars.copenhagen import COPENHAGEN
from calendars.days import DayKind
from calendars.ics import CalendarEvent, write_feed
from calendars.meeting_plan import read_plan
from domain.casework.meeting.meetings import import_meeting_plan
from domain.casework.verb import By
from domain.model import Meeting, MeetingDeadline
from domain.profile import load_profile, shipped_profile
from domain.store.database import Database, sqlite_url

FIRST = date(2024, 1, 2)  # after the sample plan's own year


def foreign_calendar(events: int) -> bytes:
    """That many meetings on days they can be held on, under somebody else's UIDs."""
    profile = load_profile("norddjurs.toml", shipped_profile())
    days, bodies = profile.day_table(), profile.bodies
    made, on = [], FIRST
    while len(made) < events:
        if days.counts(on, DayKind.ARBEJDSDAG):
            for body in bodies[: events - len(made)]:
                starts_at = datetime.combine(on, time(14), COPENHAGEN)
                ends_at = starts_at + timedelta(hours=2)
                uid = f"{body.key}-{on}@kommunen.example"
                made.append(CalendarEvent(uid, starts_at, ends_at, body.name, AS_OF, place="Mødelokale 2"))
        on += timedelta(days=1)
    return write_feed("Møder", made)


def naive(db: Database, data: bytes) -> None:
    """An event, a row, a commit."""
    for number, event in enumerate(Calendar.from_ical(data).events):
        starts_at, ends_at = event.start, event.end
        with Session(db.engine) as session:
            row = Meeting.new(
                id=f"naive{number}",
                body_key="KB",
                held_on=starts_at.date(),
                starts_at=starts_at,
                ends_at=ends_at,
                place=str(event.get("location", "")),
                changed_at=AS_OF,
            )
            session.add(row)
            session.commit()


def main(*, full: bool) -> None:
    events, rounds = (10_000, 3) if full else (1_000, 3)
    data = foreign_calendar(events)
    keys = count(1)
    with TemporaryDirectory() as name:
        template = build(Path(name) / "template.db", 1, ())
        paths = {which: restore(template, Path(name) / f"{which}.db") for which in ("ours", "peer")}
        dbs = {which: Database(sqlite_url(path)) for which, path in paths.items()}

        def ours() -> None:
            by = By("bench", datetime(2023, 12, 1, 9, tzinfo=UTC), f"bench:{next(keys)}")
            import_meeting_plan(dbs["ours"], by, plan=read_plan("fra-outlook.ics", data))

        def same() -> None:
            counts = {which: _count(db) for which, db in dbs.items()}
            assert counts["ours"] == counts["peer"], counts
            with dbs["ours"].read() as session:
                assert session.exec(select(func.count()).select_from(MeetingDeadline)).one() > events

        took = interleave(
            {"ours": ours, "peer": lambda: naive(dbs["peer"], data)},
            rounds=rounds,
            reset={which: lambda which=which: restore(template, paths[which]) for which in paths},
            check=same,
        )
        for db in dbs.values():
            db.close()
    read = interleave(
        {"ours": lambda: read_plan("fra-outlook.ics", data), "peer": lambda: Calendar.from_ical(data).events},
        rounds=rounds,
    )
    reading = ratio(read, "ours", "peer", cpu=True)
    line(f"P4 ics med {events} møder læst: vores / icalendar alene", reading, "<= 2", met=reading <= 2)
    aside("   taget ind med frister: SQLModel, en ad gangen, uden frister / vores", ratio(took, "peer", "ours"))


def _count(db: Database) -> int:
    with db.read() as session:
        return session.exec(select(func.count()).select_from(Meeting)).one()


if __name__ == "__main__":
    main(full=True)
