"""Deadline rules as rows: how many days of which kind before or after a meeting, whose rule it is, and from when.

The law names one number of days only, the council's four hverdage. All else here is what a municipality
works to until its profile says otherwise, and is marked as a house rule.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from calendars.days import DayKind


class DeadlineKind(StrEnum):
    """What must be done by then."""

    SUBMISSION = "submission"
    CHAIR_REVIEW = "chair_review"
    DISPATCH = "dispatch"
    PUBLICATION = "publication"
    MINUTES = "minutes"


class Basis(StrEnum):
    """Who made the rule: the law, an agreement (MED), or the municipality itself."""

    LAW = "law"
    AGREEMENT = "agreement"
    HOUSE = "house"


@dataclass(frozen=True, slots=True)
class DeadlineRule:
    """One row: which bodies, how many days of which kind before (or ``after``) the meeting, and why.

    ``applies_to`` is a kind of body ("council") or one body ("body:KB"). The rule holds for meetings
    from ``valid_from`` and before ``valid_to``. ``text`` is one line of Danish.
    """

    key: str
    kind: DeadlineKind
    applies_to: str
    days: int
    unit: DayKind
    basis: Basis
    source: str
    checked_on: date
    after: bool = False
    valid_from: date | None = None
    valid_to: date | None = None
    text: str = ""

    def is_for(self, body: str, body_kind: str) -> bool:
        """Whether the rule is about this body."""
        return self.applies_to in {body_kind, f"body:{body}"}

    def is_valid_on(self, day: date) -> bool:
        """Whether the rule is in force for a meeting on ``day``."""
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day < self.valid_to)


# danish-rules 1.1, KS8-4: the wording "senest 4 hverdage inden" came with the act to LBK 971/2013.
LAW_RULES: tuple[DeadlineRule, ...] = (
    DeadlineRule(
        key="KS8-4",
        kind=DeadlineKind.DISPATCH,
        applies_to="council",
        days=4,
        unit=DayKind.HVERDAG,
        basis=Basis.LAW,
        source="Kommunestyrelsesloven § 8, stk. 4",
        valid_from=date(2014, 1, 1),
        checked_on=date(2026, 11, 22),
        text="Dagsorden og materiale sendes til medlemmerne senest 4 hverdage før mødet",
    ),
)


_DAG, _HVERDAG, _ARBEJDSDAG = DayKind.KALENDERDAG, DayKind.HVERDAG, DayKind.ARBEJDSDAG
_SUBMISSION, _REVIEW, _DISPATCH = DeadlineKind.SUBMISSION, DeadlineKind.CHAIR_REVIEW, DeadlineKind.DISPATCH
_PUBLICATION, _MINUTES = DeadlineKind.PUBLICATION, DeadlineKind.MINUTES

# danish-rules 4.4 (usual lead times), M4 (MED agreements), KS8-7 and KS20 (published as far as possible).
_USUAL = "Almindelig praksis i kommunerne"
_MED = "Almindelig praksis i lokale MED-aftaler"
_OPEN = "Husregel til kommunestyrelseslovens § 8, stk. 7, og § 20, der ikke nævner et antal dage"

_HOUSE_ROWS: tuple[tuple[DeadlineKind, str, int, DayKind, str, str], ...] = (
    (_SUBMISSION, "management", 7, _DAG, _USUAL, "Sager afleveres 7 dage før mødet"),
    (_SUBMISSION, "med", 14, _DAG, _MED, "Sager afleveres 14 dage før mødet"),
    (_SUBMISSION, "committee", 14, _DAG, _USUAL, "Sager afleveres 14 dage før mødet"),
    (_SUBMISSION, "finance", 14, _DAG, _USUAL, "Sager afleveres 14 dage før mødet"),
    (_SUBMISSION, "council", 8, _DAG, _USUAL, "Sager afleveres 8 dage før mødet"),
    (_REVIEW, "management", 3, _DAG, _USUAL, "Formanden gennemgår dagsordenen 3 dage før mødet"),
    (_REVIEW, "med", 8, _DAG, _USUAL, "Formanden gennemgår dagsordenen 8 dage før mødet"),
    (_REVIEW, "committee", 8, _DAG, _USUAL, "Formanden gennemgår dagsordenen 8 dage før mødet"),
    (_REVIEW, "finance", 8, _DAG, _USUAL, "Formanden gennemgår dagsordenen 8 dage før mødet"),
    (_REVIEW, "council", 8, _DAG, _USUAL, "Formanden gennemgår dagsordenen 8 dage før mødet"),
    (_DISPATCH, "management", 2, _DAG, _USUAL, "Dagsordenen udsendes 2 dage før mødet"),
    (_DISPATCH, "med", 7, _DAG, _MED, "Dagsordenen udsendes 7 dage før mødet"),
    (_DISPATCH, "committee", 5, _DAG, _USUAL, "Dagsordenen udsendes 5 dage før mødet"),
    (_DISPATCH, "finance", 5, _DAG, _USUAL, "Dagsordenen udsendes 5 dage før mødet"),
    (_PUBLICATION, "management", 2, _DAG, _OPEN, "Den åbne dagsorden offentliggøres samtidig med udsendelsen"),
    (_PUBLICATION, "med", 7, _DAG, _OPEN, "Den åbne dagsorden offentliggøres samtidig med udsendelsen"),
    (_PUBLICATION, "committee", 5, _DAG, _OPEN, "Den åbne dagsorden offentliggøres samtidig med udsendelsen"),
    (_PUBLICATION, "finance", 5, _DAG, _OPEN, "Den åbne dagsorden offentliggøres samtidig med udsendelsen"),
    (_PUBLICATION, "council", 4, _HVERDAG, _OPEN, "Den åbne dagsorden offentliggøres samtidig med udsendelsen"),
    (
        _MINUTES,
        "management",
        2,
        _ARBEJDSDAG,
        _OPEN,
        "Det åbne referat offentliggøres senest 2 arbejdsdage efter mødet",
    ),
    (_MINUTES, "med", 2, _ARBEJDSDAG, _OPEN, "Det åbne referat offentliggøres senest 2 arbejdsdage efter mødet"),
    (
        _MINUTES,
        "committee",
        2,
        _ARBEJDSDAG,
        _OPEN,
        "Det åbne referat offentliggøres senest 2 arbejdsdage efter mødet",
    ),
    (_MINUTES, "finance", 2, _ARBEJDSDAG, _OPEN, "Det åbne referat offentliggøres senest 2 arbejdsdage efter mødet"),
    (_MINUTES, "council", 2, _ARBEJDSDAG, _OPEN, "Det åbne referat offentliggøres senest 2 arbejdsdage efter mødet"),
)

# What a municipality works to until its profile says otherwise.
DEFAULT_RULES: tuple[DeadlineRule, ...] = tuple(
    DeadlineRule(
        key=f"standard-{kind.value}",
        kind=kind,
        applies_to=body_kind,
        days=days,
        unit=unit,
        basis=Basis.HOUSE,
        source=source,
        checked_on=date(2026, 11, 22),
        after=kind is _MINUTES,
        text=text,
    )
    for kind, body_kind, days, unit, source, text in _HOUSE_ROWS
)
