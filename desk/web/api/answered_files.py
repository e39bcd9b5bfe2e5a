"""What the API answers about files."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from desk.web.api.answered import Out, ReceiptOut
from domain.casework.exchange.incoming import Fate


class FileOut(Out):
    """One version of a file."""

    id: str
    name: str
    size: int
    version: int
    uploaded_at: datetime
    uploaded_by: str


class AttachmentFilesOut(Out):
    """An attachment and the versions of its file, the newest first."""

    id: str
    title: str
    number: str | None
    is_open: bool | None
    versions: list[FileOut]


class CaseFilesOut(Out):
    """Everything of a case that is a file and that the caller may see."""

    attachments: list[AttachmentFilesOut]
    sources: list[FileOut]


class FindingOut(Out):
    """Something about a file that came in."""

    code: str
    is_error: bool
    facts: dict[str, Any]


class ExchangeLine(Out):
    """What becomes of a case."""

    number: str
    fate: Fate


class ExchangeDone(Out):
    """What taking a file in does, or did."""

    dry_run: bool
    is_good: bool
    receipt: ReceiptOut | None
    cases: list[ExchangeLine]
    new_meetings: list[str]
    findings: list[FindingOut]
