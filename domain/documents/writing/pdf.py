"""A paper as PDF: PDF/UA-1, which a screen reader can read, and PDF/A-2a, which an archive can keep."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date
from pathlib import Path

import typst

from domain.documents.writing.layout import lay_out
from domain.documents.writing.paper import AnyPaper

TEMPLATE = Path(__file__).with_name("paper.typ")


def write_pdf(paper: AnyPaper, *, fonts: Path) -> bytes:
    """The paper as PDF, the same bytes for the same paper.

    ``fonts`` is the folder with IBM Plex Sans as ttf: the machine's own fonts are not looked at. The text goes in as
    data, so nothing in it is a command.
    """
    laid = json.dumps(asdict(lay_out(paper)), default=date.isoformat, ensure_ascii=False)
    return typst.compile(
        TEMPLATE,
        format="pdf",
        sys_inputs={"paper": laid},
        font_paths=[fonts],
        ignore_system_fonts=True,
        pdf_standards=["ua-1", "a-2a"],
    )
