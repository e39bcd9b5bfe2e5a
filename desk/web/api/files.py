"""Files in the API: a case's attachments with their files; a whole case or meeting as one file, out and in."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Form, Request, UploadFile
from fastapi.responses import Response

from desk.outside import door
from desk.web.api.answered import Done
from desk.web.api.answered_files import CaseFilesOut, ExchangeDone, ExchangeLine, FindingOut
from desk.web.api.asked import DryRun, Id, WithReason, Wording
from desk.web.api.caller import CallerDep, receipt_out
from desk.web.api.cases import check_sees
from desk.web.case_files import handed_out, read_files, seen_file
from desk.web.exchange import Packed, check_may_import, packed_case, packed_meeting
from desk.web.visit import NotAllowedError
from domain.casework.case.files import attach_file, remove_file
from domain.casework.case.publishable import word_for_public
from domain.casework.exchange.incoming import import_exchange, preview_import
from domain.casework.rows import find
from domain.documents.exchange.shape import ExchangeEdition
from domain.model import Attachment, Stop
from domain.rules.rights import Deed
from domain.store.case_facts import case_facts
from domain.store.files import find_file
from flows.settings import Settings

router = APIRouter(tags=["files"])

Answers = dict[int | str, dict[str, Any]]
BYTES: Answers = {200: {"description": "The bytes.", "content": {"application/octet-stream": {}}}}
ZIP: Answers = {200: {"description": "sagsgang-exchange/1.", "content": {"application/zip": {}}}}
_TEXT = r"^[^\x00]*$"
Title = Annotated[str, Form(min_length=1, max_length=400, pattern=_TEXT)]
Number = Annotated[str | None, Form(max_length=60, pattern=_TEXT)]


@router.get("/cases/{case_id}/files", operation_id="case_files")
def list_them(caller: CallerDep, case_id: Id) -> CaseFilesOut:
    """A case's attachments with every version of their files, and the documents it was opened from."""
    caller.check_may(Deed.LOOK)
    with caller.db.read() as session:
        return CaseFilesOut.model_validate(read_files(session, caller.visitor, case_facts(session, case_id)))


@router.get("/files/{file_id}", operation_id="fetch_file", responses=BYTES, response_class=Response)
def fetch(caller: CallerDep, file_id: Id) -> Response:
    """One file's bytes, as an attachment to be kept."""
    caller.check_may(Deed.LOOK)
    with caller.db.read() as session:
        file, case, _attachment = find_file(session, file_id)
        seen_file(session, caller.visitor, case.id, file_id)
        return handed_out(session, file, media_type="application/octet-stream")


@router.post("/cases/{case_id}/attachments", operation_id="attach_file")
def attach(
    request: Request,
    caller: CallerDep,
    case_id: Id,
    file: UploadFile,
    title: Title,
    *,
    document_number: Number = None,
    is_open: Annotated[bool | None, Form()] = None,
    dry_run: DryRun = False,
) -> Done:
    """Add an attachment with its file."""
    caller.check_may(Deed.EDIT_CASE)
    check_sees(caller, case_id)
    if is_open is not True and not caller.visitor.sees_closed:
        raise NotAllowedError(deed=Deed.EDIT_CASE, body="")
    values = {**_file(request, file), "title": title, "document_number": document_number, "is_open": is_open}
    return caller.do(lambda db, by: attach_file(db, by, case_id=case_id, **values), dry_run=dry_run, case_id=case_id)


@router.post("/attachments/{attachment_id}/file", operation_id="replace_file")
def replace(
    request: Request, caller: CallerDep, attachment_id: Id, file: UploadFile, dry_run: DryRun = False
) -> Done:
    """Give an attachment its file, or a newer version of it."""
    caller.check_may(Deed.EDIT_CASE)
    with caller.db.read() as session:
        case_id = find(session, Attachment, "attachment", attachment_id).case_id
        shown = read_files(session, caller.visitor, case_facts(session, case_id))
    check_sees(caller, case_id)
    shown.attachment(attachment_id)
    values = {**_file(request, file), "attachment_id": attachment_id}
    return caller.do(lambda db, by: attach_file(db, by, case_id=case_id, **values), dry_run=dry_run, case_id=case_id)


@router.post("/files/{file_id}/remove", operation_id="remove_file")
def remove(caller: CallerDep, file_id: Id, said: WithReason, dry_run: DryRun = False) -> Done:
    """Take a file out with all its versions."""
    caller.check_may(Deed.EDIT_CASE)
    with caller.db.read() as session:
        _row, case, _attachment = find_file(session, file_id)
        seen_file(session, caller.visitor, case.id, file_id)
    return caller.do(
        lambda db, by: remove_file(db, by, file_id=file_id, reason=said.reason), dry_run=dry_run, case_id=case.id
    )


@router.post("/stops/{stop_id}/wording", operation_id="word_for_public")
def word(caller: CallerDep, stop_id: Id, said: Wording, dry_run: DryRun = False) -> Done:
    """Say what the public may read of a decision behind closed doors, or why nothing."""
    with caller.db.read() as session:
        stop = find(session, Stop, "stop", stop_id)
    caller.check_may(Deed.DECIDE, stop.body_key)
    check_sees(caller, stop.case_id)
    values = said.model_dump()
    return caller.do(
        lambda db, by: word_for_public(db, by, stop_id=stop_id, **values), dry_run=dry_run, case_id=stop.case_id
    )


@router.get("/cases/{case_id}/export", operation_id="export_case", responses=ZIP, response_class=Response)
def export_one(caller: CallerDep, case_id: Id, edition: ExchangeEdition = ExchangeEdition.PUBLIC) -> Response:
    """A whole case as one file."""
    return _zip(packed_case(caller, case_id, edition))


@router.get("/meetings/{meeting_id}/export", operation_id="export_meeting", responses=ZIP, response_class=Response)
def export_whole(caller: CallerDep, meeting_id: Id, edition: ExchangeEdition = ExchangeEdition.PUBLIC) -> Response:
    """A whole meeting with its cases as one file."""
    return _zip(packed_meeting(caller, meeting_id, edition))


@router.post("/exchange", operation_id="import_exchange")
def take_in(request: Request, caller: CallerDep, file: UploadFile, dry_run: DryRun = False) -> ExchangeDone:
    """Take in a case or a meeting: all of it, or nothing. ``dry_run`` says what would happen, and what is wrong."""
    check_may_import(caller)
    parcel = door.open_parcel(file.filename or "", file.file.read(), _settings(request))
    with caller.db.read() as session:
        plan = preview_import(session, parcel)
    receipt = None if dry_run else receipt_out(import_exchange(caller.db, caller.by(), parcel=parcel))
    return ExchangeDone(
        dry_run=dry_run,
        receipt=receipt,
        is_good=plan.is_good,
        cases=[ExchangeLine(number=one.case.number, fate=one.fate) for one in plan.cases],
        new_meetings=[key for key, (_meeting, id_here) in plan.meetings.items() if id_here is None],
        findings=[FindingOut.model_validate(one) for one in plan.findings],
    )


def _file(request: Request, file: UploadFile) -> dict[str, Any]:
    name = (file.filename or "fil").replace("\0", "")[-480:]
    settings, data = _settings(request), file.file.read()
    door.check_clean(name, data, settings.virus_scanner)
    return {"name": name, "data": data, "most": settings.file_bytes}


def _settings(request: Request) -> Settings:
    found: Settings = request.app.state.desk.settings
    return found


def _zip(made: Packed) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{made.name}"'}
    return Response(made.data, media_type="application/zip", headers=headers)
