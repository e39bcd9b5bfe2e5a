"""What a decision does to the stops of the journey: which are added, which are dropped, who is informed.

``OUTCOMES`` says which effect an outcome has; here each effect becomes stops. Nothing is placed on a meeting here:
``replanning.py`` does that with the stops as they then are.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from domain.errors import NotAllowedNowError, NotFoundError
from domain.model.body import BodyKind
from domain.model.columns import make_id
from domain.model.decision import Outcome
from domain.model.stop import StopState
from domain.rules.facts import CaseFacts, DecisionFacts, StopFacts
from domain.rules.meeting_table import MeetingTable
from domain.rules.outcomes import OUTCOMES, Effect, Recheck


@dataclass(frozen=True, slots=True)
class JourneyChange:
    """New stops (``meeting`` unset; ``named_meeting`` for one the body named) and the ids of dropped ones."""

    add: tuple[StopFacts, ...] = ()
    drop: tuple[str, ...] = ()
    named_meeting: str | None = None  # of the first new stop
    inform_body: str | None = None  # an information item is due on this body's next ordinary meeting


def take_effect(case: CaseFacts, stop_id: str, bodies: Mapping[str, BodyKind]) -> JourneyChange:
    """What the decision at a stop does to the other stops. ``bodies`` maps every body's key to its kind.

    Raises:
        NotFoundError: no such stop, or ``return_to`` names no body.
        NotAllowedNowError: the stop has no decision, or it is returned to a body the case has not been in.
    """
    stop = _find(case, stop_id)
    if stop.decision is None:
        raise NotAllowedNowError(verb="take_effect", noun="stop", id=stop.id, state=stop.state, why="no_decision")
    row = OUTCOMES[stop.decision.outcome]
    change = _EFFECTS[row.effect](case, stop, stop.decision, bodies)
    return replace(change, inform_body=stop.body) if row.recheck is Recheck.INFORM_NEXT_ORDINARY else change


def with_change(case: CaseFacts, change: JourneyChange, table: MeetingTable) -> CaseFacts:
    """The case as it is after the change: what a preview shows and the re-planner takes."""
    added = list(change.add)
    if added and change.named_meeting is not None:
        added[0] = replace(added[0], meeting=table.find(change.named_meeting), fixed=True)
    kept = [replace(stop, state=StopState.DROPPED) if stop.id in change.drop else stop for stop in case.stops]
    return replace(case, stops=tuple(sorted([*kept, *added], key=lambda stop: (stop.position, stop.round_no))))


def _go_on(
    _case: CaseFacts, _stop: StopFacts, _decision: DecisionFacts, _bodies: Mapping[str, BodyKind]
) -> JourneyChange:
    return JourneyChange()


def _end(
    case: CaseFacts, stop: StopFacts, _decision: DecisionFacts, _bodies: Mapping[str, BodyKind]
) -> JourneyChange:
    return JourneyChange(drop=tuple(later.id for later in _later(case, stop)))


def _same_body_again(
    case: CaseFacts, stop: StopFacts, decision: DecisionFacts, _bodies: Mapping[str, BodyKind]
) -> JourneyChange:
    again = _new_stop(case, stop.position, stop.body, stop.kind, decision.outcome, min_gap_days=stop.min_gap_days)
    return JourneyChange(add=(again,), named_meeting=decision.named_meeting)


def _earlier_body_again(
    case: CaseFacts, stop: StopFacts, decision: DecisionFacts, bodies: Mapping[str, BodyKind]
) -> JourneyChange:
    """The body it is returned to, and every body from there to the one that returned it, treat it once more."""
    if decision.return_to is None or decision.return_to == stop.body:
        return _same_body_again(case, stop, decision, bodies)
    travelled: dict[int, StopFacts] = {}
    for treated in case.stops:
        if treated.state is StopState.DECIDED and treated.position <= stop.position:
            travelled[treated.position] = treated
    start = next((at for at, treated in sorted(travelled.items()) if treated.body == decision.return_to), None)
    if start is None:
        raise NotAllowedNowError(
            verb="record_decision", noun="stop", id=stop.id, state=decision.return_to, why="body_not_treated_before"
        )
    again = [
        _new_stop(case, at, old.body, old.kind, decision.outcome, min_gap_days=old.min_gap_days)
        for at, old in sorted((travelled | {stop.position: stop}).items())
        if at >= start
    ]
    return JourneyChange(add=tuple(again), named_meeting=decision.named_meeting)


def _named_body(
    case: CaseFacts, stop: StopFacts, decision: DecisionFacts, bodies: Mapping[str, BodyKind]
) -> JourneyChange:
    """A body that is on the rest of the route anyway needs no stop more."""
    if decision.return_to is None or decision.return_to not in bodies:
        raise NotFoundError(noun="body", id=decision.return_to)
    if any(later.body == decision.return_to for later in _later(case, stop)):
        return JourneyChange(named_meeting=None)
    kind = bodies[decision.return_to]
    added = _new_stop(case, stop.position, decision.return_to, kind, decision.outcome)
    return JourneyChange(add=(added,), named_meeting=decision.named_meeting)


def _to_council(
    case: CaseFacts, stop: StopFacts, decision: DecisionFacts, bodies: Mapping[str, BodyKind]
) -> JourneyChange:
    """Only the council can decide now; ØK's statement is obtained first unless ØK has treated it (§ 18 stk. 2)."""
    later = _later(case, stop)
    if any(other.kind is BodyKind.COUNCIL for other in later):
        return JourneyChange()
    has_finance = any(
        other.kind is BodyKind.FINANCE and other.state is not StopState.DROPPED for other in (*case.stops, stop)
    )
    wanted = (BodyKind.COUNCIL,) if has_finance else (BodyKind.FINANCE, BodyKind.COUNCIL)
    last = max(other.position for other in case.stops)
    add = []
    for kind in wanted:
        body = next((key for key, known in bodies.items() if known is kind), None)
        if body is None and kind is BodyKind.COUNCIL:
            raise NotFoundError(noun="body", id=kind)
        if body is not None:
            last += 1
            add.append(_new_stop(case, last, body, kind, decision.outcome))
    return JourneyChange(add=tuple(add), named_meeting=None)


