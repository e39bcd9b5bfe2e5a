"""Cases in danger: what a line of a list stands on, which open cases are late, and which stand still.

What depends on the day (is it late?) is asked of few candidates, found from an index, and judged by the rules.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Select, and_, exists, or_, select, text
from sqlmodel import Session

from domain.model import Body, BodyKind, Case, FollowUp, Meeting, MeetingDeadline, Stop
from domain.rules.danger import Danger, Level, danger_of
from domain.rules.facts import CaseFacts
from domain.store.bulk import among, table_of
from domain.store.case_facts import many_case_facts
from domain.store.case_marks import IS_AWAITING, IS_LIVE, IS_OPEN, IS_PLANNED, PROMISE_IS_OPEN

CANDIDATES = 400  # cases that are looked at for one that is late; with more, the list says that there are more
LOOK_BACK = timedelta(days=90)  # a stop that was never on an agenda stands no longer than this on a meeting
LOOK_AHEAD = timedelta(days=60)  # and no deadline of a meeting is longer before it
_CASE, _STOP, _MEETING, _BODY = (table_of(noun) for noun in (Case, Stop, Meeting, Body))
_DEADLINE, _FOLLOW_UP = table_of(MeetingDeadline), table_of(FollowUp)


@dataclass(frozen=True, slots=True)
class ShownCase:
    """What a line of the list stands on. ``facts`` are whole: show ``access.view`` of them."""

    facts: CaseFacts
    owner_post: str | None
    danger: Danger


def shown_cases(session: Session, ids: Sequence[str], *, today: date) -> list[ShownCase]:
    """Those cases in that order, with what puts them in danger on that day. At most five statements."""
    facts = many_case_facts(session, ids)
    columns = select(_CASE.c.id, _CASE.c.owner_post).where(among(session, _CASE.c.id, ids))
    owners = {row.id: row.owner_post for row in session.connection().execute(columns)}
    return [
        ShownCase(case, owners[case.id], danger_of(case, today=today, is_stuck=case.stands_still))
        for case in (facts[case_id] for case_id in ids if case_id in facts)
    ]


def late_cases(session: Session, *, today: date, limit: int = CANDIDATES) -> list[ShownCase]:
    """The open cases of which a day has passed, as the rules judge it."""
    found: dict[str, None] = {}
    for candidates in _may_be_late(today):
        if len(found) < limit:
            found |= dict.fromkeys(session.connection().execute(candidates.limit(limit - len(found))).scalars())
    return [one for one in shown_cases(session, list(found), today=today) if one.danger.level is Level.LATE]


def stuck_cases(session: Session, *, limit: int) -> list[str]:
    """Open cases that no plan is possible for, or that are kept off an agenda."""
    stuck = select(_CASE.c.id).where(IS_OPEN, text("\"case\".stuck_because <> ''")).order_by(_CASE.c.number)
    return list(session.connection().execute(stuck.limit(limit)).scalars())


def _may_be_late(today: date) -> list[Select[Any]]:
    """Where a case that is late must stand: a superset for each reason of ``danger.py``, from an index."""
    of_open = _STOP.join(_CASE, and_(_CASE.c.id == _STOP.c.case_id, IS_OPEN))
    planned = select(_STOP.c.case_id).select_from(of_open.join(_MEETING, _MEETING.c.id == _STOP.c.meeting_id))
    day = _MEETING.c.held_on
    has_passed = exists().where(_DEADLINE.c.meeting_id == _MEETING.c.id, _DEADLINE.c.practical_on < today)
    is_council = exists().where(_BODY.c.key == _STOP.c.body_key, _BODY.c.kind == BodyKind.COUNCIL)
    on_or_after = exists().where(
        _STOP.c.case_id == _CASE.c.id, IS_LIVE, _MEETING.c.id == _STOP.c.meeting_id, day >= _CASE.c.decide_before
    )
    return [
        select(_STOP.c.case_id).select_from(of_open).where(IS_AWAITING),
        select(_FOLLOW_UP.c.case_id)
        .join(_CASE, and_(_CASE.c.id == _FOLLOW_UP.c.case_id, IS_OPEN))
        .where(PROMISE_IS_OPEN, _FOLLOW_UP.c.due_on < today)
        .distinct(),
        planned.where(IS_PLANNED, day >= today - LOOK_BACK, day < today).distinct(),
        planned.where(IS_PLANNED, day >= today, day < today + LOOK_AHEAD, has_passed)
        .where(or_(_CASE.c.recommendation == "", and_(_STOP.c.urgency_reason == "", is_council)))
        .distinct(),
        select(_CASE.c.id).where(IS_OPEN, _CASE.c.decide_before > date.min, on_or_after),
    ]
