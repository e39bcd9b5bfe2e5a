"""Dagsordenen: in which order its items stand, which number each has, and what an item still lacks.

Open items come first and closed items after them, as one reads aloud before the doors are closed (§ 10: a case is
closed, never a meeting). Numbers are derived until the agenda is locked; from then on each item keeps its own,
because it stands on paper: what is taken off leaves its number behind, and what comes later stands on a
tillægsdagsorden with the numbers that follow.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum, StrEnum

from domain.model.agenda import Readiness
from domain.rules.checks import Check, Severity


@dataclass(frozen=True, slots=True)
class ItemFacts:
    """A stop on a meeting's agenda. ``is_off``: it was on the locked agenda and has been taken off since."""

    stop: str
    case_number: str
    is_open: bool
    place: int | None = None
    number: int | None = None
    is_supplement: bool = False
    is_off: bool = False


@dataclass(frozen=True, slots=True)
class Arranged:
    """An agenda in the order of its paper: every item with its number, those of the tillægsdagsorden apart.

    ``new`` have come since the agenda was locked; their numbers hold from when the tillægsdagsorden is locked too.
    """

    main: tuple[ItemFacts, ...] = ()
    supplement: tuple[ItemFacts, ...] = ()
    new: tuple[ItemFacts, ...] = ()

    @property
    def all(self) -> tuple[ItemFacts, ...]:
        """Every item as it is read aloud."""
        return (*self.main, *self.supplement, *self.new)


class Numbering(StrEnum):
    """Where a body's item numbers begin anew."""

    MEETING = "meeting"  # at each meeting
    YEAR = "year"  # at the first meeting of a year
    RUNNING = "running"  # never: item 715 is the next one after item 714


class Step(IntEnum):
    """Which way an item is moved."""

    UP = -1
    DOWN = 1


def arrange(items: Iterable[ItemFacts], *, is_locked: bool, first: int = 1) -> Arranged:
    """The items in their order, each with its number: the one it was given, or the one it would get now.

    ``first`` is the next number that the body has free, where its numbers run across meetings.
    """
    if not is_locked:
        return Arranged(main=_numbered(_in_order(item for item in items if not item.is_off), first=first))
    given = sorted((item for item in items if item.number is not None), key=lambda item: item.number or 0)
    later = _in_order(item for item in items if item.number is None and not item.is_off)
    return Arranged(
        main=tuple(item for item in given if not item.is_supplement),
        supplement=tuple(item for item in given if item.is_supplement),
        new=_numbered(later, first=max(first, max((item.number or 0 for item in given), default=0) + 1)),
    )


def moved(arranged: Arranged, stop: str, step: Step) -> tuple[str, ...] | None:
    """The stops of the whole agenda when one has changed places with its neighbour; None: it is at the end already.

    An item never leaves its part: the closed stay after the open.
    """
    order = [item for item in arranged.main if not item.is_off]
    at = next(place for place, item in enumerate(order) if item.stop == stop)
    other = at + step
    if not 0 <= other < len(order) or order[other].is_open is not order[at].is_open:
        return None
    order[at], order[other] = order[other], order[at]
    return tuple(item.stop for item in order)


@dataclass(frozen=True, slots=True)
class ItemText:
    """What the case brings to the meeting, as far as it can be missing."""

    presentation: str
    recommendation: str
    attachments: int = 0


@dataclass(frozen=True, slots=True)
class LackRow:
    """One thing an item must have: whether it lacks it."""

    code: str
    is_lacking: Callable[[ItemText], bool]


LACKS: tuple[LackRow, ...] = (
    LackRow("no_presentation", lambda text: not text.presentation.strip()),
    LackRow("no_recommendation", lambda text: not text.recommendation.strip()),
    LackRow("no_attachments", lambda text: text.attachments == 0),
)
_SAID_BY_LACKS = frozenset({"empty_recommendation"})  # checks that a row above says in the agenda's own words


def lacks(text: ItemText) -> tuple[str, ...]:
    """The codes of what the item does not have, in the order in which one would get it."""
    return tuple(row.code for row in LACKS if row.is_lacking(text))


def checks_of_item(checks: Sequence[Check], stop: str) -> tuple[Check, ...]:
    """The checks of a case that matter for its item at one meeting: its own and the case's, what stops it first.

    Information is left out: an agenda shows what is to be done.
    """
    own = [
        check
        for check in checks
        if check.stop in {None, stop} and check.severity is not Severity.INFO and check.code not in _SAID_BY_LACKS
    ]
    return tuple(sorted(own, key=lambda check: check.severity is not Severity.STOP))


def is_outdated(readiness: Readiness, seen: int | None, version: int) -> bool:
    """Whether the case was changed after it was found ready or approved, so that somebody must look again."""
    return readiness is not Readiness.NOT_READY and seen is not None and seen != version


def _in_order(items: Iterable[ItemFacts]) -> list[ItemFacts]:
    """Open before closed; where staff put them; those nobody has placed by their case's number."""
    return sorted(
        items,
        key=lambda item: (not item.is_open, item.place is None, item.place or 0, item.case_number, item.stop),
    )


def _numbered(items: Iterable[ItemFacts], *, first: int) -> tuple[ItemFacts, ...]:
    return tuple(replace(item, number=number) for number, item in enumerate(items, start=first))
