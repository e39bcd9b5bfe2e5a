"""From a document to a case: what ``open_case`` is to be told, and what a person should look at first.

Nothing is guessed. What the document does not say is asked for; what was inferred (a year, a route from prose) is
used, and said, so that the person who opens the case sees it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from desk import duty_words, labels
from desk.errors import SeveralItemsError, UncertainCaseError
from desk.promises_in import promises_of
from desk.typed import to_key
from domain.documents.document import Document, Item, Place, Point, ReadingWarning, SectionKey, Stage
from domain.errors import NotFoundError
from domain.profile import Profile
from domain.rules.facts import AttachmentFacts
from domain.rules.obligation import NoRound, Obligation, Round
from domain.rules.obligations import OBLIGATIONS, next_round_of

SURE = 0.9  # less than this is marked, so that somebody looks


@dataclass(frozen=True, slots=True)
class Doubt:
    """One thing a person should look at: ``code`` for the sentence in ``finding_words.DOUBTS``, and its facts."""

    code: str
    facts: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Intake:
    """Keyword arguments for ``open_case``, and the doubts."""

    arguments: Mapping[str, Any]
    doubts: tuple[Doubt, ...]


@dataclass(frozen=True, slots=True)
class Said:
    """What the person at the keyboard says; it beats the document. Empty means: take the document's word."""

    number: str = ""
    title: str = ""
    owner: str | None = None
    route: tuple[str, ...] = ()
    decide_before: date | None = None
    obligation: str | None = None
    is_open: bool | None = None
    today: date | None = None  # to find the round of an obligation
    profile: Profile | None = None  # for the municipality's own duties; without it those of the law alone are known
    is_draft: bool = False  # it goes into a form: what neither says stays empty, openness too

    @property
    def duties(self) -> Mapping[str, Obligation]:
        """The duties that a case may be a round of."""
        return OBLIGATIONS if self.profile is None else self.profile.obligations


def to_case(
    document: Document, said: Said, *, item: str | None = None, nth: int | None = None, point: str | None = None
) -> Intake:
    """What the document says about one case: an item of it, or a numbered sub-point of an item.

    ``nth`` tells items with the same number apart, the first being 1: the open part and the closed may both have a 4.

    Raises:
        UncertainCaseError: it does not say what a case cannot do without (item, title, number, route).
        SeveralItemsError: it has several items, and ``item`` and ``nth`` do not say which.
        NotFoundError: no item or point has that number.
    """
    chosen = find_item(document, item, nth)
    if point is not None:
        return _from_point(document, chosen, _find_point(chosen, point), said)
    route = said.route or chosen.route
    stages = [*chosen.planned, *_own_meeting(document, chosen, route)]
    doubts = [*_doubts_about(stages)]
    said = replace(said, number=said.number or chosen.case_number or "")
    arguments = _arguments(document, chosen, said, title=chosen.title or "", route=route, is_open=chosen.is_open)
    arguments |= {
        "stages": {stage.body: stage.date for stage in stages},
        "presentation": chosen.text_of(SectionKey.CASE_PRESENTATION),
        "economy": chosen.text_of(SectionKey.ECONOMY),
        "recommendation": chosen.text_of(SectionKey.RECOMMENDATION),
        "attachments": [AttachmentFacts(one.title, one.document_number, one.is_open) for one in chosen.attachments],
        "findings": [_finding(one) for one in document.warnings if one.item in (None, document.items.index(chosen))],
        "follow_ups": promises_of(document, chosen),
    }
    if chosen.period is not None:
        arguments |= {"period_start": chosen.period.start, "period_end": chosen.period.end}
    return Intake(arguments, (*doubts, *_doubts_of(arguments, chosen.is_open, said)))


def find_item(document: Document, number: str | None, nth: int | None = None) -> Item:
    """The item with that number, the n-th of them; without a number the only one. Raises as ``to_case``."""
    if not document.cases:
        raise UncertainCaseError(file=document.name, missing="item")
    numbered = [(item.number or str(place), item) for place, item in enumerate(document.cases, 1)]
    same = [item for key, item in numbered if number in (None, key)]
    if not same or not 1 <= (nth or 1) <= len(same):
        raise NotFoundError(noun="item", id=number if nth is None else f"{number or ''} --nth {nth}".strip())
    if nth is None and len(same) > 1:
        raise SeveralItemsError(file=document.name, items=_told_apart(numbered, number))
    return same[(nth or 1) - 1]


def _told_apart(numbered: Sequence[tuple[str, Item]], number: str | None) -> list[tuple[str, str, int]]:
    """What to write for each item, its title, and its page."""
    often = Counter(key for key, _item in numbered)
    seen: Counter[str] = Counter()
    told = []
    for key, item in numbered:
        seen[key] += 1
        if number in (None, key):
            wanted = f"--item {key}" if often[key] == 1 else f"--item {key} --nth {seen[key]}"
            told.append((wanted, item.title or "", item.place.page))
    return told


