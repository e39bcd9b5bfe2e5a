"""Brugere: made, changed, given and refused rights, closed. An account is never deleted, for the journal names it."""

from __future__ import annotations

from collections.abc import Collection

from pydantic import ValidationError
from sqlmodel import Session, col, select

from domain.casework.house.doors import end_links, end_sessions, tell_owner
from domain.casework.rows import check_version, find
from domain.casework.verb import Act, Receipt, verb
from domain.errors import AccountFactError, NotAllowedNowError
from domain.model import AccessChange, Account, ApiToken, Person, Role, RoleGrant
from domain.model.account import ACCOUNT_KEY
from domain.model.columns import make_id
from domain.rules.rights import Grant
from domain.store.accounts import grants_of, is_last_administrator, person_with_address
from domain.store.queries import current_profile

ANYONE = Grant(Role.ADMINISTRATOR)


@verb
def create_account(
    act: Act,
    *,
    account: str,
    name: str,
    email: str,
    person: str | None = None,
    grants: Collection[Grant] = (),
    sees_closed: bool = False,
) -> Receipt:
    """Let somebody in, once they have a password or come through the login at work.

    Without ``person`` they are the person of the profile with that address, if there is one.

    Raises:
        AccountFactError: the login name, the name or the address cannot be one.
        NotAllowedNowError: the login name is taken (``why`` is name_taken).
        NotFoundError, UnknownBodyError: no such person or body.
    """
    key = account.strip().casefold()
    if act.session.get(Account, key) is not None:
        raise NotAllowedNowError(verb=act.name, noun="account", id=key, state="", why="name_taken")
    made = _make(act, key, name, email, person, sees_closed=sees_closed)
    _write_grants(act.session, made, _known(act.session, grants))
    return act.enter("account", made.key, **_facts(act.session, made))


@verb
def change_account(
    act: Act, *, account: str, name: str, email: str, person: str | None = None, version: int | None = None
) -> Receipt:
    """Change what an account is called, where its mails go, and which person of the profile it is.

    Raises:
        NotFoundError, ConflictError.
        AccountFactError: the name or the address cannot be one.
    """
    row = find(act.session, Account, "account", account)
    check_version(row, "account", account, version)
    wanted = _checked(row.key, name, email)
    if person is not None:
        find(act.session, Person, "person", person)
    said = {"name": wanted["name"], "email": wanted["email"], "person_key": person}
    changed = [field for field, value in said.items() if getattr(row, field) != value]
    if not changed:
        return act.already(account, changed=[])
    if {"email", "person_key"} & set(changed):  # told to whom it was until now: it may be somebody else's work
        tell_owner(act, row, AccessChange.ADDRESS)
    for field in changed:
        setattr(row, field, said[field])
    row.version += 1
    return act.enter("account", account, changed=changed)


@verb
def change_rights(
    act: Act, *, account: str, grants: Collection[Grant], sees_closed: bool, version: int | None = None
) -> Receipt:
    """Say anew what an account is, where, and whether it is shown closed items. It holds from its next click.

    Raises:
        NotFoundError, ConflictError, UnknownBodyError.
        NotAllowedNowError: nobody would be left to change users (``why`` is last_administrator).
    """
    row = find(act.session, Account, "account", account)
    check_version(row, "account", account, version)
    return _change_rights(act, row, _known(act.session, grants), sees_closed=sees_closed)


@verb
def grant_role(act: Act, *, account: str, role: Role, body: str | None = None) -> Receipt:
    """Give an account one more role, in one body or in every one.

    Raises:
        NotFoundError, UnknownBodyError.
    """
    row = find(act.session, Account, "account", account)
    grants = grants_of(act.session, [account])[account] | _known(act.session, [Grant(role, body)])
    return _change_rights(act, row, grants, sees_closed=row.sees_closed)


@verb
def revoke_role(act: Act, *, account: str, role: Role, body: str | None = None) -> Receipt:
    """Take a role back that an account has, there.

    Raises:
        NotFoundError, UnknownBodyError.
        NotAllowedNowError: nobody would be left to change users (``why`` is last_administrator).
    """
    row = find(act.session, Account, "account", account)
    grants = grants_of(act.session, [account])[account] - _known(act.session, [Grant(role, body)])
    return _change_rights(act, row, grants, sees_closed=row.sees_closed)


@verb
def deactivate_account(act: Act, *, account: str, version: int | None = None) -> Receipt:
    """Close an account: it is logged out everywhere, and its links and keys to the API are nothing from now on.

    Raises:
        NotFoundError, ConflictError.
        NotAllowedNowError: nobody would be left to change users (``why`` is last_administrator).
    """
    row = find(act.session, Account, "account", account)
    if not row.is_active:
        return act.already(account, active=False)
    check_version(row, "account", account, version)
    if ANYONE in grants_of(act.session, [account])[account]:
        _check_another_administrator(act, account)
    row.is_active = False
    row.version += 1
    end_sessions(act, account)
    end_links(act, account)
    for token in act.session.exec(
        select(ApiToken).where(ApiToken.account_key == account, col(ApiToken.revoked_at).is_(None))
    ):
        token.revoked_at = act.at
    return act.enter("account", account, active=False)


@verb
def activate_account(act: Act, *, account: str, version: int | None = None) -> Receipt:
    """Open a closed account again, with the roles and the password it had.

    Raises:
        NotFoundError, ConflictError.
    """
    row = find(act.session, Account, "account", account)
    if row.is_active:
        return act.already(account, active=True)
    check_version(row, "account", account, version)
    row.is_active = True
    row.version += 1
    return act.enter("account", account, active=True)


