"""The ladder of a promise: its reminders in the queue, put there when it is confirmed and taken out when it ends."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time

from sqlmodel import Session

from calendars.copenhagen import COPENHAGEN
from domain.casework import queue
from domain.casework.verb import Act
from domain.model import (
    DueKind,
    FollowUp,
)
from domain.rules.ladder import FOLLOW_UP, step_on, steps_for
from domain.store.queries import current_profile

MORNING = time(8)  # when a reminder is raised, Danish time


def put_reminders(act: Act, follow_up: FollowUp) -> None:
    """Put the profile's ladder for follow-ups in the queue, one row a step; steps of an earlier day are replaced.

    A step whose morning has passed is left out, so that a promise confirmed late does not chase at once.
    """
    remove_reminders(act.session, [follow_up.id])
    if follow_up.due_on is None:
        return
    profile = current_profile(act.session)
    for step in steps_for(FOLLOW_UP, profile.ladder):
        moment = morning(step_on(step, follow_up.due_on, profile.day_table()))
        if moment >= act.at:
            detail = f"{step.deadline}:{step.days}:{step.to}"
            queue.put(act.session, due_at=moment, kind=DueKind.FOLLOW_UP, subject=follow_up.id, detail=detail)


def remove_reminders(session: Session, follow_up_ids: Iterable[str]) -> None:
    """Take every reminder of these follow-ups out of the queue."""
    for follow_up_id in follow_up_ids:
        queue.take_out_subject(session, [DueKind.FOLLOW_UP], follow_up_id)


def morning(day: date) -> datetime:
    """Eight o'clock on that day in Denmark."""
    return datetime.combine(day, MORNING, tzinfo=COPENHAGEN)
