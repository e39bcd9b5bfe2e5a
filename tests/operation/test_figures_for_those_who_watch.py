"""/metrics: what is told, to whom, and what it costs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import event
from sqlmodel import Session, col, select, update
from starlette.testclient import TestClient

from desk.figures import FIGURES, exposition
from desk.web.app import create_app
from domain.model import Case, Due, DueKind, Mail, MailState, Meeting
from domain.store.database import Database, sqlite_url
from domain.store.heartbeats import beat
from flows.schedule import Ring
from flows.settings import Settings

NOW = datetime(2023, 4, 14, 10, tzinfo=UTC)  # noon in Denmark


def figures(db: Database, now: datetime = NOW) -> dict[tuple[str, str], float]:
    """Every figure by its name and its label's value."""
    text = exposition(db, now, Settings(_env_file=None)).decode()
    return {
        (sample.name, "".join(sample.labels.values())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def desk(db: Database, settings: Settings, host: str = "127.0.0.1") -> TestClient:
    return TestClient(create_app(db, lambda: NOW, settings, known=lambda _: None), client=(host, 50000))


def test_every_figure_is_told_in_the_middle_of_a_spring(spring: Database) -> None:
    beat(spring, Ring.SWEEP.value, NOW - timedelta(minutes=4))
    told = figures(spring)
    assert {name for name, _ in told} >= {figure.name for figure in FIGURES} - {"sagsgang_cases_late", "sagsgang_due"}
    assert told["sagsgang_last_round_age_seconds", "sweep"] == 240
    with spring.read() as session:
        sent = session.exec(select(Mail).where(col(Mail.sent_at) > NOW - timedelta(days=1))).all()
        dates = {row.body_key: row.held_on for row in session.exec(select(Meeting).order_by(col(Meeting.held_on)))}
    assert told["sagsgang_mails", "sent"] == len(sent)
    assert told["sagsgang_plan_days_left", "KB"] == (dates["KB"] - NOW.date()).days
    assert told["sagsgang_ok", "database"] == 1


def test_a_late_case_is_counted_where_it_is(spring: Database) -> None:
    before = figures(spring).get(("sagsgang_cases_late", "HU"), 0)
    later = figures(
        spring, datetime(2023, 5, 3, 10, tzinfo=UTC)
    )  # nobody has written what the HU of 27 April decided
    assert later["sagsgang_cases_late", "HU"] > before


def test_what_stands_in_the_queue_and_the_mails_given_up_are_counted(spring: Database) -> None:
    with Session(spring.engine) as session:
        session.add(Due.new(due_at=NOW - timedelta(hours=2), key="x", kind=DueKind.REMINDER, subject="y"))
        mail = session.exec(select(Mail).limit(1)).one()
        mail.state = MailState.DEAD
        case = session.exec(select(Case).where(Case.state == "open").limit(1)).one()
        case.stuck_because = "{}"
        session.commit()
    told = figures(spring)
    assert told["sagsgang_due", "reminder"] == 1
    assert told["sagsgang_mails", "dead"] == 1
    assert told["sagsgang_ok", "mails"] == 0
    assert told["sagsgang_cases_stuck", ""] == 1


def test_the_hours_to_a_deadline_run_to_the_end_of_its_danish_day(spring: Database) -> None:
    at_noon, an_hour_later = figures(spring), figures(spring, NOW + timedelta(hours=1))
    hours = {body: value for (name, body), value in at_noon.items() if name == "sagsgang_next_deadline_hours"}
    assert hours
    assert all(value % 24 == 12 for value in hours.values())
    assert all(an_hour_later["sagsgang_next_deadline_hours", body] == value - 1 for body, value in hours.items())


def test_a_database_that_is_away_is_told_as_such_and_nothing_else(tmp_path: Path) -> None:
    db = Database(sqlite_url(tmp_path / "ingen.db"))
    told = {key: value for key, value in figures(db).items() if key[0] != "sagsgang_files_refused"}
    assert told == {("sagsgang_ok", "database"): 0, ("sagsgang_ok", "virus_scanner"): 1}  # neither needs it
    db.close()


def test_nobody_and_nothing_is_named(spring: Database) -> None:
    with Session(spring.engine) as session:
        session.execute(update(Case).values(title="zqtitel", is_open=False))
        session.commit()
    for now in (NOW, datetime(2023, 6, 20, tzinfo=UTC)):
        assert all(word == "" or word.isupper() or word.islower() for _, word in figures(spring, now))
        assert "zqtitel" not in exposition(spring, now, Settings()).decode()


def test_there_is_no_such_page_until_it_is_switched_on(spring: Database) -> None:
    assert desk(spring, Settings()).get("/metrics").status_code == 404


def test_without_a_token_only_this_machine_is_answered_and_no_proxy_on_it(spring: Database) -> None:
    settings = Settings(metrics=True)
    answer = desk(spring, settings).get("/metrics")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/plain; version=")
    for host in ("10.0.0.7", "en.maskine"):
        assert desk(spring, settings, host).get("/metrics").status_code == 404
    for header in ("X-Forwarded-For", "Forwarded", "X-Real-IP"):
        assert desk(spring, settings).get("/metrics", headers={header: "127.0.0.1"}).status_code == 404


def test_with_a_token_it_must_be_shown_wherever_one_comes_from(spring: Database, tmp_path: Path) -> None:
    (tmp_path / "token").write_text("hemmeligt\n")
    settings = Settings(metrics=True, metrics_token_file=tmp_path / "token")
    for host in ("127.0.0.1", "10.0.0.7"):
        asked = desk(spring, settings, host)
        assert asked.get("/metrics").status_code == 404
        assert asked.get("/metrics", headers={"Authorization": "Bearer forkert"}).status_code == 404
        assert asked.get("/metrics", headers={"Authorization": "Bearer hemmeligt"}).status_code == 200
    (tmp_path / "token").write_text("")
    assert desk(spring, settings).get("/metrics", headers={"Authorization": "Bearer "}).status_code == 404


@contextmanager
def counted(db: Database) -> Iterator[list[str]]:
    statements: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        statements.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    yield statements
    event.remove(db.engine, "before_cursor_execute", note)


def test_a_thousand_cases_more_cost_no_statement_more(
    norddjurs_sqlite: Database, put_cases: Callable[..., list[str]]
) -> None:
    with norddjurs_sqlite.read() as session:
        meetings = session.exec(select(Meeting.id).where(Meeting.body_key == "KB").limit(1)).all()
    put_cases(norddjurs_sqlite, 10, list(meetings))
    with counted(norddjurs_sqlite) as few:
        exposition(norddjurs_sqlite, NOW, Settings())
    put_cases(norddjurs_sqlite, 1000, list(meetings), first=11)
    with counted(norddjurs_sqlite) as many:
        exposition(norddjurs_sqlite, NOW, Settings())
    assert len(many) <= len(few) + 2
    assert len(few) < 60