@verb
def welcome(
    act: Act,
    *,
    subject: str,
    account: str,
    name: str,
    email: str,
    grants: Collection[Grant] | None = None,
    sees_closed: bool | None = None,
) -> Receipt:
    """Somebody came through the login at work: their account is made, or follows what that login says of them now.

    ``subject`` is who it is for good; ``account`` is only what a new account would like to be called, and gets a
    number where another has that name. ``grants`` and ``sees_closed`` of None leave the rights to ``change_rights``.

    Raises:
        AccountFactError: the name or the address cannot be one.
        UnknownBodyError: the login gives a role in a body that we do not have.
        NotAllowedNowError: the account has been closed here (``why`` is not_active).
    """
    row = act.session.exec(select(Account).where(Account.oidc_subject == subject)).first()
    given = None if grants is None else _known(act.session, grants)
    if row is None:
        key = _free_key(act.session, account.strip().casefold())
        row = _make(act, key, name, email, subject=subject, sees_closed=bool(sees_closed))
        _write_grants(act.session, row, given or frozenset())
        return act.enter("account", row.key, **_facts(act.session, row))
    if not row.is_active:
        raise NotAllowedNowError(verb=act.name, noun="account", id=row.key, state="", why="not_active")
    before = (row.name, row.email, row.sees_closed, grants_of(act.session, [row.key])[row.key])
    wanted = _checked(row.key, name, email)
    row.name, row.email = wanted["name"], wanted["email"]
    row.sees_closed = row.sees_closed if sees_closed is None else sees_closed
    after = (row.name, row.email, row.sees_closed, before[3] if given is None else given)
    if after == before:
        return act.already(row.key, **_facts(act.session, row))
    _write_grants(act.session, row, after[3])
    row.version += 1
    return act.enter("account", row.key, **_facts(act.session, row))


def _change_rights(act: Act, row: Account, grants: frozenset[Grant], *, sees_closed: bool) -> Receipt:
    before = grants_of(act.session, [row.key])[row.key]
    if (before, row.sees_closed) == (grants, sees_closed):
        return act.already(row.key, **_facts(act.session, row))
    if ANYONE in before - grants and row.is_active:
        _check_another_administrator(act, row.key)
    _write_grants(act.session, row, grants)
    row.sees_closed = sees_closed
    row.version += 1
    tell_owner(act, row, AccessChange.RIGHTS)
    return act.enter("account", row.key, **_facts(act.session, row))


def _make(
    act: Act,
    key: str,
    name: str,
    email: str,
    person: str | None = None,
    *,
    subject: str | None = None,
    sees_closed: bool = False,
) -> Account:
    wanted = _checked(key, name, email)
    if person is not None:
        find(act.session, Person, "person", person)
    made = Account.new(
        **wanted,
        person_key=person or person_with_address(act.session, wanted["email"]),
        oidc_subject=subject,
        sees_closed=sees_closed,
        created_at=act.at,
    )
    act.session.add(made)
    act.session.flush()
    return made


def _checked(key: str, name: str, email: str) -> dict[str, str]:
    """The three facts somebody typed, without surrounding space."""
    said = {"key": key, "name": " ".join(name.split()), "email": email.strip()}
    if ACCOUNT_KEY.fullmatch(key) is None:
        raise AccountFactError(field="key", found=key)
    if "@" not in said["email"] or len(said["email"].split()) != 1:
        raise AccountFactError(field="email", found=said["email"])
    try:
        Account.new(**said, created_at="2000-01-01T00:00:00Z")
    except ValidationError as error:
        field = str(error.errors()[0]["loc"][0])
        raise AccountFactError(field=field, found=said.get(field, "")) from None
    return said


def _known(session: Session, grants: Collection[Grant]) -> frozenset[Grant]:
    """The grants with each body by its key. Raises ``UnknownBodyError``."""
    return frozenset(
        Grant(grant.role, None if grant.body is None else current_profile(session).find_body(grant.body).key)
        for grant in grants
    )


def _write_grants(session: Session, row: Account, grants: frozenset[Grant]) -> None:
    wanted = {make_id("role_grant", row.key, grant.role.value, grant.body or ""): grant for grant in grants}
    for had in session.exec(select(RoleGrant).where(RoleGrant.account_key == row.key)):
        if wanted.pop(had.id, None) is None:
            session.delete(had)
    for key, grant in wanted.items():
        session.add(RoleGrant.new(id=key, account_key=row.key, role=grant.role, body_key=grant.body))
    session.flush()


def _check_another_administrator(act: Act, account: str) -> None:
    if is_last_administrator(act.session, account):
        raise NotAllowedNowError(verb=act.name, noun="account", id=account, state="", why="last_administrator")


def _free_key(session: Session, wanted: str) -> str:
    """The login name, with a number behind it where another account has it."""
    taken = set(session.exec(select(Account.key).where(col(Account.key).startswith(wanted, autoescape=True))))
    return next(key for n in range(1, len(taken) + 2) if (key := wanted if n == 1 else f"{wanted}-{n}") not in taken)


def _facts(session: Session, row: Account) -> dict[str, object]:
    grants = grants_of(session, [row.key])[row.key]
    roles = sorted(f"{grant.role.value}:{grant.body}" if grant.body else grant.role.value for grant in grants)
    return {"roles": roles, "sees_closed": row.sees_closed}
