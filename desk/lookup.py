"""What a person types for a case, a stop, a meeting or a follow-up, and the row it means."""

from __future__ import annotations

from datetime import date

from sqlmodel import Session, col, select

from desk.errors import AmbiguousError
from domain.casework.case.cases import find_case
from domain.errors import NotFoundError
from domain.model import Case, FollowUp, Meeting, MeetingStatus, Stop, StopState
from domain.profile import Profile


def find(session: Session, number: str) -> Case:
    """The case with that number. Raises ``NotFoundError``."""
    return find_case(session, number)


def stop_in(session: Session, case: Case, body: str, profile: Profile) -> Stop:
    """The case's latest stop in a body.

    Raises:
        UnknownBodyError: nothing is called ``body``.
        NotFoundError: the case has no such stop.
    """
    key = profile.find_body(body).key
    stop = session.exec(
        select(Stop)
        .where(Stop.case_id == case.id, Stop.body_key == key, Stop.state != StopState.DROPPED)
        .order_by(col(Stop.position).desc(), col(Stop.round_no).desc())
    ).first()
    if stop is None:
        raise NotFoundError(noun="stop", id=f"{case.number} {key}")
    return stop


def meeting_of(session: Session, body: str, day: date, profile: Profile) -> Meeting:
    """The body's meeting on that day, one that is not cancelled before one that is.

    Raises:
        UnknownBodyError: nothing is called ``body``.
        NotFoundError: there is no such meeting.
    """
    key = profile.find_body(body).key
    found = session.exec(
        select(Meeting).where(Meeting.body_key == key, Meeting.held_on == day).order_by(col(Meeting.starts_at))
    ).all()
    if not found:
        raise NotFoundError(noun="meeting", id=f"{key} {day:%d-%m-%Y}")
    return min(found, key=lambda meeting: meeting.status is MeetingStatus.CANCELLED)


def follow_up_named(session: Session, text: str) -> FollowUp:
    """The follow-up whose id begins so.

    Raises:
        NotFoundError: none does.
        AmbiguousError: more than one does.
    """
    wanted = text.strip().casefold()
    begins = select(FollowUp).where(col(FollowUp.id).startswith(wanted, autoescape=True))
    found = session.exec(begins.limit(5)).all() if wanted else []
    if not found:
        raise NotFoundError(noun="follow_up", id=text)
    if len(found) > 1:
        raise AmbiguousError(noun="follow_up", text=text, fits=[one.id for one in found])
    return found[0]
