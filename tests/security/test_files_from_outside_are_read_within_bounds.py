"""A file from outside is read in a process that may use so much memory and time; what it does there ends there."""

from __future__ import annotations

import io
import os
import pickle
import signal
import subprocess
import sys
import threading
import time
import zipfile
import zlib
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import Any

import pikepdf
import psutil
import pytest

from calendars.errors import UnreadableFileError
from calendars.meeting_plan import read_plan
from desk.outside import door
from desk.outside.helper import Limits
from desk.outside.readers import READERS, Readers, _understood
from domain.documents.document import Place
from domain.documents.reader import read_document

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "desk/sample"
MEGABYTE = 1024 * 1024
PAPER = (SAMPLES / "dokumenter/ligestillingsredegoerelse-2023.docx").read_bytes()


@pytest.fixture(scope="module")
def impatient() -> Iterator[Readers]:
    """Readers that give a file a second."""
    readers = Readers(Limits(cpu_seconds=1, seconds=1))
    yield readers
    readers.close()


def why(read: Callable[[], object]) -> object:
    with pytest.raises(UnreadableFileError) as refused:
        read()
    return refused.value.facts["reason"]


def helpers() -> list[psutil.Process]:
    return [one for one in psutil.Process().children() if "desk.outside.helper" in one.cmdline()]


def test_what_is_read_elsewhere_is_what_would_have_been_read_here() -> None:
    plan = (SAMPLES / "moedeplan-2023.csv").read_bytes()
    assert READERS.read("a.docx", read_document, "a.docx", PAPER) == read_document("a.docx", PAPER)
    assert READERS.read("p.csv", read_plan, "p.csv", plan) == read_plan("p.csv", plan)


def test_what_the_reader_refuses_is_refused_with_its_own_reason() -> None:
    assert why(lambda: READERS.read("a.pdf", read_document, "a.pdf", b"%PDF-1.7 \xff")) == "broken"


@pytest.mark.slow
def test_a_file_that_hangs_is_ended_at_the_limit_and_the_next_is_read(impatient: Readers) -> None:
    begun = time.monotonic()
    assert why(lambda: impatient.read("h", time.sleep, 600)) == "too_slow"
    assert why(lambda: impatient.read("h", eval, "sum(range(10 ** 12))")) == "too_slow"
    assert time.monotonic() - begun < 30
    assert impatient.read("h", date, 2023, 5, 3) == date(2023, 5, 3)


def test_a_file_that_swells_is_ended_and_we_do_not_grow_with_it() -> None:
    READERS.read("a", date, 2023, 5, 3)
    before = psutil.Process().memory_info().rss
    assert why(lambda: READERS.read("s", bytearray, 4 * 1024 * MEGABYTE)) == "too_much_memory"
    assert psutil.Process().memory_info().rss - before < 32 * MEGABYTE


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGSEGV, signal.SIGABRT])
def test_a_reader_that_is_killed_is_a_clear_refusal_and_the_next_read_works(how: int) -> None:
    assert why(lambda: READERS.read("k", signal.raise_signal, how)) == "crashed"
    assert READERS.read("k", date, 2023, 5, 3) == date(2023, 5, 3)


@pytest.mark.slow
def test_a_helper_that_is_killed_while_it_reads_or_waits_is_replaced() -> None:
    readers = Readers(Limits(seconds=60), most=1)
    try:
        readers.read("a", date, 2023, 5, 3)
        known = set(helpers())
        said: list[object] = []
        reading = threading.Thread(target=lambda: said.append(why(lambda: readers.read("k", time.sleep, 50))))
        reading.start()
        busy = wait_for(lambda: next((one for one in known if one.children()), None))
        busy.kill()
        reading.join(20)
        assert said == ["crashed"]
        assert readers.read("a", date, 2023, 5, 3) == date(2023, 5, 3)
        (idle,) = set(helpers()) - known
        idle.kill()
        idle.wait(5)
        assert readers.read("a", date, 2023, 5, 3) == date(2023, 5, 3)
    finally:
        readers.close()


def wait_for(look: Callable[[], Any], seconds: float = 3.0) -> Any:
    end = time.monotonic() + seconds
    while not (found := look()) and time.monotonic() < end:
        time.sleep(0.02)
    return found


@pytest.mark.slow
def test_twenty_at_once_do_not_start_twenty_processes_and_who_waits_too_long_is_asked_to_come_again() -> None:
    readers = Readers(most=2)
    before = len(helpers())
    try:
        with ThreadPoolExecutor(20) as pool:
            found = list(pool.map(lambda day: readers.read("a", date, 2023, 5, day), range(1, 21)))
        assert [one.day for one in found] == list(range(1, 21))
        assert len(helpers()) - before <= 2
    finally:
        readers.close()
    assert len(helpers()) == before
    busy = Readers(most=1, patience=0.1)
    try:
        with ThreadPoolExecutor(1) as pool:
            pool.submit(busy.read, "a", time.sleep, 1)
            assert wait_for(lambda: busy._all)
            assert why(lambda: busy.read("b", date, 2023, 5, 3)) == "busy"
    finally:
        busy.close()


