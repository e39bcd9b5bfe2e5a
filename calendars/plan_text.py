"""Bytes to text: which encoding a file from somebody's desktop is in."""

from __future__ import annotations

import codecs

from calendars.errors import UnreadableFileError

# UTF-32 is not here: nothing that staff use writes it.
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


def decode_text(name: str, data: bytes) -> tuple[str, str]:
    """The text with line feeds for line ends, and the encoding it was in.

    UTF-16 by its byte order mark, else UTF-8, else Windows-1252. Raises UnreadableFileError for binary data.
    """
    encoding = next((encoding for mark, encoding in _MARKS if data.startswith(mark)), None)
    if encoding is None and b"\0" in data.rstrip(b"\0"):
        raise UnreadableFileError(name=name, reason="unknown_format")
    for each in [encoding] if encoding else ["utf-8", "cp1252"]:
        try:
            text = data.decode(each)
        except UnicodeDecodeError:
            continue
        return text.rstrip("\0").replace("\r\n", "\n").replace("\r", "\n"), each
    raise UnreadableFileError(name=name, reason="undecodable")
