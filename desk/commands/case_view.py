"""``sagsgang case show`` and ``case list``: where a case is. A closed title is shown only when it is asked for."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Annotated, Any

from cyclopts import Parameter
from sqlmodel import Session, col, select

from desk import labels, show, words
from desk.check_words import check_sentence
from desk.lookup import find
from desk.plan_words import stuck_sentence
from desk.typed import Json
from desk.workplace import here
from domain.casework.case.journey import upcoming
from domain.model import Case, CaseState, FollowUp, Person, Post
from domain.rules.access import Who, shown_title, view
from domain.rules.checks import Check, check_case
from domain.rules.danger import turn_of
from domain.rules.facts import CaseFacts, StopFacts
from domain.rules.next_move import AskDecision, Blocked, Close, Move, PutOnAgenda, TakeEffect, Wait
from domain.store.case_facts import case_facts, many_case_facts
from domain.store.search import Among, find_cases

Closed = Annotated[bool, Parameter(name="--show-closed", negative=(), help=words.SHOW_CLOSED)]


def show_case(number: str, /, *, show_closed: Closed = False, as_json: Json = False) -> None:
    """Hvor sagen er: led og møder, opfølgninger, hvad der mangler, og hvad der sker nu.

    Parameters
    ----------
    number
        Sagens nummer.
    """
    place = here()
    with place.database() as db, db.read() as session:
        case = find(session, number)
        facts = case_facts(session, case.id)
        checks = check_case(facts, today=place.today())
        move = upcoming(session, case.id, place.now())
        may_tell = show_closed or case.is_open
        promises = _promises(session, case.id, may_tell=may_tell)
        owner = session.get(Post, case.owner_post) if case.owner_post else None
    shown = view(facts, Who.CASE_OWNER if show_closed else Who.STAFF)
    if as_json:
        show.as_json(
            {
                "number": case.number,
                "title": shown.title,
                "is_open": case.is_open,
                "state": case.state.value,
                "owner": case.owner_post,
                "decide_before": case.decide_before,
                "stops": [stop_row(stop) for stop in shown.stops],
                "follow_ups": [promise_row(one, may_tell=may_tell) for one, _ in promises],
                "checks": [check_row(check) for check in checks],
                "stuck_because": json.loads(case.stuck_because) if case.stuck_because else None,
                "next": {"move": type(move).__name__.lower(), **_move_facts(move)},
            }
        )
        return
    show.say(f"{case.number}  {shown.title} ({labels.openness(case.is_open)}, {labels.of(case.state)})", style="bold")
    show.say(f"Ansvarlig: {owner.title if owner else words.UNKNOWN_OWNER}")
    if case.decide_before is not None:
        show.say(f"Skal være besluttet før {show.day(case.decide_before)}")
    show.table(words.STOP_COLUMNS, (_stop_cells(stop) for stop in shown.stops))
    if promises:
        show.table(words.PROMISE_COLUMNS, (promise_cells(one, who, may_tell=may_tell) for one, who in promises))
    say_checks(facts, checks)
    stuck = stuck_sentence(case.stuck_because)
    show.say(stuck or say_move(facts, move))


def list_cases(
    *,
    search: str = "",
    every: Annotated[bool, Parameter(name="--all", negative=())] = False,
    show_closed: Closed = False,
    as_json: Json = False,
) -> None:
    """Åbne sager og deres næste møde.

    Parameters
    ----------
    search
        Kun sager, der har alle disse ord i nummer, titel eller tekst. Et halvt ord er nok.
    every
        Også afsluttede sager og sager, der er trukket tilbage.
    """
    with here().database() as db, db.read() as session:
        wanted = select(Case).order_by(col(Case.number))
        if not every:
            wanted = wanted.where(Case.state == CaseState.OPEN)
        if search.strip():
            among = Among() if every else Among((CaseState.OPEN,))
            wanted = wanted.where(col(Case.id).in_(find_cases(session, search, sees_closed=show_closed, among=among)))
        cases = session.exec(wanted).all()
        facts = many_case_facts(session, [case.id for case in cases])
    rows: list[dict[str, Any]] = []
    for case in cases:
        stop = turn_of(facts[case.id])
        title = case.title if show_closed else shown_title(case.is_open, case.title)
        meeting = stop.meeting if stop else None
        row = {"number": case.number, "title": title, "state": case.state, "owner": case.owner_post}
        rows.append({**row, "body": stop.body if stop else None, "meeting_on": meeting.held_on if meeting else None})
    if as_json:
        show.as_json(rows)
        return
    cells = ((r["number"], r["title"], labels.of(r["state"]), r["body"], r["meeting_on"], r["owner"]) for r in rows)
    show.table(("Sag", "Titel", "Tilstand", "Næste organ", "Møde", "Ansvarlig"), cells)


def stop_row(stop: StopFacts) -> dict[str, object]:
    """A stop for machines."""
    return {
        "body": stop.body,
        "round": stop.round_no,
        "state": stop.state.value,
        "meeting": stop.meeting.id if stop.meeting else None,
        "meeting_on": stop.meeting.held_on if stop.meeting else None,
        "submission_on": stop.meeting.submission_on if stop.meeting else None,
        "dispatch_on": stop.meeting.dispatch_on if stop.meeting else None,
        "fixed": stop.fixed,
        "urgency_reason": stop.urgency_reason,
        "outcome": stop.decision.outcome.value if stop.decision else None,
    }


def check_row(check: Check) -> dict[str, object]:
    """A check for machines."""
    severity = check.severity.value
    return {
        "code": check.code,
        "severity": severity,
        "stop": check.stop,
        "evidence": check.evidence,
        "cure": check.cure,
    }


def say_checks(facts: CaseFacts, checks: Iterable[Check]) -> None:
    """Each check on a line."""
    for check in checks:
        show.say(check_sentence(facts, check))


def say_move(facts: CaseFacts, move: Move) -> str:
    """What happens next, in a sentence."""
    bodies = {stop.id: stop.body for stop in facts.stops}
    if isinstance(move, Wait):
        until = f" til {show.text_of(move.until)}" if move.until is not None else ""
        return f"Nu: venter{until}: {labels.of(move.because)}."
    if isinstance(move, PutOnAgenda | AskDecision | TakeEffect | Blocked):
        return words.MOVES[type(move).__name__].format(body=bodies.get(move.stop, ""))
    return words.MOVES["Close" if isinstance(move, Close) else "Place"]


def _move_facts(move: Move) -> dict[str, object]:
    if isinstance(move, Wait):
        return {"until": move.until, "because": move.because.value}
    return {"stop": getattr(move, "stop", None)}


def _stop_cells(stop: StopFacts) -> tuple[object, ...]:
    meeting = stop.meeting
    state = labels.of(stop.decision.outcome) if stop.decision else labels.of(stop.state)
    notes = [words.FIXED if stop.fixed else "", labels.LABELS["Outcome"].get(stop.added_because, stop.added_because)]
    if stop.urgency_reason:
        notes.append(words.URGENT.format(reason=stop.urgency_reason))
    body = stop.body if stop.round_no == 1 else words.ROUND.format(body=stop.body, number=stop.round_no)
    dates = (meeting.held_on, meeting.submission_on, meeting.dispatch_on) if meeting else (None, None, None)
    return (body, *dates, state, "; ".join(note for note in notes if note))


def _promises(session: Session, case_id: str, *, may_tell: bool) -> list[tuple[FollowUp, str]]:
    rows = session.exec(select(FollowUp).where(FollowUp.case_id == case_id).order_by(col(FollowUp.due_on)))
    return [(one, owner_of(session, one, may_tell=may_tell)) for one in rows]


def owner_of(session: Session, promise: FollowUp, *, may_tell: bool) -> str:
    """Who stands for a promise: the post, the person, the document's words where they may be told, or unknown."""
    post = session.get(Post, promise.owner_post) if promise.owner_post else None
    person = session.get(Person, promise.owner_person) if promise.owner_person else None
    if post is not None:
        return post.title
    said = promise.owner_text if may_tell else ""
    return person.name if person is not None else said or words.UNKNOWN_OWNER


def promise_cells(promise: FollowUp, who: str, *, may_tell: bool) -> tuple[object, ...]:
    """A promise as a table row. The words of a closed case's promise are not told."""
    text = promise.text if may_tell else words.CLOSED_TEXT
    due_text = promise.due_text if may_tell else ""
    return (
        short_id(promise.id),
        labels.of(promise.state),
        who,
        promise.due_on or due_text or words.NO_DATE,
        text,
    )


def promise_row(promise: FollowUp, *, may_tell: bool) -> dict[str, object]:
    """A promise for machines."""
    return {
        "id": promise.id,
        "state": promise.state.value,
        "owner_post": promise.owner_post,
        "owner_person": promise.owner_person,
        "due_on": promise.due_on,
        "due_text": promise.due_text if may_tell else None,
        "text": promise.text if may_tell else None,
        "blocks_stop": promise.blocks_stop,
    }


def short_id(key: str) -> str:
    """The first letters of an id: enough to name one thing among a municipality's."""
    return key[: words.SHORT_ID]
