"""Putting stops where a plan says: saved, told, and remembered when no plan exists.

The planner gives a difference; a verb or the journey saves it here, in its own transaction.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlmodel import Session

from domain.casework.mail.notices import LISTED, to_owner, to_secretariat, to_secretary
from domain.casework.mail.telling import Telling, tell_all
from domain.casework.rows import find
from domain.casework.verb import Act
from domain.model import Case, NoticeKind, Stop, StopState
from domain.model.columns import make_id
from domain.rules.facts import CaseFacts
from domain.rules.planning import NoPlan
from domain.rules.replanning import Change, Difference, replan
from domain.store.journal import canonical
from domain.store.queries import current_profile, meeting_table

STUCK_FACTS = ("held_on", "submission_on", "dispatch_on", "previous_body", "previous_held_on", "minutes_ready_on")
_LONGEST = 500  # Case.stuck_because

JournalChange = dict[str, Any]  # {"stop", "body", "from", "to", "meeting", "why"}: ids and ISO dates


def difference_for(session: Session, facts: CaseFacts, *, today: date, why: str) -> Difference:
    """What planning the case again as it stands in ``facts`` would move. Nothing is written."""
    return replan(facts, meeting_table(session, since=today), ready_on=today, why=why)


def save(act: Act, case: Case, difference: Difference) -> list[JournalChange]:
    """Save a difference and tell those it concerns; the changes as the journal has them.

    With a ``no_plan`` the case is marked as stuck and the secretariat is told once; otherwise the mark goes.
    """
    tellings: list[Telling] = []
    changes = [_save_change(act.session, change) for change in difference.changes]
    if changes:
        tellings += _news(act, case, difference.changes, changes)
    mark = "" if difference.no_plan is None else stuck_mark(difference.no_plan)
    if mark and mark != case.stuck_because:
        occasion = make_id("stuck", case.id, mark, act.at)[:12]
        tellings.append(to_secretariat(case, NoticeKind.STUCK, occasion, detail=_stuck_facts(difference.no_plan)))
    case.stuck_because = mark
    tell_all(act, tellings)
    return changes


def stuck_mark(no_plan: NoPlan) -> str:
    """Why no plan exists, as JSON text for ``Case.stuck_because``; the dates are left out when there are too many."""
    mark = canonical(_stuck_facts(no_plan))
    return mark if len(mark) <= _LONGEST else canonical(_stuck_facts(no_plan) | {"facts": {}})


def _stuck_facts(no_plan: NoPlan | None) -> dict[str, object]:
    if no_plan is None:
        return {}
    return {
        "why": "no_plan",
        "stop": no_plan.stop,
        "body": no_plan.body,
        "constraint": str(no_plan.constraint),
        "cure": str(no_plan.cure),
        "facts": {name: no_plan.facts[name] for name in STUCK_FACTS if no_plan.facts.get(name) is not None},
    }


def _save_change(session: Session, change: Change) -> JournalChange:
    """Move the stop's row. A stop that was on an agenda is off it again."""
    stop = find(session, Stop, "stop", change.stop)
    stop.meeting_id = change.after.id if change.after is not None else None
    stop.state = StopState.PLANNED
    stop.version += 1
    return {
        "stop": change.stop,
        "body": change.body,
        "from": change.before.held_on.isoformat() if change.before is not None else None,
        "to": change.after.held_on.isoformat() if change.after is not None else None,
        "meeting": change.after.id if change.after is not None else None,
        "why": str(change.why),
    }


def _news(act: Act, case: Case, changes: tuple[Change, ...], said: list[JournalChange]) -> list[Telling]:
    """The owner hears all of it in one line; a body's secretary hears of a stop that was theirs and moved."""
    has_moved = any(change.before is not None for change in changes)
    occasion = make_id("plan", case.id, act.at, canonical({"changes": said}))[:12]
    listed = [{name: line[name] for name in ("body", "from", "to", "why")} for line in said[:LISTED]]
    kind = NoticeKind.MOVED if has_moved else NoticeKind.PLANNED
    news = [to_owner(case, kind, occasion, detail={"changes": listed})]
    profile = current_profile(act.session)
    for change, line in zip(changes, said, strict=True):
        if change.before is not None:
            one = {"changes": [{name: line[name] for name in ("body", "from", "to", "why")}]}
            news.append(
                to_secretary(case, profile, change.body, NoticeKind.MOVED, occasion, stop_id=change.stop, detail=one)
            )
    return news
