"""A line in the log for each request: which page, what was answered, how long it took; and who asked stays unsaid.

The page is its address as the program writes it (``/sag/{case_id}``), never as it was asked for: a feed's address is
its secret, and what is searched for may be a closed word. All that is logged meanwhile carries the same number.
"""

from __future__ import annotations

import logging
import secrets
import time

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from flows.logs import about
from flows.traces import span

log = logging.getLogger("sagsgang.web")
_QUIET = ("/static", "/healthz", "/readyz", "/metrics")  # asked for all the time, and nothing to learn from


class RequestLog:
    """Logs each request once it has been answered."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""
        if scope["type"] != "http" or scope["path"].startswith(_QUIET):
            await self._app(scope, receive, send)
            return
        status, began = 500, time.monotonic()

        async def watched(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        with about(request=secrets.token_hex(4)), span(scope["method"]) as rename:
            try:
                await self._app(scope, receive, watched)
            finally:
                page = getattr(scope.get("route"), "path", "-")
                rename(f"{scope['method']} {page}")
                milliseconds = round((time.monotonic() - began) * 1000)
                log.info("%s %s: %s in %s ms", scope["method"], page, status, milliseconds)
