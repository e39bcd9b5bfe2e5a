"""The pages of coming in and going out: log in, choose a password by a one-time link, log out."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import Field

from desk.web.forms import Filled, Form, empty, read
from desk.web.language import _
from desk.web.login import again
from desk.web.login.again import Carried
from desk.web.login.secrets import hash_of, hash_password, is_password
from desk.web.login.sessions import forget, opened
from desk.web.login.way_in import come_in
from desk.web.page import own_path, seen
from desk.web.visit import Desk, TypedDep
from domain.casework.house.login_attempts import begin_attempt, forget_attempts
from domain.casework.house.logins import close_session, use_link
from domain.casework.verb import By
from domain.errors import NotFoundError
from domain.model import Account
from domain.model.account import ACCOUNT_KEY
from domain.rules.passwords import SHORTEST, Weak, weakness
from domain.store.accounts import live_link

router = APIRouter(include_in_schema=False)

_TYPED = 400  # letters of a name or a password that are looked at


class LoginForm(Form):
    """Who, with which password, and where to go then."""

    account: Annotated[str, Field(min_length=1, max_length=_TYPED)]
    password: Annotated[str, Field(min_length=1, max_length=_TYPED)]
    next: str = "/"


class PasswordForm(Form):
    """A password somebody chooses, twice."""

    password: Annotated[str, Field(min_length=1, max_length=1000)]
    repeated: str = ""


@router.get("/login")
def ask(request: Request, next: str = "/") -> Response:
    """The login page; whoever is logged in goes on."""
    if opened(request) is not None:
        return RedirectResponse(own_path(next), 303)
    return login_page(request, empty(next=own_path(next)))


@router.post("/login")
def log_in(request: Request, typed: TypedDep) -> Response:
    """Let somebody in who knows the password, or ask for the rest; one answer and one wait for every other."""
    desk: Desk = request.app.state.desk
    carried, filled = again.of_login(typed), read(LoginForm, typed)
    said = filled.value
    if said is None:
        return login_page(request, filled, carried, status=422)
    account, address = said.account.casefold(), request.client.host if request.client else ""
    waits = begin_attempt(desk.db, account=account, address=address, at=desk.clock())
    if waits is not None:
        return login_page(request, filled.with_error("", wait_sentence(waits, desk.clock())), carried, status=429)
    if not is_password(said.password, _password_hash(desk, account)):
        wrong = _("Brugernavn og adgangskode passer ikke sammen.")
        return login_page(request, filled.with_error("account", wrong), carried, status=401)
    answer, is_asked = come_in(request, account, said.next, carried)
    if not is_asked:  # else when the code is right, too
        forget_attempts(desk.db, account=account, address=address)
    return answer


@router.post("/logout")
def log_out(request: Request) -> Response:
    """End the session of this browser."""
    found = opened(request)
    answer = RedirectResponse("/login", 303)
    if found is not None:
        desk: Desk = request.app.state.desk
        close_session(desk.db, By(found[0].account, desk.clock()), session_id=found[1].id)
    forget(request, answer)
    return answer


@router.get("/adgang/{token}")
def choose(request: Request, token: str) -> Response:
    """The page of a one-time link. A look at it uses nothing up."""
    account = _account_of_link(request, token)
    if account is None:
        return seen(request, "login/link_gone.html.j2", status=404)
    return _choose_page(request, account, empty())


@router.post("/adgang/{token}")
def chosen(request: Request, token: str, typed: TypedDep) -> Response:
    """Take the password that was chosen, and let its owner in; a second factor is asked for here, too."""
    desk: Desk = request.app.state.desk
    account = _account_of_link(request, token)
    if account is None:
        return seen(request, "login/link_gone.html.j2", status=404)
    filled = checked_password(read(PasswordForm, typed), account.key, account.name)
    if filled.value is None:
        return _choose_page(request, account, filled, status=422)
    try:
        use_link(
            desk.db,
            By(account.key, desk.clock()),
            token_hash=hash_of(token),
            password_hash=hash_password(filled.value.password),
        )
    except NotFoundError:  # somebody else was quicker
        return seen(request, "login/link_gone.html.j2", status=404)
    return come_in(request, account.key)[0]


def checked_password(filled: Filled[Any], account: str, name: str) -> Filled[Any]:
    """The form with what is wrong with its password, if anything is."""
    if filled.value is None:
        return filled
    weak = weakness(filled.value.password, account, name)
    if weak is not None:
        return filled.with_error("password", _(WEAK[weak]).format(shortest=SHORTEST))
    if filled.value.password != filled.value.repeated:
        return filled.with_error("repeated", _("De to adgangskoder er ikke ens."))
    return filled


def login_page(request: Request, form: Filled[Any], carried: Carried | None = None, *, status: int = 200) -> Response:
    """The login page, with what is carried through it."""
    desk: Desk = request.app.state.desk
    way = f"/login/arbejde?{urlencode({'next': form.typed.get('next', '/')})}" if desk.settings.oidc_issuer else ""
    facts = {"form": form, "carried": carried, "work": way, "work_name": desk.settings.oidc_name}
    return seen(request, "login/login.html.j2", status=status, **facts)


async def login_needed(request: Request) -> Response:
    """The answer to somebody who is not logged in: a look is sent by the login page, what was typed goes with it."""
    asked = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    is_fragment = request.headers.get("hx-request") == "true"
    if request.method in {"GET", "HEAD"}:
        way = f"/login?{urlencode({'next': asked})}"
        return Response(status_code=401, headers={"HX-Redirect": way}) if is_fragment else RedirectResponse(way, 303)
    async with request.form(max_files=20, max_fields=5000) as typed:
        carried = again.of_post(asked, typed)
    answer = login_page(request, empty(), carried, status=401)
    if is_fragment:
        answer.headers["HX-Retarget"], answer.headers["HX-Reswap"] = "body", "innerHTML"
    return answer


def _password_hash(desk: Desk, account: str) -> str | None:
    if ACCOUNT_KEY.fullmatch(account) is None:
        return None
    with desk.db.read() as session:
        row = session.get(Account, account)
    return row.password_hash if row is not None and row.is_active else None


def _account_of_link(request: Request, token: str) -> Account | None:
    desk: Desk = request.app.state.desk
    with desk.db.read() as session:
        link = live_link(session, hash_of(token), desk.clock())
        account = session.get(Account, link.account_key) if link is not None else None
    return account if account is not None and account.is_active else None


def _choose_page(request: Request, account: Account, form: Filled[Any], *, status: int = 200) -> Response:
    return seen(
        request, "login/choose_password.html.j2", status=status, account=account, form=form, shortest=SHORTEST
    )


def wait_sentence(until: datetime, now: datetime) -> str:
    """How long somebody has to wait, as a sentence."""
    minutes = -(-(until - now) // timedelta(minutes=1))
    if minutes <= 1:
        return _("Der er prøvet for mange gange. Vent et minut, og prøv igen.")
    return _("Der er prøvet for mange gange. Vent {minutes} minutter, og prøv igen.").format(minutes=minutes)


WEAK = {
    Weak.TOO_SHORT: "Skriv mindst {shortest} tegn. Fire ord efter hinanden er let at huske.",
    Weak.TOO_LONG: "Skriv højst 200 tegn.",
    Weak.IS_NAME: "Brug ikke dit eget navn.",
    Weak.SAME_LETTERS: "Brug flere forskellige tegn. Fire ord efter hinanden er let at huske.",
}
