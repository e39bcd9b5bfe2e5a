"""``/sager/ny``: a case is opened by hand, or from a document whose words somebody confirms first."""

from __future__ import annotations

from contextlib import suppress
from pathlib import PurePath
from typing import Any

from fastapi import APIRouter, Response
from fastapi.datastructures import FormData
from fastapi.responses import RedirectResponse
from starlette.datastructures import UploadFile

from calendars.errors import SagsgangError
from desk import error_words
from desk.both_plans import both_plans
from desk.duty_words import duty_names
from desk.outside import door
from desk.web import difference
from desk.web.agenda_rows import form_of, typed_row
from desk.web.case_change import by_hand, is_done
from desk.web.case_draft import MAY_NOT_CLOSE, CaseForm, arguments, choices, lines_of, with_lines
from desk.web.forms import Filled, empty, read
from desk.web.language import _
from desk.web.page import page
from desk.web.pages.agenda_in import confirm
from desk.web.pages.case_edit import posts
from desk.web.visit import TypedDep, Visit, VisitDep
from domain.casework.case.files import keep_source, wait_with
from domain.casework.case.opening import open_case
from domain.casework.foresight.of_case import Foresight, Work, foresee
from domain.casework.together import together
from domain.errors import (
    EmptyRouteError,
    EndedBodyError,
    NotAllowedNowError,
    NotFoundError,
    RepeatedBodyError,
    UnknownBodyError,
)
from domain.model.columns import make_id
from domain.rules.planning import Plan
from domain.rules.rights import Deed
from domain.store.queries import current_profile

router = APIRouter(include_in_schema=False)
_TECHNICAL = frozenset({"key", "confirm", "fingerprint"})


@router.get("/sager/ny")
def ask(visit: VisitDep) -> Response:
    """A document, or an empty form."""
    visit.check_may(Deed.OPEN_CASE)
    return _form(visit, empty(), 200)


@router.post("/sager/ny/dokument")
def upload(visit: VisitDep, typed: TypedDep) -> Response:
    """Read a document and show what it says; it waits for the case that is opened from it. Nothing in it is run."""
    visit.check_may(Deed.OPEN_CASE)
    sent = typed.get("file")
    if not isinstance(sent, UploadFile) or not sent.filename:
        return _form(visit, empty().with_error("file", _("Vælg en fil.")), 422)
    name = PurePath(sent.filename.replace("\\", "/")).name[:200]
    data = sent.file.read()
    try:
        door.check_clean(name, data, visit.settings.virus_scanner)
        with visit.db.read() as session:
            profile = current_profile(session)
        document = door.read_paper(name, data, profile)
        kept = wait_with(visit.db, name=name, data=data, actor=visit.visitor.account, at=visit.now)
        if sum(1 + len(item.points) for item in document.cases) > 1:
            return confirm(visit, document, kept)
        found = choices(document, profile, visit.today)
    except SagsgangError as error:
        return _form(visit, empty().with_error("file", error_words.sentence(error)), 422)
    if not found:
        sentence = _("Filen {name} kan læses, men der er intet dagsordenspunkt i den. Opret sagen i hånden nedenfor.")
        return _form(visit, empty().with_error("file", sentence.format(name=name)), 422)
    return _form(visit, Filled(None, {}, {**found[0].typed, "upload": kept}), 200)


@router.post("/sager/ny/udkast")
def draft(visit: VisitDep, typed: TypedDep) -> Response:
    """One item of a document that has several, in the form."""
    visit.check_may(Deed.OPEN_CASE)
    plain = {name: str(value) for name, value in typed.items()}
    return _form(visit, with_lines(Filled(None, {}, plain), typed), 200)


@router.post("/sager/ny/dagsorden/punkt")
def one(visit: VisitDep, typed: TypedDep) -> Response:
    """One row of an agenda's table in the form of a whole case, with everything that was found."""
    wanted = str(typed.get("punkt", ""))[:6]
    row = typed_row(typed, int(wanted)) if wanted.isdecimal() else None
    if row is None:
        raise NotFoundError(noun="item", id=wanted)
    pairs = form_of(row, whole=True).multi_items()
    return draft(visit, FormData([*pairs, ("upload", str(typed.get("upload", "")))]))


