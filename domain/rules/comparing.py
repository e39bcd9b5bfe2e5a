"""The same case before and after an act, stop by stop: what a person is shown before anything that moves is saved."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from domain.model.stop import StopState
from domain.rules.facts import CaseFacts, MeetingFacts, StopFacts


class StopChangeKind(StrEnum):
    """What becomes of one stop."""

    SAME = "same"
    PLACED = "placed"  # it had no meeting, now it has
    MOVED = "moved"  # another meeting, or the same at another time
    UNPLACED = "unplaced"  # its meeting is lost and no other is found
    ADDED = "added"
    DROPPED = "dropped"
    DECIDED = "decided"
    FREED = "freed"  # the same meeting, but its date is no longer fixed
    FIXED = "fixed"  # the same meeting, and its date is fixed now
    REOPENED = "reopened"  # it was decided or dropped, and is to be treated again


@dataclass(frozen=True, slots=True)
class StopChange:
    """One stop that somebody may still have to think of: ``before`` and ``after`` are its meetings."""

    kind: StopChangeKind
    stop: StopFacts  # as it is afterwards
    before: MeetingFacts | None
    after: MeetingFacts | None


def stop_changes(before: CaseFacts | None, after: CaseFacts) -> tuple[StopChange, ...]:
    """Every stop that is still to come, before or after, in the order of the route.

    ``before`` is None for a case that is opened by the act. What was settled before and still is, is left out.
    """
    known = {} if before is None else {stop.id: stop for stop in before.stops}
    return tuple(_changes(known, after))


def is_moved(changes: tuple[StopChange, ...]) -> bool:
    """Whether anything at all becomes otherwise."""
    return any(change.kind is not StopChangeKind.SAME for change in changes)


_SETTLED = frozenset({StopState.DECIDED, StopState.DROPPED})


def _changes(known: dict[str, StopFacts], after: CaseFacts) -> Iterator[StopChange]:
    for stop in after.stops:
        was = known.get(stop.id)
        if was is not None and was.state in _SETTLED and was.state is stop.state:
            continue
        yield StopChange(_kind(was, stop), stop, was.meeting if was is not None else None, stop.meeting)


def _kind(was: StopFacts | None, now: StopFacts) -> StopChangeKind:
    if was is None:
        return StopChangeKind.ADDED
    if now.state in _SETTLED:
        return StopChangeKind.DROPPED if now.state is StopState.DROPPED else StopChangeKind.DECIDED
    return StopChangeKind.REOPENED if was.state in _SETTLED else _move(was, now)


def _move(was: StopFacts, now: StopFacts) -> StopChangeKind:
    """What becomes of a stop that was and is still to come."""
    if _when(was.meeting) != _when(now.meeting):
        if now.meeting is None:
            return StopChangeKind.UNPLACED
        return StopChangeKind.PLACED if was.meeting is None else StopChangeKind.MOVED
    if was.fixed is now.fixed:
        return StopChangeKind.SAME
    return StopChangeKind.FIXED if now.fixed else StopChangeKind.FREED


def _when(meeting: MeetingFacts | None) -> tuple[object, ...] | None:
    return None if meeting is None else (meeting.id, meeting.starts_at)
