"""Handlinger skrevet og rettet, og hvor langt de er."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Response
from pydantic import Field

from desk import labels
from desk.web.forms import MaybeDate, MaybeText, read
from desk.web.goal_act import Deedful, Sent, act, ask, typed_day
from desk.web.goal_reading import check_may_keep, choices
from desk.web.language import _
from desk.web.visit import TypedDep, Visit, VisitDep
from domain.casework.goal.goals import SAID, add_action, change_action, note_progress
from domain.casework.rows import find
from domain.model import Action, ActionState, Goal
from domain.store.goals import goal_of_action

router = APIRouter(include_in_schema=False)


class ActionForm(Sent):
    """An action."""

    text: Annotated[str, Field(min_length=1, max_length=600)]
    owner_post: MaybeText = None
    due_on: MaybeDate = None


class ProgressForm(Sent):
    """How far an action is."""

    state: ActionState
    text: Annotated[str, Field(min_length=1, max_length=1000)]


@router.get("/maal/{goal_id}/handling")
def ask_action(visit: VisitDep, goal_id: str) -> Response:
    """A new action."""
    return ask(visit, _new_action_form(visit, goal_id))


@router.post("/maal/{goal_id}/handling")
def new_action(visit: VisitDep, goal_id: str, typed: TypedDep) -> Response:
    """Write an action down."""
    deed, form = _new_action_form(visit, goal_id), read(ActionForm, typed)
    return act(
        visit,
        deed,
        form,
        lambda by, said: add_action(visit.db, by, goal_id=goal_id, **said),
        f"{deed.back}#handlinger",
    )


@router.get("/maal/handling/{action_id}/ret")
def ask_action_change(visit: VisitDep, action_id: str) -> Response:
    """The action's form, filled in."""
    return ask(visit, action_form(visit, action_id, "action", _("Ret handlingen")))


@router.post("/maal/handling/{action_id}/ret")
def action_change(visit: VisitDep, action_id: str, typed: TypedDep) -> Response:
    """The action is as it was typed."""
    deed, form = action_form(visit, action_id, "action", _("Ret handlingen")), read(ActionForm, typed)
    return act(
        visit,
        deed,
        form,
        lambda by, said: change_action(visit.db, by, action_id=action_id, **said),
        f"{deed.back}#h-{action_id}",
    )


@router.get("/maal/handling/{action_id}/status")
def ask_progress(visit: VisitDep, action_id: str) -> Response:
    """How far is it?"""
    return ask(visit, action_form(visit, action_id, "progress", _("Sig, hvor langt handlingen er")))


@router.post("/maal/handling/{action_id}/status")
def progress(visit: VisitDep, action_id: str, typed: TypedDep) -> Response:
    """How far it is, what came of it, or why it was dropped."""
    deed = action_form(visit, action_id, "progress", _("Sig, hvor langt handlingen er"))
    form = read(ProgressForm, typed)
    return act(
        visit,
        deed,
        form,
        lambda by, said: note_progress(visit.db, by, action_id=action_id, **said),
        f"{deed.back}#h-{action_id}",
    )


def action_form(visit: Visit, action_id: str, what: str, heading: str) -> Deedful:
    """A form about an action, for those who may fill it in."""
    with visit.db.read() as session:
        goal, action = goal_of_action(session, action_id)
        check_may_keep(session, visit, goal, action.owner_post)
        facts = choices(session)
    states = [(state.value, labels.capital(_(labels.of(state)))) for state in SAID]
    facts |= {"goal": goal, "action": action, "states": states}
    begins: dict[str, Any] = {} if what != "action" else _action_values(action)
    if what == "progress" and action.state is not ActionState.AGREED:
        begins = {"state": action.state.value}
    return Deedful(what, heading, f"/maal/{goal.id}", begins, facts, action.version, "text")


def _action_values(action: Action) -> dict[str, Any]:
    return {"text": action.text, "owner_post": action.owner_post or "", "due_on": typed_day(action.due_on)}


def _new_action_form(visit: Visit, goal_id: str) -> Deedful:
    with visit.db.read() as session:
        goal = find(session, Goal, "goal", goal_id)
        check_may_keep(session, visit, goal)
        facts = {**choices(session), "goal": goal}
    return Deedful("action", _("Skriv en handling"), f"/maal/{goal_id}", {}, facts, wrong="text")
