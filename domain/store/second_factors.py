"""Who has a second factor, and who is half way in."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlmodel import Session, col, func, select

from domain.model import Account, LoginStep, RecoveryCode, Role, RoleGrant, SecondFactor


def with_second_factor(session: Session, accounts: Collection[str]) -> frozenset[str]:
    """Those of the accounts that have one; all in one question."""
    wanted = select(SecondFactor.account_key).where(col(SecondFactor.account_key).in_(accounts))
    return frozenset(session.exec(wanted))


def administrators_without_second_factor(session: Session) -> int:
    """How many administrators come in by a password alone."""
    wanted = (
        select(func.count(col(Account.key).distinct()))
        .join(RoleGrant)
        .outerjoin(SecondFactor, col(SecondFactor.account_key) == Account.key)
        .where(
            RoleGrant.role == Role.ADMINISTRATOR,
            col(Account.is_active).is_(True),
            col(Account.password_hash).is_not(None),
            col(SecondFactor.account_key).is_(None),
        )
    )
    return session.exec(wanted).one()


def live_step(session: Session, token_hash: str, now: datetime) -> tuple[LoginStep, Account] | None:
    """The login that is half done in the browser with that token, as long as it can be finished."""
    wanted = (
        select(LoginStep, Account)
        .join(Account)
        .where(
            LoginStep.token_hash == token_hash,
            col(LoginStep.used_at).is_(None),
            LoginStep.ends_at > now,
            col(Account.is_active).is_(True),
        )
    )
    row = session.exec(wanted).first()
    return (row[0], row[1]) if row is not None else None


def recovery_codes_left(session: Session, account: str) -> int:
    """How many codes for emergencies an account has not used."""
    wanted = select(func.count(col(RecoveryCode.id))).where(
        RecoveryCode.account_key == account, col(RecoveryCode.used_at).is_(None)
    )
    return session.exec(wanted).one()
