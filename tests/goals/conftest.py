"""The desk of the sample municipality, with a goal, its action and its indicator."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import pytest
from starlette.testclient import TestClient

from desk.web.app import create_app
from domain.casework.goal.goals import add_action, add_goal
from domain.casework.goal.indicators import add_indicator
from domain.casework.verb import By
from domain.model import Better
from domain.rules.rights import Grant, Role, Visitor
from domain.store.database import Database
from flows.settings import Settings


@dataclass
class Planned:
    """What there is, and the desk as somebody sees it."""

    db: Database
    now: datetime
    goal: str
    action: str
    indicator: str

    def desk(self, role: Role = Role.SECRETARY, person: str = "lone.vejlby", body: str | None = None) -> TestClient:
        """The desk as seen in that role."""
        visitor = Visitor(account=person, person=person, name=person, grants=frozenset({Grant(role, body)}))
        app = create_app(self.db, lambda: self.now, Settings(), known=lambda _: visitor)
        return TestClient(app, headers={"Origin": "http://testserver"}, follow_redirects=False)


@pytest.fixture
def planned(norddjurs_sqlite: Database, at: Callable[..., datetime]) -> Planned:
    db, by = norddjurs_sqlite, By("hanne.fjellerby", at("2023-02-01 09:00"))
    said: dict[str, Any] = {"plan": "Træplan", "text": "Flere gadetræer", "owner_post": "hr-chef", "body": "HU"}
    goal = add_goal(db, by, **said, first_on=date(2023, 4, 1), every_months=6).subject
    action = add_action(db, by, goal_id=goal, text="Plant ved skolerne").subject
    measured = {"name": "Skygge på fortovet", "unit": "%", "better": Better.HIGHER, "lowest": 0.0, "highest": 100.0}
    indicator = add_indicator(db, by, action_id=action, **measured).subject
    return Planned(db, at("2023-03-20 10:00"), goal, action, indicator)
