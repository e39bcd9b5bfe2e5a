"""Mål og handlinger: written down, changed, ended; and how far an action is."""

from __future__ import annotations

from datetime import date

from sqlmodel import col, select

from domain.casework.case.follow_ups import settle
from domain.casework.case.progress import LIVE, say
from domain.casework.rows import check_reason, check_version, find, local_day
from domain.casework.verb import Act, Receipt, verb
from domain.errors import NotAllowedNowError
from domain.model import Action, ActionState, FollowUp, FollowUpState, Goal, Post, Progress
from domain.model.columns import make_id
from domain.store.cycles import find_duty
from domain.store.queries import current_profile

LONGEST = 120  # months between two follow-ups
SAID = (ActionState.UNDER_WAY, ActionState.DONE, ActionState.DROPPED)


@verb
def add_goal(
    act: Act,
    *,
    plan: str,
    text: str,
    owner_post: str,
    body: str,
    first_on: date,
    every_months: int | None = None,
    obligation: str | None = None,
    area: str = "",
) -> Receipt:
    """Write down a goal of a plan: who answers for it, which body hears about it, and how often it is followed up.

    ``every_months`` from ``first_on`` on; None: with each round of ``obligation`` due from then on.

    Raises:
        UnknownBodyError, EndedBodyError: the body cannot hear about it.
        NotFoundError: no such post, or no such duty in force.
        NotAllowedNowError: ``why`` is one of no_rhythm, goal_taken (the plan has had that goal).
    """
    values = _checked(
        act,
        plan=plan,
        text=text,
        owner_post=owner_post,
        body=body,
        first_on=first_on,
        every_months=every_months,
        obligation=obligation,
        area=area,
    )
    goal_id = make_id("goal", values["plan"], values["area"], values["text"])
    same = {name: values[name] for name in ("plan", "area", "text")}
    known = act.session.exec(select(Goal).filter_by(**same, ended_on=None)).first()
    if known is not None:
        if all(getattr(known, name) == value for name, value in values.items()):
            return act.already(known.id)
        raise _refuse(act, "goal", known.id, "goal_taken")
    if act.session.get(Goal, goal_id) is not None:  # one that has been ended, or is called something else now
        goal_id = make_id("goal", goal_id, act.at.isoformat())
    act.session.add(Goal.new(id=goal_id, **values))
    return act.enter("goal", goal_id, owner=owner_post, body=values["body_key"])


@verb
def change_goal(
    act: Act,
    *,
    goal_id: str,
    plan: str,
    text: str,
    owner_post: str,
    body: str,
    first_on: date,
    every_months: int | None = None,
    obligation: str | None = None,
    area: str = "",
    version: int | None = None,
) -> Receipt:
    """The goal is as it is said here, in all of it.

    Raises:
        NotFoundError: no such goal, and as ``add_goal``.
        NotAllowedNowError: it has been ended (why=goal_ended), and as ``add_goal``.
        ConflictError: somebody changed it first.
    """
    goal = _in_force(act, goal_id)
    values = _checked(
        act,
        plan=plan,
        text=text,
        owner_post=owner_post,
        body=body,
        first_on=first_on,
        every_months=every_months,
        obligation=obligation,
        area=area,
    )
    changed = [name for name, value in values.items() if getattr(goal, name) != value]
    if not changed:
        return act.already(goal_id)
    check_version(goal, "goal", goal_id, version)
    for name in changed:
        setattr(goal, name, values[name])
    goal.version += 1
    act.session.add(goal)
    return act.enter("goal", goal_id, owner=owner_post, body=values["body_key"], changed=changed)


@verb
def end_goal(act: Act, *, goal_id: str, reason: str, version: int | None = None) -> Receipt:
    """The goal is no longer followed up, and ``reason`` says why; nobody is asked how far its actions are.

    Raises:
        NotFoundError: no such goal.
        ReasonMissingError: the reason is empty.
        ConflictError: somebody changed it first.
    """
    goal = find(act.session, Goal, "goal", goal_id)
    if goal.ended_on is not None:
        return act.already(goal_id)
    said = check_reason(reason, act.name, goal_id)
    check_version(goal, "goal", goal_id, version)
    goal.ended_on, goal.ended_because = local_day(act.at), said
    goal.version += 1
    act.session.add(goal)
    receipt = act.enter("goal", goal_id, body=goal.body_key)
    for action in act.session.exec(select(Action).where(Action.goal_id == goal_id, col(Action.state).in_(LIVE))):
        _answer(act, action, FollowUpState.DROPPED, said)
    return receipt


