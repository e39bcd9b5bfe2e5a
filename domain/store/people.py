"""Who holds which post, who is away: read once for a transaction and asked many times."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

from sqlalchemy import Row, or_, select
from sqlmodel import Session

from domain.model import Absence, Body, Holding, Person, Post
from domain.rules.posts import Recipient, recipient
from domain.store.bulk import table_of

# Whole tables, as plain rows: every batch of reminders asks, and nobody changes what is read here.
_POSTS, _PEOPLE, _HOLDINGS, _ABSENCES = (select(table_of(noun)) for noun in (Post, Person, Holding, Absence))
_HOLDING, _BODY = table_of(Holding), table_of(Body)


class Directory:
    """Posts, people, holdings and absences as they are in the store now."""

    def __init__(self, session: Session) -> None:
        session.flush()
        read = session.connection().execute
        self.posts: dict[str, Row[Any]] = {post.key: post for post in read(_POSTS)}
        self.people: dict[str, Row[Any]] = {person.key: person for person in read(_PEOPLE)}
        self._holdings: list[Any] = list(read(_HOLDINGS))
        self._absences: list[Any] = list(read(_ABSENCES))
        self._known: dict[tuple[str, date], Recipient | None] = {}

    def recipient(self, post_key: str, on: date) -> Recipient | None:
        """Who gets what is sent to a post on a day: its holder, or a stand-in; None when nobody can."""
        asked = (post_key, on)
        if asked not in self._known:
            posts: dict[str, Any] = self.posts
            self._known[asked] = recipient(post_key, on, posts, self._holdings, self._absences)
        return self._known[asked]

    def posts_of(self, person: str, on: date) -> tuple[str, ...]:
        """The posts whose mail somebody gets on a day: their own, and those they stand in for."""
        found = ((post, self.recipient(post, on)) for post in self.posts)
        return tuple(post for post, to in found if to is not None and to.person_key == person)


def posts_held(session: Session, person: str | None, on: date) -> tuple[str, ...]:
    """The posts a person holds on a day; none for whoever is no person in the profile."""
    held = select(_HOLDING.c.post_key).where(
        _HOLDING.c.person_key == person,
        _HOLDING.c.from_on <= on,
        or_(_HOLDING.c.to_on.is_(None), _HOLDING.c.to_on > on),
    )
    return tuple(session.connection().execute(held.order_by(_HOLDING.c.post_key)).scalars()) if person else ()


def bodies_served(session: Session, posts: Collection[str]) -> tuple[str, ...]:
    """The bodies that one of these posts leads or is secretary to."""
    served = select(_BODY.c.key).where(or_(_BODY.c.chair_post.in_(posts), _BODY.c.secretary_post.in_(posts)))
    return tuple(session.connection().execute(served.order_by(_BODY.c.key)).scalars())
