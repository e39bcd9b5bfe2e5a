"""Who was disqualified, and who disagreed for the record."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from domain.documents.cues import DISSENT, RECUSED
from domain.documents.document import MinorityStatement
from domain.documents.meeting import MOST_NAMES, names_in
from domain.documents.sentences import Sentence

_RECUSED = re.compile(r"\b(?:inhabil(?:itet|e)?|habilitet)\b", re.IGNORECASE)
_DISSENT = re.compile(
    r"(?P<by>.+?),? (?:tog forbehold|tager forbehold|stemte imod|afg(?:av|iver) følgende"
    r"|(?:kan|kunne) ikke (?:tiltræde|støtte)|begærede? ført til protokol"
    r"|ønskede? (?:følgende )?(?:ført )?(?:til protokollen|at få ført))",
    re.IGNORECASE,
)


def recused(texts: Iterable[Sentence]) -> tuple[str, ...]:
    """Names in sentences that speak of disqualification."""
    said = (one.text for one in texts if one.cues & RECUSED and _RECUSED.search(one.text))
    found = [name for text in said for name in names_in(text)]
    return tuple(dict.fromkeys(found))[:MOST_NAMES]


def minority_statements(texts: Iterable[Sentence]) -> Iterator[MinorityStatement]:
    """Reservations, dissenting votes and statements for the record."""
    for sentence in texts:
        match = _DISSENT.match(sentence.text) if sentence.cues & DISSENT else None
        if match:
            names = names_in(match["by"])
            yield MinorityStatement(names[0] if names else match["by"].strip(), sentence.text, sentence.place)
