"""Kalenderabonnementer: made, given a new address, and taken back.

A feed's address holds a secret of 128 bits. Only its SHA-256 comes here; the secret itself is shown once, by the
desk, and stands neither in the database nor in the journal.

A feed is its owner's own: whoever gives it a new address or takes it back says whose feeds they may touch.
"""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session, col, select

from domain.casework.case.cases import find_case
from domain.casework.rows import check_version, find
from domain.casework.verb import Act, Receipt, verb
from domain.errors import NotAllowedNowError, NotFoundError
from domain.model import Feed, FeedKind, Person, Post
from domain.model.columns import make_id
from domain.rules.rounds import month_of
from domain.store.queries import current_profile


@verb
def create_feed(
    act: Act, *, token_hash: str, kind: FeedKind, subject: str = "", owner: str, expires_at: datetime
) -> Receipt:
    """Let a person subscribe to something, until a moment. ``subject`` says to what, as ``Feed`` does.

    Raises:
        NotFoundError: no such person, post or case, or ``subject`` is no month.
        UnknownBodyError: no such body.
        NotAllowedNowError: it would have ended already (``why`` is past).
    """
    find(act.session, Person, "person", owner)
    subject = _subject(act.session, kind, subject)
    _check_future(act, token_hash, expires_at)
    feed = Feed.new(
        id=make_id("feed", token_hash),
        token_hash=token_hash,
        kind=kind,
        subject=subject,
        owner_person=owner,
        created_at=act.at,
        expires_at=expires_at,
    )
    act.session.add(feed)
    return act.enter("feed", feed.id, **_facts(feed))


@verb
def rotate_feed(
    act: Act, *, feed_id: str, owner: str | None, token_hash: str, expires_at: datetime, version: int | None = None
) -> Receipt:
    """Give a feed a new address; the old one is nothing from now on. An expired feed lives again.

    ``owner`` is the person whose feed it must be; None, for an administrator, lets it be anybody's.

    Raises:
        NotFoundError: there is no such feed, or it is somebody else's: which of the two is not said.
        ConflictError.
        NotAllowedNowError: it has been revoked, or would have ended already (``why`` is revoked, past).
    """
    feed = find_feed(act.session, feed_id, owner=owner)
    check_version(feed, "feed", feed_id, version)
    if feed.revoked_at is not None:
        raise NotAllowedNowError(verb=act.name, noun="feed", id=feed_id, state="", why="revoked")
    _check_future(act, feed_id, expires_at)
    feed.token_hash, feed.expires_at = token_hash, expires_at
    feed.version += 1
    return act.enter("feed", feed_id, **_facts(feed))


@verb
def revoke_feed(act: Act, *, feed_id: str, owner: str | None, version: int | None = None) -> Receipt:
    """Take a feed back: its address is nothing from now on, for good. ``owner`` as in ``rotate_feed``.

    Raises:
        NotFoundError: there is no such feed, or it is somebody else's.
        ConflictError.
    """
    feed = find_feed(act.session, feed_id, owner=owner)
    if feed.revoked_at is not None:
        return act.already(feed_id, **_facts(feed))
    check_version(feed, "feed", feed_id, version)
    feed.revoked_at = act.at
    feed.version += 1
    return act.enter("feed", feed_id, **_facts(feed))


def list_feeds(session: Session, *, owner: str | None = None) -> list[Feed]:
    """Every feed, or one person's, in the order they were made."""
    wanted = select(Feed).order_by(col(Feed.created_at), col(Feed.id))
    if owner is not None:
        wanted = wanted.where(Feed.owner_person == owner)
    return list(session.exec(wanted))


def find_feed(session: Session, feed_id: str, *, owner: str | None) -> Feed:
    """The feed with that id, of that person (None: of anybody). Raises ``NotFoundError``, also for another's."""
    feed = find(session, Feed, "feed", feed_id)
    if owner is not None and feed.owner_person != owner:
        raise NotFoundError(noun="feed", id=feed_id)
    return feed


def _subject(session: Session, kind: FeedKind, subject: str) -> str:
    if kind in {FeedKind.ALL, FeedKind.WHEEL}:
        return ""
    if kind is FeedKind.BODY:
        return current_profile(session).find_body(subject).key
    if kind is FeedKind.CASE:
        return find_case(session, subject).id
    if kind is FeedKind.PERSON:
        return find(session, Person, "person", subject).key
    if kind is FeedKind.POST:
        return find(session, Post, "post", subject).key
    if month_of(subject) is None:
        raise NotFoundError(noun="month", id=subject)
    return subject


def _check_future(act: Act, id: str, expires_at: datetime) -> None:
    if expires_at <= act.at:
        raise NotAllowedNowError(verb=act.name, noun="feed", id=id, state="", why="past")


def _facts(feed: Feed) -> dict[str, object]:
    return {
        "kind": feed.kind,
        "of": feed.subject,
        "owner": feed.owner_person,
        "expires_at": feed.expires_at.isoformat(timespec="minutes"),
    }
