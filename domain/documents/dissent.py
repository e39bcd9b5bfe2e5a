"""Who was disqualified, and who disagreed for the record."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from domain.documents.absentees import MOST_NAMES, names_in
from domain.documents.cues import DISSENT, RECUSED
from domain.documents.document import MinorityStatement
from domain.documents.sentences import Sentence

_RECUSED = re.compile(r"\b(?:inhabil(?:itet|e)?|habilitet)\b", re.IGNORECASE)
_NOT_RECUSED = re.compile(r"\bikke (?:\w+ ){0,3}inhabile?\b", re.IGNORECASE)
_SAID_BEFORE = re.compile(r"(?:han|hun|de|begge|vedkommende|medlemmet|pågældende)\b", re.IGNORECASE)
_FOR_THE_RECORD = (
    r"(?:ønske|begære|bede|bad|forlang|kræve|anmode|lod|fik)\w*\b[^.:]{0,80}?"
    r"\b(?:ført|føre|tilført|tilføre|indført|optaget)\b[^.:]{0,20}?(?:protokol|referat)\w*"
)
_STATEMENT = r"(?:mindretals|protokol|sær)(?:udtalelse|bemærkning|tilførsel|standpunkt)"
_DISSENT = re.compile(
    r"(?P<by>.+?),? (?:tog forbehold|lod sig notere for et forbehold|tager forbehold|stemte i ?mod"
    r"|(?<!\d )stemmer i ?mod(?! \d)|forbehold(?:er|t) sig"
    rf"|afg(?:av|iver) (?:følgende|(?:en )?{_STATEMENT})|{_FOR_THE_RECORD}"
    r"|(?:kan|kunne) (?:\w+ )?ikke (?P<weak>tiltræde|støtte|tilslutte sig|stemme for|medvirke|anbefale|bakke op))\b",
    re.IGNORECASE,
)
# "Herefter ønskede Liste Ø tilført protokollen, at …"
_TURNED = re.compile(
    r"(?:\w+ )?(?:ønskede|begærede|forlangte|bad|afgav) (?P<by>[A-ZÆØÅ][\wæøåÆØÅ .()-]*?)"
    rf" (?:(?:følgende|sit standpunkt|sin stemme|om at få|en) )*(?:ført|tilført|indført|{_STATEMENT})\b",
)
# It may be headed: "Mindretalsudtalelse fra Maja Storm (SF): …"
_HEADED = re.compile(rf"{_STATEMENT}(?:en)? (?:fra|af|ved) (?P<by>[^:]+?)(?::|$| lyder)", re.IGNORECASE)
# A member, a party, a side of the table; a body that cannot support something has decided
_MINORITY = re.compile(
    r"\b(?:liste|gruppe|mindretal\w*|[A-ZÆØÅ]{1,3}|venstre|socialdemokrat\w*|konservative|radikale)\b"
    r"|(?:listen|partiet|siden|gruppen|demokraterne|alternativet|alliance|moderaterne)\b",
    re.IGNORECASE,
)


def recused(texts: Sequence[Sentence]) -> tuple[str, ...]:
    """Names in sentences that speak of disqualification, or right before "Han blev erklæret inhabil"."""
    found: list[str] = []
    for at, sentence in enumerate(texts):
        if not sentence.cues & RECUSED or not _RECUSED.search(sentence.text) or _NOT_RECUSED.search(sentence.text):
            continue
        names = names_in(sentence.text)
        if not names and at and _SAID_BEFORE.match(sentence.text):
            names = names_in(texts[at - 1].text)
        found += names
    return tuple(dict.fromkeys(found))[:MOST_NAMES]


def minority_statements(texts: Iterable[Sentence]) -> Iterator[MinorityStatement]:
    """Reservations, dissenting votes and statements for the record."""
    before = ""
    for sentence in texts:
        by = _dissenter(sentence.text) if sentence.cues & DISSENT else None
        if by and _SAID_BEFORE.fullmatch(by):
            by = next(iter(names_in(before)), by)
        before = sentence.text
        if by:
            yield MinorityStatement(by, sentence.text, sentence.place)


def _dissenter(text: str) -> str | None:
    match = _HEADED.match(text) or _TURNED.match(text) or _DISSENT.match(text)
    if match is None:
        return None
    by = match["by"].strip()
    names = names_in(by)
    if match.re is _DISSENT and match["weak"] and not names and not _MINORITY.search(by):
        return None
    if len(names) > 1:
        return f"{', '.join(names[:-1])} og {names[-1]}"
    return names[0] if names else by
