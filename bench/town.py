"""A municipality of many years: thousands of open cases on the meetings of a spring, and all that is over.

Words are drawn from a small Danish vocabulary with compounds, so that some are in every case and some in one.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta

from sqlmodel import col, select

from bench.stage import AS_OF, OWNERS, PLAN
from calendars.meeting_plan import read_plan
from domain.casework.house.municipality import adopt_profile
from domain.casework.meeting.meetings import import_meeting_plan
from domain.casework.verb import By
from domain.model import Case, CaseState, Decision, Meeting, MeetingStatus, Outcome, Stop, StopState
from domain.profile import shipped_profile
from domain.store.bulk import in_chunks, insert_rows
from domain.store.database import Database
from domain.store.migrate import migrate

TODAY = date(2023, 5, 3)
NOW = datetime(2023, 5, 3, 8, tzinfo=UTC)
ROUTES = (
    ("DIR", "HU", "ØK", "KB"),
    ("DIR", "MTU", "ØK", "KB"),
    ("MTU", "ØK", "KB"),
    ("DIR",),
    ("ØK", "KB"),
    ("MTU",),
)
_FIRST = ("skole", "kultur", "vej", "klima", "plads", "affald", "ældre", "natur", "havne", "trafik", "vand", "idræts")
_LAST = (
    "plan",
    "udvalg",
    "strategi",
    "redegørelse",
    "politik",
    "analyse",
    "budget",
    "regulativ",
    "projekt",
    "aftale",
)
_COMMON = ("kommunen", "vil", "efter", "høringen", "fremlægge", "et", "forslag", "til", "behandling", "i", "udvalget")


def found(db: Database, *, open_cases: int, over: int) -> None:
    """Everything from an empty database on: profile, meetings, cases, and what the planner should know of them."""
    migrate(db)
    adopt_profile(db, By("lone.vejlby", AS_OF), name="norddjurs.toml", text=shipped_profile())
    import_meeting_plan(db, By("lone.vejlby", AS_OF), plan=read_plan(PLAN.name, PLAN.read_bytes()))
    settle(db, open_cases=open_cases, over=over)


def settle(db: Database, *, open_cases: int, over: int, first: int = 0) -> None:
    """Cases into a municipality that has its profile and its meetings."""
    with db.write() as session:
        if first == 0 and over:
            insert_rows(session, list(_past_meetings()))
    with db.read() as session:
        wanted = select(Meeting).where(Meeting.status != MeetingStatus.CANCELLED).order_by(col(Meeting.starts_at))
        meetings = list(session.exec(wanted))
    past = [one for one in meetings if one.held_on.year < TODAY.year]
    spring = [one for one in meetings if one.held_on.year == TODAY.year]
    chance = random.Random(2023 + first)  # noqa: S311 - the same town every time
    for numbers in in_chunks(range(first, first + over), 5000):
        with db.write() as session:
            insert_rows(session, [_case(number, chance, CaseState.CLOSED) for number in numbers])
            insert_rows(session, [_over(number, chance.choice(past)) for number in numbers])
    for numbers in in_chunks(range(first + over, first + over + open_cases), 2000):
        with db.write() as session:
            insert_rows(session, [_case(number, chance, CaseState.OPEN) for number in numbers])
            stops, decisions = [], []
            for number in numbers:
                for stop, decision in _journey(number, spring, chance):
                    stops.append(stop)
                    decisions += [decision] if decision is not None else []
            insert_rows(session, stops)
            insert_rows(session, decisions)
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("ANALYZE")


def _past_meetings() -> Iterator[Meeting]:
    """Every body twice a month for the twenty years before."""
    for year in range(TODAY.year - 20, TODAY.year):
        for month in range(1, 13):
            for body in ("DIR", "HU", "MTU", "ØK", "KB"):
                for day in (10, 24):
                    at = datetime(year, month, day, 9, tzinfo=UTC)
                    yield Meeting.new(
                        id=f"{body}{at:%Y%m%d}",
                        body_key=body,
                        held_on=at.date(),
                        starts_at=at,
                        ends_at=at + timedelta(hours=2),
                        changed_at=AS_OF,
                    )


def _case(number: int, chance: random.Random, state: CaseState) -> Case:
    words = [chance.choice(_FIRST) + chance.choice(_LAST) for _ in range(4)]
    text = " ".join(chance.choice(_COMMON) for _ in range(40))
    return Case.new(
        id=f"case{number}",
        number=f"{number % 24:02}/{number}",
        title=f"{words[0].capitalize()} for {words[1]} {number % 7 + 2018}",
        is_open=number % 20 != 0,
        state=state,
        presentation=f"{text} {words[2]} enkeltord{number}",
        recommendation=f"Det indstilles, at {words[3]} godkendes." if chance.random() > 0.02 else "",
        owner_post=OWNERS[number % len(OWNERS)],
        opened_at=AS_OF,
        closed_at=AS_OF if state is CaseState.CLOSED else None,
    )


def _over(number: int, meeting: Meeting) -> Stop:
    return Stop.new(
        id=f"stop{number}-1",
        case_id=f"case{number}",
        position=1,
        body_key=meeting.body_key,
        meeting_id=meeting.id,
        state=StopState.DECIDED,
    )


def _journey(
    number: int, meetings: Sequence[Meeting], chance: random.Random
) -> Iterator[tuple[Stop, Decision | None]]:
    """Each body of a route on its next meeting, from a day around today; what is behind has been decided."""
    day = TODAY + timedelta(days=chance.randrange(-40, 90))
    for position, body in enumerate(chance.choice(ROUTES), start=1):
        meeting = next((one for one in meetings if one.body_key == body and one.held_on > day), None)
        if meeting is None:
            return
        day = meeting.held_on
        is_behind = day < TODAY and chance.random() > 0.03
        state = StopState.DECIDED if is_behind else StopState.AWAITING_DECISION if day < TODAY else StopState.PLANNED
        stop = Stop.new(
            id=f"stop{number}-{position}",
            case_id=f"case{number}",
            position=position,
            body_key=body,
            meeting_id=meeting.id,
            state=state,
        )
        decided = Decision.new(
            id=f"decision{number}-{position}",
            stop_id=stop.id,
            outcome=chance.choice((Outcome.APPROVED, Outcome.RECOMMENDED, Outcome.DISCUSSED)),
            decided_on=day,
            recorded_at=NOW,
            recorded_by="bench",
            applied_at=NOW,
        )
        yield stop, decided if is_behind else None
        if not is_behind and day < TODAY:
            day = TODAY
