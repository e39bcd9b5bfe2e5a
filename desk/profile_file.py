"""The profile as a file: the one named on the command line, else the one that ships. Needs no database."""

from __future__ import annotations

from pathlib import Path

from desk.paper import read_text
from domain.profile.load import SHIPPED, shipped_profile


def profile_text(file: Path | None) -> tuple[str, str]:
    """Name and text of the file, else of the shipped profile. Raises as ``read_text``."""
    return (file.name, read_text(file)) if file is not None else (SHIPPED, shipped_profile())
