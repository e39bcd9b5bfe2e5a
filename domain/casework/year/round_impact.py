"""What a round's last day asks of the meetings: the last row of them that reaches it, before somebody says yes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from sqlmodel import Session

from domain.casework.year.draft import bodies_of, margin_of, route_of, title_year
from domain.errors import NotAllowedNowError
from domain.model import Case, CaseState, Cycle
from domain.rules.cycle_plan import opening_day, round_stops
from domain.rules.meeting_table import MeetingTable
from domain.rules.obligation import Obligation, Round
from domain.rules.planning import NoPlan, plan_backward
from domain.store.cycles import cycle_id
from domain.store.queries import meeting_table

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class RoundImpact:
    """A round with a last day: the last meetings that reach it, body by body, and when its case must be ready.

    ``meetings`` is empty where no row of known meetings reaches it, or there is no ``route``. ``opens_on``: when the
    clock opens its case; None where it has one, or no route says how.
    """

    round: Round
    title_year: int
    due_on: date
    route: tuple[str, ...]
    meetings: tuple[tuple[str, date], ...]
    ready_on: date | None
    opens_on: date | None
    case: Case | None


def impact_of(session: Session, duty: Obligation, round_: Round, due_on: date, *, today: date) -> RoundImpact:
    """What it means for the round to be due on that day, seen from today."""
    row = session.get(Cycle, cycle_id(round_.obligation, round_.year))
    case = session.get(Case, row.case_id) if row is not None and row.case_id is not None else None
    under_way = case if case is not None and case.state is not CaseState.WITHDRAWN else None
    try:
        route = route_of(session, duty, round_)
    except NotAllowedNowError:
        return RoundImpact(round_, title_year(duty, round_), due_on, (), (), None, None, under_way)
    stops = round_stops(bodies_of(session, route), duty, due_on)
    table: MeetingTable = meeting_table(session, since=today)
    plan = plan_backward(stops, table, decide_before=due_on + _DAY)
    meetings: tuple[tuple[str, date], ...] = ()
    ready_on = None
    if not isinstance(plan, NoPlan):
        meetings = tuple((placed.body, placed.meeting.held_on) for placed in plan.placed)
        ready_on = plan.last_start_on
    opens_on = None
    if under_way is None:
        margin = margin_of(session, duty.key)
        is_out = round_.published_on is not None and round_.published_on <= today
        opens_on = today if is_out else max(today, opening_day(round_, stops, table, margin_days=margin))
    return RoundImpact(round_, title_year(duty, round_), due_on, route, meetings, ready_on, opens_on, under_way)
