"""P3: the sweep over open promises of which one in a hundred is due, and the sweep with nothing due.

The limit is the clustered queue through ``sqlite3`` itself: read the range, insert the notices, delete the range. The
peer is SQLModel with an index and one commit. Each must leave the same promises told and the same rows waiting.
"""

from __future__ import annotations

import sqlite3
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlmodel import col, select

from bench.harness import interleave, line, ratio
from bench.stage import OWNERS, Copies, build, meeting_id, settle
from domain.casework import queue
from domain.casework.reminders import raise_reminders
from domain.casework.verb import By
from domain.model import Due, DueKind, FollowUp, FollowUpState, Mail, MailKind, Notice, NoticeKind
from domain.store import journal
from domain.store.bulk import in_chunks, insert_rows
from domain.store.database import Database, sqlite_url

NOW = datetime(2023, 2, 1, 7, 0, tzinfo=UTC)
DETAIL = "follow_up:0:owner"

NOTICES = """
INSERT INTO notice (id, key, kind, mail_id, person_key, because, case_id, follow_up_id, due_on, detail, raised_at)
SELECT lower(hex(randomblob(16))), 'follow_up|' || f.id, 'follow_up', 'mail', 'lone.vejlby', '', f.case_id, f.id,
       f.due_on, '', :now
FROM due JOIN follow_up f ON f.id = due.subject WHERE due.due_at <= :now AND f.state = 'confirmed'
"""
MAIL = """
INSERT INTO mail (id, key, kind, person_key, occasion, message_id, state, attempts, next_try_at, last_error, subject,
                  queued_at)
VALUES ('mail', 'k', 'digest', 'lone.vejlby', 'o', 'm', 'queued', 0, :now, '', '', :now)
"""


def stage(path: Path, count: int) -> Path:
    """``count`` open promises on a thousandth as many cases, each with its step in the queue; 1 % of them due."""
    cases = max(1, count // 1000)
    db = Database(sqlite_url(build(path, cases, (meeting_id("DIR", "2023-04-12"),))))
    with db.write() as session:
        session.connection().exec_driver_sql("DELETE FROM due")
    promises = [
        FollowUp.new(
            id=f"løfte{number}",
            case_id=f"case{number % cases}",
            text="følger op",
            owner_post=OWNERS[number % len(OWNERS)],
            due_on=date(2023, 2, 1),
            state=FollowUpState.CONFIRMED,
        )
        for number in range(count)
    ]
    with db.write() as session:
        for chunk in in_chunks(promises, 5000):
            insert_rows(session, chunk)
        # The due ones lie scattered over the promises, as in life.
        dues = [
            queue.new_due(
                DueKind.FOLLOW_UP,
                f"løfte{number}",
                NOW - timedelta(seconds=number) if number % 100 == 0 else NOW + timedelta(minutes=number + 1),
                DETAIL,
            )
            for number in range(count)
        ]
        for some in in_chunks(dues, 5000):
            insert_rows(session, some)
    settle(db)
    return path


def limit(path: Path) -> None:
    connection = sqlite3.connect(path, isolation_level=None)
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")
    now = {"now": NOW.strftime("%Y-%m-%d %H:%M:%S.000000")}
    connection.execute("BEGIN IMMEDIATE")
    connection.execute(MAIL, now)
    connection.execute(NOTICES, now)
    connection.execute("DELETE FROM due WHERE due_at <= :now", now)
    connection.execute("COMMIT")
    connection.close()


def ours(path: Path) -> None:
    """As the sweep does it: claimed five hundred at a time, raised a hundred at a time."""
    db = Database(sqlite_url(path))
    while dues := queue.claim(db, now=NOW):
        for chunk in in_chunks(dues, 100):
            raise_reminders(db, By("sagsgang", NOW), dues=chunk)
    db.close()


def peer(path: Path) -> None:
    db = Database(sqlite_url(path))
    with db.write() as session:
        session.add(
            Mail.new(
                id="mail",
                key="k",
                kind=MailKind.DIGEST,
                person_key="lone.vejlby",
                occasion="o",
                message_id="m",
                next_try_at=NOW,
                queued_at=NOW,
            )
        )
        session.flush()
        for due in session.exec(select(Due).where(col(Due.due_at) <= NOW)).all():
            promise = session.get_one(FollowUp, due.subject)
            if promise.state is FollowUpState.CONFIRMED:
                session.add(
                    Notice.new(
                        id=f"n{promise.id}",
                        key=f"follow_up|{promise.id}",
                        kind=NoticeKind.FOLLOW_UP,
                        mail_id="mail",
                        person_key="lone.vejlby",
                        case_id=promise.case_id,
                        follow_up_id=promise.id,
                        due_on=promise.due_on,
                        raised_at=NOW,
                    )
                )
            session.delete(due)
        journal.append(session, at=NOW, actor="x", verb="sweep", noun="queue", subject="reminders", facts={})
    db.close()


def outcome(path: Path) -> tuple[list[str], int]:
    connection = sqlite3.connect(path)
    told = [row[0] for row in connection.execute("SELECT follow_up_id FROM notice ORDER BY follow_up_id")]
    waiting = connection.execute("SELECT count(*) FROM due").fetchone()[0]
    connection.close()
    return told, waiting


def main(*, full: bool) -> None:
    count = 100_000 if full else 10_000
    rounds = 5
    with TemporaryDirectory() as name:
        template = stage(Path(name) / "p3.db", count)
        works = {"limit": limit, "ours": ours, "peer": peer}
        copies = {work: Copies(template, f"p3-{work}", rounds + 1) for work in works}
        times = interleave({work: copies[work].each(run) for work, run in works.items()}, rounds=rounds)
        answers = [outcome(copies[work].last) for work in works]
        assert answers[0] == answers[1] == answers[2]
        assert len(answers[0][0]) == count // 100
        near, far = ratio(times, "ours", "limit"), ratio(times, "peer", "ours")
        what = f"P3 {count} åbne, {count // 100} forfaldne"
        line(f"{what}: vores / ren SQL", near, "<= 1.7", met=near <= 1.7)
        line(f"{what}: SQLModel, én commit / vores", far, ">= 10", met=far >= 10)
        idle(Path(name), count)


def idle(folder: Path, count: int) -> None:
    """Nothing due: the same look at the queue's head, however long it is."""
    databases = {size: Database(sqlite_url(stage(folder / f"idle-{size}.db", size))) for size in (count // 10, count)}
    before = NOW - timedelta(days=365)

    def look(db: Database) -> None:
        for _ in range(50):
            assert queue.claim(db, now=before) == []

    times = interleave({str(size): (lambda db=db: look(db)) for size, db in databases.items()}, rounds=15)
    growth = ratio(times, str(count), str(count // 10))
    line(f"P3 intet forfaldent, {count} / {count // 10} åbne", growth, "<= 1.6", met=growth <= 1.6)
    for db in databases.values():
        db.close()


if __name__ == "__main__":
    main(full=True)
