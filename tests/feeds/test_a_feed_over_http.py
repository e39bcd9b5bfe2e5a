"""A feed as a calendar program asks for it: headers, "not changed", and nothing for a stranger."""

from __future__ import annotations

from datetime import timedelta
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

import pytest
from sqlmodel import select

from calendars import ics
from desk import feed_answer, feed_refresh
from domain.model import Entry, Feed, FeedKind

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import Subscriber

OF_THE_CONNECTION = {"date", "content-length"}


def test_a_feed_has_the_headers_outlook_wants_and_no_others(subscriber_anywhere: Subscriber) -> None:
    subscriber = subscriber_anywhere
    answer = subscriber.get(subscriber.subscribe(FeedKind.BODY, "ØK"))
    assert answer.status_code == 200
    said = {name: value for name, value in answer.headers.items() if name not in OF_THE_CONNECTION}
    assert said.pop("etag").startswith('"')
    assert parsedate_to_datetime(said.pop("last-modified")) <= subscriber.now
    assert said == {
        "content-type": "text/calendar; charset=utf-8",
        "content-disposition": 'inline; filename="oekonomiudvalget.ics"',
        "cache-control": "private, max-age=900",
    }


def test_head_is_get_without_a_body(subscriber: Subscriber) -> None:
    path = subscriber.subscribe()
    got, head = subscriber.get(path), subscriber.http.head(path)
    assert head.status_code == 200
    assert head.content == b""
    assert {**head.headers, "date": ""} == {**got.headers, "date": ""}


def test_the_same_meetings_give_the_same_bytes_and_tag(subscriber: Subscriber) -> None:
    path, other = subscriber.subscribe(), subscriber.subscribe()
    first = subscriber.get(path)
    for again in (subscriber.get(path), subscriber.get(other), subscriber.get(path.replace("moeder", "andet"))):
        assert again.content == first.content
        assert again.headers["etag"] == first.headers["etag"]


@pytest.mark.parametrize("wish", ["deadlines=1", "alarm=30", "tz=utc", "deadlines=1&alarm=15&tz=utc"])
def test_another_wish_is_another_file_with_another_tag(subscriber: Subscriber, wish: str) -> None:
    path = subscriber.subscribe()
    plain, other = subscriber.get(path), subscriber.get(f"{path}?{wish}")
    assert other.status_code == 200
    assert other.content != plain.content
    assert other.headers["etag"] != plain.headers["etag"]


def test_what_the_subscriber_has_already_is_not_sent_rendered_or_joined(
    subscriber_anywhere: Subscriber, monkeypatch: pytest.MonkeyPatch
) -> None:
    subscriber = subscriber_anywhere
    path = subscriber.subscribe()
    first = subscriber.get(path)

    def never(*_: object, **__: object) -> None:
        raise AssertionError

    for place, name in ((ics, "render_event"), (feed_refresh, "render_event"), (feed_answer, "join_feed")):
        monkeypatch.setattr(place, name, never)
    for tag in (first.headers["etag"], f'"other", W/{first.headers["etag"]}', "*"):
        answer = subscriber.get(path, If_None_Match=tag)
        assert (answer.status_code, answer.content) == (304, b"")
        assert answer.headers["etag"] == first.headers["etag"]
    assert subscriber.get(path, If_Modified_Since=first.headers["last-modified"]).status_code == 304


def test_the_tag_goes_before_the_time_and_nonsense_is_passed_over(subscriber: Subscriber) -> None:
    path = subscriber.subscribe()
    since = subscriber.get(path).headers["last-modified"]
    assert subscriber.get(path, If_None_Match='"other"', If_Modified_Since=since).status_code == 200
    assert subscriber.get(path, If_Modified_Since="yesterday").status_code == 200


def test_a_moved_meeting_is_seen_at_the_next_request(subscriber: Subscriber) -> None:
    path = subscriber.subscribe(FeedKind.BODY, "KB")
    first = subscriber.get(path)
    meeting = subscriber.meeting("KB", "2023-05-23")
    subscriber.now += timedelta(hours=1)
    with subscriber.db.read() as session:
        from domain.model import Meeting  # noqa: PLC0415

        starts_at = session.get_one(Meeting, meeting).starts_at + timedelta(hours=1)
    subscriber.do("move_meeting", meeting_id=meeting, starts_at=starts_at, reason="Salen er optaget.")
    tag, since = first.headers["etag"], first.headers["last-modified"]
    assert subscriber.get(path, If_Modified_Since=since).status_code == 200
    answer = subscriber.get(path, If_None_Match=tag)
    assert answer.status_code == 200
    changed = [line for line in answer.text.split("\r\n") if line not in first.text.split("\r\n")]
    assert [line.split(":")[0] for line in changed] == [
        "DTSTART;TZID=Europe/Copenhagen",
        "DTEND;TZID=Europe/Copenhagen",
        "DTSTAMP",
        "SEQUENCE",
        "LAST-MODIFIED",
    ]


