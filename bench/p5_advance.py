"""P5: one durable step of a case with its journal line, each in a transaction of its own.

``ours`` is the whole ``advance``: it reads the case, asks the rules what is next, puts the stop on the agenda, writes
the journal's chained line and the queue. The limit does the least that could be called a step: read the state, update
it with its version, insert one line, commit (WAL, FULL). The peer does that least with a SQLModel session.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import event
from sqlmodel import select

from bench.harness import interleave, line, ratio
from bench.stage import build, meeting_id
from domain.casework.journey import advance
from domain.casework.verb import By
from domain.model import Stop, StopState
from domain.store import journal
from domain.store.database import Database, sqlite_url

DIR = meeting_id("DIR", "2023-04-12")
AFTER_DISPATCH = datetime(2023, 4, 11, 9, 0, tzinfo=UTC)
LINE = """
INSERT INTO journal (seq, at, actor, verb, noun, subject, facts, previous, hash)
VALUES (?, '2023-04-11 09:00:00', 'x', 'advance', 'case', ?, '{}', '', lower(hex(randomblob(32))))
"""


def limit_steps(path: Path, cases: Iterator[int], steps: int) -> None:
    connection = sqlite3.connect(path, isolation_level=None)
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")
    for _ in range(steps):
        case = next(cases)
        connection.execute("BEGIN IMMEDIATE")
        stop, version = connection.execute(
            "SELECT id, version FROM stop WHERE case_id = ? AND state = 'planned'", (f"case{case}",)
        ).fetchone()
        (seq,) = connection.execute("SELECT seq FROM journal_head").fetchone()
        done = connection.execute(
            "UPDATE stop SET state = 'on_agenda', version = version + 1 WHERE id = ? AND version = ?", (stop, version)
        )
        assert done.rowcount == 1
        connection.execute(LINE, (seq + 1, f"case{case}"))
        connection.execute("UPDATE journal_head SET seq = seq + 1")
        connection.execute("COMMIT")
    connection.close()


def our_steps(db: Database, cases: Iterator[int], steps: int) -> None:
    for _ in range(steps):
        receipt = advance(db, By("sagsgang", AFTER_DISPATCH), case_id=f"case{next(cases)}")
        assert receipt.facts["transition"] == "on_agenda", receipt


def peer_steps(db: Database, cases: Iterator[int], steps: int) -> None:
    for _ in range(steps):
        with db.write() as session:
            case = f"case{next(cases)}"
            stop = session.exec(select(Stop).where(Stop.case_id == case, Stop.state == StopState.PLANNED)).one()
            stop.state, stop.version = StopState.ON_AGENDA, stop.version + 1
            session.add(stop)
            journal.append(session, at=AFTER_DISPATCH, actor="x", verb="advance", noun="case", subject=case, facts={})


def on_agenda(path: Path) -> int:
    connection = sqlite3.connect(path)
    (found,) = connection.execute("SELECT count(*) FROM stop WHERE state = 'on_agenda'").fetchone()
    connection.close()
    return int(found)


def main(*, full: bool) -> None:
    cases, steps, rounds = (5_000, 100, 11) if full else (500, 20, 9)
    with TemporaryDirectory() as name:
        paths = {
            variant: build(Path(name) / f"p5-{variant}.db", max(cases, steps * (rounds + 1)), (DIR,))
            for variant in ("limit", "ours", "peer")
        }
        left = {variant: iter(range(10**9)) for variant in paths}
        ours, peer = Database(sqlite_url(paths["ours"])), Database(sqlite_url(paths["peer"]))
        commits: list[object] = []
        event.listen(ours.engine, "commit", commits.append)
        times = interleave(
            {
                "limit": lambda: limit_steps(paths["limit"], left["limit"], steps),
                "ours": lambda: our_steps(ours, left["ours"], steps),
                "peer": lambda: peer_steps(peer, left["peer"], steps),
            },
            rounds=rounds,
        )
        ours.close()
        peer.close()
        assert {on_agenda(path) for path in paths.values()} == {steps * (rounds + 1)}
    near, far = ratio(times, "ours", "limit"), ratio(times, "peer", "ours")
    per_step = len(commits) / (steps * (rounds + 1))
    line(f"P5 ét skridt, {cases} sager: vores / sqlite3 (WAL FULL)", near, "<= 2", met=near <= 2)
    line(f"P5 ét skridt, {cases} sager: SQLModel-session / vores", far, ">= 2.5", met=far >= 2.5)
    line("P5 commits pr. skridt", per_step, "= 1", met=per_step == 1)


if __name__ == "__main__":
    main(full=True)
