"""The command line called inside the test's own process, at a workplace of its own with a set clock."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from desk.cli import run
from desk.workplace import Workplace

SAMPLES = Path(__file__).parents[2] / "desk" / "sample"
NEW_YEAR = datetime(2023, 1, 2, 9, tzinfo=ZoneInfo("Europe/Copenhagen"))


@dataclass(frozen=True, slots=True)
class Answer:
    """What a command line answered."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


class Terminal:
    """A person at a keyboard: ``terminal("case", "list")`` runs the command at the workplace."""

    def __init__(self, place: Workplace, capsys: pytest.CaptureFixture[str]) -> None:
        self.place = place
        self.samples = SAMPLES / "dokumenter"
        self._capsys = capsys

    def __call__(self, *argv: str | Path) -> Answer:
        self._capsys.readouterr()
        code = run([str(word) for word in argv], self.place)
        said = self._capsys.readouterr()
        return Answer(code, said.out, said.err)

    def ok(self, *argv: str | Path) -> Answer:
        answer = self(*argv)
        assert answer.code == 0, answer.err
        return answer

    def set_clock(self, at: datetime) -> None:
        self.place.clock = lambda: at


@pytest.fixture
def terminal(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Terminal:
    """A new workplace on 2 January 2023, without a database."""
    return Terminal(Workplace(tmp_path / "data", actor="prøve", clock=lambda: NEW_YEAR), capsys)


@pytest.fixture(scope="session")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the sample meeting plan of 2023 taken in, made once and copied for each test."""
    folder = tmp_path_factory.mktemp("furnished")
    place = Workplace(folder, actor="prøve", clock=lambda: NEW_YEAR)
    assert run(["meetings", "import", str(SAMPLES / "moedeplan-2023.csv")], place) == 0
    return folder


@pytest.fixture
def town(terminal: Terminal, furnished: Path) -> Terminal:
    """The workplace with the sample meeting plan of 2023 taken in."""
    shutil.copytree(furnished, terminal.place.data)
    return terminal


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str, str | bytes], Path]:
    """Write a file to be read by a command; text as UTF-8."""

    def write_file(name: str, content: str | bytes) -> Path:
        file = tmp_path / name
        file.write_bytes(content.encode() if isinstance(content, str) else content)
        return file

    return write_file
