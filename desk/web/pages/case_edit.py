"""A case's facts and texts put right, and a case taken back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Response
from fastapi.datastructures import FormData
from pydantic import Field
from sqlmodel import Session, col, select

from desk import finding_words
from desk.web.case_change import Asked, Change, by_hand, change, sheet_for
from desk.web.case_draft import OPENNESS, CaseFields
from desk.web.case_sheet import CaseSheet
from desk.web.forms import Filled, empty, read
from desk.web.language import _
from desk.web.page import page
from desk.web.visit import TypedDep, Visit, VisitDep
from domain.casework.case.attachments import attachments_of
from domain.casework.case.cases import correct_case, withdraw_case
from domain.model import Post
from domain.rules.facts import AttachmentFacts
from domain.rules.rights import Deed

router = APIRouter(include_in_schema=False, prefix="/sag/{case_id}")
_SPARE = 2  # empty lines for attachments that are not there yet
_MAKES_STALE = frozenset({"correct_case", "withdraw_case"})
_TEXTS = ("title", "recommendation", "presentation", "economy")
_FACTS = ("owner_post", "decide_before", "period_start", "period_end")


class EditForm(CaseFields, Change):
    """The case as it should be. Attachments are three lists side by side, a line an attachment."""


class WithdrawForm(Change):
    """Why."""

    reason: Annotated[str, Field(min_length=1, max_length=500)]


@router.get("/ret")
def ask(visit: VisitDep, case_id: str) -> Response:
    """The case in a form."""
    sheet = sheet_for(visit, case_id, Deed.EDIT_CASE)
    facts = _page_facts(visit, sheet)
    return page(visit, "case/edit.html.j2", sheet=sheet, form=empty(**_now(sheet)), newer=(), **facts)


@router.post("/ret")
def edit(visit: VisitDep, case_id: str, typed: TypedDep) -> Response:
    """Put the case right. Nothing of it is shown first: no date moves by it."""
    sheet = sheet_for(visit, case_id, Deed.EDIT_CASE)
    filled = _with_lists(read(EditForm, typed), typed)
    form = filled.value
    attachments, problem = _attachments(typed)
    if form and form.is_open == "no" and sheet.facts.is_open and not visit.visitor.sees_closed:
        filled = filled.with_error("is_open", _("Du må ikke se lukkede punkter. Bed en, der må, om det."))
    if problem:
        filled = filled.with_error("attachments", problem)
    said = {code: str(typed.get(f"said-{code}") or "").strip() for code in _codes(sheet)}
    work = by_hand(
        correct_case,
        case_id=case_id,
        version=sheet.version,
        attachments=_with_unseen(visit, sheet, attachments),
        corrected={code: text for code, text in said.items() if text},
        **(_arguments(form) if form else {}),
    )
    asked = Asked(
        "case/edit.html.j2",
        _("Ret sagen"),
        _("Gem"),
        work,
        "ret",
        {**_page_facts(visit, sheet), "saved_now": _saved_now(sheet, filled)},
        shown_first=False,
        only=_MAKES_STALE,
    )
    return change(visit, sheet, filled, asked)


@router.get("/traek-tilbage")
def ask_withdraw(visit: VisitDep, case_id: str) -> Response:
    """Why the case is to be taken back."""
    sheet = sheet_for(visit, case_id, Deed.EDIT_CASE)
    return page(visit, "case/act.html.j2", sheet=sheet, form=empty(), newer=(), **_withdrawing())


@router.post("/traek-tilbage")
def withdraw(visit: VisitDep, case_id: str, typed: TypedDep) -> Response:
    """Take the case out of every body."""
    sheet = sheet_for(visit, case_id, Deed.EDIT_CASE)
    filled = read(WithdrawForm, typed)
    reason = filled.value.reason if filled.value else ""
    work = by_hand(withdraw_case, case_id=case_id, reason=reason, version=sheet.version)
    words = _withdrawing()
    return change(
        visit, sheet, filled, Asked("case/act.html.j2", words["heading"], words["button"], work, "tilbage", words)
    )


def posts(session: Session) -> list[tuple[str, str]]:
    """Every post a case can have as its owner, by title."""
    return list(session.exec(select(col(Post.key), col(Post.title)).order_by(col(Post.title))).all())


def _arguments(form: EditForm) -> dict[str, Any]:
    given = {name: getattr(form, name) for name in (*_TEXTS, *_FACTS)}
    return {
        **given,
        "is_open": OPENNESS.get(form.is_open),
        "clear": [name for name in _FACTS if given[name] is None],
    }


def _now(sheet: CaseSheet) -> dict[str, Any]:
    facts = sheet.facts
    days = {name: _written(getattr(facts, name)) for name in ("decide_before", "period_start", "period_end")}
    return {
        "title": facts.title,
        "is_open": "yes" if facts.is_open else "no",
        "owner_post": sheet.owner_post,
        "recommendation": facts.recommendation,
        "presentation": sheet.presentation,
        "economy": facts.economy,
        "attachments": [
            (one.title, one.document_number or "", {True: "yes", False: "no", None: ""}[one.is_open])
            for one in facts.attachments
        ],
        **days,
    }


def _written(day: date | None) -> str:
    return f"{day:%d-%m-%Y}" if day is not None else ""


def _with_lists(filled: Filled[EditForm], typed: FormData) -> Filled[EditForm]:
    """What was typed of the attachments, for the form that is shown again."""
    rows = list(zip(*(map(str, typed.getlist(name)) for name in _COLUMNS), strict=False))
    return Filled(filled.value, filled.errors, {**filled.typed, "attachments": rows})


_COLUMNS = ("attachment_title", "attachment_number", "attachment_open")


def _attachments(typed: FormData) -> tuple[list[AttachmentFacts], str]:
    """The attachments of the form, lines without a title left out; and what is wrong with them."""
    found = []
    for title, number, openness in zip(*(map(str, typed.getlist(name)) for name in _COLUMNS), strict=False):
        if not title.strip():
            continue
        if len(title) > 400 or len(number) > 60:  # noqa: PLR2004 - the columns of the model
            return [], _("Et bilags titel må højst være på 400 tegn og dets nummer på 60.")
        found.append(AttachmentFacts(title.strip(), number.strip() or None, OPENNESS.get(openness)))
    return found, ""


def _with_unseen(visit: Visit, sheet: CaseSheet, typed: list[AttachmentFacts]) -> list[AttachmentFacts]:
    """The attachments as typed, with those the visitor is not shown left where they stand."""
    with visit.db.read() as session:
        kept = attachments_of(session, sheet.facts.id)
    whole = list(typed)
    for place, attachment in enumerate(kept):
        if attachment not in sheet.facts.attachments:
            whole.insert(place, attachment)
    return whole


def _codes(sheet: CaseSheet) -> list[str]:
    return list(dict.fromkeys(str(finding["code"]) for finding in sheet.facts.findings))


def _page_facts(visit: Visit, sheet: CaseSheet) -> dict[str, Any]:
    with visit.db.read() as session:
        owners = posts(session)
    findings = {
        code: finding_words.say(finding_words.DOCUMENT, code, found)
        for found in reversed(sheet.facts.findings)
        for code in (str(found["code"]),)
    }
    return {
        "posts": owners,
        "findings": [(code, says, _words(sheet, code)) for code, says in findings.items()],
        "corrections": sheet.facts.corrections,
        "spare": _SPARE,
        "saved_now": {},
    }


def _words(sheet: CaseSheet, code: str) -> list[str]:
    """The evidence: the words of the document, and where they stand."""
    return [
        _("side {page}, linje {line}: »{words}«").format_map({name: str(found.get(name, "")) for name in _EVIDENCE})
        for found in sheet.facts.findings
        if found["code"] == code and found.get("words")
    ]


_EVIDENCE = ("page", "line", "words")


def _saved_now(sheet: CaseSheet, filled: Filled[EditForm]) -> Mapping[str, str]:
    """Where what is saved is another text than what was typed: shown when somebody else has saved meanwhile."""
    now = _now(sheet)
    return {
        name: now[name]
        for name in _TEXTS
        if str(filled.typed.get(name, "")).replace("\r\n", "\n").strip() != str(now[name]).strip()
    }


def _withdrawing() -> dict[str, Any]:
    return {
        "heading": _("Træk sagen tilbage"),
        "intro": _("Sagen tages ud af alle organer, og ingen får påmindelser om den mere. Det kan ikke fortrydes."),
        "label": _("Hvorfor trækkes den tilbage?"),
        "button": _("Træk sagen tilbage"),
    }
