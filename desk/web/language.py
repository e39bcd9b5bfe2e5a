"""Danish, and English for those who choose it. Danish is what the source says; English is read from ``locale/en.po``.

Words of law and of the trade (hovedudvalg, indstilling) stay Danish in English too.
"""

from __future__ import annotations

from contextvars import ContextVar
from functools import cache
from importlib.resources import files

from babel.messages.pofile import read_po
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

DANISH, ENGLISH = "da", "en"
LANGUAGES = (DANISH, ENGLISH)
COOKIE = "sprog"
_CHOSEN: ContextVar[str] = ContextVar("language", default=DANISH)


class InTheirLanguage:
    """Reads the language that the visitor has chosen; never the browser's, which says what its maker was told."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""
        if scope["type"] == "http":
            chosen = Request(scope).cookies.get(COOKIE, DANISH)
            _CHOSEN.set(chosen if chosen in LANGUAGES else DANISH)
        await self._app(scope, receive, send)


def current() -> str:
    """The language of this request."""
    return _CHOSEN.get()


def _(danish: str) -> str:
    """The text in the visitor's language; the Danish where nobody has translated it."""
    return danish if current() == DANISH else _english().get(danish, danish)


def ngettext(one: str, many: str, number: int) -> str:
    """The text for one or for many, in the visitor's language."""
    return _(one if number == 1 else many)


@cache
def _english() -> dict[str, str]:
    file = files("desk.web") / "locale" / "en.po"
    if not file.is_file():
        return {}
    with file.open("rb") as opened:
        catalogue = read_po(opened, locale=ENGLISH)
    found: dict[str, str] = {}
    for message in catalogue:
        said, meant = _forms(message.id), _forms(message.string)
        found |= {danish: english for danish, english in zip(said, meant, strict=False) if danish and english}
    return found


def _forms(text: str | tuple[str, ...] | list[str] | None) -> list[str]:
    return [] if text is None else [text] if isinstance(text, str) else list(text)
