"""The rounds that have been touched, and the duties in force with the days that somebody has moved."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from sqlmodel import Session, col, or_, select

from domain.errors import NotFoundError
from domain.model import Case, CaseState, Cycle, CycleState
from domain.model.columns import make_id
from domain.rules.obligation import Obligation, Override, Publication
from domain.store.queries import current_profile

TO_WATCH = (CycleState.OPENED, CycleState.APPROVED)


def cycle_id(obligation: str, year: int) -> str:
    """The one id of a round."""
    return make_id("cycle", obligation, year)


def duties_in_force(session: Session) -> dict[str, Obligation]:
    """Every duty in force, its rounds due on the days that hold now.

    A round that was moved says who moved it; one that waited says when what it waited for came out.
    """
    duties = dict(current_profile(session).obligations)
    touched = or_(Cycle.moved_source != "", col(Cycle.published_on).is_not(None))
    for row in session.exec(select(Cycle).where(touched).order_by(col(Cycle.year))):
        duty = duties.get(row.obligation)
        if duty is None:
            continue
        if row.moved_source:
            others = tuple(one for one in duty.overrides if one.year != row.year)
            duty = replace(duty, overrides=(*others, Override(row.year, row.due_on, row.moved_source)))
        if row.published_on is not None:
            known = tuple(one for one in duty.publications if one.year != row.year)
            came_out = Publication(row.year, row.published_on, row.published_source or "")
            duty = replace(duty, publications=(*known, came_out))
        duties[row.obligation] = duty
    return duties


def find_duty(session: Session, key: str) -> Obligation:
    """The duty in force with that key, as ``duties_in_force`` knows it. Raises ``NotFoundError``."""
    found = duties_in_force(session).get(key)
    if found is None:
        raise NotFoundError(noun="obligation", id=key)
    return found


def cycle_of_case(session: Session, case_id: str) -> Cycle | None:
    """The round that a case is; None where it is none."""
    return session.exec(select(Cycle).where(Cycle.case_id == case_id)).first()


def cycles_of(session: Session, obligation: str) -> dict[int, Cycle]:
    """The rounds of a duty that have been touched, by year."""
    found = session.exec(select(Cycle).where(Cycle.obligation == obligation).order_by(col(Cycle.year)))
    return {row.year: row for row in found}


def cycles_due(session: Session, first: date, last: date) -> list[Cycle]:
    """The rounds, touched so far, that are due between two days, both included."""
    wanted = select(Cycle).where(col(Cycle.due_on) >= first, col(Cycle.due_on) <= last)
    return list(session.exec(wanted.order_by(col(Cycle.due_on), col(Cycle.obligation))))


def cycles_to_watch(session: Session) -> list[Cycle]:
    """The rounds whose case is under way: not approved, or not handed in yet. Closed ones of long ago are few."""
    return list(session.exec(select(Cycle).where(col(Cycle.state).in_(TO_WATCH)).order_by(col(Cycle.due_on))))


def last_case(session: Session, obligation: str, before: date) -> tuple[Case, Cycle | None] | None:
    """The newest case of a duty that had to be decided before a day; a withdrawn one is nobody's example."""
    newest = session.exec(
        select(Case, Cycle)
        .outerjoin(Cycle, col(Cycle.case_id) == col(Case.id))
        .where(Case.obligation == obligation, Case.state != CaseState.WITHDRAWN)
        .where(col(Case.decide_before).is_(None) | (col(Case.decide_before) < before))
        .order_by(col(Case.opened_at).desc(), col(Case.number).desc())
        .limit(1)
    ).first()
    return None if newest is None else (newest[0], newest[1])