def strangers(subscriber: Subscriber) -> list[str]:
    """Addresses behind which there is nothing, or nothing any more."""
    alive, revoked, rotated = (subscriber.subscribe() for _ in range(3))
    brief = subscriber.subscribe(expires_at=subscriber.now + timedelta(hours=1))
    with subscriber.db.read() as session:
        feeds = {feed.token_hash: feed.id for feed in session.exec(select(Feed))}
    ids = {path: feeds[token_hash(path)] for path in (revoked, rotated)}
    subscriber.do("revoke_feed", feed_id=ids[revoked], owner="lone.vejlby")
    later = subscriber.now + timedelta(days=9)
    of = {"feed_id": ids[rotated], "owner": "lone.vejlby"}
    subscriber.do("rotate_feed", **of, token_hash="f" * 64, expires_at=later)
    subscriber.now += timedelta(hours=1)
    assert subscriber.get(alive).status_code == 200
    wrong = alive.replace("secret-number-1", "secret-number-0")
    return [wrong, brief, revoked, rotated, "/kalender", alive.removesuffix(".ics"), alive + "/", "/kalender/docs"]


def token_hash(path: str) -> str:
    return feed_refresh.fragments.digest(path.split("/")[2])


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST"])
def test_wrong_expired_and_revoked_cannot_be_told_apart(subscriber: Subscriber, method: str) -> None:
    answers = [subscriber.http.request(method, path) for path in strangers(subscriber)]
    seen = {(one.status_code, one.content, repr([*sorted({**one.headers, "date": ""}.items())])) for one in answers}
    assert len(seen) == 1
    assert answers[0].status_code == 404


def test_an_expired_feed_lives_again_under_a_new_address(subscriber: Subscriber) -> None:
    path = subscriber.subscribe(expires_at=subscriber.now + timedelta(hours=1))
    subscriber.now += timedelta(days=1)
    assert subscriber.get(path).status_code == 404
    with subscriber.db.read() as session:
        feed = session.exec(select(Feed.id)).one()
    digest = token_hash("/kalender/new-secret/x.ics")
    later = subscriber.now + timedelta(days=1)
    subscriber.do("rotate_feed", feed_id=feed, owner=None, token_hash=digest, expires_at=later)
    assert subscriber.get("/kalender/new-secret/x.ics").status_code == 200
    assert subscriber.get(path).status_code == 404


@pytest.mark.parametrize("wish", ["deadlines=ja", "alarm=x", "alarm=0", "alarm=99999", "tz=CET", "alarm=²"])
def test_a_wish_that_cannot_be_met_is_said_to_be_so(subscriber: Subscriber, wish: str) -> None:
    path = subscriber.subscribe()
    answer = subscriber.get(f"{path}?{wish}")
    assert answer.status_code == 400
    assert "alarm=minutter" in answer.text
    stranger = subscriber.get(f"/kalender/guess/moeder.ics?{wish}")
    assert stranger.status_code == 404


def test_no_secret_stands_in_the_database_or_in_any_log(
    subscriber: Subscriber, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level("DEBUG")
    path = subscriber.subscribe()
    caplog.clear()  # the client's own log may say where it goes
    subscriber.get(path)
    logged = [record.getMessage() for record in caplog.records if not record.name.startswith(("httpx", "httpcore"))]
    with subscriber.db.read() as session:
        stored = repr([row.model_dump() for row in session.exec(select(Feed))])
        journal = " ".join(session.exec(select(Entry.facts)))
    secret = path.split("/")[2]
    assert not [place for place in (*logged, stored, journal, *capfd.readouterr()) if secret in place]
    assert token_hash(path) not in journal


def test_each_feed_is_sound_byte_for_byte(subscriber: Subscriber, defects: Callable[[bytes], list[str]]) -> None:
    subjects = [
        (FeedKind.ALL, ""),
        (FeedKind.BODY, "HU"),
        (FeedKind.PERSON, "mette.holbaek"),
        (FeedKind.POST, "borgmester"),
        (FeedKind.ROUND, "2023-05"),
    ]
    for kind, subject in subjects:
        for wish in ("", "?deadlines=1&alarm=30", "?tz=utc&deadlines=1"):
            answer = subscriber.get(subscriber.subscribe(kind, subject) + wish)
            assert answer.content.count(b"BEGIN:VEVENT") > 2
            assert defects(answer.content) == []
