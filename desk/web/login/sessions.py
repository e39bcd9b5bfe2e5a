"""Who is logged in: an opaque cookie in the browser, and a row in the database that can be taken back."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import timedelta

from fastapi import Request, Response
from sqlalchemy.exc import OperationalError

from desk.web.login.secrets import hash_of, new_token
from desk.web.visit import Desk
from domain.casework.house.logins import open_session, touch_session
from domain.casework.verb import By
from domain.model import LoginSession
from domain.rules.rights import Visitor
from domain.store.accounts import visitor_by_session

_COOKIE = "sagsgang"
_BROWSERS = (("Edg/", "Edge"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))
_SYSTEMS = (("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"), ("Mac OS", "Mac"))


def current(request: Request) -> Visitor | None:
    """Who is logged in with the cookie of this request; None when nobody is."""
    found = opened(request)
    return found[0] if found is not None else None


def opened(request: Request) -> tuple[Visitor, LoginSession] | None:
    """The visitor and their session. That it is in use is written down now and then."""
    desk: Desk = request.app.state.desk
    token = request.cookies.get(cookie_name(request))
    if not token:
        return None
    now = desk.clock()
    with desk.db.read() as session:
        found = visitor_by_session(session, hash_of(token), now)
    if found is not None:
        with suppress(OperationalError):  # somebody has been writing for long: the session is just not prolonged
            touch_session(desk.db, found[1], now, _idle(desk))
    return found


def let_in(request: Request, answer: Response, account: str, *, actor: str | None = None) -> None:
    """Open a session and give its cookie with the answer; a session the browser had before is left to itself.

    Raises:
        NotAllowedNowError: the account is closed.
    """
    desk: Desk = request.app.state.desk
    now, token = desk.clock(), new_token()
    lasts = timedelta(hours=desk.settings.login_hours)
    open_session(
        desk.db,
        By(actor or account, now),
        account=account,
        token_hash=hash_of(token),
        device=device_of(request.headers.get("user-agent", "")),
        idle=_idle(desk),
        ends_at=now + lasts,
    )
    hand_over(request, answer, cookie_name(request), token, lasts)


def hand_over(request: Request, answer: Response, name: str, token: str, lasts: timedelta) -> None:
    """A token as a cookie that only the browser itself sends, to us, from our own pages."""
    answer.set_cookie(
        name,
        token,
        max_age=int(lasts.total_seconds()),
        path="/",
        httponly=True,
        samesite="lax",
        secure=is_secure(request),
    )


def forget(request: Request, answer: Response) -> None:
    """Take the cookie out of the browser."""
    secure = is_secure(request)
    answer.delete_cookie(cookie_name(request), path="/", httponly=True, samesite="lax", secure=secure)


def is_secure(request: Request) -> bool:
    """Whether the browser reaches us by https, perhaps through a proxy."""
    desk: Desk = request.app.state.desk
    return desk.settings.desk_url.startswith("https:") or request.url.scheme == "https"


def cookie_name(request: Request) -> str:
    """With https the browser itself sees to it that no other host sets it."""
    return f"__Host-{_COOKIE}" if is_secure(request) else _COOKIE


def device_of(agent: str) -> str:
    """A browser as its owner would call it: "Firefox, Windows"; nothing where it does not say."""
    names = (
        next((name for mark, name in table if re.search(re.escape(mark), agent)), "")
        for table in (_BROWSERS, _SYSTEMS)
    )
    return ", ".join(name for name in names if name)


def _idle(desk: Desk) -> timedelta:
    return timedelta(minutes=desk.settings.login_idle_minutes)
