"""Brugere: who may log in, what they may, and where they are logged in. For administrators."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, Response
from fastapi.responses import RedirectResponse
from sqlmodel import Session, col, select

from calendars.errors import SagsgangError
from desk import error_words, user_words
from desk.web.forms import Filled, empty, read
from desk.web.login.proof import ask_first
from desk.web.login.secrets import hash_of, new_token
from desk.web.page import page
from desk.web.user_forms import NewUserForm, PersonForm, ResetFactorForm, RevokeForm, RightsForm, SessionForm
from desk.web.visit import TypedDep, Visit, VisitDep
from domain.casework.house.accounts import (
    activate_account,
    change_account,
    change_rights,
    create_account,
    deactivate_account,
)
from domain.casework.house.logins import close_session, close_sessions, make_link, revoke_api_token
from domain.casework.house.second_factors import reset_second_factor
from domain.casework.rows import find
from domain.errors import AccountFactError, ConflictError, NotAllowedNowError
from domain.model import Account, Body, Person, Role
from domain.rules.rights import Deed, Grant
from domain.store.accounts import grants_of, list_accounts, live_sessions, tokens_of
from domain.store.second_factors import with_second_factor

router = APIRouter(include_in_schema=False)

LINES = 50
LINK_LASTS = timedelta(hours=72)  # over a weekend
_FIELDS = {"key": "account", "name": "name", "email": "email"}


@router.get("/brugere")
def show(visit: VisitDep, q: str = "", side: int = 1) -> Response:
    """The users by name."""
    visit.check_may(Deed.USERS)
    side, words = min(max(side, 1), 1000), q.replace("\0", "").strip()[:100]
    with visit.db.read() as session:
        found = list_accounts(session, words=words, limit=LINES + 1, offset=(side - 1) * LINES)
        grants = grants_of(session, [account.key for account in found])
        with_app = with_second_factor(session, [account.key for account in found])
    rows = [
        (one, user_words.roles(grants[one.key], sees_closed=one.sees_closed), user_words.way_in(one, with_app))
        for one in found
    ]
    return page(
        visit,
        "users/users.html.j2",
        rows=rows[:LINES],
        words=words,
        before=_address(words, side - 1) if side > 1 else None,
        after=_address(words, side + 1) if len(rows) > LINES else None,
    )


@router.get("/brugere/ny")
def new(visit: VisitDep) -> Response:
    """The form of a new user."""
    visit.check_may(Deed.USERS)
    return _new_page(visit, empty())


@router.post("/brugere/ny")
def make(visit: VisitDep, typed: TypedDep) -> Response:
    """Make a user; the next page has the link for their password."""
    visit.check_may(Deed.USERS)
    filled = read(NewUserForm, typed)
    said = filled.value
    if said is None:
        return _new_page(visit, filled, status=422)
    asked = ask_first(visit, typed, back="/brugere/ny")
    if asked is not None:
        return asked
    try:
        made = create_account(
            visit.db,
            visit.by(said.key),
            account=said.account,
            name=said.name,
            email=said.email,
            person=said.person,
            grants=said.given,
            sees_closed=said.sees_closed,
        )
    except SagsgangError as error:
        return _new_page(visit, _beside(filled, error, "account"), status=422)
    return RedirectResponse(f"/brugere/{made.subject}", 303)


@router.get("/brugere/{account}")
def one(visit: VisitDep, account: str) -> Response:
    """One user."""
    visit.check_may(Deed.USERS)
    return _user_page(visit, account)


@router.post("/brugere/{account}/ret")
def change(visit: VisitDep, account: str, typed: TypedDep) -> Response:
    """Change name, address, person."""
    visit.check_may(Deed.USERS)
    filled = read(PersonForm, typed)
    said = filled.value
    if said is None:
        return _user_page(visit, account, person=filled, status=422)
    try:
        change_account(
            visit.db,
            visit.by(said.key),
            account=account,
            name=said.name,
            email=said.email,
            person=said.person,
            version=said.version,
        )
    except (AccountFactError, ConflictError) as error:
        return _user_page(visit, account, person=_beside(filled, error, ""), status=_status(error))
    return _back(account)


@router.post("/brugere/{account}/rettigheder")
def rights(visit: VisitDep, account: str, typed: TypedDep) -> Response:
    """Give and take back roles, and the right to closed items."""
    visit.check_may(Deed.USERS)
    filled = read(RightsForm, typed)
    said = filled.value
    if said is None:
        return _user_page(visit, account, rights=filled, status=422)
    asked = ask_first(visit, typed, back=f"/brugere/{account}")
    if asked is not None:
        return asked
    try:
        change_rights(
            visit.db,
            visit.by(said.key),
            account=account,
            grants=said.given,
            sees_closed=said.sees_closed,
            version=said.version,
        )
    except (NotAllowedNowError, ConflictError) as error:
        return _user_page(visit, account, rights=_beside(filled, error, ""), status=_status(error))
    return _back(account)


@router.post("/brugere/{account}/link")
def link(visit: VisitDep, account: str, typed: TypedDep) -> Response:
    """Make a one-time link; this answer is the only place where it is shown."""
    visit.check_may(Deed.USERS)
    asked = ask_first(visit, typed, back=f"/brugere/{account}")
    if asked is not None:
        return asked
    token = new_token()
    make_link(visit.db, visit.by(), account=account, token_hash=hash_of(token), expires_at=visit.now + LINK_LASTS)
    root = visit.settings.desk_url.rstrip("/") or str(visit.request.base_url).rstrip("/")
    return _user_page(visit, account, link=f"{root}/adgang/{token}", link_ends=visit.now + LINK_LASTS)


@router.post("/brugere/{account}/luk")
def close(visit: VisitDep, account: str, typed: TypedDep) -> Response:
    """Close a user."""
    visit.check_may(Deed.USERS)
    asked = ask_first(visit, typed, back=f"/brugere/{account}")
    if asked is not None:
        return asked
    deactivate_account(visit.db, visit.by(), account=account)
    return _back(account)


@router.post("/brugere/{account}/totrin")
def reset(visit: VisitDep, account: str, typed: TypedDep) -> Response:
    """Take away the second factor of somebody who has lost it."""
    visit.check_may(Deed.USERS)
    filled = read(ResetFactorForm, typed)
    if filled.value is None:
        return _user_page(visit, account, factor=filled, status=422)
    asked = ask_first(visit, typed, back=f"/brugere/{account}")
    if asked is not None:
        return asked
    reset_second_factor(visit.db, visit.by(), account=account, reason=filled.value.reason)
    return _back(account)


@router.post("/brugere/{account}/aabn")
def open_again(visit: VisitDep, account: str, typed: TypedDep) -> Response:
    """Open a closed user."""
    visit.check_may(Deed.USERS)
    asked = ask_first(visit, typed, back=f"/brugere/{account}")
    if asked is not None:
        return asked
    activate_account(visit.db, visit.by(), account=account)
    return _back(account)


@router.post("/brugere/{account}/logud")
def log_out(visit: VisitDep, account: str, typed: TypedDep) -> Response:
    """End one of a user's sessions, or all of them."""
    visit.check_may(Deed.USERS)
    said = read(SessionForm, typed).value
    if said is not None and said.session:
        close_session(visit.db, visit.by(), session_id=said.session, account=account)
    else:
        close_sessions(visit.db, visit.by(), account=account)
    return _back(account)


