"""Papers as a screen reader, an archive and Word meet them; and as our own reader does."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from itertools import pairwise
from typing import Any

import pikepdf
import pytest
from docx import Document
from docx.oxml.ns import qn
from hypothesis import given, settings
from hypothesis import strategies as st

from desk.paper_files import FONTS, FileKind, paper_file
from domain.documents.reader import read_document
from domain.documents.writing.blocks import Heading, Listing, Paragraph, blocks_of, words_of
from domain.documents.writing.font_letters import MISSING, shown
from domain.documents.writing.paper import (
    Edition,
    Paper,
    PaperAttachment,
    PaperDecision,
    PaperItem,
    PaperKind,
    PaperMeeting,
    PaperPart,
    PaperRemark,
    PartKind,
    PlannedDay,
    PlanPaper,
    PromiseLine,
    PromisesPaper,
    as_data,
)
from domain.documents.writing.phrases import OUTCOMES
from domain.documents.writing.text import write_text
from domain.model import MeetingStatus, Outcome, Remark

DAY = date(2023, 5, 16)
MEETING = PaperMeeting(
    "m1",
    "ØK",
    "Økonomiudvalget",
    is_council=False,
    starts_at=datetime(2023, 5, 16, 12, 0),  # noqa: DTZ001 - what a paper prints is Danish time
    ends_at=datetime(2023, 5, 16, 15, 0),  # noqa: DTZ001
    place="Mødelokale 1",
    status=MeetingStatus.ORDINARY,
)
TEXT = """Kommunen gør status **hvert tredje år**. Se #eval("1+1"), $x$ og <script>alert(1)</script>.

# Tallene

| Niveau | Kvinder | Mænd |
| --- | --- | --- |
| 1 | 4 | 6 |
| 2 | 11 | 9 |

