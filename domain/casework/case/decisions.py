"""Beslutning: what a body decided, recorded by staff. The journey takes the effect afterwards, when it next looks.

Recording never waits for the journey: one transaction holds the decision, the stop's state, the journal line and
the row in the queue that says "look at this case now".
"""

from __future__ import annotations

from datetime import date

from sqlmodel import Session, col, select

from domain.casework.rows import check_open, check_version, find, local_day, look_again
from domain.casework.verb import Act, Receipt, verb
from domain.errors import NotAllowedNowError, ReasonMissingError
from domain.model import Body, BodyKind, Case, Decision, Meeting, MeetingStatus, Outcome, Stop, StopState
from domain.model.columns import make_id
from domain.rules.outcomes import OUTCOMES
from domain.store.queries import LIVE_STOPS, current_profile

# Outcomes that may be recorded before the meeting has been held: somebody decided instead of the body
# (kommunestyrelsesloven § 22 and § 31 stk. 1), or the item was taken off the agenda.
BEFORE_THE_MEETING = frozenset({Outcome.CHAIR_DECISION, Outcome.MAYOR_DECISION_31, Outcome.WITHDRAWN})

# Outcomes that the law gives to some kinds of body only; the others are open to all.
ONLY_IN: dict[Outcome, frozenset[BodyKind]] = {
    Outcome.STOPPED_23: frozenset({BodyKind.COMMITTEE, BodyKind.FINANCE}),  # § 23: members of committees
    Outcome.CHAIR_DECISION: frozenset({BodyKind.COMMITTEE, BodyKind.FINANCE}),  # § 22
    Outcome.MAYOR_DECISION_31: frozenset({BodyKind.COUNCIL}),  # § 31 stk. 1
}


@verb
def record_decision(
    act: Act,
    *,
    stop_id: str,
    outcome: Outcome,
    text: str = "",
    decided_on: date,
    return_to: str | None = None,
    named_meeting: str | None = None,
    version: int | None = None,
) -> Receipt:
    """Record what a body decided at a stop. The same decision once more is no change.

    ``return_to`` is the body it goes back or on to, by any name the profile knows; ``named_meeting`` the meeting it
    was postponed to.

    Raises:
        NotFoundError: no such stop, case or meeting.
        NotAllowedNowError: ``why`` is one of not_open (the case), dropped, decided_differently, no_meeting, not_held,
            in_the_future, earlier_stop_open, not_in_this_body, not_an_earlier_body, not_a_later_meeting.
        ReasonMissingError: the outcome must be explained, or needs to know where it goes (fact ``needs``).
        UnknownBodyError: nothing is called ``return_to``.
        ConflictError: somebody changed the stop first.
    """
    session = act.session
    stop = find(session, Stop, "stop", stop_id)
    case = find(session, Case, "case", stop.case_id)
    body_to = current_profile(session).find_body(return_to).key if return_to else None
    said = (outcome, text.strip(), decided_on, body_to, named_meeting)
    known = find_decision(session, stop_id)
    if known is not None:
        if said == (known.outcome, known.text, known.decided_on, known.return_to, known.named_meeting):
            return act.already(case.id, stop=stop_id, outcome=outcome.value)
        raise _refuse(act, stop, "decided_differently")
    check_open(case, act.name)
    check_version(stop, "stop", stop_id, version)
    if stop.state not in LIVE_STOPS:
        raise _refuse(act, stop, "dropped")
    check_decision(act, stop, outcome, text.strip(), decided_on, return_to=body_to, named_meeting=named_meeting)

    session.add(
        Decision.new(
            id=make_id("decision", stop_id),
            stop_id=stop_id,
            outcome=outcome,
            text=text.strip(),
            decided_on=decided_on,
            recorded_at=act.at,
            recorded_by=act.by.actor,
            return_to=body_to,
            named_meeting=named_meeting,
        )
    )
    stop.state = StopState.DECIDED
    stop.decided_at = act.at
    stop.version += 1
    look_again(act, case.id)
    return act.enter(
        "case",
        case.id,
        stop=stop_id,
        body=stop.body_key,
        outcome=outcome.value,
        decided_on=decided_on,
        return_to=body_to,
        named_meeting=named_meeting,
    )


def find_decision(session: Session, stop_id: str) -> Decision | None:
    """What was decided at the stop, or None."""
    return session.exec(select(Decision).where(Decision.stop_id == stop_id)).first()


def check_decision(
    act: Act,
    stop: Stop,
    outcome: Outcome,
    text: str,
    decided_on: date,
    *,
    return_to: str | None,
    named_meeting: str | None,
) -> None:
    """Whether the body can have decided so, then, with what is said of it; ``return_to`` is a body's key.

    Raises as ``record_decision`` does.
    """
    _check_needs(act, stop.id, outcome, {"text": text, "return_to": return_to})
    _check_time(act, stop, outcome, decided_on)
    _check_place(act, stop, outcome, return_to, named_meeting)


def _check_needs(act: Act, stop_id: str, outcome: Outcome, given: dict[str, str | None]) -> None:
    for name in OUTCOMES[outcome].needs:
        if not given.get(name):
            raise ReasonMissingError(verb=act.name, id=stop_id, needs=name)


def _check_time(act: Act, stop: Stop, outcome: Outcome, decided_on: date) -> None:
    """A stop on a meeting that has been, after everything before it."""
    if stop.meeting_id is None:
        raise _refuse(act, stop, "no_meeting")
    if decided_on > local_day(act.at):
        raise _refuse(act, stop, "in_the_future")
    meeting = find(act.session, Meeting, "meeting", stop.meeting_id)
    is_early = decided_on < meeting.held_on or act.at < meeting.starts_at
    if is_early and outcome not in BEFORE_THE_MEETING:
        raise _refuse(act, stop, "not_held")
    earlier = act.session.exec(
        select(Stop.id).where(
            Stop.case_id == stop.case_id, col(Stop.state).in_(LIVE_STOPS), Stop.position < stop.position
        )
    ).first()
    if earlier is not None:
        raise _refuse(act, stop, "earlier_stop_open")


def _check_place(act: Act, stop: Stop, outcome: Outcome, return_to: str | None, named_meeting: str | None) -> None:
    """The body may decide so, and the body or meeting it goes to exists where it must."""
    kind = find(act.session, Body, "body", stop.body_key).kind
    if kind not in ONLY_IN.get(outcome, {kind}):
        raise _refuse(act, stop, "not_in_this_body")
    if outcome is Outcome.RETURNED:
        earlier = select(Stop.id).where(
            Stop.case_id == stop.case_id, Stop.body_key == return_to, Stop.position < stop.position
        )
        if act.session.exec(earlier).first() is None:
            raise _refuse(act, stop, "not_an_earlier_body")
    if named_meeting is not None:
        meeting = find(act.session, Meeting, "meeting", named_meeting)
        held = find(act.session, Meeting, "meeting", stop.meeting_id or "")
        is_later = meeting.body_key == stop.body_key and meeting.starts_at > held.starts_at
        if not is_later or meeting.status is MeetingStatus.CANCELLED:
            raise _refuse(act, stop, "not_a_later_meeting")


def _refuse(act: Act, stop: Stop, why: str) -> NotAllowedNowError:
    return NotAllowedNowError(verb=act.name, noun="stop", id=stop.id, state=stop.state.value, why=why)
