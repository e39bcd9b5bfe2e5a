"""Whether what a notice says is still so. A mail is made from facts read again, so nobody is told old news."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, TypeVar

from sqlalchemy import inspect
from sqlmodel import Session, col, func, select

from calendars.deadlines import DeadlineKind
from domain.casework.rows import local_day
from domain.model import (
    Body,
    Case,
    CaseState,
    Cycle,
    CycleState,
    Decision,
    FollowUp,
    FollowUpState,
    Meeting,
    MeetingDeadline,
    MeetingStatus,
    Notice,
    NoticeKind,
    Outcome,
    Stop,
    StopState,
)
from domain.model.columns import Row
from domain.store.bulk import in_chunks, table_of

R = TypeVar("R", bound=Row)

SUPERSEDED = "superseded"  # an invitation whose meeting has changed since it was written

# The states of a stop in which a meeting's deadline still asks something of somebody.
MATTERS: Mapping[str, frozenset[StopState]] = {
    DeadlineKind.SUBMISSION: frozenset({StopState.PLANNED}),
    DeadlineKind.CHAIR_REVIEW: frozenset({StopState.PLANNED}),
    DeadlineKind.DISPATCH: frozenset({StopState.PLANNED}),
    DeadlineKind.PUBLICATION: frozenset({StopState.PLANNED, StopState.ON_AGENDA}),
    DeadlineKind.MINUTES: frozenset({StopState.ON_AGENDA, StopState.AWAITING_DECISION}),
}


@dataclass(frozen=True, slots=True)
class FreshNotice:
    """A notice with its facts as they are now; ``moot`` says why it need not be told any more, or is None.

    ``title`` and ``text`` are empty for a closed case, so there is nothing to leak. ``body`` is the name,
    ``detail`` what was noted when the notice was raised.
    """

    id: str
    kind: NoticeKind
    because: str
    moot: str | None
    case_number: str = ""
    is_open: bool = True
    title: str = ""
    body: str = ""
    body_key: str = ""
    meeting_on: date | None = None
    deadline_kind: str | None = None
    due_on: date | None = None
    outcome: Outcome | None = None
    text: str = ""
    detail: Mapping[str, Any] = field(default_factory=dict)
    case_id: str = ""
    stop_id: str = ""
    meeting_id: str = ""
    follow_up_id: str = ""


@dataclass(frozen=True, slots=True)
class _Now:
    """What one notice is about, as it stands."""

    notice: Notice
    today: date
    case: Case | None
    stop: Stop | None
    meeting: Meeting | None
    follow_up: FollowUp | None
    deadline_on: date | None  # the strictest practical day of the notice's kind of deadline
    waiting: frozenset[StopState]  # the states of the stops on the meeting
    cycle: Cycle | None  # the round that the case is, where it is one


class Fresh:
    """The facts of many notices, read with one statement a noun."""

    def __init__(self, session: Session, notices: Iterable[Notice], now: datetime) -> None:
        notices = list(notices)
        self._today = local_day(now)
        self._cases = _by_id(session, Case, (notice.case_id for notice in notices))
        self._stops = _by_id(session, Stop, (notice.stop_id for notice in notices))
        self._follow_ups = _by_id(session, FollowUp, (notice.follow_up_id for notice in notices))
        of_stops = (stop.meeting_id for stop in self._stops.values())
        self._meetings = _by_id(session, Meeting, [*(notice.meeting_id for notice in notices), *of_stops])
        self._bodies = {body.key: body for body in session.exec(select(Body))}
        self._deadlines: dict[tuple[str, str], date] = {}
        self._waiting: dict[str, set[StopState]] = {}
        self._outcomes: dict[str, Outcome] = {}
        self._cycles: dict[str, Cycle] = {}
        rounds = {notice.case_id or "" for notice in notices if notice.kind is NoticeKind.ROUND_AT_RISK}
        for some in in_chunks(rounds):
            for cycle in session.exec(select(Cycle).where(col(Cycle.case_id).in_(some))):
                self._cycles[cycle.case_id or ""] = cycle
        for ids in in_chunks(self._meetings):
            self._read_meetings(session, ids)
        for ids in in_chunks(self._stops):
            decided = select(col(Decision.stop_id), col(Decision.outcome)).where(col(Decision.stop_id).in_(ids))
            self._outcomes.update(session.exec(decided).all())

    def __call__(self, notice: Notice) -> FreshNotice:
        """The notice as it would be told now."""
        now = self._now(notice)
        body = self._body(now)
        is_open = now.case is None or now.case.is_open
        return FreshNotice(
            id=notice.id,
            kind=_told_as(now),
            because=notice.because,
            moot=_STILL[notice.kind](now),
            case_number=now.case.number if now.case else "",
            is_open=is_open,
            title=now.case.title if now.case and is_open else "",
            body=body.name if body else "",
            body_key=body.key if body else "",
            meeting_on=now.meeting.held_on if now.meeting else None,
            deadline_kind=notice.deadline_kind,
            due_on=notice.due_on,
            outcome=self._outcomes.get(notice.stop_id or ""),
            text=now.follow_up.text if now.follow_up and is_open else "",
            detail=json.loads(notice.detail) if notice.detail else {},
            case_id=notice.case_id or "",
            stop_id=notice.stop_id or "",
            meeting_id=now.meeting.id if now.meeting else "",
            follow_up_id=notice.follow_up_id or "",
        )

    def _now(self, notice: Notice) -> _Now:
        stop = self._stops.get(notice.stop_id or "")
        meeting_id = notice.meeting_id or (stop.meeting_id if stop else None) or ""
        follow_up = self._follow_ups.get(notice.follow_up_id or "")
        return _Now(
            notice=notice,
            today=self._today,
            case=self._cases.get(notice.case_id or ""),
            stop=stop,
            meeting=self._meetings.get(meeting_id),
            follow_up=follow_up,
            deadline_on=self._deadlines.get((meeting_id, notice.deadline_kind or "")),
            waiting=frozenset(self._waiting.get(meeting_id, ())),
            cycle=self._cycles.get(notice.case_id or "") if notice.kind is NoticeKind.ROUND_AT_RISK else None,
        )

    def _body(self, now: _Now) -> Body | None:
        key = now.stop.body_key if now.stop else now.meeting.body_key if now.meeting else ""
        return self._bodies.get(key)

    def _read_meetings(self, session: Session, ids: list[str]) -> None:
        deadlines = (
            select(col(MeetingDeadline.meeting_id), col(MeetingDeadline.kind), func.min(MeetingDeadline.practical_on))
            .where(col(MeetingDeadline.meeting_id).in_(ids))
            .group_by(col(MeetingDeadline.meeting_id), col(MeetingDeadline.kind))
        )
        for meeting_id, kind, day in session.exec(deadlines):
            self._deadlines[meeting_id, kind] = day
        waiting = select(col(Stop.meeting_id), col(Stop.state)).where(col(Stop.meeting_id).in_(ids)).distinct()
        for stands_on, state in session.exec(waiting):
            self._waiting.setdefault(stands_on or "", set()).add(state)


def _told_as(now: _Now) -> NoticeKind:
    """A reminder that comes after the day it warns of, because a mail was late, is a chase."""
    is_late = now.notice.due_on is not None and now.notice.due_on < now.today
    return NoticeKind.CHASE if now.notice.kind is NoticeKind.FOLLOW_UP and is_late else now.notice.kind


def _by_id(session: Session, model: type[R], ids: Iterable[str | None]) -> dict[str, R]:
    wanted = {row_id for row_id in ids if row_id is not None}
    column = table_of(model).c.id
    found: dict[str, R] = {}
    for chunk in in_chunks(wanted):
        for row in session.exec(select(model).where(column.in_(chunk))):
            found[inspect(row).identity[0]] = row
    return found


def _deadline(now: _Now) -> str | None:
    if now.meeting is None or now.meeting.status is MeetingStatus.CANCELLED:
        return "meeting_cancelled"
    if now.case is not None and now.case.state is not CaseState.OPEN:
        return "case_closed"
    if now.stop is not None and now.stop.meeting_id != now.meeting.id:
        return "stop_moved"
    if now.deadline_on != now.notice.due_on:
        return "deadline_moved"
    if now.notice.due_on is not None and now.notice.due_on < now.today:
        return "past"
    states = {now.stop.state} if now.stop is not None else now.waiting
    return None if states & MATTERS.get(now.notice.deadline_kind or "", frozenset()) else "no_longer_waiting"


def _follow_up(now: _Now) -> str | None:
    if now.follow_up is None or now.follow_up.state is not FollowUpState.CONFIRMED:
        return f"follow_up_{now.follow_up.state.value}" if now.follow_up else "follow_up_gone"
    return None if now.follow_up.due_on == now.notice.due_on else "due_changed"


def _proposed(now: _Now) -> str | None:
    if now.follow_up is None or now.follow_up.state is FollowUpState.PROPOSED:
        return None
    return f"follow_up_{now.follow_up.state.value}"


def _moved(now: _Now) -> str | None:
    """A later move, or the meeting being called off, is told by a notice of its own."""
    if now.meeting is None:
        return None
    if now.stop is None and now.meeting.status is MeetingStatus.CANCELLED:
        return "meeting_cancelled"
    return _past(now)


def _past(now: _Now) -> str | None:
    return "past" if now.meeting is not None and now.meeting.held_on < now.today else None


def _stuck(now: _Now) -> str | None:
    if now.case is None:
        return None
    if now.case.state is not CaseState.OPEN:
        return "case_closed"
    return None if now.case.stuck_because else "planned_since"


def _blocked(now: _Now) -> str | None:
    return "no_longer_waiting" if now.stop is not None and now.stop.state is not StopState.PLANNED else None


def _ask_decision(now: _Now) -> str | None:
    return "decided" if now.stop is not None and now.stop.state is not StopState.AWAITING_DECISION else None


def _invitation(now: _Now) -> str | None:
    """A meeting that has changed since asks for a mail of its own (``invitations``)."""
    if now.meeting is None or json.loads(now.notice.detail)["of_meeting"] != now.meeting.sequence:
        return SUPERSEDED
    return _past(now)


def _round_opened(now: _Now) -> str | None:
    return "case_closed" if now.case is not None and now.case.state is not CaseState.OPEN else None


def _round_at_risk(now: _Now) -> str | None:
    """Approved, or moved to another day, it is no longer in danger; another danger is told by a notice of its own."""
    if now.cycle is None or now.cycle.state is not CycleState.OPENED:
        return "round_settled"
    return None if now.cycle.risk is not None and now.cycle.due_on == now.notice.due_on else "danger_over"


def _news(_now: _Now) -> str | None:
    """What has happened stays told: it never becomes untrue."""
    return None


_STILL: Mapping[NoticeKind, Callable[[_Now], str | None]] = {
    NoticeKind.DEADLINE: _deadline,
    NoticeKind.FOLLOW_UP: _follow_up,
    NoticeKind.CHASE: _follow_up,
    NoticeKind.ESCALATION: _follow_up,
    NoticeKind.DECIDED: _news,
    NoticeKind.PLANNED: _news,
    NoticeKind.MOVED: _moved,
    NoticeKind.CANCELLED: _past,
    NoticeKind.STUCK: _stuck,
    NoticeKind.BLOCKED: _blocked,
    NoticeKind.ASK_DECISION: _ask_decision,
    NoticeKind.PROPOSED: _proposed,
    NoticeKind.INVITATION: _invitation,
    NoticeKind.DECLINED: _moved,
    NoticeKind.ROUND_OPENED: _round_opened,
    NoticeKind.ROUND_AT_RISK: _round_at_risk,
    NoticeKind.ACCESS: _news,
}
