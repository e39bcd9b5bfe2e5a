"""P2: a cancelled meeting with all its cases, and a meeting moved in time.

Three ways to the same rows: each case's two stops on their next meetings, a chained journal line a case, a notice to
each owner in one mail a person, chair and secretary told, the meeting out of the queue. The limit is set-based SQL
through ``sqlite3`` itself and is told the next meetings; the peer finds them, the owners and the mails case by case
with SQLModel, and commits each.
"""

from __future__ import annotations

import json
import sqlite3
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlmodel import Session, col, select

from bench.by_hand import add_line, connect, in_sqlite, rows_of, write_lines
from bench.harness import aside, interleave, line, point, ratio
from bench.stage import build, meeting_id, restore
from domain.casework.meeting.meetings import cancel_meeting, move_meeting
from domain.casework.verb import By
from domain.model import Body, Case, Due, Holding, Mail, MailKind, Meeting, MeetingStatus, Notice, NoticeKind, Stop
from domain.store.database import Database, sqlite_url

AT = datetime(2023, 3, 1, 9, 0, tzinfo=UTC)
BY = By("lone.vejlby", AT)
OEK, KB = meeting_id("ØK", "2023-05-16"), meeting_id("KB", "2023-05-23")
NEXT = {OEK: meeting_id("ØK", "2023-06-13"), KB: meeting_id("KB", "2023-06-20")}
ROUTE = (meeting_id("DIR", "2023-04-12"), meeting_id("HU", "2023-04-27"), OEK, KB)
MTU = meeting_id("MTU", "2023-04-24")
OCCASION = f"cancelled:{OEK}:1"
FACTS = json.dumps({"changes": [["ØK", "2023-05-16", "2023-06-13"], ["KB", "2023-05-23", "2023-06-20"]]})

CASES = 'SELECT "case".id FROM stop JOIN "case" ON "case".id = case_id WHERE meeting_id = ? ORDER BY "case".id'
CALLED_OFF = "UPDATE meeting SET status = 'cancelled', sequence = sequence + 1, version = version + 1 WHERE id = ?"
OUT_OF_QUEUE = "DELETE FROM due WHERE subject = ? AND kind IN ('dispatch', 'held', 'reminder')"
MAILS = """
INSERT INTO mail (id, key, kind, person_key, occasion, message_id, state, attempts, next_try_at, last_error, subject,
                  queued_at)
SELECT lower(hex(randomblob(16))), 'single|' || person_key || '|' || :occasion, 'single', person_key, :occasion,
       lower(hex(randomblob(16))), 'queued', 0, :at, '', '', :at
FROM (SELECT DISTINCT holding.person_key FROM holding WHERE post_key IN (
  SELECT owner_post FROM stop JOIN "case" ON "case".id = case_id WHERE meeting_id = :meeting
  UNION SELECT chair_post FROM body WHERE key = 'ØK' UNION SELECT secretary_post FROM body WHERE key = 'ØK'))
"""
NOTICES = """
INSERT INTO notice (id, key, kind, mail_id, person_key, because, case_id, meeting_id, detail, raised_at)
SELECT lower(hex(randomblob(16))), 'cancelled|' || told.subject || '|' || holding.person_key || '|' || :occasion,
       'cancelled', mail.id, holding.person_key, 'sagens ejer', told.case_id, :meeting, :facts, :at
FROM (SELECT owner_post AS post, "case".id AS case_id, "case".id AS subject
        FROM stop JOIN "case" ON "case".id = case_id WHERE meeting_id = :meeting
      UNION ALL SELECT chair_post, NULL, :meeting FROM body WHERE key = 'ØK'
      UNION ALL SELECT secretary_post, NULL, :meeting FROM body WHERE key = 'ØK') AS told
JOIN holding ON holding.post_key = told.post
JOIN mail ON mail.key = 'single|' || holding.person_key || '|' || :occasion
"""
ONWARD = "UPDATE stop SET meeting_id = ?, state = 'planned', version = version + 1 WHERE meeting_id = ?"

SAME = (
    "SELECT id, meeting_id, state, version FROM stop ORDER BY id",
    "SELECT noun, subject FROM journal WHERE verb = 'cancel_meeting' ORDER BY noun, subject",
    "SELECT key, person_key, case_id FROM notice ORDER BY key",
    "SELECT key, kind, person_key FROM mail ORDER BY key",
    "SELECT key, due_at FROM due ORDER BY key",
)


def limit(connection: sqlite3.Connection) -> None:
    given = {"meeting": OEK, "occasion": OCCASION, "facts": FACTS, "at": in_sqlite(AT)}
    connection.execute("BEGIN IMMEDIATE")
    connection.execute(CALLED_OFF, (OEK,))
    connection.execute(OUT_OF_QUEUE, (OEK,))
    cases = connection.execute(CASES, (OEK,)).fetchall()
    write_lines(
        connection, AT, "cancel_meeting", [("meeting", OEK, "{}"), *(("case", *case, FACTS) for case in cases)]
    )
    connection.execute(MAILS, given)
    connection.execute(NOTICES, given)
    for before, after in NEXT.items():
        connection.execute(ONWARD, (after, before))
    connection.execute("COMMIT")


