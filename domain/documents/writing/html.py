"""A paper as a web page that stands alone, and the list of them: no script, nothing fetched, its look within."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import groupby

from jinja2 import Environment, PackageLoader, StrictUndefined

from calendars.danish_dates import full_date
from domain.documents.writing import phrases
from domain.documents.writing.layout import lay_out
from domain.documents.writing.paper import AnyPaper


@dataclass(frozen=True, slots=True)
class Listed:
    """A published meeting: the folder its papers are in."""

    folder: str
    body: str
    on: date

    @property
    def title(self) -> str:
        """What the link says."""
        return f"{self.body}, {full_date(self.on)}"


def write_html(paper: AnyPaper, *, links: Sequence[tuple[str, str]] = (), has_files: bool = False) -> bytes:
    """The paper as HTML. ``links`` (address, text) lead to its other forms; ``has_files``: its files lie beside."""
    template = _templates().get_template("paper.html.j2")
    return template.render(laid=lay_out(paper), links=links, has_files=has_files).encode()


def write_listing(meetings: Sequence[Listed]) -> bytes:
    """The page that leads to the published meetings, the latest first."""
    ordered = sorted(meetings, key=lambda one: (one.on, one.folder), reverse=True)
    years = [(year, list(some)) for year, some in groupby(ordered, key=lambda one: one.on.year)]
    page = _templates().get_template("listing.html.j2")
    return page.render(title=phrases.LISTING, nothing=phrases.NOTHING_LISTED, years=years).encode()


@lru_cache(maxsize=1)
def _templates() -> Environment:
    where = PackageLoader("domain.documents.writing", "")
    return Environment(loader=where, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
