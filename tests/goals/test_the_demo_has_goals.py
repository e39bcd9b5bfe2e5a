"""The demo's desk opens with a plan of goals to look at, however often it is opened."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlmodel import select

from desk.demo.goals import LEADERS, set_goals
from domain.casework.verb import By
from domain.model import Action, Goal, Indicator, Measurement
from domain.store.database import Database

OPENED, AGAIN = (datetime(2023, 6, 30, hour, tzinfo=UTC) for hour in (10, 11))


def test_the_plan_of_the_demo_is_written_down_once(norddjurs_sqlite: Database) -> None:
    goals = {set_goals(norddjurs_sqlite, By("demo", at)) for at in (OPENED, AGAIN)}
    with norddjurs_sqlite.read() as session:
        (goal,) = session.exec(select(Goal)).all()
        assert goals == {goal.id}
        assert len(session.exec(select(Action)).all()) == 2
        assert len(session.exec(select(Indicator)).all()) == 1
        assert len(session.exec(select(Measurement)).all()) == len(LEADERS)
