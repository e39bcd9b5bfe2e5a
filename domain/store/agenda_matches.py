"""The cases that the items of a paper may be about: by number anywhere, by title and route in the body."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from domain.model import Case, CaseState, Meeting, MeetingStatus, Stop, StopState
from domain.store.bulk import in_chunks
from domain.store.queries import LIVE_STOPS

_MOST = 1_000  # live cases of one body that a paper is held against; none has so many


@dataclass(frozen=True, slots=True)
class KnownCase:
    """A case with its first round's bodies, and where its stop in the paper's body stands now.

    ``stop`` is live, or None where the body has nothing to treat; ``meeting_id`` is where it is placed.
    ``is_here``: the case is, or was, on the paper's own meeting.
    """

    case_id: str
    number: str
    title: str
    is_open: bool
    state: CaseState
    route: tuple[str, ...] = ()
    stop: str | None = None
    stop_state: StopState | None = None
    meeting_id: str | None = None
    is_here: bool = False


def meeting_on(session: Session, body: str | None, day: date | None) -> Meeting | None:
    """The body's meeting on that day that is not cancelled; None: there is no such one."""
    if body is None or day is None:
        return None
    return session.exec(
        select(Meeting)
        .where(Meeting.body_key == body, Meeting.held_on == day, Meeting.status != MeetingStatus.CANCELLED)
        .order_by(col(Meeting.starts_at))
    ).first()


def days_met(session: Session, days: Collection[date]) -> frozenset[tuple[str, date]]:
    """Which bodies meet on these days: a body's key and the day."""
    found: set[tuple[str, date]] = set()
    for some in in_chunks(sorted(set(days))):
        held = select(col(Meeting.body_key), col(Meeting.held_on)).where(
            col(Meeting.held_on).in_(some), Meeting.status != MeetingStatus.CANCELLED
        )
        found |= {(body, day) for body, day in session.exec(held)}
    return frozenset(found)


def live_stop(session: Session, case_id: str, body: str | None) -> Stop | None:
    """The case's next stop in the body that has not been decided; None: it has none there."""
    return session.exec(
        select(Stop)
        .where(Stop.case_id == case_id, Stop.body_key == body, col(Stop.state).in_(LIVE_STOPS))
        .order_by(col(Stop.position), col(Stop.round_no))
    ).first()


def known_cases(
    session: Session, numbers: Collection[str], *, body: str | None, meeting: str | None, sees_closed: bool
) -> tuple[KnownCase, ...]:
    """Cases with one of the numbers, those of the meeting, and those the body has still to treat.

    Who may not see closed items is given none of them.
    """
    cases: dict[str, Case] = {}
    for some in in_chunks(sorted(set(numbers))):
        cases |= {case.id: case for case in session.exec(select(Case).where(col(Case.number).in_(some)))}
    here: set[str] = set()
    if meeting is not None:
        stops = select(Stop.case_id).where(Stop.meeting_id == meeting, Stop.state != StopState.DROPPED)
        here = set(session.exec(stops))
        cases |= _cases(session, here - cases.keys())
    if body is not None:
        waiting = select(Stop.case_id).where(Stop.body_key == body, col(Stop.state).in_(LIVE_STOPS))
        some_of_them = waiting.order_by(col(Stop.case_id)).limit(_MOST)
        cases |= _cases(session, set(session.exec(some_of_them)) - cases.keys())
    shown = {key: case for key, case in cases.items() if case.is_open or sees_closed}
    routes, lives = _stops(session, shown, body)
    return tuple(
        KnownCase(
            case.id,
            case.number,
            case.title,
            case.is_open,
            case.state,
            tuple(routes[case.id]),
            *_where(lives.get(case.id)),
            is_here=case.id in here,
        )
        for case in sorted(shown.values(), key=lambda one: one.number)
    )


def _cases(session: Session, ids: Iterable[str]) -> dict[str, Case]:
    found: dict[str, Case] = {}
    for some in in_chunks(sorted(ids)):
        found |= {case.id: case for case in session.exec(select(Case).where(col(Case.id).in_(some)))}
    return found


def _stops(
    session: Session, ids: Iterable[str], body: str | None
) -> tuple[defaultdict[str, list[str]], dict[str, Stop]]:
    routes: defaultdict[str, list[str]] = defaultdict(list)
    lives: dict[str, Stop] = {}
    for some in in_chunks(sorted(ids)):
        in_order = select(Stop).where(col(Stop.case_id).in_(some)).order_by(col(Stop.position), col(Stop.round_no))
        for stop in session.exec(in_order):
            if stop.round_no == 1 and stop.state is not StopState.DROPPED:
                routes[stop.case_id].append(stop.body_key)
            if stop.body_key == body and stop.state in LIVE_STOPS:
                lives.setdefault(stop.case_id, stop)
    return routes, lives


def _where(stop: Stop | None) -> tuple[str | None, StopState | None, str | None]:
    return (None, None, None) if stop is None else (stop.id, stop.state, stop.meeting_id)
