"""A paper as Word: built-in styles, header rows that repeat and are read aloud, Danish as its language."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from datetime import UTC, datetime, time
from typing import Any

from docx import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from domain.documents.writing.blocks import Block, Heading, Listing, Paragraph, Runs, Table
from domain.documents.writing.layout import Layout, lay_out
from domain.documents.writing.paper import AnyPaper

LANGUAGE, FONT = "da-DK", "IBM Plex Sans"
_SIZES = {1: 24, 2: 15, 3: 13, 4: 11, 5: 10.5, 6: 10.5}
_FIRST_DAY = (1980, 1, 1, 0, 0, 0)  # the earliest a zip can say: the same paper has the same bytes


def write_docx(paper: AnyPaper) -> bytes:
    """The paper as .docx, the same bytes for the same paper."""
    laid = lay_out(paper)
    document = Document()
    _set_up(document, laid)
    for block in laid.blocks:
        _add(document, block)
    written = io.BytesIO()
    document.save(written)
    return _repacked(written.getvalue())


def _set_up(document: Any, laid: Layout) -> None:
    core = document.core_properties
    core.title, core.author, core.language = laid.title, laid.house, LANGUAGE
    core.comments, core.keywords, core.last_modified_by = "", "", laid.house
    core.created = core.modified = datetime.combine(laid.written_on, time(), UTC)
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.5)
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = FONT, Pt(10.5)
    for style in document.styles.element.iter(qn("w:lang")):
        for name in ("w:val", "w:eastAsia"):
            style.set(qn(name), LANGUAGE)
    for level, size in _SIZES.items():
        style = document.styles[f"Heading {level}"]
        style.font.name, style.font.size, style.font.color.rgb = FONT, Pt(size), RGBColor(0x1A, 0x1A, 0x1A)
        for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            style.element.rPr.rFonts.attrib.pop(qn(f"w:{theme}"), None)
    footer = section.footer.paragraphs[0]
    footer.add_run(f"{laid.house} · Side ")
    _field(footer, "PAGE")
    footer.add_run(" af ")
    _field(footer, "NUMPAGES")


def _add(document: Any, block: Block) -> None:
    match block:
        case Heading():
            _write(_paragraph(document, f"Heading{block.level}"), block.runs)
        case Paragraph():
            _write(document.add_paragraph(), block.runs)
        case Listing():
            _list(document, block)
        case Table():
            _table(document, block)


def _paragraph(document: Any, style: str) -> Any:
    """By the style's id: python-docx looks through all styles for a name, which is most of the time it takes."""
    paragraph = document.add_paragraph()
    paragraph._p.style = style  # noqa: SLF001 - its public way is the slow one
    return paragraph


def _list(document: Any, block: Listing, depth: int = 1) -> None:
    """Numbers are written out: Word's own would go on from the list before."""
    for number, item in enumerate(block.items, start=block.start):
        is_first = True
        for part in item:
            if isinstance(part, Paragraph):
                style = "ListBullet" if block.start == 0 else "ListContinue"
                paragraph = _paragraph(document, style if is_first else "ListContinue")
                paragraph.paragraph_format.left_indent = Cm(0.7 * depth)
                if block.start and is_first:
                    paragraph.paragraph_format.first_line_indent = Cm(-0.7)
                    paragraph.add_run(f"{number}.\t")
                    paragraph.paragraph_format.tab_stops.add_tab_stop(Cm(0.7 * depth))
                _write(paragraph, part.runs)
                is_first = False
            elif isinstance(part, Listing):
                _list(document, part, depth + 1)
            else:
                _add(document, part)


def _table(document: Any, block: Table) -> None:
    table = document.add_table(rows=0, cols=len(block.head), style="Table Grid")
    for runs in (block.head, *block.rows):
        row = table.add_row()
        for cell, words in zip(row.cells, runs, strict=False):
            _write(cell.paragraphs[0], words, bold=runs is block.head)
        if block.kind == "signatures" and runs is not block.head:
            row.height = Cm(1.1)
    head = table.rows[0]._tr.get_or_add_trPr()  # noqa: SLF001 - python-docx has no public word for it
    head.append(OxmlElement("w:tblHeader"))
    if block.caption:
        caption = OxmlElement("w:tblCaption")
        caption.set(qn("w:val"), block.caption)
        table._tbl.tblPr.append(caption)  # noqa: SLF001
    document.add_paragraph()


def _write(paragraph: Any, runs: Runs, *, bold: bool = False) -> None:
    for run in runs:
        if run.text == "\n":
            paragraph.add_run().add_break()
            continue
        made = paragraph.add_run(_printable(run.text))
        made.bold, made.italic = (run.bold or bold) or None, run.italic or None


def _printable(text: str) -> str:
    """Without the letters that XML cannot hold."""
    return "".join(one for one in text if one == "\t" or (one >= " " and one not in "\ufffe\uffff"))


def _field(paragraph: Any, name: str) -> None:
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), name)
    run, text = OxmlElement("w:r"), OxmlElement("w:t")
    text.text = "1"
    run.append(text)
    field.append(run)
    paragraph._p.append(field)  # noqa: SLF001 - python-docx has no public word for it


def _repacked(data: bytes) -> bytes:
    """The same members without the moment of writing, and without the picture of python-docx's own template."""
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as read, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as written:
        members: Sequence[str] = read.namelist()
        for name in members:
            member = zipfile.ZipInfo(name, _FIRST_DAY)
            member.compress_type = zipfile.ZIP_DEFLATED
            written.writestr(member, read.read(name))
    return packed.getvalue()
