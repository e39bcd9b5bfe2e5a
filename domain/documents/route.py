"""The route a case travels, as its Sagsgang heading or its title states it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

from domain.documents.bodies import Bodies
from domain.documents.dates import find_dates
from domain.documents.headings import Block
from domain.documents.sentences import Sentence, starts_list_item
from domain.documents.text import Line
from domain.documents.timetable import head_of_column, read_timetable

_CROSS = re.compile(r"[xX☒☑✓✔]")
_MARKS = re.compile(r"[xX☒☑✓✔☐.|\[\] -]+")
_APART = re.compile(r"^\s|\S\s{2,}\S")
_COLUMN = re.compile(r"\S+(?: \S+)*")
_BOX = re.compile(r"(?P<box>\[[xX ]?\]|[☒☑✓✔☐])\s*(?P<name>[^\d☒☑✓✔☐\[|\n]+)")
_CROSSED_AFTER = re.compile(r"(?P<name>[^\d:|]+?)[ :|]+[xX☒☑✓✔]")
# The last body before the first, as data: "BY via ØK", "Byrådet efter indstilling fra Økonomiudvalget"
THROUGH = (
    "via",
    "gennem",
    "efter indstilling fra",
    "efter indstilling af",
    "på indstilling fra",
    "efter behandling i",
)
_VIA = re.compile(rf"(?P<last>[^,;/]+?),? (?:{'|'.join(THROUGH)}) (?P<first>[^,;/]+)", re.IGNORECASE)
_THEN = ("herefter", "derefter", "dernæst", "endelig", "til sidst", "efterfølgende")
_SHORT = r"[A-ZÆØÅ][A-ZÆØÅa-z]{1,6}(?:-MED)?"
_ONLY_SHORTS = re.compile(rf"(?:{_SHORT}\b[\s,;/.|>→–-]*(?:(?:og|via)\s+)?)+")


def read_route(
    blocks: Sequence[Block], title_route: Sequence[str], bodies: Bodies, *, before: Sequence[Line] = ()
) -> tuple[str, ...]:
    """The bodies in the order of treatment, in the document's own words; () where nothing states a route.

    ``before``: the lines under the item's title, where a matrix of crosses needs no heading over it.
    """
    for block in blocks:
        table = read_timetable(block.lines, bodies)
        if table.route:
            return table.route
        crossed = _crossed(block.lines)
        if crossed is not None:
            return crossed or tuple(title_route)
        rows = [line.text for line in block.lines]
        found: dict[str, str] = {}  # by the body, in the words they stand in
        for row in rows:
            if row[0].isdigit() and not starts_list_item(row) and find_dates(row):
                break  # dated rows are a course of events, not a route
            names = _names(_VIA.sub(r"\g<first>, \g<last>", row), bodies)
            if not names and found:
                break
            for name in names:
                found.setdefault(bodies.key(name), name)
        if found:
            return tuple(found.values())
    return tuple(title_route) or _unheaded(before, bodies)


def route_by_competence(blocks: Sequence[Block], bodies: Bodies) -> tuple[str, ...]:
    """Who decides may be said with the way there: "Sagen afgøres i: BY via ØK"."""
    for block in blocks:
        for line in block.lines:
            turned = _VIA.sub(r"\g<first>, \g<last>", line.text.rstrip("."))
            if turned != line.text.rstrip("."):
                return tuple(_names(turned, bodies))
    return ()


def _unheaded(lines: Sequence[Line], bodies: Bodies) -> tuple[str, ...]:
    """The bodies crossed off in a matrix right under the title, whose columns are called by nothing but bodies."""
    for names, marks in pairwise(lines):
        heads = [head[0] for head in _COLUMN.finditer(names.laid_out.replace("|", "  ").replace("\t", "  "))]
        heads = heads if len(heads) > 1 else names.text.split()
        if len(heads) > 1 and all(head_of_column(head, bodies) for head in heads):
            crossed = _crossed([names, marks])
            if crossed:
                return crossed
    return ()


def route_in_words(texts: Iterable[Sentence], bodies: Bodies) -> tuple[str, ...]:
    """The bodies of a sentence that says their order: "først Skoleudvalget …, herefter … og endelig Byrådet …"."""
    for sentence in texts:
        words = sentence.text.casefold()
        if "først" in words and len(sentence.dates) > 1 and any(word in words for word in _THEN):
            names = _names(sentence.text, bodies)
            if len(names) > 1:
                return tuple({bodies.key(name): name for name in names}.values())
    return ()


def _crossed(lines: Sequence[Line]) -> tuple[str, ...] | None:
    """The bodies with a cross in a matrix, across ("DIR HU ØK" over "x   x") or down ("[x] Økonomiudvalget").

    Across, a cross belongs to the name it stands under, or in a ruled table to the name of its column. None: no
    matrix. Empty: a matrix whose columns the file has lost, so that nobody can tell whose the crosses are.
    """
    for names, marks in pairwise(lines):
        if not _MARKS.fullmatch(marks.laid_out.replace("\t", " ").strip()) or not _CROSS.search(marks.laid_out):
            continue
        if "\t" in names.laid_out or "|" in names.laid_out:
            columns = zip(_cells(names.laid_out), _cells(marks.laid_out), strict=False)
            return tuple(name for name, mark in columns if name and _CROSS.search(mark))
        spans = [(name.start(), name.end(), name[0]) for name in _COLUMN.finditer(names.laid_out)]
        middles = [(cross.start() + cross.end()) / 2 for cross in _CROSS.finditer(marks.laid_out)]
        if len(middles) == len(spans):
            return tuple(name for _, _, name in spans)
        if spans and _APART.search(marks.laid_out):
            under = {min(spans, key=lambda span: abs((span[0] + span[1]) / 2 - middle)) for middle in middles}
            return tuple(name for _, _, name in sorted(under))
        return ()
    text = "\n".join(line.text for line in lines)
    boxes = [(_CROSS.search(match["box"]), match["name"].strip(" ,;•\n")) for match in _BOX.finditer(text)]
    if any(is_crossed for is_crossed, _ in boxes):
        return tuple(name for is_crossed, name in boxes if is_crossed)
    after = (_CROSSED_AFTER.fullmatch(line.text) for line in lines)
    return tuple(match["name"] for match in after if match) or None


def _cells(row: str) -> list[str]:
    return [cell.strip() for cell in re.split(r"[\t|]", row)]


def _names(row: str, bodies: Bodies) -> list[str]:
    plain = row
    for day in reversed(find_dates(row)):  # "TMU 5. maj 2026 - ØU 19. maj 2026"
        plain = f"{plain[: day.start].removesuffix(' den ')},{plain[day.end :]}"
    plain = plain.replace("()", "").strip(" ,")
    if _ONLY_SHORTS.fullmatch(plain):
        shorts = re.findall(_SHORT, plain)
        if all(short.isupper() or short in bodies.aliases for short in shorts):
            return shorts
    return [mention.name for mention in bodies.mentions(row) if not mention.is_pronoun]
