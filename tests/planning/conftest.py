"""The sample municipality's meetings of 2023 as the planner sees them, and a case that travels them."""

from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time
from io import StringIO
from pathlib import Path

import pytest

from calendars.copenhagen import COPENHAGEN
from calendars.days import DayKind, DayTable
from domain.model.body import BodyKind
from domain.model.case import CaseState
from domain.model.stop import StopState
from domain.rules.facts import CaseFacts, MeetingFacts, StopFacts
from domain.rules.planning import MeetingTable, StopToPlace

PLAN = Path(__file__).parents[2] / "desk" / "sample" / "moedeplan-2023.csv"


@dataclass(frozen=True)
class HouseRule:
    key: str
    kind: BodyKind
    handed_in_days: int | None
    sent_out_days: int | None  # None: the law's four hverdage
    minutes_arbejdsdage: int


HOUSE = {
    "Direktionen": HouseRule("DIR", BodyKind.MANAGEMENT, 7, 2, 1),
    "Hovedudvalget": HouseRule("HU", BodyKind.MED, 14, 7, 5),
    "Miljø- og Teknikudvalget": HouseRule("MTU", BodyKind.COMMITTEE, 14, 5, 1),
    "Økonomiudvalget": HouseRule("ØK", BodyKind.FINANCE, 14, 5, 1),
    "Kommunalbestyrelsen": HouseRule("KB", BodyKind.COUNCIL, None, None, 1),
}


def meeting_of(rule: HouseRule, on: date, starts: time, ends: time, days: DayTable) -> MeetingFacts:
    def before(n: int) -> date:
        return days.last_arbejdsdag_on_or_before(date.fromordinal(on.toordinal() - n))

    limit = days.before(on, 4, DayKind.HVERDAG) if rule.sent_out_days is None else before(rule.sent_out_days)
    return MeetingFacts(
        id=f"{rule.key} {on:%d-%m-%Y}",
        body=rule.key,
        kind=rule.kind,
        held_on=on,
        starts_at=datetime.combine(on, starts, COPENHAGEN),
        ends_at=datetime.combine(on, ends, COPENHAGEN),
        cancelled=False,
        submission_on=None if rule.handed_in_days is None else before(rule.handed_in_days),
        dispatch_on=days.last_arbejdsdag_on_or_before(limit),
        dispatch_legal_on=limit,
        minutes_ready_on=days.after(on, rule.minutes_arbejdsdage, DayKind.ARBEJDSDAG),
    )


@pytest.fixture(scope="session")
def days() -> DayTable:
    return DayTable(first_year=2022, last_year=2025)


@pytest.fixture(scope="session")
def meetings_2023(days: DayTable) -> tuple[MeetingFacts, ...]:
    rows = csv.DictReader(StringIO(PLAN.read_text(encoding="utf-8-sig")), delimiter=";")
    return tuple(
        meeting_of(
            HOUSE[row["Udvalg"]],
            datetime.strptime(row["Dato"], "%d-%m-%Y").replace(tzinfo=COPENHAGEN).date(),
            time.fromisoformat(row["Tidspunkt"]),
            time.fromisoformat(row["Slut"]),
            days,
        )
        for row in rows
    )


@pytest.fixture(scope="session")
def table_2023(meetings_2023: tuple[MeetingFacts, ...]) -> MeetingTable:
    return MeetingTable(meetings_2023)


@pytest.fixture(scope="session")
def to_place() -> Callable[..., tuple[StopToPlace, ...]]:
    """Stops to place, by body; with ids of meetings they are fixed there."""
    kinds = {rule.key: rule.kind for rule in HOUSE.values()}

    def make(*bodies: str, fixed: tuple[str, ...] = ()) -> tuple[StopToPlace, ...]:
        chosen = fixed or (None,) * len(bodies)
        return tuple(
            StopToPlace(body.lower(), body, kinds[body], meeting)
            for body, meeting in zip(bodies, chosen, strict=True)
        )

    return make


@pytest.fixture(scope="session")
def case_on(table_2023: MeetingTable) -> Callable[..., CaseFacts]:
    """A case whose stops stand on the named meetings ("DIR 12-04-2023"), fixed or not."""

    def make(*meeting_ids: str, fixed: bool = True, **values: object) -> CaseFacts:
        found = [table_2023.find(meeting_id) for meeting_id in meeting_ids]
        stops = tuple(
            StopFacts(
                id=meeting.body.lower(),
                position=position,
                round_no=1,
                body=meeting.body,
                kind=meeting.kind,
                state=StopState.PLANNED,
                meeting=meeting,
                fixed=fixed,
            )
            for position, meeting in enumerate(found, start=1)
            if meeting is not None
        )
        assert len(stops) == len(meeting_ids)
        facts: dict[str, object] = {
            "id": "sag",
            "number": "23/41694",
            "title": "Redegørelse om ligestilling",
            "is_open": True,
            "state": CaseState.OPEN,
            "stops": stops,
            "recommendation": "Forvaltningen indstiller, at redegørelsen godkendes.",
            "decide_before": date(2023, 6, 1),
        }
        return CaseFacts(**(facts | values))  # type: ignore[arg-type]  # the tests choose the facts by name

    return make
