"""A paper as a web page that stands alone: no script, nothing fetched, its look within it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from domain.documents.writing.layout import lay_out
from domain.documents.writing.paper import AnyPaper


def write_html(paper: AnyPaper, *, links: Sequence[tuple[str, str]] = ()) -> bytes:
    """The paper as HTML. ``links`` (address, text) lead to its other forms."""
    return _template().render(laid=lay_out(paper), links=links).encode()


@lru_cache(maxsize=1)
def _template() -> Template:
    where = PackageLoader("domain.documents.writing", "")
    made = Environment(loader=where, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    return made.get_template("paper.html.j2")
