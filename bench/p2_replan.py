"""P2: a cancelled meeting with all its cases, and a meeting moved in time.

The limit is set-based SQL through ``sqlite3`` itself: two updates and two inserts that know the answer beforehand.
The peer goes case by case with SQLModel and commits each. All three must leave the stops on the same meetings.
"""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlmodel import Session, col, select

from bench.harness import interleave, line, ratio
from bench.stage import Copies, build, meeting_id
from domain.casework.meetings import cancel_meeting, move_meeting
from domain.casework.verb import By
from domain.model import Mail, MailKind, Meeting, MeetingStatus, Notice, NoticeKind, Stop
from domain.store import journal
from domain.store.database import Database, sqlite_url

BY = By("lone.vejlby", datetime(2023, 3, 1, 9, 0, tzinfo=UTC))
OEK, KB = meeting_id("ØK", "2023-05-16"), meeting_id("KB", "2023-05-23")
NEXT = {"ØK": meeting_id("ØK", "2023-06-13"), "KB": meeting_id("KB", "2023-06-20")}
ROUTE = (meeting_id("DIR", "2023-04-12"), meeting_id("HU", "2023-04-27"), OEK, KB)
MTU = meeting_id("MTU", "2023-04-24")

NOTICES = """
INSERT INTO notice (id, key, kind, mail_id, person_key, because, case_id, meeting_id, detail, raised_at)
SELECT lower(hex(randomblob(16))), 'cancelled|' || "case".id, 'cancelled', 'mail', 'lone.vejlby', '', "case".id,
       :meeting, '', '2023-03-01 09:00:00'
FROM stop JOIN "case" ON "case".id = stop.case_id WHERE stop.meeting_id = :meeting
"""
LINES = """
INSERT INTO journal (seq, at, actor, verb, noun, subject, facts, previous, hash)
SELECT (SELECT seq FROM journal_head) + row_number() OVER (), '2023-03-01 09:00:00', 'lone.vejlby', 'cancel_meeting',
       'case', stop.case_id, '{}', '', lower(hex(randomblob(32)))
FROM stop WHERE stop.meeting_id = :meeting
"""
MAIL = """
INSERT INTO mail (id, key, kind, person_key, occasion, message_id, state, attempts, next_try_at, last_error, subject,
                  queued_at)
VALUES ('mail', 'k', 'single', 'lone.vejlby', 'o', 'm', 'queued', 0, '2023-03-01 09:00:00', '', '',
        '2023-03-01 09:00:00')
"""


def limit(path: Path) -> None:
    connection = sqlite3.connect(path, isolation_level=None)
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")
    connection.execute("BEGIN IMMEDIATE")
    connection.execute("UPDATE meeting SET status = 'cancelled', sequence = sequence + 1 WHERE id = ?", (OEK,))
    connection.execute(MAIL)
    connection.execute(NOTICES, {"meeting": OEK})
    connection.execute(LINES, {"meeting": OEK})
    for before, after in ((OEK, NEXT["ØK"]), (KB, NEXT["KB"])):
        connection.execute(
            "UPDATE stop SET meeting_id = ?, version = version + 1 WHERE meeting_id = ?", (after, before)
        )
    connection.execute("COMMIT")
    connection.close()


def ours(path: Path) -> None:
    db = Database(sqlite_url(path))
    cancel_meeting(db, BY, meeting_id=OEK, reason="ingen kan")
    db.close()


def peer(path: Path) -> None:
    db = Database(sqlite_url(path))
    with db.write() as session:
        session.get_one(Meeting, OEK).status = MeetingStatus.CANCELLED
        session.add(_mail())
    with db.read() as session:
        cases = session.exec(select(Stop.case_id).where(Stop.meeting_id == OEK)).all()
    for case_id in cases:
        with db.write() as session:
            _replan_one(session, case_id)
    db.close()


def _replan_one(session: Session, case_id: str) -> None:
    for stop in session.exec(select(Stop).where(Stop.case_id == case_id).order_by(col(Stop.position))):
        if stop.body_key in NEXT:
            stop.meeting_id = NEXT[stop.body_key]
            stop.version += 1
            session.add(stop)
    journal.append(
        session, at=BY.at, actor=BY.actor, verb="cancel_meeting", noun="case", subject=case_id, facts={"to": NEXT}
    )
    session.add(
        Notice.new(
            id=f"n{case_id}",
            key=f"cancelled|{case_id}",
            kind=NoticeKind.CANCELLED,
            mail_id="mail",
            person_key="lone.vejlby",
            case_id=case_id,
            meeting_id=OEK,
            raised_at=BY.at,
        )
    )


def _mail() -> Mail:
    return Mail.new(
        id="mail",
        key="k",
        kind=MailKind.SINGLE,
        person_key="lone.vejlby",
        occasion="o",
        message_id="m",
        next_try_at=BY.at,
        queued_at=BY.at,
    )


def placed(path: Path) -> list[tuple[str, str]]:
    connection = sqlite3.connect(path)
    found = connection.execute("SELECT id, meeting_id FROM stop ORDER BY id").fetchall()
    connection.close()
    return found


def cancelled(folder: Path, cases: int, rounds: int) -> None:
    template = build(folder / f"p2-{cases}.db", cases, ROUTE)
    works = {"limit": limit, "ours": ours, "peer": peer}
    copies = {name: Copies(template, f"p2-{cases}-{name}", rounds + 1) for name in works}
    times = interleave({name: copies[name].each(work) for name, work in works.items()}, rounds=rounds)
    answers = [placed(copies[name].last) for name in works]
    assert answers[0] == answers[1] == answers[2]
    near, far = ratio(times, "ours", "limit"), ratio(times, "peer", "ours")
    line(f"P2a aflyst møde, {cases} sager: vores / ren SQL uden hashkæde", near, "<= 1.5", met=near <= 1.5)
    line(f"P2a aflyst møde, {cases} sager: SQLModel sag for sag / vores", far, ">= 60", met=far >= 60)


def moved(folder: Path, cases: int, rounds: int) -> None:
    databases = {
        size: Database(sqlite_url(build(folder / f"move-{size}.db", size, (MTU, KB)))) for size in (cases, 10 * cases)
    }

    def there_and_back(db: Database) -> None:
        for day in (25, 24):
            starts_at = datetime(2023, 4, day, 13, 0, tzinfo=UTC)
            assert not move_meeting(db, BY, meeting_id=MTU, starts_at=starts_at, reason="lokalet").repeated

    times = interleave(
        {str(size): (lambda db=db: there_and_back(db)) for size, db in databases.items()}, rounds=rounds
    )
    growth = ratio(times, str(10 * cases), str(cases))
    line(f"P2b flyttet møde, {10 * cases} sager / {cases} sager", growth, "<= 1.2", met=growth <= 1.2)
    for db in databases.values():
        db.close()


def main(*, full: bool) -> None:
    with TemporaryDirectory() as name:
        cancelled(Path(name), 10_000 if full else 500, 3)
        moved(Path(name), 1_000 if full else 300, 15)


if __name__ == "__main__":
    main(full=True)
