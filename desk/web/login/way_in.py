"""After the password: straight in, or a code first, or an app to set up first.

What is between is a row and a cookie of its own, and neither is a session: no page takes it for one.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from fastapi import Request, Response
from fastapi.responses import RedirectResponse

from desk.web.forms import Filled, empty
from desk.web.language import _
from desk.web.login.again import Carried
from desk.web.login.secrets import hash_of, new_app_secret, new_token
from desk.web.login.sessions import hand_over, is_secure, let_in
from desk.web.page import own_path, seen
from desk.web.pictures.qr import qr
from desk.web.visit import Desk
from domain.casework.house.second_factors import begin_login
from domain.casework.verb import By
from domain.model import Account, LoginStep, Role, SecondFactor
from domain.rules.second_factor import app_address
from domain.store.accounts import grants_of
from domain.store.second_factors import live_step
from flows.settings import SecondFactorFor, Settings

CODE, SET_UP = "/login/kode", "/login/totrin"
LASTS, SET_UP_LASTS = timedelta(minutes=5), timedelta(minutes=15)  # an app has perhaps to be fetched first
_COOKIE = "sagsgang_trin"
_ISSUER = "Sagsgang"


def come_in(
    request: Request, account: str, next_: str = "/", carried: Carried | None = None
) -> tuple[Response, bool]:
    """Answer somebody who knew the password; and whether a second factor is asked for before they are in.

    Raises:
        NotAllowedNowError: the account is closed.
    """
    desk: Desk = request.app.state.desk
    with desk.db.read() as session:
        has_app = session.get(SecondFactor, account) is not None
        must = must_have(desk.settings, {grant.role for grant in grants_of(session, [account])[account]})
    if has_app:
        return ask_code(request, account, next_, carried), True
    if must:
        return begin_set_up(request, account, next_, carried), False
    return arrive(request, account, next_, carried), False


def must_have(settings: Settings, roles: set[Role]) -> bool:
    """Whether somebody with these roles must have a second factor when they come by a password."""
    if settings.second_factor is SecondFactorFor.ADMINISTRATORS:
        return Role.ADMINISTRATOR in roles
    return settings.second_factor is SecondFactorFor.EVERYBODY


def ask_code(request: Request, account: str, next_: str, carried: Carried | None) -> Response:
    """Half way in; the page that asks for the code. What is carried goes in the page, so it is shown at once."""
    if carried is None:
        answer: Response = RedirectResponse(f"{CODE}?{urlencode({'next': own_path(next_)})}", 303)
    else:
        answer = code_page(request, empty(next=next_), carried)
    _begin(request, answer, account, None, LASTS)
    return answer


def begin_set_up(request: Request, account: str, next_: str, carried: Carried | None = None) -> Response:
    """Half way in; the page on which an app is set up, with a new secret."""
    secret = new_app_secret()
    if carried is None:
        answer: Response = RedirectResponse(f"{SET_UP}?{urlencode({'next': own_path(next_)})}", 303)
    else:
        answer = set_up_page(request, account, secret, empty(next=next_), carried)
    _begin(request, answer, account, secret, SET_UP_LASTS)
    return answer


def arrive(request: Request, account: str, next_: str, carried: Carried | None) -> Response:
    """All the way in: to where one was going, or to what one was about to send."""
    if carried is not None:
        answer: Response = seen(request, "login/again.html.j2", carried=carried)
    else:
        answer = RedirectResponse(own_path(next_), 303)
    let_in(request, answer, account)
    return answer


def code_page(request: Request, form: Filled[Any], carried: Carried | None = None, *, status: int = 200) -> Response:
    """The page that asks for the app's code."""
    return seen(request, "login/code.html.j2", status=status, form=form, carried=carried)


def set_up_page(
    request: Request,
    account: str,
    secret: str,
    form: Filled[Any],
    carried: Carried | None = None,
    *,
    status: int = 200,
) -> Response:
    """The page with the picture for the app, the secret as text, and a field for the first code."""
    picture = qr(app_address(secret, account=account, issuer=_ISSUER), label=_("QR-kode til din app"))
    spaced = " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))
    facts = {"picture": picture, "secret": spaced, "account": account, "form": form, "carried": carried}
    return seen(request, "login/set_up.html.j2", status=status, **facts)


def step_token(request: Request) -> str:
    """The hash of what this browser has of a login that is half done."""
    return hash_of(request.cookies.get(_cookie_name(request), ""))


def half_in(request: Request) -> tuple[LoginStep, Account] | None:
    """The login that is half done in this browser; None where none is, or where it took too long."""
    desk: Desk = request.app.state.desk
    with desk.db.read() as session:
        return live_step(session, step_token(request), desk.clock())


def forget_step(request: Request, answer: Response) -> None:
    """Take the cookie of a login that is half done out of the browser."""
    name, secure = _cookie_name(request), is_secure(request)
    answer.delete_cookie(name, path="/", httponly=True, samesite="lax", secure=secure)


def _begin(request: Request, answer: Response, account: str, secret: str | None, lasts: timedelta) -> None:
    desk: Desk = request.app.state.desk
    now, token = desk.clock(), new_token()
    begin_login(
        desk.db,
        By(account, now),
        account=account,
        token_hash=hash_of(token),
        ends_at=now + lasts,
        secret=secret,
    )
    hand_over(request, answer, _cookie_name(request), token, lasts)


def _cookie_name(request: Request) -> str:
    return f"__Host-{_COOKIE}" if is_secure(request) else _COOKIE
