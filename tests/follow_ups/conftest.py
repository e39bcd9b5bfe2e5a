"""A case with a promise in it, in the sample municipality."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import pytest
from sqlmodel import select

from domain.casework.case.follow_ups import Proposal, propose_follow_up
from domain.casework.case.opening import open_case
from domain.casework.verb import By
from domain.model import Due, DueKind, FollowUp
from domain.rules.facts import StopFacts
from domain.store.case_facts import case_facts
from domain.store.database import Database

SPRING = {"DIR": date(2023, 4, 12), "HU": date(2023, 4, 27), "ØK": date(2023, 5, 16), "KB": date(2023, 5, 23)}


@dataclass
class Promised:
    """The case, its database, and what is promised in it."""

    db: Database
    moment: Callable[..., datetime]
    case_id: str

    def by(self, moment: str = "2023-04-13 09:00") -> By:
        """The secretariat at work at that moment."""
        return By("lone.vejlby", self.moment(moment))

    def propose(self, text: str = "Retter opgørelsen.", **values: Any) -> str:
        """A proposal, by default without owner and day; its id."""
        place = values.pop("place", "sag.txt, linje 3")
        stops = {name: values.pop(name) for name in ("from_stop", "blocks_stop") if name in values}
        proposal = Proposal(text, place=place, **values)
        return propose_follow_up(self.db, self.by(), case_id=self.case_id, proposal=proposal, **stops).subject

    def row(self, follow_up_id: str) -> FollowUp:
        """The follow-up as it is now."""
        with self.db.read() as session:
            found = session.get_one(FollowUp, follow_up_id)
            session.expunge(found)
        return found

    def reminders(self) -> list[tuple[str, str]]:
        """The reminders in the queue: when (UTC), and which step."""
        with self.db.read() as session:
            rows = session.exec(select(Due).where(Due.kind == DueKind.FOLLOW_UP).order_by(Due.due_at)).all()
        return [(f"{row.due_at:%Y-%m-%d %H:%M}", row.detail) for row in rows]

    def waits_to_be_looked_at(self) -> bool:
        """Whether the journey will look at the case."""
        with self.db.read() as session:
            return session.exec(select(Due).where(Due.kind == DueKind.JOURNEY)).first() is not None

    def stop(self, body: str) -> StopFacts:
        """The case's stop in that body."""
        with self.db.read() as session:
            return next(stop for stop in case_facts(session, self.case_id).stops if stop.body == body)


@pytest.fixture
def promised(norddjurs: Database, at: Callable[..., datetime]) -> Promised:
    """The spring's case, opened on 1 March, on both databases."""
    opened = open_case(
        norddjurs,
        By("hanne.fjellerby", at("2023-03-01 09:00")),
        number="23/41694",
        title="Redegørelse om ligestilling",
        route=["DIR", "HU", "ØK", "KB"],
        stages=SPRING,
        owner_post="hr-chef",
        recommendation="Forvaltningen indstiller, at redegørelsen godkendes.",
    )
    return Promised(norddjurs, at, opened.subject)
