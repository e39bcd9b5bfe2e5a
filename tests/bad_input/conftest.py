"""A furnished workplace, and the proof that bad input leaves its database as it was, in every table."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from desk.cli import REFUSED, run
from desk.workplace import Workplace

SAMPLES = Path(__file__).parents[2] / "desk" / "sample"
NEW_YEAR = datetime(2023, 1, 2, 9, tzinfo=ZoneInfo("Europe/Copenhagen"))


@dataclass(frozen=True, slots=True)
class Answer:
    """What a command line answered."""

    code: int
    out: str
    err: str


class Terminal:
    """A person at a keyboard who gets things wrong."""

    def __init__(self, place: Workplace, capsys: pytest.CaptureFixture[str]) -> None:
        self.place = place
        self._capsys = capsys

    def __call__(self, *argv: str | Path) -> Answer:
        self._capsys.readouterr()
        code = run([str(word) for word in argv], self.place)
        said = self._capsys.readouterr()
        return Answer(code, said.out, said.err)

    def refused(self, *argv: str | Path) -> str:
        """The message of a refusal; exit 1, no traceback, nothing written to the log of unforeseen errors."""
        answer = self(*argv)
        assert answer.code == REFUSED, answer
        assert "Traceback" not in answer.out + answer.err
        assert not (self.place.data / "sagsgang.log").exists(), answer.err
        assert answer.err.strip()
        return answer.err

    def dump(self) -> tuple[list[str], bytes]:
        """Every row of every table, and the file's own bytes: also with WAL, a refusal writes to neither."""
        file = self.place.data / "sagsgang.db"
        if not file.exists():
            return [], b""
        with sqlite3.connect(f"file:{file}?mode=ro", uri=True) as connection:
            rows = list(connection.iterdump())
        connection.close()
        return rows, file.read_bytes()


@pytest.fixture(scope="session")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the sample meeting plan of 2023 taken in, made once and copied for each test."""
    folder = tmp_path_factory.mktemp("furnished")
    place = Workplace(folder, actor="prøve", clock=lambda: NEW_YEAR)
    assert run(["meetings", "import", str(SAMPLES / "moedeplan-2023.csv")], place) == 0
    return folder


@pytest.fixture
def town(tmp_path: Path, furnished: Path, capsys: pytest.CaptureFixture[str]) -> Iterator[Terminal]:
    """A workplace whose database must be the same after the test as before it."""
    data = tmp_path / "data"
    shutil.copytree(furnished, data)
    terminal = Terminal(Workplace(data, actor="prøve", clock=lambda: NEW_YEAR), capsys)
    before = terminal.dump()
    assert len(before[0]) > 100
    yield terminal
    assert terminal.dump() == before


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str, str | bytes], Path]:
    """Write a file to be read by a command; text as UTF-8."""

    def write_file(name: str, content: str | bytes) -> Path:
        file = tmp_path / name
        file.write_bytes(content.encode() if isinstance(content, str) else content)
        return file

    return write_file
