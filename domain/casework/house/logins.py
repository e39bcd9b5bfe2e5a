"""Coming in and going out: one-time links, passwords, sessions, keys to the API.

What opens a door is made at the desk and comes here as its hash only; neither stands in the journal. That a session
is still in use is not an act and not journalled; ``touch_session`` writes it at most once a minute.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlmodel import select

from domain.casework.house.doors import end_links, end_sessions, find_active, tell_owner
from domain.casework.rows import find
from domain.casework.verb import Act, Receipt, verb
from domain.errors import NotAllowedNowError, NotFoundError
from domain.model import AccessChange, Account, ApiToken, LoginSession, OneTimeLink
from domain.model.columns import make_id
from domain.rules.rights import Deed
from domain.store.accounts import live_link
from domain.store.database import Database

TOUCHED_EVERY = timedelta(minutes=1)
KEPT = timedelta(days=30)  # an ended session, so that one can see it was there


@verb
def make_link(act: Act, *, account: str, token_hash: str, expires_at: datetime) -> Receipt:
    """Give an account a link by which it chooses its password, once. Links it had before are nothing from now on.

    Raises:
        NotFoundError.
        NotAllowedNowError: the account is closed, or the link would have ended already (``why``: not_active, past).
    """
    find_active(act, account)
    if expires_at <= act.at:
        raise NotAllowedNowError(verb=act.name, noun="link", id=account, state="", why="past")
    end_links(act, account)
    act.session.add(
        OneTimeLink.new(
            id=make_id("one_time_link", token_hash),
            token_hash=token_hash,
            account_key=account,
            created_at=act.at,
            expires_at=expires_at,
        )
    )
    return act.enter("account", account, expires_at=expires_at.isoformat(timespec="minutes"))


@verb
def use_link(act: Act, *, token_hash: str, password_hash: str) -> Receipt:
    """Choose the password that a one-time link is for; every session the account had ends.

    Raises:
        NotFoundError: no such link, or it has been used, replaced or is too old.
        NotAllowedNowError: the account is closed.
    """
    link = live_link(act.session, token_hash, act.at)
    if link is None:
        raise NotFoundError(noun="link", id="")
    row = find_active(act, link.account_key)
    end_links(act, row.key)
    _put_password(act, row, password_hash)
    end_sessions(act, row.key)
    return act.enter("account", row.key)


@verb
def set_password(act: Act, *, account: str, password_hash: str, keep: str | None = None) -> Receipt:
    """Change one's own password; one is logged out everywhere but in the session ``keep``.

    Raises:
        NotFoundError, NotAllowedNowError.
    """
    row = find_active(act, account)
    _put_password(act, row, password_hash)
    end_links(act, account)
    end_sessions(act, account, keep)
    return act.enter("account", account)


@verb
def open_session(
    act: Act, *, account: str, token_hash: str, device: str, idle: timedelta, ends_at: datetime
) -> Receipt:
    """Log an account in, in one browser. It ends after ``idle`` without a click, and at the latest at ``ends_at``.

    Raises:
        NotFoundError, NotAllowedNowError.
    """
    find_active(act, account)
    for old in act.session.exec(
        select(LoginSession).where(LoginSession.account_key == account, LoginSession.ends_at < act.at - KEPT)
    ):
        act.session.delete(old)
    opened = LoginSession.new(
        id=make_id("login_session", token_hash),
        token_hash=token_hash,
        account_key=account,
        device=device,
        created_at=act.at,
        seen_at=act.at,
        idle_ends_at=min(act.at + idle, ends_at),
        ends_at=ends_at,
    )
    act.session.add(opened)
    return act.enter("account", account, session=opened.id)


@verb
def close_session(act: Act, *, session_id: str, account: str | None = None) -> Receipt:
    """Log out. ``account`` says whose session it must be, where one may end one's own only.

    Raises:
        NotFoundError: no such session, or it is somebody else's.
    """
    row = find(act.session, LoginSession, "session", session_id)
    if account is not None and row.account_key != account:
        raise NotFoundError(noun="session", id=session_id)
    if row.revoked_at is not None or min(row.idle_ends_at, row.ends_at) <= act.at:
        return act.already(row.account_key, session=session_id)
    row.revoked_at = act.at
    return act.enter("account", row.account_key, session=session_id)


@verb
def close_sessions(act: Act, *, account: str, keep: str | None = None) -> Receipt:
    """Log an account out everywhere, but for the session ``keep``.

    Raises:
        NotFoundError.
    """
    find(act.session, Account, "account", account)
    ended = end_sessions(act, account, keep)
    return act.enter("account", account, count=ended) if ended else act.already(account, count=0)


@verb
def create_api_token(
    act: Act, *, account: str, token_hash: str, name: str, scopes: Collection[Deed], expires_at: datetime
) -> Receipt:
    """Give out a key to the API for an account, good for some deeds until a moment.

    Raises:
        NotFoundError.
        NotAllowedNowError: the account is closed, the key would be good for nothing or have ended already
            (``why``: not_active, no_scopes, past).
    """
    find_active(act, account)
    if not scopes or expires_at <= act.at:
        why = "past" if scopes else "no_scopes"
        raise NotAllowedNowError(verb=act.name, noun="api_token", id=account, state="", why=why)
    made = ApiToken.new(
        id=make_id("api_token", token_hash),
        token_hash=token_hash,
        account_key=account,
        name=" ".join(name.split()),
        scopes=" ".join(sorted(deed.value for deed in scopes)),
        created_at=act.at,
        expires_at=expires_at,
    )
    act.session.add(made)
    return act.enter(
        "api_token", made.id, account=account, scopes=made.scopes, expires_at=expires_at.isoformat(timespec="minutes")
    )


@verb
def revoke_api_token(act: Act, *, token_id: str, account: str | None = None) -> Receipt:
    """Take a key to the API back, for good. ``account`` says whose it must be, where one may take only one's own.

    Raises:
        NotFoundError: no such key, or it is somebody else's.
    """
    row = find(act.session, ApiToken, "api_token", token_id)
    if account is not None and row.account_key != account:
        raise NotFoundError(noun="api_token", id=token_id)
    if row.revoked_at is not None:
        return act.already(token_id, account=row.account_key)
    row.revoked_at = act.at
    return act.enter("api_token", token_id, account=row.account_key)


def touch_session(db: Database, opened: LoginSession, now: datetime, idle: timedelta) -> None:
    """Somebody clicked: the session is idle from now. Written at most once a minute."""
    if now - opened.seen_at < TOUCHED_EVERY:
        return
    with db.write() as session:
        row = session.get(LoginSession, opened.id)
        if row is not None and row.revoked_at is None and now > row.seen_at:
            row.seen_at = now
            row.idle_ends_at = min(now + idle, row.ends_at)


def touch_token(db: Database, token: ApiToken, now: datetime) -> None:
    """A key to the API was used. Written at most once a minute."""
    if token.used_at is not None and now - token.used_at < TOUCHED_EVERY:
        return
    with db.write() as session:
        row = session.get(ApiToken, token.id)
        if row is not None:
            row.used_at = now


def _put_password(act: Act, row: Account, password_hash: str) -> None:
    """The first one is no change, and whoever chose it knows."""
    if row.password_hash is not None:
        tell_owner(act, row, AccessChange.PASSWORD)
    row.password_hash = password_hash
