"""Stored files as they stand, without their bytes; the bytes one at a time, by their hash."""

from __future__ import annotations

from collections.abc import Iterable

from sqlmodel import Session, col, select

from domain.errors import NotFoundError
from domain.model import Attachment, Blob, Case, MeetingSource, StoredFile
from domain.store.bulk import among, table_of

_FILE = table_of(StoredFile)


def files_of(session: Session, case_id: str) -> list[StoredFile]:
    """Every version of every file of a case that is not removed, the newest first."""
    wanted = select(StoredFile).where(StoredFile.case_id == case_id, col(StoredFile.removed_at).is_(None))
    return list(session.exec(wanted.order_by(col(StoredFile.version).desc(), col(StoredFile.id))))


def current_files(session: Session, attachments: Iterable[str]) -> dict[str, StoredFile]:
    """The newest version of each attachment's file, by attachment; those without a file left out."""
    is_of_these = among(session, _FILE.c.attachment_id, attachments)
    wanted = select(StoredFile).where(is_of_these, col(StoredFile.removed_at).is_(None))
    return {str(row.attachment_id): row for row in session.exec(wanted.order_by(col(StoredFile.version)))}


def find_file(session: Session, file_id: str) -> tuple[StoredFile, Case, Attachment | None]:
    """A file with its case, and its attachment where it is of one.

    Raises:
        NotFoundError: no such file, or it is removed, or it is of no case yet.
    """
    row = session.get(StoredFile, file_id)
    if row is None or row.removed_at is not None or row.case_id is None:
        raise NotFoundError(noun="file", id=file_id)
    attachment = session.get(Attachment, row.attachment_id) if row.attachment_id is not None else None
    return row, session.get_one(Case, row.case_id), attachment


def sources_of_meeting(session: Session, meeting_id: str) -> list[MeetingSource]:
    """The papers taken in for a meeting, in the order they came."""
    wanted = select(MeetingSource).where(MeetingSource.meeting_id == meeting_id)
    return list(session.exec(wanted.order_by(col(MeetingSource.uploaded_at), col(MeetingSource.id))))


def content_with(session: Session, sha256: str) -> bytes:
    """The bytes with that hash. Raises ``NotFoundError`` when they are gone: the file was removed meanwhile."""
    found = session.exec(select(Blob.content).where(Blob.sha256 == sha256)).first()
    if found is None:
        raise NotFoundError(noun="file", id=sha256)
    return found
