"""Pligternes runder: opened in time, watched to their end, moved when somebody moves the day, or not to be done."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from sqlmodel import Session

from domain.casework.case.opening import open_case
from domain.casework.case.rounds import find_or_make, set_progress
from domain.casework.mail.notices import to_owner, to_secretariat
from domain.casework.mail.telling import tell_all
from domain.casework.rows import check_reason, check_version, find, local_day, look_again
from domain.casework.verb import Act, By, Receipt, verb
from domain.casework.year.draft import bodies_of, draft_of, margin_of, route_of
from domain.errors import NotAllowedNowError
from domain.model import Case, CaseState, Cycle, CycleRisk, CycleState, NoticeKind
from domain.rules.cycle_plan import danger_of_round, opening_day, progress_of, round_stops
from domain.rules.meeting_table import MeetingTable
from domain.rules.obligation import Obligation, Publication, Round
from domain.rules.obligations import find_round, next_round_of, rounds_of
from domain.store.case_facts import case_facts
from domain.store.cycles import cycle_id, cycles_to_watch, duties_in_force, find_duty
from domain.store.database import Database
from domain.store.queries import current_profile, meeting_table

_AHEAD = timedelta(days=400)  # a round that is due later than so is opened by no plan yet
_SETTLED = (CycleState.APPROVED, CycleState.SUBMITTED)
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class ToOpen:
    """A round whose time has come."""

    obligation: str
    year: int


def open_cycle(db: Database, by: By, *, obligation: str, year: int | None = None, theme: str = "") -> Receipt:
    """Open the case of a round, from the last round's words; ``year`` None: the round under way. Once a round, ever.

    It is ``open_case`` with what the last round and the profile say; a round that has its case is left alone.

    Raises:
        NotFoundError: no such duty in force, or no such round of it.
        NotAllowedNowError: ``why`` is one of repealed, no_route, and those of ``open_case``.
    """
    with db.read() as session:
        duty = find_duty(session, obligation)
        round_ = _round(duty, year, local_day(by.at))
        known = session.get(Cycle, cycle_id(obligation, round_.year))
        case = session.get(Case, known.case_id) if known is not None and known.case_id is not None else None
        if case is not None and case.state is not CaseState.WITHDRAWN:
            return Receipt("open_case", case.id, {"number": case.number}, repeated=True)
        draft = draft_of(session, duty, round_)
    return open_case(db, by, **draft, round_year=round_.year, theme=theme)


@verb
def move_cycle(
    act: Act, *, obligation: str, year: int, due_on: date, reason: str, source: str, version: int | None = None
) -> Receipt:
    """Somebody (the minister) has moved the last day of one round: the new day, why, and where that stands.

    A case under way must now be decided before it, unless it had a limit of its own; its journey looks again.

    Raises:
        NotFoundError: no such duty in force, or no such round of it.
        ReasonMissingError: the reason or the source is empty.
        NotAllowedNowError: ``why`` is one of round_settled, after_next_round.
        ConflictError: somebody changed it first.
    """
    duty = find_duty(act.session, obligation)
    round_ = find_round(duty, year)
    said, place = check_reason(reason, act.name, obligation), check_reason(source, act.name, obligation)
    row = find_or_make(act.session, round_)
    if (row.due_on, row.moved_because, row.moved_source) == (due_on, said, place):
        return act.already(row.id, due_on=due_on.isoformat())
    if row.state in _SETTLED:
        raise _refuse(act, row, "round_settled")
    following = next_round_of(duty, round_.due_on + _DAY)
    if isinstance(following, Round) and due_on >= following.due_on:
        raise _refuse(act, row, "after_next_round")
    check_version(row, "cycle", row.id, version)
    before = row.due_on
    row.due_on, row.moved_because, row.moved_source = due_on, said, place
    row.risk = row.risk_body = row.risk_on = None
    row.version += 1
    _follow_with_case(act, row, before)
    return act.enter("cycle", row.id, obligation=obligation, year=year, before=before, due_on=due_on, source=place)


@verb
def record_publication(
    act: Act, *, obligation: str, published_on: date, source: str, year: int | None = None, version: int | None = None
) -> Receipt:
    """What a round waits for came out on a day: its last day is that of the year it came out in. ``year`` None: that.

    The round's case is opened by the clock from that day on. A case under way must now be decided before the day.

    Raises:
        NotFoundError: no such duty in force, or no such round of it.
        ReasonMissingError: the source is empty.
        NotAllowedNowError: ``why`` is one of waits_for_nothing, in_future, not_its_year, not_to_be_done,
            round_settled.
        ConflictError: somebody changed it first.
    """
    duty = find_duty(act.session, obligation)
    round_ = find_round(duty, year or published_on.year)
    place = check_reason(source, act.name, obligation)
    row = find_or_make(act.session, round_)
    if (row.published_on, row.published_source) == (published_on, place):
        return act.already(row.id, due_on=row.due_on.isoformat())
    why = _why_not_published(duty, round_, row, published_on, local_day(act.at))
    if why:
        raise _refuse(act, row, why)
    check_version(row, "cycle", row.id, version)
    row.published_on, row.published_source = published_on, place
    before = row.due_on
    if not row.moved_source:
        came_out = Publication(row.year, published_on, place)
        known = tuple(one for one in duty.publications if one.year != row.year)
        row.due_on = find_round(replace(duty, publications=(*known, came_out)), row.year).due_on
    row.risk = row.risk_body = row.risk_on = None
    row.version += 1
    _follow_with_case(act, row, before)
    return act.enter("cycle", row.id, obligation=obligation, year=row.year, on=published_on, due_on=row.due_on)


@verb
def skip_cycle(act: Act, *, obligation: str, year: int, reason: str, version: int | None = None) -> Receipt:
    """The round is not to be done, and ``reason`` says why; no case is opened for it by itself.

    Raises:
        NotFoundError: no such duty in force, or no such round of it.
        ReasonMissingError: the reason is empty.
        NotAllowedNowError: ``why`` is one of round_settled, round_has_case.
        ConflictError: somebody changed it first.
    """
    round_ = find_round(find_duty(act.session, obligation), year)
    said = check_reason(reason, act.name, obligation)
    row = find_or_make(act.session, round_)
    if row.state is CycleState.NOT_DONE:
        return act.already(row.id)
    if row.state in _SETTLED:
        raise _refuse(act, row, "round_settled")
    case = act.session.get(Case, row.case_id) if row.case_id is not None else None
    if case is not None and case.state is CaseState.OPEN:
        raise _refuse(act, row, "round_has_case")
    check_version(row, "cycle", row.id, version)
    row.state, row.not_done_because = CycleState.NOT_DONE, said
    row.risk = row.risk_body = row.risk_on = None
    row.version += 1
    return act.enter("cycle", row.id, obligation=obligation, year=year, reason=said)


@verb
def watch_cycle(act: Act, *, cycle: str) -> Receipt:
    """Look at a round under way: how far it is, and whether it still reaches its day. What threatens it is told once.

    Raises:
        NotFoundError: no such round.
    """
    row = find(act.session, Cycle, "cycle", cycle)
    duty = duties_in_force(act.session).get(row.obligation)
    if row.case_id is None or duty is None or row.state is CycleState.NOT_DONE:
        return act.already(row.id, state=row.state.value)
    facts = case_facts(act.session, row.case_id)
    has_moved = set_progress(act.session, row, progress_of(facts, duty))
    today = local_day(act.at)
    danger = None
    if row.state is CycleState.OPENED:
        danger = danger_of_round(facts, meeting_table(act.session, since=today), due_on=row.due_on, today=today)
    now = (danger.risk, danger.body, danger.on) if danger is not None else (None, None, None)
    if now == (row.risk, row.risk_body, row.risk_on) and not has_moved:
        return act.already(row.id, state=row.state.value)
    is_new = danger is not None and now != (row.risk, row.risk_body, row.risk_on)
    row.risk, row.risk_body, row.risk_on = now
    row.version += 1
    if is_new:
        _warn(act, find(act.session, Case, "case", row.case_id), row)
    return act.enter("cycle", row.id, state=row.state.value, risk=row.risk, body=row.risk_body, on=row.risk_on)


def rounds_to_open(session: Session, today: date) -> list[ToOpen]:
    """The rounds whose case is to be opened now, of the duties that have a route in the profile; none repealed."""
    duties = duties_in_force(session)
    table = meeting_table(session, since=today)
    found: list[ToOpen] = []
    for cycle in current_profile(session).cycles:
        duty = duties[cycle.key]
        rounds = rounds_of(duty, until=today + _AHEAD, known_on=today)
        coming = [one for one in rounds if one.due_on >= today and _is_free(session, one)]
        found += [ToOpen(duty.key, one.year) for one in coming if _opens_on(session, duty, one, table) <= today]
    return found


def cycles_under_way(session: Session) -> list[str]:
    """The rounds to look at today: those not approved, and those that are still to be handed in."""
    duties = duties_in_force(session)
    return [
        row.id
        for row in cycles_to_watch(session)
        if (duty := duties.get(row.obligation)) is not None and (row.state is CycleState.OPENED or duty.submitted_to)
    ]


def _why_not_published(duty: Obligation, round_: Round, row: Cycle, published_on: date, today: date) -> str:
    """What is wrong with that day; empty: nothing."""
    if not duty.awaits:
        return "waits_for_nothing"
    if published_on > today:
        return "in_future"
    if not round_.year <= published_on.year <= round_.year + 1:
        return "not_its_year"
    if row.state is CycleState.NOT_DONE:
        return "not_to_be_done"
    return "round_settled" if row.state in _SETTLED else ""


def _follow_with_case(act: Act, row: Cycle, before: date) -> None:
    """The round's case under way is to be decided before the new day, unless it had a limit of its own."""
    case = find(act.session, Case, "case", row.case_id) if row.case_id is not None else None
    if case is not None and case.state is CaseState.OPEN and case.decide_before == before + _DAY != row.due_on + _DAY:
        case.decide_before = row.due_on + _DAY
        case.version += 1
        look_again(act, case.id)


