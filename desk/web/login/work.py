"""The login at work: OpenID Connect through Authlib, with PKCE, state and nonce. Whatever goes wrong is a page."""

from __future__ import annotations

import logging
from typing import Any

import httpx2
from authlib.integrations.base_client import OAuthError
from authlib.integrations.starlette_client import OAuth
from fastapi import APIRouter, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse
from joserfc.errors import JoseError

from calendars.errors import SagsgangError
from desk import error_words
from desk.web.login.claims import Identity, identity_of
from desk.web.login.sessions import let_in
from desk.web.login.state import WORK
from desk.web.page import own_path, seen
from desk.web.visit import Desk
from domain.casework.house.accounts import welcome
from domain.casework.verb import By
from flows.faults import describe
from flows.settings import Settings

router = APIRouter(include_in_schema=False)
log = logging.getLogger("sagsgang.web")

BACK = f"{WORK}/svar"
_NEXT = "next"
_THIS_MACHINE = {"localhost", "127.0.0.1", "::1"}
# What an answer of theirs can be wrong with, beside the network: who it is for, its signature, its shape.
_WRONG = (OAuthError, JoseError, ValueError, KeyError, TypeError, RuntimeError)


@router.get(WORK)
async def go(request: Request, next: str = "/", igen: str = "") -> Response:
    """Send somebody to the login at work; a link, for ``form-action`` keeps forms at home. ``igen``: ask anew."""
    client = _client(request)
    if client is None:
        return _refused(request, 404, "none")
    request.session[_NEXT] = own_path(next)
    again = {"prompt": "login"} if igen else {}
    try:
        answer: Response = await client.authorize_redirect(request, _own_address(request) + BACK, **again)
    except (httpx2.HTTPError, OSError, *_WRONG) as error:
        log.warning("%s", describe(error))
        return _refused(request, 503, "unreachable")
    return answer


@router.get(BACK)
async def back(request: Request) -> Response:
    """Somebody comes back from the login at work: their account is made or follows, and they are let in."""
    client = _client(request)
    if client is None:
        return _refused(request, 404, "none")
    target = own_path(str(request.session.pop(_NEXT, "/")))
    desk: Desk = request.app.state.desk
    if not {"code", "error"} & set(request.query_params):  # nobody was there at all
        return _refused(request, 400, "answer")
    try:
        token = await client.authorize_access_token(request)
        identity = identity_of(await _claims(client, token, desk.settings), desk.settings)
    except httpx2.HTTPError as error:
        log.warning("%s", describe(error))
        return _refused(request, 503, "unreachable")
    except _WRONG as error:
        log.warning("%s", describe(error))
        return _refused(request, 400, "answer")
    request.session.clear()
    return await run_in_threadpool(_let_in, request, identity, target)


def _let_in(request: Request, identity: Identity, target: str) -> Response:
    desk: Desk = request.app.state.desk
    try:
        receipt = welcome(
            desk.db,
            By(identity.account, desk.clock()),
            subject=identity.subject,
            account=identity.account,
            name=identity.name,
            email=identity.email,
            grants=identity.grants,
            sees_closed=identity.sees_closed,
        )
        answer = RedirectResponse(target, 303)
        let_in(request, answer, receipt.subject)
    except SagsgangError as error:
        return _refused(request, 403, "account", error_words.sentence(error))
    return answer


def _client(request: Request) -> Any:
    """Authlib's client for the login at work; made once for the application. None: there is no such login."""
    desk: Desk = request.app.state.desk
    if not desk.settings.oidc_issuer:
        return None
    made = getattr(request.app.state, "work_login", None)
    if made is None:
        made = request.app.state.work_login = _register(desk.settings)
    return made


async def _claims(client: Any, token: dict[str, Any], settings: Settings) -> dict[str, Any]:
    """What the ID token says, signed; and what only the userinfo address tells, where something is missing in it."""
    signed = dict(token.get("userinfo") or {})
    wanted = {"name", settings.oidc_claim.partition(".")[0]} if settings.oidc_roles else {"name"}
    metadata = await client.load_server_metadata()
    if wanted <= signed.keys() or "userinfo_endpoint" not in metadata:
        return signed
    told = await client.userinfo(token=token)
    if told.get("sub") != signed.get("sub"):  # OpenID Connect Core 5.3.2: then it must not be used
        return signed
    return {**told, **signed}


def _register(settings: Settings) -> Any:
    secret = settings.oidc_client_secret.get_secret_value()
    return OAuth().register(
        "work",
        client_id=settings.oidc_client_id,
        client_secret=secret or None,
        server_metadata_url=f"{settings.oidc_issuer.rstrip('/')}/.well-known/openid-configuration",
        client_kwargs={
            "scope": "openid profile email",
            "code_challenge_method": "S256",
            "timeout": 10,
            "event_hooks": {"request": [_only_where_it_is_safe]},
            **({} if secret else {"token_endpoint_auth_method": "none"}),  # a public client has PKCE alone
        },
    )


async def _only_where_it_is_safe(request: httpx2.Request) -> None:
    """The provider says itself where the rest of it is: neither our secret nor we go anywhere but by https.

    Raises:
        ValueError: the address is not https; on this machine itself it need not be.
    """
    if request.url.scheme != "https" and request.url.host not in _THIS_MACHINE:
        msg = "the login at work leads to an address that is not https"
        raise ValueError(msg)


def _own_address(request: Request) -> str:
    """How people reach us: the address behind a proxy, else the one they used."""
    desk: Desk = request.app.state.desk
    return desk.settings.desk_url.rstrip("/") or str(request.base_url).rstrip("/")


def _refused(request: Request, status: int, why: str, says: str = "") -> Response:
    return seen(request, "login/work_refused.html.j2", status=status, why=why, says=says)
