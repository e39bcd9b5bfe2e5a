"""Taking a decision in: the stops it adds and drops, the information item, the submission, and who hears of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import count
from typing import Any

from sqlmodel import Session, col, select

from domain.casework.case.decisions import find_decision
from domain.casework.case.follow_ups import Proposal, propose
from domain.casework.case.promise_ladder import put_reminders, remove_reminders
from domain.casework.case.rounds import keep_progress
from domain.casework.mail.notices import taken_off, to_chair, to_owner, to_secretary
from domain.casework.mail.telling import Telling, tell_all
from domain.casework.rows import find, local_day
from domain.casework.verb import Act
from domain.errors import NotFoundError
from domain.model import (
    BodyKind,
    Case,
    Decision,
    FollowUp,
    FollowUpState,
    Meeting,
    MeetingStatus,
    NoticeKind,
    Outcome,
    Stop,
    StopState,
)
from domain.model.columns import make_id
from domain.profile import Profile
from domain.rules.effects import JourneyChange, take_effect
from domain.rules.facts import CaseFacts, StopFacts
from domain.rules.obligations import NoRound, next_round_of, submission_task
from domain.rules.outcomes import OUTCOMES, Recheck, Tell
from domain.store.cycles import cycle_of_case, duties_in_force
from domain.store.queries import LIVE_STOPS, current_profile

_INFORMATION = {Outcome.CHAIR_DECISION: "§ 22: orientering", Outcome.MAYOR_DECISION_31: "§ 31 stk. 2: orientering"}


def apply_decision(act: Act, case: Case, facts: CaseFacts, stop: StopFacts) -> dict[str, Any]:
    """Do to the journey what the decision at ``stop`` says, in the transaction of ``act``; what was done, as facts.

    Raises:
        NotFoundError: the law sends it to a body that the municipality does not have.
    """
    session = act.session
    decision = find_decision(session, stop.id)
    if decision is None:
        raise NotFoundError(noun="decision", id=stop.id)
    profile = current_profile(session)
    row = OUTCOMES[decision.outcome]
    today = local_day(act.at)
    bodies = {body.key: body.kind for body in profile.bodies if body.is_valid(today)}
    change = take_effect(facts, stop.id, bodies)
    later = _later(facts, stop)

    decision.applied_at = act.at
    added = _add_stops(session, case, stop, change)
    dropped = _drop_stops(session, change)
    off_agenda = _free_later(session, later, change) if row.recheck is not Recheck.NOTHING or added else []
    if row.recheck is Recheck.NO_FOLLOW_UP_YET:
        _hold_back_promises(session, stop)
    informed = _inform(act, case, stop, decision, is_last=not later) if change.inform_body is not None else {}
    is_last = not later and not added and "information" not in informed
    submission = _open_submission(act, case, stop, decision) if is_last else {}
    keep_progress(session, case)
    onward = [new.body_key for new in added] + [other.body for other in later]
    tell_all(act, [*_news(case, profile, stop, decision, onward), *_off_agenda_news(case, profile, stop, off_agenda)])
    return {
        "outcome": decision.outcome.value,
        "added": [new.body_key for new in added],
        "stops": [new.id for new in added],
        "dropped": dropped,
        "dropped_stops": list(change.drop),
        "off_agenda": [gone.body for gone in off_agenda],
        **informed,
        **submission,
    }


def _later(facts: CaseFacts, stop: StopFacts) -> list[StopFacts]:
    here = (stop.position, stop.round_no)
    return [other for other in facts.stops if (other.position, other.round_no) > here and other.state in LIVE_STOPS]


def _add_stops(session: Session, case: Case, stop: StopFacts, change: JourneyChange) -> list[Stop]:
    """The new stops. Their ids come from the stop whose decision asked for them."""
    added: list[Stop] = []
    for number, new in enumerate(change.add, start=1):
        meeting = change.named_meeting if number == 1 else None
        added.append(
            Stop.new(
                id=_free_id(session, "stop", stop.id, "decided", number),
                case_id=case.id,
                position=new.position,
                round_no=new.round_no,
                body_key=new.body,
                meeting_id=meeting,
                fixed=meeting is not None,
                min_gap_days=new.min_gap_days,
                added_because=new.added_because,
            )
        )
    session.add_all(added)
    session.flush()
    return added


def _free_id(session: Session, noun: str, *key: object) -> str:
    """The first id of this key that no stop has: a corrected decision may ask for the same stop a second time."""
    for time in count():
        free = make_id(noun, *key, *(("again", time) if time else ()))
        if session.get(Stop, free) is None:
            return free
    raise AssertionError


def _drop_stops(session: Session, change: JourneyChange) -> list[str]:
    dropped = [find(session, Stop, "stop", stop_id) for stop_id in change.drop]
    for stop in dropped:
        stop.state = StopState.DROPPED
        stop.version += 1
    return [stop.body_key for stop in dropped]


def _free_later(session: Session, later: list[StopFacts], change: JourneyChange) -> list[StopFacts]:
    """Let the rest of the route move: fixed dates were fixed for a journey that has just become another one.

    Stops whose agenda has gone out are off it again, until they are placed anew; those are returned.
    """
    freed = [stop for stop in later if stop.id not in change.drop]
    for facts in freed:
        stop = find(session, Stop, "stop", facts.id)
        if stop.fixed or stop.state is not StopState.PLANNED:
            stop.fixed = False
            stop.state = StopState.PLANNED
            stop.version += 1
    return [facts for facts in freed if facts.state is not StopState.PLANNED]


def _hold_back_promises(session: Session, stop: StopFacts) -> None:
    """Promises of a stopped decision may not start to run before the council has decided (§ 23)."""
    rows = session.exec(
        select(FollowUp).where(FollowUp.from_stop == stop.id, FollowUp.state == FollowUpState.CONFIRMED)
    ).all()
    for row in rows:
        row.state = FollowUpState.PROPOSED
        row.version += 1
    remove_reminders(session, [row.id for row in rows])


def _inform(act: Act, case: Case, stop: StopFacts, decision: Decision, *, is_last: bool) -> dict[str, Any]:
    """The body is informed at its next ordinary meeting (§ 22, § 31 stk. 2).

    At the end of the route that is a stop more; in the middle it would hold up what was urgent, so there it is a
    promise of the body's secretary, due on that meeting's day.
    """
    meeting = _next_ordinary(act, stop.body)
    because = _INFORMATION[decision.outcome]
    if not is_last:
        profile = current_profile(act.session)
        proposal = Proposal(
            because,
            owner_post=profile.body(stop.body).secretary or profile.secretariat_post,
            due_on=meeting.held_on if meeting is not None else None,
            place=f"stop:{stop.id}",
            kind="information",
        )
        return {"follow_up": _promise(act, case, stop, proposal).id}
    session = act.session
    last_round = session.exec(
        select(Stop.round_no)
        .where(Stop.case_id == case.id, Stop.position == stop.position)
        .order_by(col(Stop.round_no).desc())
    ).first()
    information = Stop.new(
        id=_free_id(session, "stop", stop.id, "information"),
        case_id=case.id,
        position=stop.position,
        round_no=(last_round or 0) + 1,
        body_key=stop.body,
        meeting_id=meeting.id if meeting is not None else None,
        fixed=meeting is not None,
        added_because=because,
    )
    session.add(information)
    session.flush()
    return {"information": information.id}


def _next_ordinary(act: Act, body: str) -> Meeting | None:
    return act.session.exec(
        select(Meeting)
        .where(Meeting.body_key == body, Meeting.status == MeetingStatus.ORDINARY, col(Meeting.starts_at) > act.at)
        .order_by(col(Meeting.starts_at))
    ).first()


def _open_submission(act: Act, case: Case, stop: StopFacts, decision: Decision) -> dict[str, Any]:
    """The duty's last step: the approved report is handed in. The round is the one the case was opened in."""
    if case.obligation is None or decision.outcome is not Outcome.APPROVED:
        return {}
    obligation = duties_in_force(act.session).get(case.obligation)
    if obligation is None or stop.kind is not obligation.approver or not obligation.submitted_to:
        return {}  # a duty may have been taken out of the profile since
    cycle = cycle_of_case(act.session, case.id)
    due_on = local_day(case.opened_at) if cycle is None else cycle.due_on
    coming = next_round_of(obligation, due_on, known_on=decision.decided_on)
    if isinstance(coming, NoRound):
        return {"no_submission": coming.repealed_by}
    task = submission_task(obligation, coming)
    proposal = Proposal(
        f"Indberettes til {task.submitted_to}",
        owner_post=case.owner_post or current_profile(act.session).secretariat_post,
        due_on=task.due_on,
        place=task.source,
        kind=task.kind,
    )
    return {"follow_up": _promise(act, case, stop, proposal).id}


