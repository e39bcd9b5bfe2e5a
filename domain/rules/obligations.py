"""Duties that come again: each round with its period, last day and law, and a plain answer when the duty is gone.

Laws change under a cycle, so every row (``obligation_rows``) says from when it holds and from when it could be known.
Asked with ``known_on`` the table answers as a secretary could have done that day; without it, with all it knows.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import zip_longest

from domain.errors import NotFoundError
from domain.model.body import BodyKind
from domain.rules.obligation import (
    Authority,
    LawPeriod,
    NoRound,
    NotBefore,
    Obligation,
    Override,
    Publication,
    Repeal,
    Round,
    SubmissionTask,
)
from domain.rules.obligation_rows import NOT_VERIFIED, OBLIGATIONS

__all__ = [
    "NOT_VERIFIED",
    "OBLIGATIONS",
    "Authority",
    "LawPeriod",
    "NoRound",
    "Obligation",
    "Override",
    "Publication",
    "Repeal",
    "Round",
    "SubmissionTask",
    "duties_of",
    "find_round",
    "next_round",
    "next_round_of",
    "not_before",
    "rounds",
    "rounds_of",
    "submission_task",
]

_DAY = timedelta(days=1)
_LAST_YEAR = 2100  # no round is looked for after it


def duties_of(authority: Authority) -> dict[str, Obligation]:
    """The law's duties in use that a municipality, or a region, has."""
    return {key: one for key, one in OBLIGATIONS.items() if authority in one.binds}


def rounds(key: str, *, until: date, known_on: date | None = None) -> tuple[Round, ...]:
    """Every round due up to and including a day, as known on a day (None: all that is known).

    Raises:
        NotFoundError: no obligation has that key.
    """
    return rounds_of(_obligation(key), until=until, known_on=known_on)


def rounds_of(obligation: Obligation, *, until: date, known_on: date | None = None) -> tuple[Round, ...]:
    """Every round of this duty due up to and including a day; also of one that a municipality has made itself."""
    found = []
    for round_ in _rounds(obligation, known_on):
        if round_.due_on > until:
            break
        found.append(round_)
    return tuple(found)


def next_round(key: str, as_of: date, known_on: date | None = None) -> Round | NoRound:
    """The first round due on ``as_of`` or later, or why there is none.

    Raises:
        NotFoundError: no obligation has that key.
    """
    return next_round_of(_obligation(key), as_of, known_on)


def next_round_of(obligation: Obligation, as_of: date, known_on: date | None = None) -> Round | NoRound:
    """The same of this duty; also of one that a municipality has made itself."""
    for round_ in _rounds(obligation, known_on):
        if round_.due_on >= as_of:
            return round_
    repeal = obligation.repeal
    if repeal is None:
        raise NotFoundError(noun="round", id=f"{obligation.key} {as_of}")
    return NoRound(obligation.key, repeal.valid_from, repeal.source)


def find_round(obligation: Obligation, year: int) -> Round:
    """The duty's round of that year, with all that is known.

    Raises:
        NotFoundError: it has no round that year: another interval, before the law, or after the repeal.
    """
    found = next((round_ for round_ in _rounds(obligation, None) if round_.year == year), None)
    if found is None:
        raise NotFoundError(noun="round", id=f"{obligation.key} {year}")
    return found


def not_before(key: str | None, kind: BodyKind, decide_before: date | None) -> NotBefore | None:
    """From which day a body of the kind treats the round of a duty in law; None: any day.

    A round that must be decided before that very day, as somebody has said, is treated when it can be.
    """
    duty = OBLIGATIONS.get(key or "")
    if duty is None or decide_before is None:
        return None
    found = duty.not_before(kind, decide_before - _DAY)
    return found if found is not None and found.day < decide_before else None


def submission_task(obligation: Obligation, round_: Round) -> SubmissionTask:
    """What is to be done once the report is approved: handed in on the last day at the latest."""
    return SubmissionTask("submission", round_.due_on, obligation.submitted_to, round_.source)


def _obligation(key: str) -> Obligation:
    found = OBLIGATIONS.get(key) or NOT_VERIFIED.get(key)
    if found is None:
        raise NotFoundError(noun="obligation", id=key)
    return found


def _rounds(obligation: Obligation, known_on: date | None) -> Iterator[Round]:
    """The rounds in time order. A period starts the day after the one before ended, however long that makes it."""
    laws = [law for law in obligation.laws if known_on is None or law.known_from <= known_on]
    repeal = obligation.repeal
    if repeal is not None and known_on is not None and known_on < repeal.known_from:
        repeal = None
    moved = {one.year: one for one in obligation.overrides}
    came_out = {
        one.year: one.published_on
        for one in obligation.publications
        if known_on is None or one.published_on <= known_on
    }
    covered_to: date | None = None
    for law, following in zip_longest(laws, laws[1:]):
        for year in range(law.first_year, _LAST_YEAR + 1, law.every_years):
            ordinary, period_end = law.due_on(year), law.covered_to(year)
            if following is not None and ordinary >= following.valid_from:
                break
            if repeal is not None and ordinary >= repeal.valid_from:
                return
            if ordinary < law.valid_from:  # the wording did not hold yet
                continue
            first_day = (law.covered_to(year - law.every_years) if covered_to is None else covered_to) + _DAY
            published_on = came_out.get(year)
            due_on, source = ordinary if published_on is None else law.due_on(published_on.year), law.source
            if year in moved:
                due_on, source = moved[year].due_on, moved[year].source
            yield Round(obligation.key, year, first_day, period_end, due_on, source, published_on)
            covered_to = period_end
