"""The route a case travels, as its Sagsgang heading or its title states it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from domain.documents.bodies import Bodies
from domain.documents.dates import find_dates
from domain.documents.headings import Block

_VIA = re.compile(r"(?P<last>[^,;/]+?) via (?P<first>[^,;/]+)", re.IGNORECASE)
_SHORT = r"[A-ZÆØÅ][A-ZÆØÅa-z]{1,6}(?:-MED)?"
_ONLY_SHORTS = re.compile(rf"(?:{_SHORT}\b[\s,;/.>→–-]*(?:(?:og|via)\s+)?)+")


def read_route(blocks: Sequence[Block], title_route: Sequence[str], bodies: Bodies) -> tuple[str, ...]:
    """The bodies in the order of treatment, in the document's own words; () where nothing states a route."""
    for block in blocks:
        rows = [line.text for line in block.lines]
        found: list[str] = []
        for row in rows:
            if find_dates(row) and row[0].isdigit():
                break  # dated rows are a course of events, not a route
            names = _names(_VIA.sub(r"\g<first>, \g<last>", row), bodies)
            if not names and found:
                break
            found.extend(name for name in names if not any(bodies.same(name, other) for other in found))
        if found:
            return tuple(found)
    return tuple(title_route)


def _names(row: str, bodies: Bodies) -> list[str]:
    if _ONLY_SHORTS.fullmatch(row):
        shorts = re.findall(_SHORT, row)
        if all(short.isupper() or short in bodies.aliases for short in shorts):
            return shorts
    return [mention.name for mention in bodies.mentions(row) if not mention.is_pronoun]
