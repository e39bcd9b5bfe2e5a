"""Sagsgang: the bodies a case is to travel, as written, turned into bodies the municipality has."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from domain.errors import EmptyRouteError, RepeatedBodyError


class HasKey(Protocol):
    """A body, as far as a route cares; the profile's ``BodySpec`` and the table ``Body`` both fit."""

    @property
    def key(self) -> str:
        """The body's own abbreviation."""


def check_route(names: Sequence[str], find_body: Callable[[str], HasKey]) -> tuple[str, ...]:
    """The keys of the bodies, in order. ``find_body`` raises ``UnknownBodyError`` for a name nobody has.

    Raises:
        EmptyRouteError: no body is named.
        RepeatedBodyError: a body stands there twice, under one name or two.
        UnknownBodyError: a name is unknown: never guessed, the nearest are offered.
    """
    written = [name.strip() for name in names if name.strip()]
    if not written:
        raise EmptyRouteError
    keys: list[str] = []
    for name in written:
        key = find_body(name).key
        if key in keys:
            raise RepeatedBodyError(body=key, route=written)
        keys.append(key)
    return tuple(keys)
