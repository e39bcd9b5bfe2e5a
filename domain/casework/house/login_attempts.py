"""Attempts to log in, counted before the password is looked at, so that many at once get no further than one by one.

A name that nobody has is counted like any other: the answer must not tell who has an account.
"""

from __future__ import annotations

import hashlib
from datetime import datetime

from sqlmodel import Session, col, delete

from domain.model import Account, LoginFailure
from domain.model.account import ACCOUNT_KEY
from domain.rules.throttle import FORGOTTEN_AFTER, Tried, locked_until
from domain.store import journal
from domain.store.database import Database

LOCKED = "login_locked"


def begin_attempt(db: Database, *, account: str, address: str, at: datetime) -> datetime | None:
    """Count an attempt; the moment from which one may try again, or None: the password may be looked at."""
    with db.write() as session:
        session.exec(delete(LoginFailure).where(col(LoginFailure.last_at) < at - FORGOTTEN_AFTER))
        rows = [_row(session, Tried.NAME, account, at), _row(session, Tried.ADDRESS, address, at)]
        waits = [row.locked_until for row in rows if row.locked_until is not None and row.locked_until > at]
        if waits:
            return max(waits)
        for tried, row in zip((Tried.NAME, Tried.ADDRESS), rows, strict=True):
            row.count, row.last_at = row.count + 1, at
            row.locked_until = locked_until(tried, row.count, at)
        if rows[0].locked_until is not None and _is_somebody(session, account):
            journal.append(
                session,
                at=at,
                actor=account,
                verb=LOCKED,
                noun="account",
                subject=account,
                facts={"until": rows[0].locked_until.isoformat(timespec="minutes")},
            )
        return None


def forget_attempts(db: Database, *, account: str, address: str, attempts: int = 1) -> None:
    """It was right in the end: the name begins anew, and the address has these attempts less against it.

    Where a code follows the password, this is for when the code was right, too: or whoever knows the password could
    begin anew before each guess at the code.
    """
    with db.write() as session:
        name = session.get(LoginFailure, _key(Tried.NAME, account))
        if name is not None:
            session.delete(name)
        where = session.get(LoginFailure, _key(Tried.ADDRESS, address))
        if where is not None:
            where.count, where.locked_until = max(0, where.count - attempts), None


def _is_somebody(session: Session, account: str) -> bool:
    return ACCOUNT_KEY.fullmatch(account) is not None and session.get(Account, account) is not None


def _row(session: Session, tried: Tried, what: str, at: datetime) -> LoginFailure:
    key = _key(tried, what)
    row = session.get(LoginFailure, key)
    if row is None:
        row = LoginFailure.new(key=key, count=0, last_at=at)
        session.add(row)
    return row


def _key(tried: Tried, what: str) -> str:
    return hashlib.sha256(f"{tried.value}:{what}".encode()).hexdigest()
