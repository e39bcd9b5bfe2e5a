"""Referat: what was decided, who was away, who thought otherwise; as it is printed, and its approval."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Response
from fastapi.responses import RedirectResponse
from pydantic import StringConstraints

from calendars.errors import SagsgangError
from desk import error_words
from desk.public_folder import follow
from desk.web.forms import DanishDate, Filled, Form, MaybeNumber, MaybeText, empty, read
from desk.web.language import _
from desk.web.meeting_paper import MeetingPaper, read_paper
from desk.web.page import page
from desk.web.visit import TypedDep, Visit, VisitDep
from domain.casework.meeting.minutes import approve_minutes, reopen_minutes, sign_minutes
from domain.errors import ConflictError, NotFoundError
from domain.rules.access import Who
from domain.rules.rights import Deed

router = APIRouter(include_in_schema=False)


class ApproveForm(Form):
    """A click."""

    key: MaybeText = None
    version: MaybeNumber = None


class SignForm(ApproveForm):
    """The day of the signatures."""

    signed_on: DanishDate


class ReopenForm(ApproveForm):
    """Why approved minutes are opened again."""

    reason: Annotated[str, StringConstraints(min_length=1, max_length=500)]


@router.get("/moede/{meeting_id}/dagsorden/referat")
def show(visit: VisitDep, meeting_id: str, udgave: str = "medlemmer") -> Response:
    """The minutes as they stand, or (udgave=offentlig) as everybody may read them."""
    if udgave not in {"medlemmer", "offentlig"}:
        raise NotFoundError(noun="agenda", id=meeting_id)
    is_public = udgave == "offentlig"
    return _minutes(visit, read_paper(visit, meeting_id, Who.PUBLIC if is_public else None), is_public=is_public)


@router.post("/moede/{meeting_id}/dagsorden/referat/godkend")
def approve(visit: VisitDep, meeting_id: str, typed: TypedDep) -> Response:
    """The minutes are as the body wants them."""
    paper = read_paper(visit, meeting_id)
    visit.check_may(Deed.DECIDE, paper.body.key)
    form = read(ApproveForm, typed)
    given = form.value or ApproveForm()
    try:
        approve_minutes(visit.db, visit.by(given.key), meeting_id=meeting_id, version=given.version)
        follow(visit.db, visit.settings.public_dir)
    except SagsgangError as refused:
        return _refused(visit, meeting_id, refused)
    return RedirectResponse(f"/moede/{meeting_id}/dagsorden/referat", 303)


@router.post("/moede/{meeting_id}/dagsorden/referat/underskriv")
def sign(visit: VisitDep, meeting_id: str, typed: TypedDep) -> Response:
    """The members have signed the approved minutes."""
    paper = read_paper(visit, meeting_id)
    visit.check_may(Deed.DECIDE, paper.body.key)
    form = read(SignForm, typed)
    if form.value is None:
        return _minutes(visit, paper, status=422, form=form)
    given = form.value
    try:
        sign_minutes(
            visit.db,
            visit.by(given.key),
            meeting_id=meeting_id,
            signed_on=given.signed_on,
            version=given.version,
        )
        follow(visit.db, visit.settings.public_dir)
    except SagsgangError as refused:
        return _refused(visit, meeting_id, refused, form)
    return RedirectResponse(f"/moede/{meeting_id}/dagsorden/referat", 303)


@router.post("/moede/{meeting_id}/dagsorden/referat/aabn")
def reopen(visit: VisitDep, meeting_id: str, typed: TypedDep) -> Response:
    """Something in them is wrong."""
    paper = read_paper(visit, meeting_id)
    visit.check_may(Deed.DECIDE, paper.body.key)
    form = read(ReopenForm, typed)
    if form.value is None:
        return _minutes(visit, paper, status=422, form=form)
    given = form.value
    try:
        reopen_minutes(
            visit.db, visit.by(given.key), meeting_id=meeting_id, reason=given.reason, version=given.version
        )
        follow(visit.db, visit.settings.public_dir)
    except SagsgangError as refused:
        return _refused(visit, meeting_id, refused, form)
    return RedirectResponse(f"/moede/{meeting_id}/dagsorden/referat", 303)


def _refused(visit: Visit, meeting_id: str, refused: SagsgangError, form: Filled[Any] | None = None) -> Response:
    changed = _("En anden har ændret referatet, siden du åbnede siden. Læs det igen, før du godkender det.")
    is_conflict = isinstance(refused, ConflictError)
    says = changed if is_conflict else error_words.sentence(refused)
    status = 409 if is_conflict else 422
    return _minutes(visit, read_paper(visit, meeting_id), status=status, wrong=says, form=form)


def _minutes(
    visit: Visit,
    paper: MeetingPaper,
    *,
    status: int = 200,
    wrong: str = "",
    form: Filled[Any] | None = None,
    is_public: bool = False,
) -> Response:
    return page(
        visit,
        "agenda/minutes.html.j2",
        status=status,
        paper=paper,
        wrong=wrong,
        form=form or empty(),
        is_public=is_public,
    )
