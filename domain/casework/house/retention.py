"""Sletning: what a rule says is no longer needed goes, some hundred rows to a transaction and a line in the journal.

A row that other rows point at is not deleted but emptied of the person: somebody who has left becomes a former
employee with the same key. The journal names people by that key alone, so its chain stays whole, and whose it was
can no longer be told from the rows. Papers, cases and decisions are the archive's and are not touched.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sqlalchemy import delete, exists, select, update
from sqlmodel import Session, col

from domain.casework.rows import local_day
from domain.casework.verb import Act, Receipt, verb
from domain.errors import NotFoundError
from domain.model import (
    Absence,
    Account,
    ApiToken,
    Attendance,
    Blob,
    DigestHour,
    Draft,
    FailingAddress,
    Feed,
    LoginFailure,
    LoginSession,
    LoginStep,
    Mail,
    MailOff,
    MeetingSource,
    Notice,
    OneTimeLink,
    Person,
    ProfileText,
    RecoveryCode,
    RoleGrant,
    SecondFactor,
    StoredFile,
)
from domain.model.columns import Row
from domain.profile.edit import change_row, row_number
from domain.rules.retention import Kept, in_force
from domain.store.bulk import table_of
from domain.store.queries import current_profile, has_profile
from domain.store.retention import ERASED_ADDRESS, reached

AT_A_TIME = 500
FORMER = "Tidligere medarbejder"
_NAMED = frozenset({Kept.PEOPLE, Kept.ACCOUNTS})  # who it was is said by key: these are people, not rows of theirs


@verb
def erase(act: Act, *, kept: Kept, limit: int = AT_A_TIME) -> Receipt:
    """Erase at most ``limit`` of what the rule about ``kept`` reaches today; call again until it says already.

    The rules are those of the profile in force.
    """
    own = current_profile(act.session).retention if has_profile(act.session) else ()
    rule = next(one for one in in_force(own) if one.kept is kept)
    today = local_day(act.at)
    keys = reached(act.session, rule, today, limit)
    if not keys:
        return act.already(kept.value, erased=0)
    _ERASERS[kept](act.session, keys)
    act.session.expire_all()
    who = {"who": sorted(keys)} if kept in _NAMED else {}
    return act.enter("retention", kept.value, erased=len(keys), up_to=rule.last_day(today), **who)


def _rows(model: type[Row], by: str = "id") -> Callable[[Session, Sequence[str]], None]:
    """Deletes the rows themselves."""

    def gone(session: Session, keys: Sequence[str]) -> None:
        table = table_of(model)
        session.connection().execute(delete(table).where(table.c[by].in_(keys)))

    return gone


def _emptied(model: type[Row], **values: object) -> Callable[[Session, Sequence[str]], None]:
    """Keeps the rows, without what they said."""

    def empty(session: Session, keys: Sequence[str]) -> None:
        table = table_of(model)
        session.connection().execute(update(table).where(table.c.id.in_(keys)).values(**values))

    return empty


def _mails(session: Session, keys: Sequence[str]) -> None:
    _rows(Notice, by="mail_id")(session, keys)
    _rows(Mail)(session, keys)


def _uploads(session: Session, keys: Sequence[str]) -> None:
    """The files nobody made theirs, and their bytes where no other file has the same."""
    hashes = session.connection().execute(select(col(StoredFile.sha256)).where(col(StoredFile.id).in_(keys)))
    digests = list(hashes.scalars())
    _rows(StoredFile)(session, keys)
    blob, file, source = table_of(Blob), table_of(StoredFile), table_of(MeetingSource)
    is_used = exists().where(file.c.sha256 == blob.c.sha256, file.c.removed_at.is_(None))
    is_kept = exists().where(source.c.sha256 == blob.c.sha256)
    session.connection().execute(delete(blob).where(blob.c.sha256.in_(digests), ~is_used, ~is_kept))


def _people(session: Session, keys: Sequence[str]) -> None:
    """Name, address and choices; where they are named in profiles that are no longer in force, there too."""
    for model, by in ((MailOff, "person_key"), (DigestHour, "person_key"), (FailingAddress, "person_key")):
        _rows(model, by)(session, keys)
    _rows(Feed, by="owner_person")(session, keys)
    _rows(Absence, by="person_key")(session, keys)
    people = table_of(Person)
    gone = {"name": FORMER, "email": ERASED_ADDRESS}
    session.connection().execute(update(people).where(people.c.key.in_(keys)).values(**gone))
    for text in session.scalars(select(ProfileText)):
        for key in keys:
            try:
                text.toml = change_row(text.toml, "person", row_number(text.toml, "person", {"key": key}), gone)
            except NotFoundError:  # this one never named them
                continue
    session.flush()


def _accounts(session: Session, keys: Sequence[str]) -> None:
    """Everything but the key, which the journal names."""
    for model in (LoginSession, LoginStep, OneTimeLink, ApiToken, RoleGrant, RecoveryCode, SecondFactor):
        _rows(model, by="account_key")(session, keys)
    accounts = table_of(Account)
    gone = {"name": FORMER, "email": ERASED_ADDRESS, "password_hash": None, "oidc_subject": None, "person_key": None}
    session.connection().execute(update(accounts).where(accounts.c.key.in_(keys)).values(**gone))


_ERASERS: dict[Kept, Callable[[Session, Sequence[str]], None]] = {
    Kept.ATTEMPTS: _rows(LoginFailure, by="key"),
    Kept.SESSIONS: _rows(LoginSession),
    Kept.LINKS: _rows(OneTimeLink),
    Kept.API_TOKENS: _rows(ApiToken),
    Kept.FEEDS: _rows(Feed),
    Kept.UPLOADS: _uploads,
    Kept.DRAFTS: _rows(Draft),
    Kept.COMMENTS: _emptied(Attendance, comment=""),
    Kept.ATTENDANCES: _rows(Attendance),
    Kept.ABSENCES: _rows(Absence),
    Kept.MAIL_WORDS: _emptied(Mail, subject="", last_error=""),
    Kept.MAILS: _mails,
    Kept.PEOPLE: _people,
    Kept.ACCOUNTS: _accounts,
}
