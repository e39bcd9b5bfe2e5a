"""What makes a function a verb: one transaction, one journal entry at least, and safe to run twice.

    @verb
    def record_decision(act: Act, *, stop_id: str, outcome: Outcome) -> Entry: ...

    receipt = record_decision(db, By("mette.holm", at=now, key="form-8f3a"), stop_id=..., outcome=...)

A verb ends by returning ``act.enter(...)`` (something was done) or ``act.already(...)`` (it was so
before; nothing is written). Called again with the same key it does nothing and gives the first receipt.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Concatenate, ParamSpec, cast

from sqlmodel import Session, select

from domain.model import Entry
from domain.store import journal
from domain.store.database import Database

P = ParamSpec("P")

_ACTOR, _KEY = 120, 200  # as the journal's columns

VERBS: dict[str, Callable[..., Any]] = {}  # every verb by name; a test walks it
Watch = Callable[[str], AbstractContextManager[object]]


@dataclass(frozen=True, slots=True)
class By:
    """Who does it, when (the edge's clock), and the key that makes a repeat the same act.

    Raises:
        ValueError: the actor or the key is longer than the journal holds.
    """

    actor: str
    at: datetime
    key: str | None = None

    def __post_init__(self) -> None:
        if len(self.actor) > _ACTOR or len(self.key or "") > _KEY:
            msg = "the actor or the key is longer than the journal holds"
            raise ValueError(msg)


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a verb answers: its journal line. ``repeated`` when nothing new was done."""

    verb: str
    subject: str
    facts: dict[str, Any]
    repeated: bool = False


Verb = Callable[Concatenate[Database, By, P], Receipt]


class Act:
    """A verb under way: its session, its moment, and the journal."""

    def __init__(self, session: Session, by: By, name: str) -> None:
        self.session = session
        self.by = by
        self.at = by.at
        self.name = name
        self._has_entered = False

    def enter(self, noun: str, subject: str, **facts: object) -> Receipt:
        """Write a journal line; the first of a verb carries its key and becomes its receipt."""
        line = journal.append(
            self.session,
            at=self.at,
            actor=self.by.actor,
            verb=self.name,
            noun=noun,
            subject=subject,
            facts=facts,
            key=None if self._has_entered else self.by.key,
        )
        self._has_entered = True
        return Receipt(self.name, line.subject, json.loads(line.facts))

    def already(self, subject: str, **facts: object) -> Receipt:
        """It was so before: nothing is written."""
        return Receipt(self.name, subject, dict(facts), repeated=True)

    @property
    def entered(self) -> bool:
        """Whether this act has written to the journal."""
        return self._has_entered


class _Watched:
    """Whoever watches how long verbs take; nobody, unless they ask."""

    watch: Watch | None = None


def watch_verbs(watch: Watch | None) -> None:
    """Have every verb of this process run within ``watch(name)``; None: none is watched any more."""
    _Watched.watch = watch


def verb(work: Callable[Concatenate[Act, P], Receipt]) -> Verb[P]:
    """Turn ``work`` into a verb. Raises what ``work`` raises, with nothing written."""
    name = work.__name__

    @functools.wraps(work)
    def run(db: Database, by: By, *args: P.args, **kwargs: P.kwargs) -> Receipt:
        watch = _Watched.watch
        with nullcontext() if watch is None else watch(name), db.write() as session:
            if by.key is not None:
                done = session.exec(select(Entry).where(Entry.key == by.key)).first()
                if done is not None:
                    return Receipt(done.verb, done.subject, json.loads(done.facts), repeated=True)
            act = Act(session, by, name)
            receipt = work(act, *args, **kwargs)
            if not act.entered and not receipt.repeated:
                msg = f"the verb {name} wrote no journal entry"
                raise AssertionError(msg)
            return receipt

    VERBS[name] = run
    return cast("Verb[P]", run)