def ours(db: Database) -> None:
    cancel_meeting(db, BY, meeting_id=OEK, reason="ingen kan")


def peer(db: Database) -> None:
    with db.write() as session:
        meeting = session.get_one(Meeting, OEK)
        meeting.status, meeting.sequence = MeetingStatus.CANCELLED, meeting.sequence + 1
        for due in session.exec(select(Due).where(Due.subject == OEK)):
            session.delete(due)
        add_line(session, AT, verb="cancel_meeting", noun="meeting", subject=OEK, facts="{}")
        body = session.get_one(Body, meeting.body_key)
        for post in {body.chair_post, body.secretary_post}:
            _tell(session, post, None)
    with db.read() as session:
        cases = session.exec(select(Stop.case_id).where(Stop.meeting_id == OEK)).all()
    for case_id in cases:
        with db.write() as session:
            _replan_one(session, case_id)


def _replan_one(session: Session, case_id: str) -> None:
    last = date.min
    for stop in session.exec(select(Stop).where(Stop.case_id == case_id).order_by(col(Stop.position))):
        meeting = session.get_one(Meeting, stop.meeting_id)
        if meeting.status is MeetingStatus.CANCELLED or meeting.held_on <= last:
            later = select(Meeting).where(
                Meeting.body_key == stop.body_key, Meeting.held_on > max(last, meeting.held_on)
            )
            meeting = session.exec(later.order_by(col(Meeting.held_on)).limit(1)).one()
            stop.meeting_id, stop.version = meeting.id, stop.version + 1
            session.add(stop)
        last = meeting.held_on
    add_line(session, AT, verb="cancel_meeting", noun="case", subject=case_id, facts=FACTS)
    _tell(session, session.get_one(Case, case_id).owner_post, case_id)


def _tell(session: Session, post: str | None, case_id: str | None) -> None:
    person = session.exec(select(Holding).where(Holding.post_key == post)).one().person_key
    key = f"single|{person}|{OCCASION}"
    mail = session.exec(select(Mail).where(Mail.key == key)).first()
    if mail is None:
        mail = Mail.new(
            id=f"m{person}",
            key=key,
            kind=MailKind.SINGLE,
            person_key=person,
            occasion=OCCASION,
            message_id=f"<{person}>",
            next_try_at=AT,
            queued_at=AT,
        )
        session.add(mail)
        session.flush()
    session.add(
        Notice.new(
            id=f"n{case_id}{person}",
            key=f"cancelled|{case_id or OEK}|{person}|{OCCASION}",
            kind=NoticeKind.CANCELLED,
            mail_id=mail.id,
            person_key=person,
            because="sagens ejer",
            case_id=case_id,
            meeting_id=OEK,
            detail=FACTS,
            raised_at=AT,
        )
    )


def cancelled(folder: Path, cases: int, rounds: int, *, has_goal: bool = True) -> None:
    template = build(folder / f"p2-{cases}.db", cases, ROUTE)
    paths = {name: restore(template, folder / f"p2-{cases}-{name}.db") for name in ("limit", "ours", "peer")}
    plain, our_db, their_db = connect(paths["limit"]), *(Database(sqlite_url(paths[one])) for one in ("ours", "peer"))

    def check() -> None:
        answers = [rows_of(path, *SAME) for path in paths.values()]
        assert answers[0] == answers[1] == answers[2]

    times = interleave(
        {"limit": lambda: limit(plain), "ours": lambda: ours(our_db), "peer": lambda: peer(their_db)},
        rounds=rounds,
        reset={name: (lambda path=path: restore(template, path)) for name, path in paths.items()},
        check=check,
    )
    for database in (plain, our_db, their_db):
        database.close()
    for series, name in (("vores", "ours"), ("ren SQL", "limit"), ("SQLModel", "peer")):
        point(f"aflyst møde, sager: {series}", cases, times, name)
    near, far = ratio(times, "ours", "limit"), ratio(times, "peer", "ours")
    if not has_goal:
        aside(f"P2a aflyst møde, {cases} sager: vores / ren SQL", near)
        return
    line(f"P2a aflyst møde, {cases} sager: vores / ren SQL", near, "<= 1.5", met=near <= 1.5)
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
    for size in databases:
        point("flyttet møde, sager: vores", size, times, str(size))
    growth = ratio(times, str(10 * cases), str(cases))
    line(f"P2b flyttet møde, {10 * cases} sager / {cases} sager", growth, "<= 1.2", met=growth <= 1.2)
    for db in databases.values():
        db.close()


def main(*, full: bool) -> None:
    with TemporaryDirectory() as name:
        for cases in (100, 1_000, 10_000) if full else (100, 1_000):
            cancelled(Path(name), cases, 3, has_goal=cases >= 1_000)  # below that it is for the drawing
        moved(Path(name), 1_000 if full else 300, 15)


if __name__ == "__main__":
    main(full=True)
