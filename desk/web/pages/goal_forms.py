"""Mål skrevet, rettet og afsluttet."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Response
from pydantic import Field
from sqlmodel import Session

from desk.web.forms import DanishDate, MaybeText, read
from desk.web.goal_act import Deedful, EndForm, Sent, act, ask, typed_day
from desk.web.goal_reading import check_may_keep, choices
from desk.web.language import _
from desk.web.visit import TypedDep, Visit, VisitDep
from domain.casework.goal.goals import add_goal, change_goal, end_goal
from domain.casework.rows import find
from domain.model import Goal
from domain.rules.rights import Deed
from domain.store.goals import plan_names

router = APIRouter(include_in_schema=False)
ROUND = "runde"


class GoalForm(Sent):
    """A goal. ``rhythm`` is a number of months, or each round of the duty."""

    plan: Annotated[str, Field(min_length=1, max_length=160)]
    area: Annotated[str, Field(max_length=160)] = ""
    text: Annotated[str, Field(min_length=1, max_length=600)]
    owner_post: Annotated[str, Field(min_length=1)]
    body: Annotated[str, Field(min_length=1)]
    obligation: MaybeText = None
    rhythm: Annotated[str, Field(pattern=r"^(\d{1,3}|runde)$")]
    first_on: DanishDate

    def values(self) -> dict[str, Any]:
        """As the verbs ask for it."""
        said = self.model_dump(exclude={"key", "version", "rhythm"})
        return {**said, "every_months": None if self.rhythm == ROUND else int(self.rhythm)}


@router.get("/maal/nyt")
def ask_new(visit: VisitDep, plan: str = "", organ: str = "", pligt: str = "") -> Response:
    """A new goal; of a plan, a body or a duty where one comes from there."""
    _check_may_somewhere(visit)
    with visit.db.read() as session:
        deed = _goal_form(session, visit, plan=plan[:160], body=organ, obligation=pligt)
    return ask(visit, deed)


@router.post("/maal/nyt")
def new(visit: VisitDep, typed: TypedDep) -> Response:
    """Write a goal down."""
    _check_may_somewhere(visit)
    with visit.db.read() as session:
        deed = _goal_form(session, visit)
    form = read(GoalForm, typed)
    if form.value is not None:
        visit.check_may(Deed.GOALS, form.value.body)
    return act(visit, deed, form, lambda by, said: add_goal(visit.db, by, **said))


@router.get("/maal/{goal_id}/ret")
def ask_change(visit: VisitDep, goal_id: str) -> Response:
    """The goal's form, filled in."""
    return ask(visit, _change_form(visit, goal_id))


@router.post("/maal/{goal_id}/ret")
def change(visit: VisitDep, goal_id: str, typed: TypedDep) -> Response:
    """The goal is as it was typed. Whoever gives it to another body must have the right there."""
    deed = _change_form(visit, goal_id)
    form = read(GoalForm, typed)
    if form.value is not None and form.value.body != deed.begins["body"]:
        visit.check_may(Deed.GOALS, form.value.body)
    return act(visit, deed, form, lambda by, said: change_goal(visit.db, by, goal_id=goal_id, **said))


@router.get("/maal/{goal_id}/afslut")
def ask_end(visit: VisitDep, goal_id: str) -> Response:
    """Why is it not followed up any more?"""
    return ask(visit, _end_form(visit, goal_id))


@router.post("/maal/{goal_id}/afslut")
def end(visit: VisitDep, goal_id: str, typed: TypedDep) -> Response:
    """The goal is over."""
    deed, form = _end_form(visit, goal_id), read(EndForm, typed)
    return act(visit, deed, form, lambda by, said: end_goal(visit.db, by, goal_id=goal_id, **said))


def _check_may_somewhere(visit: Visit) -> None:
    if not visit.may_somewhere(Deed.GOALS):
        visit.check_may(Deed.GOALS)


def _goal_form(session: Session, visit: Visit, **begins: str) -> Deedful:
    offered = choices(session)
    offered["bodies"] = [(key, name) for key, name in offered["bodies"] if visit.may(Deed.GOALS, key)]
    facts = {**offered, "plans": plan_names(session), "goal": None, "round": ROUND}
    heading = _("Skriv et mål")
    return Deedful("goal", heading, "/maal", {"rhythm": "12", **begins}, facts, wrong="text")


def _change_form(visit: Visit, goal_id: str) -> Deedful:
    with visit.db.read() as session:
        goal = find(session, Goal, "goal", goal_id)
        check_may_keep(session, visit, goal)
        facts = {**choices(session), "plans": plan_names(session), "goal": goal, "round": ROUND}
    rhythm = ROUND if goal.every_months is None else str(goal.every_months)
    if goal.every_months is not None and goal.every_months not in dict(facts["rhythms"]):
        said = _("hver {count}. måned").format(count=goal.every_months)
        facts["rhythms"] = [*facts["rhythms"], (goal.every_months, said)]
    begins = {
        "plan": goal.plan,
        "area": goal.area,
        "text": goal.text,
        "owner_post": goal.owner_post,
        "body": goal.body_key,
        "obligation": goal.obligation or "",
        "rhythm": rhythm,
        "first_on": typed_day(goal.first_on),
    }
    return Deedful("goal", _("Ret målet"), f"/maal/{goal_id}", begins, facts, goal.version, "text")


def _end_form(visit: Visit, goal_id: str) -> Deedful:
    with visit.db.read() as session:
        goal = find(session, Goal, "goal", goal_id)
        check_may_keep(session, visit, goal)
    return Deedful("end", _("Afslut målet"), f"/maal/{goal_id}", {}, {"goal": goal}, goal.version, "reason")
