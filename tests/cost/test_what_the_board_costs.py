"""The board and the list ask the database as often with thousands of cases stored as with few, and look at no more.

Steps of SQLite's machine are a count of what is looked at, not of time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

import pytest
from sqlalchemy import Connection, event, text
from sqlmodel import Session

from bench.town import TODAY, found, settle
from domain.store.alarms import alarms
from domain.store.board_queries import cases_between, list_cases
from domain.store.case_wish import Order, Wish
from domain.store.database import Database
from domain.store.in_danger import shown_cases

Look = Callable[[Session], object]
FROM, TO = date(2023, 4, 10), date(2023, 7, 10)


def _list(**wish: Any) -> Look:
    def look(session: Session) -> object:
        ids = list_cases(session, Wish(**wish), today=TODAY, sees_closed=False).ids
        return shown_cases(session, ids, today=TODAY)

    return look


def _board(session: Session) -> object:
    ids = cases_between(session, Wish(), from_on=FROM, to_on=TO, today=TODAY, sees_closed=False).ids
    return shown_cases(session, ids, today=TODAY)


LOOKS: dict[str, Look] = {
    "the weeks": _board,
    "alarms": lambda session: alarms(session, today=TODAY),
    "by the next meeting": _list(),
    "by number": _list(order=Order.NUMBER),
    "by title": _list(order=Order.TITLE),
    "mine": _list(owners=("hr-chef",)),
    "of a body": _list(bodies=("HU",)),
    "late": _list(is_late=True),
    "a word of one case": _list(words="enkeltord1"),
    "a word of every case": _list(words="kommunen"),
    "half a word": _list(words="skole"),
}


@contextmanager
def counted(db: Database) -> Iterator[list[str]]:
    asked: list[str] = []

    def note(_: Connection, __: object, statement: str, *___: object) -> None:
        asked.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    yield asked
    event.remove(db.engine, "before_cursor_execute", note)


def steps(db: Database, look: Look) -> int:
    taken = 0

    def count() -> int:
        nonlocal taken
        taken += 1
        return 0

    with db.read() as session:
        look(session)  # whatever is read once in a connection has been read
        raw = session.connection().connection.driver_connection
        assert raw is not None
        raw.set_progress_handler(count, 10)
        look(session)
        raw.set_progress_handler(None, 0)
    return taken


def test_the_board_asks_no_more_statements_for_many_cases_than_for_few(db: Database) -> None:
    found(db, open_cases=250, over=40)

    def statements() -> dict[str, int]:
        counts = {}
        for name, look in LOOKS.items():
            with db.read() as session, counted(db) as asked:
                look(session)
            counts[name] = len(asked)
        return counts

    few = statements()
    settle(db, open_cases=500, over=500, first=1000)
    many = statements()
    # PostgreSQL is asked once more for the newest, when a word is in more cases than are wanted.
    grown = {name: (few[name], many[name]) for name in LOOKS if many[name] > few[name] + ("word" in name)}
    assert grown == {}
    assert max(many.values()) <= 20


@pytest.fixture(scope="module")
def towns(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Database, Database]]:
    """The same open cases, with few and with thousands that are over."""
    made = []
    for over in (300, 6000):
        db = Database(f"sqlite:///{tmp_path_factory.mktemp('town')}/{over}.db")
        found(db, open_cases=0, over=over)
        settle(db, open_cases=250, over=0, first=100_000)
        made.append(db)
    yield made[0], made[1]
    for db in made:
        db.close()


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(LOOKS))
def test_what_is_over_is_not_looked_at(towns: tuple[Database, Database], name: str) -> None:
    """Twenty times as much that is over, and no more to look at: also of a word that is in all of it."""
    small, large = (steps(db, LOOKS[name]) for db in towns)
    assert large <= small * 1.2 + 50, (small, large)


@pytest.mark.parametrize("name", sorted(LOOKS))
def test_no_table_of_cases_is_walked_from_end_to_end(towns: tuple[Database, Database], name: str) -> None:
    db = towns[1]
    with db.read() as session, counted(db) as asked:
        LOOKS[name](session)
    for statement in asked:
        with db.engine.connect() as connection:
            explain = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", _blanks(statement)).all()
        for row in explain:
            plan = str(row[-1])
            walked = plan.startswith("SCAN") and any(
                plan.startswith(f"SCAN {noun}") for noun in ("case", "stop", "follow_up", "case_words")
            )
            assert not walked or "INDEX" in plan, (statement, plan)


def _blanks(statement: str) -> tuple[object, ...]:
    return (None,) * statement.count("?")


def test_the_town_is_large_enough_to_prove_something(towns: tuple[Database, Database]) -> None:
    with towns[1].read() as session:
        counts = session.connection().execute(text('SELECT state, COUNT(*) FROM "case" GROUP BY state')).all()
    assert dict(map(tuple, counts)) == {"closed": 6000, "open": 250}
