"""P3: the sweep over open promises of which one in a hundred is due, and the sweep with nothing due.

Three ways to the same rows: a notice for each promise to whoever holds the post, in the person's digest of the day,
the step out of the queue, a chained journal line. The limit is the clustered queue through ``sqlite3`` itself, in
one transaction: insert from the range, delete the range. The peer goes reminder by reminder with SQLModel and commits
once. Ours goes at the sweep's own pace: a round claimed, a chunk raised, each with its commit.
"""

from __future__ import annotations

import sqlite3
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlmodel import Session, col, select

from bench.by_hand import add_line, connect, in_sqlite, rows_of, write_lines
from bench.harness import aside, interleave, line, point, ratio
from bench.stage import OWNERS, build, meeting_id, restore, settle
from domain.casework import queue
from domain.casework.mail.reminders import raise_reminders
from domain.casework.verb import By
from domain.model import Due, DueKind, FollowUp, FollowUpState, Holding, Mail, MailKind, Notice, NoticeKind
from domain.store.bulk import in_chunks, insert_rows, insert_values
from domain.store.database import Database, sqlite_url
from domain.store.migrate import migrate
from flows.reminders import CHUNK
from flows.sweep import ROUND

NOW = datetime(2023, 2, 1, 7, 0, tzinfo=UTC)
SEND_AT = datetime(2023, 2, 1, 7, 0, tzinfo=UTC)  # the digest of 8 o'clock, Danish time
DETAIL = "follow_up:0:owner"
OCCASION = "follow_up:0:owner:2023-02-01"

MAILS = """
INSERT INTO mail (id, key, kind, person_key, occasion, message_id, state, attempts, next_try_at, last_error, subject,
                  queued_at)
SELECT lower(hex(randomblob(16))), 'digest|' || person_key || '|2023-02-01', 'digest', person_key, '2023-02-01',
       lower(hex(randomblob(16))), 'queued', 0, :now, '', '', :now
FROM (SELECT DISTINCT holding.person_key FROM due JOIN follow_up f ON f.id = due.subject
        JOIN holding ON holding.post_key = f.owner_post WHERE due.due_at <= :now AND f.state = 'confirmed')
"""
NOTICES = """
INSERT INTO notice (id, key, kind, mail_id, person_key, because, case_id, follow_up_id, due_on, detail, raised_at)
SELECT lower(hex(randomblob(16))), 'follow_up|' || f.id || '|' || holding.person_key || '|' || :occasion, 'follow_up',
       mail.id, holding.person_key, 'ansvarlig for opfølgningen', f.case_id, f.id, f.due_on, '', :now
FROM due JOIN follow_up f ON f.id = due.subject JOIN holding ON holding.post_key = f.owner_post
     JOIN mail ON mail.key = 'digest|' || holding.person_key || '|2023-02-01'
WHERE due.due_at <= :now AND f.state = 'confirmed'
"""

SAME = (
    "SELECT key, kind, person_key, because, case_id, follow_up_id, due_on FROM notice ORDER BY key",
    "SELECT key, kind, person_key, next_try_at FROM mail ORDER BY key",
    "SELECT due_at, key, lease_until FROM due ORDER BY key",
)


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


def limit(connection: sqlite3.Connection) -> None:
    given = {"now": in_sqlite(NOW), "occasion": OCCASION}
    connection.execute("BEGIN IMMEDIATE")
    connection.execute(MAILS, given)
    connection.execute(NOTICES, given)
    connection.execute("DELETE FROM due WHERE due_at <= :now", given)
    write_lines(connection, NOW, "raise_reminders", [("queue", "reminders", "{}")])
    connection.execute("COMMIT")


def ours(db: Database) -> None:
    while dues := queue.claim(db, now=NOW, limit=ROUND):
        for chunk in in_chunks(dues, CHUNK):
            raise_reminders(db, By("sagsgang", NOW), dues=chunk)


def peer(db: Database) -> None:
    with db.write() as session:
        for due in session.exec(select(Due).where(col(Due.due_at) <= NOW)).all():
            promise = session.get_one(FollowUp, due.subject)
            if promise.state is FollowUpState.CONFIRMED:
                _tell(session, promise)
            session.delete(due)
        add_line(session, NOW, verb="raise_reminders", noun="queue", subject="reminders", facts="{}")


