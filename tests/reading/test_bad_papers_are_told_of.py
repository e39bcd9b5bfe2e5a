"""What is wrong with a paper is said, with its place; nothing is guessed. One row for each way a paper can be bad."""

import io
import zipfile
from pathlib import Path

import docx
import pytest

from calendars.errors import UnreadableFileError
from domain.documents.document import Document, DocumentKind
from domain.documents.files import MAX_XML_BYTES
from domain.documents.reader import read_document

CASE = "Punkt 7: Ny skovsti\nSagsgang\nØU, BY\nSagsfremstilling\n{}\nIndstilling\nAt stien anlægges.\n"
ITS_LINE = 5  # where the sentence stands


def read(text: str) -> Document:
    return read_document("sti.txt", CASE.format(text).encode())


@pytest.mark.parametrize(
    ("sentence", "code", "fact"),
    [
        ("Høringen slutter den 31. april 2025.", "invalid_date", "31. april 2025"),
        ("Høringen slutter den 29. februar 2025.", "invalid_date", "29. februar 2025"),
        ("Høringen slutter mandag den 1. april 2025.", "weekday_mismatch", "1. april 2025"),
        ("Regnskabet dækker perioden 1. maj 2025 til 1. april 2025.", "period_reversed", ""),
        ("Byrådet ser på sagen 1. april 2025 og Økonomiudvalget 8. april 2025.", "stage_order", "2025-04-01"),
    ],
)
def test_dates_that_cannot_be_are_told_of_where_they_stand_and_make_no_stage(sentence: str, code: str, fact: str):
    document = read(sentence)
    (warning,) = [one for one in document.warnings if one.code == code]
    assert (warning.place.page, warning.place.line) == (1, ITS_LINE)
    assert any(fact in value for value in warning.facts.values()) or not fact
    if code == "invalid_date":
        assert document.items[0].stages == ()


def test_a_sum_that_is_wrong_is_told_of_at_the_total():
    document = read("Drift      2,0\nAnlæg      3,5\nI alt      5,4")
    (warning,) = [one for one in document.warnings if one.code == "sum_mismatch"]
    assert (warning.place.line, dict(warning.facts)) == (ITS_LINE + 2, {"printed": "5.4", "sum": "5.5"})


def test_a_period_that_ends_before_it_begins_is_no_period():
    assert read("Regnskabet dækker perioden 1. maj 2025 til 1. april 2025.").items[0].period is None


def test_windows_1252_is_read_in_silence_and_a_mixture_is_told_of_at_its_first_line():
    whole = CASE.format("Søen får en sti på østsiden.")
    assert read_document("a.txt", whole.encode("cp1252")) == read_document("a.txt", whole.encode())
    lines = whole.split("\n")
    mixed = b"\n".join(line.encode("cp1252" if at == ITS_LINE - 1 else "utf-8") for at, line in enumerate(lines))
    document = read_document("a.txt", mixed)
    (warning,) = document.warnings
    assert (warning.code, warning.place.line, warning.place.words) == (
        "mixed_encoding",
        ITS_LINE,
        "Søen får en sti på østsiden.",
    )
    assert document.items == read_document("a.txt", whole.encode()).items


def test_words_that_say_nothing_of_a_case_are_told_of():
    document = read_document("a.txt", b"Hej.\nTak for sidst.")
    assert [one.code for one in document.warnings] == ["nothing_found"]
    assert document.cases == ()


def packed(document_xml: bytes, **others: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as out:
        out.writestr("word/document.xml", document_xml)
        for name, data in others.items():
            out.writestr(name, data)
    return file.getvalue()


W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(2, 10))


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (packed(b" " * (MAX_XML_BYTES + 1)), "too_large"),
        (packed(f"<w:document {W}><w:body>".encode() + b"<w:sdt>" * 300), "broken"),
        (packed(f"<w:document {W}><w:body/></w:document>".encode(), **{"word/vbaProject.bin": b"x"}), "macros"),
        (packed(f"<w:document {W}><w:body/></w:document>".encode())[:-30], "broken"),
    ],
    ids=["a bomb", "without end", "macros", "cut off"],
)
def test_a_word_file_that_is_a_trap_or_broken_is_refused(data: bytes, reason: str):
    with pytest.raises(UnreadableFileError) as refused:
        read_document("sag.docx", data)
    assert refused.value.facts["reason"] == reason


@pytest.mark.parametrize("entities", [LAUGHS, f'<!ENTITY l9 SYSTEM "{Path(__file__).as_uri()}">'])
def test_a_word_file_with_entities_of_its_own_is_never_expanded(entities: str):
    paragraph = "<w:p><w:r><w:t>Referat &l9;</w:t></w:r></w:p>"
    head = f'<!DOCTYPE a [<!ENTITY l1 "ha">{entities}]>'
    bomb = packed(f"{head}<w:document {W}><w:body>{paragraph}</w:body></w:document>".encode())
    try:
        words = [item.place.words for item in read_document("sag.docx", bomb).items]
    except UnreadableFileError as refused:
        words = [str(refused.facts["reason"])]
    assert words in (["Referat"], ["broken"])


def word(*paragraphs: tuple[str, str]) -> Document:
    file, made = io.BytesIO(), docx.Document()
    for text, style in paragraphs:
        made.add_paragraph(text, style=style)
    made.save(file)
    return read_document("sag.docx", file.getvalue())


def test_the_numbers_that_word_prints_number_the_items():
    document = word(
        ("Referat fra Teknisk Udvalg den 4. marts 2025", "Title"),
        ("Godkendelse af dagsorden", "List Number"),
        ("Beslutning", "Heading 2"),
        ("Godkendt.", "Normal"),
        ("Ny skovsti", "List Number"),
        ("Indstilling", "Heading 2"),
        ("at stien anlægges", "List Bullet"),
        ("Beslutning", "Heading 2"),
        ("Godkendt.", "Normal"),
    )
    assert [(item.number, item.title) for item in document.items] == [
        ("1", "Godkendelse af dagsorden"),
        ("2", "Ny skovsti"),
    ]


def test_what_was_deleted_in_word_is_gone_and_what_was_put_in_is_there():
    body = (
        "<w:p><w:r><w:t>Referat fra Byrådet den 4. marts 2025</w:t></w:r></w:p>"
        "<w:p><w:r><w:t>Punkt 1 Ny </w:t></w:r><w:del><w:r><w:delText>motorvej</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>skovsti</w:t></w:r></w:ins></w:p>"
        "<w:p><w:r><w:t>Beslutning</w:t></w:r></w:p><w:p><w:r><w:t>Godkendt.</w:t></w:r></w:p>"
    )
    document = read_document("sag.docx", packed(f"<w:document {W}><w:body>{body}</w:body></w:document>".encode()))
    assert [item.title for item in document.items] == ["Ny skovsti"]


def test_a_paper_without_words_is_empty_and_says_so():
    document = read_document("scan.docx", packed(f"<w:document {W}><w:body/></w:document>".encode()))
    assert (document.kind, [one.code for one in document.warnings]) == (DocumentKind.EMPTY, ["no_text"])
