"""Mål: the plans with their goals, one goal with its actions and measurements, and the status for a body."""

from __future__ import annotations

from itertools import groupby
from typing import Annotated

from fastapi import APIRouter, Response
from fastapi.responses import RedirectResponse
from pydantic import Field
from sqlmodel import Session, col, select

from desk import goal_words
from desk.duty_words import duty_name
from desk.paper_files import FileKind, paper_file
from desk.web.forms import Form, MaybeText, empty, read
from desk.web.goal_reading import choices, keeps, lines, picture
from desk.web.page import page
from desk.web.visit import TypedDep, Visit, VisitDep
from domain.errors import NotFoundError
from domain.model import ActionState, Meeting, MeetingStatus
from domain.rules.rights import Deed
from domain.store.goals import list_goals, shown_goal
from domain.store.queries import current_profile, find_meeting
from domain.store.standing import cases_of_item, status_item
from flows.messages.goal_note import goal_note
from flows.standing_items import put_on

router = APIRouter(include_in_schema=False)
MEETINGS = 12  # of a body that a status can be put before
SHOWN = 200  # goals on the page


class PutForm(Form):
    """Which meeting hears the status."""

    meeting: Annotated[str, Field(min_length=1, max_length=60)]
    key: MaybeText = None


@router.get("/maal")
def every(visit: VisitDep, organ: str = "", pligt: str = "", alle: str = "") -> Response:
    """The plans and their goals."""
    visit.check_may(Deed.LOOK)
    with visit.db.read() as session:
        profile = current_profile(session)
        goals = list_goals(
            session,
            today=visit.today,
            body=organ or None,
            obligation=pligt or None,
            with_ended=alle == "ja",
            limit=SHOWN,
        )
        names = {body.key: body.name for body in profile.bodies}
        duty = duty_name(pligt, profile) if pligt else ""
    plans = [(name, list(some)) for name, some in groupby(goals, key=lambda one: one.row.plan)]
    return page(
        visit,
        "goals/goals.html.j2",
        plans=plans,
        bodies=list(names.items()),
        told=sorted({(goal.row.body_key, goal.body) for goal in goals if goal.is_in_force}, key=lambda one: one[1]),
        organ=organ,
        pligt=pligt,
        duty=duty,
        with_ended=alle == "ja",
        states=list(ActionState),
        verdict=goal_words.verdict,
    )


@router.get("/maal/status/{body}")
def status(visit: VisitDep, body: str) -> Response:
    """What the body would be told of its goals today."""
    visit.check_may(Deed.LOOK)
    return _status(visit, body)


@router.get("/maal/status/{body}/notat.{ending}")
def status_file(visit: VisitDep, body: str, ending: str) -> Response:
    """The same as a file."""
    visit.check_may(Deed.LOOK)
    if ending not in {FileKind.PDF, FileKind.DOCX}:
        raise NotFoundError(noun="agenda", id=body)
    with visit.db.read() as session:
        coming = _coming(session, visit, body)
        note = goal_note(session, body, today=visit.today, meeting=coming[0] if coming else None)
    made = paper_file(note, FileKind(ending))
    headers = {"Content-Disposition": f'attachment; filename="{made.name}"'}
    return Response(made.data, media_type=made.media_type, headers=headers)


@router.post("/maal/status/{body}")
def put(visit: VisitDep, body: str, typed: TypedDep) -> Response:
    """Put the status before a meeting of the body, as a case of its own; once a meeting."""
    visit.check_may(Deed.AGENDA, body)
    filled = read(PutForm, typed)
    if filled.value is None:
        return _status(visit, body, status=422)
    with visit.db.read() as session:
        meeting = find_meeting(session, filled.value.meeting)
        item = status_item(session, body)
    if meeting.body_key != body or meeting.status is MeetingStatus.CANCELLED or meeting.held_on < visit.today:
        raise NotFoundError(noun="meeting", id=meeting.id)
    receipt = put_on(visit.db, visit.by(filled.value.key), item=item.key, meeting_id=meeting.id)
    return RedirectResponse(f"/sag/{receipt.facts['case']}", 303)


@router.get("/maal/{goal_id}")
def one(visit: VisitDep, goal_id: str) -> Response:
    """A goal with its actions, and what they are measured by."""
    visit.check_may(Deed.LOOK)
    return goal_page(visit, goal_id)


def goal_page(visit: Visit, goal_id: str, *, status: int = 200) -> Response:
    """The page of one goal."""
    with visit.db.read() as session:
        goal = shown_goal(session, goal_id, today=visit.today)
        profile = current_profile(session)
        may = keeps(session, visit, goal)
        offered = choices(session)
    return page(
        visit,
        "goals/goal.html.j2",
        status=status,
        goal=goal,
        may=may,
        rhythm=goal_words.rhythm(goal.row, profile),
        duty=duty_name(goal.row.obligation, profile) if goal.row.obligation else "",
        picture=picture,
        lines=lines,
        verdict=goal_words.verdict,
        form=empty(),
        **offered,
    )


def _status(visit: Visit, body: str, *, status: int = 200) -> Response:
    with visit.db.read() as session:
        coming = _coming(session, visit, body)
        note = goal_note(session, body, today=visit.today, meeting=coming[0] if coming else None)
        item = status_item(session, body)
        there = cases_of_item(session, item.key, [meeting.id for meeting in coming])
    cases = [(meeting, there[meeting.id]) for meeting in coming if meeting.id in there]
    free = [meeting for meeting in coming if meeting.id not in there]
    return page(visit, "goals/status.html.j2", status=status, note=note, cases=cases, free=free, form=empty())


def _coming(session: Session, visit: Visit, body: str) -> list[Meeting]:
    if body not in {one.key for one in current_profile(session).bodies}:
        raise NotFoundError(noun="body", id=body)
    wanted = select(Meeting).where(
        Meeting.body_key == body, col(Meeting.held_on) >= visit.today, Meeting.status == MeetingStatus.ORDINARY
    )
    return list(session.exec(wanted.order_by(col(Meeting.held_on)).limit(MEETINGS)))
