"""The demo's desk: opened on the last day of the replay, for three people whose passwords are made anew each time."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from sqlmodel import Session, col, select

from calendars.copenhagen import COPENHAGEN
from desk.demo.stage import Stage
from desk.web.login.secrets import hash_password
from domain.casework.house.accounts import create_account
from domain.casework.house.logins import set_password
from domain.casework.verb import By
from domain.model import Account, Entry, Holding, Person
from domain.rules.rights import Grant, Role

OPENS = time(12, 30)  # after the last scene of the last day


@dataclass(frozen=True, slots=True)
class Guest:
    """Somebody the desk is opened for."""

    post: str
    role: Role
    sees_closed: bool


GUESTS = (
    Guest("sekretariat", Role.ADMINISTRATOR, sees_closed=True),
    Guest("hr-konsulent", Role.CASE_WORKER, sees_closed=False),
    Guest("kommunaldirektoer", Role.READER, sees_closed=True),
)


@dataclass(frozen=True, slots=True)
class Key:
    """What one of them logs in with."""

    account: str
    password: str
    name: str
    role: Role


def cut_keys(stage: Stage, now: datetime) -> list[Key]:
    """An account for each guest, with a new password."""
    by = By("demo", now)
    keys = []
    for guest in GUESTS:
        with stage.db.read() as session:
            person = _holder(session, guest.post)
            has_account = session.get(Account, person.key) is not None
        if not has_account:
            create_account(
                stage.db,
                by,
                account=person.key,
                name=person.name,
                email=person.email,
                person=person.key,
                grants=[Grant(guest.role)],
                sees_closed=guest.sees_closed,
            )
        password = "-".join(secrets.token_hex(2) for _ in range(4))
        set_password(stage.db, by, account=person.key, password_hash=hash_password(password))
        keys.append(Key(person.key, password, person.name, guest.role))
    return keys


def clock_from(moment: datetime) -> Callable[[], datetime]:
    """A clock that goes on from there, as fast as any other."""
    began = datetime.now(UTC)  # noqa: TID251 - the demo's own clock: the edge that reads the real one
    return lambda: moment + (datetime.now(UTC) - began)  # noqa: TID251 - as above


def opening_of(stage: Stage, last: date) -> datetime:
    """The moment the desk opens: after the last scene, and after what was done when it was open before."""
    with stage.db.read() as session:
        done = session.exec(select(Entry.at).order_by(col(Entry.seq).desc()).limit(1)).one()
    return max(datetime.combine(last, OPENS, COPENHAGEN).astimezone(UTC), done + timedelta(minutes=1))


def _holder(session: Session, post: str) -> Person:
    wanted = select(Person).join(Holding).where(Holding.post_key == post, col(Holding.to_on).is_(None))
    return session.exec(wanted).one()
