"""How promises were kept is counted by the database: as one would count them by hand, and at the same cost of few as
of many.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, event

from calendars.copenhagen import COPENHAGEN
from domain.model import Case, FollowUp, FollowUpState
from domain.model.columns import make_id
from domain.rules.rights import Grant, Role, Visitor
from domain.store.bulk import insert_rows
from domain.store.database import Database
from domain.store.promises_kept import LISTED, dropped_between, how_kept

YEAR = (date(2023, 1, 1), date(2024, 1, 1))
TODAY = date(2023, 11, 1)
POSTS = ("hr-chef", "it-sikkerhed", None)
EDGES = (
    datetime(2023, 3, 25, 22, tzinfo=UTC),
    datetime(2023, 10, 28, 21, tzinfo=UTC),
    datetime(2022, 12, 31, 22, tzinfo=UTC),
    datetime(2023, 12, 31, 22, tzinfo=UTC),
)
STAFF = Visitor("x", "x", "X", frozenset({Grant(Role.SECRETARY)}))


def promises(count: int, *, first: int = 0) -> list[FollowUp]:
    """Promises at random, many of them settled in the hours in which a year or summer time begins or ends."""
    chance = random.Random(f"løfter {count}")
    made = []
    for number in range(first, first + count):
        settled = chance.choice(EDGES) + timedelta(minutes=chance.randrange(60 * 6))
        if chance.random() < 0.3:
            settled = datetime(2022, 12, 1, tzinfo=UTC) + timedelta(minutes=chance.randrange(60 * 24 * 420))
        state = chance.choice([FollowUpState.DONE, FollowUpState.DONE, FollowUpState.DROPPED, *FollowUpState])
        is_settled = state in {FollowUpState.DONE, FollowUpState.DROPPED}
        due_on = settled.date() + timedelta(days=chance.choice([-400, -1, 0, 0, 1, 1, 30]))
        stop = chance.choice([None, "stop1-1", "stop1-2"])
        made.append(
            FollowUp.new(
                id=f"løfte{number}",
                case_id="case1",
                text="Holder ord.",
                from_stop=stop,
                blocks_stop=chance.choice([None, "stop1-2"]),
                owner_post=chance.choice(POSTS),
                due_on=None if chance.random() < 0.1 else due_on,
                state=state,
                note="Ikke længere nødvendigt.",
                settled_at=settled if is_settled else None,
            )
        )
    return made


def how(one: FollowUp) -> str | None:
    """What a person would say of it, with a calendar at hand."""
    if one.settled_at is None:
        is_over = one.state is FollowUpState.CONFIRMED and one.due_on is not None and one.due_on < TODAY
        return "overdue" if is_over else None
    on = one.settled_at.astimezone(COPENHAGEN).date()
    if not YEAR[0] <= on < YEAR[1]:
        return None
    if one.state is FollowUpState.DROPPED:
        return "dropped"
    return "late" if one.due_on is not None and on > one.due_on else "in_time"


def by_hand(made: Iterable[FollowUp]) -> tuple[Counter[Any], Counter[Any]]:
    bodies = {"stop1-1": "DIR", "stop1-2": "HU", None: ""}
    posts: Counter[Any] = Counter()
    of_bodies: Counter[Any] = Counter()
    for one in made:
        if (what := how(one)) is not None:
            posts[one.owner_post or "", what] += 1
            of_bodies[bodies[one.from_stop or one.blocks_stop], what] += 1
    return posts, of_bodies


@pytest.fixture
def case(norddjurs: Database, put_cases: Callable[..., list[str]]) -> Database:
    meetings = [make_id("meeting", "DIR", date(2023, 4, 12)), make_id("meeting", "HU", date(2023, 4, 27))]
    put_cases(norddjurs, 1, meetings)
    return norddjurs


def test_the_database_counts_as_one_would_by_hand_also_where_summer_time_and_the_year_turn(case: Database) -> None:
    made = promises(600)
    with case.write() as session:
        insert_rows(session, made)
    with case.read() as session:
        tally = how_kept(session, since=YEAR[0], until=YEAR[1], today=TODAY)

    counted = [
        Counter(
            {
                (one.key, what): getattr(one, what)
                for one in lines
                for what in ("in_time", "late", "dropped", "overdue")
                if getattr(one, what)
            }
        )
        for lines in (tally.posts, tally.bodies)
    ]
    assert counted == list(by_hand(made))
    assert len(counted[0]) == len(POSTS) * 4


def lines_read(db: Database) -> tuple[int, int]:
    """How many statements the count takes, and how many lines come out of the database."""
    asked: list[tuple[str, Any]] = []

    def note(_: Connection, __: object, statement: str, parameters: Any, *___: object) -> None:
        asked.append((statement, parameters))

    with db.read() as session:
        event.listen(db.engine, "before_cursor_execute", note)
        how_kept(session, since=YEAR[0], until=YEAR[1], today=TODAY)
        event.remove(db.engine, "before_cursor_execute", note)
        raw = session.connection()
        questions = [one for one in asked if one[0].startswith(("SELECT", "WITH"))]
        return len(asked), sum(len(raw.exec_driver_sql(*one).all()) for one in questions)


def test_ten_times_as_many_promises_are_counted_with_no_more_statements_and_lines(case: Database) -> None:
    with case.write() as session:
        insert_rows(session, promises(300))
    few = lines_read(case)
    with case.write() as session:
        insert_rows(session, promises(3000, first=300))
    assert lines_read(case) == few


def test_what_was_given_up_is_listed_with_its_reason_newest_first_and_of_a_closed_case_without_words(
    case: Database,
) -> None:
    made = promises(600)
    with case.write() as session:
        insert_rows(session, made)
    wanted = [one for one in made if how(one) == "dropped"]
    newest = sorted(wanted, key=lambda one: (-one.settled_at.timestamp() if one.settled_at else 0, one.id))
    span = {"since": YEAR[0], "until": YEAR[1], "today": TODAY}
    with case.read() as session:
        listed = dropped_between(session, STAFF, **span)
    assert [one.id for one in listed] == [one.id for one in newest][:LISTED]
    assert {one.note for one in listed} == {"Ikke længere nødvendigt."}

    with case.write() as session:
        session.get_one(Case, "case1").is_open = False
    with case.read() as session:
        hidden = dropped_between(session, STAFF, **span)
    assert {(one.text, one.note) for one in hidden} == {("", "")}
