"""What was decided: body, day and outcome for each thing decided, also of earlier bodies and of sub-points."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date

from domain.documents.cues import ABSENT
from domain.documents.document import FoundDecision, SectionKey
from domain.documents.headings import Block
from domain.documents.sentences import Sentence
from domain.documents.vocabulary import Vocabulary, compiled_outcomes
from domain.model.decision import Outcome

_NOT_YET = re.compile(r"\b(?:skal|bør|kan|forventes|vil|såfremt|hvis|forud for at)\b", re.IGNORECASE)
_VOTED = re.compile(r"ændringsforslag|\bstemmer\b|\bstemte for\b|underændring", re.IGNORECASE)
_ABSENT = re.compile(r"fraværende|deltog ikke|afbud", re.IGNORECASE)


class DecisionReader:
    """Reads outcomes by a vocabulary's wordings."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._outcomes = compiled_outcomes(vocabulary)
        self._known: dict[str, tuple[Outcome, float] | None] = {}  # of this document's sentences

    def outcome(self, text: str) -> tuple[Outcome, float] | None:
        """The outcome a sentence tells of, and how sure its wording is. What is still to happen is none."""
        if text not in self._known:
            self._known[text] = self._outcome(text)
        return self._known[text]

    def _outcome(self, text: str) -> tuple[Outcome, float] | None:
        plain = text.casefold()
        for pattern, row in self._outcomes:
            match = pattern.search(text) if row.stem in plain else None
            if match is None:
                continue
            if row.outcome is not Outcome.REJECTED and _NOT_YET.search(text, 0, match.start()):
                continue
            return row.outcome, row.confidence
        return None

    def read(self, blocks: Sequence[Block], *, body: str | None, on: date | None) -> list[FoundDecision]:
        """The decisions in an item's decision blocks; ``body`` and ``on`` of the meeting where a heading names none.

        Each numbered point of a decision has its own outcome; without points the first outcome counts, and others
        only where something was voted on.
        """
        found: list[FoundDecision] = []
        for block in blocks:
            if block.heading is None or block.key is not SectionKey.DECISION:
                continue
            who, when = block.heading.body or body, block.heading.on or on
            intro, points = block.points()
            for point in points:
                found.extend(self._decided(point.sentences, who, when, point.number))
            if not any(decision.point and decision.date == when for decision in found):
                found.extend(self._decided(intro.sentences(), who, when, None))
        return found

    def _decided(
        self, texts: Sequence[Sentence], body: str | None, on: date | None, point: str | None
    ) -> Iterator[FoundDecision]:
        found: list[tuple[int, Outcome, float]] = []
        for at, sentence in enumerate(texts):
            is_absence = sentence.cues & ABSENT and _ABSENT.search(sentence.text)
            outcome = None if is_absence else self.outcome(sentence.text)
            if outcome is None or is_of_another_day(sentence, on):
                continue
            if not found or _VOTED.search(sentence.text):
                found.append((at, *outcome))
        ends = [*(at for at, _, _ in found[1:]), len(texts)][: len(found)]
        for (at, what, sure), end in zip(found, ends, strict=True):
            words = " ".join(sentence.text for sentence in texts[at:end])
            yield FoundDecision(body or "", on, what, words, texts[at].place, sure if body else min(sure, 0.5), point)


def is_of_another_day(sentence: Sentence, on: date | None) -> bool:
    """The sentence tells of another day: it names dates before ``on`` and not ``on`` itself."""
    days = [day for found in sentence.dates if (day := found.on())]
    return on is not None and bool(days) and on not in days and min(days) < on
