"""A case as the rules see it: read with a fixed, small number of statements, however many cases are asked for.

The rules take plain values and the store makes them: columns are read, not nouns, by statements that are built
once. Every step of every journey starts here, and objects of the session would cost five times as much.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, Row, bindparam, or_
from sqlalchemy import select as select_columns
from sqlmodel import Session, col, select

from domain.errors import NotFoundError
from domain.model import Attachment, Body, Case, Cycle, Decision, Entry, FollowUp, Stop
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
from domain.store.queries import meeting_facts

_CASE, _STOP, _BODY, _DECISION, _FOLLOW_UP, _ATTACHMENT, _CYCLE = (
    table_of(noun) for noun in (Case, Stop, Body, Decision, FollowUp, Attachment, Cycle)
)
_IDS: BindParameter[Any] = bindparam("ids", expanding=True)
_CASES = (
    select_columns(_CASE, _CYCLE.c.due_on, _CYCLE.c.risk, _CYCLE.c.risk_body, _CYCLE.c.risk_on)
    .outerjoin(_CYCLE, _CYCLE.c.case_id == _CASE.c.id)
    .where(_CASE.c.id.in_(_IDS))
)
_STOPS = (
    select_columns(
        _STOP,
        *(_BODY.c.kind, _DECISION.c.outcome, _DECISION.c.decided_on, _DECISION.c.return_to),
        *(_DECISION.c.named_meeting, _DECISION.c.applied_at),
    )
    .join_from(_STOP, _BODY, _BODY.c.key == _STOP.c.body_key)
    .outerjoin(_DECISION, _DECISION.c.stop_id == _STOP.c.id)
    .where(_STOP.c.case_id.in_(_IDS))
    .order_by(_STOP.c.case_id, _STOP.c.position, _STOP.c.round_no)
)
_FOLLOW_UPS = select_columns(_FOLLOW_UP).where(_FOLLOW_UP.c.case_id.in_(_IDS)).order_by(_FOLLOW_UP.c.id)
_ATTACHMENTS = select_columns(_ATTACHMENT).where(_ATTACHMENT.c.case_id.in_(_IDS)).order_by(_ATTACHMENT.c.position)


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

    Raises:
        NotFoundError: no case has that id.
    """
    found = many_case_facts(session, [case_id])
    if not found:
        raise NotFoundError(noun="case", id=case_id)
    return found[case_id]


def many_case_facts(session: Session, case_ids: Collection[str]) -> dict[str, CaseFacts]:
    """The cases by id, as they stand; ids that no case has are left out.

    Five statements for every ``bulk.CHUNK`` cases.
    """
    session.flush()
    read = session.connection().execute
    facts: dict[str, CaseFacts] = {}
    for chunk in in_chunks(dict.fromkeys(case_ids)):
        ids = {"ids": chunk}
        stops = _stops(session, read(_STOPS, ids).all())
        follow_ups = _follow_ups(read(_FOLLOW_UPS, ids))
        attachments = _attachments(read(_ATTACHMENTS, ids))
        for case in read(_CASES, ids):
            facts[case.id] = CaseFacts(
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
                attachments=tuple(attachments[case.id]),
                stops=tuple(stops[case.id]),
                follow_ups=tuple(follow_ups[case.id]),
                round_at_risk=_round(case),
            )
    return facts


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


def _stops(session: Session, rows: Collection[Row[Any]]) -> dict[str, list[StopFacts]]:
    placed_on = {stop.meeting_id for stop in rows if stop.meeting_id is not None}
    meetings = {meeting.id: meeting for meeting in meeting_facts(session, ids=placed_on)}
    stops: dict[str, list[StopFacts]] = defaultdict(list)
    for stop in rows:
        meeting = meetings[stop.meeting_id] if stop.meeting_id is not None else None
        stops[stop.case_id].append(_stop(stop, meeting))
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
