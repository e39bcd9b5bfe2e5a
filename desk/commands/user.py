"""``sagsgang user``: who may log in at the desk. The first administrator is made here, and by nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Annotated

from cyclopts import Parameter, Token
from sqlmodel import Session

from desk import show, user_words
from desk.help import noun
from desk.typed import Json, Key, to_word
from desk.workplace import here
from domain.casework.house import second_factors
from domain.casework.house.accounts import (
    activate_account,
    change_rights,
    create_account,
    deactivate_account,
    grant_role,
    revoke_role,
)
from domain.casework.house.logins import make_link
from domain.casework.rows import find
from domain.model import Account, Role
from domain.rules.rights import Grant
from domain.store.accounts import grants_of, list_accounts
from domain.store.database import Database
from domain.store.second_factors import with_second_factor

app = noun("user")

LINK_LASTS = 72  # hours: over a weekend
_MOST = 10_000


def _role(_: object, tokens: Sequence[Token]) -> Role:
    return to_word(Role, tokens[0].value)


RoleWord = Annotated[Role, Parameter(converter=_role)]


@app.command
def create(
    account: str,
    /,
    *,
    name: str,
    email: str,
    role: RoleWord,
    body: str | None = None,
    person: Key | None = None,
    closed: Annotated[bool, Parameter(name="--closed", negative=())] = False,
    no_link: Annotated[bool, Parameter(name="--no-link", negative=())] = False,
) -> None:
    """Opret en bruger, og vis et engangslink til at vælge adgangskode.

    Parameters
    ----------
    account
        Brugernavnet, som skrives ved login.
    name
        Brugerens navn.
    email
        Brugerens mailadresse.
    role
        Brugerens rolle.
    body
        Det organ, rollen gælder i; ellers alle.
    person
        Personen i profilen; ellers den med samme mailadresse.
    closed
        Giv ret til lukkede punkter.
    no_link
        Lav ikke et engangslink.
    """
    place = here()
    with place.database() as db:
        made = create_account(
            db,
            place.by(),
            account=account,
            name=name,
            email=email,
            person=person,
            grants=[Grant(role, body)],
            sees_closed=closed,
        )
        with db.read() as session:
            row = session.get_one(Account, made.subject)
            show.say(user_words.CREATED.format(name=row.name, account=row.key, roles=_roles(session, row)))
        if not no_link:
            _give_link(db, row, LINK_LASTS)


@app.command(name="list")
def list_users(*, as_json: Json = False) -> None:
    """Brugerne, deres roller, og hvordan de kommer ind."""
    with here().database() as db, db.read() as session:
        accounts = list_accounts(session, limit=_MOST)
        grants = grants_of(session, [account.key for account in accounts])
        with_app = with_second_factor(session, [account.key for account in accounts])
    if as_json:
        show.as_json([_row(account, grants[account.key], with_app) for account in accounts])
        return
    cells = (
        (
            account.key,
            account.name,
            account.email,
            user_words.roles(grants[account.key]),
            account.sees_closed,
            user_words.way_in(account, with_app),
            user_words.STATES[account.is_active],
        )
        for account in accounts
    )
    show.table(user_words.COLUMNS, cells)


@app.command
def link(account: str, /, *, hours: int = LINK_LASTS) -> None:
    """Vis et nyt engangslink, som en bruger vælger sin adgangskode med; de forrige virker ikke længere.

    Parameters
    ----------
    account
        Brugernavnet.
    hours
        Hvor mange timer linket kan bruges.
    """
    with here().database() as db:
        with db.read() as session:
            row = find(session, Account, "account", account.casefold())
        _give_link(db, row, hours)


@app.command
def grant(
    account: str,
    role: RoleWord | None = None,
    /,
    *,
    body: str | None = None,
    closed: Annotated[bool, Parameter(name="--closed", negative=())] = False,
) -> None:
    """Giv en bruger en rolle til, eller ret til lukkede punkter.

    Parameters
    ----------
    account
        Brugernavnet.
    role
        Rollen.
    body
        Det organ, rollen gælder i; ellers alle.
    closed
        Giv ret til lukkede punkter.
    """
    _change(account, role, body, closed=True if closed else None, give=True)


@app.command
def revoke(
    account: str,
    role: RoleWord | None = None,
    /,
    *,
    body: str | None = None,
    closed: Annotated[bool, Parameter(name="--closed", negative=())] = False,
) -> None:
    """Tag en rolle fra en bruger, eller retten til lukkede punkter.

    Parameters
    ----------
    account
        Brugernavnet.
    role
        Rollen.
    body
        Det organ, rollen gælder i; uden det den rolle, der gælder i alle.
    closed
        Fjern retten til lukkede punkter.
    """
    _change(account, role, body, closed=False if closed else None, give=False)


@app.command
def deactivate(account: str, /) -> None:
    """Luk en bruger: logget ud overalt, og links og API-nøgler virker ikke længere.

    Parameters
    ----------
    account
        Brugernavnet.
    """
    _open_or_close(account, is_open=False)


@app.command
def activate(account: str, /) -> None:
    """Åbn en lukket bruger igen, med de roller den havde.

    Parameters
    ----------
    account
        Brugernavnet.
    """
    _open_or_close(account, is_open=True)


@app.command
def reset_second_factor(account: str, /, *, reason: str) -> None:
    """Nulstil totrinslogin for en bruger, der har mistet sin app: logget ud overalt, og en mail siger det.

    Parameters
    ----------
    account
        Brugernavnet.
    reason
        Hvorfor, og hvordan du ved, at det er brugeren selv, der beder om det.
    """
    place, key = here(), account.casefold()
    with place.database() as db:
        done = second_factors.reset_second_factor(db, place.by(), account=key, reason=reason)
        with db.read() as session:
            name = session.get_one(Account, key).name
    show.say((user_words.FACTOR_NONE if done.repeated else user_words.FACTOR_RESET).format(name=name))


def _change(account: str, role: Role | None, body: str | None, *, closed: bool | None, give: bool) -> None:
    place, key = here(), account.casefold()
    with place.database() as db:
        if role is not None:
            (grant_role if give else revoke_role)(db, place.by(), account=key, role=role, body=body)
        if closed is not None:
            with db.read() as session:
                grants = grants_of(session, [key])[key]
            change_rights(db, place.by(), account=key, grants=grants, sees_closed=closed)
        with db.read() as session:
            row = find(session, Account, "account", key)
            show.say(user_words.RIGHTS.format(name=row.name, roles=_roles(session, row)))


def _open_or_close(account: str, *, is_open: bool) -> None:
    place = here()
    with place.database() as db:
        act = activate_account if is_open else deactivate_account
        done = act(db, place.by(), account=account.casefold())
        with db.read() as session:
            name = session.get_one(Account, done.subject).name
    show.say((user_words.OPENED if is_open else user_words.CLOSED).format(name=name))


def _give_link(db: Database, row: Account, hours: int) -> None:
    from desk.web.login.secrets import hash_of, new_token  # noqa: PLC0415 - hashing is not loaded for --help
    from flows.settings import Settings  # noqa: PLC0415 - the settings cost 0.2 s that --help does not need

    place, token, settings = here(), new_token(), Settings()
    expires = place.now() + timedelta(hours=hours)
    make_link(db, place.by(), account=row.key, token_hash=hash_of(token), expires_at=expires)
    root = settings.desk_url.rstrip("/") or f"http://127.0.0.1:{settings.desk_port}"
    show.say(user_words.LINK.format(name=row.name, expires=show.text_of(expires)))
    show.say(f"{root}/adgang/{token}")
    show.note(user_words.LINK_ONCE)


def _roles(session: Session, row: Account) -> str:
    return user_words.roles(grants_of(session, [row.key])[row.key], sees_closed=row.sees_closed)


def _row(account: Account, grants: frozenset[Grant], with_app: frozenset[str]) -> dict[str, object]:
    return {
        "account": account.key,
        "name": account.name,
        "email": account.email,
        "person": account.person_key,
        "roles": sorted(f"{grant.role.value}:{grant.body}" if grant.body else grant.role.value for grant in grants),
        "sees_closed": account.sees_closed,
        "way_in": user_words.way_of(account, with_app),
        "second_factor": account.key in with_app,
        "active": account.is_active,
    }
