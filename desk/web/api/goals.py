"""Goals in the API: read with their actions, what was said of them, and their measurements."""

from __future__ import annotations

from datetime import date, datetime

from fastapi import APIRouter

from desk.web.api.answered import Out
from desk.web.api.asked import Id
from desk.web.api.caller import CallerDep
from domain.model import ActionState, Better
from domain.rules.goals import Against, Way
from domain.rules.rights import Deed
from domain.store.goals import ShownAction, ShownGoal, ShownIndicator, list_goals, shown_goal

router = APIRouter(tags=["goals"])


class MeasurementOut(Out):
    """A measurement. ``is_year``: of the whole year, else of the day."""

    measured_on: date
    is_year: bool
    value: float
    average: float | None
    source: str


class IndicatorOut(Out):
    """What an action is measured by, and what its newest measurement says."""

    id: str
    name: str
    unit: str
    better: Better
    lowest: float | None
    highest: float | None
    ended_on: date | None
    against: Against
    way: Way | None
    measurements: list[MeasurementOut]


class ProgressOut(Out):
    """What somebody said of an action."""

    state: ActionState
    text: str
    noted_at: datetime


class ActionOut(Out):
    """What is done to reach a goal. ``asked_on``: when it is next followed up."""

    id: str
    text: str
    owner_post: str
    state: ActionState
    agreed_on: date
    due_on: date | None
    asked_on: date | None
    version: int
    progress: list[ProgressOut]
    indicators: list[IndicatorOut]


class GoalOut(Out):
    """A goal of a plan. ``every_months``: null with each round of ``obligation``."""

    id: str
    plan: str
    area: str
    text: str
    owner_post: str
    body: str
    obligation: str | None
    every_months: int | None
    first_on: date
    asked_on: date | None
    ended_on: date | None
    version: int
    actions: list[ActionOut]


class Goals(Out):
    """The goals that were asked for, by plan."""

    goals: list[GoalOut]


@router.get("/goals", operation_id="list_goals")
def list_them(
    caller: CallerDep, body: str | None = None, obligation: str | None = None, with_ended: bool = False
) -> Goals:
    """Goals by plan; of one body or one duty where named."""
    caller.check_may(Deed.LOOK)
    with caller.db.read() as session:
        found = list_goals(session, today=caller.today, body=body, obligation=obligation, with_ended=with_ended)
    return Goals(goals=[_goal(one) for one in found])


@router.get("/goals/{goal_id}", operation_id="read_goal")
def read(caller: CallerDep, goal_id: Id) -> GoalOut:
    """One goal."""
    caller.check_may(Deed.LOOK)
    with caller.db.read() as session:
        return _goal(shown_goal(session, goal_id, today=caller.today))


def _goal(one: ShownGoal) -> GoalOut:
    said = one.row.model_dump(exclude={"body_key", "ended_because"})
    actions = [_action(each) for each in one.actions]
    return GoalOut(**said, body=one.row.body_key, asked_on=one.asked_on, actions=actions)


def _action(one: ShownAction) -> ActionOut:
    said = one.row.model_dump(exclude={"goal_id", "asked", "noted_on", "owner_post"})
    progress = [ProgressOut.model_validate(each) for each in one.progress]
    indicators = [_indicator(each) for each in one.indicators]
    return ActionOut(
        **said, owner_post=one.owner.post, asked_on=one.asked_on, progress=progress, indicators=indicators
    )


def _indicator(one: ShownIndicator) -> IndicatorOut:
    said = one.row.model_dump(exclude={"action_id", "version"})
    measured = [MeasurementOut.model_validate(each) for each in one.measurements]
    return IndicatorOut(**said, against=one.against, way=one.way, measurements=measured)
