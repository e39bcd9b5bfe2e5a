"""Sagens rejse: one look at a case, and at most one step.

``advance`` loads the case, asks the rules what happens next and does exactly that, in one transaction: the step,
its journal line, what people are told, and the row in the queue that says when to look again. Run twice, killed in
between or run by two sweeps at once, it gives the same journey: what is done is no longer next.

A stop waits on its meeting's own rows in the queue (dispatch, held), so a meeting that moves costs nothing per case.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session, select

from domain.casework.case.effects import apply_decision
from domain.casework.case.placing import difference_for, save
from domain.casework.case.promise_ladder import morning
from domain.casework.mail.notices import to_owner, to_secretary
from domain.casework.mail.telling import tell_all
from domain.casework.meeting.agenda import keep_off
from domain.casework.queue import due_key
from domain.casework.rows import find, local_day, look_again, look_no_more
from domain.casework.verb import Act, Receipt, verb
from domain.model import Case, CaseState, Due, DueKind, NoticeKind, Stop, StopState
from domain.rules.facts import CaseFacts, StopFacts
from domain.rules.next_move import (
    AskDecision,
    Blocked,
    Close,
    Move,
    Place,
    PutOnAgenda,
    TakeEffect,
    Wait,
    WaitReason,
    next_move,
)
from domain.rules.replanning import Why
from domain.store.bulk import update_rows
from domain.store.case_facts import case_facts
from domain.store.journal import canonical
from domain.store.queries import LIVE_STOPS, current_profile

_MEETING_DUES = {WaitReason.DISPATCH: DueKind.DISPATCH, WaitReason.MEETING: DueKind.HELD}


@verb
def advance(act: Act, *, case_id: str) -> Receipt:
    """Take the next step of the case's journey, if there is one now.

    The receipt's facts: ``transition`` (placed, replanned, stuck, on_agenda, blocked, awaiting_decision, decided,
    closed or none), ``body`` and ``stop`` where it concerns one, ``outcome`` after a decision, ``because`` and
    ``wait_until`` (ISO, when known) where nothing was done. After a step the case is looked at again at once.

    Raises:
        NotFoundError: no such case.
    """
    facts = case_facts(act.session, case_id)
    move = next_move(facts, now=act.at)
    if isinstance(move, PutOnAgenda):  # of the case itself it needs no more than its facts
        return _put_on_agenda(act, facts, _stop_of(facts, move.stop))
    case = find(act.session, Case, "case", case_id)
    match move:
        case Place():
            receipt = _place(act, case, facts)
        case AskDecision():
            receipt = _ask_decision(act, case, facts, _stop_of(facts, move.stop))
        case TakeEffect():
            receipt = _take_effect(act, case, facts, move.stop)
        case Close():
            receipt = _close(act, case)
        case Blocked():
            receipt = _blocked(act, case, facts, move)
        case Wait():
            receipt = _wait(act, case, facts, move)
    return receipt


def upcoming(session: Session, case_id: str, now: datetime) -> Move:
    """What the journey would do with the case at that moment. Nothing is written.

    Raises:
        NotFoundError: no such case.
    """
    return next_move(case_facts(session, case_id), now=now)


def _place(act: Act, case: Case, facts: CaseFacts) -> Receipt:
    before = case.stuck_because
    why = _why(facts)
    difference = difference_for(act.session, facts, today=local_day(act.at), why=why)
    changes = save(act, case, difference)
    if difference.no_plan is not None:
        if case.stuck_because == before:
            return _nothing(act, case, because="stuck", body=difference.no_plan.body)
        look_no_more(act, case.id)
        return act.enter(
            "case",
            case.id,
            transition="stuck",
            stop=difference.no_plan.stop,
            body=difference.no_plan.body,
            because=str(difference.no_plan.constraint),
            cure=str(difference.no_plan.cure),
        )
    if not changes:
        return _nothing(act, case, because="placed")
    is_first = why is Why.PLACED and all(change.before is None for change in difference.changes)
    return _step(act, facts, "placed" if is_first else "replanned", body=difference.changes[0].body, changes=changes)


def _why(facts: CaseFacts) -> Why:
    """What set the planning off: a decision that was taken in, a cancelled meeting, or nothing yet."""
    added = [stop.added_because for stop in facts.stops if stop.state is StopState.PLANNED and stop.meeting is None]
    for because in added:
        if because in _WHY:
            return _WHY[because]
    if any(stop.meeting is not None and stop.meeting.cancelled for stop in facts.stops if stop.state in LIVE_STOPS):
        return Why.MEETING_CANCELLED
    return Why.PLACED


_WHY = {
    "postponed": Why.POSTPONED_BY_BODY,
    "returned": Why.RETURNED_BY_BODY,
    "forwarded": Why.FORWARDED_BY_BODY,
    "§ 23": Why.STOPPED_23,
}


def _put_on_agenda(act: Act, facts: CaseFacts, stop: StopFacts) -> Receipt:
    _set_state(act.session, stop, StopState.ON_AGENDA)
    is_urgent = bool(stop.urgency_reason)
    return _step(
        act, facts, "on_agenda", stop=stop.id, body=stop.body, meeting=_meeting_id(stop), is_urgent=is_urgent
    )


def _ask_decision(act: Act, case: Case, facts: CaseFacts, stop: StopFacts) -> Receipt:
    _set_state(act.session, stop, StopState.AWAITING_DECISION)
    profile = current_profile(act.session)
    meeting_id = _meeting_id(stop)
    about = {"stop_id": stop.id, "meeting_id": meeting_id}
    news = to_secretary(case, profile, stop.body, NoticeKind.ASK_DECISION, f"held:{meeting_id}", **about)
    tell_all(act, [news])
    return _step(act, facts, "awaiting_decision", stop=stop.id, body=stop.body, meeting=meeting_id)


def _take_effect(act: Act, case: Case, facts: CaseFacts, stop_id: str) -> Receipt:
    stop = _stop_of(facts, stop_id)
    effect = apply_decision(act, case, facts, stop)
    return _step(act, facts, "decided", stop=stop_id, body=stop.body, **effect)


def _close(act: Act, case: Case) -> Receipt:
    case.state = CaseState.CLOSED
    case.closed_at = act.at
    case.stuck_because = ""
    case.version += 1
    look_no_more(act, case.id)
    return act.enter("case", case.id, transition="closed")


def _blocked(act: Act, case: Case, facts: CaseFacts, move: Blocked) -> Receipt:
    """Tell the owner and the body's secretary what is in the way, once for each set of obstacles.

    The case is looked at again when somebody acts on it, or when it has missed the meeting.
    """
    stop = _stop_of(facts, move.stop)
    meeting_id = _meeting_id(stop)
    missed_at = morning(stop.meeting.held_on + timedelta(days=1)) if stop.meeting is not None else None
    codes = sorted({check.code for check in move.checks})
    mark = canonical({"why": "blocked", "stop": stop.id, "body": stop.body, "meeting": meeting_id, "checks": codes})
    is_known = mark == case.stuck_because
    if missed_at is not None and missed_at > act.at:
        look_again(act, case.id, missed_at)
    else:
        look_no_more(act, case.id)
    if is_known:
        return act.already(
            case.id, transition="none", because="blocked", body=stop.body, checks=codes, wait_until=None
        )
    case.stuck_because = mark
    if meeting_id is not None:
        keep_off(act.session, meeting_id, stop.id)
    about: dict[str, Any] = {
        "stop_id": stop.id,
        "meeting_id": meeting_id,
        "detail": {"checks": codes, "body": stop.body},
        "single": True,
    }
    occasion = f"{meeting_id}:{','.join(codes)}"[:120]
    profile = current_profile(act.session)
    news = [
        to_owner(case, NoticeKind.BLOCKED, occasion, **about),
        to_secretary(case, profile, stop.body, NoticeKind.BLOCKED, occasion, **about),
    ]
    tell_all(act, news)
    return act.enter("case", case.id, transition="blocked", stop=stop.id, body=stop.body, because=codes)


def _wait(act: Act, case: Case, facts: CaseFacts, move: Wait) -> Receipt:
    """Nothing now. The queue gets a row of the case's own only where no meeting's row will wake it."""
    until = move.until
    if until is None or _is_woken_by_meeting(act.session, facts, move, until):
        look_no_more(act, case.id)
    else:
        look_again(act, case.id, until)
    waits = until.isoformat() if until is not None else None
    return act.already(case.id, transition="none", because=move.because.value, wait_until=waits)


def _is_woken_by_meeting(session: Session, facts: CaseFacts, move: Wait, until: datetime) -> bool:
    """Whether the meeting's own row in the queue comes no earlier than the moment the case waits for."""
    kind = _MEETING_DUES.get(move.because)
    meeting = next((stop.meeting for stop in facts.stops if stop.id == move.facts.get("stop")), None)
    if kind is None or meeting is None:
        return False
    due_at = session.exec(select(Due.due_at).where(Due.key == due_key(kind, meeting.id))).first()
    return due_at is not None and due_at >= until


def _nothing(act: Act, case: Case, *, because: str, **facts: object) -> Receipt:
    """Nothing to do until somebody acts."""
    look_no_more(act, case.id)
    return act.already(case.id, transition="none", because=because, wait_until=None, **facts)


def _step(act: Act, case: CaseFacts, transition: str, **facts: object) -> Receipt:
    """A step was taken: the case stands still no longer, and there may be another step at once."""
    if case.stands_still:
        act.session.flush()  # what the step has changed of the case goes before
        update_rows(act.session, Case, ("stuck_because",), [("", case.id)])
    look_again(act, case.id)
    return act.enter("case", case.id, transition=transition, **facts)


def _set_state(session: Session, stop: StopFacts, state: StopState) -> None:
    """A plain statement: every stop of every case goes through here twice, and its facts have just been read."""
    update_rows(session, Stop, ("state",), [(state, stop.id)], raise_version=True)


def _meeting_id(stop: StopFacts) -> str | None:
    return stop.meeting.id if stop.meeting is not None else None


def _stop_of(facts: CaseFacts, stop_id: str) -> StopFacts:
    return next(stop for stop in facts.stops if stop.id == stop_id)
