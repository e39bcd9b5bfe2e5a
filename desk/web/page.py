"""Pages out of templates: Jinja2 with everything escaped, Danish dates, and what every page shows around its own.

A template is given values and never a session: what a visitor may not see has been taken out before it comes here.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import Enum
from functools import cache
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

from babel.dates import format_date, format_datetime
from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, PackageLoader, StrictUndefined
from markdown_it import MarkdownIt
from markupsafe import Markup

from calendars.copenhagen import COPENHAGEN
from calendars.errors import SagsgangError
from desk import error_words, labels
from desk.web.error_names import name_fields
from desk.web.language import _, current, locale, ngettext
from desk.web.visit import Desk, Visit, visit_if_any
from domain.rules.rights import Deed

_TEXT = MarkdownIt("commonmark", {"html": False, "breaks": True}).enable("table").disable("image")


@dataclass(frozen=True, slots=True)
class MenuItem:
    """An entry of the main menu, and what one must be allowed to be shown it."""

    title: str
    address: str
    deed: Deed


MENU = (
    MenuItem("Tavle", "/", Deed.LOOK),
    MenuItem("Sager", "/sager", Deed.LOOK),
    MenuItem("Møder", "/moeder", Deed.LOOK),
    MenuItem("Opfølgning", "/opfoelgning", Deed.LOOK),
    MenuItem("Mails", "/mails", Deed.SEND),
    MenuItem("Årshjul", "/aarshjul", Deed.LOOK),
    MenuItem("Mål", "/maal", Deed.LOOK),
)
# What is needed more seldom: behind the visitor's own name, and in the footer.
QUIET = (
    MenuItem("Mit", "/mit", Deed.OWN),
    MenuItem("Profil", "/profil", Deed.LOOK),
    MenuItem("Brugere", "/brugere", Deed.USERS),
    MenuItem("Log", "/log", Deed.LOG),
    MenuItem("Status", "/status", Deed.STATUS),
)


def page(visit: Visit, template: str, *, status: int = 200, **facts: Any) -> HTMLResponse:
    """The template as this visitor is shown it; a fragment for htmx is a template that does not extend the base."""
    return _answer(visit.request, template, status, {"visit": visit, **facts})


def seen(request: Request, template: str, *, status: int = 200, **facts: Any) -> HTMLResponse:
    """A page for everybody, logged in or not: the statement on accessibility, an error."""
    return _answer(request, template, status, {"visit": visit_if_any(request), **facts})


def error_page(request: Request, status: int, error: SagsgangError | None = None) -> HTMLResponse:
    """What went wrong and what to do, in Danish; nothing of what nobody foresaw."""
    says = error_words.sentence(error) if error is not None else None
    kind = status if status in _KINDS else 500
    visit = None if kind >= 500 else visit_if_any(request)  # noqa: PLR2004 - the database may be what failed
    return _answer(request, "error.html.j2", status, {"visit": visit, "says": says, "kind": kind})


_KINDS = (400, 403, 404, 405, 409, 413, 422, 429, 503)


def _answer(request: Request, template: str, status: int, facts: dict[str, Any]) -> HTMLResponse:
    desk: Desk = request.app.state.desk
    path = request.url.path
    around = {
        "language": current(),
        "path": path,
        "menu": MENU,
        "quiet": QUIET,
        "is_here": lambda item: path == item.address or (item.address != "/" and path.startswith(f"{item.address}/")),
        "new_key": lambda: uuid4().hex,
        "settings": desk.settings,
    }
    html = environment().get_template(template).render({**around, **facts})
    return HTMLResponse(html, status)


@cache
def environment() -> Environment:
    """The templates, and what they may use."""
    made = Environment(
        loader=PackageLoader("desk.web", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    made.install_gettext_callables(_, ngettext, newstyle=True)  # type: ignore[attr-defined]  # added by the extension
    filters: dict[str, Callable[..., Any]] = {
        "dato": long_day,
        "dato_kort": short_day,
        "dag": weekday_day,
        "klokken": clock_time,
        "tidspunkt": moment,
        "uge": lambda day: day.isocalendar().week,
        "navn": lambda member: _(labels.of(member)),
        "listet": labels.listed,
        "brodtekst": formatted_text,
        "anker": anchor,
        "capitalize": labels.capital,
        "name_fields": name_fields,
    }
    made.filters |= filters
    made.tests["enum"] = lambda value: isinstance(value, Enum)
    return made


def _danish(value: date | datetime) -> date:
    return value.astimezone(COPENHAGEN).date() if isinstance(value, datetime) else value


def long_day(value: date | datetime | None) -> str:
    """12. april 2023; nothing for no day."""
    return "" if value is None else format_date(_danish(value), _("d. MMMM y"), locale=locale())


def short_day(value: date | datetime | None) -> str:
    """12.04.2023."""
    return "" if value is None else format_date(_danish(value), "dd.MM.y", locale=locale())


def weekday_day(value: date | datetime | None) -> str:
    """The day in full: onsdag den 12. april 2023."""
    return "" if value is None else format_date(_danish(value), "full", locale=locale())


def clock_time(value: datetime | time | None) -> str:
    """12.00, as Danish writes the hour."""
    shown = value.astimezone(COPENHAGEN) if isinstance(value, datetime) else value
    return "" if shown is None else f"{shown:%H.%M}"


def moment(value: datetime | None) -> str:
    """12. april 2023 kl. 9.05."""
    if value is None:
        return ""
    return format_datetime(value.astimezone(COPENHAGEN), _("d. MMMM y 'kl.' H.mm"), locale=locale())


def formatted_text(text: str) -> Markup:
    """A case's own text, CommonMark, as HTML. Tags that somebody typed come out as letters."""
    return Markup(_TEXT.render(text))  # noqa: S704 - the parser escapes (html is off), and no image is fetched


def anchor(text: str) -> str:
    """A name for a place on the page, from any text."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")


def own_path(address: str, otherwise: str = "/") -> str:
    """Where to go next, if it is one of our own pages; never another site's address."""
    parts = urlsplit(address)
    is_ours = (
        not parts.scheme and not parts.netloc and address.startswith("/") and not address.startswith(("//", "/\\"))
    )
    return address if is_ours and "\\" not in address and address.isprintable() else otherwise