- direktionen
- lederne
"""
REPORT = PaperItem(
    1,
    "Ligestillingsredegørelse 2023",
    is_open=True,
    case_number="23/4107",
    route=("DIR", "HU", "ØK", "KB"),
    urgency_reason="Indberetningen skal ske inden 1. juni.",
    presentation=TEXT,
    economy="Ingen.",
    recommendation="Direktionen indstiller, at redegørelsen godkendes.",
    attachments=(
        PaperAttachment("Redegørelse", "52110/23", is_open=True),
        PaperAttachment("Tal", None, is_open=False),
    ),
    decision=PaperDecision(Outcome.RECOMMENDED, DAY, "Udvalget følger direktionen."),
    remarks=(
        PaperRemark(Remark.DISSENT, "Per Juul", "Tallene bør med hvert år."),
        PaperRemark(Remark.DISQUALIFIED, "Karen Holm", ""),
    ),
)
CLOSED = PaperItem(2, "Lukket punkt", is_open=False, is_shown=False)
AGENDA = Paper(
    PaperKind.AGENDA,
    Edition.MEMBERS,
    "Norddjurs Kommune",
    MEETING,
    date(2023, 5, 10),
    (PaperPart(PartKind.OPEN, (REPORT,)), PaperPart(PartKind.CLOSED, (CLOSED,))),
)
MINUTES = replace(
    AGENDA,
    kind=PaperKind.MINUTES,
    remarks=(PaperRemark(Remark.ABSENT, "Ida Holm", ""), PaperRemark(Remark.ABSENT, "Bo Friis", "")),
    signers=("Jan Petersen",),
)
PLAN = PlanPaper(
    "Norddjurs Kommune",
    2023,
    date(2022, 11, 1),
    tuple(
        PlannedDay(
            "Økonomiudvalget",
            datetime(2023, month, 16, 12),  # noqa: DTZ001 - as above
            datetime(2023, month, 16, 15),  # noqa: DTZ001
            "Mødelokale 1",
            MeetingStatus.CANCELLED if month == 7 else MeetingStatus.ORDINARY,
        )
        for month in range(1, 13)
    ),
)
PROMISES = PromisesPaper(
    "Norddjurs Kommune",
    "åbne",
    date(2023, 5, 3),
    (
        PromiseLine("HR-chef", "Vender tilbage", "23/7", due="02-05-2023", late=1, asked="HU 27-04-2023"),
        PromiseLine(
            "", "Ser på det", "ligestillingsredegoerelse-2023", due="ultimo 2023", answer="danmarkskort-2023"
        ),
    ),
    is_cut=True,
)
PAPERS = [AGENDA, MINUTES, replace(AGENDA, kind=PaperKind.EXCERPT, parts=AGENDA.parts[:1]), PLAN, PROMISES]


def tags(pdf: pikepdf.Pdf) -> Iterator[str]:
    """The names of the structure tree in their order."""

    def below(node: Any) -> Iterator[str]:
        if isinstance(node, pikepdf.Array):
            for child in node:
                yield from below(child)
        elif isinstance(node, pikepdf.Dictionary):
            if "/S" in node:
                yield str(node["/S"]).removeprefix("/")
            if "/K" in node:
                yield from below(node["/K"])

    return below(pdf.Root.StructTreeRoot.K)


@pytest.mark.parametrize(
    "paper", PAPERS, ids=lambda paper: paper.kind.value if isinstance(paper, Paper) else type(paper).__name__
)
def test_a_pdf_says_what_it_is_in_which_language_and_how_it_is_built(paper: Paper | PlanPaper) -> None:
    made = paper_file(paper, FileKind.PDF)
    with pikepdf.open(io.BytesIO(made.data)) as pdf:
        said = pdf.open_metadata()
        assert said["pdfuaid:part"] == "1"
        assert (said["pdfaid:part"], said["pdfaid:conformance"]) == ("2", "A")
        assert said["dc:title"].startswith(
            ("Dagsorden for", "Udkast til referat for", "Udskrift for", "Mødeplan 2023", "Opfølgning, åbne")
        )
        assert str(pdf.Root.Lang).startswith("da")
        assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle)
        found = list(tags(pdf))
        assert {"H1", "H2", "Table", "TH", "TD", "P"} <= set(found)
        levels = [int(tag[1]) for tag in found if re.fullmatch(r"H\d", tag)]
        assert levels[0] == 1
        assert all(after <= before + 1 for before, after in pairwise(levels))
        fonts = {str(one.BaseFont) for page in pdf.pages for one in page.Resources.Font.values()}
        assert all("IBMPlexSans" in font for font in fonts), fonts
        with pdf.open_outline() as outline:
            assert outline.root[0].title.strip()
            assert outline.root[0].children


def test_a_list_of_promises_says_who_when_how_late_and_which_case_in_words() -> None:
    said = write_text(PROMISES)
    assert "HR-chef" in said
    assert "02-05-2023 (1 dag over) | Vender tilbage (sag 23/7) | HU 27-04-2023" in said
    assert "Ingen ansvarlig" in said
    assert "ultimo 2023 | Ser på det (sag ligestillingsredegoerelse-2023; besvares af sag danmarkskort-2023)" in said
    assert "Kun de første 2 er med." in said
    assert "Ingen opfølgninger." in write_text(replace(PROMISES, lines=(), is_cut=False))


@pytest.mark.parametrize("ending", list(FileKind))
def test_the_same_paper_is_the_same_bytes(ending: FileKind) -> None:
    assert paper_file(MINUTES, ending) == paper_file(MINUTES, ending)


def test_a_word_file_is_built_of_words_own_headings_tables_and_language() -> None:
    data = paper_file(MINUTES, FileKind.DOCX).data
    read = Document(io.BytesIO(data))
    headings = [(one.style.name, one.text) for one in read.paragraphs if one.style.name.startswith("Heading")]
    assert ("Heading 1", "Udkast til referat") in headings
    assert ("Heading 3", "Punkt 1. Ligestillingsredegørelse 2023") in headings
    assert [row.cells[0].text for row in read.tables[0].rows][:2] == ["Navn", "Jan Petersen"]
    assert read.tables[0].rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    about = read.core_properties
    assert (about.author, about.last_modified_by, about.comments) == ("Norddjurs Kommune", "Norddjurs Kommune", "")
    assert about.title.startswith("Udkast til referat for Økonomiudvalget")
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        assert 'w:lang w:val="da-DK"' in packed.read("word/styles.xml").decode()


def test_what_somebody_typed_is_letters_in_every_form() -> None:
    page = paper_file(AGENDA, FileKind.HTML).data.decode()
    assert "<script" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    for told in (
        write_text(AGENDA),
        "\n".join(one.text for one in Document(io.BytesIO(paper_file(AGENDA, FileKind.DOCX).data)).paragraphs),
    ):
        assert '#eval("1+1"), $x$ og <script>alert(1)</script>' in " ".join(told.split())


@pytest.mark.parametrize("ending", list(FileKind))
def test_an_agenda_that_we_write_is_read_back_as_the_same_items(ending: FileKind) -> None:
    made = paper_file(AGENDA, ending)
    read = read_document(made.name, made.data)
    assert (read.kind.value, read.body, read.meeting_date) == ("agenda", "Økonomiudvalget", DAY)
    first, second = read.items
    assert (first.number, first.title, first.is_open) == ("1", "Ligestillingsredegørelse 2023", True)
    assert (first.case_number, first.route) == ("23/4107", ("DIR", "HU", "ØK", "KB"))
    assert [(one.title, one.document_number) for one in first.attachments] == [
        ("Redegørelse", "52110/23"),
        ("Tal", None),
    ]
    assert first.attachments[1].is_open is False
    assert (second.number, second.is_open) == ("2", False)


@pytest.mark.parametrize("ending", list(FileKind))
def test_minutes_that_we_write_are_read_back_as_what_was_decided(ending: FileKind) -> None:
    made = paper_file(MINUTES, ending)
    read = read_document(made.name, made.data)
    assert (read.kind.value, read.meeting_date, read.absentees) == ("minutes", DAY, ("Ida Holm", "Bo Friis"))
    first = read.items[0]
    assert [(one.outcome, one.date) for one in first.decisions] == [(Outcome.RECOMMENDED, DAY)]
    assert first.recused == ("Karen Holm",)
    assert [one.by for one in first.minority_statements] == ["Per Juul"]


@pytest.mark.parametrize(
    "outcome", [one for one in Outcome if one not in (Outcome.CHAIR_DECISION, Outcome.MAYOR_DECISION_31)]
)
def test_the_reader_takes_each_standing_phrase_for_the_outcome_it_is(outcome: Outcome) -> None:
    item = replace(REPORT, decision=PaperDecision(outcome, DAY, ""), remarks=())
    minutes = replace(MINUTES, parts=(PaperPart(PartKind.OPEN, (item,)),))
    read = read_document("referat.txt", write_text(minutes).encode())
    assert [one.outcome for one in read.items[0].decisions] == [outcome], OUTCOMES[outcome]


def test_a_paper_is_plain_json() -> None:
    told = as_data(MINUTES)
    assert told["parts"][0]["items"][0]["decision"] == {
        "outcome": "recommended",
        "on": "2023-05-16",
        "text": "Udvalget følger direktionen.",
    }
    assert told["parts"][1]["items"][0]["heading"] == "Lukket punkt"


def test_a_line_is_a_paragraph_and_a_list_ends_where_its_items_do() -> None:
    found = blocks_of("Udkastet:\n- et\n- to\nSvaret sendes.\nSå er det slut.\n\n1. nej\n2. jo", below=4)
    lists = [block for block in found if isinstance(block, Listing)]
    lines = [words_of(block.runs) for block in found if isinstance(block, Paragraph)]
    assert lines == ["Udkastet:", "Svaret sendes.", "Så er det slut."]
    assert [len(one.items) for one in lists] == [2, 2]
    assert [one.start for one in lists] == [0, 1]


@given(st.text(alphabet="#-*|1. \n<>`ab$[]()_\\\x07\u0301\u200d🙂→ع\ufffe", max_size=80))
@settings(max_examples=25, deadline=None)
def test_whatever_is_typed_can_be_laid_out_and_no_heading_skips_a_level(text: str) -> None:
    levels = [4, *(block.level for block in blocks_of(text, below=4) if isinstance(block, Heading))]
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert max(levels) <= 6
    paper = replace(AGENDA, parts=(PaperPart(PartKind.OPEN, (replace(REPORT, presentation=text),)),))
    assert paper_file(paper, FileKind.PDF).data.startswith(b"%PDF")
    for ending in (FileKind.DOCX, FileKind.HTML):
        assert paper_file(paper, ending).data


def test_the_fonts_have_every_danish_letter_and_a_missing_one_is_seen_to_be_missing() -> None:
    assert shown("ÆØÅæøå éü §½–—»«€ ²³ →", FONTS) == "ÆØÅæøå éü §½–—»«€ ²³ →"
    assert shown("A\u030arhus", FONTS) == "Århus"
    assert shown("god\x07 🙂\tdag", FONTS) == f"god {MISSING} dag"
