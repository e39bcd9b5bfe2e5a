"""Which mail carries a notice: the person's digest of a day, or one of its own for what cannot wait.

The mail's key and Message-ID are fixed here, in the transaction of what happened; its text is made when it is sent.
"""

from __future__ import annotations

import hashlib
from datetime import date, datetime, time

from sqlalchemy import bindparam, select
from sqlmodel import Session

from calendars.copenhagen import COPENHAGEN
from calendars.days import DayKind
from domain.casework.rows import local_day
from domain.casework.verb import Act
from domain.model import Mail, MailKind, MailState, NoticeKind
from domain.model.columns import make_id
from domain.profile import Profile
from domain.rules.mail_switches import DEFAULT_HOUR
from domain.store import journal
from domain.store.bulk import table_of
from domain.store.mail_choices import digest_hours, switched_off

SWITCHED_OFF = "switched_off"  # the reason of a mail that its person does without
_MAIL = table_of(Mail)
_MAIL_BY_KEY = select(_MAIL.c.id, _MAIL.c.state, _MAIL.c.attempts).where(_MAIL.c.key == bindparam("wanted"))


class Envelopes:
    """The mails that notices of one act go into: those that wait already, and new ones."""

    def __init__(self, session: Session, profile: Profile, act: Act) -> None:
        self.session = session
        self.profile = profile
        self.now = act.at
        self.actor = act.by.actor
        self.new: list[Mail] = []
        self._off = switched_off(session)
        self._hours = digest_hours(session)
        self._chosen: dict[tuple[str, str], str] = {}
        self._digests: dict[tuple[str, bool], str] = {}

    def is_off(self, person: str, kind: NoticeKind) -> bool:
        """Whether the person does without that kind."""
        return (person, kind) in self._off

    def digest(self, person: str, *, today: bool) -> str:
        """The id of the person's next digest; ``today``: of today's, also when its hour has passed."""
        asked = (person, today)
        if asked not in self._digests:
            self._digests[asked] = self._digest(person, today=today)
        return self._digests[asked]

    def single(self, person: str, occasion: str, *, late: tuple[str, str]) -> str:
        """The id of the person's mail of that occasion; of another one, named for ``late``, where it has gone."""
        key = f"{MailKind.SINGLE}|{person}|{occasion}"
        waiting = self._mail(MailKind.SINGLE, person, occasion, key, self.now)
        if waiting is not None:
            return waiting
        another = f"{key}|{make_id('late', *late)[:12]}"
        return self._mail(MailKind.SINGLE, person, occasion, another, self.now) or make_id("mail", another)

    def unsent(self, person: str) -> str:
        """The id of the mail that says what the person did without today; it is never sent."""
        occasion = local_day(self.now).isoformat()
        key = f"{SWITCHED_OFF}|{person}|{occasion}"
        asked = (person, key)
        if asked not in self._chosen:
            known = self.session.connection().execute(_MAIL_BY_KEY, {"wanted": key}).first()
            if known is None:
                mail = self._new(MailKind.DIGEST, person, occasion, key, self.now)
                mail.state, mail.last_error = MailState.SKIPPED, SWITCHED_OFF
                self.new.append(mail)
            self._chosen[asked] = make_id("mail", key)
        return self._chosen[asked]

    def note_unsent(self) -> None:
        """Journal the mails that were made only to say what was not sent: one a person and day."""
        for mail in self.new:
            if mail.state is MailState.SKIPPED:
                facts = {"kind": mail.kind.value, "person": mail.person_key, "occasion": mail.occasion}
                journal.append(
                    self.session,
                    at=self.now,
                    actor=self.actor,
                    verb="mail_skipped",
                    noun="mail",
                    subject=mail.id,
                    facts={**facts, "reason": SWITCHED_OFF},
                )

    def _digest(self, person: str, *, today: bool) -> str:
        hour = self._hours.get(person, DEFAULT_HOUR)
        day = first_digest_day(self.profile, self.now, hour, today=today)
        while True:
            occasion = day.isoformat()
            key = f"{MailKind.DIGEST}|{person}|{occasion}"
            mail = self._mail(MailKind.DIGEST, person, occasion, key, max(self.now, digest_at(day, hour)))
            if mail is not None:
                return mail
            day = self._next_arbejdsdag(day)

    def _mail(self, kind: MailKind, person: str, occasion: str, key: str, send_at: datetime) -> str | None:
        """The id of the waiting or new mail with this key; None when that mail has gone out."""
        asked = (person, key)
        if asked not in self._chosen:
            known = self.session.connection().execute(_MAIL_BY_KEY, {"wanted": key}).first()
            if known is None:
                self.new.append(self._new(kind, person, occasion, key, send_at))
                self._chosen[asked] = self.new[-1].id
            else:
                self._chosen[asked] = known[0] if known[1] is MailState.QUEUED and known[2] == 0 else ""
        return self._chosen[asked] or None

    def _new(self, kind: MailKind, person: str, occasion: str, key: str, send_at: datetime) -> Mail:
        stamp = hashlib.sha256(key.encode()).hexdigest()[:32]
        return Mail.new(
            id=make_id("mail", key),
            key=key,
            kind=kind,
            person_key=person,
            occasion=occasion,
            message_id=f"<{stamp}@{self.profile.mail_domain}>",
            next_try_at=send_at,
            queued_at=self.now,
        )

    def _next_arbejdsdag(self, day: date) -> date:
        return self.profile.day_table().after(day, 1, DayKind.ARBEJDSDAG)


def digest_at(day: date, hour: int = DEFAULT_HOUR) -> datetime:
    """When the digest of a day goes out to one who wants it at that hour."""
    return datetime.combine(day, time(hour), COPENHAGEN)


def first_digest_day(profile: Profile, now: datetime, hour: int, *, today: bool) -> date:
    """Today while that hour has not come, and for what is today's; else the next arbejdsdag."""
    day = local_day(now)
    days = profile.day_table()
    if (today or now < digest_at(day, hour)) and days.counts(day, DayKind.ARBEJDSDAG):
        return day
    return days.after(day, 1, DayKind.ARBEJDSDAG)
