"""A meeting called that no plan has: its deadlines, whom it helps, who will be told are shown; then it is saved."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Literal

from fastapi import APIRouter
from fastapi.responses import RedirectResponse, Response
from pydantic import Field

from desk import error_words, labels
from desk.web.forms import DanishDate, Form, empty, read
from desk.web.language import _
from desk.web.page import page
from desk.web.pages.meeting import as_shown
from desk.web.pages.meeting_change import CLOCK, MINUTES, PLACE, moment_of, recipients_of
from desk.web.visit import TypedDep, Visit, VisitDep
from domain.casework.foresight.of_meeting import (
    foresee_call,
)
from domain.casework.meeting.meetings import schedule_meeting
from domain.errors import MeetingDayError
from domain.model import MeetingStatus
from domain.rules.rights import Deed
from domain.store.queries import current_profile

router = APIRouter(include_in_schema=False)


class CallForm(Form):
    """Which body, when and where."""

    body: str = Field(min_length=1, max_length=20)
    on: DanishDate
    at: CLOCK
    minutes: MINUTES = None
    place: PLACE = ""
    kind: Literal["extraordinary", "ordinary"] = "extraordinary"
    key: str = Field(min_length=1, max_length=100)
    confirm: str = ""


@router.get("/moeder/indkald")
def ask_call(visit: VisitDep, organ: str = "") -> Response:
    """Which body, when and where?"""
    return page(visit, "meetings/call.html.j2", form=empty(body=organ), bodies=_bodies(visit), foresight=None)


@router.post("/moeder/indkald")
def call(visit: VisitDep, typed: TypedDep) -> Response:
    """The meeting with its deadlines and whom it helps; when that has been seen, call it."""
    bodies = _bodies(visit)
    filled = read(CallForm, typed)
    if filled.value is None:
        return page(visit, "meetings/call.html.j2", status=422, form=filled, bodies=bodies, foresight=None)
    asked = filled.value
    visit.check_may(Deed.MEETINGS, asked.body)
    starts_at = moment_of(asked.on, asked.at)
    said: dict[str, Any] = {
        "body": asked.body,
        "starts_at": starts_at,
        "ends_at": starts_at + timedelta(minutes=asked.minutes) if asked.minutes else None,
        "place": asked.place,
        "status": MeetingStatus(asked.kind),
    }
    try:
        if asked.confirm == "yes":
            receipt = schedule_meeting(visit.db, visit.by(asked.key), **said)
            return RedirectResponse(f"/moede/{receipt.subject}", 303)
        foresight = foresee_call(visit.db, visit.by(), **said)
    except MeetingDayError as error:
        filled = filled.with_error("on", error_words.sentence(error))
        return page(visit, "meetings/call.html.j2", status=422, form=filled, bodies=bodies, foresight=None)
    return page(
        visit,
        "meetings/call.html.j2",
        form=filled,
        bodies=bodies,
        foresight=foresight,
        starts_at=starts_at,
        asked=asked,
        helped=[as_shown(visit, case) for case in foresight.helped],
        told=recipients_of(foresight.told),
        kinds={kind: _(word) for kind, word in labels.LABELS["DeadlineKind"].items()},
    )


def _bodies(visit: Visit) -> list[tuple[str, str]]:
    """The bodies for which the visitor may call a meeting. Raises ``NotAllowedError`` where there is none."""
    with visit.db.read() as session:
        profile = current_profile(session)
    found = [
        (body.key, body.name)
        for body in profile.bodies
        if body.is_valid(visit.today) and visit.may(Deed.MEETINGS, body.key)
    ]
    if not found:
        visit.check_may(Deed.MEETINGS)
    return found
