"""Mål: who answers for an action is asked before the body meets, as for any promise; the body gets a status."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest
from sqlmodel import col, select

from domain.casework.case.follow_ups import Proposal, complete_follow_up, confirm_follow_up, propose_follow_up
from domain.casework.case.opening import open_case
from domain.casework.case.stops import place_stop
from domain.casework.goal.goals import add_action, add_goal, change_action, change_goal, end_goal, note_progress
from domain.casework.goal.indicators import NewMeasurement, add_indicator, take_in_measurements
from domain.casework.house.profile_impact import refers_to
from domain.casework.verb import By
from domain.errors import EndedBodyError, NotAllowedNowError, NotFoundError, ReasonMissingError
from domain.model import (
    Action,
    ActionState,
    Better,
    Case,
    Due,
    DueKind,
    FollowUp,
    FollowUpState,
    Meeting,
    Progress,
    Stop,
)
from domain.store.database import Database
from domain.store.goals import list_goals
from domain.store.standing import standing_of
from flows.standing_items import put_on, standing_items

At = Callable[..., datetime]
HU = date(2023, 4, 27)
GOAL: dict[str, Any] = {
    "plan": "Arbejdspladsen 2023",
    "text": "Flere mænd i omsorgen",
    "owner_post": "hr-chef",
    "body": "HU",
    "first_on": date(2023, 4, 1),
    "every_months": 6,
}


def by(at: At, moment: str = "2023-03-01 09:00") -> By:
    return By("hanne.fjellerby", at(moment))


def planned(db: Database, at: At, **values: Any) -> tuple[str, str]:
    """A goal and its action, written down on 1 March."""
    goal = add_goal(db, by(at), **(GOAL | values)).subject
    return goal, add_action(db, by(at), goal_id=goal, text="Besøg på skolerne").subject


def said(db: Database, at: At, action: str, state: ActionState, text: str) -> None:
    note_progress(db, by(at, "2023-04-01 09:00"), action_id=action, state=state, text=text)


def one(db: Database, question: Any) -> Any:
    with db.read() as session:
        return session.exec(question).first()


def meeting(db: Database, on: date = HU) -> str:
    found: str = one(db, select(Meeting.id).where(Meeting.body_key == "HU", Meeting.held_on == on))
    return found


def status_case(db: Database) -> Case:
    found: Case = one(db, select(Case).where(col(Case.title) == "Status på mål og handlinger"))
    return found


def test_a_status_comes_on_the_bodys_first_meeting_from_the_day_of_follow_up(norddjurs: Database, at: At) -> None:
    planned(norddjurs, at)
    with norddjurs.read() as session:
        ids = session.exec(select(Meeting.id).where(Meeting.body_key == "HU").order_by(col(Meeting.held_on))).all()
        told = [key for key in ids if "maalstatus" in {one.item.key for one in standing_of(session, key)}]
    assert told[0] == meeting(norddjurs)  # the first from 1 April on
    assert len(told) == 2  # and the first from 1 October on
    standing_items(norddjurs, at("2023-03-15 05:00"))
    assert status_case(norddjurs) is None
    raised = standing_items(norddjurs, at("2023-03-16 05:00"))  # 42 days before
    case = status_case(norddjurs)
    assert case.id in raised
    assert case.number == "HU-20230427-maalstatus"
    assert standing_items(norddjurs, at("2023-03-16 05:10")) == []
    assert "Besøg på skolerne" in case.presentation


def test_whoever_answers_for_the_action_is_asked_once_and_reminded_as_of_any_promise(
    norddjurs: Database, at: At
) -> None:
    _goal, action = planned(norddjurs, at)
    for day in ("2023-03-20 05:00", "2023-03-21 05:00"):
        standing_items(norddjurs, at(day))
    with norddjurs.read() as session:
        asked = session.exec(select(FollowUp).where(FollowUp.kind == "progress")).all()
        steps = session.exec(select(Due).where(Due.kind == DueKind.FOLLOW_UP, Due.subject == asked[0].id)).all()
    assert len(asked) == 1
    assert (asked[0].owner_post, asked[0].state) == ("hr-chef", FollowUpState.CONFIRMED)
    assert asked[0].due_on is not None
    assert asked[0].due_on < HU
    assert steps
    note_progress(
        norddjurs, by(at, "2023-04-01 09:00"), action_id=action, state=ActionState.UNDER_WAY, text="To besøg."
    )
    assert one(norddjurs, select(FollowUp.state).where(FollowUp.id == asked[0].id)) is FollowUpState.DONE
    assert one(norddjurs, select(Due).where(Due.subject == asked[0].id)) is None


def test_an_answer_on_the_promises_own_page_is_said_of_the_action(norddjurs: Database, at: At) -> None:
    _goal, action = planned(norddjurs, at)
    standing_items(norddjurs, at("2023-03-20 05:00"))
    asked = one(norddjurs, select(FollowUp.id).where(FollowUp.kind == "progress"))
    complete_follow_up(norddjurs, by(at, "2023-04-02 09:00"), follow_up_id=asked, note="Tre skoler besøgt.")
    told = one(norddjurs, select(Progress).where(Progress.action_id == action))
    assert (told.state, told.text) == (ActionState.UNDER_WAY, "Tre skoler besøgt.")
    assert one(norddjurs, select(Action.noted_on).where(Action.id == action)) == date(2023, 4, 2)


def test_the_text_follows_what_is_said_until_somebody_puts_a_hand_to_it(norddjurs: Database, at: At) -> None:
    _goal, action = planned(norddjurs, at)
    standing_items(norddjurs, at("2023-03-20 05:00"))
    note_progress(
        norddjurs, by(at, "2023-04-01 09:00"), action_id=action, state=ActionState.DONE, text="Alle besøgt."
    )
    version = status_case(norddjurs).version
    standing_items(norddjurs, at("2023-04-02 05:00"))
    case = status_case(norddjurs)
    assert "**Besøg på skolerne**: gennemført 1. april 2023. Alle besøgt." in case.presentation
    assert case.version == version + 1
    standing_items(norddjurs, at("2023-04-03 05:00"))  # nothing new but the day
    assert status_case(norddjurs).version == version + 1
    with norddjurs.write() as session:
        row = session.get_one(Case, case.id)
        row.presentation = "Rettet af en, der ved bedre."
        session.add(row)
    add_action(norddjurs, by(at, "2023-04-03 09:00"), goal_id=_goal, text="En ny handling")
    standing_items(norddjurs, at("2023-04-04 05:00"))
    assert status_case(norddjurs).presentation == "Rettet af en, der ved bedre."


def test_an_ended_goal_asks_nobody(norddjurs: Database, at: At) -> None:
    goal, _action = planned(norddjurs, at)
    standing_items(norddjurs, at("2023-03-20 05:00"))
    with pytest.raises(ReasonMissingError):
        end_goal(norddjurs, by(at), goal_id=goal, reason=" ")
    end_goal(norddjurs, by(at, "2023-03-21 09:00"), goal_id=goal, reason="Planen er udløbet.")
    assert one(norddjurs, select(FollowUp.state).where(FollowUp.kind == "progress")) is FollowUpState.DROPPED
    with pytest.raises(NotAllowedNowError):
        add_action(norddjurs, by(at), goal_id=goal, text="For sent")
    assert end_goal(norddjurs, by(at), goal_id=goal, reason="Igen").repeated


@pytest.mark.parametrize(
    ("values", "error"),
    [
        ({"every_months": 0}, NotAllowedNowError),
        ({"every_months": 121}, NotAllowedNowError),
        ({"every_months": None}, NotAllowedNowError),
        ({"every_months": None, "obligation": "findes-ikke"}, NotFoundError),
        ({"owner_post": "findes-ikke"}, NotFoundError),
    ],
)
def test_a_goal_that_cannot_be_followed_up_is_refused(
    norddjurs_sqlite: Database, at: At, values: dict[str, Any], error: type[Exception]
) -> None:
    with pytest.raises(error):
        add_goal(norddjurs_sqlite, by(at), **(GOAL | values))
    with norddjurs_sqlite.read() as session:
        assert list_goals(session, today=HU) == []


def test_a_goal_is_not_put_before_a_body_that_has_ended(norddjurs_sqlite: Database, at: At) -> None:
    from domain.casework.house.municipality import adopt_profile  # noqa: PLC0415 - this test alone changes the profile
    from domain.profile import shipped_profile  # noqa: PLC0415 - as above

    text = shipped_profile().replace('key = "MTU"\n', 'key = "MTU"\nvalid_to = 2023-03-01\n', 1)
    assert text != shipped_profile()
    adopt_profile(norddjurs_sqlite, by(at, "2023-02-01 09:00"), name="n.toml", text=text)
    with pytest.raises(EndedBodyError):
        add_goal(norddjurs_sqlite, by(at, "2023-03-02 09:00"), **(GOAL | {"body": "MTU"}))


def test_a_body_that_hears_about_goals_is_not_taken_out_of_the_profile(norddjurs_sqlite: Database, at: At) -> None:
    planned(norddjurs_sqlite, at)
    with norddjurs_sqlite.read() as session:
        assert refers_to(session, "body", "HU")["goals"] == 1
        assert refers_to(session, "post", "hr-chef")["goals"] == 1


def test_the_same_goal_and_action_are_written_down_once_and_change_with_their_version(
    norddjurs_sqlite: Database, at: At
) -> None:
    db = norddjurs_sqlite
    goal, action = planned(db, at)
    assert add_goal(db, by(at), **GOAL).repeated
    assert add_action(db, by(at), goal_id=goal, text="Besøg på skolerne").repeated
    with pytest.raises(NotAllowedNowError):
        add_goal(db, by(at), **(GOAL | {"every_months": 12}))
    change_goal(db, by(at), goal_id=goal, **(GOAL | {"every_months": 12}), version=1)
    change_action(db, by(at), action_id=action, text="Besøg på alle skoler", owner_post="kommunaldirektoer")
    with db.read() as session:
        shown = list_goals(session, today=date(2023, 3, 2))[0]
    assert (shown.row.every_months, shown.row.version) == (12, 2)
    assert (shown.actions[0].row.text, shown.actions[0].owner.post) == ("Besøg på alle skoler", "kommunaldirektoer")
    assert shown.asked_on == date(2023, 4, 1)


def test_a_plan_of_a_duty_is_followed_up_before_each_round_and_no_more_once_it_is_repealed(
    norddjurs_sqlite: Database, at: At
) -> None:
    db = norddjurs_sqlite
    planned(db, at, every_months=None, obligation="ligestillingsredegoerelse", first_on=date(2020, 1, 1))
    with db.read() as session:
        action = list_goals(session, today=date(2023, 3, 1))[0].actions[0]
    assert action.asked_on is None  # asked for on 28 February; the action was agreed the day after, and 2023 was last


def test_what_the_body_asked_for_is_told_and_no_word_of_a_closed_case(norddjurs_sqlite: Database, at: At) -> None:
    db = norddjurs_sqlite
    _goal, action = planned(db, at)
    row = {"action_id": action, "name": "Mænd i omsorgen", "unit": "%", "better": Better.HIGHER}
    indicator = add_indicator(db, by(at), **row).subject
    rows = [
        NewMeasurement(indicator, date(2021, 12, 31), 9.5, 12.0, is_year=True),
        NewMeasurement(indicator, date(2022, 12, 31), 14.0, 13.0, is_year=True),
    ]
    take_in_measurements(db, by(at), file="f", rows=rows)
    for number, title, is_open in (("23/8", "Cykelstier", True), ("23/9", "Grundsalg ved Kvægtorvet", False)):
        case = open_case(db, by(at, "2023-01-10 09:00"), number=number, title=title, is_open=is_open, route=["HU"])
        stop = one(db, select(Stop.id).where(Stop.case_id == case.subject))
        first = one(db, select(Meeting.id).where(Meeting.body_key == "HU").order_by(col(Meeting.held_on)))
        place_stop(db, by(at, "2023-01-10 09:00"), stop_id=stop, meeting_id=first, reason="Første møde.")
        promise = Proposal(f"{title} måles op.", owner_post="hr-chef", due_on=date(2023, 5, 1))
        made = propose_follow_up(db, by(at), case_id=case.subject, proposal=promise, from_stop=stop)
        confirm_follow_up(db, by(at), follow_up_id=made.subject)
    put_on(db, by(at, "2023-03-20 09:00"), item="maalstatus", meeting_id=meeting(db))
    text = status_case(db).presentation
    assert "- **Mænd i omsorgen** 2022: 14 % (landet 13 %), bedre end landet, gået frem" in text
    assert "Cykelstier måles op (sag 23/8): HR-chef, frist 1. maj 2023" in text
    assert "Kvægtorvet" not in text
    assert "23/9" not in text
