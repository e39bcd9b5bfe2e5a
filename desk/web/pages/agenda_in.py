"""``/sager/ny/dagsorden``: an agenda with many items, confirmed in one table and saved with one button."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import date
from typing import Any

from fastapi import APIRouter, Response
from fastapi.datastructures import FormData
from fastapi.responses import RedirectResponse
from sqlmodel import Session, col, select

from calendars.errors import SagsgangError
from desk import error_words
from desk.agenda_in import Does, Line, match_agenda, save_line, see
from desk.web.agenda_rows import MOST_ROWS, Row, arguments_of, row_of, typed_row
from desk.web.case_draft import MAY_NOT_CLOSE
from desk.web.language import _
from desk.web.page import page
from desk.web.pages.case_edit import posts
from desk.web.visit import NotAllowedError, TypedDep, Visit, VisitDep
from domain.casework.meeting.sources import keep_meeting_source
from domain.documents.document import Document, DocumentKind
from domain.errors import (
    EmptyRouteError,
    EndedBodyError,
    NotAllowedNowError,
    NotFoundError,
    RepeatedBodyError,
    UnknownBodyError,
)
from domain.model import Case, Entry, Meeting
from domain.rules.rights import Deed
from domain.store.agenda_matches import days_met, meeting_on
from domain.store.queries import current_profile

router = APIRouter(include_in_schema=False)
_META = ("name", "body", "held_on", "upload", "is_minutes", "keep")
_VERBS = {"open_case": "opened", "supplement_case": "added", "place_stop": "placed"}


def confirm(visit: Visit, document: Document, upload: str | None) -> Response:
    """The table as it begins: every item with what was found. Nothing is saved yet."""
    with visit.db.read() as session:
        profile = current_profile(session)
        seen = see(session, document, profile, sees_closed=visit.visitor.sees_closed)
        lines = match_agenda(document, seen, profile, today=visit.today)
        met = days_met(session, {day for line in lines for day in line.intake.arguments["stages"].values()})
    rows = [row_of(at, line, seen, profile, met) for at, line in enumerate(lines[:MOST_ROWS])]
    return _table(
        visit,
        rows,
        {
            "name": document.name,
            "body": seen.body or "",
            "held_on": document.meeting_date.isoformat() if document.meeting_date else "",
            "upload": upload or "",
            "is_minutes": "yes" if document.kind is DocumentKind.MINUTES else "",
            "left_out": str(max(0, len(lines) - MOST_ROWS)),
            "keep": "yes",
        },
        200,
    )


@router.post("/sager/ny/dagsorden")
def save(visit: VisitDep, typed: TypedDep) -> Response:
    """Save every row that can be saved, each by itself; the others are shown again with what stood in the way."""
    visit.check_may(Deed.OPEN_CASE)
    rows = _rows(typed)
    meta = {name: str(typed.get(name, ""))[:300] for name in _META}
    key = str(typed.get("key", ""))[:60]
    with visit.db.read() as session:
        meeting = _meeting(session, meta)
    paper = {
        "body": meta["body"] or None,
        "meeting": meeting.id if meeting is not None else None,
        "upload": (meta["upload"] or None) if meta["keep"] else None,
    }
    refused: list[Row] = []
    is_any_saved = False
    for row in rows:
        if row.does is Does.LEAVE:
            continue
        wrong = _saved(visit, row, f"{key}-{row.at}" if key else None, paper)
        if wrong:
            refused.append(replace(row, errors=wrong))
        else:
            is_any_saved = True
    if is_any_saved and meeting is not None and paper["upload"]:
        with suppress(NotFoundError):  # it waits for a day, and no longer
            keep_meeting_source(visit.db, visit.by(), meeting_id=meeting.id, upload_id=str(paper["upload"]))
    if not refused and key:
        return RedirectResponse(f"/sager/ny/dagsorden/{key}", 303)
    left = [row for row in rows if row.does is Does.LEAVE]
    return _table(visit, sorted([*refused, *left], key=lambda row: row.at), meta, 422, key=key)


@router.get("/sager/ny/dagsorden/{key}")
def saved(visit: VisitDep, key: str) -> Response:
    """What became of the table: the cases that were opened and added to, from the journal."""
    visit.check_may(Deed.OPEN_CASE)
    with visit.db.read() as session:
        done = _done(visit, session, key, range(MOST_ROWS))
    return page(visit, "case/agenda_saved.html.j2", done=done)


def _saved(visit: Visit, row: Row, key: str | None, paper: Mapping[str, Any]) -> dict[str, str]:
    """Save one row; what is wrong with it, a sentence for each field."""
    if row.does is Does.ASK:
        return {"does": _("Vælg, hvad der skal ske med punktet.")}
    given, wrong = arguments_of(row)
    if wrong:
        return wrong
    if row.does is Does.OPEN and not given["is_open"] and not visit.visitor.sees_closed:
        return {"is_open": MAY_NOT_CLOSE}
    try:
        if row.does is Does.ATTACH:
            _check_may_add(visit, str(given["number"]), str(paper["body"] or ""))
        save_line(visit.db, visit.by(key), Line(row.does, given, **paper))
    except SagsgangError as error:
        name, said = _beside(error)
        return {name: said}
    return {}


def _check_may_add(visit: Visit, number: str, body: str) -> None:
    """Raise as for a case that is not there where the visitor may not see it."""
    with visit.db.read() as session:
        case = session.exec(select(Case).where(Case.number == number)).first()
    if case is None or not (case.is_open or visit.visitor.sees_closed):
        raise NotFoundError(noun="case", id=number)
    if not visit.may_somewhere(Deed.EDIT_CASE):
        raise NotAllowedError(deed=Deed.EDIT_CASE, body="")
    if body:
        visit.check_may(Deed.PLAN, body)


def _beside(error: SagsgangError) -> tuple[str, str]:
    if isinstance(error, NotAllowedNowError) and error.facts.get("why") == "number_taken":
        return "number", _("En anden sag har det nummer. Skal punktet føjes til den, så vælg det.")
    if isinstance(error, NotFoundError) and error.facts.get("noun") == "case":
        return "number", _("Der er ingen sag med det nummer.")
    if isinstance(error, UnknownBodyError | EndedBodyError | RepeatedBodyError | EmptyRouteError):
        return "route", error_words.sentence(error)
    return "does", error_words.sentence(error)


def _rows(typed: FormData) -> list[Row]:
    numbers = sorted({int(str(one)) for one in typed.getlist("row") if str(one).isdecimal()})[:MOST_ROWS]
    return [row for row in (typed_row(typed, at) for at in numbers if at < MOST_ROWS) if row is not None]


def _meeting(session: Session, meta: Mapping[str, str]) -> Meeting | None:
    try:
        return meeting_on(session, meta["body"] or None, date.fromisoformat(meta["held_on"]))
    except ValueError:
        return None


def _done(visit: Visit, session: Session, key: str, places: Iterable[int]) -> list[dict[str, Any]]:
    """What the journal has under the table's key: a case once, in the order of the rows."""
    keys = [f"{key}-{at}" for at in places]
    keys += [f"{one}-led" for one in keys]
    lines = session.exec(select(Entry).where(col(Entry.key).in_(keys), Entry.actor == visit.visitor.account)).all()
    found: dict[str, dict[str, Any]] = {}
    for line in sorted(lines, key=lambda one: one.seq):
        if line.verb in _VERBS:
            found.setdefault(line.subject, {"did": set()})["did"].add(_VERBS[line.verb])
    cases = {case.id: case for case in session.exec(select(Case).where(col(Case.id).in_(found)))}
    return [
        {"id": case_id, "number": cases[case_id].number, "title": cases[case_id].title, "did": one["did"]}
        for case_id, one in found.items()
        if cases[case_id].is_open or visit.visitor.sees_closed
    ]


def _table(visit: Visit, rows: list[Row], meta: Mapping[str, str], status: int, *, key: str = "") -> Response:
    with visit.db.read() as session:
        owners = posts(session)
        profile = current_profile(session)
        meeting = _meeting(session, meta)
        done = _done(visit, session, key, range(MOST_ROWS)) if key else []
    return page(
        visit,
        "case/agenda_in.html.j2",
        status=status,
        rows=rows,
        meta=meta,
        key=key,
        posts=owners,
        bodies=[body.key for body in profile.bodies if body.is_valid(visit.today)],
        meeting=meeting,
        done=done,
        form={"errors": {f"{name or 'does'}-{row.at}": said for row in rows for name, said in row.errors.items()}},
        does=[
            (Does.OPEN.value, _("Opret en ny sag")),
            (Does.ATTACH.value, _("Føj til sagen med nummeret")),
            (Does.LEAVE.value, _("Lad ude")),
        ],
    )
