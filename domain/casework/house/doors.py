"""What several verbs do to somebody's ways in: find whose they are, shut what stands open, tell them."""

from __future__ import annotations

from sqlmodel import col, select

from domain.casework.mail.telling import tell
from domain.casework.rows import find
from domain.casework.verb import Act
from domain.errors import NotAllowedNowError
from domain.model import AccessChange, Account, LoginSession, LoginStep, NoticeKind, OneTimeLink


def find_active(act: Act, account: str) -> Account:
    """The account.

    Raises:
        NotFoundError: there is none.
        NotAllowedNowError: it is closed (``why`` is not_active).
    """
    row = find(act.session, Account, "account", account)
    if not row.is_active:
        raise NotAllowedNowError(verb=act.name, noun="account", id=account, state="", why="not_active")
    return row


def end_links(act: Act, account: str) -> None:
    """Links to choose a password, and logins that are half done, are nothing from now on."""
    for model in (OneTimeLink, LoginStep):
        for row in act.session.exec(select(model).where(model.account_key == account, col(model.used_at).is_(None))):
            row.used_at = act.at


def end_sessions(act: Act, account: str, keep: str | None = None) -> int:
    """Log an account out everywhere but in the session ``keep``; how many that were."""
    live = select(LoginSession).where(
        LoginSession.account_key == account,
        LoginSession.ends_at > act.at,
        LoginSession.idle_ends_at > act.at,
        col(LoginSession.revoked_at).is_(None),
    )
    ended = [row for row in act.session.exec(live) if row.id != keep]
    for row in ended:
        row.revoked_at = act.at
    return len(ended)


def tell_owner(act: Act, account: Account, change: AccessChange, *, person: str | None = None) -> None:
    """A mail at once to the person whose account it is (or was: ``person``), that their access has changed.

    An account that is no person of the profile has nobody whom mails are sent to. Neither what it was nor what it is
    stands in the mail, and no link.
    """
    to = person or account.person_key
    if to is None:
        return
    tell(
        act,
        NoticeKind.ACCESS,
        occasion=f"{change.value}|{account.key}|{act.at.isoformat(timespec='milliseconds')}",
        person=to,
        because=f"bruger {account.key}",
        detail={"access": change.value, "at": act.at.isoformat(timespec="minutes")},
        single=True,
    )
