"""Files that are no plan are refused as a whole, with the reason."""

import contextlib
import io
import time
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calendars.errors import UnreadableFileError
from calendars.meeting_plan import SIZE_LIMIT, read_plan


def reason_for(data: bytes, name: str = "plan.csv") -> object:
    with pytest.raises(UnreadableFileError) as refusal:
        read_plan(name, data)
    assert refusal.value.facts["name"] == name
    return refusal.value.facts["reason"]


@pytest.mark.parametrize("data", [b"", b" \r\n\t ", b"\xef\xbb\xbf", b"\xff\xfe", b"\xef\xbb\xbf\r\n"])
def test_an_empty_file_is_refused(data: bytes):
    assert reason_for(data) == "empty"


def test_a_file_of_fifty_megabytes_is_refused_at_once():
    data = b"Udvalg;Dato\n" * (50 * 1024 * 1024 // 12)
    began = time.perf_counter()
    assert reason_for(data) == "too_large"
    assert time.perf_counter() - began < 0.1


def test_the_limit_itself_is_still_read():
    text = b"Udvalg;Dato;Kl.\nKB;09-01-2024;17\n"
    assert len(read_plan("plan.csv", text + b"\n" * (SIZE_LIMIT - len(text))).meetings) == 1


def test_a_table_of_more_rows_than_any_plan_has_is_refused():
    assert reason_for(b"Udvalg;Dato\n" * 6000) == "too_large"


@pytest.mark.parametrize(
    "data",
    [
        b"<!DOCTYPE html><html><body>Log ind</body></html>",
        b"\xef\xbb\xbf  <html>",
        b"%PDF-1.7 ...",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500),
        b"\x89PNG\r\n\x1a\n" + bytes(100),
        bytes(range(256)) * 20,
        b"BEGIN:VCALENDAR\r\nVERSION:1.0\r\nBEGIN:VEVENT\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n",
        b"En tekst uden tabel",
    ],
)
def test_what_is_no_plan_is_refused_as_unknown(data: bytes):
    assert reason_for(data) == "unknown_format"


def test_half_a_utf16_character_is_undecodable():
    assert reason_for(b"\xff\xfe" + "Udvalg;Dato\n".encode("utf-16-le") + b"\x00") == "undecodable"


@pytest.mark.parametrize("data", [b"PK\x03\x04 no zip at all", b"PK\x03\x04" + bytes(2000)])
def test_a_broken_workbook_is_refused(data: bytes):
    assert reason_for(data, "plan.xlsx") == "broken"


def test_a_zip_that_is_no_workbook_is_refused():
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as parts:
        parts.writestr("brev.txt", "Kære alle")
    assert reason_for(packed.getvalue(), "plan.zip") == "unknown_format"


def test_a_workbook_that_would_unpack_to_hundreds_of_megabytes_is_refused_before_it_does():
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("[Content_Types].xml", "")
        with parts.open("xl/worksheets/sheet1.xml", "w") as sheet:
            for _ in range(110):
                sheet.write(bytes(1024 * 1024))
    assert reason_for(packed.getvalue(), "plan.xlsx") == "too_large"


@pytest.mark.parametrize("data", [b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nSUMMARY:x\r\n"])
def test_a_calendar_cut_off_in_its_only_event_is_broken(data: bytes):
    assert reason_for(data, "plan.ics") == "broken"


@settings(max_examples=150, deadline=None)
@given(
    st.one_of(
        st.binary(max_size=300),
        st.text(st.sampled_from("9/1-2024.;,\n KBØUByrådet kl:xDato"), max_size=200).map(str.encode),
        st.text(max_size=200).map(lambda text: f"Udvalg;Dato;Kl.;Note\nByrådet;{text}".encode("utf-8", "replace")),
        st.text(max_size=200).map(lambda text: f"BEGIN:VCALENDAR\nBEGIN:VEVENT\n{text}".encode("utf-8", "replace")),
    )
)
def test_whatever_the_bytes_they_are_read_or_refused_and_nothing_else(data: bytes):
    with contextlib.suppress(UnreadableFileError):
        assert read_plan("fil", data).name == "fil"
