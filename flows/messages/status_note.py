"""Status på opfølgning: what a management is told each month of its promises, written from what the program knows."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from sqlmodel import Session

from calendars.danish_dates import MONTHS, full_date
from domain.rules.rights import Visitor
from domain.store.promises import ShownPromise, Wish, list_promises
from domain.store.promises_kept import how_kept
from flows.messages.words import count_of

LISTED = 50  # overdue promises that are named one by one
ANYBODY = Visitor(account="sagsgang", person=None, name="", grants=frozenset())  # who sees nothing closed


def status_note(session: Session, today: date) -> str:
    """How promises were kept in the month before, and every one that is overdue; of a closed case no word."""
    last = today.replace(day=1) - timedelta(days=1)
    tally = how_kept(session, since=last.replace(day=1), until=last + timedelta(days=1), today=today)
    in_time, late, dropped = (
        sum(getattr(one, name) for one in tally.posts) for name in ("in_time", "late", "dropped")
    )
    overdue, has_more = list_promises(session, ANYBODY, Wish(late_only=True), today=today, limit=LISTED)
    month = f"{MONTHS[last.month - 1]} {last.year}"
    kept = count_of(in_time, "opfølgning holdt i tide", "opfølgninger holdt i tide")
    lines = [
        f"Opgjort {full_date(today)}.",
        f"I {month} blev {kept}, {late or 'ingen'} holdt for sent og {dropped or 'ingen'} frafaldet.",
    ]
    if not overdue:
        return "\n\n".join([*lines, "Ingen opfølgninger er over fristen."])
    first = (
        f"{'Mere end ' if has_more else ''}{count_of(len(overdue), 'opfølgning er', 'opfølgninger er')} over fristen:"
    )
    return "\n\n".join([*lines, first, listed(_line(one, today) for one in overdue)])


def listed(lines: Iterable[str]) -> str:
    """Lines as a list of a case's text."""
    return "\n".join(f"- {' '.join(line.split())}" for line in lines)


def promise_said(one: ShownPromise) -> str:
    """What was promised, and in which case; of a closed one no word."""
    return f"{one.text.rstrip('.')} (sag {one.case_number})" if one.is_shown else "Lukket punkt"


def _line(one: ShownPromise, today: date) -> str:
    what = promise_said(one)
    due = one.due_on or today
    days = count_of((today - due).days, "dag over fristen", "dage over fristen")
    return f"{what}: {one.owner.title or 'ingen ansvarlig'}, {full_date(due)}, {days}"