@pytest.mark.slow
def test_what_reads_knows_no_secret_writes_no_file_and_leaves_no_core(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SAGSGANG_DATABASE_URL", "postgresql://hemmelig")
    readers = Readers()
    try:
        assert not any("SAGSGANG" in name for name in readers.read("a", eval, "list(__import__('os').environ)"))
        bounds = readers.read("a", eval, "__import__('resource').getrlimit(__import__('resource').RLIMIT_CORE)")
        assert bounds == (0, 0)
        written = tmp_path / "x"
        assert why(lambda: readers.read("a", eval, f"open({str(written)!r}, 'w').write('x' * 9999)")) == "crashed"
        assert not written.exists() or written.stat().st_size == 0
    finally:
        readers.close()


class _Opens:
    """What a process that a file has taken over would like us to unpickle."""

    def __init__(self, target: Path) -> None:
        self._target = target

    def __reduce__(self) -> tuple[Any, ...]:
        return os.mkdir, (str(self._target),)


def test_an_answer_that_names_anything_but_values_is_never_obeyed(tmp_path: Path) -> None:
    target = tmp_path / "taget"
    assert _understood(pickle.dumps(("value", _Opens(target)))) == ("crashed", "UnpicklingError")
    assert not target.exists()
    assert _understood(pickle.dumps(("value", Place(1, 2, "x")))) == ("value", Place(1, 2, "x"))


@pytest.mark.slow
def test_they_end_with_the_process_that_started_them_however_it_ends() -> None:
    source = (
        "import sys, time, threading; from desk.outside.readers import READERS, Readers; from datetime import date;"
        "READERS.read('a', date, 2023, 5, 3);"
        "threading.Thread(target=READERS.read, args=('b', time.sleep, 80), daemon=True).start(); time.sleep(.3);"
        "print('er i gang', flush=True); time.sleep(60)"
    )
    for how in (signal.SIGKILL, signal.SIGINT):
        started = subprocess.Popen([sys.executable, "-c", source], cwd=ROOT, stdout=-1, stderr=-3)
        with started:
            assert started.stdout is not None
            started.stdout.readline()
            family = psutil.Process(started.pid).children(recursive=True)
            assert len(family) == 2  # the helper, and the child that reads
            started.send_signal(how)
        gone, left = psutil.wait_procs(family, timeout=10)
        assert (len(gone), left) == (2, [])


def test_a_short_text_is_read_where_we_stand_and_everything_a_library_parses_elsewhere() -> None:
    assert door.is_plain("Punkt 1. Økonomi\n".encode())
    for begins in (
        b"%PDF-1.7",
        b"PK\x03\x04",
        b"\xd0\xcf\x11\xe0",
        b"\xef\xbb\xbf <html>",
        b"BEGIN:VCALENDAR",
        b"a\0b",
    ):
        assert not door.is_plain(begins)
    assert not door.is_plain(b"a" * (door.PLAIN_BYTES + 1))


def test_no_page_and_no_command_reads_a_file_from_outside_past_the_door() -> None:
    """``read_document`` and its like are called by the door, and where the text is our own."""
    own = {"desk/outside/door.py", "desk/outside/helper.py", "desk/web/pages/own_words.py"}
    for file in sorted((ROOT / "desk").rglob("*.py")):
        name = str(file.relative_to(ROOT))
        if name in own or name.startswith("desk/demo/"):
            continue
        text = file.read_text("utf-8")
        for reader in ("read_document(", "read_plan(", "read_measurements("):
            assert reader not in text.replace(f"door.{reader}", ""), (name, reader)
        if ".file.read(" in text and name != "desk/web/carried_file.py":
            assert "door." in text, name


# --- files made to do harm


def deflated(piece: bytes, times: int) -> bytes:
    packing, out = zlib.compressobj(9), io.BytesIO()
    for _ in range(times):
        out.write(packing.compress(piece))
    out.write(packing.flush())
    return out.getvalue()


def pdf(content: bytes, *, packed: int, form: bytes | None = None, image: int = 0) -> bytes:
    """A page whose content has been deflated ``packed`` times, with a form that calls itself, or a huge picture."""
    made = pikepdf.new()
    filters = [pikepdf.Name.FlateDecode] * packed
    font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
    resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=made.make_indirect(font)))
    if form is not None:
        resources.XObject = pikepdf.Dictionary()
        for level in range(12):
            inner = pikepdf.Stream(made, form.replace(b"NEXT", b"/X%d" % (level + 1)))
            inner.Type, inner.Subtype = pikepdf.Name.XObject, pikepdf.Name.Form
            inner.BBox, inner.Resources = pikepdf.Array([0, 0, 600, 900]), resources
            resources.XObject[f"/X{level}"] = made.make_indirect(inner)
    if image:
        picture = pikepdf.Stream(made, b"")
        picture.write(deflated(b"\0" * MEGABYTE, 200), filter=pikepdf.Name.FlateDecode)
        picture.Type, picture.Subtype = pikepdf.Name.XObject, pikepdf.Name.Image
        picture.Width = picture.Height = image
        picture.ColorSpace, picture.BitsPerComponent = pikepdf.Name.DeviceRGB, 8
        resources.XObject = pikepdf.Dictionary(X0=made.make_indirect(picture))
    stream = pikepdf.Stream(made, b"")
    stream.write(content, filter=pikepdf.Array(filters))
    page = made.add_blank_page(page_size=(595, 842))
    page.Contents, page.Resources = stream, made.make_indirect(resources)
    out = io.BytesIO()
    made.save(out, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.none)
    return out.getvalue()


