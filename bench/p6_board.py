"""P6: a word found, and the board shown, however many cases are stored.

``LIKE`` looks through the texts with an index on the owner, or through all of them. The peer of the board is what one
writes first with SQLModel: every open case with its stops and meetings, grouped and sorted in Python. All variants
give the same cases, which is compared before they are timed.

The second part is a page under load: fifty readers turn the board, the list and a search while decisions are written,
on SQLite and on PostgreSQL. Errors are counted, and so are decisions that are not in the board afterwards.
"""

from __future__ import annotations

import threading
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from time import perf_counter

from sqlalchemy import text
from sqlmodel import Session, col, select
from starlette.testclient import TestClient

from bench.harness import interleave, line, ratio
from bench.postgresql import postgresql
from bench.town import NOW, TODAY, found
from desk.web.app import create_app
from domain.casework.case.decisions import record_decision
from domain.casework.verb import By
from domain.model import Case, CaseState, Meeting, Outcome, Stop, StopState
from domain.rules.rights import Grant, Role, Visitor
from domain.store.board_queries import cases_between, list_cases
from domain.store.case_wish import Wish
from domain.store.database import Database, sqlite_url
from domain.store.search import Among, find_cases

OPEN_CASES = 2_000  # in hand at a time, in a municipality of any size
OWNER = "hr-chef"
READERS = 50
FROM, TO = date(2023, 4, 10), date(2023, 7, 10)
LOOKER = Visitor("bench", None, "Bench", frozenset({Grant(Role.SECRETARY)}))
ADDRESSES = ("/", "/sager", "/sager?q=skole", "/?organ=KB", "/sager?sen=ja", "/sager?sorter=titel")


