"""Telling people: a notice for each thing and person, once, and the mail that will carry it.

Most notices wait for the person's digest of the day; what cannot wait goes in a mail of its own (``envelopes``).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlmodel import Session, col, select

from domain.casework.mail.envelopes import Envelopes
from domain.casework.rows import local_day
from domain.casework.verb import Act
from domain.model import Notice, NoticeKind
from domain.model.columns import make_id
from domain.profile import Profile
from domain.rules.posts import Because
from domain.store.bulk import among, insert_rows, insert_values
from domain.store.journal import canonical
from domain.store.people import Directory
from domain.store.queries import current_profile

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
    envelopes = Envelopes(session, profile, act)
    details = _Details()
    notices = [
        (
            make_id("notice", key),
            key,
            telling.kind,
            _mail_of(envelopes, telling, one.person),
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
    insert_rows(session, envelopes.new)
    insert_values(session, Notice, _COLUMNS, notices)
    envelopes.note_unsent()
    off = sum(envelopes.is_off(one.person, one.telling.kind) for one in new.values())
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


def _mail_of(envelopes: Envelopes, telling: Telling, person: str) -> str:
    """The id of the mail that will carry it; of the one that is never sent, where the person does without."""
    if envelopes.is_off(person, telling.kind):
        return envelopes.unsent(person)
    if telling.single:
        return envelopes.single(person, telling.occasion, late=(telling.kind, telling.subject))
    return envelopes.digest(person, today=telling.today)


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