def doubly(piece: bytes, times: int) -> bytes:
    return zlib.compress(deflated(piece, times), 9)


TEXT = b"BT /F1 12 Tf 72 720 Td (Sagen er lukket) Tj ET\n"
PICTURE = zlib.compress(b"q 500 0 0 500 0 0 cm /X0 Do Q\n" + TEXT)
HOSTILE: dict[str, Callable[[], bytes]] = {
    "seven hundred megabytes of nothing": lambda: pdf(doubly(b" " * MEGABYTE, 700), packed=2),
    "as much text in 4 kB": lambda: pdf(doubly(TEXT * 20_000, 700), packed=2),
    "forms within forms": lambda: pdf(zlib.compress(b"/X0 Do\n"), packed=1, form=TEXT * 20 + b"NEXT Do\n" * 30),
    "a picture as large as a house": lambda: pdf(PICTURE, packed=1, image=30_000),
}
HARMLESS = {"forms within forms", "a picture as large as a house"}  # PDFium stops at a depth, and draws nothing


@pytest.mark.slow
@pytest.mark.parametrize("what", HOSTILE)
def test_a_pdf_made_to_swell_ends_in_its_own_process(what: str) -> None:
    data = HOSTILE[what]()
    before, begun = psutil.Process().memory_info().rss, time.monotonic()
    readers = Readers(Limits(cpu_seconds=10, seconds=20))
    refused: object = ""
    try:
        found = readers.read("x.pdf", read_document, "x.pdf", data)
        assert len(repr(found)) < MEGABYTE
    except UnreadableFileError as error:
        refused = error.facts["reason"]
    finally:
        readers.close()
    assert refused in {"too_much_memory", "too_slow", "" if what in HARMLESS else "too_slow"}
    assert time.monotonic() - begun < 40
    assert psutil.Process().memory_info().rss - before < 64 * MEGABYTE


def workbook(rows: int) -> bytes:
    """A sheet of very many cells, small as a file."""
    out = io.BytesIO()
    cells = b"".join(b'<c r="%c1" t="inlineStr"><is><t>x</t></is></c>' % (65 + at) for at in range(20))
    sheet = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    main = b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    rel = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    packages = b"http://schemas.openxmlformats.org/package/2006"
    sheets = b"application/vnd.openxmlformats-officedocument.spreadsheetml"
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr(
            "[Content_Types].xml",
            b'<Types xmlns="' + packages + b'/content-types"><Default Extension="rels" ContentType="application/vnd.'
            b'openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="'
            + sheets
            + b'.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="'
            + sheets
            + b'.worksheet+xml"/></Types>',
        )
        packed.writestr(
            "_rels/.rels",
            b'<Relationships xmlns="'
            + packages
            + b'/relationships"><Relationship Id="r1" Type="'
            + rel
            + b'/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        )
        packed.writestr(
            "xl/workbook.xml",
            b"<workbook " + main + b' xmlns:r="' + rel + b'"><sheets><sheet name="a" sheetId="1" r:id="r1"/></sheets>'
            b"</workbook>",
        )
        packed.writestr(
            "xl/_rels/workbook.xml.rels",
            b'<Relationships xmlns="'
            + packages
            + b'/relationships"><Relationship Id="r1" Type="'
            + rel
            + b'/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        )
        with packed.open("xl/worksheets/sheet1.xml", "w") as member:
            member.write(sheet)
            for number in range(1, rows + 1):
                row = b"<row r='%d'>" % number + cells.replace(b'1" t=', b'%d" t=' % number) + b"</row>"
                member.write(row)
            member.write(b"</sheetData></worksheet>")
    return out.getvalue()  # fmt: skip


@pytest.mark.slow
def test_a_workbook_of_a_hundred_thousand_rows_is_refused_or_read_within_the_same_bounds() -> None:
    data = workbook(40_000)
    before, begun = psutil.Process().memory_info().rss, time.monotonic()
    readers = Readers(Limits(cpu_seconds=5, seconds=10))
    try:
        reason = why(lambda: readers.read("p.xlsx", read_plan, "p.xlsx", data))
    finally:
        readers.close()
    assert reason in {"too_large", "too_much_memory", "too_slow"}
    assert time.monotonic() - begun < 30
    assert psutil.Process().memory_info().rss - before < 64 * MEGABYTE
