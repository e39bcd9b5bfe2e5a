"""What a moved or cancelled meeting does to the cases on it, worked out before anything is saved.

Cases that travel the same route on the same meetings share one answer, so the planner is asked once for each
different route and not once for each case.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import chain, groupby
from operator import itemgetter
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement
from sqlalchemy import select as select_columns
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from domain.model import Body, BodyKind, Case, CaseState, Stop, StopState
from domain.rules.constraints import CONSTRAINTS, Constraint, StopToPlace, Terms
from domain.rules.facts import CaseFacts, MeetingFacts, StopFacts
from domain.rules.meeting_table import MeetingTable
from domain.rules.replanning import Change, Difference, replan
from domain.store.bulk import in_chunks, table_of
from domain.store.queries import LIVE_STOPS, meeting_facts, meeting_table

_NEAR = timedelta(days=70)  # no rule of planning reaches further from one meeting to the next


@dataclass(frozen=True, slots=True)
class CaseImpact:
    """One case: its stops' ids in the order of the route, and the answer it shares with cases like it.

    ``sent`` are the places of the stops that have gone out on an agenda.
    """

    case_id: str
    number: str
    owner_post: str | None
    stops: tuple[str, ...]
    shared: Difference  # its changes name stops by their place in ``stops``
    sent: frozenset[int] = frozenset()

    @property
    def difference(self) -> Difference:
        """The case's own difference."""
        return replace(self.shared, changes=tuple(self._named(change) for change in self.shared.changes))

    def _named(self, change: Change) -> Change:
        return replace(change, stop=self.stops[int(change.stop)])


@dataclass(frozen=True, slots=True)
class MeetingImpact:
    """How many cases were looked at, and those that change or can no longer be planned."""

    cases: int
    differences: tuple[CaseImpact, ...]

    @property
    def impossible(self) -> tuple[CaseImpact, ...]:
        """The cases for which no plan exists any more."""
        return tuple(impact for impact in self.differences if impact.shared.no_plan is not None)


def impact_of_cancelling(session: Session, before: MeetingFacts, *, today: date, why: str) -> MeetingImpact:
    """What cancelling does to every case on the meeting."""
    table = _table(session, replace(before, cancelled=True), today)
    return _impact(session, before, table, [_stands_on(before.id)], today=today, why=why)


def impact_of_moving(
    session: Session, before: MeetingFacts, after: MeetingFacts, *, today: date, why: str
) -> MeetingImpact:
    """What moving does to the cases whose order, minutes, gaps or own deadline it may break; the others stay.

    Where no other meeting comes in between, that is a look at the few cases with a gap or a deadline of
    their own, whatever the number of cases on the meeting.
    """
    table = _table(session, after, today)
    cases = _may_break(session, before, after, table)
    wanted = [col(Case.id).in_(ids) for ids in in_chunks(sorted(cases))]
    return _impact(session, before, table, wanted, today=today, why=why)


def _impact(
    session: Session,
    meeting: MeetingFacts,
    table: MeetingTable,
    wanted: Sequence[ColumnElement[bool]],
    *,
    today: date,
    why: str,
) -> MeetingImpact:
    cases = [case for some in wanted for case in _read(session, some)]
    if not cases:
        return MeetingImpact(0, ())
    kinds = dict(session.exec(select(col(Body.key), col(Body.kind))).all())
    routes = {case.route for case in cases}
    table = _with_all(session, table, routes)
    answers = {
        route: replan(_as_case(route, table, kinds, meeting), table, ready_on=today, why=why) for route in routes
    }
    sent = {route: _sent(route) for route in routes}
    impacts = [
        CaseImpact(case.case_id, case.number, case.owner_post, case.stops, answer, sent[case.route])
        for case in cases
        for answer in (answers[case.route],)
        if answer.changes or answer.no_plan
    ]
    return MeetingImpact(len(cases), tuple(impacts))


class _Stop(NamedTuple):
    """What planning asks of a stop; equal for cases that travel alike."""

    position: int
    round_no: int
    body_key: str
    meeting_id: str | None
    state: StopState
    fixed: bool
    min_gap_days: int
    is_urgent: bool


# The case's own deadline, the duty it is a round of, and a ``_Stop`` for each stop.
_Route = tuple[date | None, str | None, tuple[tuple[Any, ...], ...]]


class _Case(NamedTuple):
    case_id: str
    number: str
    owner_post: str | None
    stops: tuple[str, ...]
    route: _Route


def _read(session: Session, wanted: ColumnElement[bool]) -> Iterator[_Case]:
    """The open cases that ``wanted`` picks. One statement of columns, not nouns: there may be ten thousand cases."""
    session.flush()
    found = session.connection().execute(_ROUTE_ROWS.where(wanted))
    rows = chain.from_iterable(found.partitions(1000))
    for (case_id, number, owner, decide_before, duty), group in groupby(rows, key=itemgetter(0, 1, 2, 3, 4)):
        stops = list(group)
        route = (decide_before, duty, tuple(stop[6:] for stop in stops))
        yield _Case(case_id, number, owner, tuple(stop[5] for stop in stops), route)


