"""Beslutninger: everything the secretary writes during the meeting, on one page; what is typed is kept at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated, Any

from fastapi import APIRouter, Response
from fastapi.datastructures import FormData
from fastapi.responses import RedirectResponse
from pydantic import StringConstraints

from calendars.errors import SagsgangError
from desk import error_words
from desk.web.agenda_lines import Line
from desk.web.decision_cards import TYPED, Card, cards_of, choices_of
from desk.web.forms import DanishDate, Filled, Form, MaybeNumber, MaybeText, empty, read
from desk.web.language import _
from desk.web.meeting_paper import MeetingPaper, read_paper
from desk.web.page import page
from desk.web.visit import TypedDep, Visit, VisitDep
from domain.casework.case.decisions import record_decision
from domain.casework.case.drafts import Continued, drop_draft, save_draft
from domain.casework.meeting.minutes import note_in_minutes, strike_from_minutes
from domain.errors import ConflictError, NotFoundError, ReasonMissingError
from domain.model import Outcome, Remark
from domain.rules.rights import Deed

router = APIRouter(include_in_schema=False)

WINDOW = StringConstraints(pattern="^[0-9a-f]{32}$")


class DraftForm(Form):
    """Which window it is typed in, and the draft it went on with."""

    draft: Annotated[str, WINDOW]
    continues: MaybeText = None
    continues_version: int = 0
    phrase: MaybeNumber = None


class DecisionForm(Form):
    """What the body decided."""

    key: MaybeText = None
    version: MaybeNumber = None
    outcome: Outcome
    text: Annotated[str, StringConstraints(max_length=50_000)] = ""
    decided_on: DanishDate
    return_to: MaybeText = None
    named_meeting: MaybeText = None


class RemarkForm(Form):
    """A remark in the minutes; without ``stop`` about the whole meeting."""

    key: MaybeText = None
    stop: MaybeText = None
    kind: Remark
    who: Annotated[str, StringConstraints(min_length=1, max_length=120)]
    said: Annotated[str, StringConstraints(max_length=4000)] = ""


@router.get("/moede/{meeting_id}/dagsorden/beslutninger")
def show(visit: VisitDep, meeting_id: str) -> Response:
    """All items with their forms."""
    return _whole(visit, read_paper(visit, meeting_id))


@router.post("/moede/{meeting_id}/dagsorden/beslutninger/{stop_id}/kladde")
def keep(visit: VisitDep, meeting_id: str, stop_id: str, typed: TypedDep) -> Response:
    """Keep what has been typed so far; with a standard phrase, where one was chosen."""
    paper, line = _item(visit, meeting_id, stop_id)
    form = read(DraftForm, typed)
    if form.value is None:
        raise NotFoundError(noun="draft", id=stop_id)
    phrases = paper.profile.phrases_of(paper.body.key)
    words = _typed(typed)
    if form.value.phrase is not None and 0 <= form.value.phrase < len(phrases):
        chosen = phrases[form.value.phrase]
        before = words["text"].strip()
        words["outcome"] = chosen.outcome.value
        words["text"] = before if chosen.text in before else f"{before}\n{chosen.text}".strip()
    _save(visit, line, form.value, words)
    if not visit.is_fragment:
        return RedirectResponse(f"/moede/{meeting_id}/dagsorden/beslutninger#punkt-{stop_id}", 303)
    card = cards_of(visit, paper, [line])[stop_id]
    template = "agenda/_draft.html.j2" if form.value.phrase is None else "agenda/_card.html.j2"
    return page(
        visit, template, paper=paper, card=card, choices=choices_of(visit, paper), window=form.value.draft, **_WORDS
    )


@router.post("/moede/{meeting_id}/dagsorden/beslutninger/{stop_id}/kladde/slet")
def forget(visit: VisitDep, meeting_id: str, stop_id: str, typed: TypedDep) -> Response:
    """Throw away a draft of one's own."""
    _item(visit, meeting_id, stop_id)
    drop_draft(visit.db, draft_id=str(typed.get("draft", "")), author=visit.visitor.account)
    return RedirectResponse(f"/moede/{meeting_id}/dagsorden/beslutninger#punkt-{stop_id}", 303)


