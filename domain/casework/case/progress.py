"""What is said of an action, inside the verbs that say it: its own, and the promise that asks how far it is."""

from __future__ import annotations

from sqlmodel import select

from domain.casework.rows import local_day
from domain.casework.verb import Act
from domain.model import Action, ActionState, FollowUp, Progress
from domain.model.columns import make_id
from domain.rules.goals import PROGRESS

LIVE = (ActionState.AGREED, ActionState.UNDER_WAY)


def say(act: Act, action: Action, state: ActionState, text: str) -> Progress:
    """Write down how far the action is; the verb writes the journal."""
    action.state, action.noted_on = state, local_day(act.at)
    action.version += 1
    said = Progress.new(
        id=make_id("progress", action.id, act.at.isoformat(), state, text),
        action_id=action.id,
        state=state,
        text=text,
        noted_at=act.at,
        noted_by=act.by.actor,
    )
    if act.session.get(Progress, said.id) is None:
        act.session.add(said)
    act.session.add(action)
    return said


def say_what_was_asked(act: Act, follow_up: FollowUp, note: str) -> None:
    """The promise to say how far an action is was kept at its own page: the note is said of the action too."""
    if follow_up.kind != PROGRESS:
        return
    action = act.session.exec(select(Action).where(Action.asked == follow_up.id)).first()
    if action is not None:
        action.asked = None
    if action is not None and action.state in LIVE:
        say(act, action, ActionState.UNDER_WAY, note)
