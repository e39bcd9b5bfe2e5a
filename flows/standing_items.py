"""Faste punkter: every day, those whose day has come are put on their meeting's agenda.

Nothing to do costs three questions. Each item is put on by itself, and once, so a run may die between any two; one
that fails holds up no other and is tried again the next day.
"""

from __future__ import annotations

import logging
from datetime import datetime

from calendars.copenhagen import COPENHAGEN
from domain.casework.standing import raise_standing_item
from domain.casework.verb import By, Receipt
from domain.rules.standing import Report
from domain.store.database import Database
from domain.store.queries import has_profile
from domain.store.standing import Standing, find_item, standing_to_raise
from flows.case_journey import SYSTEM
from flows.faults import describe
from flows.messages.status_note import status_note

log = logging.getLogger(__name__)


def standing_items(db: Database, now: datetime) -> list[str]:
    """Put on what is due at ``now``; the ids of its cases. Safe to run twice, at once, and after being killed."""
    with db.read() as session:
        waiting = standing_to_raise(session, now.astimezone(COPENHAGEN).date()) if has_profile(session) else []
    raised = [_try(db, now, one) for one in waiting]
    return [case_id for case_id in raised if case_id]


def put_on(db: Database, by: By, *, item: str, meeting_id: str) -> Receipt:
    """Put one item on the agenda, with what the program writes in it. Raises as ``raise_standing_item`` does."""
    with db.read() as session:
        known = find_item(session, item)
        is_status = known is not None and known.report is Report.PROMISES
        text = status_note(session, by.at.astimezone(COPENHAGEN).date()) if is_status else None
    return raise_standing_item(db, by, item=item, meeting_id=meeting_id, presentation=text)


def _try(db: Database, now: datetime, one: Standing) -> str:
    try:
        receipt = put_on(db, By(SYSTEM, at=now), item=one.item.key, meeting_id=one.meeting_id)
    except Exception as error:  # noqa: BLE001 - one that fails holds up no other
        log.warning("standing item %s failed (%s); it is tried again", one.item.key, describe(error))
        return ""
    return "" if receipt.repeated else str(receipt.facts["case"])
