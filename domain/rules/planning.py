"""Placing every stop of a case on a real meeting: as early as possible, or as late as is safe.

The rules are rows in ``constraints.py``. When no plan exists the answer names the rule that fails, the stop it
fails at, the dates, and what would cure it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import NamedTuple

from domain.errors import EmptyRouteError
from domain.model.body import BodyKind
from domain.rules.chains import DeadEnd, earliest_chain, fixed_breach, latest_chain
from domain.rules.constraints import (
    CONSTRAINTS,
    Constraint,
    ConstraintRow,
    Cure,
    StopToPlace,
    Terms,
    broken_row,
    step_facts,
    submission_limit,
)
from domain.rules.facts import MeetingFacts
from domain.rules.meeting_table import MeetingTable

__all__ = [
    "Constraint",
    "Cure",
    "MeetingTable",
    "NoPlan",
    "Placed",
    "Plan",
    "Risk",
    "StopToPlace",
    "plan_backward",
    "plan_forward",
    "route_breach",
]

# An enum's member is slow to reach through its class, and every plan asks.
_MED, _MANAGEMENT = BodyKind.MED, BodyKind.MANAGEMENT


class Placed(NamedTuple):
    """A stop on its meeting. A tuple, as a plan makes four of them and making is half of planning."""

    key: str
    body: str
    meeting: MeetingFacts


@dataclass(frozen=True, slots=True)
class Risk:
    """A fixed date was kept although it breaks a rule: which stop, which rule, and the dates."""

    stop: str
    body: str
    constraint: Constraint
    facts: dict[str, object]
    cure: Cure


@dataclass(frozen=True, slots=True)
class Plan:
    """Every stop on a meeting. The case must be ready on ``last_start_on`` at the latest, or the chain breaks."""

    placed: tuple[Placed, ...]
    last_start_on: date
    risks: tuple[Risk, ...] = ()


@dataclass(frozen=True, slots=True)
class NoPlan:
    """No chain of meetings keeps the rules: where it fails, on what, and what would cure it."""

    stop: str
    body: str
    constraint: Constraint
    facts: dict[str, object] = field(default_factory=dict)
    cure: Cure = Cure.OTHER_MEETING


def plan_forward(
    stops: Sequence[StopToPlace],
    table: MeetingTable,
    *,
    ready_on: date,
    decide_before: date | None = None,
    after: MeetingFacts | None = None,
) -> Plan | NoPlan:
    """The earliest chain for a case that is ready on a day.

    ``decide_before`` (exclusive) bounds every meeting; ``after`` is the meeting the journey comes from.

    Raises:
        EmptyRouteError: there is no stop to place.
    """
    breach = route_breach(stops)
    if breach is not None:
        return breach
    terms = Terms(ready_on, decide_before)
    stops, chain = _workable(stops, table, terms, after)
    return _explain(*chain, table, terms) if isinstance(chain, DeadEnd) else _plan(stops, chain, terms, after)


def plan_backward(
    stops: Sequence[StopToPlace],
    table: MeetingTable,
    *,
    decide_before: date,
    ready_on: date | None = None,
    after: MeetingFacts | None = None,
) -> Plan | NoPlan:
    """The last safe chain by which the last body decides before a day (exclusive).

    ``last_start_on`` is the last day the case can be ready; the day after, it is impossible. With ``ready_on``
    the answer is a ``NoPlan`` when that day is too late already.

    Raises:
        EmptyRouteError: there is no stop to place.
    """
    earliest = plan_forward(stops, table, ready_on=ready_on or date.min, decide_before=decide_before, after=after)
    if isinstance(earliest, NoPlan):
        return earliest
    stops, _chain = _workable(stops, table, Terms(ready_on or date.min, decide_before), after)
    first, beyond = earliest.last_start_on.toordinal(), decide_before.toordinal()
    while beyond - first > 1:  # being ready earlier never hurts, so the last possible day is found by halving
        middle = (first + beyond) // 2
        terms = Terms(date.fromordinal(middle), decide_before)
        if isinstance(earliest_chain(stops, table, terms, after), DeadEnd):
            beyond = middle
        else:
            first = middle
    chain = latest_chain(stops, table, Terms(date.fromordinal(first), decide_before), after)
    return _plan(stops, chain, Terms(date.fromordinal(first), decide_before), after)


def _workable(
    stops: Sequence[StopToPlace], table: MeetingTable, terms: Terms, after: MeetingFacts | None
) -> tuple[Sequence[StopToPlace], list[MeetingFacts] | DeadEnd]:
    """The stops and their first chain; where practice leaves none, what is only practice is let go."""
    chain = earliest_chain(stops, table, terms, after)
    if not isinstance(chain, DeadEnd) or all(_is_bound(stop) for stop in stops):
        return stops, chain
    freer = [stop if _is_bound(stop) else replace(stop, not_before=None) for stop in stops]
    return freer, earliest_chain(freer, table, terms, after)


def _is_bound(stop: StopToPlace) -> bool:
    return stop.not_before is None or stop.not_before.is_law


def route_breach(stops: Sequence[StopToPlace]) -> NoPlan | None:
    """MED comes after the management and before the politicians (MED agreements; danish-rules M3), or None.

    Raises:
        EmptyRouteError: there is no stop.
    """
    if not stops:
        raise EmptyRouteError
    med = politics = None
    for stop in stops:
        kind = stop.kind
        if kind is _MED:
            med, wrong = stop, politics
        elif kind is _MANAGEMENT:
            wrong = med
        else:
            politics, wrong = politics or stop, None
        if wrong is not None:
            facts: dict[str, object] = {"body": stop.body, "after_body": wrong.body}
            return NoPlan(stop.key, stop.body, Constraint.MED_BEFORE_POLITICS, facts, Cure.OTHER_ROUTE)
    return None


def _plan(
    stops: Sequence[StopToPlace], chain: Sequence[MeetingFacts], terms: Terms, after: MeetingFacts | None
) -> Plan:
    """The plan that the chain is, with what its fixed dates break; the other stops keep the rules."""
    placed: list[Placed] = []
    risks: list[Risk] = []
    limits: list[date] = []
    previous = after
    for stop, meeting in zip(stops, chain, strict=True):
        placed.append(Placed(stop.key, stop.body, meeting))
        limits.append(submission_limit(stop, meeting))
        if stop.fixed_meeting is not None:
            risks += [
                Risk(
                    stop.key, stop.body, row.constraint, step_facts(stop, previous, meeting, terms), _cure(row, stop)
                )
                for row in CONSTRAINTS
                if not row.holds(stop, previous, meeting, terms)
            ]
        previous = meeting
    return Plan(tuple(placed), min(limits), tuple(risks))


def _cure(row: ConstraintRow, stop: StopToPlace) -> Cure:
    return row.council_cure if row.council_cure is not None and stop.kind is BodyKind.COUNCIL else row.cure


def _explain(stop: StopToPlace, previous: MeetingFacts | None, table: MeetingTable, terms: Terms) -> NoPlan:
    """Why the stop finds no meeting: the rule that the last meeting in time would break."""
    if stop.fixed_meeting is not None:
        meeting = table.find(stop.fixed_meeting)
        row = None if meeting is None else fixed_breach(stop, previous, meeting, terms)
        if meeting is None or row is None:
            return NoPlan(
                stop.key, stop.body, Constraint.FIXED, {"meeting": stop.fixed_meeting}, Cure.RELEASE_FIXED_DATE
            )
        facts = step_facts(stop, previous, meeting, terms)
        return NoPlan(stop.key, stop.body, row.constraint, facts, Cure.RELEASE_FIXED_DATE)
    earliest = terms.ready_on if previous is None else previous.held_on
    meetings = [
        meeting
        for meeting in table.of_body(stop.body)[table.index_from(stop.body, earliest) :]
        if previous is None or meeting.starts_at >= previous.ends_at
    ]
    if not meetings:
        facts = {"body": stop.body, "after": earliest}
        return NoPlan(stop.key, stop.body, Constraint.NO_MEETING, facts, Cure.EXTRAORDINARY_MEETING)
    in_time = [m for m in meetings if terms.decide_before is None or m.held_on < terms.decide_before]
    meeting = in_time[-1] if in_time else meetings[0]
    facts = step_facts(stop, previous, meeting, terms)
    row = broken_row(stop, previous, meeting, terms)
    if row is None:
        return NoPlan(stop.key, stop.body, Constraint.CAPACITY, facts, Cure.OTHER_MEETING)
    return NoPlan(stop.key, stop.body, row.constraint, facts, _cure(row, stop))
