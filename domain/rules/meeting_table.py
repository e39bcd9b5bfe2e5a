"""The meetings of a municipality in memory, sorted for each body, so that a plan asks the database nothing."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from itertools import pairwise

from domain.rules.constraints import STEP_ROWS, StopToPlace, Terms, broken_row, is_handed_in_time
from domain.rules.facts import MeetingFacts

_ANY_TERMS = Terms(ready_on=date.min)


class MeetingTable:
    """Meetings by body, in time order, built once and asked often; nothing in it changes afterwards.

    ``used`` counts the cases that stand on a meeting (by meeting id); ``capacity`` is the most a meeting of a
    body takes (by body key). A body without capacity takes any number.
    """

    def __init__(
        self,
        meetings: Iterable[MeetingFacts],
        used: Mapping[str, int] | None = None,
        capacity: Mapping[str, int] | None = None,
    ) -> None:
        self._used = dict(used or {})
        self._capacity = dict(capacity or {})
        self._by_id = {meeting.id: meeting for meeting in meetings}
        bodies: dict[str, list[MeetingFacts]] = {}
        for meeting in sorted(self._by_id.values(), key=lambda meeting: (meeting.starts_at, meeting.id)):
            if not meeting.cancelled:
                bodies.setdefault(meeting.body, []).append(meeting)
        self._by_body = {body: tuple(row) for body, row in bodies.items()}
        self._days = {body: [meeting.held_on for meeting in row] for body, row in self._by_body.items()}
        self._followers: dict[tuple[str, str, int, bool], int] = {}
        self.is_monotone = all(_is_monotone(row) for row in self._by_body.values())

    def find(self, meeting_id: str) -> MeetingFacts | None:
        """The meeting with that id, cancelled or not."""
        return self._by_id.get(meeting_id)

    def of_body(self, body: str) -> tuple[MeetingFacts, ...]:
        """The body's meetings that are not cancelled, in time order."""
        return self._by_body.get(body, ())

    def index_from(self, body: str, day: date) -> int:
        """Where in ``of_body`` the first meeting on or after the day stands."""
        return bisect_left(self._days.get(body, ()), day)

    def index_after(self, stop: StopToPlace, previous: MeetingFacts) -> int:
        """Where the first meeting stands that keeps order, gap and minutes after the previous stop's meeting.

        The answer depends on the two bodies alone, so it is remembered for the next case on the same route.
        """
        key = (previous.id, stop.body, stop.min_gap_days, stop.urgent)
        index = self._followers.get(key)
        if index is None:
            row = self.of_body(stop.body)
            index = self.index_from(stop.body, previous.held_on)
            while index < len(row) and broken_row(stop, previous, row[index], _ANY_TERMS, STEP_ROWS):
                index += 1
            self._followers[key] = index
        return index

    def first_fit(self, stop: StopToPlace, previous: MeetingFacts | None, terms: Terms) -> MeetingFacts | None:
        """The first meeting an unplaced stop may stand on, in an orderly table (``is_monotone``).

        Every meeting from ``index_after`` on keeps the step there, so only the case's own terms are asked.
        """
        row = self._by_body.get(stop.body, ())
        index = self.index_from(stop.body, terms.ready_on) if previous is None else self.index_after(stop, previous)
        if stop.not_before is not None:
            index = max(index, self.index_from(stop.body, stop.not_before.day))
        for at in range(index, len(row)):
            meeting = row[at]
            if terms.decide_before is not None and meeting.held_on >= terms.decide_before:
                return None
            if is_handed_in_time(stop, previous, meeting, terms) and self.has_room(stop, meeting):
                return meeting
        return None

    def has_room(self, stop: StopToPlace, meeting: MeetingFacts) -> bool:
        """Whether the meeting takes one case more, or the stop already stands there."""
        if not self._capacity:
            return True
        most = self._capacity.get(meeting.body)
        return most is None or meeting.id == stop.current_meeting or self._used.get(meeting.id, 0) < most

    def with_meetings(self, meetings: Iterable[MeetingFacts]) -> MeetingTable:
        """A table that also holds these meetings; where an id is known, the new facts count."""
        return MeetingTable([*self._by_id.values(), *meetings], self._used, self._capacity)

    def __iter__(self) -> Iterator[MeetingFacts]:
        return iter(self._by_id.values())

    def __len__(self) -> int:
        return len(self._by_id)


def _is_monotone(row: tuple[MeetingFacts, ...]) -> bool:
    """Whether a later meeting never has an earlier deadline: then the earliest fit is the best one."""
    return all(
        first.minutes_ready_on <= second.minutes_ready_on
        and first.dispatch_on <= second.dispatch_on
        and (first.submission_on or first.dispatch_on) <= (second.submission_on or second.dispatch_on)
        and first.ends_at <= second.ends_at
        for first, second in pairwise(row)
    )
