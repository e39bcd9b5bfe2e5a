"""A meeting moved or cancelled: what it does to the cases and who will be told is shown, then it is saved."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Annotated, Any

from fastapi import APIRouter
from fastapi.responses import RedirectResponse, Response
from pydantic import BeforeValidator, Field
from sqlmodel import col, select

from calendars.copenhagen import COPENHAGEN
from desk import error_words, labels
from desk.plan_words import no_plan_sentence
from desk.web.difference import DifferenceRow, Recipient, rows_of_changes
from desk.web.forms import DanishDate, Filled, Form, empty, read
from desk.web.language import _, ngettext
from desk.web.page import page
from desk.web.visit import TypedDep, Visit, VisitDep
from domain.casework.foresight.of_meeting import (
    MeetingForesight,
    Told,
    foresee_cancel,
    foresee_move,
)
from domain.casework.meeting.meetings import cancel_meeting, move_meeting
from domain.casework.outlook.mirror import refuse_change_in_outlook
from domain.errors import ConflictError, MeetingDayError
from domain.model import Body, Entry, Meeting
from domain.rules.rights import Deed
from domain.store.meeting_year import cases_counted
from domain.store.queries import find_meeting

router = APIRouter(include_in_schema=False)
MOST_ROWS = 60  # of a preview; the cases beyond are counted
_REASON = Annotated[str, Field(min_length=1, max_length=500)]
PLACE = Annotated[str, Field(max_length=200)]
MINUTES = Annotated[
    Annotated[int, Field(ge=5, le=1440)] | None, BeforeValidator(lambda typed: None if typed == "" else typed)
]


def _written_time(typed: object) -> object:
    """A time as people write it: 16:30, 16.30 or 16."""
    if not isinstance(typed, str) or not typed:
        return typed
    hour, _colon, minute = typed.replace(".", ":").partition(":")
    return f"{hour:0>2}:{minute or '00'}"


CLOCK = Annotated[time, BeforeValidator(_written_time)]


class MoveForm(Form):
    """Where to, and why."""

    on: DanishDate
    at: CLOCK
    until: Annotated[time | None, BeforeValidator(lambda typed: None if typed == "" else _written_time(typed))] = None
    place: PLACE = ""
    reason: _REASON
    version: int
    key: str = Field(min_length=1, max_length=100)
    seen: str = ""
    confirm: str = ""


class CancelForm(Form):
    """Why."""

    reason: _REASON
    version: int
    key: str = Field(min_length=1, max_length=100)
    seen: str = ""
    confirm: str = ""


@router.get("/moede/{meeting_id}/flyt")
def ask_move(visit: VisitDep, meeting_id: str, dag: str = "", kl: str = "") -> Response:
    """Where to? Begins with where it is, or where somebody put it in Outlook."""
    meeting, body = _changeable(visit, meeting_id)
    starts, ends = (moment.astimezone(COPENHAGEN) for moment in (meeting.starts_at, meeting.ends_at))
    form = empty(
        on=dag or meeting.held_on,
        at=kl.replace(".", ":") or f"{starts:%H:%M}",
        until="" if kl else f"{ends:%H:%M}",
        place=meeting.place,
        version=meeting.version,
    )
    return page(visit, "meetings/move.html.j2", meeting=meeting, body=body, form=form)


@router.post("/moede/{meeting_id}/flyt")
def move(visit: VisitDep, typed: TypedDep, meeting_id: str) -> Response:
    """What moving does; when that has been seen, move."""
    meeting, body = _changeable(visit, meeting_id)
    filled = read(MoveForm, typed)
    if filled.value is None:
        return page(visit, "meetings/move.html.j2", status=422, meeting=meeting, body=body, form=filled)
    asked = filled.value
    starts_at = moment_of(asked.on, asked.at)
    ends_at = moment_of(asked.on, asked.until) if asked.until else None
    if ends_at is not None and ends_at <= starts_at:
        filled = filled.with_error("until", _("Mødet skal slutte, efter det begynder."))
        return page(visit, "meetings/move.html.j2", status=422, meeting=meeting, body=body, form=filled)
    said: dict[str, Any] = {
        "meeting_id": meeting_id,
        "starts_at": starts_at,
        "ends_at": ends_at,
        "place": asked.place,
        "reason": asked.reason,
    }
    if _is_done(visit, asked.key):
        return RedirectResponse(f"/moede/{meeting_id}", 303)
    _check_seen(meeting, asked.version)
    try:
        foresight = foresee_move(visit.db, visit.by(), **said)
        if asked.confirm == "yes" and asked.seen == _fingerprint(foresight):
            move_meeting(visit.db, visit.by(asked.key), version=asked.version, **said)
            return RedirectResponse(f"/moede/{meeting_id}", 303)
    except MeetingDayError as error:
        filled = filled.with_error("on", error_words.sentence(error))
        return page(visit, "meetings/move.html.j2", status=422, meeting=meeting, body=body, form=filled)
    heading = _("Flyt mødet")
    after = {"starts_at": starts_at, "place": asked.place, "ends_at": ends_at}
    return _preview(visit, meeting, body, filled, foresight, heading=heading, after=after)


@router.get("/moede/{meeting_id}/aflys")
def ask_cancel(visit: VisitDep, meeting_id: str) -> Response:
    """Why?"""
    meeting, body = _changeable(visit, meeting_id)
    return page(visit, "meetings/cancel.html.j2", meeting=meeting, body=body, form=empty(version=meeting.version))


@router.post("/moede/{meeting_id}/aflys")
def cancel(visit: VisitDep, typed: TypedDep, meeting_id: str) -> Response:
    """What cancelling does; when that has been seen, cancel."""
    meeting, body = _changeable(visit, meeting_id)
    filled = read(CancelForm, typed)
    if filled.value is None:
        return page(visit, "meetings/cancel.html.j2", status=422, meeting=meeting, body=body, form=filled)
    asked = filled.value
    if _is_done(visit, asked.key):
        return RedirectResponse(f"/moede/{meeting_id}", 303)
    _check_seen(meeting, asked.version)
    foresight = foresee_cancel(visit.db, visit.by(), meeting_id=meeting_id, reason=asked.reason)
    if asked.confirm == "yes" and asked.seen == _fingerprint(foresight):
        by = visit.by(asked.key)
        cancel_meeting(visit.db, by, meeting_id=meeting_id, reason=asked.reason, version=asked.version)
        return RedirectResponse(f"/moede/{meeting_id}", 303)
    return _preview(visit, meeting, body, filled, foresight, heading=_("Aflys mødet"), after=None)


@router.post("/moede/{meeting_id}/outlook/afvis")
def refuse(visit: VisitDep, meeting_id: str) -> Response:
    """What was changed in Outlook does not hold: it is put right there, and the meeting stays as it is here."""
    _changeable(visit, meeting_id)
    refuse_change_in_outlook(visit.db, visit.by(), meeting_id=meeting_id)
    return RedirectResponse(f"/moede/{meeting_id}", 303)


def recipients_of(told: tuple[Told, ...]) -> list[Recipient]:
    """A line a person, kind and reason, with the number of cases it is about."""
    return [
        Recipient(
            one.name,
            _(labels.of(one.kind))
            + (" (" + ngettext("{n} sag", "{n} sager", one.lines).format(n=one.lines) + ")" if one.lines else ""),
            one.because,
            one.is_off,
        )
        for one in told
    ]


def _preview(
    visit: Visit,
    meeting: Meeting,
    body: Body,
    filled: Filled[Any],
    foresight: MeetingForesight,
    *,
    heading: str,
    after: Mapping[str, Any] | None,
) -> Response:
    with visit.db.read() as session:
        count = cases_counted(session, [meeting.id]).get(meeting.id, 0)
        names = dict(session.exec(select(col(Body.key), col(Body.name))).all())
    impact = foresight.impact
    rows: list[DifferenceRow] = []
    for case in impact.differences[:MOST_ROWS]:
        address = f"/sag/{case.case_id}"
        rows += rows_of_changes(case.difference.changes, names, case=case.number, address=address)
    impossible = [
        (case.number, f"/sag/{case.case_id}", no_plan_sentence(case.shared.no_plan))
        for case in impact.impossible[:MOST_ROWS]
        if case.shared.no_plan is not None
    ]
    fingerprint = _fingerprint(foresight)
    return page(
        visit,
        "meetings/preview.html.j2",
        heading=heading,
        meeting=meeting,
        body=body,
        typed=filled.typed,
        after=after,
        count=count,
        replanned=len(impact.differences) - len(impact.impossible),
        impossible=impossible,
        impossible_count=len(impact.impossible),
        rows=rows,
        left_out=max(len(impact.differences) - MOST_ROWS, 0),
        told=recipients_of(foresight.told),
        fingerprint=fingerprint,
        is_changed=filled.typed.get("confirm") == "yes",
        is_nothing=foresight.receipt.repeated,
    )


def _fingerprint(foresight: MeetingForesight) -> str:
    """The same for the same foresight: whoever confirms has seen this one."""
    seen = [
        (case.case_id, [(change.stop, change.after and change.after.id) for change in case.shared.changes])
        for case in foresight.impact.differences
    ]
    return hashlib.sha256(repr((seen, foresight.told)).encode()).hexdigest()[:32]


def _changeable(visit: Visit, meeting_id: str) -> tuple[Meeting, Body]:
    with visit.db.read() as session:
        meeting = find_meeting(session, meeting_id)
        body = session.get_one(Body, meeting.body_key)
    visit.check_may(Deed.MEETINGS, meeting.body_key)
    return meeting, body


def _is_done(visit: Visit, key: str) -> bool:
    """Whether this very form has been saved before: sent twice is once."""
    with visit.db.read() as session:
        return session.exec(select(Entry.seq).where(Entry.key == key)).first() is not None


def _check_seen(meeting: Meeting, version: int) -> None:
    """Raise ``ConflictError`` when somebody else has changed the meeting since the form was shown."""
    if meeting.version != version:
        raise ConflictError(noun="meeting", id=meeting.id, expected=version, found=meeting.version)


def moment_of(day: date, at: time) -> datetime:
    """That time of that day in Denmark."""
    return datetime.combine(day, at, COPENHAGEN)
