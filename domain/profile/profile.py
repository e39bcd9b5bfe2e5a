"""The municipality as data: bodies, posts, house rules. What differs from one to the next is here, not in code."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from difflib import SequenceMatcher
from enum import StrEnum
from functools import lru_cache

from calendars.days import DayTable, LocalDays, Reading
from calendars.deadlines import Basis, DeadlineRule
from calendars.year_plan_values import MeetingRule, Recess
from domain.errors import EndedBodyError, UnknownBodyError
from domain.model import BodyKind, Outcome
from domain.rules.agenda import Numbering
from domain.rules.ladder import LadderStep
from domain.rules.obligation import Authority, LawPeriod, Obligation, Repeal
from domain.rules.obligations import duties_of
from domain.rules.retention import OwnRetention
from domain.rules.standing import StandingItem

_NEAREST = 3
_SIMILAR = 0.4


class InvitedBy(StrEnum):
    """How a body's people get its meetings into their calendar: one way, or they would see each meeting twice."""

    MAIL = "mail"
    FEED = "feed"


@dataclass(frozen=True, slots=True)
class BodySpec:
    """A body as the profile names it. ``minutes`` is how long a meeting lasts when the plan does not say.

    ``members`` are posts or people who are invited beside chair and secretary, where ``invitations`` go by mail.
    ``outlook`` is the shared mailbox whose calendar mirrors its meetings; empty: none does. ``numbers`` says whether
    its item numbers run across meetings, and ``first_number`` where they begin when there is none before.
    """

    key: str
    name: str
    kind: BodyKind
    aliases: tuple[str, ...] = ()
    chair: str | None = None
    secretary: str | None = None
    minutes: int = 120
    valid_from: date | None = None
    valid_to: date | None = None
    invitations: InvitedBy = InvitedBy.FEED
    members: tuple[str, ...] = ()
    outlook: str = ""
    numbers: Numbering = Numbering.MEETING
    first_number: int = 1

    def is_valid(self, day: date) -> bool:
        """Whether the body exists on ``day``."""
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day < self.valid_to)

    @property
    def length(self) -> timedelta:
        """How long a meeting lasts when nobody says otherwise."""
        return timedelta(minutes=self.minutes)

    @property
    def names(self) -> tuple[str, ...]:
        """Everything the body is called: abbreviation, name, aliases."""
        return (self.key, self.name, *self.aliases)


@dataclass(frozen=True, slots=True)
class PostSpec:
    """A stilling, with the post above it and the post that steps in."""

    key: str
    title: str
    chief: str | None = None
    stand_in: str | None = None


@dataclass(frozen=True, slots=True)
class PersonSpec:
    """Somebody with a mailbox."""

    key: str
    name: str
    email: str


@dataclass(frozen=True, slots=True)
class HoldingSpec:
    """Who holds a post from a day up to, not including, another."""

    post: str
    person: str
    from_on: date
    to_on: date | None = None


@dataclass(frozen=True, slots=True)
class Phrase:
    """A standard wording of a decision; ``bodies`` that use it, none: every one."""

    outcome: Outcome
    text: str
    bodies: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class HeadingSpec:
    """The municipality's own words for a part of an agenda item; ``means`` is the part (``shape.READ_AS``)."""

    means: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WordingSpec:
    """The municipality's own words for an outcome, as they stand in its minutes."""

    outcome: Outcome
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DutySpec:
    """A duty of the municipality's own: its first last day, and how many years there are from one to the next.

    It counts from ``valid_from``, and from ``valid_to`` on there is no round.
    """

    key: str
    name: str
    approver: BodyKind
    first_due_on: date
    every_years: int
    basis: Basis
    source: str
    checked_on: date
    submitted_to: str = ""
    valid_from: date | None = None
    valid_to: date | None = None

    @property
    def obligation(self) -> Obligation:
        """The duty as the rules know it: each round covers the years since the one before."""
        first = self.first_due_on
        law = LawPeriod(
            every_years=self.every_years,
            first_year=first.year,
            due=(first.month, first.day),
            covers_to=(first.month, first.day),
            source=self.source,
            valid_from=self.valid_from or date(first.year, 1, 1),
            known_from=self.valid_from or date(first.year, 1, 1),
            checked_on=self.checked_on,
        )
        repeal = None
        if self.valid_to is not None:
            repeal = Repeal(self.valid_to, self.source, self.valid_to, self.checked_on)
        return Obligation(self.key, self.approver, self.submitted_to, (law,), repeal, self.basis, title=self.name)


@dataclass(frozen=True, slots=True)
class CycleSpec:
    """How the municipality carries the rounds of a duty (``key``): on which route, by whom, opened how early.

    Each round's case is opened ``margin_days`` before the last day on which it could still reach its deadline.
    """

    key: str
    route: tuple[str, ...]
    owner: str | None = None
    margin_days: int = 30


