"""Bytes to lines: encodings, page furniture, words divided over two lines."""

import io
import zipfile

import docx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from calendars.errors import UnreadableFileError
from domain.documents.document import DocumentKind
from domain.documents.files import MAX_BYTES, RawLine, read_lines
from domain.documents.reader import read_document
from domain.documents.text import clean_lines, join_words

WORDS = "Økonomiudvalget behandler årsbudgettet i næste uge."


def cleaned(text: str) -> list[str]:
    return [line.text for line in clean_lines(read_lines("prøve.txt", text.encode()))]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le", "utf-16-be"])
def test_the_encodings_of_offices_read_alike(encoding: str):
    assert [line.text.lstrip("\ufeff") for line in read_lines("prøve.txt", WORDS.encode(encoding))] == [WORDS]


@pytest.mark.parametrize(
    ("first", "second", "together"),
    [
        ("budge-", "tanalysen", "budgetanalysen"),
        ("HR-budge-", "tanalysen", "HR-budgetanalysen"),
        ("HR-", "funktionen", "HR-funktionen"),
        ("MED-", "udvalget", "MED-udvalget"),
        ("miljø-", "og teknikudvalget", "miljø- og teknikudvalget"),
        ("strategien 2022-", "2025 følges", "strategien 2022-2025 følges"),
        ("Nord-", "Syd aftalen", "Nord-Syd aftalen"),
    ],
)
def test_a_word_divided_over_two_lines_is_one_word_and_other_hyphens_stay(first: str, second: str, together: str):
    assert join_words(first, second) == together


@pytest.mark.parametrize(("first", "second"), [("1 -", "3453832"), ("helt færdig", "ny linje"), ("punkt -", "tekst")])
def test_lines_without_a_divided_word_are_not_joined(first: str, second: str):
    assert join_words(first, second) is None


@given(st.text(alphabet="abdefgiklmnoprstuvæøå", min_size=4, max_size=20), st.data())
def test_dividing_any_small_word_anywhere_and_joining_it_gives_the_word_back(word: str, data: st.DataObject):
    at = data.draw(st.integers(2, len(word) - 2))
    if word[at:] not in ("og", "eller", "samt"):
        assert join_words(word[:at] + "-", word[at:]) == word


def test_a_word_divided_over_an_empty_line_is_joined_too():
    assert cleaned("Der er lavet en budge-\n\ntanalyse af området.") == ["Der er lavet en budgetanalyse af området."]


def test_page_numbers_go_and_other_numbers_stay():
    text = (
        "Første afsnit.\nSide 1 af 3\nAndet afsnit.\n2\n1 -\n3551201\nÅben Kort over stier (1/23) (H)\n- 3 -\nSlut."
    )
    assert cleaned(text) == [
        "Første afsnit.",
        "Andet afsnit.",
        "1 -",
        "3551201",
        "Åben Kort over stier (1/23) (H)",
        "Slut.",
    ]


def test_a_foot_that_every_page_repeats_goes():
    pages = [
        RawLine(page, line, text)
        for page in (1, 2, 3)
        for line, text in ((1, f"Afsnit {'abc'[page - 1]}."), (2, f"Kystby · {page}"))
    ]
    assert [line.text for line in clean_lines(pages)] == ["Afsnit a.", "Afsnit b.", "Afsnit c."]


def test_private_bullets_and_hard_spaces_become_plain_ones():
    assert cleaned("\uf0b7\u00a0Første\u00a0ting\n\u25aa Anden ting\nsund\u00adhed") == [
        "• Første ting",
        "• Anden ting",
        "sundhed",
    ]


def test_every_line_knows_the_place_it_came_from():
    lines = clean_lines(read_lines("a.txt", b"En\n\nTo\x0c\n\nTre"))
    assert [(line.page, line.number, line.text) for line in lines] == [(1, 1, "En"), (2, 3, "To"), (2, 5, "Tre")]


@pytest.mark.parametrize("nothing", [b"", b"  \n\t\n", b"\xef\xbb\xbf", b"\x0c\n---\n"])
def test_a_file_without_words_is_an_empty_document_that_says_so(nothing: bytes):
    document = read_document("tom.txt", nothing)
    assert document.kind is DocumentKind.EMPTY
    assert [warning.code for warning in document.warnings] == ["no_text"]
    assert document.items == ()


def _zip(**files: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in files.items():
            packed.writestr(name.replace("__", "/").replace("_xml", ".xml"), data)
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"a" * (MAX_BYTES + 1), "too_large"),
        (b"%PDF-1.7\nthis is no pdf", "broken"),
        (b"PK\x03\x04 this is no zip", "broken"),
        (_zip(word__document_xml=b"<not-xml"), "broken"),
        (_zip(mimetype=b"application/epub"), "unknown_format"),
        (_zip(word__document_xml=b"0" * 100_000_001), "too_large"),
        (bytes(range(32)) * 40, "unknown_format"),
        (b"\x81\x8d\x8f\x90\x9d" * 9, "undecodable"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(data: bytes, reason: str):
    with pytest.raises(UnreadableFileError) as refused:
        read_document("dagsorden", data)
    assert refused.value.facts == {"name": "dagsorden", "reason": reason}


def test_word_tables_are_read_row_by_row():
    word = docx.Document()
    word.add_paragraph("Tidsplan")
    table = word.add_table(1, 2)
    table.rows[0].cells[0].text, table.rows[0].cells[1].text = "Direktionen", "12. april 2023"
    out = io.BytesIO()
    word.save(out)
    assert [line.text for line in clean_lines(read_lines("a.docx", out.getvalue()))] == [
        "Tidsplan",
        "Direktionen 12. april 2023",
    ]


@given(st.binary(max_size=400))
def test_no_bytes_whatever_make_the_reader_fall_over(data: bytes):
    reason: object = None
    try:
        read_document("ukendt", data)
    except UnreadableFileError as refused:
        reason = refused.facts["reason"]
    assert reason in (None, "too_large", "broken", "undecodable", "unknown_format")
