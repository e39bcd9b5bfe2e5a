"""Agenda XML to lines: what a system hands over is written out as an agenda, and then read as any other.

Only what is plain is taken, by the rows of ``xml_names``: meeting, items with number, title, case, openness, route,
sections and enclosures with their access. An element with words that no row knows is told of and left out. Each line
carries the line of the XML that it came from. Nothing is fetched, and a file that declares entities is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from domain.documents.html import html_lines
from domain.documents.xml_names import AROUND, FACTS, FALSE, ID_ENDING, IGNORED, PARTS, TRUE, Fact, Names, Part

_BEGINS = re.compile(r"\s*<(?:\?xml\b|[A-Za-zÆØÅæøå_][\w.:-]*[\s>/])")
_DECLARES = re.compile(r"<!(?:ENTITY|DOCTYPE)", re.IGNORECASE)
_ITEM_NUMBER = re.compile(r"\d{1,4}[A-Z]?")
_ENDS_TITLE = " .,;:"
DEEPEST = 60  # levels of elements: no agenda nests so far


class NotAnAgendaError(ValueError):
    """The XML is broken, declares entities, or has no item in it. Never leaves this package."""


@dataclass(frozen=True, slots=True)
class XmlLine:
    """A line of the agenda, and the line of the XML it came from."""

    number: int
    text: str


@dataclass(frozen=True, slots=True)
class XmlAgenda:
    """The lines of an agenda, and the elements nobody knows: name and line, each name once."""

    lines: tuple[XmlLine, ...]
    unknown: tuple[tuple[str, int], ...]


@dataclass(slots=True)
class _Found:
    """One part of the paper, with what is said of it and the parts within."""

    part: Part
    line: int
    facts: dict[Fact, XmlLine] = field(default_factory=dict)
    parts: list[_Found] = field(default_factory=list)
    text: list[XmlLine] = field(default_factory=list)

    def of(self, part: Part) -> list[_Found]:
        """The parts of a kind, also of a part that this one is in two (an item within its agenda element)."""
        own = [one for one in self.parts if one.part is part]
        return own + [
            one for inner in self.parts if inner.part in (self.part, Part.SECTIONS) for one in inner.of(part)
        ]

    def fact(self, fact: Fact) -> XmlLine | None:
        """What is said of this part, here or in a part of the same kind within it."""
        inner = (one.fact(fact) for one in self.parts if one.part is self.part)
        return self.facts.get(fact) or next((one for one in inner if one), None)


def is_xml(text: str) -> bool:
    """The text begins as XML does."""
    return _BEGINS.match(text) is not None


def read_agenda_xml(text: str) -> XmlAgenda:
    """The agenda in ``text``. Raises NotAnAgendaError."""
    if _DECLARES.search(text):
        raise NotAnAgendaError
    parser = etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError as error:
        raise NotAnAgendaError from error
    reading = _Reading()
    paper = _Found(Part.PAPER, _line(root))
    reading.read(root, paper, 0)
    items = _items(paper)
    if not items:
        raise NotAnAgendaError
    return XmlAgenda(tuple(_written(paper, items)), tuple(reading.unknown.items()))


class _Reading:
    """Goes through the elements and keeps what a row knows."""

    def __init__(self) -> None:
        self.unknown: dict[str, int] = {}

    def read(self, element: etree._Element, into: _Found, depth: int) -> None:
        """Keep what an element says of ``into``, the part it stands in."""
        name = _name(element)
        if depth > DEEPEST:
            self.unknown.setdefault(name, _line(element))
            return
        part = _means(PARTS, name, into.part)
        has_parts = len(element) > 0 or any(_means(FACTS, _plain(key), Part.MEETING) for key in element.attrib)
        if isinstance(part, Part) and (has_parts or part not in (Part.COMMITTEE, Part.STOP)):
            self._part(element, part, into, depth)
        elif into.part is Part.SECTIONS:
            section = _Found(
                Part.SECTION, _line(element), {Fact.TITLE: XmlLine(_line(element), name.replace("_", " "))}
            )
            section.text = list(_text(element))
            into.parts.append(section)
        elif isinstance(fact := _means(FACTS, name, into.part), Fact):
            if fact is Fact.TEXT:
                into.text = list(_text(element))
            elif words := _words(element):
                into.facts.setdefault(fact, XmlLine(_line(element), words))
        elif name in AROUND or depth == 0:
            self._attributes(element, into)
            self._children(element, into, depth)
        elif not _is_ignored(name) and _words(element):
            self.unknown.setdefault(name, _line(element))

    def _part(self, element: etree._Element, part: Part, into: _Found, depth: int) -> None:
        found = _Found(part, _line(element))
        if part is Part.NOBODY:
            return
        into.parts.append(found)
        self._attributes(element, found)
        if part is Part.STOP and len(element) == 0 and (element.text or "").strip():
            found.facts.setdefault(Fact.BODY, XmlLine(_line(element), " ".join((element.text or "").split())))
        elif part is Part.ROUTE and len(element) == 0:
            found.text = list(_text(element))
        self._children(element, found, depth)

    def _children(self, element: etree._Element, into: _Found, depth: int) -> None:
        for child in element:
            if isinstance(child.tag, str):
                self.read(child, into, depth + 1)

    def _attributes(self, element: etree._Element, into: _Found) -> None:
        for key, value in element.attrib.items():
            fact = _means(FACTS, _plain(str(key)), into.part)
            if isinstance(fact, Fact) and str(value).strip() and not (key == "name" and _is_generic(element)):
                into.facts.setdefault(fact, XmlLine(_line(element), " ".join(str(value).split())))


def _items(paper: _Found) -> list[_Found]:
    """The items with a title, each whole: an agenda element and the item within it are one."""
    items = [found for found in _all(paper) if found.part is Part.ITEM]
    inner = {id(part) for item in items for part in item.parts}
    return [one for one in items if id(one) not in inner and one.fact(Fact.TITLE)]


def _written(paper: _Found, items: list[_Found]) -> Iterator[XmlLine]:
    """The paper as an agenda's lines."""
    about = (found for found in (paper, *_all(paper)) if found.part in _ABOUT_MEETING)
    said = {fact: one for found in about for fact, one in found.facts.items()}
    first = said.get(Fact.BODY) or XmlLine(paper.line, "")
    kind = said.get(Fact.KIND)
    is_minutes = kind is not None and kind.text.casefold() in ("referat", "minutes", "protokol", "2")
    yield XmlLine(first.number, f"{'Referat' if is_minutes else 'Dagsorden'} {first.text}".strip())
    if day := said.get(Fact.DAY):
        yield XmlLine(day.number, f"Mødedato: {day.text}")
    for position, item in enumerate(items, start=1):
        yield from _item(item, position)


