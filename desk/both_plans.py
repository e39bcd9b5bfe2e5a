"""The two plans a person looks at: as early as possible, and as late as is safe."""

from __future__ import annotations

from datetime import date, timedelta

from sqlmodel import Session

from domain.model import StopState
from domain.rules.facts import CaseFacts, MeetingFacts
from domain.rules.obligations import not_before
from domain.rules.planning import NoPlan, Plan, StopToPlace, plan_backward, plan_forward
from domain.store.queries import meeting_table


def both_plans(
    session: Session, facts: CaseFacts, ready: date, limit: date | None
) -> tuple[Plan | NoPlan | None, Plan | NoPlan | None]:
    """The earliest plan, and the last safe one, of what is still to come, free of fixed dates."""
    ahead = [stop for stop in facts.stops if stop.state is StopState.PLANNED]
    if not ahead:
        return None, None
    stops = [
        StopToPlace(
            stop.id,
            stop.body,
            stop.kind,
            min_gap_days=stop.min_gap_days,
            urgent=bool(stop.urgency_reason),
            not_before=not_before(facts.obligation, stop.kind, facts.decide_before),
        )
        for stop in ahead
    ]
    behind = _last_treated(facts)
    ahead_of_us = meeting_table(session, since=ready)
    forward = plan_forward(stops, ahead_of_us, ready_on=ready, decide_before=limit, after=behind)
    if limit is None:
        return forward, None
    # The last safe chain may lie behind us already; that is worth knowing, so the whole year before is looked at.
    whole_year = meeting_table(session, since=limit - timedelta(days=366))
    return forward, plan_backward(stops, whole_year, decide_before=limit, after=behind)


def _last_treated(facts: CaseFacts) -> MeetingFacts | None:
    treated = (StopState.ON_AGENDA, StopState.AWAITING_DECISION, StopState.DECIDED)
    behind = [stop.meeting for stop in facts.stops if stop.state in treated and stop.meeting is not None]
    return max(behind, key=lambda meeting: meeting.ends_at, default=None)
