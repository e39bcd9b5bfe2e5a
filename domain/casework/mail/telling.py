"""Telling people: a notice for each thing and person, once, and the mail that will carry it.

Most notices wait for the person's digest of the day; what cannot wait goes in a mail of its own. The mail's
key and Message-ID are fixed here, in the transaction of what happened; its text is made when it is sent.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time

from sqlalchemy import bindparam
from sqlalchemy import select as select_columns
from sqlmodel import Session, col, select

from calendars.copenhagen import COPENHAGEN
from calendars.days import DayKind
from domain.casework.rows import local_day
from domain.casework.verb import Act
from domain.model import Mail, MailKind, MailState, Notice, NoticeKind
from domain.model.columns import make_id
from domain.profile import Profile
from domain.rules.mail_switches import DEFAULT_HOUR
from domain.rules.posts import Because
from domain.store import journal
from domain.store.bulk import among, insert_rows, insert_values, table_of
from domain.store.journal import canonical
from domain.store.mail_choices import digest_hours, switched_off
from domain.store.people import Directory
from domain.store.queries import current_profile

SWITCHED_OFF = "switched_off"  # the reason of a mail that its person does without
_MAIL = table_of(Mail)
_MAIL_BY_KEY = select_columns(_MAIL.c.id, _MAIL.c.state, _MAIL.c.attempts).where(_MAIL.c.key == bindparam("wanted"))
_COLUMNS = (
    "id",
    "key",
    "kind",
    "mail_id",
    "person_key",
    "because",
    "case_id",
    "stop_id",
    "meeting_id",
    "follow_up_id",
    "deadline_kind",
    "due_on",
    "detail",
    "raised_at",
)


@dataclass(frozen=True, slots=True)
class Telling:
    """One thing to tell the holder of a post, or one person.

    ``occasion`` names what happened, so that the same thing happening again is told again. ``single``: it
    cannot wait for the digest. ``today``: it belongs in today's digest, also when its hour has passed.
    Nothing in ``detail`` or ``because`` may come from a closed case's title.
    """

    kind: NoticeKind
    occasion: str
    post: str | None = None
    person: str | None = None
    because: str = ""
    case_id: str | None = None
    stop_id: str | None = None
    meeting_id: str | None = None
    follow_up_id: str | None = None
    deadline_kind: str | None = None
    due_on: date | None = None
    detail: Mapping[str, object] = field(default_factory=dict)
    single: bool = False
    today: bool = False

    @property
    def subject(self) -> str:
        """The most particular thing it is about."""
        return self.follow_up_id or self.stop_id or self.case_id or self.meeting_id or ""


@dataclass(frozen=True, slots=True)
class Told:
    """How many notices were raised, were raised before, found nobody to tell, or only people who do without."""

    raised: int = 0
    already: int = 0
    nobody: int = 0
    off: int = 0


@dataclass(frozen=True, slots=True)
class Addressed:
    """A thing to tell, the person it goes to and why that person."""

    telling: Telling
    person: str
    because: str

    @property
    def key(self) -> str:
        """Unique for the notice: the same thing of the same occasion is told a person once."""
        return f"{self.telling.kind}|{self.telling.subject}|{self.person}|{self.telling.occasion}"


def tell(
    act: Act,
    kind: NoticeKind,
    *,
    occasion: str,
    post: str | None = None,
    person: str | None = None,
    because: str = "",
    case_id: str | None = None,
    stop_id: str | None = None,
    meeting_id: str | None = None,
    follow_up_id: str | None = None,
    deadline_kind: str | None = None,
    due_on: date | None = None,
    detail: Mapping[str, object] | None = None,
    single: bool = False,
    today: bool = False,
) -> Told:
    """Tell one thing in the transaction of ``act``; the arguments are those of ``Telling``. Told before: nothing."""
    telling = Telling(
        kind,
        occasion,
        post,
        person,
        because,
        case_id,
        stop_id,
        meeting_id,
        follow_up_id,
        deadline_kind,
        due_on,
        detail or {},
        single,
        today,
    )
    return tell_all(act, [telling])


def tell_all(act: Act, tellings: Sequence[Telling]) -> Told:
    """Tell many things; the statements grow with the people told, not with the things. Stand-ins step in.

    A post that nobody can stand in for is told to the secretariat instead. What a person has switched off is noted
    in a mail that is never sent, so that the log can say why.
    """
    if not tellings:
        return Told()
    session = act.session
    profile = current_profile(session)
    found = _address_all(session, profile, tellings, local_day(act.at))
    addressed = {one.key: one for one in found}
    new = {key: addressed[key] for key in addressed.keys() - _known(session, addressed)}
    mails = _Mails(session, profile, act)
    details = _Details()
    notices = [
        (
            make_id("notice", key),
            key,
            telling.kind,
            mails.mail_for(telling, one.person),
            one.person,
            one.because[:200],  # what the column holds
            telling.case_id,
            telling.stop_id,
            telling.meeting_id,
            telling.follow_up_id,
            telling.deadline_kind,
            telling.due_on,
            details.text(telling.detail),
            act.at,
        )
        for key, one in sorted(new.items())
        for telling in (one.telling,)
    ]
    session.flush()  # what the notices point at must be there first
    insert_rows(session, mails.new)
    insert_values(session, Notice, _COLUMNS, notices)
    mails.note_unsent()
    off = sum(mails.is_off(one.telling, one.person) for one in new.values())
    return Told(len(notices) - off, len(found) - len(notices), len(tellings) - len(found), off)


def address_all(session: Session, tellings: Sequence[Telling], on: date) -> list[Addressed]:
    """Whom each thing goes to on a day; those that nobody can receive are left out. Reads only."""
    return _address_all(session, current_profile(session), tellings, on) if tellings else []


def _address_all(session: Session, profile: Profile, tellings: Sequence[Telling], on: date) -> list[Addressed]:
    directory = Directory(session)
    known: dict[tuple[str | None, str | None, str], tuple[str, str] | None] = {}
    found = []
    for telling in tellings:
        asked = (telling.post, telling.person, telling.because)
        if asked not in known:
            known[asked] = _address(telling, directory, profile, on)
        to = known[asked]
        if to is not None:
            found.append(Addressed(telling, *to))
    return found


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


def _address(telling: Telling, directory: Directory, profile: Profile, on: date) -> tuple[str, str] | None:
    if telling.person is not None:
        return telling.person, telling.because
    post = telling.post or profile.secretariat_post
    found = directory.recipient(post, on)
    if found is None:
        found, because = directory.recipient(profile.secretariat_post, on), "ingen kan få den i stillingen "
        return None if found is None else (found.person_key, f"{because}{_title(directory, post)}")
    if found.because is Because.HOLDER:
        return found.person_key, telling.because or _title(directory, post)
    away = directory.people.get(found.stand_in_for or "")
    stand_in = f"stedfortræder for {away.name if away else _title(directory, post)}"
    return found.person_key, ", ".join(part for part in (telling.because, stand_in) if part)


def _title(directory: Directory, post: str) -> str:
    return directory.posts[post].title if post in directory.posts else post


def _known(session: Session, keys: Iterable[str]) -> set[str]:
    return set(session.exec(select(Notice.key).where(among(session, col(Notice.key), keys))))


class _Details:
    """Facts as text; tellings that share their facts share the text."""

    def __init__(self) -> None:
        self._texts: dict[int, str] = {}

    def text(self, detail: Mapping[str, object]) -> str:
        """Canonical JSON, or nothing."""
        if not detail:
            return ""
        if id(detail) not in self._texts:
            self._texts[id(detail)] = canonical(detail)
        return self._texts[id(detail)]


class _Mails:
    """The mails that notices go into: those that wait already, and new ones."""

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

    def mail_for(self, telling: Telling, person: str) -> str:
        """The id of the mail that will carry it; of the one that is never sent, where the person does without."""
        if self.is_off(telling, person):
            return self._unsent(person)
        if telling.single:
            return self._single(person, telling)
        asked = (person, telling.today)
        if asked not in self._digests:
            self._digests[asked] = self._digest(person, today=telling.today)
        return self._digests[asked]

    def is_off(self, telling: Telling, person: str) -> bool:
        """Whether the person does without that kind."""
        return (person, telling.kind) in self._off

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

    def _unsent(self, person: str) -> str:
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

    def _single(self, person: str, telling: Telling) -> str:
        key = f"{MailKind.SINGLE}|{person}|{telling.occasion}"
        waiting = self._mail(MailKind.SINGLE, person, telling.occasion, key, self.now)
        if waiting is not None:
            return waiting
        # That mail has gone: what comes after it needs one of its own.
        late = f"{key}|{make_id('late', telling.kind, telling.subject)[:12]}"
        return self._mail(MailKind.SINGLE, person, telling.occasion, late, self.now) or make_id("mail", late)

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
