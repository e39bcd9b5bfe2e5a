"""Bytes to text: which encoding a file from somebody's desktop is in."""

from __future__ import annotations

import codecs

from calendars.errors import UnreadableFileError

# UTF-32 is not here: nothing that staff use writes it.
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


def decode_text(name: str, data: bytes) -> tuple[str, str]:
    """The text with line feeds for line ends, and the encoding it was in.

    UTF-16 by its byte order mark, or by every other byte being zero; else UTF-8, else Windows-1252. Raises
    UnreadableFileError for binary data.
    """
    encoding = next((encoding for mark, encoding in _MARKS if data.startswith(mark)), None)
    if encoding is None:
        encoding = _unmarked_utf16(data)
    if encoding is None and b"\0" in data.rstrip(b"\0"):
        raise UnreadableFileError(name=name, reason="unknown_format")
    for each in [encoding] if encoding else ["utf-8", "cp1252"]:
        try:
            text = data.decode(each)
        except UnicodeDecodeError:
            continue
        return text.rstrip("\0").replace("\r\n", "\n").replace("\r", "\n"), each
    raise UnreadableFileError(name=name, reason="undecodable")


def _unmarked_utf16(data: bytes) -> str | None:
    """The UTF-16 of a file that has lost its mark: Western text has a zero in nearly every other byte."""
    start = data[:512]
    half = len(start) // 2
    if half < 8:  # noqa: PLR2004  too short to tell
        return None
    if start[1::2].count(0) > 0.9 * half and start[::2].count(0) < 0.1 * half:
        return "utf-16-le"
    if start[::2].count(0) > 0.9 * half and start[1::2].count(0) < 0.1 * half:
        return "utf-16-be"
    return None
