"""Meetings in the API: listed, imported, called, moved, cancelled; and what a day is a deadline for."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Query, Request, UploadFile
from sqlmodel import col, select

from calendars.deadlines import deadlines_for
from desk.outside import door
from desk.web.api.answered import (
    CaseImpactOut,
    ChangeOut,
    DeadlineOut,
    MeetingDone,
    MeetingOut,
    MeetingPreview,
    Meetings,
    PlanDone,
    PlanLine,
)
from desk.web.api.asked import CallMeeting, Day, DryRun, Id, Limit, MoveMeeting, Offset, WithReason
from desk.web.api.caller import Caller, CallerDep, receipt_out
from desk.web.visit import Desk
from domain.casework.foresight.of_case import rehearse
from domain.casework.meeting.impact import CaseImpact, MeetingImpact
from domain.casework.meeting.meetings import (
    cancel_meeting,
    import_meeting_plan,
    move_meeting,
    preview_cancel,
    preview_move,
    schedule_meeting,
)
from domain.casework.meeting.plan_preview import preview_plan
from domain.casework.meeting.planned import Past
from domain.casework.verb import By, Receipt
from domain.model import Meeting
from domain.rules.comparing import StopChangeKind
from domain.rules.rights import Deed
from domain.store.queries import current_profile, find_meeting

router = APIRouter(tags=["meetings"])

_A_YEAR = timedelta(days=366)
BodyName = Annotated[str, Query(min_length=1, max_length=120, pattern=r"^[^\x00]*$")]


@router.get("/meetings", operation_id="list_meetings")
def list_them(
    caller: CallerDep,
    *,
    body: BodyName | None = None,
    from_on: Day | None = None,
    to_on: Day | None = None,
    offset: Offset = 0,
    limit: Limit = 100,
) -> Meetings:
    """The meetings from a day (today) up to, not including, another (a year later)."""
    caller.check_may(Deed.LOOK)
    first = from_on or caller.today
    wanted = select(Meeting).where(col(Meeting.held_on) >= first, col(Meeting.held_on) < (to_on or first + _A_YEAR))
    with caller.db.read() as session:
        if body is not None:
            wanted = wanted.where(Meeting.body_key == current_profile(session).find_body(body).key)
        ordered = wanted.order_by(col(Meeting.starts_at), col(Meeting.id))
        rows = session.exec(ordered.offset(offset).limit(limit + 1)).all()
    return Meetings(meetings=[_out(row) for row in rows[:limit]], has_more=len(rows) > limit)


@router.get("/meetings/{meeting_id}", operation_id="show_meeting")
def show(caller: CallerDep, meeting_id: Id) -> MeetingOut:
    """One meeting."""
    caller.check_may(Deed.LOOK)
    return _out(_found(caller, meeting_id))


@router.post("/meetings", operation_id="call_meeting")
def call(caller: CallerDep, said: CallMeeting, dry_run: DryRun = False) -> MeetingDone:
    """Call one more meeting."""
    with caller.db.read() as session:
        body = current_profile(session).find_body(said.body).key
    caller.check_may(Deed.MEETINGS, body)
    values = said.model_dump()
    if dry_run:
        rehearse(caller.db, lambda db, _: schedule_meeting(db, By(caller.visitor.account, caller.now), **values))
        return MeetingDone(dry_run=True, preview=MeetingPreview(looked_at=0, cases=[]))
    return _done(schedule_meeting(caller.db, caller.by(), **values))


@router.post("/meetings/import", operation_id="import_meeting_plan")
def take_in(
    request: Request, caller: CallerDep, file: UploadFile, past: Past = Past.REFUSED, dry_run: DryRun = False
) -> PlanDone:
    """Take a meeting plan in (CSV, XLSX or ICS): all of it, or nothing. ``past``: what of the days before today."""
    caller.check_may(Deed.MEETINGS)
    name, data = (file.filename or "plan").replace("\0", "")[:200], file.file.read()
    desk: Desk = request.app.state.desk
    door.check_clean(name, data, desk.settings.virus_scanner)
    plan = door.read_meeting_plan(name, data)
    if dry_run:
        with caller.db.read() as session:
            rows = preview_plan(session, plan, today=caller.today, past=past).rows
        return PlanDone(dry_run=True, preview=[PlanLine.model_validate(row) for row in rows])
    receipt = import_meeting_plan(caller.db, caller.by(), plan=plan, past=past)
    return PlanDone(dry_run=False, receipt=receipt_out(receipt))


@router.post("/meetings/{meeting_id}/move", operation_id="move_meeting")
def move(caller: CallerDep, meeting_id: Id, said: MoveMeeting, dry_run: DryRun = False) -> MeetingDone:
    """Give a meeting another time or place."""
    caller.check_may(Deed.MEETINGS, _found(caller, meeting_id).body_key)
    if dry_run:
        times = {"ends_at": said.ends_at, "now": caller.now}
        with caller.db.read() as session:
            return _foreseen(preview_move(session, meeting_id, said.starts_at, **times))  # type: ignore[arg-type]  # one dict of two kinds
    return _done(move_meeting(caller.db, caller.by(), meeting_id=meeting_id, **said.model_dump()))


@router.post("/meetings/{meeting_id}/cancel", operation_id="cancel_meeting")
def cancel(caller: CallerDep, meeting_id: Id, said: WithReason, dry_run: DryRun = False) -> MeetingDone:
    """Call a meeting off."""
    caller.check_may(Deed.MEETINGS, _found(caller, meeting_id).body_key)
    if dry_run:
        with caller.db.read() as session:
            return _foreseen(preview_cancel(session, meeting_id, now=caller.now))
    return _done(cancel_meeting(caller.db, caller.by(), meeting_id=meeting_id, **said.model_dump()))


@router.get("/deadlines", operation_id="deadlines")
def deadlines(caller: CallerDep, body: BodyName, meeting_on: Day) -> list[DeadlineOut]:
    """The deadlines of a meeting of that body on that day, with the days counted."""
    caller.check_may(Deed.LOOK)
    with caller.db.read() as session:
        profile = current_profile(session)
    found = profile.find_body(body, on=meeting_on)
    rules, days = profile.deadline_rules, profile.day_table()
    return [
        DeadlineOut(
            kind=one.kind,
            rule=one.rule.key,
            legal_on=one.legal_on,
            practical_on=one.practical_on,
            explanation=list(one.explanation),
        )
        for one in deadlines_for(meeting_on, body=found.key, body_kind=found.kind, rules=rules, days=days)
    ]


def _found(caller: Caller, meeting_id: str) -> Meeting:
    with caller.db.read() as session:
        return find_meeting(session, meeting_id)


def _out(row: Meeting) -> MeetingOut:
    return MeetingOut.model_validate({**row.model_dump(), "body": row.body_key})


def _done(receipt: Receipt) -> MeetingDone:
    return MeetingDone(dry_run=False, receipt=receipt_out(receipt))


def _foreseen(impact: MeetingImpact) -> MeetingDone:
    cases = [_impact(one) for one in impact.differences]
    return MeetingDone(dry_run=True, preview=MeetingPreview(looked_at=impact.cases, cases=cases))


def _impact(one: CaseImpact) -> CaseImpactOut:
    changes = [
        ChangeOut(
            stop=change.stop,
            body=change.body,
            change=_kind(change.before, change.after),
            before=change.before.held_on if change.before else None,
            after=change.after.held_on if change.after else None,
        )
        for change in one.difference.changes
    ]
    return CaseImpactOut(
        case_id=one.case_id, number=one.number, changes=changes, is_impossible=one.shared.no_plan is not None
    )


def _kind(before: object, after: object) -> StopChangeKind:
    if before is None:
        return StopChangeKind.PLACED
    return StopChangeKind.MOVED if after is not None else StopChangeKind.UNPLACED
