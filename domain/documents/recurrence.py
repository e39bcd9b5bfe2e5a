"""When something comes again, and the period that a report covers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise

from domain.documents.cues import AGAIN, RECURS, VAGUE, YEAR
from domain.documents.dates import find_vague_days
from domain.documents.document import Period, Recurrence
from domain.documents.sentences import Sentence

_ORDINALS = (
    "første", "andet", "tredje", "fjerde", "femte", "sjette", "syvende", "ottende", "niende", "tiende", "ellevte",
    "tolvte",
)  # fmt: skip
_EVERY = re.compile(
    rf"\bhver(?:t)? (?:(?P<word>{'|'.join(_ORDINALS[1:])}|anden)|(?P<figure>[2-9]|1\d|20)\.) (?P<unit>år|måned)\b",
    re.IGNORECASE,
)
_MONTHS_IN_YEAR = 12
# (wording, years between)
INTERVALS: tuple[tuple[re.Pattern[str], float], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), years)
    for pattern, years in (
        (r"\b(?:hvert|hver) halve?s? år\b|\bhalvårlig(?:t|e)?\b|to gange (?:om året|årligt)", 0.5),
        (r"\bhver valgperiode\b", 4.0),
        (r"\bhvert kvartal\b|\bkvartalsvis(?:t|e)?\b", 0.25),
        (r"\bhvert år\b|\bårligt\b|\bén gang årligt\b|\b(?:én|en) gang om året\b", 1.0),
    )
)
_MONEY = re.compile(r"(?:kr\.?|kroner|mio\.?|mia\.?|pct\.?|procent|%)\s*(?:pr\. )?$", re.IGNORECASE)
_AGAIN = re.compile(
    r"\b(?:igen|på ny|fornyet \w+|næste(?: gang| \w+)?|evalueres|revideres|gennemgås|genbesøges|genvurderes"
    r"|revurderes|tages (?:\w+ )?op|følges (?:\w+ )?op)\b[^.]{0,40}?"
    r"\bi (?:(?:foråret|efteråret|sommeren|vinteren) )?(?P<year>20\d\d)\b",
    re.IGNORECASE,
)
_NO_DUTY = re.compile(r"\bsiden\b|\bblev\b|\bhar (?:i|været)\b", re.IGNORECASE)
_COVERS = re.compile(r"periode|dækker|omfatter|regnskabsår|rapporteringsår", re.IGNORECASE)
_HEARING = re.compile(r"høring|bemærkninger fra|annoncer", re.IGNORECASE)
_BETWEEN = ("til", "-", "–", "til og med", "og til")


def read_recurrence(texts: Iterable[Sentence]) -> tuple[Recurrence, ...]:
    """Every statement that something comes again or is to be over by a vague day, each once."""
    found: dict[tuple[object, ...], Recurrence] = {}
    for sentence in texts:
        for one in _statements(sentence) if sentence.cues & (RECURS | AGAIN | VAGUE) else ():
            found.setdefault((one.every_years, one.next_year, one.due), one)
    return tuple(found.values())


def _statements(sentence: Sentence) -> Iterator[Recurrence]:
    for pattern, years in INTERVALS if sentence.cues & RECURS else ():
        match = pattern.search(sentence.text)
        if match and not _MONEY.search(sentence.text[: match.start()].rstrip()):
            yield Recurrence(sentence.place, every_years=years)
    for start, years in _every(sentence.text) if sentence.cues & RECURS else ():
        if not _MONEY.search(sentence.text[:start].rstrip()):
            yield Recurrence(sentence.place, every_years=years)
    again = _AGAIN.search(sentence.text) if sentence.cues & AGAIN and sentence.cues & YEAR else None
    if again and not _NO_DUTY.search(sentence.text, 0, again.start()):
        yield Recurrence(sentence.place, next_year=int(again["year"]))
    for on, _, _ in find_vague_days(sentence.text) if sentence.cues & VAGUE else ():
        yield Recurrence(sentence.place, due=on)


def _every(text: str) -> Iterator[tuple[int, float]]:
    """Where "hvert ottende år" or "hver sjette måned" stands, and the years between."""
    for match in _EVERY.finditer(text):
        word = (match["word"] or "").casefold()
        times = int(match["figure"]) if match["figure"] else 2 if word == "anden" else _ORDINALS.index(word) + 1
        yield match.start(), float(times) if match["unit"].casefold() == "år" else times / _MONTHS_IN_YEAR


def read_periods(texts: Iterable[Sentence]) -> Iterator[Period]:
    """The periods that something covers, as written, also one that ends before it begins. Hearings are none."""
    for sentence in texts:
        dates = sentence.dates
        for first, second in pairwise(dates):
            between = sentence.text[first.end : second.start].strip(" ,").casefold()
            lead = sentence.text[max(0, first.start - 60) : first.start]
            if between not in _BETWEEN or not _COVERS.search(lead) or _HEARING.search(lead):
                continue
            start, end = first.on(), second.on()
            if start and end:
                yield Period(start, end, sentence.place)