def _from_point(document: Document, item: Item, point: Point, said: Said) -> Intake:
    """A sub-point has no route of its own: the body of the meeting comes first, then those its text names."""
    first = _meeting_stage(document, point.place)
    planned = (stage for stage in point.stages if not stage.is_past)
    stages = sorted({(one.date, one.body): one for one in (*first, *planned)}.values(), key=lambda one: one.date)
    route = said.route or tuple(dict.fromkeys(stage.body for stage in stages))
    arguments = _arguments(
        document, item, said, title=point.title, route=route, is_open=point.is_open, is_whole=False
    )
    arguments |= {
        "stages": {stage.body: stage.date for stage in stages},
        "presentation": point.before or point.after,
        "findings": [_finding(one) for one in document.warnings if one.place.line == point.place.line],
        "follow_ups": promises_of(document, item, point=point),
    }
    if point.period is not None:
        arguments |= {"period_start": point.period.start, "period_end": point.period.end}
    route_doubt = () if said.route else (Doubt("route_from_text", {"route": list(route)}),)
    return Intake(arguments, (*route_doubt, *_doubts_about(stages), *_doubts_of(arguments, point.is_open, said)))


def _arguments(
    document: Document,
    item: Item,
    said: Said,
    *,
    title: str,
    route: Sequence[str],
    is_open: bool | None,
    is_whole: bool = True,
) -> dict[str, Any]:
    heading = said.title or title
    wanted = {"title": heading, "number": said.number, "route": route}
    for name, value in wanted.items():
        if not value and not said.is_draft:
            points = [(point.number, point.title) for point in item.points] if name == "number" and is_whole else []
            raise UncertainCaseError(file=document.name, missing=name, points=points)
    openness = said.is_open if said.is_open is not None else is_open
    obligation = said.obligation or _obligation_in(heading, said.duties)
    coming = _coming(obligation, said)
    return {
        "number": said.number,
        "title": heading,
        "route": list(route),
        "is_open": openness if openness is not None or said.is_draft else True,
        "owner_post": said.owner,
        "obligation": obligation,
        "decide_before": said.decide_before or (coming.decide_before if isinstance(coming, Round) else None),
        "source_file": document.name,
    }


def _find_point(item: Item, number: str) -> Point:
    for point in item.points:
        if point.number.rstrip(".") == number.rstrip("."):
            return point
    raise NotFoundError(noun="point", id=number)


def _meeting_stage(document: Document, place: Place) -> tuple[Stage, ...]:
    if document.body is None or document.meeting_date is None:
        return ()
    return (Stage(document.body, document.meeting_date, place),)


def _own_meeting(document: Document, item: Item, route: Sequence[str]) -> tuple[Stage, ...]:
    """The meeting the document is from, where its body is on the route and has no date of its own."""
    stages = {stage.body for stage in item.planned}
    own = _meeting_stage(document, item.place)
    return tuple(one for one in own if one.body in route and one.body not in stages)


def _doubts_about(stages: Iterable[Stage]) -> list[Doubt]:
    return [
        Doubt("year_inferred", {"body": stage.body, "date": stage.date, "because": stage.year_because})
        for stage in stages
        if stage.year_because != "written" or stage.confidence < SURE
    ]


def _doubts_of(arguments: Mapping[str, Any], is_open: bool | None, said: Said) -> list[Doubt]:
    doubts = []
    obligation = arguments["obligation"]
    coming = _coming(obligation, said)
    if coming is not None:
        name = duty_words.duty_name(obligation, said.profile) if said.profile else labels.OBLIGATIONS[obligation]
        if isinstance(coming, NoRound):
            facts = {"obligation": name, "repealed_on": coming.repealed_on, "source": coming.repealed_by}
            doubts.append(Doubt("obligation_repealed", facts))
        elif said.decide_before is None or said.obligation is None:
            facts = {"obligation": name, "before": arguments["decide_before"], "source": coming.source}
            doubts.append(Doubt("read_as_obligation", facts))
    if is_open is None:
        doubts.append(Doubt("openness_unknown"))
    if arguments["owner_post"] is None:
        doubts.append(Doubt("owner_unknown"))
    doubts += [Doubt("promise_unowned", {"text": one.text}) for one in arguments["follow_ups"] if not one.owner_text]
    return doubts


def _coming(obligation: str | None, said: Said) -> Round | NoRound | None:
    """The round under way; None where it is no duty, or no duty in force (the verb refuses that)."""
    duty = said.duties.get(obligation or "")
    return None if duty is None or said.today is None else next_round_of(duty, said.today, known_on=said.today)


def _obligation_in(title: str, duties: Iterable[str]) -> str | None:
    """The obligation whose own word the title begins with, as a word: "Budget 2024", and not "Budgetopfølgning"."""
    plain = to_key(title)
    return next((key for key in duties if re.match(rf"{re.escape(key)}(?:e?[nt])?(?![a-z])", plain)), None)


def _finding(warning: ReadingWarning) -> dict[str, object]:
    place = {"page": warning.place.page, "line": warning.place.line, "words": warning.place.words}
    return {"code": warning.code, "severity": "warning", **place, **warning.facts}
