"""Dagsorden: the items of one meeting, put in order, found ready, locked, published; and the paper itself."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import APIRouter, Response
from fastapi.datastructures import FormData
from fastapi.responses import RedirectResponse
from pydantic import StringConstraints

from calendars.errors import SagsgangError
from desk import error_words, profile_words
from desk.public_folder import follow
from desk.web.forms import F, Filled, Form, MaybeNumber, MaybeText, empty, read
from desk.web.language import _
from desk.web.meeting_paper import MeetingPaper, read_paper
from desk.web.page import page
from desk.web.visit import TypedDep, Visit, VisitDep
from domain.casework.case.stops import give_urgency_reason
from domain.casework.meeting.agenda import (
    lock_agenda,
    mark_item,
    move_item,
    publish_agenda,
    reopen_agenda,
    unpublish_agenda,
)
from domain.errors import ConflictError, NotFoundError
from domain.model import Readiness
from domain.rules.access import Who
from domain.rules.agenda import Step
from domain.rules.rights import Deed
from domain.rules.standing import Rhythm

router = APIRouter(include_in_schema=False)

STEPS = {"op": Step.UP, "ned": Step.DOWN}
EDITIONS = {"medlemmer": None, "offentlig": Who.PUBLIC}  # None: as the visitor sees it, which is at most the members'


class Act(Form):
    """What every form of the page carries."""

    key: MaybeText = None
    version: MaybeNumber = None


class MoveForm(Act):
    """One item, one place up or down."""

    stop: str
    step: Annotated[str, StringConstraints(pattern="^(op|ned)$")]


class MarkForm(Act):
    """How far an item is; ``version`` is that of its case."""

    stop: str
    readiness: Readiness


class ReasonForm(Act):
    """Something that must be explained."""

    reason: Annotated[str, StringConstraints(min_length=1, max_length=500)]


class UrgencyForm(Act):
    """Why an item cannot wait; ``version`` is that of its stop."""

    stop: str
    reason: Annotated[str, StringConstraints(min_length=1, max_length=1000)]


@router.get("/moede/{meeting_id}/dagsorden")
def show(visit: VisitDep, meeting_id: str) -> Response:
    """The agenda as the secretariat works with it."""
    return agenda_page(visit, read_paper(visit, meeting_id))


@router.post("/moede/{meeting_id}/dagsorden/flyt")
def move(visit: VisitDep, meeting_id: str, typed: TypedDep) -> Response:
    """Move an item one place; the focus stays on its button."""
    _check(visit, meeting_id, Deed.AGENDA)
    form = _value(read(MoveForm, typed))
    about = {"meeting_id": meeting_id, "stop_id": form.stop}
    refused = _try(
        visit,
        meeting_id,
        lambda: move_item(visit.db, visit.by(form.key), step=STEPS[form.step], version=form.version, **about),
    )
    if refused is not None or not visit.is_fragment:
        return refused or RedirectResponse(f"/moede/{meeting_id}/dagsorden#punkt-{form.stop}", 303)
    paper = read_paper(visit, meeting_id)
    line = paper.lines.line(form.stop)
    return agenda_page(
        visit, paper, said=_("Punktet er nu nummer {number}.").format(number=line.number if line else "")
    )


@router.post("/moede/{meeting_id}/dagsorden/tilstand")
def mark(visit: VisitDep, meeting_id: str, typed: TypedDep) -> Response:
    """Say how far an item is."""
    _check(visit, meeting_id, Deed.AGENDA)
    form = _value(read(MarkForm, typed))
    about = {"meeting_id": meeting_id, "stop_id": form.stop}
    refused = _try(
        visit,
        meeting_id,
        lambda: mark_item(visit.db, visit.by(form.key), readiness=form.readiness, case_version=form.version, **about),
        changed=_("Sagen er rettet, siden du åbnede siden. Læs den igen, før du siger god for den."),
    )
    if refused is not None or not visit.is_fragment:
        return refused or RedirectResponse(f"/moede/{meeting_id}/dagsorden#punkt-{form.stop}", 303)
    return agenda_page(visit, read_paper(visit, meeting_id), said=_("Gemt."))


@router.post("/moede/{meeting_id}/dagsorden/laas")
def lock(visit: VisitDep, meeting_id: str, typed: TypedDep) -> Response:
    """Lock the agenda; or its tillægsdagsorden, where it is locked."""
    return _turn(visit, meeting_id, typed, lock_agenda)


@router.post("/moede/{meeting_id}/dagsorden/offentliggoer")
def publish(visit: VisitDep, meeting_id: str, typed: TypedDep) -> Response:
    """Let the public read it."""
    return _turn(visit, meeting_id, typed, publish_agenda)


@router.post("/moede/{meeting_id}/dagsorden/aabn")
def reopen(visit: VisitDep, meeting_id: str, typed: TypedDep) -> Response:
    """Open a locked agenda again, with the reason."""
    return _turn_back(visit, meeting_id, typed, reopen_agenda)


@router.post("/moede/{meeting_id}/dagsorden/traek-tilbage")
def unpublish(visit: VisitDep, meeting_id: str, typed: TypedDep) -> Response:
    """Take it back from the public, with the reason."""
    return _turn_back(visit, meeting_id, typed, unpublish_agenda)


@router.post("/moede/{meeting_id}/dagsorden/hast")
def urgency(visit: VisitDep, meeting_id: str, typed: TypedDep) -> Response:
    """Why a late item cannot wait (§ 8, stk. 5); the agenda prints it."""
    paper = _check(visit, meeting_id, Deed.PLAN)
    filled = read(UrgencyForm, typed)
    if filled.value is None:
        return agenda_page(visit, paper, status=422, form=filled)
    form = filled.value
    line = paper.lines.line(form.stop)
    if line is None or not line.is_shown:
        raise NotFoundError(noun="item", id=form.stop)
    said = {"stop_id": form.stop, "reason": form.reason}
    refused = _try(
        visit,
        meeting_id,
        lambda: give_urgency_reason(visit.db, visit.by(form.key), version=form.version, **said),
        form=filled,
    )
    return refused or RedirectResponse(f"/moede/{meeting_id}/dagsorden#punkt-{form.stop}", 303)


@router.get("/moede/{meeting_id}/dagsorden/udskrift")
def paper_of(visit: VisitDep, meeting_id: str, udgave: str = "medlemmer") -> Response:
    """The agenda as it goes out: to the members, or to everybody."""
    if udgave not in EDITIONS:
        raise NotFoundError(noun="agenda", id=meeting_id)
    paper = read_paper(visit, meeting_id, EDITIONS[udgave])
    return page(visit, "agenda/paper.html.j2", paper=paper, is_public=udgave == "offentlig")


def _check(visit: Visit, meeting_id: str, deed: Deed) -> MeetingPaper:
    """The agenda, when the visitor may do that to its body. Raises as ``check_may`` and ``read_paper`` do."""
    paper = read_paper(visit, meeting_id)
    visit.check_may(deed, paper.body.key)
    return paper


def _value(filled: Filled[F]) -> F:
    """What a form of buttons says; nobody types in it, so a wrong one is no page of ours."""
    if filled.value is None:
        raise NotFoundError(noun="item", id="")
    return filled.value


def _turn(visit: Visit, meeting_id: str, typed: FormData, verb: Callable[..., object]) -> Response:
    _check(visit, meeting_id, Deed.AGENDA)
    form = _value(read(Act, typed))
    refused = _try(
        visit,
        meeting_id,
        lambda: _with_folder(
            visit, lambda: verb(visit.db, visit.by(form.key), meeting_id=meeting_id, version=form.version)
        ),
    )
    return refused or RedirectResponse(f"/moede/{meeting_id}/dagsorden", 303)


def _turn_back(visit: Visit, meeting_id: str, typed: FormData, verb: Callable[..., object]) -> Response:
    paper = _check(visit, meeting_id, Deed.AGENDA)
    filled = read(ReasonForm, typed)
    if filled.value is None:
        return agenda_page(visit, paper, status=422, form=filled)
    form = filled.value
    refused = _try(
        visit,
        meeting_id,
        lambda: _with_folder(
            visit,
            lambda: verb(
                visit.db, visit.by(form.key), meeting_id=meeting_id, reason=form.reason, version=form.version
            ),
        ),
        form=filled,
    )
    return refused or RedirectResponse(f"/moede/{meeting_id}/dagsorden", 303)


def _with_folder(visit: Visit, deed: Callable[[], object]) -> None:
    """Do it, and let the public's folder follow at once. Raises as both do."""
    deed()
    follow(visit.db, visit.settings.public_dir)


