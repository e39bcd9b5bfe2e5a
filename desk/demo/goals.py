"""The demo's goals: a small plan for equality at work, with measurements of some years against the whole country."""

from __future__ import annotations

from datetime import date

from domain.casework.goal.goals import add_action, add_goal, note_progress
from domain.casework.goal.indicators import NewMeasurement, add_indicator, take_in_measurements
from domain.casework.rows import local_day
from domain.casework.verb import By
from domain.model import ActionState, Better
from domain.store.database import Database

# Our own town's figures: per cent of the leaders who are women, in the town and in the country.
LEADERS = ((2017, 41.0, 46.5), (2019, 44.5, 47.0), (2021, 48.0, 47.5), (2022, 51.0, 48.5))


def set_goals(db: Database, by: By) -> str:
    """Write the plan down, once however often; the goal's id. Its first status is for the year after."""
    today = local_day(by.at)
    goal = add_goal(
        db,
        by,
        plan="Ligestillingsplan",
        area="Personale",
        text="Lige mange kvinder og mænd skal lede i kommunen.",
        owner_post="hr-chef",
        body="HU",
        first_on=date(today.year + 1, 2, 1),
        every_months=12,
    ).subject
    searched = add_action(
        db,
        by,
        goal_id=goal,
        text="Opslag for ledere skrives, så begge køn søger.",
        due_on=date(today.year, 12, 1),
    ).subject
    add_action(db, by, goal_id=goal, text="Ledere tilbydes deltid.", owner_post="kommunaldirektoer")
    note_progress(db, by, action_id=searched, state=ActionState.UNDER_WAY, text="Nye opslag siden marts.")
    share = add_indicator(
        db,
        by,
        action_id=searched,
        name="Kvinder blandt lederne",
        unit="procent",
        better=Better.HIGHER,
        lowest=0,
        highest=100,
    ).subject
    rows = [
        NewMeasurement(share, date(year, 12, 31), value, average, is_year=True, source="Personalestatistikken")
        for year, value, average in LEADERS
    ]
    take_in_measurements(db, by, file="ledere.csv", rows=rows)
    return goal
