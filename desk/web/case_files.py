"""The files of a case as its page shows them; what this visitor may not see is not here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote

from fastapi import Response
from sqlmodel import Session, col, select

from desk.web.case_reading import names_of_actors
from domain.documents.writing.layout import in_ascii
from domain.errors import NotFoundError
from domain.model import Attachment, MeetingSource, StoredFile
from domain.rules.access import may_have_file
from domain.rules.facts import CaseFacts
from domain.rules.rights import Visitor, part_of
from domain.store.case_facts import case_facts
from domain.store.files import content_with, files_of, find_file

_KILO = 1024


@dataclass(frozen=True, slots=True)
class FileSheet:
    """One version of a file."""

    id: str
    name: str
    size: int
    version: int
    uploaded_at: datetime
    uploaded_by: str

    @property
    def shown_size(self) -> str:
        """For people: 240 kB, 3 MB."""
        kilos = max(1, round(self.size / _KILO))
        return f"{kilos} kB" if kilos < _KILO else f"{round(kilos / _KILO)} MB"


@dataclass(frozen=True, slots=True)
class AttachmentSheet:
    """An attachment and its file, with the earlier versions of it."""

    id: str
    title: str
    number: str | None
    is_open: bool | None
    versions: tuple[FileSheet, ...]

    @property
    def file(self) -> FileSheet | None:
        """The newest version."""
        return self.versions[0] if self.versions else None


@dataclass(frozen=True, slots=True)
class CaseFiles:
    """The attachments, and the documents the case was opened from."""

    attachments: tuple[AttachmentSheet, ...]
    sources: tuple[FileSheet, ...]

    def attachment(self, attachment_id: str) -> AttachmentSheet:
        """One of them. Raises ``NotFoundError``."""
        for one in self.attachments:
            if one.id == attachment_id:
                return one
        raise NotFoundError(noun="attachment", id=attachment_id)


def read_files(session: Session, visitor: Visitor, case: CaseFacts) -> CaseFiles:
    """What this visitor is shown; two statements, and one for the names."""
    who = part_of(visitor, case)
    rows = session.exec(
        select(Attachment).where(Attachment.case_id == case.id).order_by(col(Attachment.position))
    ).all()
    seen = [row for row in rows if may_have_file(who, case_is_open=case.is_open, attachment_is_open=row.is_open)]
    files = files_of(session, case.id)
    sees_sources = may_have_file(who, case_is_open=case.is_open, attachment_is_open=None, is_source=True)
    people = names_of_actors(session, {file.uploaded_by for file in files}) if files else {}
    of_attachment = {row.id: [_sheet(file, people) for file in files if file.attachment_id == row.id] for row in seen}
    return CaseFiles(
        tuple(
            AttachmentSheet(row.id, row.title, row.document_number, row.is_open, tuple(of_attachment[row.id]))
            for row in seen
        ),
        tuple(_sheet(file, people) for file in files if file.attachment_id is None) if sees_sources else (),
    )


def seen_file(session: Session, visitor: Visitor, case_id: str, file_id: str) -> tuple[StoredFile, CaseFacts]:
    """A file of that case that this visitor may have.

    Raises:
        NotFoundError: there is none, or the visitor may not know of it: the answer is the same.
    """
    file, case, attachment = find_file(session, file_id)
    facts = case_facts(session, case.id)
    is_seen = may_have_file(
        part_of(visitor, facts),
        case_is_open=case.is_open,
        attachment_is_open=attachment.is_open if attachment else None,
        is_source=attachment is None,
    )
    if case.id != case_id or not is_seen:
        raise NotFoundError(noun="file", id=file_id)
    return file, facts


def handed_out(session: Session, file: StoredFile | MeetingSource, *, media_type: str = "") -> Response:
    """The bytes, to be kept and never shown in a page of ours: whatever is in them has no part in this site."""
    headers = {
        "Content-Disposition": _disposition(file.name),
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "X-Content-Type-Options": "nosniff",
    }
    return Response(
        content_with(session, file.sha256), media_type=media_type or _media_type(file.media_type), headers=headers
    )


def _media_type(stored: str) -> str:
    return "application/octet-stream" if stored in {"text/html", "application/xml"} else stored


def _disposition(name: str) -> str:
    stem, _, ending = name.rpartition(".")
    plain = f"{in_ascii(stem)}.{in_ascii(ending)}"
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


def _sheet(file: StoredFile, people: dict[str, str]) -> FileSheet:
    by = people.get(file.uploaded_by, file.uploaded_by)
    return FileSheet(file.id, file.name, file.size, file.version, file.uploaded_at, by)
