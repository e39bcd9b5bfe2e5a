"""What a careful secretary would stop at: years, weekdays, periods, orders and lists that do not agree."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from domain.documents.bodies import Bodies
from domain.documents.cues import ATTACHMENT, YEAR
from domain.documents.document import (
    FoundAttachment,
    FoundDecision,
    Item,
    Period,
    Place,
    ReadingWarning,
    SectionKey,
    Stage,
)
from domain.documents.sentences import Sentence

_TO_COME = re.compile(
    r"\b(?:skal|indberettes|afrapporteres|indsendes|afleveres|forelægges|behandles|afholdes|gennemføres)\b",
    re.IGNORECASE,
)
_PAST = re.compile(r"\b(?:blev|har|havde|var|er blevet|siden|senest(?:e)?|sidst)\b", re.IGNORECASE)
_IN_YEAR = re.compile(r"i (?<=\bi )(?P<year>20\d\d)\b(?!\s*[-–])")
_POINTS_TO = re.compile(r"\bbilag (?:nr\. )?(?P<number>\d{1,2})\b", re.IGNORECASE)


def item_warnings(
    item: Item,
    texts: Sequence[Sentence],
    *,
    at: int,
    meeting_on: date | None,
    bodies: Bodies,
    own: Sequence[Stage] = (),
) -> Iterator[ReadingWarning]:
    """The warnings of one item. ``at``: its position in the document; ``own``: the meeting itself, where named."""
    yield from _wrong_years(item, texts, at, meeting_on)
    yield from _stage_order(item, own, at, bodies)
    recommendation = item.sections.get(SectionKey.RECOMMENDATION)
    if recommendation and recommendation.is_empty:
        yield ReadingWarning("empty_recommendation", recommendation.place, at)
    yield from _attachment_warnings(item, texts, at)
    for point in item.points:
        if not point.is_paired:
            yield ReadingWarning("point_unpaired", point.place, at, {"number": point.number})


def date_warnings(texts: Iterable[Sentence], *, at: int) -> Iterator[ReadingWarning]:
    """Dates that do not exist, and those that fall on another day of the week than is written."""
    for sentence in texts:
        for found in sentence.dates:
            words = sentence.text[found.start : found.end]
            on = found.on()
            if not found.exists:
                yield ReadingWarning("invalid_date", sentence.place, at, {"date": words})
            elif on and found.weekday is not None and on.weekday() != found.weekday:
                yield ReadingWarning("weekday_mismatch", sentence.place, at, {"date": words})


def period_warnings(periods: Iterable[Period], *, at: int) -> Iterator[ReadingWarning]:
    """Periods that end before they begin."""
    for period in periods:
        if period.end < period.start:
            yield ReadingWarning("period_reversed", period.place, at)


def _wrong_years(item: Item, texts: Sequence[Sentence], at: int, meeting_on: date | None) -> Iterator[ReadingWarning]:
    """Something yet to be done "i 2020" when every other date is later: a line copied from the last round."""
    years = [stage.date.year for stage in item.stages]
    if item.period:
        years.append(item.period.end.year)
    if meeting_on:
        years.append(meeting_on.year)
    if not years:
        return
    own = min(years)
    for sentence in texts:
        match = _IN_YEAR.search(sentence.text) if sentence.cues & YEAR else None
        is_to_come = match and _TO_COME.search(sentence.text, 0, match.start()) and not _PAST.search(sentence.text)
        if match and is_to_come and int(match["year"]) < own:
            yield ReadingWarning(
                "year_mismatch", sentence.place, at, {"written": match["year"], "expected": str(own)}
            )


def _stage_order(item: Item, own: Sequence[Stage], at: int, bodies: Bodies) -> Iterator[ReadingWarning]:
    """The days run against the route: a later body has met before an earlier one."""
    order = dict.fromkeys(bodies.key(body) for body in item.route)
    days: dict[str, list[date]] = {}
    places: dict[tuple[str, date], Place] = {}
    treated: list[FoundDecision | Stage] = [*item.decisions, *item.stages, *own]
    for one in treated:
        if one.date and bodies.key(one.body) in order:
            days.setdefault(bodies.key(one.body), []).append(one.date)
            places[bodies.key(one.body), one.date] = one.place
    before: date | None = None
    for body in order:
        later = [day for day in days.get(body, ()) if before is None or day >= before]
        if later or not days.get(body):
            before = min(later, default=before)  # a body may have seen the case before its turn, and sees it again
            continue
        last = max(days[body])
        yield ReadingWarning("stage_order", places[body, last], at, {"first": str(before), "second": str(last)})
        before = last


def _attachment_warnings(item: Item, texts: Sequence[Sentence], at: int) -> Iterator[ReadingWarning]:
    listed = item.attachments
    if item.is_open:
        for attachment in listed:
            if attachment.is_open is False:
                yield ReadingWarning("closed_attachment_in_open_item", attachment.place, at)
    unnumbered: list[FoundAttachment] = [one for one in listed if one.document_number is None]
    if listed and 0 < len(unnumbered) < len(listed):
        for attachment in unnumbered:
            yield ReadingWarning("attachment_without_number", attachment.place, at)
    for sentence in texts if listed else ():
        for match in _POINTS_TO.finditer(sentence.text) if sentence.cues & ATTACHMENT else ():
            if int(match["number"]) > len(listed):
                yield ReadingWarning("missing_attachment", sentence.place, at, {"number": match["number"]})