def _item(item: _Found, position: int) -> Iterator[XmlLine]:
    title = item.fact(Fact.TITLE) or XmlLine(item.line, "")
    number, case = item.fact(Fact.NUMBER), item.fact(Fact.CASE)
    printed = number.text if number and _ITEM_NUMBER.fullmatch(number.text) else str(position)
    words = title.text.rstrip(_ENDS_TITLE)
    yield XmlLine(title.number, f"Punkt {printed}: {words[:1].upper()}{words[1:]}")
    if case:
        yield XmlLine(case.number, f"Sagsnr.: {case.text}")
    if state := _state(item):
        yield XmlLine(state[1], f"{'Åben' if state[0] else 'Lukket'} sag")
    for route in item.of(Part.ROUTE):
        yield XmlLine(route.line, "Sagsgang")
        yield from route.text
        for stop in route.of(Part.STOP):
            body, day = stop.fact(Fact.BODY), stop.fact(Fact.DAY)
            if body:
                yield XmlLine(body.number, f"{body.text} {day.text}" if day else body.text)
    for section in item.of(Part.SECTION):
        heading = section.fact(Fact.TITLE)
        if heading and section.text:
            yield heading
            yield from section.text
    if enclosures := [one for one in item.of(Part.ENCLOSURE) if one.fact(Fact.TITLE)]:
        yield XmlLine(enclosures[0].line, "Bilag")
        for enclosure in enclosures:
            yield _enclosure(enclosure)


def _enclosure(enclosure: _Found) -> XmlLine:
    title, number, state = enclosure.fact(Fact.TITLE), enclosure.fact(Fact.DOCUMENT), _state(enclosure)
    words = title.text if title else ""
    if number:
        words += f" - {number.text}"
    if state:
        words += " (åbent)" if state[0] else " (lukket)"
    return XmlLine(enclosure.line, f"• {words}")


def _state(found: _Found) -> tuple[bool, int] | None:
    """Whether the part is open, and the line that says so; None where it is not said, or in words nobody knows."""
    for fact, when_true in ((Fact.OPEN, True), (Fact.CLOSED, False)):
        said = found.fact(fact)
        if said and said.text.casefold() in TRUE | FALSE:
            return when_true == (said.text.casefold() in TRUE), said.number
    return None


_ABOUT_MEETING = (Part.PAPER, Part.MEETING, Part.COMMITTEE)


def _all(found: _Found) -> Iterator[_Found]:
    for one in found.parts:
        yield one
        yield from _all(one)


def _means(rows: tuple[Names, ...], name: str, within: Part) -> Part | Fact | None:
    return next((row.means for row in rows if name in row.names and (not row.within or within in row.within)), None)


def _is_generic(element: etree._Element) -> bool:
    return _plain(str(element.tag)) in ("table", "field")


def _name(element: etree._Element) -> str:
    """What an element is called: a table or a field by its ``name``."""
    return _plain(element.get("name", "")) if _is_generic(element) else _plain(str(element.tag))


def _plain(name: str) -> str:
    return name.rpartition("}")[2].rpartition(":")[2].casefold()


def _is_ignored(name: str) -> bool:
    return name in IGNORED or name.endswith((ID_ENDING, "identifier"))


def _words(element: etree._Element) -> str:
    return " ".join(" ".join(element.itertext()).split())


def _line(element: etree._Element) -> int:
    return int(element.sourceline or 1)


def _text(element: etree._Element) -> Iterator[XmlLine]:
    """The words of an element, which are plain, HTML written as text, or elements of their own."""
    start = _line(element)
    if len(element):
        words = "".join(etree.tostring(child, encoding="unicode") for child in element)
        lines = [one.text for one in html_lines(f"<body>{element.text or ''}{words}</body>")]
    elif "<" in (element.text or ""):
        lines = [one.text for one in html_lines(element.text or "")]
    else:
        lines = [line.strip() for line in (element.text or "").split("\n")]
    yield from (XmlLine(start, line) for line in lines if line)
