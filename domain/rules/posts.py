"""Who gets what is sent to a post on a day: its holder, or the stand-in when the holder is away or missing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Protocol


class PostRow(Protocol):
    """What is asked of a post; the table ``Post`` and the profile's posts both fit."""

    @property
    def stand_in_post(self) -> str | None:
        """The post that stands in."""


class HoldingRow(Protocol):
    """Who holds a post, from a day up to, not including, another."""

    @property
    def post_key(self) -> str:
        """The post."""

    @property
    def person_key(self) -> str:
        """The person."""

    @property
    def from_on(self) -> date:
        """The first day."""

    @property
    def to_on(self) -> date | None:
        """The day after the last, or None."""


class AbsenceRow(Protocol):
    """Somebody is away from a day up to, not including, another."""

    @property
    def person_key(self) -> str:
        """The person."""

    @property
    def from_on(self) -> date:
        """The first day."""

    @property
    def to_on(self) -> date:
        """The day after the last."""


class Because(StrEnum):
    """Why this person."""

    HOLDER = "holder"
    STAND_IN_ABSENT = "stand_in_absent"  # the holder is away
    STAND_IN_VACANT = "stand_in_vacant"  # nobody holds the post


@dataclass(frozen=True, slots=True)
class Recipient:
    """A person, the post they hold, and why. ``stand_in_for`` is the absent person's key (None: vacant)."""

    person_key: str
    because: Because
    post_key: str
    stand_in_for: str | None = None


def recipient(
    post_key: str,
    on: date,
    posts: Mapping[str, PostRow],
    holdings: Iterable[HoldingRow],
    absences: Iterable[AbsenceRow] = (),
) -> Recipient | None:
    """Who gets it on that day, or None when neither the post nor any stand-in has anybody present.

    The chain of stand-ins is followed as far as needed and never twice through the same post.
    """
    holders: dict[str, list[str]] = {}
    for holding in sorted(holdings, key=lambda holding: (holding.from_on, holding.person_key)):
        if holding.from_on <= on and (holding.to_on is None or on < holding.to_on):
            holders.setdefault(holding.post_key, []).append(holding.person_key)
    away = {absence.person_key for absence in absences if absence.from_on <= on < absence.to_on}

    because, stand_in_for = Because.HOLDER, None
    seen: set[str] = set()
    at: str | None = post_key
    while at is not None and at in posts and at not in seen:
        seen.add(at)
        present = [person for person in holders.get(at, ()) if person not in away]
        if present:
            return Recipient(present[0], because, at, stand_in_for)
        if at == post_key:  # only the first post says why: it is the one that was asked for
            absent = holders.get(at, ())
            because = Because.STAND_IN_ABSENT if absent else Because.STAND_IN_VACANT
            stand_in_for = absent[0] if absent else None
        at = posts[at].stand_in_post
    return None
