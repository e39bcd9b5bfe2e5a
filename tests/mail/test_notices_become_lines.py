"""A notice read again becomes a line: what moved and why, what is missing, what would help."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from domain.casework.mail.still_true import FreshNotice
from domain.model import NoticeKind
from domain.rules.constraints import Constraint, Cure
from domain.rules.replanning import Why
from flows.messages import words
from flows.messages.letters import compose
from flows.messages.line_facts import line_facts

BODIES = {"ØK": "Økonomiudvalget", "KB": "Kommunalbestyrelsen"}


def _letter(kind: NoticeKind, detail: dict[str, Any], **rest: Any) -> str:
    notice = FreshNotice("1", kind, "sagens ejer", None, detail=detail, **{"case_number": "23/1", **rest})
    letter = compose([line_facts(notice, BODIES)], name="Mette", today=date(2023, 5, 1), municipality="N")
    return f"{letter.subject}\n{letter.text}"


def test_a_moved_case_says_from_where_to_where_and_why():
    change = {"body": "ØK", "from": "2023-05-16", "to": "2023-06-13", "why": "postponed_by_body"}
    told = _letter(NoticeKind.MOVED, {"changes": [change]})
    assert told.startswith("Flyttet: sag 23/1 til Økonomiudvalget 13. juni 2023\n")
    assert "Sagen behandles nu på Økonomiudvalgets møde den 13. juni 2023." in told
    assert "  I stedet for 16. maj 2023 (sagen er udsat af organet)." in told


def test_the_only_meeting_is_named_once():
    told = _letter(NoticeKind.PLANNED, {"changes": [{"body": "ØK", "to": "2023-06-13"}]})
    assert told.count("13. juni 2023") == 2  # in the subject, and in the line
    again = _letter(NoticeKind.PLANNED, {"changes": [{"body": "ØK", "to": "2023-06-13", "why": "postponed_by_body"}]})
    assert "  Sagen er udsat af organet." in again


def test_many_moves_are_one_subject_and_a_line_each():
    changes = [{"body": "ØK", "to": "2023-06-13"}, {"body": "KB", "from": "2023-05-23", "to": None}]
    told = _letter(NoticeKind.MOVED, {"changes": changes, "why": "meeting_cancelled"})
    assert told.startswith("Flyttet: sag 23/1 på to møder\n")
    assert "Kommunalbestyrelsen: intet møde endnu i stedet for 23. maj 2023 (mødet er aflyst)." in told


def test_a_cancelled_meeting_is_told_as_a_meeting():
    detail = {"body": "ØK", "from": "2023-05-16", "to": "2023-05-16"}
    given = {"case_number": "", "body": "Økonomiudvalget", "meeting_on": date(2023, 5, 16)}
    told = _letter(NoticeKind.CANCELLED, detail, **given)
    assert told.startswith("Aflyst: Økonomiudvalgets møde 16. maj 2023\n")
    assert "Økonomiudvalgets møde den 16. maj 2023 er aflyst." in told
    assert "Økonomiudvalget 16. maj 2023." not in told


def test_a_stuck_case_says_which_rule_and_which_cure():
    told = _letter(NoticeKind.STUCK, {"body": "KB", "constraint": "minutes", "cure": "faster_minutes"})
    assert "Kommunalbestyrelsen: det forrige organs referat er ikke klar, når dagsordenen skal ud." in told
    assert "Mulig løsning: få referatet færdigt hurtigere." in told


def test_a_blocked_case_says_what_is_missing():
    assert "Indstillingen er tom." in _letter(NoticeKind.BLOCKED, {"checks": ["empty_recommendation"], "body": "KB"})


def test_a_closed_case_lends_a_line_neither_title_nor_text():
    notice = FreshNotice(
        "1", NoticeKind.PROPOSED, "", None, case_number="23/1", is_open=False, title="Hemmelig", text="Hemmelig"
    )
    facts = line_facts(notice, BODIES)
    assert (facts.shown_title, facts.text) == ("", "")


@pytest.mark.parametrize(("table", "enum"), [(words.WHYS, Why), (words.CONSTRAINTS, Constraint), (words.CURES, Cure)])
def test_each_table_of_reasons_is_complete(table: Any, enum: Any):
    assert set(table) == set(enum)
