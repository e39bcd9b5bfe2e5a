"""A table over an enum has a row for each of its members, and each row says where it is from."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum

import pytest

from calendars.deadlines import DeadlineKind
from domain.casework.mail.still_true import _STILL, MATTERS
from domain.model import DueKind, NoticeKind
from domain.rules.constraints import CONSTRAINTS, Constraint
from domain.rules.effects import _EFFECTS
from domain.rules.ladder import FOLLOW_UP, LADDER, To, steps_for
from domain.rules.mail_switches import MAIL_SWITCHES
from domain.rules.outcomes import OUTCOMES, Effect, Recheck, Tell
from flows.sweep import WORK

# Rules of planning that judge the whole route or the table of meetings, and not one step.
NOT_OF_A_STEP = {Constraint.CAPACITY, Constraint.MED_BEFORE_POLITICS, Constraint.FIXED, Constraint.NO_MEETING}


@pytest.mark.parametrize(
    ("table", "members"),
    [
        pytest.param(WORK, DueKind, id="what the queue asks for is done"),
        pytest.param(_STILL, NoticeKind, id="a notice is looked at again before it is sent"),
        pytest.param(MAIL_SWITCHES, NoticeKind, id="a mail may be done without, or not"),
        pytest.param(MATTERS, DeadlineKind, id="a deadline asks something of somebody"),
        pytest.param(_EFFECTS, Effect, id="an effect becomes stops"),
    ],
)
def test_every_member_has_its_row(table: Mapping[Enum, object], members: type[Enum]) -> None:
    assert set(table) == set(members)


def test_every_rule_of_a_step_is_a_row_with_a_source_and_is_there_once() -> None:
    rows = [row.constraint for row in CONSTRAINTS]
    assert len(rows) == len(set(rows))
    assert set(rows) == set(Constraint) - NOT_OF_A_STEP
    assert all(row.source for row in CONSTRAINTS)


def test_every_effect_recheck_and_addressee_belongs_to_some_outcome() -> None:
    rows = OUTCOMES.values()
    assert {row.effect for row in rows} == set(Effect)
    assert {row.recheck for row in rows} == set(Recheck)
    assert {tell for row in rows for tell in row.tell} == set(Tell)
    assert {name for row in rows for name in row.needs} <= {"text", "return_to"}


def test_every_deadline_and_every_promise_has_a_ladder_and_everybody_on_it_a_step() -> None:
    assert all(steps_for(kind) for kind in (*DeadlineKind, FOLLOW_UP))
    assert {step.to for step in LADDER} == set(To)
