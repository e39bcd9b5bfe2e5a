"""A feed as a calendar file: the stored events of it, joined; and how it can be told whether it has changed."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session

from calendars.danish_dates import MONTHS
from calendars.ics import in_utc, join_feed, with_alarm
from desk import feed_words
from domain.model import Body, Case, FeedKind, Person, Post
from domain.rules.access import shown_title
from domain.rules.rounds import month_of
from domain.store.feed_queries import Scope, chosen, contents
from domain.store.fragments import digest
from domain.store.queries import current_profile

LONGEST_ALARM = 7 * 24 * 60  # minutes


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a subscriber asked for in the address. ``deadlines`` None: as the kind of feed has it."""

    deadlines: bool | None = None
    alarm_minutes: int | None = None
    utc: bool = False


@dataclass(frozen=True, slots=True)
class Stamp:
    """What tells whether a feed has changed: a hash of what it is joined from, and its newest change."""

    etag: str
    changed_at: datetime | None


def feed_stamp(session: Session, scope: Scope, wishes: Wishes, *, on: date) -> Stamp:
    """The stamp of a feed as it is on a day; nothing is rendered or joined."""
    rows = chosen(session, scope, on=on, deadlines=_has_deadlines(scope, wishes))
    newest = max((row.changed_at for row in rows), default=None)
    return Stamp(_etag(calendar_name(session, scope), wishes, (row.sha256 for row in rows)), newest)


def feed_bytes(session: Session, scope: Scope, wishes: Wishes, *, on: date) -> tuple[str, bytes]:
    """The feed on a day, with the etag of exactly these bytes. ``refresh`` the stored events first."""
    rows = contents(session, scope, on=on, deadlines=_has_deadlines(scope, wishes))
    name = calendar_name(session, scope)
    events: Iterable[bytes] = (content for _, content in rows)
    if wishes.utc:
        events = map(in_utc, events)
    if wishes.alarm_minutes is not None:
        minutes = wishes.alarm_minutes
        events = (with_alarm(event, minutes) for event in events)
    return _etag(name, wishes, (sha256 for sha256, _ in rows)), join_feed(name, events, utc=wishes.utc)


def calendar_name(session: Session, scope: Scope) -> str:
    """What the calendar is called in the subscriber's list. A closed case's says neither title nor number."""
    if scope.kind in {FeedKind.ALL, FeedKind.WHEEL}:
        said = feed_words.WHEEL if scope.kind is FeedKind.WHEEL else feed_words.ALL_MEETINGS
        return said.format(municipality=current_profile(session).name)
    if scope.kind is FeedKind.BODY:
        return session.get_one(Body, scope.subject).name
    if scope.kind is FeedKind.PERSON:
        return feed_words.OF_PERSON.format(name=session.get_one(Person, scope.subject).name)
    if scope.kind is FeedKind.POST:
        return session.get_one(Post, scope.subject).title
    if scope.kind is FeedKind.CASE:
        case = session.get_one(Case, scope.subject)
        return shown_title(case.is_open, feed_words.OF_CASE.format(number=case.number))
    month = month_of(scope.subject)
    return feed_words.OF_ROUND.format(month=MONTHS[month.month - 1], year=month.year) if month else ""


def file_name(name: str) -> str:
    """A calendar's name as the name of a file: small ASCII letters, figures and hyphens, ending in .ics."""
    spelled = name.casefold().translate(feed_words.SPELLED)
    plain = unicodedata.normalize("NFKD", spelled).encode("ascii", "ignore").decode()
    kept = "".join(letter if letter.isalnum() else " " for letter in plain)
    return f"{'-'.join(kept.split()) or 'kalender'}.ics"


def _has_deadlines(scope: Scope, wishes: Wishes) -> bool:
    return scope.is_personal if wishes.deadlines is None else wishes.deadlines


def _etag(name: str, wishes: Wishes, hashes: Iterable[str]) -> str:
    return digest("\n".join([name, repr(wishes), *hashes]))[:40]