@verb
def add_action(
    act: Act, *, goal_id: str, text: str, owner_post: str | None = None, due_on: date | None = None
) -> Receipt:
    """Write down what is to be done to reach a goal; without a post of its own the goal's answers for it.

    Raises:
        NotFoundError: no such goal or post.
        NotAllowedNowError: the goal has been ended (why=goal_ended).
    """
    goal = _in_force(act, goal_id)
    said = text.strip()
    if owner_post is not None:
        find(act.session, Post, "post", owner_post)
    known = act.session.exec(select(Action).where(Action.goal_id == goal_id, Action.text == said)).first()
    if known is not None:
        return act.already(known.id, goal=goal_id)
    action_id = make_id("action", goal_id, said)
    if act.session.get(Action, action_id) is not None:  # it says something else now
        action_id = make_id("action", action_id, act.at.isoformat())
    values = {"text": said, "owner_post": owner_post, "due_on": due_on, "agreed_on": local_day(act.at)}
    act.session.add(Action.new(id=action_id, goal_id=goal_id, **values))
    return act.enter("action", action_id, goal=goal_id, owner=owner_post or goal.owner_post, due_on=due_on)


@verb
def change_action(
    act: Act,
    *,
    action_id: str,
    text: str,
    owner_post: str | None = None,
    due_on: date | None = None,
    version: int | None = None,
) -> Receipt:
    """The action is as it is said here, in all of it.

    Raises:
        NotFoundError: no such action or post.
        NotAllowedNowError: its goal has been ended (why=goal_ended).
        ConflictError: somebody changed it first.
    """
    action = find(act.session, Action, "action", action_id)
    goal = _in_force(act, action.goal_id)
    if owner_post is not None:
        find(act.session, Post, "post", owner_post)
    values = {"text": text.strip(), "owner_post": owner_post, "due_on": due_on}
    changed = [name for name, value in values.items() if getattr(action, name) != value]
    if not changed:
        return act.already(action_id, goal=goal.id)
    check_version(action, "action", action_id, version)
    for name in changed:
        setattr(action, name, values[name])
    action.version += 1
    act.session.add(action)
    owner = owner_post or goal.owner_post
    return act.enter("action", action_id, goal=goal.id, owner=owner, due_on=due_on, changed=changed)


@verb
def note_progress(act: Act, *, action_id: str, state: ActionState, text: str, version: int | None = None) -> Receipt:
    """How far an action is, what came of it, or why it was dropped; who asked for it is answered.

    Raises:
        NotFoundError: no such action.
        ReasonMissingError: nothing is said.
        NotAllowedNowError: its goal has been ended (why=goal_ended), or ``state`` is that nobody has begun
            (why=nothing_said).
        ConflictError: somebody changed it first.
    """
    action = find(act.session, Action, "action", action_id)
    goal = _in_force(act, action.goal_id)
    said = check_reason(text, act.name, action_id)
    if state not in SAID:
        raise _refuse(act, "action", action_id, "nothing_said")
    last = act.session.exec(
        select(Progress).where(Progress.action_id == action_id).order_by(col(Progress.noted_at).desc()).limit(1)
    ).first()
    if last is not None and (last.state, last.text, action.state) == (state, said, state) and action.asked is None:
        return act.already(action_id, goal=goal.id)
    check_version(action, "action", action_id, version)
    say(act, action, state, said)
    receipt = act.enter("action", action_id, goal=goal.id, state=state)
    _answer(act, action, FollowUpState.DONE, said)
    return receipt


def _answer(act: Act, action: Action, state: FollowUpState, note: str) -> None:
    """Settle the promise to say how far an action is, where one is open."""
    asked = act.session.get(FollowUp, action.asked) if action.asked is not None else None
    action.asked = None
    act.session.add(action)
    if asked is not None and asked.state is FollowUpState.CONFIRMED:
        settle(act, asked, state, note)


def _checked(
    act: Act,
    *,
    plan: str,
    text: str,
    owner_post: str,
    body: str,
    first_on: date,
    every_months: int | None,
    obligation: str | None,
    area: str,
) -> dict[str, object]:
    """The columns of a goal, when it can be."""
    find(act.session, Post, "post", owner_post)
    key = current_profile(act.session).find_body_from(body, local_day(act.at)).key
    if obligation is not None:
        find_duty(act.session, obligation)
    has_months = every_months is not None and 1 <= every_months <= LONGEST
    if not has_months and (every_months is not None or obligation is None):
        raise _refuse(act, "goal", text.strip(), "no_rhythm")
    return {
        "plan": plan.strip(),
        "area": area.strip(),
        "text": text.strip(),
        "owner_post": owner_post,
        "body_key": key,
        "obligation": obligation,
        "every_months": every_months,
        "first_on": first_on,
    }


def _in_force(act: Act, goal_id: str) -> Goal:
    goal = find(act.session, Goal, "goal", goal_id)
    if goal.ended_on is not None:
        raise _refuse(act, "goal", goal_id, "goal_ended")
    return goal


def _refuse(act: Act, noun: str, id: str, why: str) -> NotAllowedNowError:
    return NotAllowedNowError(verb=act.name, noun=noun, id=id, state="", why=why)
