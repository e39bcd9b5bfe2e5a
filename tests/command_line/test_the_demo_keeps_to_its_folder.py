from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from desk.cli import REFUSED
from desk.demo.play import prepare
from desk.errors import NotADemoFolderError

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Terminal


def test_a_folder_with_something_else_in_it_is_refused_and_left_alone(town: Terminal) -> None:
    folder = town.place.data
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    answer = town("demo", "--no-prefect", "--out", folder)
    assert answer.code == REFUSED
    assert f"Mappen {folder} indeholder andet end demoen" in answer.err
    assert "--out" in answer.err
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_an_empty_folder_and_the_demos_own_folder_are_taken(tmp_path: Path) -> None:
    prepare(tmp_path / "ny").db.close()
    prepare(tmp_path / "ny").db.close()
    (tmp_path / "mails").mkdir()
    with pytest.raises(NotADemoFolderError):
        prepare(tmp_path)


def test_the_last_day_may_be_written_the_danish_way(terminal: Terminal, tmp_path: Path) -> None:
    out = tmp_path / "demo"
    assert (
        "Standset efter ons 01-03-2023"
        in terminal.ok("demo", "--no-prefect", "--until", "01-03-2023", "--out", out).out
    )
    wrong = terminal("demo", "--until", "foråret")
    assert wrong.code == 2
    assert f"{date(2023, 5, 23)}" in wrong.err
