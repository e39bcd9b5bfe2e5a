"""Status på mål: those who answer for actions are asked, on the case of the status, how far they are."""

from __future__ import annotations

from datetime import date, timedelta

from sqlmodel import Session, col, select

from domain.casework.case.progress import LIVE
from domain.casework.case.promise_ladder import put_reminders
from domain.casework.rows import check_open, find, local_day, look_again
from domain.casework.verb import Act, Receipt, verb
from domain.model import Action, Case, FollowUp, FollowUpState, Goal, Meeting
from domain.model.columns import make_id
from domain.rules.goals import PROGRESS, asked_on
from domain.store.cycles import duties_in_force
from domain.store.goals import follow_up_days
from domain.store.queries import meeting_facts

_AHEAD = timedelta(days=1)


@verb
def ask_for_progress(act: Act, *, case_id: str, meeting_id: str) -> Receipt:
    """Ask whoever answers for an action how far it is, where nobody has spoken for a follow-up day by the meeting.

    Each is a promise on the case of the status, due on the meeting's day for submission, reminded of and chased as
    all promises are. Asked once a case; who has been asked for an earlier meeting and has not answered is not asked
    again.

    Raises:
        NotFoundError: no such case or meeting.
        NotAllowedNowError: the case is no longer open.
    """
    case = find(act.session, Case, "case", case_id)
    meeting = find(act.session, Meeting, "meeting", meeting_id)
    check_open(case, act.name)
    facts = meeting_facts(act.session, ids=[meeting_id])[0]
    due_on = max(facts.submission_on or facts.dispatch_on, local_day(act.at) + _AHEAD)
    first: Receipt | None = None
    for action, goal in to_ask(act.session, meeting.body_key, meeting.held_on):
        follow_up_id = make_id("follow_up", case_id, "action", action.id)
        if act.session.get(FollowUp, follow_up_id) is not None:
            continue
        owner = action.owner_post or goal.owner_post
        follow_up = FollowUp.new(
            id=follow_up_id,
            case_id=case_id,
            text=f"Sig, hvor langt handlingen er: {action.text}",
            kind=PROGRESS,
            source_place=goal.plan,
            owner_post=owner,
            due_on=due_on,
            state=FollowUpState.CONFIRMED,
        )
        act.session.add(follow_up)
        act.session.flush()
        action.asked = follow_up_id
        act.session.add(action)
        put_reminders(act, follow_up)
        entered = act.enter("follow_up", follow_up_id, case=case_id, kind=PROGRESS, owner=owner, due_on=due_on)
        first = first or entered
    if first is None:
        return act.already(case_id)
    look_again(act, case_id)
    return first


def to_ask(session: Session, body: str, until: date) -> list[tuple[Action, Goal]]:
    """The actions of a body's goals of which nobody has said, for a follow-up day up to ``until``, how far they are.

    Those with an open question are left out.
    """
    live = select(Action, Goal).join(Goal, col(Goal.id) == col(Action.goal_id))
    live = live.where(Goal.body_key == body, col(Goal.ended_on).is_(None), col(Action.state).in_(LIVE))
    rows = session.exec(live.order_by(col(Goal.plan), col(Action.agreed_on), col(Action.id))).all()
    duties = duties_in_force(session) if rows else {}
    found = []
    for action, goal in rows:
        days = follow_up_days(goal, duties, until)
        is_asked = asked_on(days, agreed_on=action.agreed_on, noted_on=action.noted_on) is not None
        asked = session.get(FollowUp, action.asked) if action.asked is not None else None
        if is_asked and (asked is None or asked.state is not FollowUpState.CONFIRMED):
            found.append((action, goal))
    return found
