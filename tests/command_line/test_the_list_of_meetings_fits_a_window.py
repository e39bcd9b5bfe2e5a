"""A year of meetings is looked at in an ordinary window."""

from __future__ import annotations

import io
import re
import sys
from typing import TYPE_CHECKING

from desk.cli import run

if TYPE_CHECKING:
    import pytest
    from conftest import Terminal

COLOUR = re.compile(r"\x1b\[[\d;]*m")


class Screen(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_the_meetings_stand_in_a_hundred_columns(town: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    town.ok("meetings", "call", "--body", "DIR", "--on", "2023-04-18", "--at", "9:00", "--where", "Mødelokale 3")
    screen = Screen()
    monkeypatch.setattr(sys, "stdout", screen)
    monkeypatch.setenv("COLUMNS", "80")
    assert run(["meetings", "list"], town.place) == 0
    lines = [COLOUR.sub("", line).rstrip() for line in screen.getvalue().splitlines()]
    assert any("ekstraordinært" in line and "09:00–11:30" in line for line in lines)
    assert any("tirs 23-05-2023   17:00–20:00" in line and line.endswith("16-05") for line in lines)
    assert max(map(len, lines)) <= 100
