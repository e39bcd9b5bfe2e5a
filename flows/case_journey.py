"""The journey of a case: one flow run for each transition it makes, so that Prefect's pages read as its story.

``travel`` is re-entrant: ask the domain what comes next, let it happen, repeat until the case waits. It keeps
nothing between two calls and sleeps for nobody; when to look again is a row in the queue.
Runs carry the case's number and the body, never a title or a name.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from domain.casework.case.journey import advance
from domain.casework.verb import By
from domain.model import Body, Outcome
from domain.rules.facts import CaseFacts
from domain.rules.next_move import Blocked, Close, Move, Place, Wait, next_move
from domain.store.case_facts import case_facts
from domain.store.database import Database
from flows.engine import Engine, Once
from flows.messages.words import OUTCOMES
from flows.timeline import case_timeline

SYSTEM = "sagsgang"  # who does it when the clock does
LONGEST = 100  # steps in one moment; a case that takes more goes in a circle

STATES: Mapping[str, str] = {
    "placed": "Planlagt",
    "replanned": "Planlagt om",
    "on_agenda": "På dagsorden",
    "awaiting_decision": "Afventer beslutning",
    "closed": "Afsluttet",
    "blocked": "Mangler noget",
    "stuck": "Kan ikke planlægges",
    "none": "Uændret",
}


@dataclass(frozen=True, slots=True)
class Step:
    """One transition, as the domain's receipt tells it."""

    case_id: str
    transition: str
    body: str | None
    outcome: Outcome | None

    @property
    def state_name(self) -> str:
        """What the run ends as: the outcome in Danish when there is one."""
        return OUTCOMES[self.outcome] if self.outcome else STATES[self.transition]


@dataclass(frozen=True, slots=True)
class _Ahead:
    """What a run is named for, known before it starts."""

    number: str
    body_key: str
    body_name: str
    is_sure: bool  # that a step will be taken: not when it waits, or was stuck or blocked the last time


class EndlessJourneyError(Exception):
    """A case took a hundred steps in one moment: the rules send it in a circle."""


def travel(db: Database, case_id: str, now: datetime, engine: Engine) -> list[Step]:
    """Take a case as far as it goes at ``now``; the steps it took, none when it waits.

    Raises:
        NotFoundError: no such case.
        EndlessJourneyError: the rules send it in a circle.
    """
    steps: list[Step] = []
    while len(steps) < LONGEST:
        ahead = _look_ahead(db, case_id, now)
        shown = partial(_run, ahead, Once(partial(_timeline, db, case_id)))
        if ahead.is_sure:
            step = engine.run(shown, partial(take_step, db, case_id, now))
        elif (step := take_step(db, case_id, now)).transition != "none":
            engine.run(shown, partial(_taken, step))
        if step.transition == "none":
            return steps
        steps.append(step)
    raise EndlessJourneyError(case_id)


def take_step(db: Database, case_id: str, now: datetime) -> Step:
    """One transition, plainly: the domain's own verb."""
    receipt = advance(db, By(SYSTEM, at=now), case_id=case_id)
    outcome: Any = receipt.facts.get("outcome")
    return Step(
        case_id=case_id,
        transition=str(receipt.facts["transition"]),
        body=receipt.facts.get("body"),
        outcome=Outcome(outcome) if outcome else None,
    )


def _taken(step: Step) -> Step:
    return step


def _run(ahead: _Ahead, timeline: Once[str], transition: Once[Step]) -> object:
    from flows import runs  # noqa: PLC0415 - imports Prefect, which costs seconds

    with runs.tags(f"sag:{ahead.number}", f"organ:{ahead.body_key}"):
        return runs.case_journey(ahead.number, ahead.body_name, transition, timeline)


def _timeline(db: Database, case_id: str) -> str:
    with db.read() as session:
        return case_timeline(session, case_facts(session, case_id))


def _look_ahead(db: Database, case_id: str, now: datetime) -> _Ahead:
    with db.read() as session:
        facts = case_facts(session, case_id)
        move = next_move(facts, now=now)
        key = _body_of(move, facts)
        body = session.get(Body, key)
    is_sure = not isinstance(move, Wait) and not (facts.stands_still and isinstance(move, Place | Blocked))
    return _Ahead(facts.number, key, _plain_name(body) if body else key, is_sure)


def _body_of(move: Move, facts: CaseFacts) -> str:
    """The body a move is about; the last one of the route for what concerns the whole case."""
    if isinstance(move, Place):
        return next(stop.body for stop in facts.stops if stop.id in move.stops)
    if isinstance(move, Close | Wait):
        return facts.stops[-1].body if facts.stops else ""
    return next(stop.body for stop in facts.stops if stop.id == move.stop)


def _plain_name(body: Body) -> str:
    """Say "hovedudvalg" for Hovedudvalget where the profile knows the plain form; else the name as it stands."""
    name = body.name.casefold()
    plain = [
        alias for alias in body.aliases if name.startswith(alias.casefold()) and len(name) - len(alias) in (1, 2)
    ]
    return (plain[0] if plain else body.name).lower()
