"""What a body decided about a case: written down, and put right when it was written wrongly."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Response
from pydantic import Field
from sqlmodel import Session

from desk import labels
from desk.web.case_change import Asked, Change, by_hand, change, sheet_for
from desk.web.case_sheet import CaseSheet, StopSheet
from desk.web.forms import DanishDate, Filled, MaybeText, empty, read
from desk.web.language import _
from desk.web.page import long_day, page, weekday_day
from desk.web.visit import TypedDep, Visit, VisitDep
from domain.casework.case.corrections import correct_decision
from domain.casework.case.decisions import BEFORE_THE_MEETING, ONLY_IN, record_decision
from domain.errors import NotFoundError
from domain.model import Outcome
from domain.rules.outcomes import OUTCOMES, Effect
from domain.rules.rights import Deed
from domain.store.queries import current_profile, meeting_facts

router = APIRouter(include_in_schema=False, prefix="/sag/{case_id}/led/{stop_id}")
_MOST_MEETINGS = 40
_GOES_ELSEWHERE = frozenset({Effect.EARLIER_BODY_AGAIN, Effect.NAMED_BODY})


class DecisionForm(Change):
    """A decision as it stands in the minutes."""

    outcome: Outcome
    text: Annotated[str, Field(max_length=20_000)] = ""
    decided_on: DanishDate
    return_to: MaybeText = None
    named_meeting: MaybeText = None

    def arguments(self) -> dict[str, Any]:
        """For the verbs: where it goes only where the outcome goes somewhere."""
        effect = OUTCOMES[self.outcome].effect
        return {
            "outcome": self.outcome,
            "text": self.text,
            "decided_on": self.decided_on,
            "return_to": self.return_to if effect in _GOES_ELSEWHERE else None,
            "named_meeting": self.named_meeting if effect is Effect.SAME_BODY_AGAIN else None,
        }


class CorrectionForm(DecisionForm):
    """The decision as it should have been, and why it was not."""

    reason: Annotated[str, Field(min_length=1, max_length=500)]


@router.get("/beslutning")
def ask(visit: VisitDep, case_id: str, stop_id: str) -> Response:
    """What was decided?"""
    sheet, stop = _stop(visit, case_id, stop_id)
    form = empty(decided_on=f"{_day_of(stop, visit.today):%d-%m-%Y}")
    return _form(visit, sheet, stop, form, is_correction=False)


@router.post("/beslutning")
def record(visit: VisitDep, case_id: str, stop_id: str, typed: TypedDep) -> Response:
    """Record what the body decided."""
    sheet, stop = _stop(visit, case_id, stop_id)
    filled = read(DecisionForm, typed)
    arguments = filled.value.arguments() if filled.value else {}
    work = by_hand(record_decision, stop_id=stop_id, version=stop.version, **arguments)
    facts = _facts(visit, sheet, stop, is_correction=False)
    asked = Asked(
        "case/decision.html.j2",
        facts["heading"],
        _("Gem beslutningen"),
        work,
        "beslutning",
        facts,
        summary=_summary(filled, sheet),
    )
    return change(visit, sheet, _with_needs(filled), asked)


@router.get("/ret-beslutning")
def ask_again(visit: VisitDep, case_id: str, stop_id: str) -> Response:
    """What should have been written?"""
    sheet, stop = _stop(visit, case_id, stop_id)
    decision = stop.facts.decision
    if decision is None:
        raise NotFoundError(noun="decision", id=stop.name)
    form = empty(
        outcome=decision.outcome.value,
        text=stop.decision_text,
        decided_on=f"{decision.decided_on:%d-%m-%Y}",
        return_to=decision.return_to or "",
        named_meeting=decision.named_meeting or "",
    )
    return _form(visit, sheet, stop, form, is_correction=True)


@router.post("/ret-beslutning")
def correct(visit: VisitDep, case_id: str, stop_id: str, typed: TypedDep) -> Response:
    """Put a decision right that was written down wrongly."""
    sheet, stop = _stop(visit, case_id, stop_id)
    filled = read(CorrectionForm, typed)
    form = filled.value
    arguments = {**form.arguments(), "reason": form.reason} if form else {}
    work = by_hand(correct_decision, stop_id=stop_id, version=stop.version, **arguments)
    facts = _facts(visit, sheet, stop, is_correction=True)
    asked = Asked(
        "case/decision.html.j2",
        facts["heading"],
        _("Gem rettelsen"),
        work,
        "beslutning-rettet",
        facts,
        summary=_summary(filled, sheet),
    )
    return change(visit, sheet, _with_needs(filled), asked)


def _stop(visit: Visit, case_id: str, stop_id: str) -> tuple[CaseSheet, StopSheet]:
    """A stop whose decision this visitor may write. Raises ``NotFoundError``, ``NotAllowedError``."""
    sheet = sheet_for(visit, case_id, Deed.DECIDE)
    stop = sheet.stop(stop_id)
    visit.check_may(Deed.DECIDE, stop.facts.body)
    return sheet, stop


def _with_needs(filled: Filled[Any]) -> Filled[Any]:
    """The form with a sentence beside each field that its outcome cannot do without."""
    form = filled.value
    if form is None:
        return filled
    for name in OUTCOMES[form.outcome].needs:
        if not getattr(form, name):
            outcome = _(labels.of(form.outcome))
            sentence = {
                "text": _("»{outcome}« kræver, at beslutningens ord skrives.").format(outcome=outcome),
                "return_to": _("»{outcome}« kræver, at du vælger et organ.").format(outcome=outcome),
            }[name]
            filled = filled.with_error(name, sentence)
    return filled


def _summary(filled: Filled[Any], sheet: CaseSheet) -> list[tuple[str, str]]:
    """The decision, said once more above what it does."""
    form = filled.value
    if form is None:
        return []
    given = form.arguments()
    to = given["return_to"]
    said = [(_("Udfald"), labels.capital(_(labels.of(form.outcome)))), (_("Besluttet"), long_day(form.decided_on))]
    said += [(_("Sagen går til"), sheet.names.get(to, to))] if to else []
    return said + ([(_("Ordlyd"), form.text)] if form.text else [])


def _form(visit: Visit, sheet: CaseSheet, stop: StopSheet, form: Filled[Any], *, is_correction: bool) -> Response:
    facts = _facts(visit, sheet, stop, is_correction=is_correction)
    return page(visit, "case/decision.html.j2", sheet=sheet, form=form, newer=(), **facts)


def _facts(visit: Visit, sheet: CaseSheet, stop: StopSheet, *, is_correction: bool) -> dict[str, Any]:
    heading = _("Ret beslutningen i {body}") if is_correction else _("Beslutning i {body}")
    with visit.db.read() as session:
        bodies = _bodies(session, visit, sheet, stop)
        meetings = _meetings(session, stop, visit.today)
    return {
        "stop": stop,
        "heading": heading.format(body=stop.name),
        "is_correction": is_correction,
        "is_held": _is_held(stop, visit),
        "outcomes": [(one.value, labels.capital(_(labels.of(one)))) for one in _outcomes(stop, visit)],
        "bodies": bodies,
        "meetings": meetings,
    }


def _is_held(stop: StopSheet, visit: Visit) -> bool:
    meeting = stop.facts.meeting
    return meeting is not None and meeting.starts_at <= visit.now


def _outcomes(stop: StopSheet, visit: Visit) -> list[Outcome]:
    """What this body can have decided by now."""
    return [
        one
        for one in Outcome
        if stop.facts.kind in ONLY_IN.get(one, {stop.facts.kind})
        and (_is_held(stop, visit) or one in BEFORE_THE_MEETING)
    ]


def _day_of(stop: StopSheet, today: date) -> date:
    return min(today, stop.facts.meeting.held_on) if stop.facts.meeting is not None else today


def _bodies(session: Session, visit: Visit, sheet: CaseSheet, stop: StopSheet) -> list[tuple[str, str]]:
    """Where it may go: the bodies that have treated it first, then the others."""
    treated = list(dict.fromkeys(one.facts.body for one in sheet.stops if one.facts.decision is not None))
    found = [(key, _("{body} (har behandlet sagen)").format(body=sheet.names[key])) for key in treated]
    return found + [
        (body.key, body.name)
        for body in current_profile(session).bodies
        if body.is_valid(visit.today) and body.key not in {*treated, stop.facts.body}
    ]


def _meetings(session: Session, stop: StopSheet, today: date) -> list[tuple[str, str]]:
    """The body's coming meetings, to which it may have named one."""
    meeting = stop.facts.meeting
    since = max(today, meeting.held_on) if meeting is not None else today
    coming = meeting_facts(session, since=since, body=stop.facts.body)
    later = [one for one in coming if not one.cancelled and (meeting is None or one.starts_at > meeting.starts_at)]
    return [(one.id, weekday_day(one.held_on)) for one in later[:_MOST_MEETINGS]]
