"""Who is at the door: accounts, what they may, and what proves that it is them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, or_, select

from domain.model import Account, ApiToken, LoginSession, OneTimeLink, Person, Role, RoleGrant
from domain.rules.rights import Deed, Grant, Visitor


@dataclass(frozen=True, slots=True)
class KeyHolder:
    """Somebody at the API: what their account may, and the part of it that their key is good for."""

    visitor: Visitor
    token: ApiToken
    scopes: frozenset[Deed]


def grants_of(session: Session, accounts: Collection[str]) -> dict[str, frozenset[Grant]]:
    """What each of these accounts is, where; all in one question."""
    found: dict[str, set[Grant]] = {key: set() for key in accounts}
    for row in session.exec(select(RoleGrant).where(col(RoleGrant.account_key).in_(accounts))):
        found[row.account_key].add(Grant(row.role, row.body_key))
    return {key: frozenset(grants) for key, grants in found.items()}


def visitor_of(session: Session, account: Account) -> Visitor:
    """The account as the table of rights knows it."""
    grants = grants_of(session, [account.key])[account.key]
    return Visitor(account.key, account.person_key, account.name, grants, account.sees_closed)


def visitor_by_session(session: Session, token_hash: str, now: datetime) -> tuple[Visitor, LoginSession] | None:
    """Who is logged in with that cookie; None when the session has ended, or its account opens nothing any more."""
    wanted = (
        select(LoginSession, Account)
        .join(Account)
        .where(LoginSession.token_hash == token_hash, *_live(now), col(Account.is_active).is_(True))
    )
    row = session.exec(wanted).first()
    return (visitor_of(session, row[1]), row[0]) if row is not None else None


def holder_by_token(session: Session, token_hash: str, now: datetime) -> KeyHolder | None:
    """Whose key to the API that is; None when it is nobody's, or no longer any good."""
    wanted = (
        select(ApiToken, Account)
        .join(Account)
        .where(
            ApiToken.token_hash == token_hash,
            col(ApiToken.revoked_at).is_(None),
            ApiToken.expires_at > now,
            col(Account.is_active).is_(True),
        )
    )
    row = session.exec(wanted).first()
    if row is None:
        return None
    token, account = row
    scopes = frozenset(deed for deed in Deed if deed.value in token.scopes.split())
    return KeyHolder(visitor_of(session, account), token, scopes)


def live_link(session: Session, token_hash: str, now: datetime) -> OneTimeLink | None:
    """The one-time link with that secret, as long as it can be used."""
    link = session.exec(select(OneTimeLink).where(OneTimeLink.token_hash == token_hash)).first()
    return link if link is not None and link.used_at is None and now < link.expires_at else None


def list_accounts(session: Session, *, words: str = "", limit: int, offset: int = 0) -> list[Account]:
    """Accounts by name; ``words`` is a part of the name, the login name or the address."""
    wanted = select(Account).order_by(col(Account.name), col(Account.key)).limit(limit).offset(offset)
    if words:
        part = f"%{words.casefold().translate(_LITERALLY)}%"
        columns = (Account.name, Account.key, Account.email)
        wanted = wanted.where(or_(*(col(column).ilike(part, escape="\\") for column in columns)))
    return list(session.exec(wanted))


def live_sessions(session: Session, account: str, now: datetime) -> list[LoginSession]:
    """Where an account is logged in now, the newest first."""
    wanted = select(LoginSession).where(LoginSession.account_key == account, *_live(now))
    return list(session.exec(wanted.order_by(col(LoginSession.created_at).desc()).limit(100)))


def tokens_of(session: Session, account: str) -> list[ApiToken]:
    """An account's keys to the API, also those that are no longer any good, the newest first."""
    wanted = select(ApiToken).where(ApiToken.account_key == account)
    return list(session.exec(wanted.order_by(col(ApiToken.created_at).desc()).limit(100)))


def person_with_address(session: Session, email: str) -> str | None:
    """The one person of the profile with that address; None where there is none, or more than one."""
    found = session.exec(select(Person.key).where(col(Person.email).ilike(email.translate(_LITERALLY), "\\"))).all()
    return found[0] if len(found) == 1 else None


def is_last_administrator(session: Session, account: str) -> bool:
    """Whether nobody but this account may change users."""
    others = (
        select(RoleGrant.id)
        .join(Account)
        .where(
            RoleGrant.role == Role.ADMINISTRATOR,
            col(RoleGrant.body_key).is_(None),
            RoleGrant.account_key != account,
            col(Account.is_active).is_(True),
        )
    )
    return session.exec(others.limit(1)).first() is None


_LITERALLY = str.maketrans({"\\": "\\\\", "%": "\\%", "_": "\\_"})


def _live(now: datetime) -> tuple[bool, ...]:
    return (
        col(LoginSession.revoked_at).is_(None),  # type: ignore[return-value]  # a condition, which SQLModel types as bool
        LoginSession.idle_ends_at > now,
        LoginSession.ends_at > now,
    )
