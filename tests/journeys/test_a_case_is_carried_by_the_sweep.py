"""The sweep carries a case through its bodies: what is due and nothing else, once, however often it is run."""

from __future__ import annotations

import logging
import threading
from typing import Any

import pytest
from sqlalchemy import event
from sqlmodel import select

from domain.model import Case, CaseState, Due, Entry, Mail
from domain.rules.checks import CHECKS, Severity
from domain.store import journal
from flows import case_journey
from flows.case_journey import travel
from flows.clock import SetClock
from flows.engine import Engine
from flows.messages import words
from flows.rounds import Rounds
from flows.schedule import Ring
from flows.sweep import sweep

STEPS = [*("on_agenda", "awaiting_decision", "decided") * 2, "closed"]


def _walk(spring: Any) -> str:
    case_id: str = spring.open()
    spring.pass_time("2023-04-03", "2023-04-14")
    spring.pass_time("2023-04-19", "2023-04-30")
    return case_id


def _logged(caplog: Any) -> str:
    """What we log; not what the test's own mail server does, which logs every mail it takes."""
    return "\n".join(record.getMessage() for record in caplog.records if not record.name.startswith("mail."))


def test_a_case_goes_through_its_bodies_and_is_closed_without_prefect(spring_on_both: Any):
    spring = spring_on_both
    case_id = _walk(spring)
    assert spring.steps == STEPS
    assert spring.failed == []
    with spring.db.read() as session:
        assert session.get_one(Case, case_id).state is CaseState.CLOSED
        assert journal.verify(session) == []


def test_each_round_run_twice_does_nothing_the_second_time(spring: Any):
    spring.open()
    for day in ("2023-04-05", "2023-04-12"):
        for hour in ("08:00", "12:00", "23:00"):
            spring.look(f"{day} {hour}")
            again = spring.look(f"{day} {hour}")
            assert again.swept.is_idle
            assert again.delivered.sent == 0


def test_an_idle_sweep_asks_the_database_one_thing_and_writes_nothing(spring: Any):
    spring.open()
    spring.look("2023-04-05 12:00")
    asked: list[str] = []
    event.listen(spring.db.engine, "before_cursor_execute", lambda *args: asked.append(args[2]))
    assert sweep(spring.db, spring.moment("2023-04-05 12:00"), Engine("http://127.0.0.1:1/api")).is_idle
    assert [statement.split()[0] for statement in asked] == ["BEGIN", "SELECT"]


def test_two_sweeps_at_once_take_each_step_once(spring_on_both: Any):
    spring = spring_on_both
    cases = [spring.open(f"23/{number}") for number in range(12)]
    now = spring.moment("2023-04-05 12:00")
    steps: list[tuple[str, str]] = []

    def one_of_two() -> None:
        steps.extend(sweep(spring.db, now).steps)

    threads = [threading.Thread(target=one_of_two) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(steps) == sorted((case, "on_agenda") for case in cases)
    with spring.db.read() as session:
        advanced = session.exec(select(Entry.subject).where(Entry.verb == "advance")).all()
    assert sorted(advanced) == sorted(cases)


def test_a_case_that_cannot_be_carried_holds_up_no_other_and_is_tried_again(
    spring: Any, monkeypatch: Any, caplog: Any
):
    good, bad = spring.open("23/1"), spring.open("23/2", title="Et hemmeligt navn")
    carried = case_journey.advance

    def stumble(db: Any, by: Any, *, case_id: str) -> Any:
        if case_id == bad:
            raise RuntimeError("Et hemmeligt navn")
        return carried(db, by, case_id=case_id)

    monkeypatch.setattr(case_journey, "advance", stumble)
    with caplog.at_level(logging.DEBUG):
        first = spring.look("2023-04-05 12:00")
    assert first.swept.steps == [(good, "on_agenda")]
    assert set(first.swept.failed) == {f"journey:{bad}"}
    assert "hemmeligt" not in _logged(caplog)
    monkeypatch.undo()
    assert spring.look("2023-04-05 12:01").swept.is_idle  # its lease still holds
    assert spring.look("2023-04-05 12:10").swept.steps == [(bad, "on_agenda")]


def test_after_weeks_of_standing_still_everything_is_caught_up_in_one_round(spring: Any):
    case_id = spring.open()
    spring.look("2023-04-12 23:00")
    assert spring.steps == ["on_agenda", "awaiting_decision"]
    with spring.db.read() as session:
        left = session.exec(select(Due).where(Due.due_at <= spring.moment("2023-04-12 23:00"))).all()
        assert left == []
        assert session.get_one(Case, case_id).state is CaseState.OPEN


def test_every_obstacle_that_keeps_a_case_off_the_agenda_has_words():
    stops = {row.code for row in CHECKS if row.severity is Severity.STOP}
    assert stops <= set(words.OBSTACLES)


def test_a_case_that_goes_in_a_circle_is_stopped(spring: Any, monkeypatch: Any):
    case_id = spring.open()
    going = case_journey.Step(case_id, "replanned", "DIR", None)
    monkeypatch.setattr(case_journey, "take_step", lambda *_: going)
    with pytest.raises(case_journey.EndlessJourneyError):
        travel(spring.db, case_id, spring.moment("2023-04-05 12:00"), Engine())


def test_the_bell_is_armed_for_the_earliest_of_queue_and_outbox(spring: Any):
    spring.open()
    spring.look("2023-04-03 08:00")
    with spring.db.read() as session:
        earliest = min(
            [*session.exec(select(Due.due_at)), *session.exec(select(Mail.next_try_at).where(Mail.state == "queued"))]
        )
    assert Rounds(spring.db, spring.settings, Engine()).next_due() == earliest


def test_a_ring_is_a_round_or_a_tidying_and_needs_no_prefect(spring: Any):
    case_id = spring.open()
    clock = SetClock(spring.moment("2023-04-05 12:00"))
    rounds = Rounds(spring.db, spring.settings, Engine(), clock)
    rounds.ring(Ring.RECONCILE)
    rounds.ring(Ring.SWEEP)
    with spring.db.read() as session:
        entry = session.exec(select(Entry).where(Entry.verb == "advance")).one()
    assert entry.subject == case_id
    assert rounds.round().swept.is_idle
