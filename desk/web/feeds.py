"""Calendar subscriptions over HTTP: ``/kalender/<secret>/<any name>.ics``. And ``/afmeld/<token>`` (``unsubscribe``).

The headers are those of outlook-and-mail 1.4. Whoever has no valid secret gets one and the same answer, whether the
secret is wrong, expired or revoked, or the address is no address at all.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from email.utils import format_datetime, parsedate_to_datetime

from fastapi import APIRouter, Request, Response
from sqlmodel import Session, col, select

from calendars.copenhagen import COPENHAGEN
from desk import feed_words
from desk.feed_answer import LONGEST_ALARM, Wishes, calendar_name, feed_bytes, feed_stamp, file_name
from desk.feed_refresh import FORMAT, refresh
from desk.web import unsubscribe
from domain.model import Feed, FeedState, JournalHead
from domain.store.database import Database
from domain.store.feed_queries import Scope
from domain.store.fragments import state_of

CALENDAR_TYPE = "text/calendar; charset=utf-8"
CACHED_FOR = "private, max-age=900"
MOST_REMEMBERED = 4096  # answers; a municipality has a few hundred feeds
_WHOLE_NUMBER = re.compile(r"\d{1,5}")
_TAG = re.compile(r'(?:W/)?"([^"]*)"')


@dataclass(frozen=True, slots=True)
class _Asked:
    """The feed behind an address, and everything its answer depends on."""

    feed: str
    version: int
    scope: Scope
    wishes: Wishes
    on: date
    changed_seq: int
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class _Known:
    """What is remembered of an answer, so that "not changed" costs no look at the events."""

    headers: dict[str, str]
    modified_at: datetime


class FeedDesk:
    """Answers requests for feeds. ``clock`` tells the time; answers are remembered until a feed may have changed."""

    def __init__(self, db: Database, clock: Callable[[], datetime]) -> None:
        self._db = db
        self._clock = clock
        self._remembered: dict[_Asked, _Known] = {}

    def answer(self, token: str, request: Request) -> Response:
        """The calendar, "not changed", or the same "not found" as for anything else."""
        now = self._clock()
        digest = hashlib.sha256(token.encode()).hexdigest()
        found = self._look_up(digest)
        if found is None or not _is_alive(found[0], now):
            return not_found()
        wishes = _wishes(request)
        if wishes is None:
            return Response(feed_words.WRONG_WISH, 400, _PLAIN)
        feed, state, is_newest = found
        if not is_newest:
            refresh(self._db)
            with self._db.read() as session:
                state = state_of(session)
        asked = _Asked(
            feed=feed.id,
            version=feed.version,
            scope=Scope(feed.kind, feed.subject),
            wishes=wishes,
            on=now.astimezone(COPENHAGEN).date(),
            changed_seq=state.changed_seq,
            changed_at=max(state.changed_at, feed.created_at),
        )
        known = self._remembered.get(asked)
        if known is None:
            with self._db.read() as session:
                known = self._remember(asked, self._known(session, asked))
        if _has_already(request, known):
            return Response(status_code=304, headers=known.headers)
        with self._db.read() as session:
            etag, calendar = feed_bytes(session, asked.scope, asked.wishes, on=asked.on)
        headers = {**known.headers, "ETag": f'"{etag}"', "Content-Type": CALENDAR_TYPE}
        return Response(calendar, headers=headers)

    def _look_up(self, digest: str) -> tuple[Feed, FeedState, bool] | None:
        """The feed with that secret, and the state of the events with whether it is the newest: one statement."""
        wanted = (
            select(Feed, FeedState, JournalHead.seq)
            .select_from(Feed)
            .outerjoin(FeedState, col(FeedState.id) == 1)
            .outerjoin(JournalHead, col(JournalHead.id) == 1)
            .where(Feed.token_hash == digest)
        )
        with self._db.read() as session:
            row = session.exec(wanted).first()
        if row is None:
            return None
        feed, found, head = row
        state: FeedState | None = found  # an outer join: nothing has been made yet
        if state is None:
            return feed, FeedState.new(seq=0, changed_seq=0, changed_at=feed.created_at, format=0), False
        return feed, state, (state.seq, state.format) == (head, FORMAT)

    def _known(self, session: Session, asked: _Asked) -> _Known:
        stamp = feed_stamp(session, asked.scope, asked.wishes, on=asked.on)
        # The window moves at midnight, so an event may have come or gone since although none has changed.
        opened_at = datetime.combine(asked.on, time(), COPENHAGEN)
        modified_at = max(opened_at, asked.changed_at, stamp.changed_at or opened_at).astimezone(UTC)
        name = file_name(calendar_name(session, asked.scope))
        return _Known(
            {
                "ETag": f'"{stamp.etag}"',
                "Last-Modified": format_datetime(modified_at.replace(microsecond=0), usegmt=True),
                "Cache-Control": CACHED_FOR,
                "Content-Disposition": f'inline; filename="{name}"',
            },
            modified_at.replace(microsecond=0),
        )

    def _remember(self, asked: _Asked, known: _Known) -> _Known:
        if len(self._remembered) >= MOST_REMEMBERED:
            self._remembered.clear()
        self._remembered[asked] = known
        return known


def router(db: Database, clock: Callable[[], datetime]) -> APIRouter:
    """The addresses with a secret in them. They set no cookies and send no redirects."""
    routes = APIRouter(include_in_schema=False)
    desk = FeedDesk(db, clock)

    @routes.api_route("/kalender/{token}/{name}.ics", methods=["GET", "HEAD"])
    def feed(token: str, name: str, request: Request) -> Response:  # noqa: ARG001 - any name will do
        return desk.answer(token, request)

    @routes.get("/afmeld/{token}")
    def ask(token: str) -> Response:
        return unsubscribe.ask(db, token) or not_found()

    @routes.post("/afmeld/{token}")
    def do(token: str) -> Response:
        return unsubscribe.do(db, token, clock) or not_found()

    return routes


def not_found() -> Response:
    """What everybody gets who has no valid secret."""
    return Response(feed_words.NOT_FOUND, 404, _PLAIN)


def too_often() -> Response:
    """What whoever asks again and again gets, whatever its secret is worth."""
    return Response(feed_words.TOO_OFTEN, 429, _PLAIN)


_PLAIN = {"Content-Type": "text/plain; charset=utf-8", "Cache-Control": "no-store"}


def _is_alive(feed: Feed, now: datetime) -> bool:
    return feed.revoked_at is None and now < feed.expires_at


def _wishes(request: Request) -> Wishes | None:
    """What the address asks for; None where it cannot be understood."""
    said = request.query_params
    deadlines, alarm, zone = said.get("deadlines"), said.get("alarm"), said.get("tz", "dansk")
    if deadlines not in {None, "0", "1"} or zone not in {"utc", "dansk"}:
        return None
    if alarm is not None and not (_WHOLE_NUMBER.fullmatch(alarm) and 0 < int(alarm) <= LONGEST_ALARM):
        return None
    return Wishes(
        deadlines=None if deadlines is None else deadlines == "1",
        alarm_minutes=None if alarm is None else int(alarm),
        utc=zone == "utc",
    )


def _has_already(request: Request, known: _Known) -> bool:
    """Whether the subscriber has exactly this; what it knows of the bytes goes before what it knows of the time."""
    tags = request.headers.get("if-none-match")
    if tags is not None:
        return tags.strip() == "*" or known.headers["ETag"].strip('"') in _TAG.findall(tags)
    since = request.headers.get("if-modified-since")
    if since is None:
        return False
    try:
        return known.modified_at <= parsedate_to_datetime(since)
    except (ValueError, TypeError):  # no date, or one without a zone
        return False
