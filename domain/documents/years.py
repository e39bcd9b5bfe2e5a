"""Which years an item speaks of: what decides the year of a date without one, where no meeting does."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

from domain.documents.cues import YEAR
from domain.documents.document import Period
from domain.documents.sentences import Sentence

_YEAR = re.compile(r"20(?<![\d-]20)\d\d(?![\d-])")
TITLE_WEIGHT, PERIOD_WEIGHT, DATE_WEIGHT, MENTION_WEIGHT = 3.0, 2.0, 1.0, 0.4


def year_weights(title: str, facts: Sequence[Sentence], periods: Sequence[Period]) -> tuple[tuple[int, float], ...]:
    """The years the item speaks of, its title's first: what decides a date without one where no meeting does."""
    weights: defaultdict[int, float] = defaultdict(float)
    for year in _YEAR.findall(title):
        weights[int(year)] += TITLE_WEIGHT
    for period in periods:
        weights[period.end.year] += PERIOD_WEIGHT
    for sentence in facts:
        for found in sentence.dates:
            if found.year:
                weights[found.year] += DATE_WEIGHT
        for year in _YEAR.findall(sentence.text) if sentence.cues & YEAR else ():
            weights[int(year)] += MENTION_WEIGHT
    return tuple(weights.items())
