"""A case's files: fetched, attached, replaced by a newer version, removed."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Response
from fastapi.datastructures import FormData
from pydantic import Field
from starlette.datastructures import UploadFile

from calendars.errors import SagsgangError
from desk import error_words
from desk.outside import door
from desk.web.case_change import Asked, Change, by_hand, change, sheet_for
from desk.web.case_draft import OPENNESS
from desk.web.case_files import AttachmentSheet, handed_out, read_files, seen_file
from desk.web.case_sheet import CaseSheet
from desk.web.forms import Filled, empty, read
from desk.web.language import _
from desk.web.page import page
from desk.web.visit import TypedDep, Visit, VisitDep
from domain.casework.case.files import attach_file, remove_file
from domain.documents.media import LONGEST_NAME
from domain.rules.rights import Deed

router = APIRouter(include_in_schema=False, prefix="/sag/{case_id}")
_MAKES_STALE = frozenset({"attach_file", "remove_file", "withdraw_case"})


class AttachForm(Change):
    """A new attachment with its file."""

    title: Annotated[str, Field(min_length=1, max_length=400)]
    document_number: Annotated[str, Field(max_length=60)] = ""
    is_open: str = ""


class ReplaceForm(Change):
    """A file for an attachment that stands in the list."""


class RemoveForm(Change):
    """Why."""

    reason: Annotated[str, Field(min_length=1, max_length=500)]


@router.get("/fil/{file_id}")
def fetch(visit: VisitDep, case_id: str, file_id: str) -> Response:
    """The bytes, for whoever may see them."""
    visit.check_may(Deed.LOOK)
    with visit.db.read() as session:
        file, _facts = seen_file(session, visit.visitor, case_id, file_id)
        return handed_out(session, file)


@router.get("/bilag/nyt")
def ask_new(visit: VisitDep, case_id: str) -> Response:
    """A file, and what its attachment is called."""
    sheet = sheet_for(visit, case_id, Deed.EDIT_CASE)
    return _form(visit, sheet, None)


@router.post("/bilag/nyt")
def attach(visit: VisitDep, case_id: str, typed: TypedDep) -> Response:
    """Put one more attachment in the list, with its file."""
    sheet = sheet_for(visit, case_id, Deed.EDIT_CASE)
    filled = read(AttachForm, typed)
    form = filled.value
    if form and not visit.visitor.sees_closed and OPENNESS.get(form.is_open) is not True:
        filled = filled.with_error("is_open", _("Du må ikke se lukkede bilag. Bed en, der må, om det."))
    said = {
        "title": form.title if form else "",
        "document_number": (form.document_number or None) if form else None,
        "is_open": OPENNESS.get(form.is_open) if form else None,
    }
    return _attach(visit, sheet, filled, typed, said=said)


@router.get("/bilag/{attachment_id}/fil")
def ask_version(visit: VisitDep, case_id: str, attachment_id: str) -> Response:
    """A file for an attachment that stands there."""
    sheet = sheet_for(visit, case_id, Deed.EDIT_CASE)
    return _form(visit, sheet, _attachment(visit, sheet, attachment_id))


@router.post("/bilag/{attachment_id}/fil")
def replace(visit: VisitDep, case_id: str, attachment_id: str, typed: TypedDep) -> Response:
    """Give the attachment its file, or a newer version of it."""
    sheet = sheet_for(visit, case_id, Deed.EDIT_CASE)
    attachment = _attachment(visit, sheet, attachment_id)
    filled = read(ReplaceForm, typed)
    return _attach(visit, sheet, filled, typed, said={"attachment_id": attachment_id}, attachment=attachment)


@router.get("/fil/{file_id}/fjern")
def ask_remove(visit: VisitDep, case_id: str, file_id: str) -> Response:
    """Why the file is to be removed."""
    sheet = _sheet_with(visit, case_id, file_id)
    return page(visit, "case/act.html.j2", sheet=sheet, form=empty(), newer=(), **_removing())


@router.post("/fil/{file_id}/fjern")
def remove(visit: VisitDep, case_id: str, file_id: str, typed: TypedDep) -> Response:
    """Take the file out."""
    sheet = _sheet_with(visit, case_id, file_id)
    filled = read(RemoveForm, typed)
    reason = filled.value.reason if filled.value else ""
    work = by_hand(remove_file, file_id=file_id, reason=reason)
    words = _removing()
    asked = Asked(
        "case/act.html.j2", words["heading"], words["button"], work, "fil-fjernet", words,
        shown_first=False, only=_MAKES_STALE, return_to="#bilag",
    )  # fmt: skip
    return change(visit, sheet, filled, asked)


def _attach(
    visit: Visit,
    sheet: CaseSheet,
    filled: Filled[Any],
    typed: FormData,
    *,
    said: dict[str, Any],
    attachment: AttachmentSheet | None = None,
) -> Response:
    sent = typed.get("file")
    if not isinstance(sent, UploadFile) or not sent.filename:
        filled = filled.with_error("file", _("Vælg en fil."))
        name, data = "", b""
    else:
        name, data = sent.filename[-4 * LONGEST_NAME :], sent.file.read()
        try:
            door.check_clean(name, data, visit.settings.virus_scanner)
        except SagsgangError as error:
            filled = filled.with_error("file", error_words.sentence(error))
    most = visit.settings.file_bytes
    work = by_hand(attach_file, case_id=sheet.facts.id, name=name, data=data, most=most, **said)
    asked = Asked(
        "case/file.html.j2", "", "", work, "fil", _page_facts(visit, attachment),
        shown_first=False, only=_MAKES_STALE, return_to="#bilag",
    )  # fmt: skip
    return change(visit, sheet, filled, asked)


def _form(visit: Visit, sheet: CaseSheet, attachment: AttachmentSheet | None) -> Response:
    return page(visit, "case/file.html.j2", sheet=sheet, form=empty(), newer=(), **_page_facts(visit, attachment))


def _page_facts(visit: Visit, attachment: AttachmentSheet | None) -> dict[str, Any]:
    return {"attachment": attachment, "most": visit.settings.file_megabytes}


def _attachment(visit: Visit, sheet: CaseSheet, attachment_id: str) -> AttachmentSheet:
    with visit.db.read() as session:
        return read_files(session, visit.visitor, sheet.facts).attachment(attachment_id)


def _sheet_with(visit: Visit, case_id: str, file_id: str) -> CaseSheet:
    """The case, for one who may change it and may see the file. Raises ``NotFoundError``, ``NotAllowedError``."""
    sheet = sheet_for(visit, case_id, Deed.EDIT_CASE)
    with visit.db.read() as session:
        seen_file(session, visit.visitor, case_id, file_id)
    return sheet


def _removing() -> dict[str, Any]:
    return {
        "heading": _("Fjern filen"),
        "intro": _("Filen fjernes med alle sine versioner, og det kan ikke fortrydes. Bilaget bliver på listen."),
        "label": _("Hvorfor fjernes den?"),
        "button": _("Fjern filen"),
    }
