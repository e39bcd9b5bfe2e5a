"""Not too many calls: of one key, session or subscription, and of one address, to the API, searches and calendars.

Counted in the memory of this process, with nothing written: where several desks share the work each counts for
itself, so that together they let that many times more in; a proxy may set a lower limit in front of them all.
Whoever is turned away is told when to come again. Logging in has limits of its own, in the database.
"""

from __future__ import annotations

import hashlib
import time
from collections import OrderedDict
from collections.abc import Callable
from urllib.parse import parse_qs

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from domain.rules.throttle import SHARES, Asked, Bucket, take

MOST_REMEMBERED = 20_000  # callers; the one that was heard of longest ago is forgotten first
_CALENDARS = ("/kalender/", "/afmeld/")


class NotTooOften:
    """Turns away with 429 what comes too often: more than ``a_minute`` of one caller. 0: nothing is."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        a_minute: int,
        answer: Callable[[Request, Asked], Response],
        tick: Callable[[], float] = time.monotonic,
    ) -> None:
        self._app = app
        self._a_minute = a_minute
        self._answer = answer
        self._tick = tick
        self._buckets: OrderedDict[str, Bucket] = OrderedDict()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""
        asked = what(scope) if self._a_minute and scope["type"] == "http" else None
        wait = 0 if asked is None else self._wait(scope, asked)
        if asked is None or not wait:
            await self._app(scope, receive, send)
            return
        answer = self._answer(Request(scope, receive), asked)
        answer.headers["Retry-After"] = str(wait)
        await answer(scope, receive, send)

    def _wait(self, scope: Scope, asked: Asked) -> int:
        share, address = SHARES[asked], (scope.get("client") or ("",))[0]
        limits = [(f"{asked}|{_caller(scope, asked, address)}", share.caller), (f"{asked}|@{address}", share.address)]
        return max(self._count(key, self._a_minute * hundredths / 100) for key, hundredths in limits)

    def _count(self, key: str, most: float) -> int:
        self._buckets[key], wait = take(self._buckets.pop(key, None), self._tick(), max(1.0, most))
        if len(self._buckets) > MOST_REMEMBERED:
            self._buckets.popitem(last=False)
        return wait


def what(scope: Scope) -> Asked | None:
    """What the request asks for, of what is counted."""
    path: str = scope["path"]
    if path.startswith("/api/"):
        return Asked.API
    if path.startswith(_CALENDARS):
        return Asked.FEED
    query = scope["query_string"].decode("latin-1")
    return Asked.SEARCH if "q=" in query and any(parse_qs(query).get("q", ())) else None


def _caller(scope: Scope, asked: Asked, address: str) -> str:
    """Who asks, as a digest: by the key, the session or the secret of the address; else by where it comes from."""
    headers = Headers(scope=scope)
    if asked is Asked.FEED:
        shown = scope["path"].split("/")[2]
    else:
        shown = headers.get("authorization" if asked is Asked.API else "cookie", "")
    return hashlib.sha256(shown.encode()).hexdigest() if shown else address
