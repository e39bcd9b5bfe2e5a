"""Mit/adgang: one's own password and second factor, where one is logged in, and one's own keys to the API."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from fastapi import APIRouter, Response
from fastapi.responses import RedirectResponse

from desk import error_words
from desk.web.forms import Filled, empty, read
from desk.web.language import _
from desk.web.login.pages import checked_password
from desk.web.login.proof import ask_first, begin_proof, end_proof
from desk.web.login.secrets import hash_of, hash_password, new_token
from desk.web.login.sessions import opened
from desk.web.login.way_in import begin_set_up, must_have
from desk.web.page import page
from desk.web.user_forms import EndFactorForm, NewPasswordForm, RevokeForm, SessionForm, TokenForm
from desk.web.visit import TypedDep, Visit, VisitDep
from domain.casework.house.logins import (
    close_session,
    close_sessions,
    create_api_token,
    revoke_api_token,
    set_password,
)
from domain.casework.house.second_factors import turn_off_second_factor
from domain.casework.rows import find
from domain.errors import WrongCodeError
from domain.model import Account, SecondFactor
from domain.rules.passwords import SHORTEST
from domain.rules.rights import Deed
from domain.store.accounts import live_sessions, tokens_of
from domain.store.second_factors import recovery_codes_left

router = APIRouter(include_in_schema=False)

HERE = "/mit/adgang"
_NEW = {"password": empty(), "token": empty(days=90), "factor": empty(), "shown_token": "", "says": ""}


@router.get(HERE)
def show(visit: VisitDep) -> Response:
    """The page."""
    visit.check_may(Deed.OWN)
    return _own_page(visit)


@router.post(f"{HERE}/kode")
def change_password(visit: VisitDep, typed: TypedDep) -> Response:
    """Change one's own password; one stays logged in here, and nowhere else."""
    visit.check_may(Deed.OWN)
    account = _account(visit)
    filled = checked_password(read(NewPasswordForm, typed), account.key, account.name)
    said = filled.value
    if said is None:
        return _own_page(visit, status=422, password=filled)
    # Somebody at an unlocked machine may not try one password after the other here either.
    wrong = begin_proof(visit, account, said.old_password)
    if wrong is not None:
        return _own_page(visit, status=422, password=filled.with_error("old_password", wrong))
    end_proof(visit, account)
    set_password(
        visit.db,
        visit.by(),
        account=account.key,
        password_hash=hash_password(said.password),
        keep=_this_session(visit),
    )
    return _own_page(visit, says=_("Adgangskoden er ændret, og du er logget ud alle andre steder."))


@router.post(f"{HERE}/totrin")
def begin_factor(visit: VisitDep, typed: TypedDep) -> Response:
    """Begin to set up an app; the rest is the same page as at the login."""
    visit.check_may(Deed.OWN)
    with visit.db.read() as session:
        account = find(session, Account, "account", visit.visitor.account)
        is_on = session.get(SecondFactor, account.key) is not None
    if is_on or account.password_hash is None:  # a change goes by turning it off, which asks for a code
        return RedirectResponse(HERE, 303)
    asked = ask_first(visit, typed, back=HERE)
    return asked if asked is not None else begin_set_up(visit.request, account.key, HERE)


@router.post(f"{HERE}/totrin/fra")
def end_factor(visit: VisitDep, typed: TypedDep) -> Response:
    """Do without a second factor; where one's role asks for one, a new app is set up at once."""
    visit.check_may(Deed.OWN)
    account, filled = _account(visit), read(EndFactorForm, typed)
    said = filled.value
    if said is None:
        return _own_page(visit, status=422, factor=filled)
    must = must_have(visit.settings, {grant.role for grant in visit.visitor.grants})
    wrong, field = begin_proof(visit, account, said.own_password), "own_password"
    if wrong is None:
        try:
            turn_off_second_factor(
                visit.db,
                visit.by(),
                account=account.key,
                code=said.code,
                keep=None if must else _this_session(visit),
            )
        except WrongCodeError as error:
            wrong, field = error_words.sentence(error), "code"
    if wrong is not None:
        return _own_page(visit, status=422, factor=filled.with_error(field, wrong))
    end_proof(visit, account)
    return begin_set_up(visit.request, account.key, HERE) if must else RedirectResponse(HERE, 303)


@router.post(f"{HERE}/logud")
def log_out(visit: VisitDep, typed: TypedDep) -> Response:
    """End one of one's own sessions, or all but this one."""
    visit.check_may(Deed.OWN)
    said = read(SessionForm, typed).value
    if said is not None and said.session:
        close_session(visit.db, visit.by(), session_id=said.session, account=visit.visitor.account)
    else:
        close_sessions(visit.db, visit.by(), account=visit.visitor.account, keep=_this_session(visit))
    return RedirectResponse(HERE, 303)


@router.post(f"{HERE}/noegle")
def make_token(visit: VisitDep, typed: TypedDep) -> Response:
    """Make a key to the API; this answer is the only place where it is shown."""
    visit.check_may(Deed.OWN)
    filled = read(TokenForm, typed)
    said = filled.value
    if said is None:
        return _own_page(visit, status=422, token=filled)
    asked = ask_first(visit, typed, back=HERE)
    if asked is not None:
        return asked
    token = new_token()
    create_api_token(
        visit.db,
        visit.by(),
        account=visit.visitor.account,
        token_hash=hash_of(token),
        name=said.name,
        scopes=said.scopes,
        expires_at=visit.now + timedelta(days=said.days),
    )
    return _own_page(visit, shown_token=token)


@router.post(f"{HERE}/noegle/tilbage")
def revoke_token(visit: VisitDep, typed: TypedDep) -> Response:
    """Take one of one's own keys back."""
    visit.check_may(Deed.OWN)
    said = read(RevokeForm, typed).value
    if said is not None:
        revoke_api_token(visit.db, visit.by(), token_id=said.token, account=visit.visitor.account)
    return RedirectResponse(HERE, 303)


def _own_page(visit: Visit, *, status: int = 200, **facts: Filled[Any] | str) -> Response:
    with visit.db.read() as session:
        account = find(session, Account, "account", visit.visitor.account)
        sessions = live_sessions(session, account.key, visit.now)
        tokens = tokens_of(session, account.key)
        factor_row = session.get(SecondFactor, account.key)
        codes_left = recovery_codes_left(session, account.key)
    return page(
        visit,
        "users/access.html.j2",
        status=status,
        account=account,
        sessions=sessions,
        this_session=_this_session(visit),
        tokens=tokens,
        has_factor=factor_row,
        codes_left=codes_left,
        must=must_have(visit.settings, {grant.role for grant in visit.visitor.grants}),
        deeds=[deed for deed in Deed if visit.may_somewhere(deed)],
        shortest=SHORTEST,
        **{**_NEW, **facts},
    )


def _account(visit: Visit) -> Account:
    with visit.db.read() as session:
        return find(session, Account, "account", visit.visitor.account)


def _this_session(visit: Visit) -> str | None:
    found = opened(visit.request)
    return found[1].id if found is not None else None
