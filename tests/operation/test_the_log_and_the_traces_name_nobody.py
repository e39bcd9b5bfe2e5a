"""A day with everybody's name in the database: neither the log nor the traces know one, nor a title."""

from __future__ import annotations

import io
import json
import logging
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from sqlmodel import select
from starlette.testclient import TestClient

from desk.demo.post_office import PostOffice
from desk.web.app import create_app
from domain.casework.case.opening import open_case
from domain.casework.verb import By
from domain.errors import NotFoundError
from domain.model import Account, Attachment, Case, FollowUp, Person
from domain.rules.rights import Grant, Role, Visitor
from domain.store.database import Database
from flows import traces
from flows.clock import SetClock
from flows.engine import Engine
from flows.logs import set_up
from flows.rounds import Rounds
from flows.settings import LogStyle, Settings

NOW = datetime(2023, 4, 14, 10, tzinfo=UTC)
PLANTED = "Afsked af Zq Zqsen"
WHO = Visitor("zq.zqsen", None, "Zq Zqsen", frozenset({Grant(Role.SECRETARY)}), sees_closed=True)


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    stream = io.StringIO()
    handler = set_up(LogStyle.JSON, stream)
    yield stream
    logging.getLogger().removeHandler(handler)


@pytest.fixture
def spans() -> Iterator[InMemorySpanExporter]:
    kept = InMemorySpanExporter()
    end = traces.set_up("http://127.0.0.1:9/v1/traces", kept)
    yield kept
    end()


def words_of_people_and_cases(db: Database) -> set[str]:
    with db.read() as session:
        people = session.exec(select(Person)).all()
        accounts = session.exec(select(Account)).all()
        found = {word for one in (*people, *accounts) for word in (one.name, one.email)}
        found |= set(session.exec(select(Case.title))) | set(session.exec(select(Attachment.title)))
        return found | set(session.exec(select(FollowUp.text)))


def a_busy_month(db: Database, post: PostOffice) -> None:
    """A closed case is opened, a month of rounds goes by with mails, and somebody looks at pages, some none."""
    settings = Settings(smtp_host="127.0.0.1", smtp_port=post.port, mail_from="Sagsgang <s@kommune.example>")
    case = {"number": "23/999", "title": PLANTED, "is_open": False, "route": ["DIR", "HU"], "owner_post": "hr-chef"}
    case_id = open_case(db, By("zq.zqsen", NOW), **case, stages={}, recommendation=PLANTED).subject
    clock = SetClock(NOW)
    rounds = Rounds(db, settings, Engine(""), clock)
    for days in (0, 1, 20, 33):
        clock.set(NOW + timedelta(days=days))
        rounds.round()
        rounds.erase()
    app = create_app(db, clock.now, settings, known=lambda _: WHO)
    with TestClient(app, raise_server_exceptions=False) as desk:
        for page in (
            "/",
            f"/sag/{case_id}",
            "/sager?q=Zqsen",
            "/logbog",
            "/mails",
            "/sag/zq",
            f"/{PLANTED}",
            "/status",
        ):
            desk.get(page)
        desk.post("/sag/opret", data={"title": PLANTED}, headers={"Origin": "http://testserver"})


@pytest.mark.slow
def test_a_month_of_work_is_logged_and_traced_without_a_name_or_a_title(
    spring: Database, log: io.StringIO, spans: InMemorySpanExporter, tmp_path: Any
) -> None:
    with PostOffice(tmp_path / "post") as post:
        a_busy_month(spring, post)
        assert post.mails()
    lines = [json.loads(line) for line in log.getvalue().splitlines()]
    assert len(lines) > 8
    said = log.getvalue()
    traced = "".join(span.to_json() for span in flushed(spans))
    assert "verb open_case" in traced
    assert "round sweep" in traced
    assert "GET /sag/{case_id}" in traced
    for place, text in (("log", said), ("traces", traced)):
        assert [word for word in words_of_people_and_cases(spring) if word in text] == [], place
        assert "zq" not in text.casefold().replace("zq.zqsen", "")


def flushed(spans: InMemorySpanExporter) -> Any:
    assert traces._Traces.flush is not None
    traces._Traces.flush()
    return spans.get_finished_spans()


def test_of_an_error_a_span_has_its_class_alone(spans: InMemorySpanExporter) -> None:
    with pytest.raises(NotFoundError), traces.span("GET"):
        raise NotFoundError(noun="case", id=PLANTED)
    (span,) = flushed(spans)
    assert span.status.description == "NotFoundError"
    assert (span.name, dict(span.attributes), span.events) == ("GET", {}, ())


def test_switched_off_nothing_of_it_is_loaded_and_nothing_is_made() -> None:
    with traces.span("GET") as rename:
        rename("GET /")
    traces.set_up("")()
    looked = (
        "import sys; import flows.traces, flows.rounds, domain.casework.case.cases; "
        "flows.traces.set_up('')(); print([name for name in sys.modules if name.startswith('opentelemetry.sdk')])"
    )
    done = subprocess.run([sys.executable, "-c", looked], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
