"""Which language a visitor's request is answered in: the one they chose. The texts are in ``desk/language.py``."""

from __future__ import annotations

from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from desk.language import DANISH, LANGUAGES, _, choose, current, locale, ngettext

__all__ = ["COOKIE", "DANISH", "LANGUAGES", "InTheirLanguage", "_", "current", "locale", "ngettext"]

COOKIE = "sprog"


class InTheirLanguage:
    """Reads the language that the visitor has chosen; never the browser's, which says what its maker was told."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""
        if scope["type"] == "http":
            choose(Request(scope).cookies.get(COOKIE, DANISH))
        await self._app(scope, receive, send)
