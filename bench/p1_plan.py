"""P1b: planning a case of four stops with twenty deadlines, against SQLModel queries and the ``holidays`` package.

The peer is what a careful user would write first: one SELECT for each stop and the five deadlines of its meeting
counted with ``holidays``. Both must give the same meetings and the same dates before anything is timed.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from tempfile import TemporaryDirectory
from typing import NamedTuple

import holidays
from sqlalchemy import event
from sqlmodel import Session, SQLModel, col, create_engine, select

from bench.harness import interleave, line, ratio
from calendars.days import Count, DayKind, DayTable, Reading
from domain.model.body import Body, BodyKind
from domain.model.meeting import Meeting
from domain.rules.facts import MeetingFacts
from domain.rules.planning import MeetingTable, Plan, StopToPlace, plan_forward

FIRST = date(2023, 1, 1)


class House(NamedTuple):
    """A body, how often it meets, its lead times: calendar days in, hverdage (Monday to Friday) for the rest."""

    key: str
    kind: BodyKind
    every: int
    offset: int
    handed_in: int
    review: int
    sent_out: int
    published: int
    minutes: int


ROUTE = (
    House("DIR", BodyKind.MANAGEMENT, 14, 3, 7, 3, 2, 2, 1),
    House("HU", BodyKind.MED, 35, 4, 14, 8, 5, 5, 5),
    House("ØK", BodyKind.FINANCE, 28, 2, 14, 6, 3, 3, 1),
    House("KB", BodyKind.COUNCIL, 28, 9, 14, 5, 4, 4, 1),
)
OTHERS = tuple(House(f"U{n}", BodyKind.COMMITTEE, 26, n, 14, 6, 3, 3, 1) for n in range(5))


def days_of(house: House, years: int) -> Iterator[date]:
    on = FIRST + timedelta(days=house.offset)
    while on < FIRST.replace(year=FIRST.year + years):
        yield on
        on += timedelta(days=house.every)


def at_noon(on: date) -> datetime:
    return datetime.combine(on, time(12), UTC)


def facts_of(house: House, on: date, days: DayTable) -> MeetingFacts:
    def before(n: int) -> date:
        return days.before(on, n, DayKind.HVERDAG, Count.NTH_DAY)

    return MeetingFacts(
        id=f"{house.key} {on}",
        body=house.key,
        kind=house.kind,
        held_on=on,
        starts_at=at_noon(on),
        ends_at=at_noon(on) + timedelta(hours=2),
        cancelled=False,
        submission_on=on - timedelta(days=house.handed_in),
        dispatch_on=before(house.sent_out),
        dispatch_legal_on=before(house.sent_out),
        minutes_ready_on=days.after(on, house.minutes, DayKind.HVERDAG, Count.NTH_DAY),
    )


Answer = list[tuple[str, date | None, date, date]]


def plan_naively(session: Session, dk: holidays.HolidayBase, ready_on: date) -> Answer:
    """One SELECT per stop, five deadlines per chosen meeting, counted when asked."""
    answer: Answer = []
    held_on, minutes_on = ready_on, date.min
    for house in ROUTE:
        rows = session.exec(
            select(Meeting)
            .where(Meeting.body_key == house.key, col(Meeting.held_on) >= held_on + timedelta(days=bool(answer)))
            .order_by(col(Meeting.held_on))
            .limit(6)
        )
        for meeting in rows:
            submission_on = meeting.held_on - timedelta(days=house.handed_in)
            if submission_on < ready_on:
                continue
            dispatch_on = dk.get_nth_working_day(meeting.held_on, -house.sent_out)
            if dispatch_on < minutes_on:
                continue
            dk.get_nth_working_day(meeting.held_on, -house.review)
            dk.get_nth_working_day(meeting.held_on, -house.published)
            held_on = meeting.held_on
            minutes_on = dk.get_nth_working_day(held_on, house.minutes)
            answer.append((meeting.id, submission_on, dispatch_on, minutes_on))
            break
    return answer


def plan_with_ours(stops: tuple[StopToPlace, ...], table: MeetingTable, ready_on: date) -> Answer:
    plan = plan_forward(stops, table, ready_on=ready_on)
    assert isinstance(plan, Plan)
    return [
        (one.meeting.id, one.meeting.submission_on, one.meeting.dispatch_on, one.meeting.minutes_ready_on)
        for one in plan.placed
    ]


def main(*, full: bool) -> None:
    days = DayTable(Reading(saturday_counts=False, special_days_count=True), first_year=2022, last_year=2080)
    dk = holidays.country_holidays("DK", years=range(2022, 2081))
    stops = tuple(StopToPlace(house.key.lower(), house.key, house.kind) for house in ROUTE)
    known = {
        years: [facts_of(house, on, days) for house in (*ROUTE, *OTHERS) for on in days_of(house, years)]
        for years in (5, 50)
    }
    tables = {years: MeetingTable(meetings) for years, meetings in known.items()}
    asked = [FIRST + timedelta(days=offset) for offset in range(0, 365 * 4, 3 if full else 13)]

    with TemporaryDirectory() as folder:
        engine = create_engine(f"sqlite:///{folder}/plan.db")
        SQLModel.metadata.create_all(engine)
        statements: list[str] = []
        event.listen(engine, "before_cursor_execute", lambda *args: statements.append(args[2]))
        with Session(engine) as session:
            session.add_all(Body.new(key=house.key, name=house.key, kind=house.kind) for house in (*ROUTE, *OTHERS))
            session.commit()
            session.add_all(
                Meeting.new(
                    id=meeting.id,
                    body_key=meeting.body,
                    held_on=meeting.held_on,
                    starts_at=meeting.starts_at,
                    ends_at=meeting.ends_at,
                    changed_at=meeting.starts_at,
                )
                for meeting in known[5]
            )
            session.commit()

        def naive() -> list[Answer]:
            found = []
            for ready_on in asked:
                with Session(engine) as session:
                    found.append(plan_naively(session, dk, ready_on))
            return found

        # Each answer is asked of a table in which no step is remembered yet, and of one that has planned before.
        assert naive() == [plan_with_ours(stops, MeetingTable(known[5]), ready_on) for ready_on in asked]
        assert naive() == [plan_with_ours(stops, tables[5], ready_on) for ready_on in asked]
        statements.clear()

        def ours(years: int) -> None:
            table = tables[years]
            for ready_on in asked:
                plan_forward(stops, table, ready_on=ready_on)

        times = interleave(
            {"naive": naive, "ours": lambda: ours(5), "ours x10": lambda: ours(50)}, rounds=15 if full else 9
        )
        before = len(statements)
        ours(5)
        assert len(statements) == before  # not one statement inside a plan
        engine.dispose()

    small, large = len(tables[5]), len(tables[50])
    faster = ratio(times, "naive", "ours")
    growth = ratio(times, "ours x10", "ours")
    line(f"P1b plan, 4 led, {small} møder: SQLModel + holidays / vores", faster, ">= 200", met=faster >= 200)
    line(f"P1b plan, {large} møder / {small} møder", growth, "<= 1.6", met=growth <= 1.6)


if __name__ == "__main__":
    main(full=True)
