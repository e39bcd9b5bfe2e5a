"""Totrinslogin: half way in, the rest of the way, and a second factor turned on, turned off, reset.

Neither a code nor a secret stands in the journal, in a receipt or in a mail.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlmodel import col, delete, select

from domain.casework.house.doors import end_links, end_sessions, find_active, tell_owner
from domain.casework.rows import find
from domain.casework.verb import Act, Receipt, verb
from domain.errors import NotFoundError, ReasonMissingError, WrongCodeError
from domain.model import AccessChange, Account, LoginStep, RecoveryCode, SecondFactor
from domain.model.columns import make_id
from domain.rules.second_factor import recovery_hash, step_of
from domain.store.second_factors import live_step, recovery_codes_left

KEPT = timedelta(days=1)  # a login that was never finished


@verb
def begin_login(act: Act, *, account: str, token_hash: str, ends_at: datetime, secret: str | None = None) -> Receipt:
    """The password was right; the rest is to be done in the same browser before ``ends_at``. Nothing is open yet.

    With ``secret`` the rest is to set up an app with it; without, to give a code.

    Raises:
        NotFoundError, NotAllowedNowError.
    """
    find_active(act, account)
    act.session.exec(delete(LoginStep).where(col(LoginStep.ends_at) < act.at - KEPT))
    act.session.add(
        LoginStep.new(
            id=make_id("login_step", token_hash),
            token_hash=token_hash,
            account_key=account,
            secret=secret,
            created_at=act.at,
            ends_at=ends_at,
        )
    )
    return act.enter("account", account, ends_at=ends_at.isoformat(timespec="minutes"))


@verb
def pass_second_factor(act: Act, *, token_hash: str, code: str) -> Receipt:
    """The code was right: the login that was half done is whole. The answer says how many emergency codes are left.

    Raises:
        NotFoundError: no login is half done there, or it has taken too long.
        WrongCodeError: it is not right, or has been used.
    """
    step, account = _half_done(act, token_hash)
    used = _spend(act, account, code)
    step.used_at = act.at
    return act.enter("account", account.key, by=used, left=recovery_codes_left(act.session, account.key))


@verb
def turn_on_second_factor(act: Act, *, token_hash: str, code: str, recovery_codes: Collection[str]) -> Receipt:
    """The app shows the right code: from now on it is asked for. One is logged out everywhere.

    Raises:
        NotFoundError: no app is being set up there, or it has taken too long.
        WrongCodeError: the app shows another code.
    """
    step, account = _half_done(act, token_hash)
    if step.secret is None:
        raise NotFoundError(noun="login_step", id="")
    shown = step_of(step.secret, code, act.at, after=0)
    if shown is None:
        raise WrongCodeError
    _remove(act, account.key)
    act.session.add(
        SecondFactor.new(account_key=account.key, secret=step.secret, last_step=shown, turned_on_at=act.at)
    )
    for one in recovery_codes:
        kept = recovery_hash(step.secret, one)
        act.session.add(
            RecoveryCode.new(id=make_id("recovery_code", account.key, kept), account_key=account.key, code_hash=kept)
        )
    end_links(act, account.key)
    end_sessions(act, account.key)
    tell_owner(act, account, AccessChange.FACTOR_ON)
    return act.enter("account", account.key, recovery_codes=len(recovery_codes))


@verb
def turn_off_second_factor(act: Act, *, account: str, code: str, keep: str | None = None) -> Receipt:
    """Its owner does without from now on, and is logged out everywhere but in the session ``keep``.

    Raises:
        NotFoundError: there is none.
        NotAllowedNowError: the account is closed.
        WrongCodeError: the code is not right, or has been used.
    """
    row = find_active(act, account)
    _spend(act, row, code)
    _remove(act, account)
    end_links(act, account)
    end_sessions(act, account, keep)
    tell_owner(act, row, AccessChange.FACTOR_OFF)
    return act.enter("account", account)


@verb
def reset_second_factor(act: Act, *, account: str, reason: str) -> Receipt:
    """An administrator takes away the second factor of somebody who has lost it; they are logged out everywhere.

    Raises:
        NotFoundError: no such account.
        ReasonMissingError: it is not said why.
    """
    row = find(act.session, Account, "account", account)
    if not reason.strip():
        raise ReasonMissingError(verb=act.name, id=account)
    if act.session.get(SecondFactor, account) is None:
        return act.already(account)
    _remove(act, account)
    end_links(act, account)
    end_sessions(act, account)
    tell_owner(act, row, AccessChange.FACTOR_RESET)
    return act.enter("account", account, reason=" ".join(reason.split()))


def _half_done(act: Act, token_hash: str) -> tuple[LoginStep, Account]:
    found = live_step(act.session, token_hash, act.at)
    if found is None:
        raise NotFoundError(noun="login_step", id="")
    return found


def _spend(act: Act, account: Account, code: str) -> str:
    """Use a code up, of the app or for emergencies; which it was. Raises ``WrongCodeError``, ``NotFoundError``."""
    factor = find(act.session, SecondFactor, "second_factor", account.key)
    shown = step_of(factor.secret, code, act.at, after=factor.last_step)
    if shown is not None:
        factor.last_step = shown
        return "app"
    wanted = select(RecoveryCode).where(
        RecoveryCode.account_key == account.key,
        RecoveryCode.code_hash == recovery_hash(factor.secret, code),
        col(RecoveryCode.used_at).is_(None),
    )
    kept = act.session.exec(wanted).first()
    if kept is None:
        raise WrongCodeError
    kept.used_at = act.at
    act.session.flush()
    tell_owner(act, account, AccessChange.RECOVERY_CODE)
    return "recovery_code"


def _remove(act: Act, account: str) -> None:
    act.session.exec(delete(RecoveryCode).where(col(RecoveryCode.account_key) == account))
    act.session.exec(delete(SecondFactor).where(col(SecondFactor.account_key) == account))
    act.session.flush()
