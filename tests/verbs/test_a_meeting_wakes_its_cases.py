"""A meeting's own rows in the queue stand for all the cases on it: few statements, whatever their number."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event

from domain.casework.case.follow_ups import Proposal
from domain.casework.case.journey import advance
from domain.casework.case.waking import meeting_dispatched, meeting_held
from domain.casework.queue import due_key
from domain.casework.verb import By
from domain.model import Due, DueKind, Entry
from domain.rules.facts import AttachmentFacts
from domain.store.case_facts import case_facts, many_case_facts


@contextmanager
def counted(town: Any) -> Iterator[list[str]]:
    """Every statement that is sent while the block runs."""
    sent: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if not statement.startswith("BEGIN"):
            sent.append(statement)

    event.listen(town.db.engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(town.db.engine, "before_cursor_execute", note)


def journeys_due(town: Any) -> set[str]:
    return {due.subject for due in town.rows(Due) if due.kind is DueKind.JOURNEY}


def open_and_rest(town: Any, *numbers: str) -> list[str]:
    """Cases that wait for DIR's meeting on 12 April, with no row of their own in the queue."""
    cases = [town.open(number, obligation=None) for number in numbers]
    town.sweep(town.moment("2023-03-01 12:00"))
    assert journeys_due(town) == set()
    return cases


def wake(town: Any, verb: Callable[..., Any], moment: str) -> Any:
    meeting = town.meeting("DIR", "2023-04-12")
    return verb(town.db, By("systemet", town.moment(moment)), meeting_id=meeting)


def test_a_dispatched_meeting_wakes_every_open_case_on_it_and_its_own_row_is_gone(town: Any) -> None:
    cases = open_and_rest(town, "23/1", "23/2", "23/3")
    receipt = wake(town, meeting_dispatched, "2023-04-05 12:00")

    assert (receipt.subject, receipt.facts["cases"]) == (town.meeting("DIR", "2023-04-12"), 3)
    assert journeys_due(town) == set(cases)
    keys = {due.key for due in town.rows(Due)}
    assert keys >= {due_key(DueKind.JOURNEY, case_id) for case_id in cases}
    assert due_key(DueKind.DISPATCH, receipt.subject) not in keys


def test_waking_costs_the_same_number_of_statements_for_one_case_and_for_forty(
    small_town: Any, quiet_town: Any
) -> None:
    for town, cases in ((small_town, 1), (quiet_town, 40)):
        for number in range(1, cases + 1):
            town.open(f"23/{number}", obligation=None)
    # An agenda that goes out gives its items their numbers too.
    for verb, moment, most in ((meeting_dispatched, "2023-04-05 12:00", 15), (meeting_held, "2023-04-12 12:00", 8)):
        with counted(small_town) as for_one:
            wake(small_town, verb, moment)
        with counted(quiet_town) as for_forty:
            receipt = wake(quiet_town, verb, moment)
        assert receipt.facts["cases"] == 40
        assert len(for_forty) == len(for_one) <= most


def test_a_meeting_dispatched_twice_or_before_its_time_wakes_nobody(town: Any) -> None:
    open_and_rest(town, "23/1")
    early = wake(town, meeting_dispatched, "2023-04-05 11:59")
    wake(town, meeting_dispatched, "2023-04-05 12:00")
    lines = len(town.rows(Entry))
    twice = wake(town, meeting_dispatched, "2023-04-05 12:00")

    assert (early.repeated, twice.repeated) == (True, True)
    assert len(town.rows(Entry)) == lines


def test_a_case_that_waits_for_a_meeting_has_no_row_of_its_own(small_town: Any) -> None:
    town = small_town
    [case_id] = open_and_rest(town, "23/1")
    town.sweep(town.moment("2023-04-05 12:00"))

    assert town.transitions() == ["on_agenda"]
    assert journeys_due(town) == set()
    assert town.steps[-1]["because"] == "meeting"
    assert town.facts(case_id).stops[0].state.value == "on_agenda"


def test_many_cases_are_read_with_as_many_statements_as_one(town: Any) -> None:
    promise, paper = Proposal("Giver en status", place="linje 1"), AttachmentFacts("Bilag 1", "2", is_open=False)
    bare = [town.open(f"23/{number}", obligation=None) for number in range(1, 7)]
    cases = [
        *bare,
        *(
            town.open(f"24/{number}", obligation=None, follow_ups=[promise], attachments=[paper])
            for number in range(6)
        ),
    ]
    with town.db.read() as session, counted(town) as for_one:
        one = case_facts(session, cases[-1])
    with town.db.read() as session, counted(town) as for_all:
        all_of_them = many_case_facts(session, [*cases, "ukendt"])
    with town.db.read() as session, counted(town) as for_bare:
        many_case_facts(session, bare)

    assert len(for_all) == len(for_one) == 4
    assert len(for_bare) == 2  # promises and attachments are asked for where there are any
    assert set(all_of_them) == set(cases)
    assert all_of_them[cases[-1]] == one
    assert (one.follow_ups[0].text, one.attachments) == ("Giver en status", (paper,))


def test_a_step_takes_few_statements(small_town: Any) -> None:
    town = small_town
    [case_id] = open_and_rest(town, "23/1")
    with counted(town) as sent:
        receipt = advance(town.db, By("systemet", town.moment("2023-04-05 12:00")), case_id=case_id)

    assert receipt.facts["transition"] == "on_agenda"
    assert len(sent) == 7  # two to read, one for the queue, one for the stop, three for the journal
