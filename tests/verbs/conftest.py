"""A case in the sample municipality, and time passing over it: what the sweep does, done here without any flow."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import col, select

from calendars.meeting_plan import read_plan
from domain.casework import queue
from domain.casework.case.decisions import record_decision
from domain.casework.case.journey import advance
from domain.casework.case.opening import open_case
from domain.casework.case.waking import meeting_dispatched, meeting_held
from domain.casework.house.municipality import adopt_profile
from domain.casework.meeting.meetings import import_meeting_plan
from domain.casework.verb import By, Receipt
from domain.model import Case, Decision, DueKind, FollowUp, Meeting, Notice, Outcome, Stop
from domain.profile import shipped_profile
from domain.rules.facts import CaseFacts
from domain.store.case_facts import case_facts
from domain.store.database import Database
from domain.store.migrate import migrate

PLAN = Path(__file__).parents[2] / "desk" / "sample" / "moedeplan-2023.csv"
LOOKS_AT_MOST = 50  # steps of one case at one moment; more would be a journey that never rests
SPRING = {"DIR": date(2023, 4, 12), "HU": date(2023, 4, 27), "ØK": date(2023, 5, 16), "KB": date(2023, 5, 23)}


@dataclass
class Municipality:
    """One database, and the hands that work in it."""

    db: Database
    moment: Callable[..., datetime]
    times: int = 1  # how often every step is run: 2 is a step whose answer was lost and that runs again
    steps: list[dict[str, Any]] = field(default_factory=list)

    def open(self, number: str = "23/41694", **values: Any) -> str:
        """Open the spring's case on 1 March; ``values`` replace its facts."""
        opened = {
            "title": "Redegørelse om ligestilling",
            "route": ["DIR", "HU", "ØK", "KB"],
            "stages": SPRING,
            "owner_post": "hr-chef",
            "obligation": "ligestillingsredegoerelse",
            "recommendation": "Forvaltningen indstiller, at redegørelsen godkendes.",
        }
        by = By("hanne.fjellerby", self.moment("2023-03-01 09:00"))
        return open_case(self.db, by, number=number, **(opened | values)).subject

    def sweep(self, now: datetime) -> None:
        """Do what is due at ``now``, as the flows do: meetings first, then one step after another of each case."""
        kinds = [DueKind.JOURNEY, DueKind.DISPATCH, DueKind.HELD]
        for _ in range(LOOKS_AT_MOST):
            dues = queue.claim(self.db, now=now, kinds=kinds)
            if not dues:
                return
            for due in dues:
                for _ in range(self.times):
                    self._do(due.kind, due.subject, now)
        pytest.fail("the queue never came to rest")

    def pass_time(self, until: str, *, since: str = "2023-03-01") -> None:
        """Let the days pass up to and including ``until``, sweeping morning, noon and night."""
        day, last = date.fromisoformat(since), date.fromisoformat(until)
        while day <= last:
            for hour in ("08:00", "12:00", "23:00"):
                self.sweep(self.moment(f"{day} {hour}"))
            day += timedelta(days=1)

    def decide(self, case_id: str, body: str, outcome: Outcome, on: str, **values: Any) -> Receipt:
        """The body's secretary records what was decided at the case's open stop there, the same evening."""
        stop = self.open_stop(case_id, body)
        by = By("mette.holbaek", self.moment(f"{on} 22:00"))
        given = {"text": "Som indstillet."} | values
        return record_decision(
            self.db, by, stop_id=stop.id, outcome=outcome, decided_on=date.fromisoformat(on), **given
        )

    def open_stop(self, case_id: str, body: str) -> Stop:
        """The one stop of the case in that body that is neither decided nor dropped."""
        with self.db.read() as session:
            found = session.exec(
                select(Stop).where(
                    Stop.case_id == case_id, Stop.body_key == body, col(Stop.state).not_in(["decided", "dropped"])
                )
            ).one()
            session.expunge(found)
        return found

    def meeting(self, body: str, on: date | str) -> str:
        """The id of the body's meeting on that day."""
        day = date.fromisoformat(on) if isinstance(on, str) else on
        with self.db.read() as session:
            return session.exec(select(Meeting.id).where(Meeting.body_key == body, Meeting.held_on == day)).one()

    def facts(self, case_id: str) -> CaseFacts:
        """The case as the rules see it now."""
        with self.db.read() as session:
            return case_facts(session, case_id)

    def plan(self, case_id: str) -> list[tuple[str, str | None, str]]:
        """The case's stops: body, day of the meeting, state."""
        return [
            (stop.body, stop.meeting.held_on.isoformat() if stop.meeting else None, stop.state.value)
            for stop in self.facts(case_id).stops
        ]

    def rows(self, noun: Any) -> list[Any]:
        """Every row of a table."""
        with self.db.read() as session:
            found = list(session.exec(select(noun)))
            session.expunge_all()
        return found

    def picture(self, case_id: str) -> dict[str, Any]:
        """All that a journey leaves behind, without the moments: what two runs of it must agree on."""
        with self.db.read() as session:
            case = session.get_one(Case, case_id)
            return {
                "case": (case.state, case.stuck_because),
                "stops": sorted(
                    (stop.position, stop.round_no, stop.body_key, stop.state, stop.meeting_id)
                    for stop in self.rows(Stop)
                ),
                "decisions": sorted(
                    (row.stop_id, row.outcome, row.applied_at is not None) for row in self.rows(Decision)
                ),
                "follow_ups": sorted((row.id, row.state, row.due_on) for row in self.rows(FollowUp)),
                "notices": sorted((row.kind, row.person_key, row.stop_id or "") for row in self.rows(Notice)),
                "steps": [step["transition"] for step in self.steps if step["transition"] != "none"],
            }

    def transitions(self) -> list[str]:
        """The steps taken so far, in order."""
        return [step["transition"] for step in self.steps if step["transition"] != "none"]

    def _do(self, kind: DueKind, subject: str, now: datetime) -> None:
        by = By("systemet", now)
        if kind is DueKind.DISPATCH:
            meeting_dispatched(self.db, by, meeting_id=subject)
        elif kind is DueKind.HELD:
            meeting_held(self.db, by, meeting_id=subject)
        else:
            self.steps.append(advance(self.db, by, case_id=subject).facts)


@pytest.fixture
def town(norddjurs: Database, at: Callable[..., datetime]) -> Municipality:
    """The sample municipality, on SQLite and on PostgreSQL."""
    return Municipality(norddjurs, at)


@pytest.fixture
def small_town(norddjurs_sqlite: Database, at: Callable[..., datetime]) -> Municipality:
    """The sample municipality, on SQLite alone."""
    return Municipality(norddjurs_sqlite, at)


@pytest.fixture
def quiet_town(request: pytest.FixtureRequest, tmp_path: Path, at: Callable[..., datetime]) -> Iterator[Municipality]:
    """A second municipality beside ``town``, where nothing goes wrong: what a disturbed one is compared with."""
    db = request.getfixturevalue("templates").sqlite("quiet", _fill, tmp_path / "quiet.db")
    yield Municipality(db, at)
    db.close()


def _fill(db: Database) -> None:
    new_year = By("lone.vejlby", datetime(2023, 1, 2, 8, tzinfo=UTC))
    migrate(db)
    adopt_profile(db, new_year, name="norddjurs.toml", text=shipped_profile())
    import_meeting_plan(db, new_year, plan=read_plan(PLAN.name, PLAN.read_bytes()))
