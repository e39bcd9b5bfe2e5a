"""Which body treats the case on which day, read in prose: "direktionen 12. april, hovedudvalget 27. april …"."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from itertools import pairwise
from typing import NamedTuple

from domain.documents.bodies import Bodies, Mention
from domain.documents.cues import NO_TREATMENT, PAST
from domain.documents.dates import FoundDate, Year, YearEvidence, decide_year
from domain.documents.document import FoundDecision, Place, Stage
from domain.documents.sentences import Sentence
from domain.documents.timetable import Timetable
from domain.model.decision import Outcome

FARTHEST = 70  # letters between a body and its day
PRONOUN_CONFIDENCE = 0.6
FINISHING = (Outcome.APPROVED, Outcome.RECOMMENDED, Outcome.NOTED, Outcome.REJECTED)
# The last day for something is no day of a meeting: "sender udvalget en oversigt senest 1. maj"
_LAST_DAY = re.compile(r"\b(?:senest|inden|før|indtil|frist(?:en)?(?: er)?:?)(?: den| d\.)? ?$", re.IGNORECASE)
_PERIOD = re.compile(r"^\s*(?:til|-|–)\s*$", re.IGNORECASE)
_NOT_TREATMENT = re.compile(
    r"høringsfrist|i høring|indsendt|fremsendt forslag|offentliggjort|født|træder i kraft|virkning fra", re.IGNORECASE
)
_HEARING_IN = re.compile(
    r"høring (?:i|hos|ved|blandt) (?:[\wæøåÆØÅ-]+(?:, | og ))*$", re.IGNORECASE
)  # "i høring i Ældrerådet til den 1. maj"
_PAST = re.compile(
    r"\b(?:har|havde|blev|er blevet|var|vedtog|godkendte|drøftede|behandlede|besluttede|tiltrådte|tog)\b",
    re.IGNORECASE,
)
# Committees that are heard and decide nothing in the case, as data
HEARD = ("folkeoplysningsudvalg", "patientinddragelsesudvalg", "brugerudvalg", "borgerudvalg", "følgegruppe")
_COUNCIL = re.compile(rf"^(?!by|regions)\w+ ?råd(?:et)?$|^(?:{'|'.join(HEARD)})", re.IGNORECASE)
_MED = re.compile(r"\bmed-?udvalg|\w-?med\b", re.IGNORECASE)


class Treatment(NamedTuple):
    """A body and a day that stand together, the year perhaps still open; ``chain``: how many the sentence holds."""

    body: str
    found: FoundDate
    sentence: Sentence
    chain: int
    is_pronoun: bool = False
    year: Year | None = None


def read_treatments(
    texts: Iterable[Sentence],
    bodies: Bodies,
    evidence: YearEvidence,
    *,
    body: str | None,
    tables: Timetable | None = None,
    deciding: Container[Place] = (),
) -> list[Treatment]:
    """Every body with its day. ``body``: whom "udvalget" means before any committee is named.

    At the places in ``deciding`` it is always that body. What ``tables`` hold is taken from there, row by row, and
    not from the sentences they make.
    """
    own = body
    rows = tables.rows if tables else ()
    found = [Treatment(row.body, row.found, row.sentence, len(rows)) for row in rows]
    for sentence in texts:
        place = (sentence.place.page, sentence.place.line)
        if tables and (place in tables.lines or place in tables.other):
            continue
        mentions = bodies.mentions(sentence.text)
        if not mentions:
            continue
        meant: dict[int, str | None] = {}  # where "udvalget" stands, whom it means
        for mention in mentions:
            if mention.is_pronoun:
                meant[mention.start] = own if sentence.place in deciding else body
            elif "udvalg" in mention.name.casefold():
                body = mention.name
        pairs = list(_pairs(sentence, mentions)) if sentence.dates else []
        for mention, day in pairs:
            name = meant[mention.start] if mention.is_pronoun else mention.name
            if name:
                found.append(Treatment(name, day, sentence, len(pairs), mention.is_pronoun))
    return _with_years(found, evidence)


def _pairs(sentence: Sentence, mentions: Sequence[Mention]) -> Iterator[tuple[Mention, FoundDate]]:
    """Each date with the body named last before it, near enough and with no other date between."""
    last: Mention | None = None
    left = iter((*mentions, None))
    following = next(left)
    done = 0  # where the date before began
    for found in _single_days(sentence):
        while following is not None and following.end <= found.start:
            last, following = following, next(left)
        is_taken = last is None or last.end <= done
        done = found.start
        if last is None or is_taken or found.start - last.end > FARTHEST:
            continue
        if _LAST_DAY.search(sentence.text, max(0, found.start - 16), found.start):
            continue
        if not (sentence.cues & NO_TREATMENT and _is_no_treatment(sentence.text, last, found)):
            yield last, found


def _is_no_treatment(text: str, body: Mention, day: FoundDate) -> bool:
    """The day is that of a hearing, a letter, a law, as the words before the body or between the two say."""
    is_hearing = _HEARING_IN.search(text[max(0, body.start - 90) : body.start])
    return is_hearing is not None or _NOT_TREATMENT.search(text[body.end : day.start]) is not None


def _with_years(treatments: Sequence[Treatment], evidence: YearEvidence) -> list[Treatment]:
    """Years for the dates without: that of an earlier date in the sentence, else one year for all of the item's."""
    if all(one.found.year is not None for one in treatments):
        return list(treatments)
    written: dict[int, date] = {}  # the first full date of each sentence
    for one in treatments:
        day = one.found.on()
        if day:
            written.setdefault(id(one.sentence), day)
    alone = [one.found for one in treatments if one.found.year is None and id(one.sentence) not in written]
    together = decide_year(alone, evidence)
    out: list[Treatment] = []
    for one in treatments:
        if one.found.year is not None:
            out.append(one)
        elif day := written.get(id(one.sentence)):
            year = decide_year([one.found], replace(evidence, meeting_on=day))
            out.append(one._replace(year=replace(year, because="same_sentence") if year else None))
        else:
            out.append(one._replace(year=together or decide_year([one.found], evidence)))
    return out