def _round(duty: Obligation, year: int | None, today: date) -> Round:
    if year is not None and (duty.repeal is None or year < duty.repeal.valid_from.year):
        return find_round(duty, year)
    coming = next_round_of(duty, today, known_on=today) if year is None else None
    if isinstance(coming, Round):
        return coming
    raise NotAllowedNowError(verb="open_cycle", noun="cycle", id=duty.key, state="", why="repealed")


def _is_free(session: Session, round_: Round) -> bool:
    row = session.get(Cycle, cycle_id(round_.obligation, round_.year))
    return row is None or (row.case_id is None and row.state is CycleState.AWAITED)


def _opens_on(session: Session, duty: Obligation, round_: Round, table: MeetingTable) -> date:
    """What a round waits for is what its case is about: it is opened the day that comes out, else in time as any."""
    if round_.published_on is not None:
        return round_.published_on
    stops = round_stops(bodies_of(session, route_of(session, duty, round_)), duty, round_.due_on)
    return opening_day(round_, stops, table, margin_days=margin_of(session, duty.key))


def _warn(act: Act, case: Case, row: Cycle) -> None:
    """The owner hears of every danger; when no meeting saves the round, the secretariat does too."""
    risk = row.risk.value if row.risk is not None else ""
    detail = {"risk": risk, "body": row.risk_body, "last_on": row.risk_on}
    occasion = f"{risk}:{row.due_on}:{row.risk_body or ''}:{row.risk_on or ''}"
    kind = NoticeKind.ROUND_AT_RISK
    news = [to_owner(case, kind, occasion, due_on=row.due_on, detail=detail)]
    if row.risk is CycleRisk.TOO_LATE:
        news.append(to_secretariat(case, kind, occasion, due_on=row.due_on, detail=detail))
    tell_all(act, news)


def _refuse(act: Act, row: Cycle, why: str) -> NotAllowedNowError:
    return NotAllowedNowError(verb=act.name, noun="cycle", id=row.id, state=row.state.value, why=why)
