"""What stands between the network and the pages: headers, the origin of a form, and a discreet log.

Headers and the rule about origins are those of the handbook (ui.md 6.3), measured in Chromium.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from flows.faults import describe

log = logging.getLogger("sagsgang.web")
CSP = (
    "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; object-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'"
)
HEADERS = {
    "Content-Security-Policy": CSP,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",  # not no-referrer: that would make Origin null on our own forms
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",  # what one person may see never lies in a shared cache
}
_CHUNK = 16 * 1024  # a server hands on no smaller ones of a large body
_HALF_A_YEAR = "max-age=15552000"
_UNSAFE = {"POST", "PUT", "PATCH", "DELETE"}
# Programs without a browser's session: calendars, mail programs with their one click, and keys to the API.
_NO_COOKIE = ("/kalender", "/afmeld", "/api/")
WRONG_ORIGIN = "Formularen kom ikke fra Sagsgang selv. Åbn siden igen, og prøv derfra.\n"


class SafeHeaders:
    """Puts the headers on everything but the calendars, whose own headers are the ones Outlook wants."""

    def __init__(self, app: ASGIApp, *, is_secure: bool) -> None:
        self._app = app
        self._headers = {**HEADERS, **({"Strict-Transport-Security": _HALF_A_YEAR} if is_secure else {})}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""
        if scope["type"] != "http" or scope["path"].startswith("/kalender"):
            await self._app(scope, receive, send)
            return
        is_asset = scope["path"].startswith("/static/")

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self._headers.items():
                    headers.setdefault(name, "no-cache" if is_asset and name == "Cache-Control" else value)
            await send(message)

        await self._app(scope, receive, with_headers)


class OriginCheck:
    """Lets a form through only when it comes from our own pages, so that no other site can send one for a visitor.

    ``own`` is the address people use, behind a proxy; empty: the one the request names as its host.
    """

    def __init__(self, app: ASGIApp, *, own: str) -> None:
        self._app = app
        self._own = _origin(own)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""
        if scope["type"] == "http" and scope["method"] in _UNSAFE and not self._is_ours(scope):
            await PlainTextResponse(WRONG_ORIGIN, 403)(scope, receive, send)
            return
        await self._app(scope, receive, send)

    def _is_ours(self, scope: Scope) -> bool:
        if scope["path"].startswith(_NO_COOKIE):
            return True
        headers = Headers(scope=scope)
        origin = headers.get("origin")
        if origin is None:
            return headers.get("sec-fetch-site") == "same-origin"
        return origin in {self._own, f"{scope.get('scheme', 'http')}://{headers.get('host', '')}"} - {""}


class TooMuch:
    """Answers with a page what says beforehand that it is larger than ``most`` bytes."""

    def __init__(self, app: ASGIApp, most: int, answer: Callable[[Request], Response]) -> None:
        self._app = app
        self._most = most
        self._answer = answer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""
        said = Headers(scope=scope).get("content-length", "0") if scope["type"] == "http" else "0"
        if not said.isdecimal() or int(said) <= self._most:
            await self._app(scope, receive, send)
            return
        for _ in range(min(int(said), 8 * self._most) // _CHUNK):  # a browser that is hung up on shows no page
            if not (await receive()).get("more_body"):
                break
        await self._answer(Request(scope, receive))(scope, receive, send)


class NoNul:
    """Leaves out of an address the one letter that nobody types and PostgreSQL cannot store (``visit.form_data``)."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""
        if scope["type"] == "http":
            path, query = scope["path"].replace("\0", ""), scope["query_string"].replace(b"%00", b"")
            scope = {**scope, "path": path, "query_string": query}
        await self._app(scope, receive, send)


class Unforeseen:
    """Answers what nobody foresaw with a page; logs its class and place, never its words (``flows/faults.py``)."""

    def __init__(self, app: ASGIApp, answer: Callable[[Request], Response]) -> None:
        self._app = app
        self._answer = answer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""
        is_begun = False

        async def watched(message: Message) -> None:
            nonlocal is_begun
            is_begun = True
            await send(message)

        try:
            await self._app(scope, receive, watched)
        except Exception as error:  # noqa: BLE001 - the last net under every page
            log.error("%s", describe(error))  # noqa: TRY400 - a traceback would quote the row it stumbled on
            if not is_begun:
                await self._answer(Request(scope, receive))(scope, receive, send)


class Knock:
    """Says when something may have been changed, so that what follows from it begins at once."""

    def __init__(self, app: ASGIApp, knock: Callable[[], None]) -> None:
        self._app = app
        self._knock = knock

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""
        await self._app(scope, receive, send)
        if scope["type"] == "http" and scope["method"] in _UNSAFE:
            self._knock()


class Discreet:
    """Takes the path out of what the server itself knows of a request, so that no log of its can tell a secret."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""
        asked = dict(scope)
        if scope["type"] == "http":
            scope.update(path="/", raw_path=b"/", query_string=b"")
        await self._app(asked, receive, send)


def _origin(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""