def _single_days(sentence: Sentence) -> list[FoundDate]:
    """The dates that are no end of a period: "1. juni 2020 til 31. maj 2023" is no meeting."""
    ends: set[int] = set()
    for first, second in pairwise(sentence.dates):
        if _PERIOD.match(sentence.text[first.end : second.start]):
            ends |= {first.start, second.start}
    return [found for found in sentence.dates if found.start not in ends and found.exists]


def as_stage(treatment: Treatment, *, meeting_on: date | None = None) -> Stage | None:
    """The treatment as a stage, past where it comes before the meeting; None where its day is unknown or no day."""
    year = treatment.year
    on = treatment.found.on(year.year if year else None)
    if on is None:
        return None
    sure = year.confidence if year else 1.0
    return Stage(
        body=treatment.body,
        date=on,
        place=treatment.sentence.place,
        confidence=min(sure, PRONOUN_CONFIDENCE) if treatment.is_pronoun else sure,
        year_because=year.because if year else "written",
        is_past=(meeting_on is not None and on < meeting_on) or _tells_of_past(treatment.sentence),
    )


def _tells_of_past(sentence: Sentence) -> bool:
    return bool(sentence.cues & PAST) and _PAST.search(sentence.text) is not None


def is_outside_route(stage: Stage, chain: int, route: Sequence[str], bodies: Bodies) -> bool:
    """A treatment outside the case's own route: a hearing in a council, one sub-point's committee.

    Several bodies one after the other in a sentence are a route of their own and not outside, but councils that
    decide nothing are. Where no route is stated only those and MED are outside.
    """
    if any(bodies.same(stage.body, body) for body in route):
        return False
    is_heard = _COUNCIL.search(stage.body) is not None
    return is_heard or (chain == 1 if route else _MED.search(stage.body) is not None)


def is_done(stage: Stage, decisions: Iterable[FoundDecision], bodies: Bodies) -> bool:
    """The body has said its word in the case before that day: what comes to it later is a report, no treatment."""
    return any(
        one.outcome in FINISHING and one.date and one.date < stage.date and bodies.same(one.body, stage.body)
        for one in decisions
    )


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
