"""Fil: the bytes of a bilag or of the document a case was opened from, kept in the database.

Bytes are kept once however many rows name them, by their SHA-256. A file that is replaced stays as an earlier
version; one that is removed leaves its row, with who and why, and its bytes are gone when nothing else names them.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, LargeBinary
from sqlmodel import Field

from domain.model.columns import Moment, Row, index_where


class Blob(Row, table=True):
    """Bytes by their hash. Nothing else is here, so that nobody reads them by accident with something else."""

    __tablename__ = "blob"

    sha256: str = Field(primary_key=True, min_length=64, max_length=64)
    content: bytes = Field(sa_type=LargeBinary)


class StoredFile(Row, table=True):
    """One version of one file: of an attachment, of a case (``attachment_id`` None: the document it was opened from),
    or of nobody yet (``case_id`` None: uploaded by somebody who is still filling in the form).

    Whether it is open follows the attachment and the case. ``name`` is cleaned, and empty once the file is removed.
    """

    __tablename__ = "stored_file"
    __table_args__ = (
        CheckConstraint("attachment_id IS NULL OR case_id IS NOT NULL", name="stored_file_of_a_case"),
        Index("stored_file_by_case", "case_id", "attachment_id", "version"),
        Index("stored_file_by_blob", "sha256"),
        index_where("stored_file_waiting", "uploaded_at", rows="case_id IS NULL"),
    )

    id: str = Field(primary_key=True)
    case_id: str | None = Field(default=None, foreign_key="case.id")
    attachment_id: str | None = Field(default=None, foreign_key="attachment.id", index=True)
    version: int = Field(default=1, ge=1)
    name: str = Field(default="", max_length=200)
    media_type: str = Field(max_length=100)  # judged by the content
    size: int = Field(ge=0)  # bytes
    sha256: str = Field(min_length=64, max_length=64)  # of a blob, as long as the file is not removed
    uploaded_at: datetime = Field(sa_type=Moment)
    uploaded_by: str = Field(max_length=120)
    removed_at: datetime | None = Field(default=None, sa_type=Moment)
    removed_by: str = Field(default="", max_length=120)
    removed_because: str = Field(default="", max_length=500)


class MeetingSource(Row, table=True):
    """A paper that was taken in for a meeting, as it came: minutes whose decisions were confirmed, or its agenda.

    It may hold closed items whatever else is in it, so it is for those who see them. It stays as long as the meeting.
    """

    __tablename__ = "meeting_source"

    id: str = Field(primary_key=True)
    meeting_id: str = Field(foreign_key="meeting.id", index=True)
    name: str = Field(max_length=200)
    media_type: str = Field(max_length=100)
    size: int = Field(ge=0)  # bytes
    sha256: str = Field(min_length=64, max_length=64, index=True)  # of a blob
    uploaded_at: datetime = Field(sa_type=Moment)
    uploaded_by: str = Field(max_length=120)
