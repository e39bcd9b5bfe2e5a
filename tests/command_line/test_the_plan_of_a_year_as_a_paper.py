"""``meetings paper``: the year's meetings in every form, from the same rows."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pikepdf
import pytest
from docx import Document

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Terminal


def test_it_is_shown_and_written_as_word_web_page_and_json(furnished_terminal: Terminal, tmp_path: Path) -> None:
    shown = furnished_terminal.ok("meetings", "paper", "2023").out
    assert "Kommunalbestyrelsen" in shown
    word, web = tmp_path / "plan.docx", tmp_path / "plan.html"
    assert str(word) in furnished_terminal.ok("meetings", "paper", "2023", "--out", word).out
    rows = [row for table in Document(io.BytesIO(word.read_bytes())).tables for row in table.rows[1:]]
    made = furnished_terminal.ok("meetings", "paper", "2023", "--out", web, "--json").json
    assert len(rows) == len(made["meetings"]) > 30
    assert web.read_text("utf-8").count("<tr>") >= len(rows)


@pytest.mark.slow
def test_as_pdf_it_can_be_read_aloud(furnished_terminal: Terminal, tmp_path: Path) -> None:
    file = tmp_path / "plan.pdf"
    furnished_terminal.ok("meetings", "paper", "2023", "--out", file)
    with pikepdf.open(file) as pdf, pdf.open_metadata() as about:
        assert str(about["pdfuaid:part"]) == "1"
        assert (about["pdfaid:part"], about["pdfaid:conformance"]) == ("2", "A")
        assert str(pdf.Root.Lang) == "da-DK"
        assert "/Outlines" in pdf.Root
