"""Every file from outside is scanned before it is read or stored, by a real ``clamd`` with signatures of our own."""

from __future__ import annotations

import hashlib
import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError
from sqlmodel import col, func, select

from desk.errors import InfectedFileError
from desk.outside import door, scanner
from domain.casework.case.files import attach_file
from domain.casework.verb import By
from domain.model import Blob, Case, Meeting
from flows.settings import Settings

REPORT = "23/4107"
# The test file that scanners agree on, turned round: as it is, it would be found in this very file.
EICAR = rb"*H+H$!ELIF-TSET-SURIVITNA-DRADNATS-RACIE$}7)CC7)^P(45XZP\4[PA@%P!O5X"[::-1]
WORD = b"ONDT-TESTORD-I-ET-PAPIR"
FOUND = "Sagsgang.Testord"
GOOD = (Path(__file__).parents[2] / "desk/sample/dokumenter/ligestillingsredegoerelse-2023.txt").read_bytes()
NOBODY = "unix:/nonexistent/clamd.ctl"


@pytest.fixture(scope="module")
def clamd() -> Iterator[str]:
    """A ``clamd`` of our own on a socket; its two signatures are written here, and nothing is fetched."""
    program = shutil.which("clamd", path=f"{os.environ['PATH']}:/usr/sbin")
    if program is None:
        pytest.skip("ikke kørt: clamd mangler (sudo apt-get install clamav-daemon)")
    folder = Path(tempfile.mkdtemp(prefix="clamd"))  # a socket's path must be short
    (folder / "db").mkdir()
    digest = hashlib.md5(EICAR, usedforsecurity=False).hexdigest()
    (folder / "db/egen.hdb").write_text(f"{digest}:{len(EICAR)}:Sagsgang.Eicar\n")
    (folder / "db/egen.ndb").write_text(f"{FOUND}:0:*:{WORD.hex()}\n")
    config = folder / "clamd.conf"
    config.write_text(
        f"LocalSocket {folder}/s\nDatabaseDirectory {folder}/db\nForeground yes\nStreamMaxLength 1M\n"
        f"TemporaryDirectory {folder}\n"
    )
    with subprocess.Popen([program, "-c", str(config)], stdout=-3, stderr=-3) as process:
        end = time.monotonic() + 60
        while not (folder / "s").exists() and time.monotonic() < end:
            assert process.poll() is None
            time.sleep(0.1)
        yield f"unix:{folder}/s"
        process.terminate()
    shutil.rmtree(folder)


def stored(db: Any) -> int:
    with db.read() as session:
        return int(session.exec(select(func.count()).select_from(Blob)).one())


@pytest.fixture
def infected(spring: Any, find: Any) -> str:
    """A case of a house without a scanner, with a file that has something in it."""
    case = str(find("case", REPORT))
    by = By("lone.vejlby", datetime(2023, 5, 3, 10, 0, tzinfo=UTC))
    attach_file(spring, by, case_id=case, name="notat.txt", data=b"Notat\n" + WORD, title="Notat", is_open=True)
    return case


@pytest.mark.slow
def test_clamd_finds_what_it_knows_and_says_who_it_is(clamd: str) -> None:
    assert scanner.version(clamd).startswith("ClamAV ")
    assert scanner.scan(clamd, b"Dagsorden") == ""
    assert scanner.scan(clamd, EICAR) == "Sagsgang.Eicar.UNOFFICIAL"
    assert scanner.scan(clamd, b"x" * 300_000 + WORD) == f"{FOUND}.UNOFFICIAL"
    with pytest.raises(OSError, match="size limit exceeded"):  # what it cannot look at is not called clean
        scanner.scan(clamd, b"x" * 3_000_000)