_CASE, _STOP = table_of(Case), table_of(Stop)
_ROUTE_ROWS = (
    select_columns(
        *(_CASE.c.id, _CASE.c.number, _CASE.c.owner_post, _CASE.c.decide_before, _CASE.c.obligation, _STOP.c.id),
        *(_STOP.c[name] for name in _Stop._fields[:-1]),
        _STOP.c.urgency_reason != "",
    )
    .join_from(_CASE, _STOP, _CASE.c.id == _STOP.c.case_id)
    .where(_CASE.c.state == CaseState.OPEN)
    .order_by(_CASE.c.id, _STOP.c.position, _STOP.c.round_no)
)


def _sent(route: _Route) -> frozenset[int]:
    """The places of the stops that are not just planned."""
    return frozenset(
        place for place, stop in enumerate(map(_Stop._make, route[-1])) if stop.state != StopState.PLANNED
    )


def _as_case(route: _Route, table: MeetingTable, kinds: dict[str, BodyKind], moving: MeetingFacts) -> CaseFacts:
    """A case that travels like this, as the rules see it; its stops are named by their place.

    The meeting is as it was.
    """
    decide_before, duty, stops = route

    def meeting_of(meeting_id: str | None) -> MeetingFacts | None:
        if meeting_id is None or meeting_id == moving.id:
            return None if meeting_id is None else moving
        return table.find(meeting_id)

    facts = tuple(
        StopFacts(
            id=str(place),
            position=stop.position,
            round_no=stop.round_no,
            body=stop.body_key,
            kind=kinds[stop.body_key],
            state=stop.state,
            meeting=meeting_of(stop.meeting_id),
            fixed=stop.fixed,
            min_gap_days=stop.min_gap_days,
            urgency_reason="given" if stop.is_urgent else "",
        )
        for place, stop in enumerate(map(_Stop._make, stops))
    )
    return CaseFacts(
        id="",
        number="",
        title="",
        is_open=True,
        state=CaseState.OPEN,
        obligation=duty,
        stops=facts,
        decide_before=decide_before,
    )


def _stands_on(meeting_id: str) -> ColumnElement[bool]:
    on_it = aliased(Stop)
    return col(Case.id).in_(
        select(on_it.case_id).where(col(on_it.meeting_id) == meeting_id, col(on_it.state).in_(LIVE_STOPS))
    )


def _may_break(session: Session, before: MeetingFacts, after: MeetingFacts, table: MeetingTable) -> set[str]:
    """The cases on the meeting that also stand on one that now is on the wrong side, or have terms of their own.

    It starts from what is rare (a gap, a deadline between the two days, a meeting that comes in between), never
    from the cases on the meeting, of which there may be thousands.
    """
    with_gap = select(Stop.case_id).where(col(Stop.min_gap_days) > 0, col(Stop.state).in_(LIVE_STOPS))
    between = (col(Case.decide_before) > before.held_on, col(Case.decide_before) <= after.held_on)
    rare = {*session.exec(with_gap), *session.exec(select(Case.id).where(*between))}
    wrong = [one.id for one in table if one.id != before.id and _breaks(before, after, one)]
    for ids in in_chunks(wrong):
        rare.update(session.exec(select(Stop.case_id).where(col(Stop.meeting_id).in_(ids))))
    found: set[str] = set()
    for ids in in_chunks(rare):
        stands = select(col(Stop.case_id), col(Stop.meeting_id), col(Stop.state)).where(col(Stop.case_id).in_(ids))
        found.update(
            case_id
            for case_id, meeting_id, state in session.exec(stands)
            if meeting_id == before.id and state in LIVE_STOPS
        )
    return found


def _breaks(before: MeetingFacts, after: MeetingFacts, other: MeetingFacts) -> bool:
    """Whether a rule between two meetings that follow one another is broken now and was not before."""
    return bool(_broken(other, after) - _broken(other, before)) or bool(
        _broken(after, other) - _broken(before, other)
    )


def _broken(first: MeetingFacts, second: MeetingFacts) -> set[Constraint]:
    stop = StopToPlace(second.id, second.body, second.kind, current_meeting=second.id)
    terms = Terms(ready_on=date.min)
    return {row.constraint for row in CONSTRAINTS if not row.holds(stop, first, second, terms)}


def _table(session: Session, changed: MeetingFacts, today: date) -> MeetingTable:
    since = min(today, changed.held_on) - _NEAR
    return meeting_table(session, since=since).with_meetings([changed])


def _with_all(session: Session, table: MeetingTable, routes: Iterable[_Route]) -> MeetingTable:
    """The table with the older meetings that some case has been on."""
    named = {
        stop.meeting_id for *_, stops in routes for stop in map(_Stop._make, stops) if stop.meeting_id is not None
    }
    missing = {meeting_id for meeting_id in named if table.find(meeting_id) is None}
    return table.with_meetings(meeting_facts(session, ids=missing)) if missing else table
