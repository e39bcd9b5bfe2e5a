"""A decision that was written down wrongly is put right, and the journey takes the right one in instead.

What a body decided is never forgotten: the journal keeps the first wording's outcome and who corrected it, and why.
What cannot be undone is refused: when a body after it has treated the case, what followed has happened.
"""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from sqlmodel import Session, col, select

from domain.casework.case.decisions import check_decision, find_decision
from domain.casework.case.promise_ladder import remove_reminders
from domain.casework.case.rounds import keep_progress
from domain.casework.mail.notices import taken_off
from domain.casework.mail.telling import tell_all
from domain.casework.rows import check_reason, check_version, find, in_journal, look_again
from domain.casework.verb import Act, Receipt, verb
from domain.errors import NotAllowedNowError
from domain.model import Case, CaseState, Entry, FollowUp, FollowUpState, Outcome, PublicWording, Stop, StopState
from domain.store.queries import current_profile

_TREATED = (StopState.AWAITING_DECISION, StopState.DECIDED)
_UNSETTLED = (FollowUpState.PROPOSED, FollowUpState.CONFIRMED)


@verb
def correct_decision(
    act: Act,
    *,
    stop_id: str,
    outcome: Outcome,
    text: str = "",
    decided_on: date,
    return_to: str | None = None,
    named_meeting: str | None = None,
    reason: str,
    version: int | None = None,
) -> Receipt:
    """Put a recorded decision right; ``reason`` says why, and the other arguments are the whole decision as it is.

    Words and day can be put right at any time. Another outcome (or another body or meeting it goes to) can be
    while no stop after it has been treated: the stops that the wrong decision added are dropped, those it dropped
    come back, a closed case is opened again, and the journey takes the right decision in. Promises that a rule
    opened because of it are dropped; those that § 23 held back stay proposed until somebody confirms them. What the
    public was to read of it behind closed doors was said of the wrong one, and is to be said again.

    Raises:
        NotFoundError: no such stop or meeting.
        ReasonMissingError: the reason, or what the outcome needs, is empty.
        UnknownBodyError: nothing is called ``return_to``.
        NotAllowedNowError: ``why`` is one of no_decision, withdrawn (the case), later_stop_treated, or as in
            ``record_decision``.
        ConflictError: somebody changed the stop first.
    """
    session = act.session
    why = check_reason(reason, act.name, stop_id)
    stop = find(session, Stop, "stop", stop_id)
    case = find(session, Case, "case", stop.case_id)
    decision = find_decision(session, stop_id)
    if decision is None:
        raise _refuse(act, stop, "no_decision")
    body_to = current_profile(session).find_body(return_to).key if return_to else None
    before = (decision.outcome, decision.return_to, decision.named_meeting)
    after = (outcome, body_to, named_meeting)
    if (after, text.strip(), decided_on) == (before, decision.text, decision.decided_on):
        return act.already(case.id, stop=stop_id, outcome=outcome.value)
    if case.state is CaseState.WITHDRAWN:
        raise _refuse(act, stop, "withdrawn")
    check_version(stop, "stop", stop_id, version)
    check_decision(act, stop, outcome, text.strip(), decided_on, return_to=body_to, named_meeting=named_meeting)
    undone: dict[str, Any] = {}
    if after != before and decision.applied_at is not None:
        undone = _undo(act, case, stop)
        decision.applied_at = None
    if after != before:
        decision.recorded_at = act.at
        look_again(act, case.id)
    decision.outcome, decision.return_to, decision.named_meeting = outcome, body_to, named_meeting
    decision.text, decision.decided_on, decision.recorded_by = text.strip(), decided_on, act.by.actor
    stop.version += 1
    wording = session.get(PublicWording, stop_id)
    if wording is not None:
        session.delete(wording)
        undone["public"] = "to_be_said_again"
    keep_progress(session, case)
    return act.enter(
        "case",
        case.id,
        stop=stop_id,
        body=stop.body_key,
        outcome=outcome.value,
        before=before[0].value,
        decided_on=decided_on,
        return_to=body_to,
        named_meeting=named_meeting,
        reason=in_journal(case, why),
        **undone,
    )


def may_change_outcome(session: Session, stop: Stop) -> bool:
    """Whether no stop after it has been treated, so that another outcome can still be taken in."""
    return not _later_treated(session, stop)


def _undo(act: Act, case: Case, stop: Stop) -> dict[str, Any]:
    """Take back what the journey did when it took the decision in; what was taken back, as facts."""
    session = act.session
    if _later_treated(session, stop):
        raise _refuse(act, stop, "later_stop_treated")
    effect = _effect_of(session, case.id, stop.id)
    added = [*effect.get("stops", ()), *([effect["information"]] if "information" in effect else [])]
    gone = [
        found for stop_id in added if (found := session.get(Stop, stop_id)) and found.state is not StopState.DROPPED
    ]
    profile = current_profile(session)
    tell_all(
        act,
        [
            taken_off(case, profile, one.body_key, f"corrected:{stop.id}", stop_id=one.id, meeting_id=one.meeting_id)
            for one in gone
            if one.state is StopState.ON_AGENDA
        ],
    )
    for one in gone:
        one.state = StopState.DROPPED
        one.version += 1
    back = [find(session, Stop, "stop", stop_id) for stop_id in effect.get("dropped_stops", ())]
    for one in back:
        one.state = StopState.PLANNED
        one.version += 1
    promise = session.get(FollowUp, effect.get("follow_up", ""))
    if promise is not None and promise.state in _UNSETTLED:
        promise.state, promise.settled_at = FollowUpState.DROPPED, act.at
        promise.version += 1
        remove_reminders(session, [promise.id])
    if case.state is CaseState.CLOSED:
        case.state, case.closed_at = CaseState.OPEN, None
        case.version += 1
    return {"dropped": [one.body_key for one in gone], "back": [one.body_key for one in back]}


def _later_treated(session: Session, stop: Stop) -> bool:
    rows = session.exec(select(Stop).where(Stop.case_id == stop.case_id, col(Stop.state).in_(_TREATED)))
    return any((row.position, row.round_no) > (stop.position, stop.round_no) for row in rows)


def _effect_of(session: Session, case_id: str, stop_id: str) -> dict[str, Any]:
    """What the journey did when it last took the stop's decision in, from the journal."""
    lines = session.exec(
        select(Entry.facts).where(Entry.subject == case_id, Entry.verb == "advance").order_by(col(Entry.seq).desc())
    )
    for line in lines:
        facts: dict[str, Any] = json.loads(line)
        if facts.get("transition") == "decided" and facts.get("stop") == stop_id:
            return facts
    return {}


def _refuse(act: Act, stop: Stop, why: str) -> NotAllowedNowError:
    return NotAllowedNowError(verb=act.name, noun="stop", id=stop.id, state=stop.state.value, why=why)
