"""Users in the API: listed, made, changed, closed and opened again. Passwords and links are for people alone."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import Field

from desk.web.api.answered import Done, Out
from desk.web.api.asked import Id, In, Limit, Name, Offset, Version
from desk.web.api.caller import CallerDep, receipt_out
from domain.casework.house.accounts import (
    activate_account,
    change_account,
    change_rights,
    create_account,
    deactivate_account,
)
from domain.casework.rows import find
from domain.model import Account, Role
from domain.rules.rights import Deed, Grant
from domain.store.accounts import grants_of, list_accounts

router = APIRouter(tags=["users"])
Email = Annotated[str, Field(min_length=3, max_length=254, pattern=r"^[^\x00]*$")]
Login = Annotated[str, Field(min_length=2, max_length=60, pattern=r"^[^\x00]*$")]


class GrantOut(Out):
    """A role, in one body or (null) in every one."""

    role: Role
    body: str | None


class UserOut(Out):
    """An account."""

    account: str
    name: str
    email: str
    person: str | None
    is_active: bool
    sees_closed: bool
    grants: list[GrantOut]
    version: int


class Users(Out):
    """Accounts by name."""

    users: list[UserOut]
    has_more: bool


class GrantIn(In):
    """A role, in one body (by any name the profile knows) or, without it, in every one."""

    role: Role
    body: Name | None = None


class Rights(In):
    """What an account is, where, and whether it is shown closed items: all of it anew."""

    grants: Annotated[list[GrantIn], Field(max_length=200)]
    sees_closed: bool
    version: Version = None


class Person(In):
    """What an account is called, where its mails go, and who in the profile it is."""

    name: Name
    email: Email
    person: Name | None = None
    version: Version = None


class NewUser(In):
    """An account to be made. It comes in by the login at work, or by a link that an administrator makes."""

    account: Login
    name: Name
    email: Email
    person: Name | None = None
    grants: Annotated[list[GrantIn], Field(max_length=200)] = Field(default_factory=list)
    sees_closed: bool = False


class Seen(In):
    """The version that was seen."""

    version: Version = None


@router.get("/users", operation_id="list_users")
def list_them(
    caller: CallerDep,
    *,
    q: Annotated[str, Query(max_length=120, pattern=r"^[^\x00]*$")] = "",
    offset: Offset = 0,
    limit: Limit = 100,
) -> Users:
    """Accounts whose name, login name or address has these letters."""
    caller.check_may(Deed.USERS)
    with caller.db.read() as session:
        rows = list_accounts(session, words=q, limit=limit + 1, offset=offset)
        grants = grants_of(session, [row.key for row in rows])
    return Users(users=[_out(row, grants[row.key]) for row in rows[:limit]], has_more=len(rows) > limit)


@router.get("/users/{account}", operation_id="show_user")
def show(caller: CallerDep, account: Id) -> UserOut:
    """One account."""
    caller.check_may(Deed.USERS)
    with caller.db.read() as session:
        row = find(session, Account, "account", account)
        return _out(row, grants_of(session, [row.key])[row.key])


@router.post("/users", operation_id="create_user")
def create(caller: CallerDep, said: NewUser) -> Done:
    """Make an account."""
    caller.check_may(Deed.USERS)
    values = said.model_dump(exclude={"grants"})
    receipt = create_account(caller.db, caller.by(), grants=_grants(said.grants), **values)
    return Done(dry_run=False, receipt=receipt_out(receipt))


@router.put("/users/{account}", operation_id="change_user")
def change(caller: CallerDep, account: Id, said: Person) -> Done:
    """Change name, address and person."""
    caller.check_may(Deed.USERS)
    receipt = change_account(caller.db, caller.by(), account=account, **said.model_dump())
    return Done(dry_run=False, receipt=receipt_out(receipt))


@router.put("/users/{account}/rights", operation_id="change_rights")
def rights(caller: CallerDep, account: Id, said: Rights) -> Done:
    """Say anew what an account may; it holds from its next click."""
    caller.check_may(Deed.USERS)
    receipt = change_rights(
        caller.db,
        caller.by(),
        account=account,
        grants=_grants(said.grants),
        sees_closed=said.sees_closed,
        version=said.version,
    )
    return Done(dry_run=False, receipt=receipt_out(receipt))


@router.post("/users/{account}/close", operation_id="close_user")
def close(caller: CallerDep, account: Id, said: Seen) -> Done:
    """Close an account: its sessions, links and keys are nothing from now on."""
    caller.check_may(Deed.USERS)
    receipt = deactivate_account(caller.db, caller.by(), account=account, version=said.version)
    return Done(dry_run=False, receipt=receipt_out(receipt))


@router.post("/users/{account}/open", operation_id="open_user")
def open_again(caller: CallerDep, account: Id, said: Seen) -> Done:
    """Open a closed account again."""
    caller.check_may(Deed.USERS)
    receipt = activate_account(caller.db, caller.by(), account=account, version=said.version)
    return Done(dry_run=False, receipt=receipt_out(receipt))


def _grants(said: list[GrantIn]) -> list[Grant]:
    return [Grant(one.role, one.body) for one in said]


def _out(row: Account, grants: frozenset[Grant]) -> UserOut:
    in_order = sorted(grants, key=lambda one: (one.role, one.body or ""))
    return UserOut(
        account=row.key,
        name=row.name,
        email=row.email,
        person=row.person_key,
        is_active=row.is_active,
        sees_closed=row.sees_closed,
        grants=[GrantOut.model_validate(one) for one in in_order],
        version=row.version,
    )
