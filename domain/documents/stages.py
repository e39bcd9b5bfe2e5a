"""Which body treats the case on which day, read in prose: "direktionen 12. april, hovedudvalget 27. april …"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from domain.documents.bodies import Bodies, Mention
from domain.documents.dates import FoundDate, Year, YearEvidence, decide_year, find_dates
from domain.documents.document import Place, Stage
from domain.documents.sentences import Sentence

FARTHEST = 70  # letters between a body and its day
PRONOUN_CONFIDENCE = 0.6
_PERIOD = re.compile(r"^\s*(?:til|-|–)\s*$", re.IGNORECASE)
_NOT_TREATMENT = re.compile(
    r"høringsfrist|i høring|indsendt|fremsendt forslag|offentliggjort|født|træder i kraft|virkning fra", re.IGNORECASE
)
_COUNCIL_NOT_DECIDING = re.compile(r"^(?!by|regions)\w+råd(?:et)?$|hoved-?med|\bmed-?udvalg", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Treatment:
    """A body and a day as they stand together, the year perhaps still open. ``chain``: how many stand in the sentence."""

    body: str
    found: FoundDate
    place: Place
    chain: int
    year: Year | None
    is_pronoun: bool = False


def read_treatments(
    texts: Iterable[Sentence], bodies: Bodies, evidence: YearEvidence, *, body: str | None
) -> Iterator[Treatment]:
    """Every body with its day. ``body``: whom "udvalget" means before any committee is named."""
    last_committee = body
    for sentence in texts:
        pairs: list[tuple[Mention, FoundDate]] = []
        dates = _single_days(sentence.text)
        mentions = bodies.mentions(sentence.text)
        taken: set[int] = set()
        for found in dates:
            near = [mention for mention in mentions if mention.end <= found.start]
            if not near or _NOT_TREATMENT.search(sentence.text[near[-1].end : found.start]):
                continue
            mention = near[-1]
            between = sentence.text[mention.end : found.start]
            is_next = mention.start not in taken and len(between) <= FARTHEST
            if is_next and not any(other.start > mention.end and other.end < found.start for other in dates):
                taken.add(mention.start)
                pairs.append((mention, found))
        open_years = [found for _, found in pairs if found.year is None]
        year = _year_of_sentence(pairs, evidence) if open_years else None
        for mention, found in pairs:
            name = _meant(mention, mentions) or last_committee if mention.is_pronoun else mention.name
            if name:
                yield Treatment(name, found, sentence.place, len(pairs), year, mention.is_pronoun)
        last_committee = _meant(None, mentions) or last_committee


def _meant(pronoun: Mention | None, mentions: Sequence[Mention]) -> str | None:
    """The last committee named before "udvalget" in this sentence (None: in the whole sentence)."""
    named = [
        mention.name
        for mention in mentions
        if not mention.is_pronoun
        and "udvalg" in mention.name.casefold()
        and (pronoun is None or mention.end < pronoun.start)
    ]
    return named[-1] if named else None


def _single_days(text: str) -> list[FoundDate]:
    """The dates that are no end of a period: "1. juni 2020 til 31. maj 2023" is no meeting."""
    dates = find_dates(text)
    ends: set[int] = set()
    for first, second in zip(dates, dates[1:], strict=False):
        if _PERIOD.match(text[first.end : second.start]):
            ends |= {first.start, second.start}
    return [found for found in dates if found.start not in ends and found.exists]


def _year_of_sentence(pairs: Sequence[tuple[Mention, FoundDate]], evidence: YearEvidence) -> Year | None:
    """A year written with an earlier date of the chain holds for the later ones; else the document's evidence."""
    written = [day for _, found in pairs if (day := found.on())]
    without = [found for _, found in pairs if found.year is None]
    if written:
        return decide_year(without, replace(evidence, meeting_on=written[0]))
    return decide_year(without, evidence)


def as_stage(treatment: Treatment) -> Stage | None:
    """The treatment as a stage, or None where its day is unknown or does not exist."""
    year = treatment.year
    on = treatment.found.on(year.year if year else None)
    if on is None:
        return None
    is_written = treatment.found.year is not None or year is None
    sure = 1.0 if is_written or year is None else year.confidence
    because = "written" if is_written or year is None else year.because
    return Stage(
        treatment.body, on, treatment.place, min(sure, PRONOUN_CONFIDENCE) if treatment.is_pronoun else sure, because
    )


def is_outside_route(stage: Stage, chain: int, route: Sequence[str], bodies: Bodies) -> bool:
    """A treatment outside the case's own route: a hearing in a council, one sub-point's committee.

    Several bodies one after the other in a sentence are a route of their own and not outside. Where no route is
    stated only councils that decide nothing are outside.
    """
    if any(bodies.same(stage.body, body) for body in route):
        return False
    if route:
        return chain == 1
    return _COUNCIL_NOT_DECIDING.search(stage.body) is not None


def unique(
    stages: Iterable[Stage], bodies: Bodies, *, but: Iterable[tuple[str, date | None]] = ()
) -> tuple[Stage, ...]:
    """Each body and day once, without the pairs in ``but``; the surest reading stays."""
    seen = {(bodies.key(body), on) for body, on in but}
    kept: list[Stage] = []
    for stage in sorted(stages, key=lambda stage: -stage.confidence):
        pair = (bodies.key(stage.body), stage.date)
        if pair not in seen:
            seen.add(pair)
            kept.append(stage)
    return tuple(sorted(kept, key=lambda stage: stage.date))