@router.post("/moede/{meeting_id}/dagsorden/beslutninger/{stop_id}")
def record(visit: VisitDep, meeting_id: str, stop_id: str, typed: TypedDep) -> Response:
    """Record what was decided. Whatever stands in the way, what was typed is kept first."""
    line = _item(visit, meeting_id, stop_id)[1]
    window = read(DraftForm, typed)
    if window.value is not None:
        _save(visit, line, window.value, _typed(typed))
    filled = read(DecisionForm, typed)
    wrong, status = "", 422
    if filled.value is not None:
        form = filled.value
        try:
            record_decision(
                visit.db,
                visit.by(form.key),
                stop_id=stop_id,
                outcome=form.outcome,
                text=form.text,
                decided_on=form.decided_on,
                return_to=form.return_to,
                named_meeting=form.named_meeting,
                version=form.version,
            )
        except ReasonMissingError as missing:
            name = str(missing.facts.get("needs", "text"))
            filled = filled.with_error(name, _(NEEDED.get(name, NEEDED["text"])))
        except ConflictError:
            wrong, status = _("En anden har ændret punktet imens. Din tekst er gemt som kladde. Prøv igen."), 409
        except SagsgangError as refused:
            wrong = f"{error_words.sentence(refused)} {_('Din tekst er gemt som kladde.')}"
        else:
            _drop(visit, window.value)
            return _recorded(visit, meeting_id, stop_id)
    return _refused(visit, meeting_id, stop_id, filled, wrong=wrong, status=status)


@router.post("/moede/{meeting_id}/dagsorden/bemaerkning")
def note(visit: VisitDep, meeting_id: str, typed: TypedDep) -> Response:
    """Somebody was away, could not take part, or thought otherwise."""
    paper = _check(visit, meeting_id)
    filled = read(RemarkForm, typed)
    stop = str(typed.get("stop", "")) or None
    if stop is not None:
        _item(visit, meeting_id, stop)
    if filled.value is None:
        return _remarks(visit, paper, stop, filled, status=422)
    form = filled.value
    try:
        note_in_minutes(
            visit.db,
            visit.by(form.key),
            meeting_id=meeting_id,
            kind=form.kind,
            who=form.who,
            text=form.said,
            stop_id=stop,
        )
    except ReasonMissingError as missing:
        name = "who" if missing.facts.get("needs") == "who" else "said"
        return _remarks(visit, paper, stop, filled.with_error(name, _(NEEDED[name])), status=422)
    except NotFoundError:
        raise
    except SagsgangError as refused:
        return _remarks(visit, paper, stop, filled.with_error("kind", error_words.sentence(refused)), status=422)
    return _remarks(visit, read_paper(visit, meeting_id), stop, None)


@router.post("/moede/{meeting_id}/dagsorden/bemaerkning/{remark_id}/stryg")
def strike(visit: VisitDep, meeting_id: str, remark_id: str) -> Response:
    """Take a remark out again."""
    paper = _check(visit, meeting_id)
    shown: dict[str, str | None] = {one.id: None for one in paper.papers.remarks}
    shown |= {one.id: line.stop for line in paper.lines.all for one in line.remarks}
    if remark_id not in shown:
        raise NotFoundError(noun="remark", id=remark_id)
    strike_from_minutes(visit.db, visit.by(), remark_id=remark_id)
    return _remarks(visit, read_paper(visit, meeting_id), shown[remark_id], None)


_WORDS: dict[str, Any] = {
    "outcomes": {one.value: one for one in Outcome},
    "remarks": {one.value: one for one in Remark},
}
NEEDED = {
    "text": "Skriv, hvad der blev besluttet.",
    "return_to": "Vælg, hvor sagen skal hen.",
    "who": "Skriv hvem.",
    "said": "Skriv, hvad der skal stå i referatet.",
}


