"""A preview shows what a verb will do; the verb then does exactly that."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from domain.casework.case.sketches import preview_add, preview_drop, preview_place
from domain.casework.case.stops import add_stop, drop_stop, give_urgency_reason, place_stop
from domain.casework.verb import By
from domain.errors import ConflictError, NotAllowedNowError, NotFoundError, ReasonMissingError, RepeatedBodyError
from domain.model import Entry, NoticeKind
from domain.rules.replanning import Difference

TODAY = date(2023, 3, 2)


def at_work(town: Any) -> By:
    return By("lone.vejlby", town.moment("2023-03-02 09:00"))


def open_case_on_first_meetings(town: Any, **values: Any) -> str:
    case_id: str = town.open(**({"stages": {}, "obligation": None} | values))
    town.sweep(town.moment("2023-03-01 09:00"))
    return case_id


def days(difference: Difference) -> list[tuple[str, str | None]]:
    return [
        (change.body, change.after.held_on.isoformat() if change.after else None) for change in difference.changes
    ]


def test_placing_a_stop_later_moves_what_no_longer_holds_and_the_preview_says_so(town: Any) -> None:
    case_id = open_case_on_first_meetings(town)
    first = town.facts(case_id).stops[0]
    meeting = town.meeting("DIR", "2023-04-12")
    with town.db.read() as session:
        shown = days(preview_place(session, stop_id=first.id, meeting_id=meeting, today=TODAY))
    before = len(town.rows(Entry))
    receipt = place_stop(town.db, at_work(town), stop_id=first.id, meeting_id=meeting, reason="aftalt med chefen")

    assert shown[0] == ("DIR", "2023-04-12")
    assert [(change["body"], change["to"]) for change in receipt.facts["changes"]] == shown
    assert [day for _, day, _ in town.plan(case_id)] == [
        *("2023-04-12", "2023-04-27", "2023-05-16", "2023-06-20"),
    ]
    assert town.facts(case_id).stops[0].fixed
    assert len(town.rows(Entry)) == before + 1
    moved = [line for line in town.picture(case_id)["notices"] if line[0] is NoticeKind.MOVED]
    assert {person for _, person, _ in moved} >= {"hanne.fjellerby", "niels.trustrup", "oda.enslev"}


def test_a_preview_writes_nothing(town: Any) -> None:
    case_id = open_case_on_first_meetings(town)
    before = town.picture(case_id)
    with town.db.read() as session:
        stop = town.facts(case_id).stops[1]
        preview_drop(session, stop_id=stop.id, today=TODAY)
        preview_add(session, case_id=case_id, body="MTU", after=stop.id, today=TODAY)

    assert town.picture(case_id) == before


def test_a_fixed_stop_is_released_on_the_meeting_where_it_stands(small_town: Any) -> None:
    town = small_town
    case_id = town.open()
    stop = town.facts(case_id).stops[3]
    place_stop(
        town.db, at_work(town), stop_id=stop.id, meeting_id=stop.meeting.id, fixed=False, reason="datoen er fri"
    )

    freed = town.facts(case_id).stops[3]
    assert (freed.fixed, freed.meeting.id) == (False, stop.meeting.id)


def test_a_stop_is_placed_on_a_meeting_of_its_own_body_that_is_on(small_town: Any) -> None:
    town = small_town
    case_id = town.open()
    stop = town.facts(case_id).stops[0]
    with pytest.raises(NotAllowedNowError) as refused:
        place_stop(
            town.db, at_work(town), stop_id=stop.id, meeting_id=town.meeting("HU", "2023-04-27"), reason="prøve"
        )
    assert refused.value.facts["why"] == "other_body"
    with pytest.raises(NotFoundError):
        place_stop(town.db, at_work(town), stop_id=stop.id, meeting_id="intet", reason="prøve")


def test_an_order_that_cannot_hold_leaves_the_case_stuck_with_its_cure(small_town: Any) -> None:
    town = small_town
    case_id = town.open(obligation=None)
    stop = town.facts(case_id).stops[0]
    place_stop(
        town.db, at_work(town), stop_id=stop.id, meeting_id=town.meeting("DIR", "2023-06-07"), reason="kan ikke før"
    )

    state, stuck_because = town.picture(case_id)["case"]
    assert (state.value, '"cure":"release_fixed_date"' in stuck_because) == ("open", True)
    assert (NoticeKind.STUCK, "lone.vejlby", "") in town.picture(case_id)["notices"]


def test_a_body_is_added_in_the_middle_and_the_rest_moves_one_place(town: Any) -> None:
    case_id = open_case_on_first_meetings(town)
    after = town.facts(case_id).stops[1]
    receipt = add_stop(
        town.db, at_work(town), case_id=case_id, body="Miljø- og Teknikudvalget", after=after.id, reason="§ 21"
    )
    again = add_stop(town.db, at_work(town), case_id=case_id, body="MTU", after=after.id, reason="§ 21")

    assert [body for body, _, _ in town.plan(case_id)] == ["DIR", "HU", "MTU", "ØK", "KB"]
    assert [stop.position for stop in town.facts(case_id).stops] == [1, 2, 3, 4, 5]
    placed = [day for _, day, _ in town.plan(case_id)]
    assert placed == sorted(placed)
    assert None not in placed
    assert (again.repeated, again.facts["stop"]) == (True, receipt.facts["stop"])


def test_a_body_already_ahead_is_not_added_again_and_med_never_after_politics(small_town: Any) -> None:
    town = small_town
    case_id = open_case_on_first_meetings(town, route=["DIR", "ØK", "KB"])
    with pytest.raises(RepeatedBodyError):
        add_stop(town.db, at_work(town), case_id=case_id, body="ØK", reason="igen")
    with pytest.raises(NotAllowedNowError) as refused:
        add_stop(town.db, at_work(town), case_id=case_id, body="HU", reason="glemt")
    assert refused.value.facts["why"] == "route"


def test_a_dropped_stop_is_kept_marked_and_the_rest_stays_where_it_stood(town: Any) -> None:
    case_id = open_case_on_first_meetings(town)
    before = town.plan(case_id)
    stop = town.facts(case_id).stops[1]
    drop_stop(town.db, at_work(town), stop_id=stop.id, reason="Ikke en personalesag.")

    assert town.plan(case_id) == [before[0], (*before[1][:2], "dropped"), *before[2:]]
    assert drop_stop(town.db, at_work(town), stop_id=stop.id, reason="Igen.").repeated


def test_the_second_to_change_a_stop_gets_a_conflict(small_town: Any) -> None:
    town = small_town
    stop = town.facts(town.open()).stops[0]
    give_urgency_reason(town.db, at_work(town), stop_id=stop.id, reason="Fristen nærmer sig.", version=1)
    with pytest.raises(ConflictError):
        drop_stop(town.db, at_work(town), stop_id=stop.id, reason="Udgår.", version=1)
    with pytest.raises(ReasonMissingError):
        give_urgency_reason(town.db, at_work(town), stop_id=stop.id, reason="  ")
