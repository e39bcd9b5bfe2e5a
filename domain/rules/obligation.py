"""A duty that comes again: how it stands in law over time, one round of it, and the answer when there is none."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import NamedTuple

from calendars.deadline_rules import Basis
from domain.model.body import BodyKind

_DAY = timedelta(days=1)


class Authority(StrEnum):
    """Who has a duty. What the law says of one says nothing of the other."""

    MUNICIPALITY = "municipality"
    REGION = "region"


@dataclass(frozen=True, slots=True)
class LawPeriod:
    """How the duty stands under one wording of the law, for rounds due from ``valid_from`` on.

    Rounds come every ``every_years`` from ``first_year``; ``due`` is the last day to hand in and ``covers_to`` the
    last day reported on, both (month, day); the latter ``covers_year`` years after the round's (−1: the accounts of
    the year before). 29 February is the 28th in a year without one. ``known_from``: when the wording could be known.
    """

    every_years: int
    first_year: int
    due: tuple[int, int]
    covers_to: tuple[int, int]
    source: str
    valid_from: date
    known_from: date
    checked_on: date
    covers_year: int = 0

    def due_on(self, year: int) -> date:
        """The last day to hand in the round of a year."""
        return _day(year, self.due)

    def covered_to(self, year: int) -> date:
        """The last day that the round of a year covers."""
        return _day(year + self.covers_year, self.covers_to)


@dataclass(frozen=True, slots=True)
class Override:
    """One round that was moved: its last day, and who moved it."""

    year: int
    due_on: date
    source: str


@dataclass(frozen=True, slots=True)
class Publication:
    """What a round waits for came out on this day: its last day is that of the year it came out in."""

    year: int
    published_on: date
    source: str


@dataclass(frozen=True, slots=True)
class Repeal:
    """The duty is gone for rounds due from ``valid_from`` on."""

    valid_from: date
    source: str
    known_from: date
    checked_on: date


@dataclass(frozen=True, slots=True)
class Season:
    """From ``first`` (month, day) of the year a round is due, a kind of body treats it; by law, or as practice is.

    A reading of the budget in June would be legal; it would be of numbers that nobody has yet.
    """

    kind: BodyKind
    first: tuple[int, int]
    basis: Basis = Basis.HOUSE


class NotBefore(NamedTuple):
    """A season of one round: its first day, and whether it is law. What is only practice yields to the last day."""

    day: date
    is_law: bool


@dataclass(frozen=True, slots=True)
class Obligation:
    """A duty: who approves it, to whom it is handed in (empty: to nobody), its laws in time order, its repeal if any.

    ``readings`` with ``gap_days`` between them: the budget is treated twice. ``not_verified`` says what nobody has
    read in the law itself; such a duty ships switched off. ``awaits`` is what a round waits for (empty: nothing):
    until somebody says when that came out, its last day is the one of the year it is expected in.

    ``seasons``: the time of the year from which the bodies of a kind treat a round.
    """

    key: str
    approver: BodyKind
    submitted_to: str
    laws: tuple[LawPeriod, ...]
    repeal: Repeal | None = None
    basis: Basis = Basis.LAW
    readings: int = 1
    gap_days: int = 0
    overrides: tuple[Override, ...] = ()
    not_verified: str = ""
    title: str = ""  # what a round's case is called before its year
    binds: frozenset[Authority] = frozenset({Authority.MUNICIPALITY})
    awaits: str = ""
    publications: tuple[Publication, ...] = ()
    seasons: tuple[Season, ...] = ()

    def not_before(self, kind: BodyKind, due_on: date) -> NotBefore | None:
        """From which day a body of the kind treats the round that is due on a day; None: any day."""
        found = next((one for one in self.seasons if one.kind is kind), None)
        return None if found is None else NotBefore(_day(due_on.year, found.first), found.basis is Basis.LAW)

    @property
    def is_in_use(self) -> bool:
        """Whether its rounds are shown and its cases opened."""
        return not self.not_verified


@dataclass(frozen=True, slots=True)
class Round:
    """One round: the days it covers (both included), the last day to hand it in, and the law it rests on."""

    obligation: str
    year: int
    period_start: date
    period_end: date
    due_on: date
    source: str
    published_on: date | None = None  # when what it waits for came out, where somebody has said

    @property
    def decide_before(self) -> date:
        """The approving body must have decided before this day (exclusive)."""
        return self.due_on + _DAY


@dataclass(frozen=True, slots=True)
class NoRound:
    """There is no next round: since when, and by which law."""

    obligation: str
    repealed_on: date
    repealed_by: str


@dataclass(frozen=True, slots=True)
class SubmissionTask:
    """The follow-up that opens when the approving body has approved: hand the report in, at the latest on a day."""

    kind: str
    due_on: date
    submitted_to: str
    source: str


def _day(year: int, month_and_day: tuple[int, int]) -> date:
    month, day = month_and_day
    return date(year, month, min(day, monthrange(year, month)[1]))
