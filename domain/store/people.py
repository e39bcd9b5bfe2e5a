"""Who holds which post, who is away: read once for a transaction and asked many times."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Row, select
from sqlmodel import Session

from domain.model import Absence, Holding, Person, Post
from domain.rules.posts import Recipient, recipient
from domain.store.bulk import table_of

# Whole tables, as plain rows: every batch of reminders asks, and nobody changes what is read here.
_POSTS, _PEOPLE, _HOLDINGS, _ABSENCES = (select(table_of(noun)) for noun in (Post, Person, Holding, Absence))


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