def _check(visit: Visit, meeting_id: str) -> MeetingPaper:
    paper = read_paper(visit, meeting_id)
    visit.check_may(Deed.DECIDE, paper.body.key)
    return paper


def _item(visit: Visit, meeting_id: str, stop_id: str) -> tuple[MeetingPaper, Line]:
    """The item, when it is on the agenda and the visitor may see it. Raises ``NotFoundError``."""
    paper = _check(visit, meeting_id)
    line = paper.lines.line(stop_id)
    if line is None or not line.is_shown:
        raise NotFoundError(noun="item", id=stop_id)
    return paper, line


def _typed(typed: FormData) -> dict[str, str]:
    return {name: str(typed.get(name, "")) for name in TYPED}


def _save(visit: Visit, line: Line, window: DraftForm, words: Mapping[str, str]) -> None:
    """Keep the words. The day alone is no draft: the form begins with one."""
    is_empty = not any(words[name].strip() for name in TYPED if name != "decided_on")
    save_draft(
        visit.db,
        draft_id=window.draft,
        stop_id=line.stop,
        author=visit.visitor.account,
        at=visit.now,
        typed={} if is_empty else words,
        continues=Continued(window.continues, window.continues_version) if window.continues else None,
    )


def _drop(visit: Visit, window: DraftForm | None) -> None:
    """The text stands in the decision now: its drafts in this window are done with."""
    for draft_id in (window.draft, window.continues) if window is not None else ():
        if draft_id:
            drop_draft(visit.db, draft_id=draft_id, author=visit.visitor.account)


def _recorded(visit: Visit, meeting_id: str, stop_id: str) -> Response:
    if not visit.is_fragment:
        return RedirectResponse(f"/moede/{meeting_id}/dagsorden/beslutninger#punkt-{stop_id}", 303)
    paper, line = _item(visit, meeting_id, stop_id)
    return _one(visit, paper, cards_of(visit, paper, [line])[stop_id])


def _refused(visit: Visit, meeting_id: str, stop_id: str, form: Filled[Any], *, wrong: str, status: int) -> Response:
    paper, line = _item(visit, meeting_id, stop_id)
    card = cards_of(visit, paper, [line])[stop_id]
    card = replace(card, form=Filled(None, form.errors, {**card.form.typed, **form.typed}), wrong=wrong)
    if visit.is_fragment:
        return _one(visit, paper, card, status=status)
    return _whole(visit, paper, status=status, instead=card)


def _one(visit: Visit, paper: MeetingPaper, card: Card, *, status: int = 200) -> Response:
    choices = choices_of(visit, paper)
    return page(
        visit, "agenda/_card.html.j2", status=status, paper=paper, card=card, choices=choices, window="", **_WORDS
    )


def _whole(
    visit: Visit,
    paper: MeetingPaper,
    *,
    status: int = 200,
    instead: Card | None = None,
    remark: Filled[Any] | None = None,
) -> Response:
    cards = cards_of(visit, paper, paper.lines.all)
    if instead is not None:
        cards[instead.line.stop] = instead
    return page(
        visit,
        "agenda/decisions.html.j2",
        status=status,
        paper=paper,
        cards=list(cards.values()),
        choices=choices_of(visit, paper),
        remark=remark or empty(),
        window="",
        **_WORDS,
    )


def _remarks(
    visit: Visit, paper: MeetingPaper, stop: str | None, form: Filled[Any] | None, *, status: int = 200
) -> Response:
    """The remarks of one item, or of the meeting, after one was added or taken out."""
    line = paper.lines.line(stop) if stop else None
    if visit.is_fragment:
        return page(
            visit,
            "agenda/_remarks.html.j2",
            status=status,
            paper=paper,
            line=line,
            remark=form or empty(),
            choices=choices_of(visit, paper),
            **_WORDS,
        )
    if form is not None:
        return _whole(visit, paper, status=status, remark=form)
    place = f"punkt-{stop}" if stop else "bem-moede"
    return RedirectResponse(f"/moede/{paper.id}/dagsorden/beslutninger#{place}", 303)
