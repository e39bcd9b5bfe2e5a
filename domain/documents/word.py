"""Word's XML to lines: paragraphs, lists with the marks and numbers Word prints, and tables, a row a line.

Read are the words that stand on the page: what was inserted is there and what was deleted is not; fields show what
they last showed. Text in drawings, notes and page heads is left out. No link is followed and no entity expanded.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from lxml import etree

from domain.documents.word_lists import ListMarks, read_lists

PARTS = DOCUMENT, STYLES, NUMBERS = "word/document.xml", "word/styles.xml", "word/numbering.xml"
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_P, _TBL, _TR, _TC, _R, _T = (f"{W}{tag}" for tag in ("p", "tbl", "tr", "tc", "r", "t"))
_VALUE = f"{W}val"
_AROUND = frozenset(f"{W}{tag}" for tag in ("sdt", "sdtContent", "ins", "moveTo", "customXml"))
_AROUND_RUNS = _AROUND | {f"{W}{tag}" for tag in ("hyperlink", "smartTag", "fldSimple", "dir", "bdo")}
_SIGNS = {f"{W}tab": "\t", f"{W}br": "\n", f"{W}cr": "\n", f"{W}noBreakHyphen": "-", f"{W}softHyphen": "\u00ad"}
_HEADINGS = ("heading", "overskrift", "title", "titel")


@dataclass(frozen=True, slots=True)
class WordLine:
    """A line of a paragraph, or a row of a table with its cells parted by tabs."""

    text: str
    is_heading: bool = False


def word_lines(part: Callable[[str], bytes]) -> Iterator[WordLine]:
    """The lines of the file whose ``part`` of a name this gives (b"" where there is none).

    Raises lxml's errors where the XML is broken.
    """
    body = _parse(part(DOCUMENT)).find(f"{W}body")
    styles = _Styles(part)
    for block in _within(body, (_P, _TBL)) if body is not None else ():
        if block.tag == _TBL:
            yield from (WordLine(row) for row in _rows(block))
            continue
        properties = block.find(f"{W}pPr")
        mark, is_heading = styles.of(properties) if properties is not None else ("", False)
        text = "".join(_parts(block))
        lines = (mark + text if text.strip() else text).split("\n")
        yield from (WordLine(line, is_heading) for line in lines)


def _parse(data: bytes) -> etree._Element:
    return etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True))


def _within(parent: etree._Element, tags: tuple[str, ...]) -> Iterator[etree._Element]:
    """The children with these tags in their order, also those that something stands around."""
    for child in parent:
        if child.tag in tags:
            yield child
        elif child.tag in _AROUND:
            yield from _within(child, tags)


def _parts(parent: etree._Element) -> Iterator[str]:
    for child in parent:
        if child.tag == _R:
            for one in child:
                if one.tag == _T:
                    yield one.text or ""
                elif one.tag in _SIGNS and one.get(f"{W}type", "textWrapping") == "textWrapping":
                    yield _SIGNS[one.tag]  # a break of the line, not of the page
        elif child.tag in _AROUND_RUNS:
            yield from _parts(child)


def _rows(table: etree._Element) -> Iterator[str]:
    """Each row's cells. A cell that goes on from the row above says what that one said."""
    above: dict[int, str] = {}
    for row in _within(table, (_TR,)):
        cells: list[str] = []
        column = 0
        for cell in _within(row, (_TC,)):
            merged = cell.find(f"{W}tcPr/{W}vMerge")
            if merged is not None and merged.get(_VALUE) != "restart":
                text = above.get(column, "")
            else:
                text = " ".join(" ".join("".join(_parts(one)) for one in cell.iter(_P)).split())
            above[column] = text
            cells.append(text)
            span = cell.find(f"{W}tcPr/{W}gridSpan")
            column += _number(span, 1)
        yield "\t".join(cells)


def _number(element: etree._Element | None, otherwise: int) -> int:
    value = element.get(_VALUE, "") if element is not None else ""
    return int(value) if value.isdecimal() and len(value) < 10 else otherwise  # noqa: PLR2004 -- no real number is longer


@dataclass(slots=True)
class _Styles:
    """What paragraphs are called and counted by. The parts are opened when the first paragraph asks for them."""

    part: Callable[[str], bytes]
    _headings: frozenset[str] | None = None
    _lists: dict[str, tuple[int, int]] = field(default_factory=dict)  # style to list and level
    _marks: ListMarks | None = None

    def of(self, properties: etree._Element) -> tuple[str, bool]:
        """The mark of the list that a paragraph stands in ("1. ", "• ", ""), and whether it is a heading."""
        style = properties.find(f"{W}pStyle")
        name = style.get(_VALUE, "") if style is not None else ""
        if name and self._headings is None:
            self._open()
        own = properties.find(f"{W}numPr")
        place = self._lists.get(name) if own is None else _place(own, self._lists.get(name))
        if place is not None and self._marks is None:
            self._marks = read_lists(_parse_or_nothing(self.part(NUMBERS)))
        mark = self._marks.next(*place) if place is not None and self._marks is not None else ""
        return mark, name in (self._headings or ())

    def _open(self) -> None:
        styles = _parse_or_nothing(self.part(STYLES))
        found: set[str] = set()
        for style in styles.iter(f"{W}style") if styles is not None else ():
            key, name, listed = style.get(f"{W}styleId", ""), style.find(f"{W}name"), style.find(f"{W}pPr/{W}numPr")
            if name is not None and name.get(_VALUE, "").casefold().startswith(_HEADINGS):
                found.add(key)
            if listed is not None and (place := _place(listed, None)) is not None:
                self._lists[key] = place
        self._headings = frozenset(found)


def _parse_or_nothing(data: bytes) -> etree._Element | None:
    return _parse(data) if data else None


def _place(properties: etree._Element, otherwise: tuple[int, int] | None) -> tuple[int, int] | None:
    """The list and the level in it. List 0 means: none, whatever the style says."""
    number = _number(properties.find(f"{W}numId"), otherwise[0] if otherwise else 0)
    level = _number(properties.find(f"{W}ilvl"), otherwise[1] if otherwise else 0)
    return (number, level) if number else None
