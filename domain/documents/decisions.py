"""What was decided: body, day and outcome for each thing decided, also of earlier bodies and of sub-points."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date

from domain.documents.bodies import Bodies
from domain.documents.cues import ABSENT
from domain.documents.decision_tables import read_decision_rows
from domain.documents.document import FoundDecision, SectionKey
from domain.documents.headings import Block
from domain.documents.responsible import WHO
from domain.documents.sentences import Sentence
from domain.documents.vocabulary import Vocabulary, compiled_outcomes
from domain.model.decision import Outcome

_NOT_YET = re.compile(r"\b(?:skal|bør|kan|forventes|vil|såfremt|hvis|forud for at)\b", re.IGNORECASE)
_VOTED = re.compile(
    r"ændringsforslag|\bstemmer\b|\bstemte for\b|underændring|modforslag|hovedforslag|til afstemning", re.IGNORECASE
)
_ITS_OWN = re.compile(
    r"(?:ad\.?|pkt\.|punkt|del|indstilling(?:en|ens)?)(?: punkt| pkt\.)? ?(?:\d{1,2}|[a-z])[).:]? "
    # a letter to which something is done is a point: "B blev godkendt"
    r"|(?-i:[A-H]) (?:blev|bliver|er|anbefales|godkendes|indstilles|udsættes|forkastes|tages|tiltrædes|vedtages)\b",
    re.IGNORECASE,
)
# What is laid before a body is not what it decided: "Forvaltningen indstiller, at …", also with its list
_PUT_FORWARD = re.compile(
    r"(?P<who>(?:[\wæøåÆØÅ-]+ ){1,8}?)(?:indstill|foresl|anbefal)(?:er|år|es)\b(?: til [^,]{2,80})?(?:,|:| at\b)",
    re.IGNORECASE,
)
_ITS_LIST = re.compile(r"(?:[a-z\d]{1,2}[.)] )?at ", re.IGNORECASE)
_THE_BODY_ITSELF = re.compile(
    r"(?:(?:et )?(?:flertal|mindretal)(?:let)?|(?:et )?enigt|udvalget|rådet|direktionen|nævnet|gruppen|vi) ",
    re.IGNORECASE,
)
_ABSENT = re.compile(r"fraværende|deltog ikke|afbud", re.IGNORECASE)


class DecisionReader:
    """Reads outcomes by a vocabulary's wordings."""

    def __init__(self, vocabulary: Vocabulary, bodies: Bodies) -> None:
        self._bodies = bodies
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
        only where something was voted on. A table's rows are of earlier bodies, and of this one where it has no more.
        """
        found: list[FoundDecision] = []
        tabled: list[FoundDecision] = []
        for block in blocks:
            rows = dict(read_decision_rows(block.lines, self._bodies, self.outcome))
            tabled.extend(decision for decision in rows.values() if decision)
            heading = block.heading
            if heading is None or heading.key is not SectionKey.DECISION:
                continue
            prose = Block(heading, [line for line in block.lines if line not in rows]) if rows else block
            who, when = heading.body or body, heading.on or on
            words = heading.place.words.casefold()
            is_both = "indstilling" in words and "beslutning" in words  # its recommendation stands under it too
            intro, points = prose.points()
            for point in points:
                found.extend(self._decided(point.sentences, who, when, point.number))
            if not any(decision.point and decision.date == when for decision in found):
                found.extend(self._decided(intro.sentences(), who, when, None, is_both=is_both))
        told = {(self._bodies.key(decision.body), decision.date) for decision in found}
        return [*(one for one in tabled if (self._bodies.key(one.body), one.date) not in told), *found]

    def _decided(
        self,
        texts: Sequence[Sentence],
        body: str | None,
        on: date | None,
        point: str | None,
        *,
        is_both: bool = False,
    ) -> Iterator[FoundDecision]:
        found: list[tuple[int, Outcome, float]] = []
        was_put_forward = False
        for at, sentence in enumerate(texts):
            goes_on = was_put_forward and _ITS_LIST.match(sentence.text) is not None
            is_anybody = is_both and at == 0
            was_put_forward = goes_on or _is_put_forward(sentence.text, body, is_anybody=is_anybody)
            is_absence = sentence.cues & ABSENT and _ABSENT.search(sentence.text)
            outcome = None if is_absence or was_put_forward else self.outcome(sentence.text)
            if outcome is None or is_of_another_day(sentence, on):
                continue
            fell = bool(found) and found[-1][1] is Outcome.REJECTED  # what was voted on first; the main thing follows
            is_next = fell and outcome[0] is not Outcome.REJECTED
            falls = (
                outcome[0] is Outcome.REJECTED and "forslag" in sentence.text.casefold()
            )  # beside what was adopted
            if not found or is_next or falls or _VOTED.search(sentence.text) or _ITS_OWN.match(sentence.text):
                found.append((at, *outcome))
        ends = [*(at for at, _, _ in found[1:]), len(texts)][: len(found)]
        for (at, what, sure), end in zip(found, ends, strict=True):
            words = " ".join(sentence.text for sentence in texts[at:end])
            yield FoundDecision(body or "", on, what, words, texts[at].place, sure if body else min(sure, 0.5), point)


def _is_put_forward(text: str, body: str | None, *, is_anybody: bool) -> bool:
    """The sentence says what a post or an office lays before the body; ``is_anybody``: whoever does it."""
    match = _PUT_FORWARD.match(text)
    if match is None or _THE_BODY_ITSELF.match(match["who"]):
        return False
    who = match["who"].strip()
    is_ours = body is not None and who.casefold() == body.casefold()
    return not is_ours and (is_anybody or WHO.search(who) is not None)


def is_of_another_day(sentence: Sentence, on: date | None) -> bool:
    """The sentence tells of another day: it names dates before ``on`` and not ``on`` itself."""
    days = [day for found in sentence.dates if (day := found.on())]
    return on is not None and bool(days) and on not in days and min(days) < on