def main(*, full: bool) -> None:
    over, rounds = (300_000, 5) if full else (30_000, 5)
    with TemporaryDirectory() as name:
        large, small = (Database(sqlite_url(Path(name) / f"p6-{size}.db")) for size in (over, over // 10))
        found(large, open_cases=OPEN_CASES, over=over)
        found(small, open_cases=OPEN_CASES, over=over // 10)
        _searches(large, over, rounds)
        _boards(large, small, over, rounds)
        _under_load(large, "SQLite")
        large.close()
        small.close()
    with postgresql() as server:
        if server is None:
            print("P6 PostgreSQL: ingen server her, springes over")
            return
        server.psql("CREATE DATABASE town")
        db = Database(str(server.get_uri("town")))
        found(db, open_cases=OPEN_CASES, over=3_000 if not full else over)
        _under_load(db, "PostgreSQL")
        db.close()


def _searches(db: Database, over: int, rounds: int) -> None:
    """Ours against LIKE: of one owner, which has an index, and of one case among all."""

    def ours(session: Session, word: str, *, owner: str | None = None) -> list[str]:
        among = Among(owners=(owner,) if owner else None)
        return find_cases(session, word, sees_closed=True, among=among, limit=20)

    def like(session: Session, word: str, *, owner: str | None = None) -> list[str]:
        where = "owner_post = :owner AND" if owner else ""
        texts = "number || ' ' || title || ' ' || presentation || ' ' || economy || ' ' || recommendation"
        statement = f"""SELECT "case".id FROM "case" WHERE {where} ({texts}) LIKE :word
            ORDER BY rowid DESC LIMIT 20"""  # noqa: S608 - our own words
        return list(session.connection().execute(text(statement), {"word": f"% {word}%", "owner": owner}).scalars())

    one = f"enkeltord{over // 2}"
    with db.read() as session:

        def check() -> None:
            assert ours(session, one) == like(session, one)
            assert sorted(ours(session, one, owner=OWNER)) == sorted(like(session, one, owner=OWNER))

        variants = {
            "one": lambda: [ours(session, one) for _ in range(20)],
            "like": lambda: like(session, one),
            "mine": lambda: [ours(session, one, owner=OWNER) for _ in range(20)],
            "like_mine": lambda: like(session, one, owner=OWNER),
        }
        times = interleave(variants, rounds=rounds, check=check)
    single, own = 20 * ratio(times, "like", "one"), 20 * ratio(times, "like_mine", "mine")
    wanted = 1000 if over >= 300_000 else 100
    line(f"P6 ét ord i {over} sager: LIKE over alle / vores", single, f">= {wanted}", met=single >= wanted)
    line("P6 ét ord i én stillings sager: LIKE med indeks / vores", own, ">= 15", met=own >= 15)


def _boards(large: Database, small: Database, over: int, rounds: int) -> None:
    def board(session: Session) -> list[str]:
        return cases_between(
            session, Wish(), from_on=FROM, to_on=TO, today=TODAY, sees_closed=True, offset=0, limit=25
        ).ids

    def peer(session: Session) -> list[str]:
        """Every open case, its stops and their meetings as objects, grouped and sorted in Python."""
        session.expire_all()
        cases = session.exec(select(Case).where(Case.state == CaseState.OPEN)).all()
        stops = defaultdict(list)
        joined = (
            select(Stop, Meeting)
            .join(Meeting, col(Meeting.id) == col(Stop.meeting_id))
            .join(Case, col(Case.id) == col(Stop.case_id))
            .where(Case.state == CaseState.OPEN)
        )
        for stop, meeting in session.exec(joined):
            if FROM <= meeting.held_on < TO:
                stops[stop.case_id].append((meeting.held_on, stop.state))
        coming: list[tuple[date, str, str]] = []
        for case in cases:
            live = [on for on, state in stops[case.id] if state is not StopState.DECIDED]
            if live:
                coming.append((min(live), case.number, case.id))
        return [case_id for _, _, case_id in sorted(coming)[:25]]

    with large.read() as session, small.read() as few:

        def check() -> None:
            assert board(session) == peer(session)
            assert len(list_cases(session, Wish(), today=TODAY, sees_closed=True).ids) == 50

        variants = {
            "ours": lambda: [board(session) for _ in range(5)],
            "small": lambda: [board(few) for _ in range(5)],
            "peer": lambda: peer(session),
        }
        times = interleave(variants, rounds=rounds, check=check)
    faster, flat = 5 * ratio(times, "peer", "ours"), ratio(times, "ours", "small")
    line(f"P6 tavlens 25 sager af {OPEN_CASES} åbne: SQLModel / vores", faster, ">= 50", met=faster >= 50)
    line(f"P6 tavlen med {over} sager, der er slut / {over // 10}", flat, "<= 1.2", met=flat <= 1.2)


@dataclass(slots=True)
class Load:
    """What readers and the writer met."""

    seconds: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    written: list[str] = field(default_factory=list)


def _under_load(db: Database, name: str) -> None:
    """Each reader asks for four pages, while decisions are written until the last of them is done."""
    client = TestClient(create_app(db, lambda: NOW, known=lambda _: LOOKER))
    waiting = _waiting(db)
    load, is_over = Load(), threading.Event()
    alone = [_timed(client, ADDRESSES[number % len(ADDRESSES)], Load()) for number in range(12)]
    with ThreadPoolExecutor(READERS + 1) as pool:
        writer = pool.submit(_write, db, waiting, load, is_over)
        readers = [pool.submit(_read, client, number, load) for number in range(READERS)]
        for reader in readers:
            reader.result()
        is_over.set()
        writer.result()
    with db.read() as session:
        states = session.exec(select(Stop.state).where(col(Stop.id).in_(load.written))).all()
    lost = sum(state is not StopState.DECIDED for state in states)
    slowest = quantiles(load.seconds, n=20)[-1]
    print(
        f"P6 {name}: {len(load.seconds)} sider til {READERS} læsere, {len(load.written)} beslutninger imens; "
        f"median {median(load.seconds):.2f} s, 95 % under {slowest:.2f} s, alene {median(alone):.3f} s",
        flush=True,
    )
    wrong = len(load.errors) + lost
    line(f"P6 {name}: fejl under læsning og skrivning", wrong, "0", met=wrong == 0 and bool(load.written))
    for error in load.errors[:3]:
        print(f"   {error}")


def _waiting(db: Database) -> list[tuple[str, date]]:
    with db.read() as session:
        found_ = session.exec(
            select(Stop.id, Meeting.held_on)
            .join(Meeting, col(Meeting.id) == col(Stop.meeting_id))
            .join(Case, col(Case.id) == col(Stop.case_id))
            .where(Stop.state == StopState.AWAITING_DECISION, Case.state == CaseState.OPEN)
        ).all()
    return list(found_)


def _write(db: Database, waiting: list[tuple[str, date]], load: Load, is_over: threading.Event) -> None:
    for stop_id, day in waiting:
        if is_over.is_set():
            return
        try:
            at = NOW + timedelta(seconds=len(load.written))
            by = By("bench", at)
            record_decision(db, by, stop_id=stop_id, outcome=Outcome.NOTED, text="", decided_on=day)
            load.written.append(stop_id)
        except Exception as error:  # noqa: BLE001 - whatever goes wrong is counted
            load.errors.append(repr(error))


def _read(client: TestClient, number: int, load: Load) -> None:
    for turn in range(4):
        load.seconds.append(_timed(client, ADDRESSES[(number + turn) % len(ADDRESSES)], load))


def _timed(client: TestClient, address: str, load: Load) -> float:
    began = perf_counter()
    try:
        answer = client.get(address)
        if answer.status_code != 200:
            load.errors.append(f"{answer.status_code} {address}")
    except Exception as error:  # noqa: BLE001 - as above
        load.errors.append(repr(error))
    return perf_counter() - began


if __name__ == "__main__":
    main(full=True)
