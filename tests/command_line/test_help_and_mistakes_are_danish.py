from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

import pytest

from desk import help_words, show
from desk.cli import app

if TYPE_CHECKING:
    from conftest import Terminal

ENGLISH = re.compile(
    r"\b(usage|required|default|choices|options|parameters|commands|display this|error)\b", re.IGNORECASE
)


def test_the_first_page_names_every_command_in_danish(terminal: Terminal) -> None:
    page = terminal.ok("--help").out
    for command in help_words.COMMANDS:
        assert f" {command} " in page
    assert "Kommandoer" in page
    assert "Brug: sagsgang" in page
    assert not ENGLISH.search(page)


def _every_command() -> list[tuple[str, ...]]:
    found: list[tuple[str, ...]] = []
    for noun in help_words.COMMANDS:
        found.append((noun,))
        found += [(noun, verb) for verb in app[noun] if not verb.startswith("-")]
    return found


@pytest.mark.parametrize("command", _every_command(), ids=" ".join)
def test_every_help_page_is_danish_and_explains_each_option(command: tuple[str, ...], terminal: Terminal) -> None:
    page = terminal.ok(*command, "--help").out
    assert not ENGLISH.search(page), page
    options = re.findall(r"^│ (?:\*\s+)?(--[a-z-]+|[A-ZÆØÅ]+)(?: [A-ZÆØÅ-]+)?\s{2,}(\S+)", page, re.MULTILINE)
    assert all(explanation for _, explanation in options)
    placeholders = set(re.findall(r"^│ (?:--[a-z-]+ )?([A-ZÆØÅ_]{2,})\b", page, re.MULTILINE))
    assert placeholders <= set(help_words.METAVARS.values())


@pytest.mark.parametrize(
    ("argv", "said"),
    [
        (["dedlines"], "Kommandoen »dedlines« findes ikke. Mente du »deadlines«?"),
        (["case", "opne"], "Mente du »open«?"),
        (["deadlines"], "--body skal angives"),
        (["deadlines", "--body"], "--body skal angives"),
        (["deadlines", "--body", "KB", "--meeting", "i morgen"], "skriv 2023-05-23 eller 23-05-2023"),
        (["deadlines", "--body", "KB", "--meeting", "2023-05-23", "--count", "weeks"], "whole-days eller nth-day"),
        (["deadlines", "--body", "KB", "--meeting", "2023-05-23", "--cuont", "2"], "Mente du --count?"),
        (["deadlines", "--body", "KB", "--body", "HU", "--meeting", "2023-05-23"], "er angivet to gange"),
        (["journal", "verify", "alt"], "Her er noget for meget: alt"),
        (["case", "decide", "23/1", "--body", "KB", "--outcome", "ja"], "approved"),
        (["calendar", "export", "--out", "x.ics", "--all", "--body", "KB"], "Vælg netop én"),
        (["meetings", "call", "--body", "KB", "--on", "2023-06-01", "--at", "kl. to"], "skriv 14:00"),
    ],
)
def test_wrong_usage_is_said_in_danish_with_exit_code_2(argv: list[str], said: str, terminal: Terminal) -> None:
    answer = terminal(*argv)
    assert answer.code == 2
    assert said in answer.err
    assert answer.out == ""
    assert not ENGLISH.search(answer.err.replace("--", ""))


def test_a_narrow_screen_never_costs_a_date_its_last_figure(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "40")
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    show.table(("Organ", "Møde", "Hvad"), [("KB", date(2023, 5, 23), "en lang forklaring " * 5)])
    assert "tirs 23-05-2023" in capsys.readouterr().out
