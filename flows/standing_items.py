"""Faste punkter: every day, those whose day has come are put on their meeting's agenda.

Nothing to do costs three questions. Each item is put on by itself, and once, so a run may die between any two; one
that fails holds up no other and is tried again the next day.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime
from functools import partial

from sqlmodel import Session

from calendars.copenhagen import COPENHAGEN
from domain.casework.goal.status import ask_for_progress
from domain.casework.verb import By, Receipt
from domain.casework.year.standing import raise_standing_item, rewrite_standing_item
from domain.model import Case
from domain.rules.standing import Report, StandingItem
from domain.store.database import Database
from domain.store.queries import find_meeting, has_profile
from domain.store.standing import Standing, find_item, standing_to_raise, statuses_under_way
from flows.case_journey import SYSTEM
from flows.faults import describe
from flows.messages.goal_note import as_text, goal_note, says_the_same
from flows.messages.status_note import status_note

log = logging.getLogger(__name__)


def standing_items(db: Database, now: datetime) -> list[str]:
    """Put on what is due at ``now``; the ids of its cases. Safe to run twice, at once, and after being killed."""
    with db.read() as session:
        today = now.astimezone(COPENHAGEN).date()
        known = has_profile(session)
        waiting = standing_to_raise(session, today) if known else []
        under_way = statuses_under_way(session, today) if known else []
    raised = [_try(one.item.key, partial(_raise, db, now, one)) for one in waiting]
    for status in under_way:
        _try(status.item.key, partial(_keep_up, db, now, status))
    return [case_id for case_id in raised if case_id]


def put_on(db: Database, by: By, *, item: str, meeting_id: str) -> Receipt:
    """Put one item on the agenda, with what the program writes in it. Raises as ``raise_standing_item`` does."""
    with db.read() as session:
        known = find_item(session, item)
        text = None if known is None else _text(session, known, meeting_id, by.at)
    receipt = raise_standing_item(db, by, item=item, meeting_id=meeting_id, presentation=text)
    if known is not None and known.report is Report.GOALS:
        ask_for_progress(db, By(by.actor, by.at), case_id=str(receipt.facts["case"]), meeting_id=meeting_id)
    return receipt


def _text(session: Session, item: StandingItem, meeting_id: str, at: datetime) -> str | None:
    """What the program writes in the item itself; None where the profile's text stands."""
    today = at.astimezone(COPENHAGEN).date()
    match item.report:
        case Report.PROMISES:
            return status_note(session, today)
        case Report.GOALS:
            return as_text(goal_note(session, item.body, today=today, meeting=find_meeting(session, meeting_id)))
        case _:
            return None


def _raise(db: Database, now: datetime, one: Standing) -> str:
    receipt = put_on(db, By(SYSTEM, at=now), item=one.item.key, meeting_id=one.meeting_id)
    return "" if receipt.repeated else str(receipt.facts["case"])


def _keep_up(db: Database, now: datetime, one: Standing) -> str:
    """A status on goals under way: whoever has been left out is asked, and the text follows what has been said."""
    by = By(SYSTEM, at=now)
    ask_for_progress(db, by, case_id=one.case_id or "", meeting_id=one.meeting_id)
    with db.read() as session:
        text = _text(session, one.item, one.meeting_id, now) or ""
        is_same = says_the_same(text, session.get_one(Case, one.case_id).presentation)
    if not is_same:
        rewrite_standing_item(db, by, item=one.item.key, meeting_id=one.meeting_id, presentation=text)
    return ""


def _try(item: str, work: Callable[[], str]) -> str:
    try:
        return work()
    except Exception as error:  # noqa: BLE001 - one that fails holds up no other
        log.warning("standing item %s failed (%s); it is tried again", item, describe(error))
        return ""