def _promise(act: Act, case: Case, stop: StopFacts, proposal: Proposal) -> FollowUp:
    """A follow-up that a rule opens needs nobody's confirmation when the rule gives owner and day."""
    follow_up, is_new = propose(act, case.id, proposal, from_stop=stop.id)
    if follow_up.state is FollowUpState.DROPPED:  # taken back when the decision was corrected
        follow_up.state, follow_up.settled_at, is_new = FollowUpState.PROPOSED, None, True
    if is_new and follow_up.due_on is not None:
        follow_up.state = FollowUpState.CONFIRMED
        act.session.flush()
        put_reminders(act, follow_up)
    return follow_up


def _news(
    case: Case, profile: Profile, stop: StopFacts, decision: Decision, onward: Sequence[str]
) -> Iterator[Telling]:
    """Who is told, after the outcome's row. ``onward`` are the bodies that are still to treat it, in order."""
    council = next((body.key for body in profile.bodies if body.kind is BodyKind.COUNCIL), None)
    bodies: dict[Tell, Sequence[str]] = {
        Tell.NEXT_SECRETARY: onward[:1],
        Tell.PREVIOUS_SECRETARY: [decision.return_to] if decision.return_to else [],
        Tell.LATER_SECRETARIES: onward,
        Tell.COUNCIL_SECRETARY: [council] if council else [],
    }
    # A decision that was corrected is told again.
    occasion = f"decided:{stop.id}:{decision.recorded_at:%Y%m%dT%H%M%S}"
    about: dict[str, Any] = {
        "stop_id": stop.id,
        "meeting_id": stop.meeting.id if stop.meeting is not None else None,
        "detail": {"body": stop.body, "outcome": decision.outcome.value},
    }
    for tell in OUTCOMES[decision.outcome].tell:
        if tell is Tell.OWNER:
            yield to_owner(case, NoticeKind.DECIDED, occasion, **about)
        elif tell is Tell.CHAIR:
            yield to_chair(case, profile, stop.body, NoticeKind.DECIDED, occasion, **about)
        else:
            for body in dict.fromkeys(bodies[tell]):
                yield to_secretary(case, profile, body, NoticeKind.DECIDED, occasion, **about)


def _off_agenda_news(
    case: Case, profile: Profile, stop: StopFacts, off_agenda: Iterable[StopFacts]
) -> Iterator[Telling]:
    """Whoever has an agenda out with a stop that is now off it hears at once."""
    for gone in off_agenda:
        meeting_id = gone.meeting.id if gone.meeting is not None else None
        yield taken_off(case, profile, gone.body, f"off_agenda:{stop.id}", stop_id=gone.id, meeting_id=meeting_id)
