"""Whatever comes in as a file: it is read, or refused with a reason; never a crash, a hang or a flood of memory."""

import importlib.util
import io
import os
import subprocess
import sys
import time
import tracemalloc
import zipfile
from pathlib import Path
from types import ModuleType

import docx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.documents.document import DocumentKind
from domain.documents.files import MAX_UNPACKED_BYTES
from domain.documents.reader import read_document

SCRIPT = Path(__file__).parent / "mutilated_papers.py"
ROOT = Path(__file__).parents[2]


def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("mutilated_papers", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


PAPERS = script()
SECONDS_EACH: float = PAPERS.SECONDS_EACH
WORDS: tuple[str, ...] = PAPERS.WORDS


def read(name: str, data: bytes) -> str:
    return str(PAPERS.read(name, data))


def test_two_hundred_mutilated_papers_are_read_or_refused():
    for name, data in PAPERS.mutations(200, 1):
        read(name, data)


@pytest.mark.slow
@pytest.mark.parametrize("seed", [2, 3])
def test_twenty_thousand_mutilated_papers_are_read_or_refused_within_a_bound_of_memory(seed: int):
    run = subprocess.run(
        [sys.executable, SCRIPT, "10000", str(seed)],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert run.returncode == 0, run.stderr[-2000:]
    assert run.stdout == "10000 read or refused\n"


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.one_of(st.sampled_from(WORDS), st.text(max_size=60)), max_size=40))
def test_any_lines_are_read(lines: list[str]):
    read("linjer.txt", "\n".join(lines).encode("utf-8", "surrogatepass"))


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=2000), st.sampled_from(["a.txt", "a.pdf", "a.docx", "a.html"]))
def test_any_bytes_are_read_or_refused(data: bytes, name: str):
    heads = {"a.pdf": b"%PDF-1.7\n", "a.docx": b"PK\x03\x04", "a.html": b"<html>"}
    read(name, heads.get(name, b"") + data)


def word_file(**parts: bytes) -> bytes:
    """A Word file with these parts put in."""
    file = io.BytesIO()
    document = docx.Document()
    document.add_paragraph("Punkt 1 Ny sti")
    document.save(file)
    with zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as packed:
        for name, data in parts.items():
            packed.writestr(name.replace("__", "/").replace("_dot_", "."), data)
    return file.getvalue()


def test_a_word_file_with_macros_is_refused():
    assert read("sag.docm", word_file(word__vbaProject_dot_bin=b"macro")) == "macros"


def test_a_word_file_that_unpacks_to_too_much_is_refused_before_it_is_unpacked():
    bomb = word_file(word__media__a_dot_png=b"\0" * (MAX_UNPACKED_BYTES + 1))
    assert len(bomb) < 1_000_000
    tracemalloc.start()
    assert read("bombe.docx", bomb) == "too_large"
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < MAX_UNPACKED_BYTES / 4


def test_a_word_file_with_a_password_is_refused_as_one():
    wrapped = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le")
    assert read("hemmelig.docx", wrapped) == "protected"
    assert read("gammel.doc", wrapped[:200] + b"Word.Document.8") == "unknown_format"


def scanned_pdf(extra: bytes = b"") -> bytes:
    """One page without any text."""
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] >>",
        *([extra] if extra else []),
    ]
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    trailer = b"/Encrypt 4 0 R /ID [<00><00>] " if extra else b""
    size = len(objects) + 1
    return (
        out
        + b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<< /Size %d /Root 1 0 R %s>>\nstartxref\n%d\n%%%%EOF"
        % (
            size,
            table,
            size,
            trailer,
            len(out),
        )
    )


def test_a_scanned_pdf_is_empty_and_says_so():
    document = read_document("scan.pdf", scanned_pdf())
    assert document.kind is DocumentKind.EMPTY
    assert [warning.code for warning in document.warnings] == ["no_text"]


def test_a_pdf_with_a_password_is_refused_as_one():
    lock = b"<< /Filter /Standard /V 1 /R 2 /O <%s> /U <%s> /P -4 >>" % (b"11" * 32, b"22" * 32)
    assert read("last.pdf", scanned_pdf(lock)) == "protected"


@pytest.mark.slow
@pytest.mark.parametrize(
    "text",
    [
        "a" * 400_000,
        "A " * 200_000,
        "1. " * 100_000,
        "Børn-, " * 50_000,
        "Xx Yy, " * 50_000 + "stemte imod",
        "1 2 3 4 " * 50_000,
        "Afbud: " + "Ida Holm, " * 30_000,
        "Sagsgang\n" + "x " * 100_000,
        "Bilag\n" + "1 - \n" * 30_000,
        "." * 300_000,
        "Punkt 1 A\n" * 20_000,
        "12. april " * 30_000,
        "- \n" * 100_000,
        "\n" * 400_000 + "a",
        "Byrådet 12. april " * 20_000,
        "udvalget den 3. maj, " * 20_000,
        "Sagsgang\n" + "".join(f"X{n}udvalget, " for n in range(20_000)),
        "Afbud: " + "".join(f"Ida Holm{n % 26 * 'a'}{n}, " for n in range(20_000)),
        "Beslutning\n" + "".join(f"Bo Dahl{n}, " for n in range(20_000)) + "var inhabile",
        "Opfølgning ultimo 2024. " * 20_000,
        "at \n" * 60_000,
        "Referat Side 1\nByrådet\n" * 20_000,
        "skal " * 80_000 + "udarbejde",
        "Forvaltningen " * 30_000 + "bedes belyse",
    ],
    ids=lambda text: repr(text[:12]),
)
def test_a_paper_that_never_ends_its_line_or_its_list_takes_no_longer_than_its_length(text: str):
    start = time.process_time()
    read_document("lang.txt", text.encode())
    assert time.process_time() - start < 4 * SECONDS_EACH
