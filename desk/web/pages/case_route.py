"""The way a case goes, changed by hand: another meeting, a stop more or less, and why one cannot wait."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Response
from pydantic import Field
from sqlmodel import Session

from desk.web.case_change import Asked, Change, by_hand, change, sheet_for
from desk.web.case_sheet import CaseSheet, StopSheet
from desk.web.forms import empty, read
from desk.web.language import _
from desk.web.page import long_day, page, weekday_day
from desk.web.visit import TypedDep, Visit, VisitDep
from domain.casework.case.stops import add_stop, drop_stop, give_urgency_reason, place_stop
from domain.rules.facts import MeetingFacts
from domain.rules.rights import Deed
from domain.store.queries import current_profile, meeting_facts

router = APIRouter(include_in_schema=False, prefix="/sag/{case_id}")
_MOST_MEETINGS = 40  # to choose between; a body with weekly meetings has 40 in a year

Reason = Annotated[str, Field(min_length=1, max_length=500)]


class PlaceForm(Change):
    """A meeting for a stop."""

    meeting: Annotated[str, Field(min_length=1)]
    fixed: str = ""
    reason: Reason


class AddForm(Change):
    """A body more on the route."""

    body: Annotated[str, Field(min_length=1)]
    after: str = ""
    gap: Annotated[int, Field(ge=0, le=365)] = 0
    reason: Reason


class ReasonForm(Change):
    """Why."""

    reason: Reason


class UrgencyForm(Change):
    """Why it cannot wait; printed on the agenda."""

    reason: Annotated[str, Field(min_length=1, max_length=1000)]


@router.get("/led/{stop_id}/moede")
def choose_meeting(visit: VisitDep, case_id: str, stop_id: str) -> Response:
    """Which of the body's meetings to put the stop on."""
    sheet, stop = _stop(visit, case_id, stop_id)
    with visit.db.read() as session:
        choices = _meetings(session, stop, visit.today)
    return page(visit, "case/place.html.j2", sheet=sheet, stop=stop, meetings=choices, form=empty(), newer=())


@router.post("/led/{stop_id}/moede")
def place(visit: VisitDep, case_id: str, stop_id: str, typed: TypedDep) -> Response:
    """Put the stop on a meeting by hand."""
    sheet, stop = _stop(visit, case_id, stop_id)
    with visit.db.read() as session:
        choices = _meetings(session, stop, visit.today)
    filled = read(PlaceForm, typed)
    form = filled.value
    work = by_hand(
        place_stop,
        stop_id=stop_id,
        meeting_id=form.meeting if form else "",
        fixed=bool(form and form.fixed),
        reason=form.reason if form else "",
        version=stop.version,
    )
    asked = Asked(
        "case/place.html.j2",
        _("Sæt {body} på et møde").format(body=stop.name),
        _("Gem mødet"),
        work,
        "moede",
        {"stop": stop, "meetings": choices},
    )
    return change(visit, sheet, filled, asked)


@router.get("/nyt-led")
def choose_body(visit: VisitDep, case_id: str) -> Response:
    """Which body is to treat the case too."""
    sheet = sheet_for(visit, case_id, Deed.PLAN)
    with visit.db.read() as session:
        bodies = _bodies(session, visit, sheet)
    return page(visit, "case/add_stop.html.j2", sheet=sheet, bodies=bodies, form=empty(), newer=())


@router.post("/nyt-led")
def add(visit: VisitDep, case_id: str, typed: TypedDep) -> Response:
    """Add a body to the route."""
    filled = read(AddForm, typed)
    form = filled.value
    sheet = sheet_for(visit, case_id, Deed.PLAN, form.body if form else None)
    with visit.db.read() as session:
        bodies = _bodies(session, visit, sheet)
    work = by_hand(
        add_stop,
        case_id=case_id,
        body=form.body if form else "",
        after=(form.after or None) if form else None,
        min_gap_days=form.gap if form else 0,
        reason=form.reason if form else "",
    )
    asked = Asked(
        "case/add_stop.html.j2", _("Føj et led til sagsgangen"), _("Føj leddet til"), work, "led", {"bodies": bodies}
    )
    return change(visit, sheet, filled, asked)


@router.get("/led/{stop_id}/udgaar")
def ask_drop(visit: VisitDep, case_id: str, stop_id: str) -> Response:
    """Why the body is not to treat the case."""
    sheet, stop = _stop(visit, case_id, stop_id)
    return page(visit, "case/act.html.j2", sheet=sheet, form=empty(), newer=(), **_dropping(stop))


