"""Every step of a journey, every cure of a check and every kind of change has its Danish words on a case's page."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from desk import journal_words, labels
from desk.web.case_cures import CURES, cure_of
from desk.web.history import _ACTS, _STEPS, PLAIN, PLAIN_STEPS, tell
from domain.rules.checks import CHECKS, Check, Severity
from domain.rules.comparing import StopChangeKind
from domain.rules.rights import Deed
from domain.store.case_facts import Line

AT = datetime(2023, 5, 3, 10, tzinfo=UTC)
BODIES = {"KB": "Kommunalbestyrelsen"}


def line(verb: str, **facts: object) -> Line:
    return Line(1, AT, "lone.vejlby", verb, "case", "x", dict(facts))


def test_every_step_of_a_journey_has_a_sentence() -> None:
    assert set(_STEPS) | set(PLAIN_STEPS) == set(journal_words.TRANSITIONS) - {"none"}


def test_every_act_that_is_told_is_a_verb_of_the_journal() -> None:
    assert set(_ACTS) | set(PLAIN) <= set(journal_words.VERBS)


@pytest.mark.parametrize("verb", [*_ACTS, *PLAIN, "switch_mail"])
def test_a_line_without_facts_is_still_a_sentence(verb: str) -> None:
    said = tell(line(verb), bodies=BODIES, people={}, may_read=True).says
    assert said[0].isupper()
    assert said.endswith(".")


def test_a_reason_is_told_to_those_who_may_read_the_case() -> None:
    typed = line("drop_stop", body="KB", reason="Købesummen er hemmelig.")
    assert tell(typed, bodies=BODIES, people={}, may_read=True).reason == "Købesummen er hemmelig."
    told = tell(typed, bodies=BODIES, people={"lone.vejlby": "Lone Vejlby"}, may_read=False)
    assert (told.who, told.says, told.reason) == ("Lone Vejlby", "Tog Kommunalbestyrelsen ud af sagsgangen.", "")


def test_every_cure_is_a_link_or_plainly_words() -> None:
    wanted = {row.cure for row in CHECKS if row.cure} | {"correct_text"}
    assert wanted <= set(CURES)


def test_a_cure_at_a_stop_leads_to_that_stop_and_to_nobody_who_may_not() -> None:
    check = Check("dispatch_missed", Severity.STOP, "stop7", {}, "urgency_reason_§8_5")
    link = cure_of(check, "/sag/1", {Deed.EDIT_CASE})
    assert link is not None
    assert link.address == "/sag/1/led/stop7/hast"
    looked_at = cure_of(check, "/sag/1", set())
    assert looked_at is not None
    assert looked_at.address == ""


def test_every_change_of_a_stop_has_a_word() -> None:
    assert set(labels.LABELS["StopChangeKind"]) == {kind.value for kind in StopChangeKind}
