"""P5: one durable step of a case with its journal line, each in a transaction of its own.

Three ways to the same rows: the stop on the agenda and its version raised, a chained journal line, the case's row in
the queue. ``ours`` is the whole ``advance``: it reads everything the rules ask of a case and lets them say what is
next. The limit reads in one statement what this one step needs, and nothing the rules might have asked for. The peer
reads the same nouns as ours with a SQLModel session, checks this one step by hand and writes objects.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import event
from sqlmodel import Session, col, select

from bench.by_hand import add_line, connect, in_sqlite, rows_of, write_lines
from bench.harness import aside, interleave, line, ratio
from bench.stage import build, meeting_id
from domain.casework.case.journey import advance
from domain.casework.verb import By
from domain.model import (
    Attachment,
    Case,
    CaseState,
    Due,
    DueKind,
    FollowUp,
    Meeting,
    MeetingDeadline,
    MeetingStatus,
    Stop,
    StopState,
)
from domain.store.database import Database, sqlite_url

DIR = meeting_id("DIR", "2023-04-12")
AT = datetime(2023, 4, 11, 9, 0, tzinfo=UTC)  # the agenda has gone out
TODAY = date(2023, 4, 11)
FACTS = '{"body":"DIR","transition":"on_agenda"}'
STATE = """
SELECT stop.id, stop.version, min(meeting_deadline.practical_on) FROM stop
JOIN "case" ON "case".id = stop.case_id AND "case".state = 'open'
JOIN meeting ON meeting.id = stop.meeting_id AND meeting.status != 'cancelled'
JOIN meeting_deadline ON meeting_deadline.meeting_id = meeting.id AND meeting_deadline.kind = 'dispatch'
WHERE stop.case_id = ? AND stop.state = 'planned'
"""
ON_AGENDA = "UPDATE stop SET state = 'on_agenda', version = version + 1 WHERE id = ? AND version = ?"

SAME = (
    "SELECT id, state, version, meeting_id FROM stop ORDER BY id",
    "SELECT noun, subject FROM journal WHERE verb = 'advance' ORDER BY seq",
    "SELECT key, due_at FROM due ORDER BY key",
)


def limit_steps(connection: sqlite3.Connection, cases: Iterator[int], steps: int) -> None:
    for _ in range(steps):
        case = f"case{next(cases)}"
        connection.execute("BEGIN IMMEDIATE")
        stop, version, dispatch_on = connection.execute(STATE, (case,)).fetchone()
        assert dispatch_on <= TODAY.isoformat()
        assert connection.execute(ON_AGENDA, (stop, version)).rowcount == 1
        connection.execute("DELETE FROM due WHERE key = ?", (f"journey:{case}",))
        connection.execute(
            "INSERT INTO due (due_at, key, kind, subject, detail) VALUES (?, ?, 'journey', ?, '')",
            (in_sqlite(AT), f"journey:{case}", case),
        )
        write_lines(connection, AT, "advance", [("case", case, FACTS)])
        connection.execute("COMMIT")


def our_steps(db: Database, cases: Iterator[int], steps: int) -> None:
    for _ in range(steps):
        receipt = advance(db, By("sagsgang", AT), case_id=f"case{next(cases)}")
        assert receipt.facts["transition"] == "on_agenda", receipt


def peer_steps(db: Database, cases: Iterator[int], steps: int) -> None:
    for _ in range(steps):
        with db.write() as session:
            _step(session, f"case{next(cases)}")


def _step(session: Session, case_id: str) -> None:
    case = session.get_one(Case, case_id)
    stops = session.exec(select(Stop).where(Stop.case_id == case_id).order_by(col(Stop.position))).all()
    stop = next(one for one in stops if one.state is StopState.PLANNED)
    meeting = session.get_one(Meeting, stop.meeting_id)
    deadlines = session.exec(select(MeetingDeadline).where(MeetingDeadline.meeting_id == meeting.id)).all()
    promises = session.exec(select(FollowUp).where(FollowUp.case_id == case_id)).all()
    session.exec(select(Attachment).where(Attachment.case_id == case_id)).all()
    assert case.state is CaseState.OPEN
    assert meeting.status is not MeetingStatus.CANCELLED
    assert min(deadline.practical_on for deadline in deadlines if deadline.kind == "dispatch") <= TODAY
    assert not any(promise.blocks_stop == stop.id for promise in promises)
    stop.state, stop.version = StopState.ON_AGENDA, stop.version + 1
    for due in session.exec(select(Due).where(Due.key == f"journey:{case_id}")):
        session.delete(due)
    session.add(Due.new(due_at=AT, key=f"journey:{case_id}", kind=DueKind.JOURNEY, subject=case_id))
    add_line(session, AT, verb="advance", noun="case", subject=case_id, facts=FACTS)


def main(*, full: bool) -> None:
    cases, steps, rounds = (5_000, 100, 15) if full else (1_000, 30, 11)
    with TemporaryDirectory() as name:
        paths = {
            variant: build(Path(name) / f"p5-{variant}.db", max(cases, steps * (rounds + 1)), (DIR,))
            for variant in ("limit", "ours", "peer")
        }
        left = {variant: iter(range(10**9)) for variant in paths}
        plain = connect(paths["limit"])
        ours, peer = Database(sqlite_url(paths["ours"])), Database(sqlite_url(paths["peer"]))
        commits: list[object] = []
        event.listen(ours.engine, "commit", commits.append)

        def check() -> None:
            answers = [rows_of(path, *SAME) for path in paths.values()]
            assert answers[0] == answers[1] == answers[2]
            assert len(answers[0][1]) == steps

        times = interleave(
            {
                "limit": lambda: limit_steps(plain, left["limit"], steps),
                "ours": lambda: our_steps(ours, left["ours"], steps),
                "peer": lambda: peer_steps(peer, left["peer"], steps),
            },
            rounds=rounds,
            check=check,
        )
        for database in (plain, ours, peer):
            database.close()
    near, far = ratio(times, "ours", "limit"), ratio(times, "peer", "ours")
    per_step = len(commits) / (steps * (rounds + 1))
    what = f"P5 ét skridt, {cases} sager"
    line(f"{what}: vores / sqlite3 (WAL FULL)", near, "<= 2", met=near <= 2)
    line(f"{what}: SQLModel-session / vores", far, ">= 2.5", met=far >= 2.5)
    aside("   det samme i processortid: vores / sqlite3", ratio(times, "ours", "limit", cpu=True))
    aside("   det samme i processortid: SQLModel-session / vores", ratio(times, "peer", "ours", cpu=True))
    line("P5 commits pr. skridt", per_step, "= 1", met=per_step == 1)


if __name__ == "__main__":
    main(full=True)