@pytest.mark.slow
def test_an_infected_file_is_refused_beside_its_field_everywhere_and_never_stored(
    clamd: str,
    desk_of: Any,
    people: Any,
    infected: str,
    *,
    spring: Any,
    caplog: Any,
) -> None:
    desk, case = desk_of(people["secretary"], settings=Settings(virus_scanner=clamd)), infected
    whole = desk.get(f"/sag/{case}/eksport/hele.zip").content
    paper = ("zqhemmelig.txt", b"Punkt 1. Veje\n" + WORD)
    with spring.read() as session:
        meeting = session.exec(select(Meeting.id).order_by(col(Meeting.held_on)).limit(1)).one()
    before, refused = stored(spring), door.refused()[door.INFECTED]
    sends: list[tuple[str, tuple[str, bytes]]] = [
        ("/sager/ny/dokument", paper),
        (f"/sag/{case}/bilag/nyt", paper),
        (f"/moede/{meeting}/referat/indlaes", paper),
        ("/moeder/import", ("plan.csv", b"Organ;Dato\n" + WORD)),
        ("/sager/indlaes", ("sag.zip", whole)),
    ]
    for address, file in sends:
        answer = desk.post(address, files={"file": file}, data={"title": "Notat", "is_open": "yes"})
        assert (answer.status_code, FOUND in answer.text) == (422, True), address
        assert "sig det til driften" in answer.text
    assert stored(spring) == before
    assert door.refused()[door.INFECTED] == refused + len(sends)
    assert "infected" in caplog.text
    assert "zqhemmelig" not in caplog.text
    assert desk.post("/sager/ny/dokument", files={"file": ("a.txt", GOOD)}).status_code == 200
    administrator = desk_of(people["administrator"], settings=Settings(virus_scanner=clamd))
    assert "svarer (ClamAV" in administrator.get("/status").text


@pytest.mark.slow
def test_a_member_is_scanned_by_itself_where_the_scanner_does_not_look_into_the_parcel(
    clamd: str, monkeypatch: pytest.MonkeyPatch, desk_of: Any, people: Any, infected: str
) -> None:
    whole = desk_of(people["secretary"]).get(f"/sag/{infected}/eksport/hele.zip").content
    look, seen = scanner.scan, []

    def no_archives(at: str, data: bytes) -> str:
        seen.append(len(data))
        return "" if data.startswith(b"PK") else look(at, data)

    monkeypatch.setattr(scanner, "scan", no_archives)
    with pytest.raises(InfectedFileError, match=FOUND):
        door.open_parcel("sag.zip", whole, Settings(virus_scanner=clamd))
    assert len(seen) > 1


@pytest.mark.slow
def test_at_the_keyboard_it_is_refused_too(clamd: str, terminal: Any, monkeypatch: Any, tmp_path: Path) -> None:
    monkeypatch.setenv("SAGSGANG_VIRUS_SCANNER", clamd)
    (tmp_path / "ond.txt").write_bytes(WORD)
    (tmp_path / "god.txt").write_bytes(GOOD)
    assert FOUND in terminal.refused("read", tmp_path / "ond.txt")
    terminal.ok("read", tmp_path / "god.txt")


def test_where_the_scanner_is_away_no_file_comes_in_and_it_is_said_where_one_looks(
    desk_of: Any, people: Any, spring: Any
) -> None:
    settings = Settings(virus_scanner=NOBODY)
    before, cases = stored(spring), door.refused()[door.AWAY]
    answer = desk_of(people["secretary"], settings=settings).post(
        "/sager/ny/dokument", files={"file": ("a.txt", b"Punkt 1. Veje\n")}
    )
    assert answer.status_code == 422
    assert "virusscanneren svarer ikke" in answer.text
    assert "Prøv igen om" in answer.text
    assert (stored(spring), door.refused()[door.AWAY]) == (before, cases + 1)
    desk = desk_of(people["administrator"], settings=settings)
    assert "ingen filer lukkes ind" in desk.get("/status").text
    assert "virus_scanner" not in desk.get("/readyz").text  # all but files goes on
    with spring.read() as session:
        assert session.exec(select(Case).limit(1)).first() is not None


def test_a_scanner_that_hangs_or_says_nonsense_does_not_call_a_file_clean() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        at = f"tcp://127.0.0.1:{silent.getsockname()[1]}"
        with pytest.raises(TimeoutError):
            scanner.scan(at, b"hej", patience=0.1)
    with pytest.raises(OSError):  # noqa: PT011 - nobody is there: the system says so in its own words
        scanner.scan(at, b"hej", patience=0.1)


def test_only_an_address_of_a_scanner_is_one() -> None:
    for good in ("", "unix:/run/clamav/clamd.ctl", "tcp://127.0.0.1:3310", "tcp://[::1]:3310", "tcp://clamav:3310"):
        assert Settings(virus_scanner=good).virus_scanner == good
    for bad in ("clamd", "unix:relativ", "http://127.0.0.1:3310", "tcp://127.0.0.1", "tcp://a:99999"):
        with pytest.raises(ValidationError):
            Settings(virus_scanner=bad)
