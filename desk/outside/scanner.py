"""The virus scanner of the house: ClamAV's ``clamd``, asked over its socket. It knows nothing of us but bytes.

The protocol is a dozen lines (``INSTREAM``: pieces with their length before them, an empty one at the end, one line
back), which is less than a library for it, and the one that is kept is GPL.
"""

from __future__ import annotations

import re
import socket
import struct
from contextlib import suppress
from urllib.parse import urlsplit

PATIENCE = 60.0  # seconds without a word from it
_PIECE = 64 * 1024
_LENGTH = struct.Struct(">L")
_LONGEST_ANSWER = 4096
_FOUND = re.compile(r"^stream: (.+) FOUND$")


class ScannerError(OSError):
    """It answered, but not with a verdict: it could not look at the whole file."""


def scan(address: str, data: bytes, patience: float = PATIENCE) -> str:
    """The name of what was found in the bytes; empty where they are clean.

    ``address`` is as in the settings: ``unix:/run/clamav/clamd.ctl`` or ``tcp://host:3310``.

    Raises:
        OSError: nobody answers there, or the answer is no verdict (``ScannerError``).
    """
    with _called(address, patience) as line:
        with suppress(BrokenPipeError, ConnectionResetError):  # it has heard enough, and says why
            line.sendall(b"zINSTREAM\0")
            for at in range(0, len(data), _PIECE):
                piece = data[at : at + _PIECE]
                line.sendall(_LENGTH.pack(len(piece)) + piece)
            line.sendall(_LENGTH.pack(0))
        said = _heard(line)
    if said == "stream: OK":
        return ""
    if found := _FOUND.match(said):
        return found[1]
    raise ScannerError(said)


def version(address: str, patience: float = PATIENCE) -> str:
    """What it says it is, with the age of its signatures. Raises ``OSError`` where nobody answers."""
    with _called(address, patience) as line:
        line.sendall(b"zVERSION\0")
        return _heard(line)


def _called(address: str, patience: float) -> socket.socket:
    if address.startswith("tcp:"):
        where = urlsplit(address)
        return socket.create_connection((where.hostname or "", where.port or 0), timeout=patience)
    line = socket.socket(socket.AF_UNIX)
    try:
        line.settimeout(patience)
        line.connect(address.removeprefix("unix:"))
    except BaseException:
        line.close()
        raise
    return line


def _heard(line: socket.socket) -> str:
    """One answer, without what surrounds it."""
    answer = b""
    while b"\0" not in answer and len(answer) < _LONGEST_ANSWER:
        piece = line.recv(_LONGEST_ANSWER)
        if not piece:
            break
        answer += piece
    said = answer.partition(b"\0")[0].decode("ascii", "replace")
    if not said:
        raise ScannerError("")
    return "".join(letter for letter in said if letter.isprintable())
