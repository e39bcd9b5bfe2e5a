"""The figures for those who watch the machines (Prometheus): few, about the work, and about nobody.

Each is a row of ``FIGURES``; the dashboard and the alarms in ``deploy`` are checked against them. A body's key and a
kind of thing are all that a figure names: there is no case, person or title in them to leak.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

from calendars.copenhagen import COPENHAGEN
from desk import health
from desk.outside import door
from domain.store import watching
from domain.store.database import Database
from domain.store.heartbeats import last_beats
from flows.settings import Settings

_PATIENCE = 1.0  # seconds: whoever watches asks again soon


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure: its name, what it tells, and the one label by which it is parted (empty: it is not)."""

    name: str
    tells: str
    label: str = ""


LATE = Figure(
    "sagsgang_cases_late", "Sager, hvor en dag er overskredet, hos det organ, der har sagen (højst 400)", "body"
)
STUCK = Figure("sagsgang_cases_stuck", "Sager, der står stille, til nogen gør noget")
DUE = Figure("sagsgang_due", "Rækker i køen, der skulle være taget nu", "kind")
MAILS = Figure("sagsgang_mails", "Mails: queued, sending og dead nu; sent det seneste døgn", "state")
DEADLINE = Figure("sagsgang_next_deadline_hours", "Timer til den nærmeste frists dag er gået", "body")
ROUND = Figure("sagsgang_last_round_age_seconds", "Sekunder siden urets eller arbejderens seneste runde", "ring")
PLAN = Figure("sagsgang_plan_days_left", "Dage til mødeplanens sidste møde", "body")
OK = Figure("sagsgang_ok", "1, når det er, som det skal være; det samme som »sagsgang doctor« ser på", "thing")
FILES = Figure("sagsgang_files_refused", "Filer udefra, denne proces har afvist, siden den blev startet", "reason")
FIGURES = (FILES, LATE, STUCK, DUE, MAILS, DEADLINE, ROUND, PLAN, OK)


def exposition(db: Database, now: datetime, settings: Settings) -> bytes:
    """Every figure as it is now, in Prometheus' text format; a database that is away leaves only that to tell."""
    registry = CollectorRegistry()
    registry.register(_Now(db, now, settings))
    return generate_latest(registry)


class _Now(Collector):
    """One look; made anew for each question, so that nothing is remembered that is no longer so."""

    def __init__(self, db: Database, now: datetime, settings: Settings) -> None:
        self._db, self._now, self._settings = db, now, settings

    def describe(self) -> Iterator[GaugeMetricFamily]:
        """The figures without values: registering them costs no look at the database."""
        return (_family(figure) for figure in FIGURES)

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """The figures."""
        well: dict[str, float] = {}
        for one in health.database(self._db, self._now, self._settings, whole_journal=False):
            well[one.thing] = min(well.get(one.thing, 1.0), float(one.is_well))
        if well.get("database"):
            try:
                with self._db.read() as session:
                    yield from self._of_the_work(session)
            except DBAPIError:
                well["database"] = 0.0
        scanner = health.virus_scanner(self._settings, _PATIENCE)
        well[scanner.thing] = float(scanner.is_well)
        yield _family(OK, well)
        yield _family(FILES, door.refused())

    def _of_the_work(self, session: Session) -> Iterator[GaugeMetricFamily]:
        now, today = self._now, self._now.astimezone(COPENHAGEN).date()
        yield _family(LATE, watching.late_by_body(session, today=today))
        yield _family(STUCK, {"": watching.stuck_count(session)})
        yield _family(DUE, watching.due_by_kind(session, now=now))
        yield _family(MAILS, watching.mails_by_state(session, now=now))
        midnights = {
            body: datetime.combine(day + timedelta(days=1), time(), COPENHAGEN)
            for body, day in watching.next_deadlines(session, today=today).items()
        }
        yield _family(DEADLINE, {body: (end - now).total_seconds() / 3600 for body, end in midnights.items()})
        beats = last_beats(session).values()
        yield _family(ROUND, {beat.ring: max((now - beat.at).total_seconds(), 0.0) for beat in beats})
        last = watching.last_meetings(session, today=today)
        yield _family(PLAN, {body: (day - today).days for body, day in last.items()})


def _family(figure: Figure, values: Mapping[str, float] | None = None) -> GaugeMetricFamily:
    family = GaugeMetricFamily(figure.name, figure.tells, labels=[figure.label] if figure.label else [])
    for label, value in (values or {}).items():
        family.add_metric([label] if figure.label else [], value)
    return family
