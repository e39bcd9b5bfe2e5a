"""Status på mål: what a body is told of its goals, written from what the program knows.

What is under way, what should be followed up, what came of it since the body was last told, and what the body itself
asked for. Goals are open to all staff; of a closed case that the body asked something of there is no word.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from sqlmodel import Session, col, select

from calendars.danish_dates import full_date
from domain.documents.writing.paper import NotePaper, NotePart
from domain.model import ActionState, FollowUpState, Measurement, Meeting, StandingUse
from domain.rules.goals import Against, Way
from domain.store.goals import ShownAction, ShownGoal, ShownIndicator, list_goals
from domain.store.promises import ShownPromise
from domain.store.promises_asked import asked_before
from domain.store.queries import current_profile
from domain.store.standing import status_item
from flows.messages.status_note import ANYBODY, listed, promise_said
from flows.messages.words import short_date

TITLE = "Status på mål og handlinger"
_A_YEAR = timedelta(days=365)  # how far back what came of it is told of, where the body has not been told before
_AGAINST = {
    Against.BETTER: "bedre end landet",
    Against.SAME: "som landet",
    Against.WORSE: "dårligere end landet",
    Against.UNKNOWN: "intet landsgennemsnit",
}
_WAYS = {Way.FORWARD: "gået frem", Way.SAME: "uændret", Way.BACK: "gået tilbage", None: "første måling"}


def goal_note(session: Session, body: str, *, today: date, meeting: Meeting | None = None) -> NotePaper:
    """The status on a body's goals; of ``meeting``, what should be followed up by then and what it has asked for.

    Raises:
        UnknownBodyError: no such body in the profile.
    """
    profile = current_profile(session)
    name = profile.body(body).name
    until = meeting.held_on if meeting is not None else today
    since = _last_told(session, body, until)
    goals = list_goals(session, today=today, body=body, with_ended=True)
    in_force = [goal for goal in goals if goal.is_in_force]
    live = [(goal, action) for goal in in_force for action in goal.actions if action.is_live]
    parts = [
        NotePart("I gang", listed(_under_way(goal, one) for goal, one in live) or "Ingen handlinger er i gang."),
        NotePart("Skal følges op", listed(_due(live, until)) or "Der er sagt, hvor langt alle handlinger er."),
        NotePart(
            f"Kommet ud af det siden {short_date(since)}",
            listed(_came_of_it(goals, since)) or "Ingen handlinger eller mål er afsluttet.",
        ),
    ]
    measured = [one for goal in in_force for action in goal.actions for one in action.indicators if one.newest]
    if measured:
        parts.append(NotePart("Målinger", listed(map(_measured, measured))))
    asked = asked_before(session, ANYBODY, meeting.id, today=today) if meeting is not None else []
    shown = [one for one in asked if one.is_shown]
    if shown:
        parts.append(NotePart(f"Det har {name} bedt om", listed(_asked(one) for one in shown)))
    return NotePaper(profile.name, TITLE, body, name, today, tuple(parts))


def as_text(note: NotePaper) -> str:
    """The note as a case's text: the day it was made first, then its parts under headings."""
    parts = (f"## {part.heading}\n\n{part.text}" for part in note.parts)
    return "\n\n".join([f"Opgjort {full_date(note.written_on)}.", *parts])


def says_the_same(one: str, other: str) -> bool:
    """Whether two such texts differ in nothing but the day they were made."""
    return one.partition("\n\n")[2] == other.partition("\n\n")[2]


def _last_told(session: Session, body: str, before: date) -> date:
    """The meeting at which the body was last told; a year back where there is none."""
    wanted = (
        select(col(Meeting.held_on))
        .join(StandingUse, col(StandingUse.meeting_id) == col(Meeting.id))
        .where(Meeting.body_key == body, Meeting.held_on < before, col(StandingUse.case_id).is_not(None))
        .where(StandingUse.item == status_item(session, body).key)
        .order_by(col(Meeting.held_on).desc())
        .limit(1)
    )
    return session.exec(wanted).first() or before - _A_YEAR


def _under_way(goal: ShownGoal, action: ShownAction) -> str:
    said = action.progress[0].text if action.progress else "Ingen har sagt noget om den endnu."
    begun = "" if action.row.state is ActionState.UNDER_WAY else ", ikke begyndt"
    due = f", senest {short_date(action.row.due_on)}" if action.row.due_on else ""
    return (
        f"**{_plain(action.row.text)}** ({_plain(goal.row.text)}): {action.owner.title}{due}{begun}. {_plain(said)}"
    )


def _due(live: Iterable[tuple[ShownGoal, ShownAction]], until: date) -> Iterator[str]:
    for goal, action in live:
        if action.asked_on is not None and action.asked_on <= until:
            last = f"sidst {short_date(action.row.noted_on)}" if action.row.noted_on else "ingen har sagt noget endnu"
            on = short_date(action.asked_on)
            yield f"**{_plain(action.row.text)}**: {action.owner.title}, opfølgning {on} ({last})"
        elif action.row.due_on is not None and action.row.due_on < until:
            by = short_date(action.row.due_on)
            yield f"**{_plain(action.row.text)}**: {action.owner.title}, skulle være gennemført {by}"
        if goal.body_ended_on is not None:
            yield f"{_plain(goal.row.text)}: organet er ophørt {short_date(goal.body_ended_on)}"


def _came_of_it(goals: Iterable[ShownGoal], since: date) -> Iterator[str]:
    for goal in goals:
        for action in goal.actions:
            if not action.is_live and action.row.noted_on is not None and action.row.noted_on >= since:
                state = "gennemført" if action.row.state is ActionState.DONE else "opgivet"
                said = _plain(action.progress[0].text) if action.progress else ""
                yield f"**{_plain(action.row.text)}**: {state} {short_date(action.row.noted_on)}. {said}"
        if goal.row.ended_on is not None and goal.row.ended_on >= since:
            because = _plain(goal.row.ended_because)
            yield f"Målet **{_plain(goal.row.text)}** er afsluttet {short_date(goal.row.ended_on)}. {because}"


def _measured(one: ShownIndicator) -> str:
    newest = one.newest
    if newest is None:
        return f"**{_plain(one.row.name)}**: ikke målt"
    value = said_number(newest.value, one.row.unit)
    country = "" if newest.average is None else f" (landet {said_number(newest.average, one.row.unit)})"
    words = f"{_AGAINST[one.against]}, {_WAYS[one.way]}"
    return f"**{_plain(one.row.name)}** {round_of(newest)}: {value}{country}, {words}"


def round_of(one: Measurement) -> str:
    """Which round a measurement is of: its year, or its day."""
    return str(one.measured_on.year) if one.is_year else f"{one.measured_on:%d.%m.%Y}"


def said_number(value: float, unit: str) -> str:
    """A value with its unit, as Danish writes it: 12,5 %."""
    return f"{value:.10g} {unit}".replace(".", ",", 1) if "." in f"{value:.10g}" else f"{value:.10g} {unit}"


def _asked(one: ShownPromise) -> str:
    if one.state is FollowUpState.DONE:
        return f"{promise_said(one)}: udført. {_plain(one.note)}"
    if one.state is FollowUpState.DROPPED:
        return f"{promise_said(one)}: frafaldet. {_plain(one.note)}"
    due = f", frist {short_date(one.due_on)}" if one.due_on else ", uden frist"
    return f"{promise_said(one)}: {one.owner.title or 'ingen ansvarlig'}{due}"


def _plain(text: str) -> str:
    return " ".join(text.split())
