"""The search for a chain of meetings, one for each stop: the first in time, or the last.

A chain keeps every row of ``constraints.py``. Where there is none, the search says how far it came; what that means
is said in ``planning.py``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from domain.rules.constraints import CONSTRAINTS, ConstraintRow, StopToPlace, Terms, broken_row
from domain.rules.facts import MeetingFacts
from domain.rules.meeting_table import MeetingTable


class DeadEnd(NamedTuple):
    """The stop that finds no meeting after the previous stop's (None: it is the first)."""

    stop: StopToPlace
    previous: MeetingFacts | None


def earliest_chain(
    stops: Sequence[StopToPlace], table: MeetingTable, terms: Terms, after: MeetingFacts | None
) -> list[MeetingFacts] | DeadEnd:
    """The first chain in time order, a meeting for each stop, or the stop that finds none.

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
            return DeadEnd(stop, previous)
        chain.append(meeting)
        previous = meeting
    return chain


def latest_chain(
    stops: Sequence[StopToPlace], table: MeetingTable, terms: Terms, after: MeetingFacts | None
) -> list[MeetingFacts]:
    """The last chain in time order, built from the end; the caller knows that one exists."""

    def before(at: int, following: MeetingFacts | None) -> list[MeetingFacts] | None:
        stop = stops[at]
        previous = after if at == 0 else None
        for meeting in reversed(list(_candidates(stop, table, previous, terms))):
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


def fixed_breach(
    stop: StopToPlace, previous: MeetingFacts | None, meeting: MeetingFacts, terms: Terms
) -> ConstraintRow | None:
    """The row that not even a fixed date may break, if the placing breaks one."""
    return next(
        (row for row in CONSTRAINTS if row.breaks_fixed and not row.holds(stop, previous, meeting, terms)), None
    )


def _candidates(
    stop: StopToPlace, table: MeetingTable, previous: MeetingFacts | None, terms: Terms
) -> Iterator[MeetingFacts]:
    """The meetings the stop may stand on, the one it stands on first, then by time."""
    if stop.fixed_meeting is not None:
        meeting = table.find(stop.fixed_meeting)
        if meeting is not None and not fixed_breach(stop, previous, meeting, terms):
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


def _chain_by_depth(
    stops: Sequence[StopToPlace], table: MeetingTable, terms: Terms, after: MeetingFacts | None
) -> list[MeetingFacts] | DeadEnd:
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
    return DeadEnd(stops[deepest[0]], deepest[1])


def _may_follow(stop: StopToPlace, previous: MeetingFacts, meeting: MeetingFacts, terms: Terms) -> bool:
    if stop.fixed_meeting is not None:
        return fixed_breach(stop, previous, meeting, terms) is None
    return broken_row(stop, previous, meeting, terms) is None
