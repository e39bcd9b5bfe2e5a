"""Mål, handlinger, indikatorer og målinger skrevet og rettet: one template, a form for each deed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Response
from fastapi.responses import RedirectResponse
from pydantic import Field
from sqlmodel import Session

from calendars.errors import SagsgangError
from desk import error_words, finding_words, labels
from desk.web.forms import DanishDate, Filled, Form, MaybeDate, MaybeNumber, MaybeText, empty, read
from desk.web.goal_reading import check_may_keep, choices
from desk.web.language import _
from desk.web.page import page
from desk.web.visit import NotAllowedError, TypedDep, Visit, VisitDep
from domain.casework.goals import (
    SAID,
    add_action,
    add_goal,
    change_action,
    change_goal,
    end_goal,
    note_progress,
)
from domain.casework.rows import find
from domain.casework.verb import Receipt
from domain.errors import ConflictError, NotAllowedNowError
from domain.model import Action, ActionState, Goal
from domain.rules.rights import Deed
from domain.store.goals import goal_of_action, plan_names

router = APIRouter(include_in_schema=False)
TEMPLATE = "goals/act.html.j2"
ROUND = "runde"


class Sent(Form):
    """What every form carries."""

    key: MaybeText = None
    version: MaybeNumber = None


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


class ActionForm(Sent):
    """An action."""

    text: Annotated[str, Field(min_length=1, max_length=600)]
    owner_post: MaybeText = None
    due_on: MaybeDate = None


class ProgressForm(Sent):
    """How far an action is."""

    state: ActionState
    text: Annotated[str, Field(min_length=1, max_length=1000)]


class EndForm(Sent):
    """Why not any more."""

    reason: Annotated[str, Field(min_length=1, max_length=500)]


@dataclass(frozen=True, slots=True)
class Deedful:
    """A form's page: which fields, its heading, where it leads back to, and what its fields begin with."""

    what: str
    heading: str
    back: str
    begins: dict[str, Any] = field(default_factory=dict)
    facts: dict[str, Any] = field(default_factory=dict)
    version: int | None = None
    wrong: str = ""  # the field beside which a refusal stands


def ask(visit: Visit, deed: Deedful) -> Response:
    """The form as it begins."""
    return show(visit, deed, empty(**deed.begins))


def show(visit: Visit, deed: Deedful, form: Filled[Any], status: int = 200) -> Response:
    """The form as it is now."""
    return page(visit, TEMPLATE, status=status, deed=deed, form=form, **deed.facts)


def act(visit: Visit, deed: Deedful, form: Filled[Any], work: Callable[[], Receipt], where: str = "") -> Response:
    """Do what was asked, or show the form again with what is wrong with it."""
    if form.value is None:
        return show(visit, deed, form, 422)
    try:
        receipt = work()
    except NotAllowedError:
        raise
    except SagsgangError as error:
        status = 409 if isinstance(error, ConflictError | NotAllowedNowError) else 422
        return show(visit, deed, form.with_error(_beside(error, deed.wrong), _said(error)), status)
    return RedirectResponse(where or f"/maal/{receipt.subject}", 303)


def _said(error: SagsgangError) -> str:
    findings = error.facts.get("findings")
    if not isinstance(findings, list):
        return error_words.sentence(error)
    told = [finding_words.say(finding_words.PLAN, one.code, one.facts) for one in findings]
    return f"{labels.capital('; '.join(told))}."


def _beside(error: SagsgangError, otherwise: str) -> str:
    fields = {"no_rhythm": "rhythm", "goal_taken": "text", "indicator_taken": "name", "no_unit": "unit"}
    fields |= {"empty_range": "highest", "outside_range": "highest", "other_unit": "unit", "nothing_said": "state"}
    noun = {"EndedBodyError": "body", "UnknownBodyError": "body"}.get(type(error).__name__, otherwise)
    return fields.get(str(error.facts.get("why")), noun)


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
    return act(visit, deed, form, lambda: add_goal(visit.db, visit.by(_key(form)), **_value(form).values()))


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
    return act(
        visit,
        deed,
        form,
        lambda: change_goal(
            visit.db,
            visit.by(_key(form)),
            goal_id=goal_id,
            version=_value(form).version,
            **_value(form).values(),
        ),
    )


@router.get("/maal/{goal_id}/afslut")
def ask_end(visit: VisitDep, goal_id: str) -> Response:
    """Why is it not followed up any more?"""
    return ask(visit, _end_form(visit, goal_id))


@router.post("/maal/{goal_id}/afslut")
def end(visit: VisitDep, goal_id: str, typed: TypedDep) -> Response:
    """The goal is over."""
    deed, form = _end_form(visit, goal_id), read(EndForm, typed)
    said = form.value.model_dump(exclude={"key"}) if form.value else {}
    return act(visit, deed, form, lambda: end_goal(visit.db, visit.by(_key(form)), goal_id=goal_id, **said))


@router.get("/maal/{goal_id}/handling")
def ask_action(visit: VisitDep, goal_id: str) -> Response:
    """A new action."""
    return ask(visit, _new_action_form(visit, goal_id))


@router.post("/maal/{goal_id}/handling")
def new_action(visit: VisitDep, goal_id: str, typed: TypedDep) -> Response:
    """Write an action down."""
    deed, form = _new_action_form(visit, goal_id), read(ActionForm, typed)
    said = form.value.model_dump(exclude={"key", "version"}) if form.value else {}
    return act(
        visit,
        deed,
        form,
        lambda: add_action(visit.db, visit.by(_key(form)), goal_id=goal_id, **said),
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
    said = form.value.model_dump(exclude={"key"}) if form.value else {}
    return act(
        visit,
        deed,
        form,
        lambda: change_action(visit.db, visit.by(_key(form)), action_id=action_id, **said),
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
    said = form.value.model_dump(exclude={"key"}) if form.value else {}
    return act(
        visit,
        deed,
        form,
        lambda: note_progress(visit.db, visit.by(_key(form)), action_id=action_id, **said),
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
    return {"text": action.text, "owner_post": action.owner_post or "", "due_on": _typed(action.due_on)}


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
        "first_on": _typed(goal.first_on),
    }
    return Deedful("goal", _("Ret målet"), f"/maal/{goal_id}", begins, facts, goal.version, "text")


def _end_form(visit: Visit, goal_id: str) -> Deedful:
    with visit.db.read() as session:
        goal = find(session, Goal, "goal", goal_id)
        check_may_keep(session, visit, goal)
    return Deedful("end", _("Afslut målet"), f"/maal/{goal_id}", {}, {"goal": goal}, goal.version, "reason")


def _new_action_form(visit: Visit, goal_id: str) -> Deedful:
    with visit.db.read() as session:
        goal = find(session, Goal, "goal", goal_id)
        check_may_keep(session, visit, goal)
        facts = {**choices(session), "goal": goal}
    return Deedful("action", _("Skriv en handling"), f"/maal/{goal_id}", {}, facts, wrong="text")


def _typed(day: date | None) -> str:
    return f"{day:%d-%m-%Y}" if day else ""


def _key(form: Filled[Any]) -> str | None:
    return form.value.key if form.value is not None else None


def _value(form: Filled[GoalForm]) -> GoalForm:
    assert form.value is not None  # noqa: S101 - ``act`` does nothing before it is
    return form.value
