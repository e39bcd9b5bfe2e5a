"""A case as the rules see it: read with a fixed, small number of statements, however many cases are asked for.

The rules take plain values and the store makes them: columns are read, not nouns, by statements that are built
once. Every step of every journey starts here, and objects of the session would cost five times as much.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Column, ColumnElement, Row, bindparam, exists, or_
from sqlalchemy import select as select_columns
from sqlmodel import Session, col, select

from domain.errors import NotFoundError
from domain.model import Attachment, Body, Case, Cycle, Decision, Entry, FollowUp, Meeting, Stop
from domain.rules.facts import (
    AttachmentFacts,
    CaseFacts,
    DecisionFacts,
    FollowUpFacts,
    MeetingFacts,
    RoundFacts,
    StopFacts,
)
from domain.store.bulk import in_chunks, table_of
from domain.store.queries import MEETING_FACTS

_CASE, _STOP, _DECISION, _MEETING, _FOLLOW_UP, _ATTACHMENT, _CYCLE = (
    table_of(noun) for noun in (Case, Stop, Decision, Meeting, FollowUp, Attachment, Cycle)
)
_ITS_BODY = table_of(Body)  # the meeting's, as ``MEETING_FACTS`` has it
_BODY = _ITS_BODY.alias("stop_body")
_CASE_ROWS = select_columns(
    *(_CASE.c.id, _CASE.c.number, _CASE.c.title, _CASE.c.is_open, _CASE.c.state, _CASE.c.obligation),
    *(_CASE.c.decide_before, _CASE.c.period_start, _CASE.c.period_end, _CASE.c.recommendation, _CASE.c.economy),
    *(_CASE.c.findings, _CASE.c.corrections, (_CASE.c.stuck_because != "").label("stands_still")),
    *(_CYCLE.c.due_on, _CYCLE.c.risk, _CYCLE.c.risk_body, _CYCLE.c.risk_on),
    exists().where(_FOLLOW_UP.c.case_id == _CASE.c.id).label("has_follow_ups"),
    exists().where(_ATTACHMENT.c.case_id == _CASE.c.id).label("has_attachments"),
).join_from(_CASE, _CYCLE, _CYCLE.c.case_id == _CASE.c.id, isouter=True)
_STOP_ROWS = (
    select_columns(
        *(_STOP.c.case_id, _STOP.c.id, _STOP.c.position, _STOP.c.round_no, _STOP.c.body_key, _BODY.c.kind),
        *(_STOP.c.state, _STOP.c.fixed, _STOP.c.min_gap_days, _STOP.c.urgency_reason, _STOP.c.added_because),
        *(_DECISION.c.outcome, _DECISION.c.decided_on, _DECISION.c.return_to, _DECISION.c.named_meeting),
        _DECISION.c.applied_at,
        *MEETING_FACTS,
    )
    .join_from(_STOP, _BODY, _BODY.c.key == _STOP.c.body_key)
    .outerjoin(_DECISION, _DECISION.c.stop_id == _STOP.c.id)
    .outerjoin(_MEETING, _MEETING.c.id == _STOP.c.meeting_id)
    .outerjoin(_ITS_BODY, _ITS_BODY.c.key == _MEETING.c.body_key)
    .order_by(_STOP.c.case_id, _STOP.c.position, _STOP.c.round_no)
)
_OWN = len(_STOP_ROWS.selected_columns) - len(MEETING_FACTS)  # how many of a stop's columns come before its meeting's
_FOLLOW_UP_ROWS = select_columns(
    *(_FOLLOW_UP.c.case_id, _FOLLOW_UP.c.id, _FOLLOW_UP.c.kind, _FOLLOW_UP.c.text, _FOLLOW_UP.c.state),
    *(_FOLLOW_UP.c.owner_post, _FOLLOW_UP.c.owner_person, _FOLLOW_UP.c.due_on, _FOLLOW_UP.c.blocks_stop),
).order_by(_FOLLOW_UP.c.id)
_ATTACHMENT_ROWS = select_columns(
    *(_ATTACHMENT.c.case_id, _ATTACHMENT.c.title, _ATTACHMENT.c.document_number, _ATTACHMENT.c.is_open)
).order_by(_ATTACHMENT.c.position)


class _Asked:
    """The four questions about some cases. Built once: what a case is, is asked at every step of every journey."""

    def __init__(self, are_wanted: Callable[[Column[Any]], ColumnElement[bool]]) -> None:
        self.cases = _CASE_ROWS.where(are_wanted(_CASE.c.id))
        self.stops = _STOP_ROWS.where(are_wanted(_STOP.c.case_id))
        self.follow_ups = _FOLLOW_UP_ROWS.where(are_wanted(_FOLLOW_UP.c.case_id))
        self.attachments = _ATTACHMENT_ROWS.where(are_wanted(_ATTACHMENT.c.case_id))


_OF_ONE = _Asked(lambda column: column == bindparam("wanted"))
_OF_MANY = _Asked(lambda column: column.in_(bindparam("wanted", expanding=True)))


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a case's timeline: what was done, by whom, with the facts of the journal entry."""

    seq: int
    at: datetime
    actor: str
    verb: str
    noun: str
    subject: str
    facts: dict[str, Any]


