"""What people have chosen of their own mails, read once for a transaction."""

from __future__ import annotations

from sqlalchemy import select
from sqlmodel import Session

from domain.model import DigestHour, MailOff, NoticeKind
from domain.store.bulk import table_of

_OFF, _HOURS = table_of(MailOff), table_of(DigestHour)
# Whole tables, as plain rows: every batch of reminders asks, and few have chosen anything.
_ALL_OFF = select(_OFF.c.person_key, _OFF.c.kind)
_ALL_HOURS = select(_HOURS.c.person_key, _HOURS.c.hour)


def switched_off(session: Session) -> frozenset[tuple[str, NoticeKind]]:
    """Each person's key with each kind of notice that person does without."""
    session.flush()
    return frozenset((person, kind) for person, kind in session.connection().execute(_ALL_OFF))


def digest_hours(session: Session) -> dict[str, int]:
    """The hour of the digest, by person's key, of those who have chosen one."""
    session.flush()
    return {row.person_key: row.hour for row in session.connection().execute(_ALL_HOURS)}
