"""What a sentence may be about, by its words: who reads for facts passes over the sentences without one of its words.

Nothing is found here. A cue is letters that a reader's patterns cannot do without, so a sentence without them holds
nothing for that reader. Each different word is looked at once, however often it comes.
"""

from __future__ import annotations

import re

from domain.documents.work_verbs import WORK_VERBS

(
    ASKED, TO_DO, WORK, WORK_IN_WORDS, YEAR, FIGURE, PAST, RECURS, AGAIN, VAGUE, RECUSED, DISSENT, ABSENT, ATTACHMENT,
    NO_TREATMENT, WORK_ENDS, READY,
) = (1 << bit for bit in range(17))  # fmt: skip
EVERYTHING = (1 << 17) - 1
MOST_WORDS = 50_000  # different words kept at hand

_CUES: tuple[tuple[int, re.Pattern[str]], ...] = tuple(
    (cue, re.compile("|".join(letters)))
    for cue, letters in (
        (
            ASKED,
            (
                "bad",
                "bede",
                "anmod",
                "pålæg",
                "pålag",
                "bemyndig",
                "aftalt",
                "besluttet",
                "ønske",
                "efterspør",
                "efterspur",
            ),
        ),
        (TO_DO, ("bede", "bedt", "skal", "opgave", "anmod", "pålæg", "pålag")),
        (WORK, tuple(verb for verbs in WORK_VERBS for verb in verbs if verb and " " not in verb)),
        (
            WORK_IN_WORDS,
            tuple(dict.fromkeys(verb.split()[0] for verbs in WORK_VERBS for verb in verbs if " " in verb)),
        ),
        (
            WORK_ENDS,
            tuple(dict.fromkeys(verb.split()[-1] for verbs in WORK_VERBS for verb in verbs if " " in verb)),
        ),
        (YEAR, (r"20\d\d",)),
        (FIGURE, (r"\d",)),
        (
            PAST,
            (
                "har",
                "havde",
                "blev",
                "var",
                "vedtog",
                "godkendte",
                "drøftede",
                "behandlede",
                "beslutted",
                "tiltrådte",
                "tog",
            ),
        ),
        (RECURS, ("hver", "årlig", "året", "kvartal")),
        (
            AGAIN,
            (
                "igen",
                "ny",
                "næste",
                "evalueres",
                "revideres",
                "gennemgås",
                "genbesøges",
                "fornyet",
                "vurderes",
                "tages",
                "følges",
            ),
        ),
        (VAGUE, ("primo", "medio", "ultimo", "udgangen", "slutningen")),
        (RECUSED, ("habil",)),
        (
            DISSENT,
            (
                "forbehold",
                "imod",
                "afg",
                "tiltræde",
                "støtte",
                "protokol",
                "ført",
                "mindretal",
                "særstand",
                "tilslutte",
                "anbefale",
                "stemme",
                "medvirke",
            ),
        ),
        (
            ABSENT,
            ("fraværende", "afbud", "forhindret", "deltog", "forfald", "stede", "mødte", "udeblev", "bortrejst"),
        ),
        (ATTACHMENT, ("bilag",)),
        (
            READY,
            (
                "klar",
                "parat",
                "færdig",
                "aflever",
                "lever",
                "gennemfør",
                "forel",
                "fremlagt",
                "sendt",
                "afslut",
                "frist",
                "deadline",
            ),
        ),
        (NO_TREATMENT, ("høring", "indsendt", "forslag", "offentliggjort", "født", "kraft", "virkning")),
    )
)
_CUES_OF_FIGURES = tuple((cue, letters) for cue, letters in _CUES if cue & (YEAR | FIGURE))


class _Words(dict[str, int]):
    """The cues of each word met."""

    def __missing__(self, word: str) -> int:
        if len(self) > MOST_WORDS:
            self.clear()
        plain = word.casefold()
        rows = _CUES if plain.islower() else _CUES_OF_FIGURES  # "21/417" has no letters to look for
        cues = self[word] = sum(cue for cue, letters in rows if letters.search(plain))
        return cues


_WORDS = _Words()


def cues_of(text: str) -> int:
    """The cues of all its words, as bits."""
    cues = 0
    for word in text.split():
        cues |= _WORDS[word]
    return cues
