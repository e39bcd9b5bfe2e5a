"""``/moede/{id}``: one meeting with its deadlines, its cases, who is called, and what has happened to it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response
from sqlmodel import Session, col, select

from calendars.deadlines import DeadlineRule
from calendars.ics import wrap_single
from desk import journal_words, labels, show
from desk.feed_answer import file_name
from desk.feed_refresh import refresh
from desk.web.case_reading import names_of_actors
from desk.web.closed import seen_case
from desk.web.language import _
from desk.web.page import page
from desk.web.visit import Visit, VisitDep
from domain.casework.outlook.mirror import proposals
from domain.casework.outlook.replies import attendance_of
from domain.model import Body, Entry, Fragment, MeetingDeadline, MeetingStatus
from domain.rules.facts import CaseFacts
from domain.rules.rights import Deed, part_of
from domain.store.files import sources_of_meeting
from domain.store.meeting_year import cases_counted, cases_on, deadlines_of, strictest
from domain.store.queries import current_profile, find_meeting

router = APIRouter(include_in_schema=False)
MOST_CASES, MOST_LINES = 100, 50
# Journal lines of a meeting that say nothing a person asks for.
_SILENT = frozenset({"record_mirrored", "record_unmirrored"})


@dataclass(frozen=True, slots=True)
class DeadlineShown:
    """A deadline with the rule it comes from (None: the profile no longer has it). ``is_binding``: it is the one
    to keep, where several rules give one of that kind.
    """

    row: MeetingDeadline
    rule: DeadlineRule | None
    is_binding: bool


@dataclass(frozen=True, slots=True)
class Happened:
    """A line of the journal about the meeting, in Danish."""

    at: datetime
    actor: str
    what: str
    details: str


@router.get("/moede/{meeting_id}")
def meeting(visit: VisitDep, meeting_id: str) -> Response:
    """One meeting."""
    visit.check_may(Deed.LOOK)
    with visit.db.read() as session:
        found = find_meeting(session, meeting_id)
        body = session.get_one(Body, found.body_key)
        rows = deadlines_of(session, meeting_id)
        rules = {rule.key: rule for rule in current_profile(session).deadline_rules}
        cases = cases_on(session, meeting_id, most=MOST_CASES)
        count = cases_counted(session, [meeting_id]).get(meeting_id, 0)
        called = attendance_of(session, [meeting_id]).get(meeting_id, [])
        in_outlook = proposals(session, [meeting_id]).get(meeting_id)
        history = _history(session, meeting_id)
        sources = sources_of_meeting(session, meeting_id) if visit.visitor.sees_closed else []
    binding = {row.id for row in strictest(rows)}
    is_held = found.ends_at <= visit.now
    is_off = found.status is MeetingStatus.CANCELLED
    return page(
        visit,
        "meetings/meeting.html.j2",
        meeting=found,
        body=body,
        deadlines=[DeadlineShown(row, rules.get(row.rule), row.id in binding) for row in rows],
        kinds={kind: _(word) for kind, word in labels.LABELS["DeadlineKind"].items()},
        cases=[(one, as_shown(visit, one.case)) for one in cases],
        count=count,
        called=called,
        in_outlook=in_outlook,
        history=history,
        sources=sources,
        is_held=is_held,
        is_off=is_off,
        may_change=visit.may(Deed.MEETINGS, found.body_key) and not (is_held or is_off),
    )


@router.get("/moede/{meeting_id}/moede.ics")
def single(visit: VisitDep, meeting_id: str) -> Response:
    """The meeting as a calendar item to open once; it is not updated."""
    visit.check_may(Deed.LOOK)
    with visit.db.read() as session:
        found = find_meeting(session, meeting_id)
    refresh(visit.db)
    with visit.db.read() as session:
        calendar = wrap_single(session.get_one(Fragment, meeting_id).content)
    name = file_name(f"{found.body_key} {found.held_on:%d-%m-%Y}")
    return Response(
        calendar,
        media_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def as_shown(visit: Visit, case: CaseFacts) -> CaseFacts:
    """The head of a case as this visitor may see it."""
    return seen_case(case, part_of(visit.visitor, case))


def _history(session: Session, meeting_id: str) -> list[Happened]:
    """What has been done to the meeting, the newest first."""
    wanted = (
        select(Entry)
        .where(Entry.subject == meeting_id, col(Entry.verb).not_in(_SILENT))
        .order_by(col(Entry.seq).desc())
        .limit(MOST_LINES)
    )
    lines = session.exec(wanted).all()
    people = names_of_actors(session, {line.actor for line in lines})
    return [
        Happened(
            line.at,
            journal_words.actor(line.actor, people),
            _(journal_words.verb(line.verb)),
            _details(json.loads(line.facts)),
        )
        for line in lines
    ]


def _details(facts: Mapping[str, Any]) -> str:
    """The facts of a line that a person wants: from when to when, why, and how many cases."""
    parts: list[str] = []
    if facts.get("before") and facts.get("after"):
        parts.append(f"{_moment(facts['before'])} → {_moment(facts['after'])}")
    elif facts.get("starts_at"):
        parts.append(_moment(facts["starts_at"]))
    if facts.get("replanned"):
        parts.append(_("sager planlagt om: {count}").format(count=facts["replanned"]))
    if facts.get("impossible"):
        parts.append(_("sager uden plan: {count}").format(count=facts["impossible"]))
    if facts.get("reason"):
        parts.append(f"»{facts['reason']}«")
    if facts.get("answer"):
        parts.append(f"{facts.get('person', '')}: {_(labels.LABELS['Answer'][facts['answer']])}")
    if facts.get("invited"):
        parts.append(_("mails: {count}").format(count=len(facts["invited"])))
    return ", ".join(parts)


def _moment(text: str) -> str:
    """A moment of the journal, which is kept in Danish time."""
    at = datetime.fromisoformat(text)
    return f"{show.day(at.date())} {at:%H.%M}"
