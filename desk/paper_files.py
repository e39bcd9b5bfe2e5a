"""Papers as files: which kinds there are, what each is called, and where the fonts of print lie."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from domain.documents.writing.layout import file_stem
from domain.documents.writing.paper import AnyPaper

FONTS = Path(__file__).parent / "web/static/vendor/dkfds/fonts/IBMPlexSans/complete/ttf"


class FileKind(StrEnum):
    """What a paper can be written as."""

    PDF = "pdf"
    DOCX = "docx"
    HTML = "html"


MEDIA_TYPES = {
    FileKind.PDF: "application/pdf",
    FileKind.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    FileKind.HTML: "text/html; charset=utf-8",
}


@dataclass(frozen=True, slots=True)
class PaperFile:
    """A paper as bytes, and what the file is called."""

    name: str
    media_type: str
    data: bytes


def paper_file(paper: AnyPaper, kind: FileKind) -> PaperFile:
    """Write it. The writers are loaded when there is something to write: they cost what the pages do not need."""
    return PaperFile(f"{file_stem(paper)}.{kind.value}", MEDIA_TYPES[kind], _bytes(paper, kind))


def _bytes(paper: AnyPaper, kind: FileKind) -> bytes:
    match kind:
        case FileKind.PDF:
            from domain.documents.writing.pdf import write_pdf  # noqa: PLC0415 - loaded when asked for

            return write_pdf(paper, fonts=FONTS)
        case FileKind.DOCX:
            from domain.documents.writing.docx import write_docx  # noqa: PLC0415 - as above

            return write_docx(paper)
        case FileKind.HTML:
            from domain.documents.writing.html import write_html  # noqa: PLC0415 - as above

            return write_html(paper)
