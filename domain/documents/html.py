"""HTML to lines: blocks, headings, lists and tables stay apart, nothing is run and nothing is fetched."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from lxml import etree

_IS_HTML = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.{0,2000}?-->\s*)*<(?:!doctype html|html|head|body)\b", re.IGNORECASE | re.DOTALL
)
_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset=[\"']?\s*([\w-]{3,20})", re.IGNORECASE)
_SPACES = re.compile(r"\s+")
HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "summary", "legend"})
SILENT = frozenset(
    {
        "script",
        "style",
        "footer",
        "template",
        "noscript",
        "head",
        "nav",
        "select",
        "textarea",
        "svg",
        "object",
        "iframe",
    }
)
BLOCKS = HEADINGS | {
    "p", "div", "section", "article", "header", "footer", "main", "aside", "ul", "ol", "li", "dl", "dt", "dd",
    "table", "tr", "caption", "thead", "tbody", "tfoot", "blockquote", "pre", "address", "figure", "figcaption",
    "fieldset", "form", "details", "br", "hr", "body", "html",
}  # fmt: skip
CELLS = frozenset({"td", "th"})


@dataclass(frozen=True, slots=True)
class HtmlLine:
    """A line of the page as a reader sees it; the cells of a table's row are parted by tabs."""

    text: str
    is_heading: bool = False


def is_html(text: str) -> bool:
    """The text begins as a web page does."""
    return _IS_HTML.match(text) is not None


def declared_encoding(data: bytes) -> str | None:
    """The encoding the page's own head names, in its first 2,000 bytes."""
    match = _CHARSET.search(data[:2000])
    return match[1].decode("ascii") if match else None


def html_lines(text: str) -> list[HtmlLine]:
    """The lines of a page. What is broken in it is read as browsers read it; scripts and styles are no text."""
    page = _Page()
    parser = etree.HTMLParser(target=page, encoding="utf-8", no_network=True)
    parser.feed(text.encode("utf-8", "replace"))
    parser.close()
    return list(page.close())


@dataclass(slots=True)
class _Page:
    """What the parser tells of, in order; told to a list of lines."""

    _lines: list[HtmlLine] = field(default_factory=list)
    _parts: list[str] = field(default_factory=list)
    _numbers: list[int | None] = field(default_factory=list)  # of the lists that are open; None: bullets
    _silent: int = 0
    _headings: int = 0
    _rows: int = 0

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """An element begins."""
        if tag in SILENT:
            self._silent += 1
        if tag in BLOCKS and not (self._rows and tag not in {"tr", "table"}):
            self._break()
        self._headings += tag in HEADINGS
        self._rows += tag == "tr"
        if tag in {"ul", "ol"}:
            self._numbers.append(0 if tag == "ol" else None)
        elif tag == "li":
            self._parts.append(self._mark())
        elif tag == "input" and attributes.get("type") == "checkbox" and "checked" in attributes:
            self._parts.append("☒ ")
        elif tag in BLOCKS and self._rows:
            self._parts.append(" ")

    def end(self, tag: str) -> None:
        """An element ends."""
        if tag in CELLS and self._rows:
            self._parts.append("\t")
        if tag in {"tr", "table"} or (tag in BLOCKS and not self._rows):
            self._break()
        self._silent -= tag in SILENT
        self._headings -= tag in HEADINGS
        self._rows -= tag == "tr"
        if tag in {"ul", "ol"} and self._numbers:
            self._numbers.pop()

    def data(self, text: str) -> None:
        """Running text."""
        if not self._silent:
            self._parts.append(_SPACES.sub(" ", text))

    def close(self) -> Iterator[HtmlLine]:
        """The lines told so far."""
        self._break()
        return iter(self._lines)

    def _mark(self) -> str:
        if not self._numbers or self._numbers[-1] is None:
            return "• "
        self._numbers[-1] += 1
        return f"{self._numbers[-1]}. "

    def _break(self) -> None:
        text = "".join(self._parts)
        self._parts.clear()
        cells = [_SPACES.sub(" ", cell).strip() for cell in text.removesuffix("\t").split("\t")]
        if any(cells):
            self._lines.append(HtmlLine("\t".join(cells), self._headings > 0))
