"""A table in a file, as its sheets: CSV or an Excel workbook, told by what is in it and not by its name."""

from __future__ import annotations

from calendars.errors import UnreadableFileError
from calendars.plan_csv import read_sheet
from calendars.plan_values import Sheet
from calendars.plan_xlsx import read_sheets

__all__ = ["SIZE_LIMIT", "check_may_be_table", "is_workbook", "sheets_in"]

SIZE_LIMIT = 10 * 1024 * 1024  # bytes; a year's plan is some 100 kB
_OTHERS = (b"%PDF", b"\xd0\xcf\x11\xe0", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b")


def sheets_in(name: str, data: bytes) -> list[Sheet]:
    """The sheets that can be seen in a workbook, or the one of a text file.

    Raises:
        UnreadableFileError: reason empty, too_large (over 10 MB, before anything is read), unknown_format,
            undecodable or broken.
    """
    check_may_be_table(name, data)
    return list(read_sheets(name, data)[0]) if is_workbook(data) else [read_sheet(name, data)]


def is_workbook(data: bytes) -> bool:
    """Whether it is packed as an Excel workbook is."""
    return data.startswith(b"PK\x03\x04")


def check_may_be_table(name: str, data: bytes) -> None:
    """Raise ``UnreadableFileError`` for what is empty, too large, or plainly something else."""
    if len(data) > SIZE_LIMIT:
        raise UnreadableFileError(name=name, reason="too_large", size=len(data), limit=SIZE_LIMIT)
    if not data.strip(b" \t\r\n\0\xef\xbb\xbf\xff\xfe"):
        raise UnreadableFileError(name=name, reason="empty")
    start = data[:2048].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    if start.startswith((b"<", *_OTHERS)):
        raise UnreadableFileError(name=name, reason="unknown_format")
