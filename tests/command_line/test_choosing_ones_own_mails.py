"""A person's own mails at the keyboard: shown, switched off and on, and the hour of the digest."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desk.cli import USAGE

if TYPE_CHECKING:
    from conftest import Terminal

WHO = "hanne.fjellerby"


def states(town: Terminal) -> dict[str, str]:
    return {row["kind"]: row["state"] for row in town.ok("profile", "mails", WHO, "--json").json["mails"]}


def test_a_kind_is_switched_off_and_on_by_its_danish_word_and_shown_with_the_rest(town: Terminal) -> None:
    assert set(states(town).values()) == {"on", "kept"}
    shown = town.ok("profile", "mails", WHO, "--off", "planlagt", "--off", "decided", "--hour", "10").out
    assert "nej, slået fra" in shown
    assert "sendes kl. 10" in shown
    assert {kind for kind, state in states(town).items() if state == "off"} == {"planned", "decided"}
    town.ok("profile", "mails", WHO, "--on", "planlagt")
    assert {kind for kind, state in states(town).items() if state == "off"} == {"decided"}
    assert town.ok("profile", "mails", WHO, "--json").json["digest_hour"] == 10


def test_what_may_not_be_switched_off_is_refused_with_the_reason_and_nothing_else_is_done(town: Terminal) -> None:
    said = town.refused("profile", "mails", WHO, "--off", "planlagt", "--off", "frist")
    assert "»frist« kan ikke slås fra: en frist i loven" in said
    assert "fra kl. 8 til 17" in town.refused("profile", "mails", WHO, "--off", "planlagt", "--hour", "7")
    assert set(states(town).values()) == {"on", "kept"}


def test_an_unknown_person_or_word_is_refused_in_danish(town: Terminal) -> None:
    assert "»ingen« findes ikke" in town.refused("profile", "mails", "ingen")
    answer = town("profile", "mails", WHO, "--off", "vrøvl")
    assert (answer.code, "vrøvl" in answer.err) == (USAGE, True)
