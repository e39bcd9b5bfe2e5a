"""A paper says the same as text, in Word, as a web page and as PDF: every fact, though the places differ."""

import html
import io
import json
from pathlib import Path
from typing import Any

import docx
import pytest
import typst

from domain.documents.corpus import to_corpus
from domain.documents.reader import read_document

PAPERS = sorted((Path(__file__).parent / "other_templates").glob("*.txt"))
WITH_COLUMNS = ("matrix", "tabel", "spalter", "opgaveliste", "handleplan")  # a page of HTML or PDF sets them anew
SETTING = b"#set page(margin: 2cm)\n#for row in json(bytes(sys.inputs.rows)) { block(spacing: 0.7em, row) }"
WITHOUT_COLUMNS = [path for path in PAPERS if not any(word in path.stem for word in WITH_COLUMNS)]


def facts(name: str, data: bytes) -> Any:
    """What is read, without where it was read."""

    def plain(value: Any) -> Any:
        if isinstance(value, dict):
            return {
                key: plain(one) for key, one in value.items() if key not in ("place", "evidence", "file", "warnings")
            }
        return [plain(one) for one in value] if isinstance(value, list) else value

    return plain(json.loads(json.dumps(to_corpus(read_document(name, data)))))


def word(lines: list[str]) -> bytes:
    file, made = io.BytesIO(), docx.Document()
    for line in lines:
        made.add_paragraph(line)
    made.save(file)
    return file.getvalue()


@pytest.mark.parametrize("paper", PAPERS[::4], ids=lambda path: path.stem)
def test_in_word(paper: Path):
    lines = paper.read_text("utf-8").splitlines()
    assert facts("a.docx", word(lines)) == facts("a.txt", paper.read_bytes())


@pytest.mark.parametrize("paper", WITHOUT_COLUMNS[::4], ids=lambda path: path.stem)
def test_as_a_web_page(paper: Path):
    lines = [line for line in paper.read_text("utf-8").splitlines() if line.strip()]
    page = "<!doctype html><html><body>" + "".join(f"<p>{html.escape(line)}</p>" for line in lines) + "</body></html>"
    assert facts("a.html", page.encode()) == facts("a.txt", "\n".join(lines).encode())


@pytest.mark.slow
@pytest.mark.parametrize("paper", WITHOUT_COLUMNS[::3], ids=lambda path: path.stem)
def test_as_pdf(paper: Path):
    lines = [line for line in paper.read_text("utf-8").splitlines() if line.strip()]
    page = typst.compile(SETTING, format="pdf", sys_inputs={"rows": json.dumps(lines)})
    assert facts("a.pdf", page) == facts("a.txt", "\n".join(lines).encode())