@router.post("/brugere/{account}/noegle")
def take_back(visit: VisitDep, account: str, typed: TypedDep) -> Response:
    """Take one of a user's keys to the API back."""
    visit.check_may(Deed.USERS)
    said = read(RevokeForm, typed).value
    if said is not None:
        revoke_api_token(visit.db, visit.by(), token_id=said.token, account=account)
    return _back(account)


def _user_page(
    visit: Visit,
    account: str,
    *,
    status: int = 200,
    person: Filled[Any] | None = None,
    rights: Filled[Any] | None = None,
    **more: Any,
) -> Response:
    with visit.db.read() as session:
        row = find(session, Account, "account", account)
        grants, with_app = grants_of(session, [account])[account], with_second_factor(session, [account])
        facts = {
            "user": row,
            "roles": user_words.roles(grants, sees_closed=row.sees_closed),
            "sessions": live_sessions(session, account, visit.now),
            "tokens": tokens_of(session, account),
            **_choices(session),
        }
    known = {"name": row.name, "email": row.email, "person": row.person_key or ""}
    ticked = {"grants": [_box(grant) for grant in grants], "sees_closed": "yes" if row.sees_closed else ""}
    return page(
        visit,
        "users/user.html.j2",
        status=status,
        **facts,
        way_in=user_words.way_in(row, with_app),
        has_factor=row.key in with_app,
        person=person or empty(**known),
        rights=rights or empty(**ticked),
        **{"link": "", "link_ends": None, "factor": empty(), **more},
    )


def _new_page(visit: Visit, form: Filled[Any], *, status: int = 200) -> Response:
    with visit.db.read() as session:
        choices = _choices(session)
    shown = form if form.typed else empty(grants=["reader:"])
    return page(visit, "users/new.html.j2", status=status, form=shown, **choices)


def _choices(session: Session) -> dict[str, Any]:
    """What one may choose among: the bodies of today, and the people of the profile."""
    bodies = session.exec(select(Body.key, Body.name).where(col(Body.valid_to).is_(None)).order_by(Body.name)).all()
    people = session.exec(select(Person.key, Person.name).order_by(Person.name).limit(2000)).all()
    return {"bodies": [tuple(body) for body in bodies], "people": [tuple(one) for one in people], "Role": Role}


def _box(grant: Grant) -> str:
    return f"{grant.role.value}:{grant.body or ''}"


def _beside(filled: Filled[Any], error: SagsgangError, otherwise: str) -> Filled[Any]:
    field = _FIELDS.get(str(error.facts.get("field")), otherwise if isinstance(error, NotAllowedNowError) else "")
    return filled.with_error(field, error_words.sentence(error))


def _status(error: SagsgangError) -> int:
    return 409 if isinstance(error, ConflictError) else 422


def _back(account: str) -> Response:
    return RedirectResponse(f"/brugere/{account}", 303)


def _address(words: str, side: int) -> str:
    return f"/brugere?{urlencode({'q': words, 'side': side})}"
