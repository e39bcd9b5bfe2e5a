"""Minutes that come in: which item belongs to which stop of the meeting, and what was decided there.

Nothing is saved here. A match is shown with what it rests on (the case's number, its title, its route), the outcome
with the line it was read at, and a person says which of them to record.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from desk.promises_in import to_proposal
from domain.casework.case.follow_ups import Proposal
from domain.documents.document import Document, FoundDecision, FoundFollowUp, Item, Point
from domain.errors import UnknownBodyError
from domain.model import Outcome
from domain.profile import Profile
from domain.rules.wording import only_one_named


@dataclass(frozen=True, slots=True)
class Treated:
    """A stop of the meeting the minutes are of, and what is recorded at it already."""

    stop: str
    case_id: str
    case_number: str
    title: str
    route: tuple[str, ...] = ()
    outcome: Outcome | None = None


@dataclass(frozen=True, slots=True)
class MinutesLine:
    """An item or a sub-point of the minutes. ``because``: number, title, route, or "" where no stop fits."""

    number: str
    title: str
    treated: Treated | None
    because: str
    decision: FoundDecision | None
    proposals: tuple[Proposal, ...]

    @property
    def is_new(self) -> bool:
        """There is an outcome, and a stop that has none yet."""
        return self.decision is not None and self.treated is not None and self.treated.outcome is None

    @property
    def differs(self) -> bool:
        """Something else is recorded already."""
        known = self.treated.outcome if self.treated else None
        return known is not None and self.decision is not None and self.decision.outcome is not known


@dataclass(frozen=True, slots=True)
class _Said:
    number: str
    title: str
    case_number: str | None
    route: tuple[str, ...]
    decisions: tuple[FoundDecision, ...]
    item: Item
    follow_ups: tuple[FoundFollowUp, ...]


def match_minutes(
    document: Document, treated: Sequence[Treated], profile: Profile, *, body: str, held_on: date
) -> tuple[MinutesLine, ...]:
    """Every item and sub-point of the minutes, with the stop of the meeting it is about where that is certain.

    By the case's number first, then by the title, then by the route where one stop alone has it. No stop is given
    to two items. The decision is that of ``body`` on ``held_on``; other bodies' earlier ones are theirs.
    """
    said = [one for item in document.cases for one in _parts(item)]
    found: dict[int, tuple[Treated, str]] = {}
    left = {one.stop: one for one in treated}
    for because, fits in (("number", _by_number), ("title", _by_title), ("route", _by_route)):
        for at, one in enumerate(said):
            stop = None if at in found else fits(one, left.values(), profile)
            if stop is not None:
                found[at] = (left.pop(stop), because)
    lines = []
    for at, one in enumerate(said):
        stop_of, because = found.get(at, (None, ""))
        decision = _own(one.decisions, profile, body, held_on)
        proposals = tuple(to_proposal(document, one.item, promise) for promise in one.follow_ups)
        if stop_of is not None or decision is not None:
            lines.append(MinutesLine(one.number, one.title, stop_of, because, decision, proposals))
    return tuple(lines)


def body_of(document: Document, profile: Profile) -> str | None:
    """The profile's key for the body whose minutes these are; None where the paper or the profile does not say."""
    return _key(document.body, profile) if document.body else None


def _parts(item: Item) -> Iterable[_Said]:
    points = {point.number: point for point in item.points}
    own = tuple(one for one in item.decisions if one.point not in points)
    promises = tuple(one for one in item.follow_ups if one.point not in points)
    yield _Said(item.number or "", item.title or "", item.case_number, item.route, own, item, promises)
    for point in points.values():
        yield _point(item, point)


def _point(item: Item, point: Point) -> _Said:
    return _Said(
        f"{item.number or ''}.{point.number}", point.title, None, (), point.decisions, item, point.follow_ups
    )


def _by_number(said: _Said, treated: Iterable[Treated], profile: Profile) -> str | None:  # noqa: ARG001 - as the others
    fits = [one.stop for one in treated if said.case_number and one.case_number == said.case_number]
    return fits[0] if len(fits) == 1 else None


def _by_title(said: _Said, treated: Iterable[Treated], profile: Profile) -> str | None:  # noqa: ARG001 - as the others
    return only_one_named(said.title, ((one.stop, one.title) for one in treated)) if said.title else None


def _by_route(said: _Said, treated: Iterable[Treated], profile: Profile) -> str | None:
    """A route tells only where it has more than the meeting's own body, and one stop alone travels it."""
    if said.case_number or len(said.route) < 2:  # noqa: PLR2004 - one body is no route to know a case by
        return None
    route = [_key(name, profile) for name in said.route]
    fits = [one.stop for one in treated if list(one.route) == route]
    return fits[0] if len(fits) == 1 else None


def _own(found: Iterable[FoundDecision], profile: Profile, body: str, held_on: date) -> FoundDecision | None:
    """The body's own decision at the meeting, the last where it voted more than once."""
    own = [one for one in found if one.date in (None, held_on) and (not one.body or _key(one.body, profile) == body)]
    return own[-1] if own else None


def _key(name: str, profile: Profile) -> str | None:
    try:
        return profile.find_body(name).key
    except UnknownBodyError:
        return None
