"""Properties of every plan, on small random meeting plans, with brute force as the oracle."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import pairwise, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calendars.copenhagen import COPENHAGEN
from domain.model.body import BodyKind
from domain.model.case import CaseState
from domain.model.stop import StopState
from domain.rules.constraints import Terms, broken_row, submission_limit
from domain.rules.facts import CaseFacts, MeetingFacts, StopFacts
from domain.rules.planning import MeetingTable, NoPlan, Plan, StopToPlace, plan_backward, plan_forward
from domain.rules.replanning import Difference, Why, replan, with_difference

START = date(2023, 1, 2)
ROUTE = (("DIR", BodyKind.MANAGEMENT), ("HU", BodyKind.MED), ("ØK", BodyKind.FINANCE), ("KB", BodyKind.COUNCIL))
KINDS = dict(ROUTE)
MOST = settings(max_examples=120, deadline=None)


def day(offset: int) -> date:
    return START + timedelta(days=offset)


@st.composite
def meetings(draw: st.DrawFn, *, is_orderly: bool = False) -> tuple[MeetingFacts, ...]:
    """Up to four meetings of each body in ten weeks; orderly ones have the same lead times all through."""
    found = []
    for body, kind in ROUTE:
        same = draw(lead_times())
        for offset in draw(st.sets(st.integers(0, 70), max_size=4)):
            handed_in, sent_out, minutes = same if is_orderly else draw(lead_times())
            noon = datetime(2023, 1, 2, 12, tzinfo=COPENHAGEN) + timedelta(days=offset)
            found.append(
                MeetingFacts(
                    id=f"{body}{offset}",
                    body=body,
                    kind=kind,
                    held_on=day(offset),
                    starts_at=noon,
                    ends_at=noon + timedelta(hours=2),
                    cancelled=draw(st.integers(0, 9)) == 0,
                    submission_on=None if handed_in is None else day(offset - sent_out - handed_in),
                    dispatch_on=day(offset - sent_out),
                    dispatch_legal_on=day(offset - sent_out),
                    minutes_ready_on=day(offset + minutes),
                )
            )
    return tuple(found)


def lead_times() -> st.SearchStrategy[tuple[int | None, int, int]]:
    return st.tuples(st.none() | st.integers(0, 10), st.integers(0, 8), st.integers(0, 6))


@st.composite
def stops(draw: st.DrawFn, *, length: int = 4) -> tuple[StopToPlace, ...]:
    bodies = ROUTE[draw(st.integers(0, length - 1)) :]
    return tuple(
        StopToPlace(
            body.lower(), body, kind, min_gap_days=draw(st.sampled_from([0, 0, 0, 10])), urgent=draw(st.booleans())
        )
        for body, kind in bodies
    )


def all_chains(
    wanted: tuple[StopToPlace, ...], known: tuple[MeetingFacts, ...], terms: Terms
) -> list[list[MeetingFacts]]:
    """Every chain that keeps every row, by trying them all."""
    by_body = [[meeting for meeting in known if meeting.body == stop.body] for stop in wanted]
    return [
        list(chain)
        for chain in product(*by_body)
        if all(
            broken_row(stop, previous, meeting, terms) is None
            for stop, previous, meeting in zip(wanted, (None, *chain), chain, strict=False)
        )
    ]


@MOST
@given(meetings(), stops(), st.integers(0, 50), st.integers(20, 80))
def test_a_plan_is_found_exactly_when_one_exists(
    known: tuple[MeetingFacts, ...], wanted: tuple[StopToPlace, ...], ready: int, before: int
) -> None:
    answer = plan_forward(wanted, MeetingTable(known), ready_on=day(ready), decide_before=day(before))
    chains = all_chains(wanted, known, Terms(day(ready), day(before)))
    assert isinstance(answer, Plan) is bool(chains)
    if isinstance(answer, Plan):
        assert [placed.meeting for placed in answer.placed] in chains


@MOST
@given(meetings(), stops(), st.integers(0, 50))
def test_order_deadlines_and_gaps_are_kept(
    known: tuple[MeetingFacts, ...], wanted: tuple[StopToPlace, ...], ready: int
) -> None:
    plan = plan_forward(wanted, MeetingTable(known), ready_on=day(ready))
    if isinstance(plan, NoPlan):
        return
    assert plan.risks == ()
    for stop, placed in zip(wanted, plan.placed, strict=True):
        assert not placed.meeting.cancelled
        assert day(ready) <= placed.meeting.held_on
        if not stop.urgent and placed.meeting.submission_on is not None:
            assert day(ready) <= placed.meeting.submission_on
    for (first, second), stop in zip(pairwise(plan.placed), wanted[1:], strict=True):
        assert first.meeting.ends_at <= second.meeting.starts_at
        assert (second.meeting.held_on - first.meeting.held_on).days >= stop.min_gap_days
        if not stop.urgent:
            assert first.meeting.minutes_ready_on <= second.meeting.dispatch_on


@MOST
@given(meetings(is_orderly=True), stops(), st.integers(0, 50))
def test_with_the_same_lead_times_all_year_no_chain_ends_earlier(
    known: tuple[MeetingFacts, ...], wanted: tuple[StopToPlace, ...], ready: int
) -> None:
    plan = plan_forward(wanted, MeetingTable(known), ready_on=day(ready))
    if isinstance(plan, Plan):
        chains = all_chains(wanted, known, Terms(day(ready)))
        for at, placed in enumerate(plan.placed):
            assert placed.meeting.held_on == min(chain[at].held_on for chain in chains)


@MOST
@given(meetings(), stops(), st.integers(20, 80))
def test_backward_finds_the_last_day_on_which_forward_still_finds_a_plan(
    known: tuple[MeetingFacts, ...], wanted: tuple[StopToPlace, ...], before: int
) -> None:
    table, limit = MeetingTable(known), day(before)
    plan = plan_backward(wanted, table, decide_before=limit)
    chains = all_chains(wanted, known, Terms(date.min, limit))
    assert isinstance(plan, Plan) is bool(chains)
    if isinstance(plan, NoPlan):
        return
    latest_start = max(
        min(submission_limit(stop, meeting) for stop, meeting in zip(wanted, chain, strict=True)) for chain in chains
    )
    assert plan.last_start_on == latest_start
    assert isinstance(plan_forward(wanted, table, ready_on=latest_start, decide_before=limit), Plan)
    late = latest_start + timedelta(days=1)
    assert isinstance(plan_forward(wanted, table, ready_on=late, decide_before=limit), NoPlan)
    assert isinstance(plan_backward(wanted, table, decide_before=limit, ready_on=late), NoPlan)


@MOST
@given(meetings(is_orderly=True), stops(), st.integers(20, 80))
def test_backward_is_as_late_as_can_be(
    known: tuple[MeetingFacts, ...], wanted: tuple[StopToPlace, ...], before: int
) -> None:
    plan = plan_backward(wanted, MeetingTable(known), decide_before=day(before))
    if isinstance(plan, Plan):
        chains = all_chains(wanted, known, Terms(date.min, day(before)))
        for at, placed in enumerate(plan.placed):
            assert placed.meeting.held_on == max(chain[at].held_on for chain in chains)


@st.composite
def cases(draw: st.DrawFn, known: tuple[MeetingFacts, ...]) -> CaseFacts:
    """A case somewhere on its way: stops on any of their body's meetings, or on none; some of them fixed."""
    made = []
    for position, (body, kind) in enumerate(ROUTE, start=1):
        own = [meeting for meeting in known if meeting.body == body]
        meeting = draw(st.sampled_from([None, *own]))
        made.append(
            StopFacts(
                id=body.lower(),
                position=position,
                round_no=1,
                body=body,
                kind=kind,
                state=draw(st.sampled_from([StopState.PLANNED, StopState.PLANNED, StopState.ON_AGENDA]))
                if meeting
                else StopState.PLANNED,
                meeting=meeting,
                fixed=meeting is not None and draw(st.booleans()),
            )
        )
    return CaseFacts("sag", "1", "Sag", is_open=True, state=CaseState.OPEN, stops=tuple(made))


