"""Placing every stop of a case on a real meeting: as early as possible, or as late as is safe.

The rules are rows in ``constraints.py``. When no plan exists the answer names the rule that fails, the stop it
fails at, the dates, and what would cure it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from domain.errors import EmptyRouteError
from domain.model.body import BodyKind
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
    chain = _earliest_chain(stops, table, terms, after)
    return chain if isinstance(chain, NoPlan) else _plan(stops, chain, terms, after)


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
    first, beyond = earliest.last_start_on.toordinal(), decide_before.toordinal()
    while beyond - first > 1:  # being ready earlier never hurts, so the last possible day is found by halving
        middle = (first + beyond) // 2
        terms = Terms(date.fromordinal(middle), decide_before)
        if isinstance(_earliest_chain(stops, table, terms, after), NoPlan):
            beyond = middle
        else:
            first = middle
    chain = _latest_chain(stops, table, Terms(date.fromordinal(first), decide_before), after)
    return _plan(stops, chain, Terms(date.fromordinal(first), decide_before), after)


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


def _candidates(
    stop: StopToPlace, table: MeetingTable, previous: MeetingFacts | None, terms: Terms
) -> Iterator[MeetingFacts]:
    """The meetings the stop may stand on, the one it stands on first, then by time."""
    if stop.fixed_meeting is not None:
        meeting = table.find(stop.fixed_meeting)
        if meeting is not None and not _fixed_breach(stop, previous, meeting, terms):
            yield meeting
        return
    if stop.current_meeting is not None:
        current = table.find(stop.current_meeting)
        if current is not None and broken_row(stop, previous, current, terms) is None:
            yield current
    start = table.index_from(stop.body, terms.ready_on) if previous is None else table.index_after(stop, previous)
    row = table.of_body(stop.body)
    for index in range(start, len(row)):
        meeting = row[index]
        if terms.decide_before is not None and meeting.held_on >= terms.decide_before:
            return
        if broken_row(stop, previous, meeting, terms) is None and table.has_room(stop, meeting):
            yield meeting


def _fixed_breach(
    stop: StopToPlace, previous: MeetingFacts | None, meeting: MeetingFacts, terms: Terms
) -> ConstraintRow | None:
    return next(
        (row for row in CONSTRAINTS if row.breaks_fixed and not row.holds(stop, previous, meeting, terms)), None
    )


def _earliest_chain(
    stops: Sequence[StopToPlace], table: MeetingTable, terms: Terms, after: MeetingFacts | None
) -> list[MeetingFacts] | NoPlan:
    """The first chain in time order.

    In an orderly table the first fit is the best one, so nobody looks back. A stop that would rather stay where it
    is, or lead times that change during the year, may call for another try: see ``_chain_by_depth``.
    """
    chain: list[MeetingFacts] = []
    previous = after
    for stop in stops:
        if stop.current_meeting is not None or not table.is_monotone:
            return _chain_by_depth(stops, table, terms, after)
        if stop.fixed_meeting is None:
            meeting = table.first_fit(stop, previous, terms)
        else:
            meeting = next(_candidates(stop, table, previous, terms), None)
        if meeting is None:
            return _explain(stop, table, previous, terms)
        chain.append(meeting)
        previous = meeting
    return chain


def _chain_by_depth(
    stops: Sequence[StopToPlace], table: MeetingTable, terms: Terms, after: MeetingFacts | None
) -> list[MeetingFacts] | NoPlan:
    """The same by trying one after the other; a meeting from which the rest failed is not tried again."""
    chain: list[MeetingFacts] = []
    waiting = [_candidates(stops[0], table, after, terms)]
    dead: set[tuple[int, str]] = set()
    deepest: tuple[int, MeetingFacts | None] = (0, after)
    while waiting:
        meeting = next(waiting[-1], None)
        at = len(chain)
        if meeting is None:
            waiting.pop()
            if chain:
                failed = chain.pop()
                dead.add((at - 1, failed.id))
                if table.is_monotone and failed.id != stops[at - 1].current_meeting:
                    waiting[-1] = iter(())  # a later meeting of the same body cannot do better
            continue
        if (at, meeting.id) in dead:
            continue
        chain.append(meeting)
        if len(chain) == len(stops):
            return chain
        if len(chain) > deepest[0]:
            deepest = (len(chain), meeting)
        waiting.append(_candidates(stops[at + 1], table, meeting, terms))
    return _explain(stops[deepest[0]], table, deepest[1], terms)


def _latest_chain(
    stops: Sequence[StopToPlace], table: MeetingTable, terms: Terms, after: MeetingFacts | None
) -> list[MeetingFacts]:
    """The last chain in time order, built from the end; the caller knows that one exists."""

    def before(at: int, following: MeetingFacts | None) -> list[MeetingFacts] | None:
        stop = stops[at]
        previous = after if at == 0 else None
        for meeting in _candidates_backward(stop, table, previous, terms):
            if following is not None and not _may_follow(stops[at + 1], meeting, following, terms):
                continue
            if at == 0:
                return [meeting]
            if (at, meeting.id) in dead:
                continue
            earlier = before(at - 1, meeting)
            if earlier is not None:
                return [*earlier, meeting]
            dead.add((at, meeting.id))
        return None

    dead: set[tuple[int, str]] = set()
    return before(len(stops) - 1, None) or []


def _candidates_backward(
    stop: StopToPlace, table: MeetingTable, previous: MeetingFacts | None, terms: Terms
) -> Iterator[MeetingFacts]:
    return reversed(list(_candidates(stop, table, previous, terms)))


def _may_follow(stop: StopToPlace, previous: MeetingFacts, meeting: MeetingFacts, terms: Terms) -> bool:
    if stop.fixed_meeting is not None:
        return _fixed_breach(stop, previous, meeting, terms) is None
    return broken_row(stop, previous, meeting, terms) is None


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
                Risk(stop.key, stop.body, row.constraint, step_facts(previous, meeting, terms), _cure(row, stop))
                for row in CONSTRAINTS
                if not row.holds(stop, previous, meeting, terms)
            ]
        previous = meeting
    return Plan(tuple(placed), min(limits), tuple(risks))


def _cure(row: ConstraintRow, stop: StopToPlace) -> Cure:
    return row.council_cure if row.council_cure is not None and stop.kind is BodyKind.COUNCIL else row.cure


def _explain(stop: StopToPlace, table: MeetingTable, previous: MeetingFacts | None, terms: Terms) -> NoPlan:
    """Why the stop finds no meeting: the rule that the last meeting in time would break."""
    if stop.fixed_meeting is not None:
        meeting = table.find(stop.fixed_meeting)
        row = None if meeting is None else _fixed_breach(stop, previous, meeting, terms)
        if meeting is None or row is None:
            return NoPlan(
                stop.key, stop.body, Constraint.FIXED, {"meeting": stop.fixed_meeting}, Cure.RELEASE_FIXED_DATE
            )
        facts = step_facts(previous, meeting, terms)
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
    facts = step_facts(previous, meeting, terms)
    row = broken_row(stop, previous, meeting, terms)
    if row is None:
        return NoPlan(stop.key, stop.body, Constraint.CAPACITY, facts, Cure.OTHER_MEETING)
    return NoPlan(stop.key, stop.body, row.constraint, facts, _cure(row, stop))
