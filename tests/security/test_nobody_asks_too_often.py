"""The API, searches and calendars answer so many calls a minute of one caller; then 429, and when to come again."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import pytest
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import Message, Receive, Scope, Send

from desk.web.app import create_app
from desk.web.rate_limit import MOST_REMEMBERED, NotTooOften, what
from domain.rules.rights import Grant, Role, Visitor
from domain.rules.throttle import SHARES, Asked, Bucket, take
from domain.store.database import Database
from flows.settings import Settings

AT = datetime(2023, 3, 1, 9, 0, tzinfo=UTC)


@given(
    most=st.integers(1, 600),
    gaps=st.lists(st.floats(0, 90, allow_nan=False).map(lambda gap: round(gap, 3)), max_size=60),
)
def test_in_no_minute_more_than_twice_the_limit_and_whoever_waits_as_told_is_let_in(
    most: int, gaps: list[float]
) -> None:
    bucket: Bucket | None = None
    now, let_in = 0.0, []
    for gap in gaps:
        now += gap
        bucket, wait = take(bucket, now, most)
        if not wait:
            let_in.append(now)
            continue
        _, again = take(bucket, now + wait, most)
        assert again == 0
    for start in let_in:
        assert len([at for at in let_in if start <= at < start + 60]) <= 2 * most


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


class Door:
    """The guard before an application that lets everybody in; what it answers is a number."""

    def __init__(self, a_minute: int) -> None:
        self.clock = Clock()
        self.guard = NotTooOften(self._inside, a_minute=a_minute, answer=self._no, tick=self.clock)

    async def _inside(self, scope: Scope, receive: Receive, send: Send) -> None:
        await Response("ind")(scope, receive, send)

    def _no(self, _request: Request, asked: Asked) -> Response:
        return PlainTextResponse(asked.value, 429)

    def ask(self, path: str, address: str = "10.0.0.1", **headers: str) -> tuple[int, dict[str, str]]:
        path, _, query = path.partition("?")
        lines = [(name.encode(), value.encode()) for name, value in headers.items()]
        scope = {"type": "http", "method": "GET", "path": path, "query_string": query.encode(), "headers": lines}
        answers: list[Message] = []

        async def send(message: Message) -> None:
            answers.append(message)

        async def receive() -> Message:
            return {"type": "http.request"}

        asyncio.run(self.guard({**scope, "client": (address, 1)}, receive, send))
        told = {name.decode(): value.decode() for name, value in answers[0]["headers"]}
        return answers[0]["status"], told


def test_a_key_that_asks_too_often_waits_and_the_others_do_not() -> None:
    door = Door(a_minute=3)
    key = {"authorization": "Bearer a"}
    assert [door.ask("/api/v1/cases", **key)[0] for _ in range(4)] == [200, 200, 200, 429]
    _, told = door.ask("/api/v1/cases", **key)
    assert told["retry-after"] == "20"
    assert door.ask("/api/v1/cases", authorization="Bearer b")[0] == 200
    door.clock.now += 20
    assert [door.ask("/api/v1/cases", **key)[0] for _ in range(2)] == [200, 429]


def test_many_keys_from_one_address_are_one_crowd() -> None:
    door = Door(a_minute=2)
    answers = [door.ask("/api/v1/cases", authorization=f"Bearer {number}")[0] for number in range(21)]
    assert answers == [200] * 20 + [429]
    assert door.ask("/api/v1/cases", address="10.0.0.2", authorization="Bearer 0")[0] == 200


def test_pages_are_not_counted_and_searches_are() -> None:
    door = Door(a_minute=2)
    assert {door.ask("/sager", cookie="sagsgang=a")[0] for _ in range(9)} == {200}
    assert [door.ask("/sager?q=budget", cookie="sagsgang=a")[0] for _ in range(3)] == [200, 200, 429]
    assert door.ask("/sager?q=", cookie="sagsgang=a")[0] == 200
    assert {door.ask("/sager?organ=HU", cookie="sagsgang=a")[0] for _ in range(3)} == {200}


def test_with_no_limit_nothing_is_counted() -> None:
    door = Door(a_minute=0)
    assert {door.ask("/api/v1/cases")[0] for _ in range(500)} == {200}


def test_callers_are_forgotten_when_there_are_too_many_and_none_is_kept_by_its_secret() -> None:
    door = Door(a_minute=1)
    door.guard._buckets.update({f"{number}": Bucket(0, 0) for number in range(MOST_REMEMBERED)})
    door.ask("/kalender/hemmelig/a.ics")
    assert len(door.guard._buckets) <= MOST_REMEMBERED
    assert "hemmelig" not in "".join(door.guard._buckets)


@pytest.mark.parametrize(
    ("path", "asked"),
    [
        ("/api/v1/cases", Asked.API),
        ("/kalender/x/y.ics", Asked.FEED),
        ("/afmeld/x", Asked.FEED),
        ("/sager?q=a", Asked.SEARCH),
        ("/sager", None),
        ("/login", None),
    ],
)
def test_what_is_counted(path: str, asked: Asked | None) -> None:
    bare, _, query = path.partition("?")
    assert what({"type": "http", "path": bare, "query_string": query.encode()}) is asked
    assert set(SHARES) == set(Asked)


@pytest.fixture
def desk(norddjurs_sqlite: Database) -> Callable[..., Any]:
    @contextmanager
    def opened(a_minute: int) -> Iterator[TestClient]:
        visitor = Visitor("lone", None, "Lone", frozenset({Grant(Role.READER)}))
        settings = Settings(calls_a_minute=a_minute)
        app = create_app(norddjurs_sqlite, lambda: AT, settings, known=lambda _: visitor)
        with TestClient(app) as client:
            yield client

    return opened


def test_each_is_turned_away_in_its_own_language(desk: Callable[..., Any]) -> None:
    with desk(a_minute=1) as client:
        for path, kind in (
            ("/api/v1/cases", "application/problem+json"),
            ("/kalender/forkert/a.ics", "text/plain; charset=utf-8"),
            ("/sager?q=budget", "text/html; charset=utf-8"),
        ):
            assert client.get(path).status_code != 429
            refused = client.get(path)
            assert (refused.status_code, refused.headers["content-type"]) == (429, kind)
            assert int(refused.headers["retry-after"]) > 0
        assert client.get("/api/v1/cases").json()["code"] == "http_429"
        assert "Prøv igen om lidt" in client.get("/sager?q=budget").text
        assert client.get("/").status_code == 200
