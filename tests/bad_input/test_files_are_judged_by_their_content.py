"""What a stored file is, says its content; what it is called, can be a file's name anywhere."""

from __future__ import annotations

import io
import zipfile
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.documents import media
from domain.documents.media import CSV, HTML, PDF, TEXT, XML, clean_name, judge, media_of
from domain.errors import FileRefusedError


def packed(members: dict[str, bytes]) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as zipped:
        for name, data in members.items():
            zipped.writestr(name, data)
    return written.getvalue()


def refused(name: str, data: bytes, most: int = media.MOST_BYTES) -> object:
    with pytest.raises(FileRefusedError) as error:
        judge(name, data, most=most)
    return error.value.facts["reason"]


DOCX = packed({"word/document.xml": b"<w/>"})
ODT = packed({"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b"<o/>"})


def test_the_content_decides_and_never_the_name() -> None:
    assert judge("x.exe", b"%PDF-1.4") is PDF
    assert judge("x.pdf", DOCX).endings == (".docx",)
    assert judge("x", ODT).endings == (".odt",)
    assert judge("x.pdf", b"\x89PNG\r\n\x1a\n").type == "image/png"
    assert (judge("a.csv", "Æ;1".encode("cp1252")), judge("a.txt", b"hej")) == (CSV, TEXT)
    assert (judge("a.txt", b" <!DOCTYPE html><p>"), judge("a.txt", b"<svg onload='x'/>")) == (HTML, XML)
    assert not any(one.may_be_attached for one in (HTML, XML))
    assert media_of(PDF.type) is PDF


def test_what_is_dangerous_or_no_document_is_refused_with_its_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    locked = bytearray(DOCX)
    at = locked.rindex(b"PK\x01\x02")
    locked[at + 8] |= 1  # the table of contents says: encrypted
    compound = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    assert refused("a.docx", packed({"word/document.xml": b"x", "word/vbaProject.bin": b"x"})) == "macros"
    assert refused("a.odt", packed({"mimetype": b"x", "Basic/script-lc.xml": b"x"})) == "macros"
    assert refused("a.docx", bytes(locked)) == "protected"
    assert refused("a.docx", compound + "EncryptedPackage".encode("utf-16-le")) == "protected"
    assert [refused("a.doc", compound), refused("a.rtf", rb"{\rtf1 x}")] == ["unknown_format"] * 2
    assert [refused("a", b"MZ\0\0"), refused("a", b"#!/bin/sh\n"), refused("a.zip", packed({"a": b"x"}))] == [
        "unknown_format"
    ] * 3
    assert [refused("a.docx", DOCX[:-8]), refused("a.docx", b"PK\x03\x04")] == ["broken"] * 2
    assert [refused("a", b" \n"), refused("a.pdf", b"%PDF-1.4", most=3)] == ["empty", "too_large"]
    monkeypatch.setattr(media, "MOST_UNPACKED", 1_000_000)
    assert refused("a.docx", packed({"word/document.xml": b"0" * 2_000_000})) == "zip_bomb"


@settings(max_examples=80, deadline=None)
@given(st.text(max_size=200))
def test_a_name_is_a_name_anywhere(written: str) -> None:
    name = clean_name(written, PDF)
    assert name.endswith(".pdf")
    assert 5 <= len(name) <= media.LONGEST_NAME
    assert not set(name) & set('/\\:*?"<>|\r\n\0\u202e')
    assert name[0] not in ". "
    assert clean_name(name, PDF) == name


def test_names_as_people_write_them_stay() -> None:
    assert clean_name("Budget 2024 (ØK).PDF", PDF) == "Budget 2024 (ØK).pdf"
    assert clean_name("C:\\Users\\x\\Løn.doc", PDF) == "Løn.doc.pdf"
    assert clean_name("../../etc/passwd", TEXT) == "passwd.txt"
    assert clean_name("CON", TEXT) == "_CON.txt"
    assert clean_name("invoice\u202efdp.exe", PDF) == "invoicefdp.exe.pdf"


@settings(max_examples=80, deadline=None)
@given(st.binary(max_size=400), st.sampled_from([b"", b"PK\x03\x04", DOCX[:60], b"%PDF-", b"\xff\xfe"]))
def test_whatever_comes_is_judged_or_refused(data: bytes, beginning: bytes) -> None:
    with suppress(FileRefusedError):
        assert judge("fil", beginning + data).type
