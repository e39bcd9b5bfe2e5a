"""Faste punkter: on the right meetings, as cases of their own, once; left out this once with the reason."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest
from sqlmodel import select

from domain.casework.case.cases import withdraw_case
from domain.casework.case.follow_ups import Proposal, confirm_follow_up, propose_follow_up
from domain.casework.case.journey import advance
from domain.casework.case.opening import open_case
from domain.casework.meeting.meetings import move_meeting
from domain.casework.verb import By
from domain.casework.year.standing import leave_out_standing_item, raise_standing_item
from domain.errors import NotAllowedNowError, NotFoundError, ProfileError, ReasonMissingError
from domain.model import Case, StandingUse, Stop
from domain.model.columns import make_id
from domain.profile import load_profile, shipped_profile
from domain.rules.standing import Report, Rhythm, StandingItem, first_days, is_due_at
from domain.store.database import Database
from domain.store.standing import standing_of
from flows.standing_items import put_on, standing_items

At = Callable[..., datetime]
APRIL, LATE_APRIL, MAY = (
    make_id("meeting", "DIR", day) for day in (date(2023, 4, 12), date(2023, 4, 26), date(2023, 5, 10))
)
HU = make_id("meeting", "HU", date(2023, 4, 27))
ITEM = "maanedsgrebet"


def item(rhythm: Rhythm, month: int | None = None) -> StandingItem:
    return StandingItem("k", "DIR", "T", rhythm, "beslutning", month)


OWN = [date(2023, 1, 18), date(2023, 2, 8), date(2023, 2, 22), date(2023, 3, 8), date(2023, 9, 6), date(2023, 10, 4)]


@pytest.mark.parametrize(
    ("what", "expected"),
    [
        (item(Rhythm.EVERY_MEETING), OWN),
        (item(Rhythm.MONTHLY), [OWN[0], OWN[1], OWN[3], OWN[4], OWN[5]]),
        (item(Rhythm.YEARLY, 2), [OWN[1]]),
        (item(Rhythm.YEARLY, 4), [OWN[4]]),  # no meeting from April to August
        (item(Rhythm.YEARLY, 11), []),
    ],
)
def test_an_item_stands_on_the_meetings_its_rhythm_names(what: StandingItem, expected: list[date]) -> None:
    assert [day for day in OWN if is_due_at(what, day, OWN, [])] == expected


def test_a_politisk_rul_begins_with_the_managements_first_meeting_of_a_month() -> None:
    rounds = first_days([date(2023, 4, 26), date(2023, 4, 12), date(2023, 5, 10)])
    council = [date(2023, 4, 11), date(2023, 4, 25), date(2023, 5, 9), date(2023, 5, 23)]
    assert rounds == [date(2023, 4, 12), date(2023, 5, 10)]
    what = item(Rhythm.FIRST_OF_ROUND)
    assert [day for day in council if is_due_at(what, day, council, rounds)] == [date(2023, 4, 25), date(2023, 5, 23)]


def on(db: Database, meeting: str) -> dict[str, Any]:
    with db.read() as session:
        return {one.item.key: one for one in standing_of(session, meeting)}


def raised(db: Database, moment: datetime) -> str | None:
    """The flow passes; the case that stands for the item on 12 April afterwards."""
    standing_items(db, moment)
    case_id: str | None = on(db, APRIL)[ITEM].case_id
    return case_id


def test_the_flow_puts_an_item_on_as_a_case_of_its_own_when_its_day_has_come(norddjurs: Database, at: At) -> None:
    assert on(norddjurs, APRIL)[ITEM].comes_on == date(2023, 3, 22)
    assert set(on(norddjurs, LATE_APRIL)) == set()  # neither the first of the month nor of the rul
    assert raised(norddjurs, at("2023-03-21 05:00")) is None
    assert on(norddjurs, APRIL)[ITEM].is_waiting
    case_id = raised(norddjurs, at("2023-03-22 05:00"))
    assert case_id is not None
    assert standing_items(norddjurs, at("2023-03-22 05:05")) == []
    with norddjurs.read() as session:
        case = session.get_one(Case, case_id)
        stop = session.exec(select(Stop).where(Stop.case_id == case_id)).one()
    assert (case.title, case.number, case.owner_post) == (
        "Månedsgrebet",
        "DIR-20230412-maanedsgrebet",
        "kommunaldirektoer",
    )
    assert (stop.meeting_id, stop.fixed) == (APRIL, True)
    assert on(norddjurs, APRIL)[ITEM].case_id == case_id
    advanced = advance(norddjurs, By("sagsgang", at("2023-04-10 12:00")), case_id=case_id)  # its agenda goes out
    assert advanced.facts["transition"] == "on_agenda"


def test_an_item_left_out_does_not_come_and_comes_again_the_next_time(norddjurs: Database, at: At) -> None:
    by = By("lone.vejlby", at("2023-03-10 09:00"))
    with pytest.raises(ReasonMissingError):
        leave_out_standing_item(norddjurs, by, item=ITEM, meeting_id=APRIL, reason=" ")
    leave_out_standing_item(norddjurs, by, item=ITEM, meeting_id=APRIL, reason="Direktionen er på seminar.")
    assert leave_out_standing_item(
        norddjurs, by, item=ITEM, meeting_id=APRIL, reason="Direktionen er på seminar."
    ).repeated
    standing_items(norddjurs, at("2023-03-30 05:00"))
    assert (on(norddjurs, APRIL)[ITEM].case_id, on(norddjurs, APRIL)[ITEM].left_out_because) == (
        None,
        "Direktionen er på seminar.",
    )
    standing_items(norddjurs, at("2023-04-20 05:00"))
    assert on(norddjurs, MAY)[ITEM].case_id is not None
    put_on(norddjurs, by, item=ITEM, meeting_id=APRIL)
    assert on(norddjurs, APRIL)[ITEM].left_out_because == ""


def test_what_is_a_case_already_is_withdrawn_first_and_then_does_not_come_again(norddjurs: Database, at: At) -> None:
    by = By("lone.vejlby", at("2023-03-23 09:00"))
    put_on(norddjurs, by, item=ITEM, meeting_id=APRIL)
    assert put_on(norddjurs, by, item=ITEM, meeting_id=APRIL).repeated
    with pytest.raises(NotAllowedNowError):
        leave_out_standing_item(norddjurs, by, item=ITEM, meeting_id=APRIL, reason="Nej.")
    withdraw_case(norddjurs, by, case_id=on(norddjurs, APRIL)[ITEM].case_id, reason="Ikke denne gang.")
    assert raised(norddjurs, at("2023-03-24 05:00")) is None
    put_on(norddjurs, by, item=ITEM, meeting_id=APRIL)
    with norddjurs.read() as session:
        number = session.get_one(Case, on(norddjurs, APRIL)[ITEM].case_id).number
    assert number == "DIR-20230412-maanedsgrebet-2"


def test_a_moved_meeting_keeps_its_item_and_gets_no_second_one(norddjurs: Database, at: At) -> None:
    case_id = raised(norddjurs, at("2023-03-22 05:00"))
    by = By("lone.vejlby", at("2023-03-23 09:00"))
    move_meeting(norddjurs, by, meeting_id=APRIL, starts_at=at("2023-04-13 09:00"), reason="Påske.")
    assert raised(norddjurs, at("2023-03-24 05:00")) == case_id


def test_killed_before_the_case_was_remembered_the_next_day_finds_it(norddjurs: Database, at: At) -> None:
    case_id = raised(norddjurs, at("2023-03-22 05:00"))
    with norddjurs.write() as session:
        session.delete(session.exec(select(StandingUse).where(StandingUse.case_id == case_id)).one())
    assert on(norddjurs, APRIL)[ITEM].is_waiting
    assert raised(norddjurs, at("2023-03-23 05:00")) == case_id


def test_the_status_says_how_promises_are_kept_and_no_word_of_a_closed_case(norddjurs: Database, at: At) -> None:
    by = By("lone.vejlby", at("2023-04-01 09:00"))
    for number, title, is_open in (("23/1", "Cykelstier", True), ("23/2", "Fætter Højben", False)):
        case = open_case(norddjurs, by, number=number, title=title, is_open=is_open, route=["KB"]).subject
        made = propose_follow_up(norddjurs, by, case_id=case, proposal=Proposal(f"{title} får et kort."))
        confirm_follow_up(norddjurs, by, follow_up_id=made.subject, owner_post="hr-chef", due_on=date(2023, 4, 20))
    put_on(norddjurs, By("sagsgang", at("2023-04-30 05:00")), item="opfoelgning", meeting_id=MAY)
    with norddjurs.read() as session:
        text = session.get_one(Case, on(norddjurs, MAY)["opfoelgning"].case_id).presentation
    assert "2 opfølgninger er over fristen" in text
    assert "- Cykelstier får et kort (sag 23/1): HR-chef, torsdag 20. april 2023, 10 dage over fristen" in text
    assert "- Lukket punkt: HR-chef" in text
    assert "Højben" not in text


def test_an_item_or_meeting_that_is_not_there_is_refused(norddjurs: Database, at: At) -> None:
    by = By("x", at("2023-03-23 09:00"))
    with pytest.raises(NotFoundError):
        raise_standing_item(norddjurs, by, item="findes-ikke", meeting_id=APRIL)
    with pytest.raises(NotFoundError):
        raise_standing_item(norddjurs, by, item=ITEM, meeting_id="findes-ikke")


@pytest.mark.parametrize(
    ("row", "key", "code"),
    [
        ('rhythm = "yearly"', "standing_item.month", "missing_key"),
        ('rhythm = "yearly"\nmonth = 13', "standing_item.month", "impossible_number"),
        ('rhythm = "weekly"', "standing_item.rhythm", "unknown_word"),
        ('rhythm = "monthly"\nowner = "findes-ikke"', "standing_item.owner", "unknown_reference"),
        ('rhythm = "monthly"\nreport = "vejret"', "standing_item.report", "unknown_word"),
    ],
)
def test_a_standing_item_that_cannot_be_is_refused_with_its_row(row: str, key: str, code: str) -> None:
    text = f'{shipped_profile()}\n[[standing_item]]\nkey = "k"\nbody = "DIR"\ntitle = "T"\nsource = "b"\n{row}\n'
    with pytest.raises(ProfileError) as refused:
        load_profile("n.toml", text)
    assert [(one.key, one.code) for one in refused.value.facts["findings"]] == [(key, code)]


def test_the_shipped_profile_has_an_item_of_every_rhythm_and_report() -> None:
    items = load_profile("n.toml", shipped_profile()).standing_items
    assert {one.rhythm for one in items} == set(Rhythm)
    assert {one.report for one in items} - {None} == set(Report)
