"""The profile as a file: the one named on the command line, else the one that ships. Needs no database."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from calendars.errors import UnreadableFileError
from domain.profile.load import SHIPPED, shipped_profile

if TYPE_CHECKING:
    from desk.workplace import Workplace


def profile_text(place: Workplace) -> tuple[str, str]:
    """Name and text of the profile file of the workplace, else of the shipped one."""
    if place.profile_file is None:
        return SHIPPED, shipped_profile()
    return place.profile_file.name, read_text(place.profile_file)


def read_text(file: Path) -> str:
    """A profile file as text.

    Raises:
        UnreadableFileError: it is not UTF-8.
    """
    from desk.workplace import read_bytes  # noqa: PLC0415 - workplace imports this file

    try:
        return read_bytes(file).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableFileError(name=file.name, reason="undecodable") from error
