"""A municipality's own words beside those every secretariat uses: its bodies, its headings, its outcomes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

from domain.documents.document import SectionKey
from domain.documents.heading_words import HeadingWords
from domain.documents.outcome_words import OutcomeWords
from domain.documents.vocabulary import STANDARD, BodyWords, Vocabulary
from domain.profile.profile import BodySpec, HeadingSpec, Profile, WordingSpec

_ENDING = r"(?:s|et|ets|en|ens|n|ns|smøde[tr]?)?"
LONGEST_ABBREVIATION = 8
_STANDARD_SHORTS = frozenset(short for row in STANDARD.bodies for short in row.abbreviations)
_STANDARD_NAMES = frozenset(row.name.casefold() for row in STANDARD.bodies)


def vocabulary_of(profile: Profile) -> Vocabulary:
    """The standard words, and the profile's ``[[body]]``, ``[[heading]]`` and ``[[wording]]``, which go first."""
    return _vocabulary(profile.bodies, profile.headings, profile.wordings)


@lru_cache(maxsize=8)
def _vocabulary(
    bodies: tuple[BodySpec, ...], headings: tuple[HeadingSpec, ...], wordings: tuple[WordingSpec, ...]
) -> Vocabulary:
    own = tuple(HeadingWords(SectionKey(row.means), tuple(word.casefold() for word in row.words)) for row in headings)
    outcomes = tuple(
        OutcomeWords(max(word.casefold().split(), key=len), _words(word), row.outcome)
        for row in wordings
        for word in row.words
    )
    return replace(
        STANDARD,
        headings=(*STANDARD.headings, *own),  # of one line's two meanings the last holds
        bodies=(*STANDARD.bodies, *(words for body in bodies for words in _body(body))),
        outcomes=(*outcomes, *STANDARD.outcomes),
    )


def _body(body: BodySpec) -> Iterator[BodyWords]:
    """A row for each long name: what a document calls a body is kept; an abbreviation means the body's own name."""
    short = tuple(name for name in body.names if name.isupper() and len(name) <= LONGEST_ABBREVIATION)
    for name in dict.fromkeys(body.names):
        has_new_short = name == body.name and not _STANDARD_SHORTS.issuperset(short)
        if name not in short and (has_new_short or name.casefold() not in _STANDARD_NAMES):
            stem = max(name.split(), key=len)
            yield BodyWords(name, short if name == body.name else (), re.escape(name) + _ENDING, stem)


def _words(wording: str) -> str:
    spaced = r"\s+".join(re.escape(word) for word in wording.split())
    return rf"(?<!\w){spaced}(?!\w)"
