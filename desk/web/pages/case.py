"""``/sag/<id>``: where one case is, why, and what can be done about it."""

from __future__ import annotations

from fastapi import APIRouter, Response

from desk import labels
from desk.web.case_change import SAVED
from desk.web.case_files import read_files
from desk.web.case_reading import read_sheet
from desk.web.case_sheet import CaseSheet, StopSheet
from desk.web.language import _
from desk.web.page import long_day, page
from desk.web.visit import VisitDep
from domain.model import StopState
from domain.rules.rights import Deed
from domain.store.promises_asked import answered_by

router = APIRouter(include_in_schema=False)


@router.get("/sag/{case_id}")
def case(visit: VisitDep, case_id: str, gemt: str = "") -> Response:
    """The whole case on one page."""
    visit.check_may(Deed.LOOK)
    with visit.db.read() as session:
        sheet = read_sheet(session, visit, case_id)
        answers = answered_by(session, visit.visitor, case_id, today=visit.today)
        files = read_files(session, visit.visitor, sheet.facts)
    return page(
        visit,
        "case/case.html.j2",
        sheet=sheet,
        answers=answers,
        files=files,
        steps=_steps(sheet),
        saved=_(SAVED.get(gemt, "")),
    )


def _steps(sheet: CaseSheet) -> list[dict[str, str]]:
    """The route as the step indicator takes it: a step for each stop that was not dropped."""
    return [
        {
            "text": stop.name,
            "help": _help(stop),
            "state": _state(stop),
            "address": f"#led-{stop.facts.id}",
        }
        for stop in sheet.stops
        if stop.facts.state is not StopState.DROPPED
    ]


def _help(stop: StopSheet) -> str:
    """The meeting's day, and the outcome or the last day for handing in."""
    meeting, decision = stop.facts.meeting, stop.facts.decision
    day = long_day(decision.decided_on if decision is not None else meeting.held_on if meeting is not None else None)
    if decision is not None:
        return f"{day} – {_(labels.of(decision.outcome))}"
    if not day:
        return _("intet møde endnu")
    due = stop.submission
    return f"{day} – {_('indleveres senest {day}').format(day=long_day(due.practical_on))}" if due else day


def _state(stop: StopSheet) -> str:
    if stop.facts.decision is not None:
        return "done"
    return "current" if stop.is_now else "ahead"