def _try(
    visit: Visit,
    meeting_id: str,
    deed: Callable[[], object],
    *,
    form: Filled[Any] | None = None,
    changed: str = "",
) -> Response | None:
    """Do it; or the agenda as it is now with what stands in the way, and what was typed still there.

    Raises:
        NotFoundError: the page is about something that is not there.
    """
    try:
        deed()
    except NotFoundError:
        raise
    except ConflictError:
        says = changed or _(
            "En anden har ændret dagsordenen, siden du åbnede siden. Her er den, som den er nu. Prøv igen."
        )
        return agenda_page(visit, read_paper(visit, meeting_id), status=409, wrong=says, form=form)
    except SagsgangError as refused:
        says = error_words.sentence(refused)
        return agenda_page(visit, read_paper(visit, meeting_id), status=422, wrong=says, form=form)
    return None


def agenda_page(
    visit: Visit,
    paper: MeetingPaper,
    *,
    status: int = 200,
    said: str = "",
    wrong: str = "",
    form: Filled[Any] | None = None,
    leaving: Filled[Any] | None = None,
) -> Response:
    """The agenda to work with; ``leaving`` is the form that leaves a standing item out."""
    name = "agenda/_items.html.j2" if visit.is_fragment else "agenda/agenda.html.j2"
    rhythms = {rhythm.value: profile_words.word("standing_item", "rhythm", rhythm.value) for rhythm in Rhythm}
    forms = {"form": form or empty(), "leaving": leaving or empty()}
    return page(visit, name, status=status, paper=paper, said=said, wrong=wrong, rhythms=rhythms, **forms)
