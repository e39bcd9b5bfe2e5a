"""The log: a line of JSON a thing, with ids; whatever is thrown at it, no closed word, name or address comes out."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, NoReturn

import pytest
from starlette.testclient import TestClient

from desk.web.app import create_app
from domain.store.database import Database
from flows import sweep as sweeping
from flows.engine import Engine
from flows.logs import about, set_up
from flows.settings import LogStyle, Settings

CLOSED = "Afsked af zqtitle"
NOW = datetime(2023, 4, 14, 10, tzinfo=UTC)


class Log(io.StringIO):
    """What came out."""

    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.getvalue().splitlines()]


@pytest.fixture
def log() -> Iterator[Log]:
    """The log of this process, while the test lasts."""
    stream = Log()
    handler = set_up(LogStyle.JSON, stream)
    yield stream
    logging.getLogger().removeHandler(handler)


def stumble() -> NoReturn:
    raise ValueError(CLOSED)


def test_a_line_of_ours_is_json_with_its_ids(log: Log) -> None:
    with about(request="a1b2", subject="case7"):
        logging.getLogger("flows.sweep").info("%s failed (%s)", "journey:case7", "ValueError in cases.py:12")
    (line,) = log.lines()
    assert line.pop("at").endswith("Z")
    assert line == {
        "what": "journey:case7 failed (ValueError in cases.py:12)",
        "level": "info",
        "logger": "flows.sweep",
        "request": "a1b2",
        "subject": "case7",
    }


@pytest.mark.parametrize("name", ["sagsgang.web", "uvicorn.error", "asyncio", "prefect.flow_runs"])
def test_of_an_error_only_its_class_and_place_come_out(log: Log, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    logger = logging.getLogger(name)
    # As before Prefect or uvicorn wakes in this process: their own handlers want a flow run, or keep the line.
    for one in (logger, logging.getLogger(name.partition(".")[0])):
        monkeypatch.setattr(one, "handlers", [])
        monkeypatch.setattr(one, "propagate", True)
        monkeypatch.setattr(one, "level", logging.NOTSET)
    try:
        stumble()
    except ValueError as error:
        logger.exception("something failed", extra={"title": CLOSED})
        logger.warning("something failed", exc_info=error, stack_info=True)
    assert "zqtitle" not in log.getvalue()
    assert len(log.lines()) == 2
    for line in log.lines():
        assert line["error"].startswith("ValueError in test_the_log")


@pytest.mark.parametrize(
    ("message", "values"),
    [
        (f"Task exception was never retrieved\nfuture: <Task exception=ValueError('{CLOSED}')>", ()),
        (f"could not: {CLOSED}", ()),
        ("could not: %s", (CLOSED,)),
        ("could not: %(title)s", ({"title": CLOSED},)),
        (ValueError(CLOSED), ()),
    ],
)
def test_of_other_programs_lines_the_values_stay_out(log: Log, message: object, values: tuple[object, ...]) -> None:
    logging.getLogger("another.program").warning(message, *values)
    assert "zqtitle" not in log.getvalue()
    (line,) = log.lines()
    assert line["place"].startswith("test_the_log_tells_nothing_closed.py:")
    assert line["what"] in {"", "could not: %s", "could not: %(title)s"}


def test_a_request_is_logged_by_its_page_and_never_by_its_address(spring: Database, log: Log) -> None:
    with TestClient(create_app(spring, lambda: NOW, Settings(), known=lambda _: None)) as desk:
        desk.get("/sag/zqhemmelig?q=zqtitle", follow_redirects=False)
        desk.get("/kalender/zqhemmelig.ics")
        desk.get("/zqtitle")
        desk.get("/healthz")
    assert "zq" not in log.getvalue()
    first, second, third = (line for line in log.lines() if line["logger"] == "sagsgang.web")
    assert first["what"].startswith("GET /sag/{case_id}: 303 in ")
    assert "404" in second["what"]
    assert third["what"].startswith("GET -: 404")
    assert len({line["request"] for line in (first, second, third)}) == 3


def test_what_nobody_foresaw_at_the_desk_is_logged_without_its_words(spring: Database, log: Log) -> None:
    app = create_app(spring, lambda: NOW, Settings(), known=lambda _: stumble())
    with TestClient(app, raise_server_exceptions=False) as desk:
        assert desk.get("/").status_code == 500
    assert "zqtitle" not in log.getvalue()
    said = [line["what"] for line in log.lines()]
    assert any(what.startswith("ValueError in test_the_log") for what in said)
    assert any(what.startswith("GET /: 500") for what in said)


def test_a_case_that_fails_is_logged_by_its_id(spring: Database, log: Log, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sweeping, "travel", lambda *_: stumble())
    swept = sweeping.sweep(spring, datetime(2023, 6, 14, 10, tzinfo=UTC), Engine(""))
    failed = [line for line in log.lines() if "failed" in line["what"]]
    assert swept.failed
    assert failed
    assert all(line["subject"] in line["what"] for line in failed if line["kind"] == "journey")
    assert "zqtitle" not in log.getvalue()


def test_a_terminal_gets_lines_for_people() -> None:
    stream = Log()
    handler = set_up(LogStyle.CONSOLE, stream)
    try:
        logging.getLogger("flows.clock").warning("the clock stands")
    finally:
        logging.getLogger().removeHandler(handler)
    assert "the clock stands" in stream.getvalue()
    assert not stream.getvalue().startswith("{")
