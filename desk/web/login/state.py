"""What is remembered of somebody while they are at the login at work: in a signed cookie, for ten minutes."""

from __future__ import annotations

from starlette.middleware.sessions import SessionMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

from domain.model import Secret
from domain.store.database import Database

WORK = "/login/arbejde"
_TEN_MINUTES = 600


class LoginState:
    """Starlette's signed cookie for the two addresses of the login at work, and for nothing else.

    A session proper is a row that can be taken back (``sessions``); this holds the state, the nonce and the PKCE
    verifier that Authlib looks for when somebody comes back.
    """

    def __init__(self, app: ASGIApp, *, db: Database, is_secure: bool) -> None:
        self._app = app
        self._db = db
        self._is_secure = is_secure
        self._signed: SessionMiddleware | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""
        if scope["type"] != "http" or not scope["path"].startswith(WORK):
            await self._app(scope, receive, send)
            return
        if self._signed is None:
            with self._db.read() as session:
                key = session.get_one(Secret, "login").value
            self._signed = SessionMiddleware(
                self._app,
                secret_key=key,
                session_cookie="sagsgang_login",
                max_age=_TEN_MINUTES,
                path=WORK,
                same_site="lax",
                https_only=self._is_secure,
            )
        await self._signed(scope, receive, send)
