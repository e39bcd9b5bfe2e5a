"""Sagsgang: the bodies a case is to travel, as written, turned into bodies the municipality has."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from difflib import get_close_matches
from typing import Protocol

from domain.errors import EmptyRouteError, RepeatedBodyError


class HasKey(Protocol):
    """A body, as far as a route cares; the profile's ``BodySpec`` and the table ``Body`` both fit."""

    @property
    def key(self) -> str:
        """The body's own abbreviation."""


def check_route(names: Sequence[str], find_body: Callable[[str], HasKey], *, title: str = "") -> tuple[str, ...]:
    """The keys of the bodies, in order. ``find_body`` raises ``UnknownBodyError`` for a name nobody has.

    Raises:
        EmptyRouteError: no body is named.
        RepeatedBodyError: a body stands there twice, under one name or two.
        UnknownBodyError: a name is unknown: never guessed, the nearest are offered.
    """
    written = [name.strip() for name in names if name.strip()]
    if not written:
        raise EmptyRouteError(title=title)
    keys: list[str] = []
    for name in written:
        key = find_body(name).key
        if key in keys:
            raise RepeatedBodyError(body=key, route=written)
        keys.append(key)
    return tuple(keys)


def nearest_names(name: str, known: Sequence[str], *, most: int = 3) -> list[str]:
    """The known names most like a misspelt one, the best first; none when nothing resembles it."""
    by_folded = {candidate.casefold(): candidate for candidate in known}
    close = get_close_matches(name.strip().casefold(), list(by_folded), n=most, cutoff=0.5)
    return [by_folded[folded] for folded in close]
