"""``/sager/indlaes``: a case or a meeting from another house, looked at before it is taken in; and the way out."""

from __future__ import annotations

from fastapi import APIRouter, Response
from fastapi.responses import RedirectResponse
from sqlmodel import col, select
from starlette.datastructures import UploadFile

from calendars.errors import SagsgangError
from desk import error_words, exchange_words
from desk.outside import door
from desk.web.case_change import is_done
from desk.web.exchange import Packed, check_may_import, packed_case, packed_meeting
from desk.web.language import _
from desk.web.page import page
from desk.web.visit import TypedDep, Visit, VisitDep
from domain.casework.case.files import wait_with, waiting_with
from domain.casework.exchange.incoming import ImportPlan, import_exchange, preview_import
from domain.documents.exchange.packing import ZIP, Parcel, unpack
from domain.documents.exchange.shape import ExchangeEdition
from domain.errors import NotFoundError
from domain.model import Case, Entry

router = APIRouter(include_in_schema=False)
_EDITIONS = {"hele": ExchangeEdition.FULL, "offentlig": ExchangeEdition.PUBLIC}


@router.get("/sag/{case_id}/eksport/{edition}.zip")
def of_case(visit: VisitDep, case_id: str, edition: str) -> Response:
    """A whole case as one file."""
    return _zip(packed_case(visit, case_id, _edition(edition)))


@router.get("/moede/{meeting_id}/eksport/{edition}.zip")
def of_meeting(visit: VisitDep, meeting_id: str, edition: str) -> Response:
    """A whole meeting as one file."""
    return _zip(packed_meeting(visit, meeting_id, _edition(edition)))


@router.get("/sager/indlaes")
def ask(visit: VisitDep) -> Response:
    """Which file?"""
    check_may_import(visit)
    return _page(visit)


@router.post("/sager/indlaes")
def look(visit: VisitDep, typed: TypedDep) -> Response:
    """What taking the file in would do. It waits here, for whoever sent it, until that is confirmed."""
    check_may_import(visit)
    sent = typed.get("file")
    if not isinstance(sent, UploadFile) or not sent.filename or not (data := sent.file.read()):
        return _page(visit, wrong=[_("Vælg en fil.")])
    try:
        parcel = door.open_parcel(sent.filename[-200:], data, visit.settings)
    except SagsgangError as error:
        return _page(visit, wrong=[error_words.sentence(error)])
    plan = _plan(visit, parcel)
    if not plan.is_good:
        return _page(visit, wrong=exchange_words.lines(one for one in plan.findings if one.is_error))
    who = visit.visitor.account
    upload = wait_with(visit.db, name="indlæs.zip", data=data, actor=who, at=visit.now, media=ZIP)
    return _page(visit, plan=plan, upload=upload)


@router.post("/sager/indlaes/gem")
def save(visit: VisitDep, typed: TypedDep) -> Response:
    """Take it in."""
    check_may_import(visit)
    key = str(typed.get("key") or "")
    with visit.db.read() as session:
        if key and is_done(session, key):
            return _done(visit, key)
        data = waiting_with(session, str(typed.get("upload") or ""), visit.visitor.account)
    parcel = unpack(data, most=visit.settings.file_bytes)
    plan = _plan(visit, parcel)
    if not plan.is_good:
        return _page(visit, wrong=exchange_words.lines(one for one in plan.findings if one.is_error))
    import_exchange(visit.db, visit.by(key or None), parcel=parcel)
    return _done(visit, key)


def _plan(visit: Visit, parcel: Parcel) -> ImportPlan:
    with visit.db.read() as session:
        return preview_import(session, parcel)


def _page(
    visit: Visit, *, wrong: list[str] | None = None, plan: ImportPlan | None = None, upload: str = ""
) -> Response:
    return page(
        visit,
        "case/take_in.html.j2",
        status=422 if wrong else 200,
        wrong=wrong or [],
        plan=plan,
        upload=upload,
        fates={fate: exchange_words.fate(fate) for fate in exchange_words.FATES},
        notes=exchange_words.lines(plan.findings) if plan is not None else [],
        new_meetings=[one for one, id_here in plan.meetings.values() if id_here is None] if plan else [],
    )


def _done(visit: Visit, key: str) -> Response:
    """To the case that came in, or the meeting: what the act's own line in the journal is about."""
    with visit.db.read() as session:
        line = session.exec(select(Entry).where(Entry.key == key)).first() if key else None
        newest = session.exec(
            select(Entry)
            .where(Entry.verb == "import_exchange", Entry.actor == visit.visitor.account, Entry.noun == "case")
            .order_by(col(Entry.seq).desc())
        ).first()
        subject = newest if newest is not None and (line is None or line.noun != "case") else line
        is_here = subject is not None and session.get(Case, subject.subject) is not None
    address = f"/sag/{subject.subject}?gemt=indlaest" if subject is not None and is_here else "/sager"
    return RedirectResponse(address, 303)


def _edition(name: str) -> ExchangeEdition:
    if name not in _EDITIONS:
        raise NotFoundError(noun="file", id=name)
    return _EDITIONS[name]


def _zip(made: Packed) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{made.name}"'}
    return Response(made.data, media_type="application/zip", headers=headers)
