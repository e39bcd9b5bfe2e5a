"""A file that a command was given: a plan, a profile, an agenda item. Read whole, or refused with the reason."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from calendars.errors import UnreadableFileError
from desk.errors import NoSuchFileError
from desk.outside import door
from flows.settings import Settings

if TYPE_CHECKING:
    from domain.documents.document import Document
    from domain.profile.profile import Profile

MAX_FILE_BYTES = 25 * 1024 * 1024


def read_bytes(file: Path) -> bytes:
    """The bytes of a file.

    Raises:
        NoSuchFileError: it is not there, is a folder, or may not be read.
        UnreadableFileError: it is too large to be an agenda or a plan.
        InfectedFileError, ScannerAwayError: a virus scanner is set, and does not say that it is clean.
    """
    try:
        if file.stat().st_size > MAX_FILE_BYTES:
            raise UnreadableFileError(name=file.name, reason="too_large")
        data = file.read_bytes()
    except FileNotFoundError as error:
        raise NoSuchFileError(name=str(file), reason="missing") from error
    except IsADirectoryError as error:
        raise NoSuchFileError(name=str(file), reason="folder") from error
    except PermissionError as error:
        raise NoSuchFileError(name=str(file), reason="no_access") from error
    door.check_clean(file.name, data, Settings().virus_scanner)
    return data


def read_text(file: Path) -> str:
    """A file as text.

    Raises:
        NoSuchFileError, UnreadableFileError: as ``read_bytes``; also when it is not UTF-8.
    """
    try:
        return read_bytes(file).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableFileError(name=file.name, reason="undecodable") from error


def read_paper(file: Path, profile: Profile) -> Document:
    """The agenda item or minutes in a file, read by the municipality's own words beside the usual ones.

    Raises:
        NoSuchFileError, UnreadableFileError: as ``read_bytes``; also when there is nothing in it.
    """
    return door.read_paper(file.name, read_bytes(file), profile)