@MOST
@given(st.data(), meetings(), st.integers(0, 60))
def test_planning_again_after_the_difference_changes_nothing(
    data: st.DataObject, known: tuple[MeetingFacts, ...], ready: int
) -> None:
    case, table = data.draw(cases(known)), MeetingTable(known)
    difference = replan(case, table, ready_on=day(ready), why=Why.MEETING_MOVED)
    after = with_difference(case, difference)
    again = replan(after, table, ready_on=day(ready), why=Why.MEETING_MOVED)
    assert again.changes == ()
    assert again.no_plan == difference.no_plan


@MOST
@given(st.data(), meetings(), st.integers(0, 60), st.integers(-20, 20))
def test_a_fixed_stop_never_gets_another_meeting(
    data: st.DataObject, known: tuple[MeetingFacts, ...], ready: int, shift: int
) -> None:
    case = data.draw(cases(known))
    if known:  # also when the secretariat moves one of the meetings
        moved = data.draw(st.sampled_from(known))
        by = timedelta(days=shift)
        known = (
            *(meeting for meeting in known if meeting.id != moved.id),
            replace(moved, held_on=moved.held_on + by, starts_at=moved.starts_at + by, ends_at=moved.ends_at + by),
        )
    difference = replan(case, MeetingTable(known), ready_on=day(ready), why=Why.MEETING_MOVED)
    fixed = {stop.id: stop.meeting.id for stop in case.stops if stop.fixed and stop.meeting is not None}
    for change in difference.changes:
        if change.stop in fixed:
            assert change.after is not None
            assert change.after.id == fixed[change.stop]


@pytest.mark.parametrize("used", [0, 1])
def test_a_stop_counts_itself_once_on_a_full_meeting(used: int) -> None:
    noon = datetime(2023, 1, 9, 12, tzinfo=COPENHAGEN)
    on = noon.date()
    meeting = MeetingFacts("KB", "KB", BodyKind.COUNCIL, on, noon, noon, False, None, on, on, on)  # noqa: FBT003 - not cancelled
    stop = StopFacts("kb", 1, 1, "KB", BodyKind.COUNCIL, StopState.PLANNED, meeting)
    case = CaseFacts("sag", "1", "Sag", is_open=True, state=CaseState.OPEN, stops=(stop,))
    table = MeetingTable([meeting], used={"KB": used}, capacity={"KB": 1})
    assert replan(case, table, ready_on=START, why=Why.PLACED) == Difference()