@router.post("/led/{stop_id}/udgaar")
def drop(visit: VisitDep, case_id: str, stop_id: str, typed: TypedDep) -> Response:
    """Take the stop out of the route."""
    sheet, stop = _stop(visit, case_id, stop_id)
    filled = read(ReasonForm, typed)
    reason = filled.value.reason if filled.value else ""
    work = by_hand(drop_stop, stop_id=stop_id, reason=reason, version=stop.version)
    words = _dropping(stop)
    asked = Asked("case/act.html.j2", words["heading"], words["button"], work, "udgaar", words)
    return change(visit, sheet, filled, asked)


@router.get("/led/{stop_id}/hast")
def ask_urgency(visit: VisitDep, case_id: str, stop_id: str) -> Response:
    """Why the case cannot wait."""
    sheet = sheet_for(visit, case_id, Deed.EDIT_CASE)
    stop = sheet.stop(stop_id)
    form = empty(reason=stop.facts.urgency_reason)
    return page(visit, "case/act.html.j2", sheet=sheet, form=form, newer=(), **_urging(stop))


@router.post("/led/{stop_id}/hast")
def urge(visit: VisitDep, case_id: str, stop_id: str, typed: TypedDep) -> Response:
    """Give the reason for urgency (kommunestyrelsesloven § 8 stk. 5)."""
    sheet = sheet_for(visit, case_id, Deed.EDIT_CASE)
    stop = sheet.stop(stop_id)
    filled = read(UrgencyForm, typed)
    reason = filled.value.reason if filled.value else ""
    work = by_hand(give_urgency_reason, stop_id=stop_id, reason=reason, version=stop.version)
    words = _urging(stop)
    return change(
        visit, sheet, filled, Asked("case/act.html.j2", words["heading"], words["button"], work, "hast", words)
    )


def _stop(visit: Visit, case_id: str, stop_id: str) -> tuple[CaseSheet, StopSheet]:
    """A stop that this visitor may move. Raises ``NotFoundError``, ``NotAllowedError``."""
    sheet = sheet_for(visit, case_id, Deed.PLAN)
    stop = sheet.stop(stop_id)
    visit.check_may(Deed.PLAN, stop.facts.body)
    return sheet, stop


def _dropping(stop: StopSheet) -> dict[str, Any]:
    return {
        "heading": _("Tag {body} ud af sagsgangen").format(body=stop.name),
        "intro": _("Leddet bliver stående som udgået, og resten af sagsgangen planlægges igen."),
        "label": _("Hvorfor skal organet ikke behandle sagen?"),
        "button": _("Tag leddet ud"),
    }


def _urging(stop: StopSheet) -> dict[str, Any]:
    return {
        "heading": _("Begrund, at sagen ikke kan vente i {body}").format(body=stop.name),
        "intro": _(
            "En sag, der er sendt ud for sent, kan kun behandles, når den ikke kan vente "
            "(kommunestyrelsesloven § 8, stk. 5). Begrundelsen trykkes på dagsordenen."
        ),
        "label": _("Begrundelsen, som den skal trykkes"),
        "button": _("Gem begrundelsen"),
    }


def _meetings(session: Session, stop: StopSheet, today: date) -> list[tuple[str, str]]:
    """The body's coming meetings, with the last day for handing in."""
    coming = meeting_facts(session, since=today, body=stop.facts.body)
    return [(one.id, _choice(one, stop)) for one in coming if not one.cancelled][:_MOST_MEETINGS]


def _choice(meeting: MeetingFacts, stop: StopSheet) -> str:
    said = weekday_day(meeting.held_on)
    if meeting.submission_on is not None:
        said = _("{day} (indleveres senest {due})").format(day=said, due=long_day(meeting.submission_on))
    is_now = stop.facts.meeting is not None and stop.facts.meeting.id == meeting.id
    return _("{day} – nu").format(day=said) if is_now else said


def _bodies(session: Session, visit: Visit, sheet: CaseSheet) -> list[tuple[str, str]]:
    """The bodies this visitor may add: those there are, and that are not ahead on the route already."""
    ahead = {stop.facts.body for stop in sheet.stops if stop.is_live}
    return [
        (body.key, body.name)
        for body in current_profile(session).bodies
        if body.is_valid(visit.today) and body.key not in ahead and visit.may(Deed.PLAN, body.key)
    ]
