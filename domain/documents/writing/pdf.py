"""A paper as PDF: PDF/UA-1, which a screen reader can read, and PDF/A-2a, which an archive can keep."""

from __future__ import annotations

import json
from datetime import date
from functools import partial
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
    laid = json.dumps(lay_out(paper), default=partial(_plain, fonts=fonts), ensure_ascii=False)
    return typst.compile(
        TEMPLATE,
        format="pdf",
        sys_inputs={"paper": laid},
        font_paths=[fonts],
        ignore_system_fonts=True,
        pdf_standards=["ua-1", "a-2a"],
    )


def _plain(value: Any, fonts: Path) -> object:
    """A day or a part of the layout as JSON values, its words in letters that can be printed.

    All words stand in fields of parts. ``asdict`` would copy each of them, which takes as long as the rest.
    """
    if isinstance(value, date):
        return value.isoformat()
    fields = ((name, getattr(value, name)) for name in value.__slots__)
    return {name: shown(one, fonts) if isinstance(one, str) else one for name, one in fields}