@dataclass(frozen=True, slots=True)
class Profile:
    """One municipality's rules and people. ``deadline_rules`` holds the law's rows and the house's.

    ``mailbox`` ("Sekretariatet <moeder@…>") is whom invitations come from and where their answers go.
    """

    name: str
    mail_domain: str
    secretariat_post: str
    reading: Reading
    local: LocalDays
    bodies: tuple[BodySpec, ...]
    routes: Mapping[str, tuple[str, ...]]
    deadline_rules: tuple[DeadlineRule, ...]
    ladder: tuple[LadderStep, ...]
    posts: tuple[PostSpec, ...]
    people: tuple[PersonSpec, ...]
    holdings: tuple[HoldingSpec, ...]
    capacity: Mapping[str, int] = field(default_factory=dict)
    mailbox: str = ""
    meeting_rules: tuple[MeetingRule, ...] = ()
    recess: Recess = field(default_factory=Recess)
    duties: tuple[DutySpec, ...] = ()
    cycles: tuple[CycleSpec, ...] = ()
    phrases: tuple[Phrase, ...] = ()
    headings: tuple[HeadingSpec, ...] = ()
    wordings: tuple[WordingSpec, ...] = ()
    standing_items: tuple[StandingItem, ...] = ()
    authority: Authority = Authority.MUNICIPALITY
    retention: tuple[OwnRetention, ...] = ()

    def find_body(self, name: str, *, on: date | None = None, place: str = "") -> BodySpec:
        """The body called ``name`` (abbreviation, name or alias; case and spacing do not matter).

        Raises:
            UnknownBodyError: no body is called so (or none that exists on ``on``); carries the nearest
                abbreviations. Never a guess.
        """
        wanted = _plain(name)
        for body in self.bodies:
            if (on is None or body.is_valid(on)) and any(_plain(known) == wanted for known in body.names):
                return body
        raise UnknownBodyError(name=name, nearest=_nearest_bodies(wanted, self.bodies), place=place)

    def find_body_from(self, name: str, on: date) -> BodySpec:
        """The body called ``name`` that a case can be put before from ``on``: one there is, or one that is to come.

        Raises:
            UnknownBodyError: no body is called so.
            EndedBodyError: it is no more; carries the abbreviations of the bodies of its kind that there are.
        """
        body = self.find_body(name)
        if body.valid_to is not None and body.valid_to <= on:
            instead = [one.key for one in self.bodies if one.kind is body.kind and one.is_valid(on)]
            raise EndedBodyError(body=body.name, last_on=body.valid_to - timedelta(days=1), instead=instead)
        return body

    def body(self, key: str) -> BodySpec:
        """The body with exactly this abbreviation. Raises ``UnknownBodyError`` when there is none."""
        for body in self.bodies:
            if body.key == key:
                return body
        raise UnknownBodyError(name=key, nearest=_nearest_bodies(_plain(key), self.bodies), place="")

    def phrases_of(self, body: str) -> tuple[Phrase, ...]:
        """The standard wordings that the body uses, its own first."""
        usable = [phrase for phrase in self.phrases if not phrase.bodies or body in phrase.bodies]
        return tuple(sorted(usable, key=lambda phrase: not phrase.bodies))

    @property
    def obligations(self) -> Mapping[str, Obligation]:
        """Every duty in force: the law's, and the municipality's own."""
        return {**duties_of(self.authority), **{duty.key: duty.obligation for duty in self.duties}}

    def cycle(self, key: str) -> CycleSpec | None:
        """How the rounds of a duty are carried; None where the profile does not say."""
        return next((cycle for cycle in self.cycles if cycle.key == key), None)

    def day_table(self) -> DayTable:
        """The municipality's calendar under its own reading of the law; built once for equal settings."""
        return _day_table(self.reading, self.local)


def _plain(name: str) -> str:
    """A name with case, spaces around hyphens and final punctuation evened out."""
    text = " ".join(name.replace("\u00a0", " ").split()).casefold().strip(" .:;,")
    return re.sub(r"\s*-\s*", "-", text)


def _nearest_bodies(wanted: str, bodies: Iterable[BodySpec]) -> list[str]:
    """Up to three abbreviations that look most like ``wanted``; every one where none does."""
    known = list(bodies)
    likeness = {
        body.key: max(SequenceMatcher(None, wanted, _plain(name)).ratio() for name in body.names) for body in known
    }
    near = sorted((key for key in likeness if likeness[key] >= _SIMILAR), key=lambda key: -likeness[key])
    return near[:_NEAREST] or [body.key for body in known]


@lru_cache(maxsize=8)
def _day_table(reading: Reading, local: LocalDays) -> DayTable:
    return DayTable(reading, local)
