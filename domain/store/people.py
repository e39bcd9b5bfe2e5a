"""Who holds which post, who is away: read once for a transaction and asked many times."""

from __future__ import annotations

from datetime import date

from sqlmodel import Session, select

from domain.model import Absence, Body, Holding, Person, Post
from domain.rules.posts import Recipient, recipient


class Directory:
    """Posts, people, holdings and absences as they are in the store now."""

    def __init__(self, session: Session) -> None:
        self.posts = {post.key: post for post in session.exec(select(Post))}
        self.people = {person.key: person for person in session.exec(select(Person))}
        self.bodies = {body.key: body for body in session.exec(select(Body))}
        self._holdings = list(session.exec(select(Holding)))
        self._absences = list(session.exec(select(Absence)))
        self._known: dict[tuple[str, date], Recipient | None] = {}

    def recipient(self, post_key: str, on: date) -> Recipient | None:
        """Who gets what is sent to a post on a day: its holder, or a stand-in; None when nobody can."""
        asked = (post_key, on)
        if asked not in self._known:
            self._known[asked] = recipient(post_key, on, self.posts, self._holdings, self._absences)
        return self._known[asked]
