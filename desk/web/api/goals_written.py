"""Goals in the API: written down, changed, ended; their actions, what measures them, and measurements.

A key may do it in the bodies where its account may, and where its account's person answers for the goal or action.
"""

from __future__ import annotations

from collections.abc import Callable

from fastapi import APIRouter
from sqlmodel import Session

from desk.web.api.answered import Done
from desk.web.api.asked import Id
from desk.web.api.asked_goals import (
    ActionIn,
    ChangeAction,
    ChangeGoal,
    ChangeIndicator,
    End,
    GoalIn,
    IndicatorIn,
    MeasurementsIn,
    ProgressIn,
    Strike,
)
from desk.web.api.caller import Caller, CallerDep, receipt_out
from desk.web.visit import NotAllowedError
from domain.casework.goal.goals import add_action, add_goal, change_action, change_goal, end_goal, note_progress
from domain.casework.goal.indicators import (
    NewMeasurement,
    add_indicator,
    change_indicator,
    end_indicator,
    strike_measurement,
    take_in_measurements,
)
from domain.casework.rows import find
from domain.casework.verb import By, Receipt
from domain.model import Action, Goal, Indicator
from domain.rules.rights import Deed, may_keep_goal
from domain.store.database import Database
from domain.store.people import Directory
from domain.store.queries import current_profile

router = APIRouter(tags=["goals"])


@router.post("/goals", operation_id="add_goal")
def add(caller: CallerDep, said: GoalIn) -> Done:
    """Write a goal down."""
    _check_may_in(caller, said.body)
    return _done(caller, lambda db, by: add_goal(db, by, **said.model_dump()))


@router.put("/goals/{goal_id}", operation_id="change_goal")
def change(caller: CallerDep, goal_id: Id, said: ChangeGoal) -> Done:
    """The goal is as it is said here. Whoever gives it to another body must have the right there."""
    goal = _check_goal(caller, goal_id)
    if _key(caller, said.body) != goal.body_key:
        _check_may_in(caller, said.body)
    values = said.model_dump()
    return _done(caller, lambda db, by: change_goal(db, by, goal_id=goal_id, **values))


@router.post("/goals/{goal_id}/end", operation_id="end_goal")
def end(caller: CallerDep, goal_id: Id, said: End) -> Done:
    """The goal is no longer followed up."""
    _check_goal(caller, goal_id)
    return _done(caller, lambda db, by: end_goal(db, by, goal_id=goal_id, **said.model_dump()))


@router.post("/goals/{goal_id}/actions", operation_id="add_action")
def act(caller: CallerDep, goal_id: Id, said: ActionIn) -> Done:
    """Write down what is to be done."""
    _check_goal(caller, goal_id)
    return _done(caller, lambda db, by: add_action(db, by, goal_id=goal_id, **said.model_dump()))


@router.put("/actions/{action_id}", operation_id="change_action")
def change_act(caller: CallerDep, action_id: Id, said: ChangeAction) -> Done:
    """The action is as it is said here."""
    _check_action(caller, action_id)
    values = said.model_dump()
    return _done(caller, lambda db, by: change_action(db, by, action_id=action_id, **values))


@router.post("/actions/{action_id}/progress", operation_id="note_progress")
def progress(caller: CallerDep, action_id: Id, said: ProgressIn) -> Done:
    """How far an action is; whoever asked is answered."""
    _check_action(caller, action_id)
    values = said.model_dump()
    return _done(caller, lambda db, by: note_progress(db, by, action_id=action_id, **values))


@router.post("/actions/{action_id}/indicators", operation_id="add_indicator")
def measure_by(caller: CallerDep, action_id: Id, said: IndicatorIn) -> Done:
    """Write down what an action is measured by."""
    _check_action(caller, action_id)
    values = said.model_dump()
    return _done(caller, lambda db, by: add_indicator(db, by, action_id=action_id, **values))


@router.put("/indicators/{indicator_id}", operation_id="change_indicator")
def change_measure(caller: CallerDep, indicator_id: Id, said: ChangeIndicator) -> Done:
    """The indicator is as it is said here."""
    _check_indicator(caller, indicator_id)
    values = said.model_dump()
    return _done(caller, lambda db, by: change_indicator(db, by, indicator_id=indicator_id, **values))


@router.post("/indicators/{indicator_id}/end", operation_id="end_indicator")
def end_measure(caller: CallerDep, indicator_id: Id, said: End) -> Done:
    """Nothing is measured by it any more."""
    _check_indicator(caller, indicator_id)
    values = said.model_dump()
    return _done(caller, lambda db, by: end_indicator(db, by, indicator_id=indicator_id, **values))


@router.post("/indicators/{indicator_id}/measurements", operation_id="take_in_measurements")
def measure(caller: CallerDep, indicator_id: Id, said: MeasurementsIn) -> Done:
    """Take measurements in, all or nothing."""
    _check_indicator(caller, indicator_id)
    rows = [
        NewMeasurement(indicator_id, **one.model_dump(), row=number)
        for number, one in enumerate(said.measurements, 1)
    ]
    return _done(caller, lambda db, by: take_in_measurements(db, by, file="API", rows=rows))


@router.post("/indicators/{indicator_id}/measurements/strike", operation_id="strike_measurement")
def strike(caller: CallerDep, indicator_id: Id, said: Strike) -> Done:
    """Take out a measurement that should never have been there."""
    _check_indicator(caller, indicator_id)
    values = said.model_dump()
    return _done(caller, lambda db, by: strike_measurement(db, by, indicator_id=indicator_id, **values))


def _done(caller: Caller, work: Callable[[Database, By], Receipt]) -> Done:
    return Done(dry_run=False, receipt=receipt_out(work(caller.db, caller.by())))


def _key(caller: Caller, body: str) -> str:
    with caller.db.read() as session:
        return current_profile(session).find_body(body).key


def _check_may_in(caller: Caller, body: str) -> None:
    """Raise ``NotAllowedError`` unless the key writes goals that the body hears about."""
    caller.check_may(Deed.GOALS, _key(caller, body))


def _check_goal(caller: Caller, goal_id: str) -> Goal:
    with caller.db.read() as session:
        goal = find(session, Goal, "goal", goal_id)
        _check_may_keep(session, caller, goal)
    return goal


def _check_action(caller: Caller, action_id: str) -> None:
    with caller.db.read() as session:
        action = find(session, Action, "action", action_id)
        _check_may_keep(session, caller, session.get_one(Goal, action.goal_id), action.owner_post)


def _check_indicator(caller: Caller, indicator_id: str) -> None:
    with caller.db.read() as session:
        indicator = find(session, Indicator, "indicator", indicator_id)
        action = session.get_one(Action, indicator.action_id)
        _check_may_keep(session, caller, session.get_one(Goal, action.goal_id), action.owner_post)


def _check_may_keep(session: Session, caller: Caller, goal: Goal, *posts: str | None) -> None:
    """Raise ``NotAllowedError`` unless the key is for goals, and its account may keep this one or answers for it."""
    owners = {goal.owner_post, *(post for post in posts if post)}
    person = caller.visitor.person
    held = Directory(session).posts_of(person, caller.today) if person else ()
    if Deed.GOALS not in caller.scopes or not may_keep_goal(caller.visitor, goal.body_key, owners=owners, posts=held):
        raise NotAllowedError(deed=Deed.GOALS, body=goal.body_key)