def case_facts(session: Session, case_id: str) -> CaseFacts:
    """The case as it stands.

    Two statements, and one each for its follow-ups and attachments where it has any.

    Raises:
        NotFoundError: no case has that id.
    """
    session.flush()
    found = _read(session, _OF_ONE, case_id)
    if not found:
        raise NotFoundError(noun="case", id=case_id)
    return found[case_id]


def many_case_facts(session: Session, case_ids: Collection[str]) -> dict[str, CaseFacts]:
    """The cases by id, as they stand; ids that no case has are left out.

    At most four statements for every ``bulk.CHUNK`` cases.
    """
    session.flush()
    facts: dict[str, CaseFacts] = {}
    for chunk in in_chunks(dict.fromkeys(case_ids)):
        facts |= _read(session, _OF_MANY, chunk)
    return facts


def _read(session: Session, asked: _Asked, wanted: str | list[str]) -> dict[str, CaseFacts]:
    read, of_these = session.connection().execute, {"wanted": wanted}
    cases: list[Any] = list(read(asked.cases, of_these))
    stops = _stops(read(asked.stops, of_these)) if cases else {}
    follow_ups = _follow_ups(read(asked.follow_ups, of_these)) if any(case.has_follow_ups for case in cases) else {}
    attachments = (
        _attachments(read(asked.attachments, of_these)) if any(case.has_attachments for case in cases) else {}
    )
    return {
        case.id: CaseFacts(
            id=case.id,
            number=case.number,
            title=case.title,
            is_open=case.is_open,
            state=case.state,
            obligation=case.obligation,
            decide_before=case.decide_before,
            period_start=case.period_start,
            period_end=case.period_end,
            recommendation=case.recommendation,
            economy=case.economy,
            findings=tuple(case.findings),
            corrections=dict(case.corrections),
            attachments=tuple(attachments.get(case.id, ())),
            stops=tuple(stops.get(case.id, ())),
            follow_ups=tuple(follow_ups.get(case.id, ())),
            round_at_risk=_round(case),
            stands_still=case.stands_still,
        )
        for case in cases
    }


def timeline(session: Session, case_id: str) -> list[Line]:
    """What has happened to a case and its follow-ups, oldest first. Empty when no case has that id."""
    promises = select(FollowUp.id).where(FollowUp.case_id == case_id)
    entries = session.exec(
        select(Entry)
        .where(or_(col(Entry.subject) == case_id, col(Entry.subject).in_(promises)))
        .order_by(col(Entry.seq))
    )
    return [
        Line(entry.seq, entry.at, entry.actor, entry.verb, entry.noun, entry.subject, json.loads(entry.facts))
        for entry in entries
    ]


def _stops(rows: Iterable[Row[Any]]) -> dict[str, list[StopFacts]]:
    stops: dict[str, list[StopFacts]] = defaultdict(list)
    for row in rows:
        of_meeting = row[_OWN:]
        stops[row.case_id].append(_stop(row, None if of_meeting[0] is None else MeetingFacts(*of_meeting)))
    return stops


def _round(row: Row[Any]) -> RoundFacts | None:
    return None if row.risk is None else RoundFacts(row.due_on, row.risk, row.risk_body, row.risk_on)


def _stop(row: Row[Any], meeting: MeetingFacts | None) -> StopFacts:
    return StopFacts(
        id=row.id,
        position=row.position,
        round_no=row.round_no,
        body=row.body_key,
        kind=row.kind,
        state=row.state,
        meeting=meeting,
        fixed=row.fixed,
        min_gap_days=row.min_gap_days,
        urgency_reason=row.urgency_reason,
        added_because=row.added_because,
        decision=None
        if row.outcome is None
        else DecisionFacts(
            outcome=row.outcome,
            decided_on=row.decided_on,
            return_to=row.return_to,
            named_meeting=row.named_meeting,
            applied=row.applied_at is not None,
        ),
    )


def _follow_ups(rows: Iterable[Row[Any]]) -> dict[str, list[FollowUpFacts]]:
    found: dict[str, list[FollowUpFacts]] = defaultdict(list)
    for row in rows:
        found[row.case_id].append(
            FollowUpFacts(
                id=row.id,
                kind=row.kind,
                text=row.text,
                state=row.state,
                has_owner=row.owner_post is not None or row.owner_person is not None,
                due_on=row.due_on,
                blocks_stop=row.blocks_stop,
            )
        )
    return found


def _attachments(rows: Iterable[Row[Any]]) -> dict[str, list[AttachmentFacts]]:
    found: dict[str, list[AttachmentFacts]] = defaultdict(list)
    for row in rows:
        found[row.case_id].append(AttachmentFacts(row.title, row.document_number, row.is_open))
    return found
