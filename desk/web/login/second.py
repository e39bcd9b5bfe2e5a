"""The pages between the password and the desk: the app's code, and an app that is set up."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import Field

from calendars.errors import SagsgangError
from desk import error_words
from desk.web.forms import Form, empty, read
from desk.web.language import _
from desk.web.login import again
from desk.web.login.again import Carried
from desk.web.login.pages import login_page, wait_sentence
from desk.web.login.secrets import new_recovery_codes
from desk.web.login.sessions import let_in
from desk.web.login.way_in import (
    CODE,
    SET_UP,
    arrive,
    code_page,
    forget_step,
    half_in,
    set_up_page,
    step_token,
)
from desk.web.page import own_path, seen
from desk.web.visit import Desk, TypedDep
from domain.casework.house.login_attempts import begin_attempt, forget_attempts
from domain.casework.house.second_factors import pass_second_factor, turn_on_second_factor
from domain.casework.verb import By
from domain.errors import NotFoundError, WrongCodeError

router = APIRouter(include_in_schema=False)


class CodeForm(Form):
    """The code an app shows, or one for emergencies, and where to go then."""

    code: Annotated[str, Field(min_length=1, max_length=60)]
    next: str = "/"


@router.get(CODE)
def ask(request: Request, next: str = "/") -> Response:
    """The page that asks for the code; without a password first it leads to the login page."""
    found = half_in(request)
    if found is None:
        return RedirectResponse("/login", 303)
    if found[0].secret is not None:
        return RedirectResponse(SET_UP, 303)
    return code_page(request, empty(next=own_path(next)))


@router.post(CODE)
def give(request: Request, typed: TypedDep) -> Response:
    """Let somebody in whose code is right; wrong ones are counted with the wrong passwords."""
    desk: Desk = request.app.state.desk
    carried, filled, found = again.of_login(typed), read(CodeForm, typed), half_in(request)
    if found is None or found[0].secret is not None:
        return _too_late(request, carried, str(typed.get("next", "/")))
    said, account = filled.value, found[1].key
    if said is None:
        return code_page(request, filled, carried, status=422)
    now, address = desk.clock(), request.client.host if request.client else ""
    waits = begin_attempt(desk.db, account=account, address=address, at=now)
    if waits is not None:
        return code_page(request, filled.with_error("", wait_sentence(waits, now)), carried, status=429)
    try:
        pass_second_factor(desk.db, By(account, now), token_hash=step_token(request), code=said.code)
    except WrongCodeError as wrong:
        return code_page(request, filled.with_error("code", error_words.sentence(wrong)), carried, status=401)
    except NotFoundError:  # sent twice, or turned off meanwhile
        return _too_late(request, carried, said.next)
    forget_attempts(desk.db, account=account, address=address, attempts=2)
    answer = arrive(request, account, said.next, carried)
    forget_step(request, answer)
    return answer


@router.get(SET_UP)
def show(request: Request, next: str = "/") -> Response:
    """The page on which an app is set up."""
    found = half_in(request)
    if found is None or found[0].secret is None:
        return RedirectResponse("/login", 303)
    return set_up_page(request, found[1].key, found[0].secret, empty(next=own_path(next)))


@router.post(SET_UP)
def set_up(request: Request, typed: TypedDep) -> Response:
    """The app shows the right code: it is asked for from now on. The codes for emergencies are shown here alone."""
    desk: Desk = request.app.state.desk
    carried, filled, found = again.of_login(typed), read(CodeForm, typed), half_in(request)
    if found is None or found[0].secret is None:
        return _too_late(request, carried, str(typed.get("next", "/")))
    said, secret, account = filled.value, found[0].secret, found[1].key
    if said is None:
        return set_up_page(request, account, secret, filled, carried, status=422)
    codes = new_recovery_codes()
    try:
        turn_on_second_factor(
            desk.db,
            By(account, desk.clock()),
            token_hash=step_token(request),
            code=said.code,
            recovery_codes=codes,
        )
    except WrongCodeError:
        wrong = _("Koden passer ikke. Skriv den, appen viser nu, og se efter, at telefonens ur går rigtigt.")
        return set_up_page(request, account, secret, filled.with_error("code", wrong), carried, status=422)
    except NotFoundError:
        return _too_late(request, carried, said.next)
    answer = seen(request, "login/codes.html.j2", codes=codes, next=own_path(said.next), carried=carried)
    try:
        let_in(request, answer, account)
    except SagsgangError:  # the account was closed this moment
        return _too_late(request, carried, said.next)
    forget_step(request, answer)
    return answer


def _too_late(request: Request, carried: Carried | None, next_: str) -> Response:
    """Begin anew; what was carried is carried on."""
    says = _("Det tog for lang tid, eller det er gjort. Log ind igen.")
    answer = login_page(request, empty(next=own_path(next_)).with_error("", says), carried, status=401)
    forget_step(request, answer)
    return answer
