"""A paper as PDF: PDF/UA-1, which a screen reader can read, and PDF/A-2a, which an archive can keep."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import typst

from domain.documents.writing.font_letters import shown
from domain.documents.writing.layout import lay_out
from domain.documents.writing.paper import AnyPaper

TEMPLATE = Path(__file__).with_name("paper.typ")


def write_pdf(paper: AnyPaper, *, fonts: Path) -> bytes:
    """The paper as PDF, the same bytes for the same paper.

    ``fonts`` is the folder with IBM Plex Sans as ttf: the machine's own fonts are not looked at. The text goes in as
    data, so nothing in it is a command.
    """
    laid = json.dumps(_shown(lay_out(paper), fonts), ensure_ascii=False)
    return typst.compile(
        TEMPLATE,
        format="pdf",
        sys_inputs={"paper": laid},
        font_paths=[fonts],
        ignore_system_fonts=True,
        pdf_standards=["ua-1", "a-2a"],
    )


def _shown(value: Any, fonts: Path) -> Any:
    """The layout as JSON values, with letters that can be printed."""
    match value:
        case str():
            return shown(value, fonts)
        case tuple():
            return [_shown(one, fonts) for one in value]
        case date():
            return value.isoformat()
        case bool() | int():
            return value
        case _:  # a part of the layout; ``asdict`` copies every word, which takes as long as the rest
            return {name: _shown(getattr(value, name), fonts) for name in value.__slots__}
