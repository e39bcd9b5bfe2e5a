"""What the pages and commands on meetings ask of the store; every question costs what is shown and no more."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import cast

from sqlalchemy import func
from sqlmodel import Session, col, select

from calendars.deadlines import DeadlineKind
from domain.model import Case, Meeting, MeetingDeadline, MeetingStatus, Stop, StopState
from domain.rules.facts import CaseFacts
from domain.store.bulk import in_chunks

_FAR = timedelta(days=183)


@dataclass(frozen=True, slots=True)
class OnMeeting:
    """One case on a meeting. ``case`` is its head alone: no stops, texts or attachments."""

    stop_id: str
    state: StopState
    case: CaseFacts


def meetings_between(session: Session, first: date, last: date, *, bodies: Collection[str] = ()) -> Sequence[Meeting]:
    """The meetings from ``first`` to ``last``, both included, by their moment; of those bodies alone where named."""
    wanted = select(Meeting).where(col(Meeting.held_on) >= first, col(Meeting.held_on) <= last)
    if bodies:
        wanted = wanted.where(col(Meeting.body_key).in_(bodies))
    return session.exec(wanted.order_by(col(Meeting.starts_at), col(Meeting.body_key), col(Meeting.id))).all()


def cases_counted(session: Session, meeting_ids: Iterable[str]) -> Mapping[str, int]:
    """How many cases stand on each of these meetings; one that has none is not there."""
    found: dict[str, int] = {}
    for some in in_chunks(meeting_ids):
        counted = (
            select(col(Stop.meeting_id), func.count())
            .where(col(Stop.meeting_id).in_(some), col(Stop.state) != StopState.DROPPED)
            .group_by(col(Stop.meeting_id))
        )
        found.update({meeting_id: number for meeting_id, number in session.exec(counted) if meeting_id is not None})
    return found


def dispatch_days(session: Session, meeting_ids: Iterable[str]) -> Mapping[str, date]:
    """The day the agenda of each of these meetings goes out."""
    found: dict[str, date] = {}
    for some in in_chunks(meeting_ids):
        earliest = (
            select(col(MeetingDeadline.meeting_id), func.min(col(MeetingDeadline.practical_on)))
            .where(
                col(MeetingDeadline.meeting_id).in_(some), col(MeetingDeadline.kind) == DeadlineKind.DISPATCH.value
            )
            .group_by(col(MeetingDeadline.meeting_id))
        )
        found.update(dict(session.exec(earliest).all()))
    return found


def deadlines_of(session: Session, meeting_id: str) -> Sequence[MeetingDeadline]:
    """Every deadline of a meeting, by the day to work to."""
    rows = select(MeetingDeadline).where(MeetingDeadline.meeting_id == meeting_id)
    return session.exec(rows.order_by(col(MeetingDeadline.practical_on), col(MeetingDeadline.kind))).all()


def deadlines_between(session: Session, first: date, last: date) -> Sequence[tuple[MeetingDeadline, Meeting]]:
    """What is to be kept from ``first`` to ``last``: the strictest deadline of a kind of each meeting held.

    Meetings are looked for within half a year of the span; no rule counts that far.
    """
    rows = session.exec(
        select(MeetingDeadline, Meeting)
        .join(Meeting, col(Meeting.id) == col(MeetingDeadline.meeting_id))
        .where(col(Meeting.held_on) >= first - _FAR, col(Meeting.held_on) <= last + _FAR)
        .where(col(Meeting.status) != MeetingStatus.CANCELLED)
    ).all()
    meetings = {meeting.id: meeting for _, meeting in rows}
    found = [row for row in strictest(row for row, _ in rows) if first <= row.practical_on <= last]
    return [(row, meetings[row.meeting_id]) for row in found]


def strictest(rows: Iterable[MeetingDeadline]) -> list[MeetingDeadline]:
    """The strictest of each kind of each meeting, by day: where law and house both have a rule, one counts."""
    found: dict[tuple[str, str], MeetingDeadline] = {}
    for row in sorted(rows, key=lambda row: (row.legal_on, row.practical_on, row.rule)):
        found.setdefault((row.meeting_id, row.kind), row)
    return sorted(found.values(), key=lambda row: (row.practical_on, row.kind, row.meeting_id))


def cases_on(session: Session, meeting_id: str, *, most: int) -> Sequence[OnMeeting]:
    """At most that many of the cases on a meeting, by number."""
    rows = session.exec(
        select(Stop, Case)
        .join(Case, col(Case.id) == col(Stop.case_id))
        .where(col(Stop.meeting_id) == meeting_id, col(Stop.state) != StopState.DROPPED)
        .order_by(col(Case.number), col(Stop.round_no))
        .limit(most)
    )
    return [OnMeeting(stop.id, stop.state, head_of(case)) for stop, case in rows]


def head_of(case: Case) -> CaseFacts:
    """The head of a case, as a list shows it: without stops, texts and attachments."""
    return CaseFacts(
        id=case.id, number=case.number, title=case.title, is_open=case.is_open, state=case.state, stops=()
    )


def meeting_years(session: Session) -> Sequence[int]:
    """The years from the first meeting there is to the last."""
    found = session.exec(select(func.min(col(Meeting.held_on)), func.max(col(Meeting.held_on)))).one()
    first, last = cast("tuple[date | None, date | None]", tuple(found))
    return range(first.year, last.year + 1) if first is not None and last is not None else ()