_EFFECTS: dict[Effect, Callable[[CaseFacts, StopFacts, DecisionFacts, Mapping[str, BodyKind]], JourneyChange]] = {
    Effect.GO_ON: _go_on,
    Effect.SAME_BODY_AGAIN: _same_body_again,
    Effect.EARLIER_BODY_AGAIN: _earlier_body_again,
    Effect.NAMED_BODY: _named_body,
    Effect.TO_COUNCIL: _to_council,
    Effect.END: _end,
}

_BECAUSE = {Outcome.STOPPED_23: "§ 23"}  # printed as it stands; other outcomes by their name


def _new_stop(
    case: CaseFacts, position: int, body: str, kind: BodyKind, outcome: Outcome, *, min_gap_days: int = 0
) -> StopFacts:
    round_no = 1 + max((stop.round_no for stop in case.stops if stop.position == position), default=0)
    return StopFacts(
        id=make_id("stop", case.id, position, round_no),
        position=position,
        round_no=round_no,
        body=body,
        kind=kind,
        state=StopState.PLANNED,
        min_gap_days=min_gap_days,
        added_because=_BECAUSE.get(outcome, outcome.value),
    )


def _later(case: CaseFacts, stop: StopFacts) -> list[StopFacts]:
    """The stops after this one that are still to come."""
    return [
        other
        for other in case.stops
        if (other.position, other.round_no) > (stop.position, stop.round_no)
        and other.state not in {StopState.DECIDED, StopState.DROPPED}
    ]


def _find(case: CaseFacts, stop_id: str) -> StopFacts:
    for stop in case.stops:
        if stop.id == stop_id:
            return stop
    raise NotFoundError(noun="stop", id=stop_id)