def _tell(session: Session, promise: FollowUp) -> None:
    person = session.exec(select(Holding).where(Holding.post_key == promise.owner_post)).one().person_key
    key = f"digest|{person}|2023-02-01"
    mail = session.exec(select(Mail).where(Mail.key == key)).first()
    if mail is None:
        mail = Mail.new(
            id=f"m{person}",
            key=key,
            kind=MailKind.DIGEST,
            person_key=person,
            occasion="2023-02-01",
            message_id=f"<{person}>",
            next_try_at=SEND_AT,
            queued_at=NOW,
        )
        session.add(mail)
        session.flush()
    session.add(
        Notice.new(
            id=f"n{promise.id}",
            key=f"follow_up|{promise.id}|{person}|{OCCASION}",
            kind=NoticeKind.FOLLOW_UP,
            mail_id=mail.id,
            person_key=person,
            because="ansvarlig for opfølgningen",
            case_id=promise.case_id,
            follow_up_id=promise.id,
            due_on=promise.due_on,
            raised_at=NOW,
        )
    )


def main(*, full: bool) -> None:
    count = 100_000 if full else 10_000
    with TemporaryDirectory() as name:
        for size in (count // 10, count):
            swept(Path(name), size, 5, has_goal=size == count)  # the smaller one is for the drawing
        idle(Path(name), count * 10)


def swept(folder: Path, count: int, rounds: int, *, has_goal: bool = True) -> None:
    template = stage(folder / f"p3-{count}.db", count)
    paths = {name: restore(template, folder / f"p3-{count}-{name}.db") for name in ("limit", "ours", "peer")}
    plain, our_db, their_db = connect(paths["limit"]), *(Database(sqlite_url(paths[one])) for one in ("ours", "peer"))

    def check() -> None:
        answers = [rows_of(path, *SAME) for path in paths.values()]
        assert answers[0] == answers[1] == answers[2]
        assert len(answers[0][0]) == count // 100

    times = interleave(
        {"limit": lambda: limit(plain), "ours": lambda: ours(our_db), "peer": lambda: peer(their_db)},
        rounds=rounds,
        reset={name: (lambda path=path: restore(template, path)) for name, path in paths.items()},
        check=check,
    )
    for database in (plain, our_db, their_db):
        database.close()
    for series, name in (("vores", "ours"), ("ren SQL", "limit"), ("SQLModel", "peer")):
        point(f"feje, åbne frister: {series}", count, times, name)
    near, far = ratio(times, "ours", "limit"), ratio(times, "peer", "ours")
    what = f"P3 {count} åbne, {count // 100} forfaldne"
    if not has_goal:
        aside(f"{what}: vores / ren SQL", near)
        return
    line(f"{what}: vores / ren SQL", near, "<= 1.7", met=near <= 1.7)
    line(f"{what}: SQLModel, én commit / vores", far, ">= 10", met=far >= 10)


def idle(folder: Path, count: int) -> None:
    """Nothing due: the same look at the queue's head, however long it is."""
    databases = {size: _queue_of(folder / f"idle-{size}.db", size) for size in (1_000, count)}
    before = NOW - timedelta(days=365)

    def look(db: Database) -> None:
        for _ in range(50):
            assert queue.claim(db, now=before) == []

    times = interleave({str(size): (lambda db=db: look(db)) for size, db in databases.items()}, rounds=15)
    growth = ratio(times, str(count), "1000")
    line(f"P3 intet forfaldent, {count} / 1000 åbne", growth, "<= 1.6", met=growth <= 1.6)
    for db in databases.values():
        db.close()


def _queue_of(path: Path, size: int) -> Database:
    """A database whose queue holds that many open things, a minute apart."""
    db = Database(sqlite_url(path))
    migrate(db)
    names = ("due_at", "key", "kind", "subject", "detail")
    rows = ((NOW + timedelta(minutes=n), f"reminder:{n}", DueKind.REMINDER, str(n), "dispatch") for n in range(size))
    with db.write() as session:
        insert_values(session, Due, names, rows)
    return db


if __name__ == "__main__":
    main(full=True)
