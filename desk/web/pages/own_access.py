"""Mit/adgang: one's own password, where one is logged in, and one's own keys to the API."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from fastapi import APIRouter, Response
from fastapi.responses import RedirectResponse

from desk.web.forms import Filled, empty, read
from desk.web.language import _
from desk.web.login.pages import checked_password
from desk.web.login.secrets import hash_of, hash_password, is_password, new_token
from desk.web.login.sessions import opened
from desk.web.page import page
from desk.web.user_forms import NewPasswordForm, RevokeForm, SessionForm, TokenForm
from desk.web.visit import TypedDep, Visit, VisitDep
from domain.casework.house.login_attempts import begin_attempt, forget_attempts
from domain.casework.house.logins import (
    close_session,
    close_sessions,
    create_api_token,
    revoke_api_token,
    set_password,
)
from domain.casework.rows import find
from domain.model import Account
from domain.rules.passwords import SHORTEST
from domain.rules.rights import Deed
from domain.store.accounts import live_sessions, tokens_of

router = APIRouter(include_in_schema=False)

HERE = "/mit/adgang"
_NEW = {"password": empty(), "token": empty(days=90), "shown_token": "", "says": ""}


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
    waits = begin_attempt(visit.db, account=account.key, address=f"own:{account.key}", at=visit.now)
    if waits is not None or not is_password(said.old_password, account.password_hash):
        wrong = _("Det er ikke din adgangskode.") if waits is None else _("Der er prøvet for mange gange. Vent lidt.")
        return _own_page(visit, status=422, password=filled.with_error("old_password", wrong))
    forget_attempts(visit.db, account=account.key, address=f"own:{account.key}")
    set_password(
        visit.db,
        visit.by(),
        account=account.key,
        password_hash=hash_password(said.password),
        keep=_this_session(visit),
    )
    return _own_page(visit, says=_("Adgangskoden er ændret, og du er logget ud alle andre steder."))


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
    return page(
        visit,
        "users/access.html.j2",
        status=status,
        account=account,
        sessions=sessions,
        this_session=_this_session(visit),
        tokens=tokens,
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
