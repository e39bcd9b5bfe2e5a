"""A case as the rules see it: read with a fixed, small number of statements, however many cases are asked for.

The rules take plain values and the store makes them. Rows that were read here stay in the session, so a verb
that goes on to change one of them finds it there without asking the database again.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import or_
from sqlmodel import Session, col, select

from domain.errors import NotFoundError
from domain.model import Attachment, Body, Case, Decision, Entry, FollowUp, Stop
from domain.model.body import BodyKind
from domain.rules.facts import AttachmentFacts, CaseFacts, DecisionFacts, FollowUpFacts, MeetingFacts, StopFacts
from domain.store.bulk import in_chunks
from domain.store.queries import meeting_facts

_READ_LAST = "case rows read last"  # a session holds its rows weakly: without this they would be read again

_StopRow = tuple[Stop, Decision | None, Body]


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

    Six statements for every ``bulk.CHUNK`` cases.
    """
    facts: dict[str, CaseFacts] = {}
    for ids in in_chunks(dict.fromkeys(case_ids)):
        cases = session.exec(select(Case).where(col(Case.id).in_(ids))).all()
        stop_rows = _stop_rows(session, ids)
        session.info[_READ_LAST] = (cases, stop_rows)
        stops = _stops(session, stop_rows)
        follow_ups = _follow_ups(session, ids)
        attachments = _attachments(session, ids)
        for case in cases:
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


def _stop_rows(session: Session, ids: Collection[str]) -> Sequence[_StopRow]:
    return session.exec(
        select(Stop, Decision, Body)
        .join(Body, col(Body.key) == col(Stop.body_key))
        .outerjoin(Decision, col(Decision.stop_id) == col(Stop.id))
        .where(col(Stop.case_id).in_(ids))
        .order_by(col(Stop.case_id), col(Stop.position), col(Stop.round_no))
    ).all()


def _stops(session: Session, rows: Sequence[_StopRow]) -> dict[str, list[StopFacts]]:
    placed_on = {stop.meeting_id for stop, _, _ in rows if stop.meeting_id is not None}
    meetings = {meeting.id: meeting for meeting in meeting_facts(session, ids=placed_on)}
    stops: dict[str, list[StopFacts]] = defaultdict(list)
    for stop, decision, body in rows:
        meeting = meetings[stop.meeting_id] if stop.meeting_id is not None else None
        stops[stop.case_id].append(_stop(stop, body.kind, meeting, decision))
    return stops


def _stop(stop: Stop, kind: BodyKind, meeting: MeetingFacts | None, decision: Decision | None) -> StopFacts:
    return StopFacts(
        id=stop.id,
        position=stop.position,
        round_no=stop.round_no,
        body=stop.body_key,
        kind=kind,
        state=stop.state,
        meeting=meeting,
        fixed=stop.fixed,
        min_gap_days=stop.min_gap_days,
        urgency_reason=stop.urgency_reason,
        added_because=stop.added_because,
        decision=None
        if decision is None
        else DecisionFacts(
            outcome=decision.outcome,
            decided_on=decision.decided_on,
            return_to=decision.return_to,
            named_meeting=decision.named_meeting,
            applied=decision.applied_at is not None,
        ),
    )


def _follow_ups(session: Session, ids: Collection[str]) -> dict[str, list[FollowUpFacts]]:
    rows = session.exec(select(FollowUp).where(col(FollowUp.case_id).in_(ids)).order_by(col(FollowUp.id)))
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


def _attachments(session: Session, ids: Collection[str]) -> dict[str, list[AttachmentFacts]]:
    rows = session.exec(select(Attachment).where(col(Attachment.case_id).in_(ids)).order_by(col(Attachment.position)))
    found: dict[str, list[AttachmentFacts]] = defaultdict(list)
    for row in rows:
        found[row.case_id].append(AttachmentFacts(row.title, row.document_number, row.is_open))
    return found