@router.post("/sager/ny")
def open_(visit: VisitDep, typed: TypedDep) -> Response:
    """Show the plan on real meetings first; opened when that is confirmed."""
    visit.check_may(Deed.OPEN_CASE)
    filled = with_lines(read(CaseForm, typed), typed)
    key = str(typed.get("key") or "")
    with visit.db.read() as session:
        if key and is_done(session, key):
            return _opened(str(typed.get("number")).strip())
    given: dict[str, Any] = {}
    if filled.value is not None:
        try:
            given = arguments(filled.value, typed)
        except ValueError as error:
            filled = filled.with_error("route", _("Datoen »{text}« findes ikke.").format(text=str(error)))
        else:
            filled = _checked(visit, filled, given)
    form = filled.value
    if form is None:
        return _form(visit, filled, 422)
    work = by_hand(open_case, **given)
    try:
        seen = foresee(visit.db, visit.by(), work)
        if form.confirm != "yes" or form.fingerprint != seen.fingerprint:
            return _preview(visit, filled, given, seen, is_changed=form.confirm == "yes")
        _save(visit, work, key, str(typed.get("upload") or ""))
    except SagsgangError as error:
        return _form(visit, filled.with_error(*_beside(error)), 422)
    return _opened(form.number)


def _save(visit: Visit, work: Work, key: str, upload: str) -> None:
    """The case, and the document it is opened from where that still waits: both or none."""
    with together(visit.db) as db:
        case_id = work(db, visit.by(key or None)).subject
        with suppress(NotFoundError):
            keep_source(db, visit.by(), case_id=case_id, upload_id=upload)


def _opened(number: str) -> Response:
    return RedirectResponse(f"/sag/{make_id('case', number)}?gemt=oprettet", 303)


def _checked(visit: Visit, filled: Filled[Any], given: dict[str, Any]) -> Filled[Any]:
    if not given["route"]:
        return filled.with_error("route", _("Skriv mindst ét organ."))
    if not given["is_open"] and not visit.visitor.sees_closed:
        return filled.with_error("is_open", MAY_NOT_CLOSE)
    start, end = given["period_start"], given["period_end"]
    if start and end and end < start:
        return filled.with_error("period_end", _("Perioden slutter, før den begynder."))
    return filled


def _beside(error: SagsgangError) -> tuple[str, str]:
    if isinstance(error, NotAllowedNowError) and error.facts.get("why") == "number_taken":
        return "number", _("En anden sag har det nummer.")
    on_route = isinstance(error, UnknownBodyError | EndedBodyError | RepeatedBodyError | EmptyRouteError)
    return "route" if on_route else "", error_words.sentence(error)


def _form(visit: Visit, form: Filled[Any], status: int) -> Response:
    with visit.db.read() as session:
        owners = posts(session)
        profile = current_profile(session)
    bodies = [(body.key, body.name) for body in profile.bodies if body.is_valid(visit.today)]
    lines = lines_of(form.typed)
    known = {key for key, _name in bodies}
    unknown = [body for body, _day in lines["route"] if body and body not in known]
    return page(
        visit,
        "case/open.html.j2",
        status=status,
        form=form,
        posts=owners,
        bodies=bodies,
        unknown=unknown,
        lines=lines,
        routes=list(dict.fromkeys(", ".join(route) for route in profile.routes.values())),
        obligations=[(key, name[:1].upper() + name[1:]) for key, name in duty_names(profile).items()],
        is_read=bool(form.typed.get("source_file")),
    )


def _preview(
    visit: Visit, filled: Filled[Any], given: dict[str, Any], seen: Foresight, *, is_changed: bool
) -> Response:
    with visit.db.read() as session:
        names = {body.key: body.name for body in current_profile(session).bodies}
        _earliest, latest = both_plans(session, seen.after, visit.today, seen.after.decide_before)
    return page(
        visit,
        "case/open_preview.html.j2",
        status=409 if is_changed else 200,
        form=filled,
        given=given,
        names=names,
        rows=difference.rows_of_stops(seen.changes, names),
        told=difference.recipients(seen.told),
        stuck=difference.stuck(seen),
        latest=latest if isinstance(latest, Plan) else None,
        decide_before=seen.after.decide_before,
        fingerprint=seen.fingerprint,
        carried={name: value for name, value in filled.typed.items() if name not in {*_TECHNICAL, "doubt"}},
        key=filled.typed.get("key", ""),
        is_changed=is_changed,
        is_known=seen.receipt.repeated,
    )
