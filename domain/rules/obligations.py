"""Duties that come again: each round with its period, last day and law, and a plain answer when the duty is gone.

Laws change under a cycle, so every row says from when it holds and from when it could be known. Asked with
``known_on`` the table answers as a secretary could have done that day; without it, with all it knows.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from domain.errors import NotFoundError
from domain.model.body import BodyKind

_DAY = timedelta(days=1)
_LAST_YEAR = 2100  # no round is looked for after it


@dataclass(frozen=True, slots=True)
class LawPeriod:
    """How the duty stands under one wording of the law, for rounds due from ``valid_from`` on.

    Rounds come every ``every_years`` from ``first_year``; ``due`` is the last day to hand in and ``covers_to`` the
    last day reported on, both (month, day) of the round's year. ``known_from``: when the wording could be known.
    """

    every_years: int
    first_year: int
    due: tuple[int, int]
    covers_to: tuple[int, int]
    source: str
    valid_from: date
    known_from: date
    checked_on: date


@dataclass(frozen=True, slots=True)
class Repeal:
    """The duty is gone for rounds due from ``valid_from`` on."""

    valid_from: date
    source: str
    known_from: date
    checked_on: date


@dataclass(frozen=True, slots=True)
class Obligation:
    """A duty: who approves before it is handed in, to whom, its laws in time order, and its repeal if any."""

    key: str
    approver: BodyKind
    submitted_to: str
    laws: tuple[LawPeriod, ...]
    repeal: Repeal | None = None


@dataclass(frozen=True, slots=True)
class Round:
    """One round: the days it covers (both included), the last day to hand it in, and the law it rests on."""

    obligation: str
    year: int
    period_start: date
    period_end: date
    due_on: date
    source: str

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


_CHECKED_ON = date(2026, 11, 22)

# The two-year rounds: 2009, 2011, 2015 and 2017 were read, 2007 and 2013 follow from the interval. The ministry's own
# page still describes the three-year duty as if it were in force: never trust a page, trust the act and its date.
OBLIGATIONS: dict[str, Obligation] = {
    "ligestillingsredegoerelse": Obligation(
        key="ligestillingsredegoerelse",
        approver=BodyKind.COUNCIL,
        submitted_to="ministeren for ligestilling",
        laws=(
            LawPeriod(
                every_years=2,
                first_year=2007,
                due=(11, 1),
                covers_to=(10, 31),
                source="ligestillingsloven § 5 a stk. 3 (ændret 2006: 1. november)",
                valid_from=date(2006, 7, 1),
                known_from=date(2006, 7, 1),
                checked_on=_CHECKED_ON,
            ),
            LawPeriod(
                every_years=3,
                first_year=2020,
                due=(5, 31),
                covers_to=(5, 31),
                source="ligestillingsloven §§ 5 og 5 a (ændret med virkning fra 1. maj 2019: inden den 1. juni)",
                valid_from=date(2019, 5, 1),
                known_from=date(2019, 5, 1),
                checked_on=_CHECKED_ON,
            ),
        ),
        repeal=Repeal(
            valid_from=date(2025, 1, 1),
            source="lov nr. 1470 af 10. december 2024",
            known_from=date(2024, 12, 10),
            checked_on=_CHECKED_ON,
        ),
    ),
}


def rounds(key: str, *, until: date, known_on: date | None = None) -> tuple[Round, ...]:
    """Every round due up to and including a day, as known on a day (None: all that is known).

    Raises:
        NotFoundError: no obligation has that key.
    """
    found = []
    for round_ in _rounds(_obligation(key), known_on):
        if round_.due_on > until:
            break
        found.append(round_)
    return tuple(found)


def next_round(key: str, as_of: date, known_on: date | None = None) -> Round | NoRound:
    """The first round due on ``as_of`` or later, or why there is none.

    Raises:
        NotFoundError: no obligation has that key.
    """
    obligation = _obligation(key)
    for round_ in _rounds(obligation, known_on):
        if round_.due_on >= as_of:
            return round_
    repeal = obligation.repeal
    if repeal is None:
        raise NotFoundError(noun="round", id=f"{key} {as_of}")
    return NoRound(key, repeal.valid_from, repeal.source)


def submission_task(obligation: Obligation, round_: Round) -> SubmissionTask:
    """What is to be done once the report is approved: handed in on the last day at the latest."""
    return SubmissionTask("submission", round_.due_on, obligation.submitted_to, round_.source)


def _obligation(key: str) -> Obligation:
    if key not in OBLIGATIONS:
        raise NotFoundError(noun="obligation", id=key)
    return OBLIGATIONS[key]


def _rounds(obligation: Obligation, known_on: date | None) -> Iterator[Round]:
    """The rounds in time order. A period starts the day after the one before ended, however long that makes it."""
    laws = [law for law in obligation.laws if known_on is None or law.known_from <= known_on]
    repeal = obligation.repeal
    if repeal is not None and known_on is not None and known_on < repeal.known_from:
        repeal = None
    covered_to: date | None = None
    for law, following in zip(laws, [*laws[1:], None], strict=True):
        for year in range(law.first_year, _LAST_YEAR + 1, law.every_years):
            due_on, period_end = date(year, *law.due), date(year, *law.covers_to)
            if following is not None and due_on >= following.valid_from:
                break
            if repeal is not None and due_on >= repeal.valid_from:
                return
            first_day = (
                date(year - law.every_years, *law.covers_to) + _DAY if covered_to is None else covered_to + _DAY
            )
            yield Round(obligation.key, year, first_day, period_end, due_on, law.source)
            covered_to = period_end
