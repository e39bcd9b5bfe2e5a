"""The secretariat's own wording at the keyboard: shown, tried, taken into use, given up."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from desk import journal_words, template_words
from domain.rules.mail_texts import MAIL_TEXTS

if TYPE_CHECKING:
    from conftest import Terminal

NAME = "deadline.subject"


def states(town: Terminal) -> dict[str, str]:
    return {row["name"]: row["state"] for row in town.ok("templates", "list", "--json").json}


def test_a_text_is_previewed_taken_into_use_shown_and_given_up(
    town: Terminal, write: Callable[[str, str], Path]
) -> None:
    assert set(states(town).values()) == {"shipped"}
    file = write("emne.txt", "Husk {{ frist }} {{ hvornår }}: {{ sager }}\n")
    assert "Emne: Husk aflevering i morgen: sag 23/41694" in town.ok("templates", "preview", NAME, file).out
    closed = town.ok("templates", "preview", NAME, file, "--closed").out
    assert "(lukket punkt)" in closed
    assert "Ligestilling" not in closed
    assert set(states(town).values()) == {"shipped"}
    assert "nu kommunens egen tekst" in town.ok("templates", "edit", NAME, file).out
    assert "lød allerede sådan" in town.ok("templates", "edit", NAME, file).out
    assert states(town)[NAME] == "own"
    shown = town.ok("templates", "show", NAME).out
    assert "Husk {{ frist }}" in shown
    assert "Den kan nævne: organ, organets, møde" in shown
    assert "Husk aflevering" in town.ok("templates", "preview", NAME, "--json").json["subject"]
    assert "igen den sædvanlige" in town.ok("templates", "reset", NAME).out
    history = town.ok("templates", "show", NAME, "--json").json["history"]
    assert [row["number"] for row in history] == [2, 1]
    assert "<html" in town.ok("templates", "preview", NAME, "--html").out


def test_what_is_wrong_is_said_in_danish_and_nothing_is_changed(
    town: Terminal, write: Callable[[str, str], Path]
) -> None:
    said = town.refused("templates", "edit", NAME, write("emne.txt", "{{ frsit }}"))
    assert "ordet »frsit« kendes ikke her" in said
    assert "linje 1" in town.refused("templates", "preview", NAME, write("emne.txt", "{{ frist"))
    assert "»deadline.emne« findes ikke" in town.refused("templates", "show", "deadline.emne")
    assert set(states(town).values()) == {"shipped"}


@pytest.mark.parametrize("name", MAIL_TEXTS)
def test_every_text_has_a_danish_name(name: str) -> None:
    assert template_words.title(name)
    assert "_" not in template_words.title(name)


def test_every_fault_has_a_sentence_and_every_verb_a_word() -> None:
    rules = Path(__file__).parents[2] / "domain" / "rules"
    text = "".join((rules / file).read_text("utf-8") for file in ("mail_texts.py", "template_language.py"))
    text += (Path(__file__).parents[2] / "flows" / "messages" / "texts.py").read_text("utf-8")
    assert set(re.findall(r"(?:TextFault|_Budget)\(\s*\"([a-z_]+)\"", text)) == template_words.FAULTS.keys()
    assert {"set_mail_text", "reset_mail_text", "report_mail_text"} <= journal_words.VERBS.keys()
