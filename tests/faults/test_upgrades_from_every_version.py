"""A database of every version that was ever released comes up with all that is in it; a newer one is left alone."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable
from datetime import date, datetime
from functools import partial
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import column, inspect, select, table, text
from sqlmodel import SQLModel, col
from sqlmodel import select as select_rows
from starlette.testclient import TestClient

from desk.demo.script import REPORT
from desk.web.app import create_app
from domain.casework.case.opening import open_case
from domain.casework.verb import By
from domain.errors import DatabaseVersionError
from domain.model import Case
from domain.model.columns import make_id
from domain.rules.rights import Grant, Role, Visitor
from domain.store import journal
from domain.store.database import Database, sqlite_url
from domain.store.migrate import _config, _writing, check_version, migrate
from flows import deployed
from flows.clock import SetClock
from flows.engine import Engine
from flows.rounds import Rounds
from flows.schedule import Ring
from flows.settings import Settings

VERSIONS = sorted(script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions())
OLDER, HEAD = VERSIONS[:-1], VERSIONS[-1]
UNTIL = date(2023, 4, 14)
# What a later version needs in a row that an earlier one could not hold, and gives it when it comes up.
MADE_ANEW = {"secret", "alembic_version"}
SECRETARY = Visitor(
    account="lone.vejlby",
    person="lone.vejlby",
    name="Lone Vejlby",
    grants=frozenset([Grant(Role.SECRETARY, None)]),
    sees_closed=True,
)

Kept = dict[str, list[dict[str, Any]]]


@pytest.fixture(scope="session")
def old_days(replay: Callable[[date], Path], tmp_path_factory: pytest.TempPathFactory) -> Database:
    """The spring until the middle of April: what there was before a version that came later."""
    copy = tmp_path_factory.mktemp("old") / "sagsgang.db"
    shutil.copyfile(replay(UNTIL), copy)
    return Database(sqlite_url(copy))


def make(db: Database, version: str) -> None:
    """The tables as a program of that version had them."""
    with _writing(db) as connection:
        command.upgrade(_config(connection), version)


def fill(db: Database, old_days: Database) -> None:
    """What a program of that version would have kept of the spring."""
    with old_days.engine.connect() as reading, db.engine.connect() as writing, writing.begin():
        later = "PRAGMA defer_foreign_keys = ON" if db.is_sqlite else "SET LOCAL session_replication_role = replica"
        writing.execute(text(later))  # posts point at each other
        there = inspect(writing)
        for model in SQLModel.metadata.sorted_tables:
            if model.name in MADE_ANEW or not there.has_table(model.name):
                continue
            known = {one["name"]: one for one in there.get_columns(model.name)}
            rows = [row._asdict() for row in reading.execute(select(model))]
            kept = [{name: row[name] for name in row if name in known} | lacking(known, row) for row in rows]
            if kept:
                target = table(
                    model.name,
                    *(
                        column(name, model.columns[name].type) if name in model.columns else column(name)
                        for name in kept[0]
                    ),
                )
                writing.execute(target.insert(), kept)


def lacking(known: dict[str, Any], row: dict[str, Any]) -> dict[str, object]:
    """A value for what that version wanted and today's has no more."""
    wanted = {
        name: one for name, one in known.items() if name not in row and not one["nullable"] and one["default"] is None
    }
    return {name: one["type"].python_type() for name, one in wanted.items()}


def everything_kept(db: Database, names: Iterable[str]) -> Kept:
    """Every row of those tables as the database itself gives it, each a column and its value."""
    with db.engine.connect() as connection:
        return {
            name: [dict(row) for row in connection.execute(text(f'SELECT * FROM "{name}"')).mappings()]
            for name in names
        }


def check_brought_up(db: Database, before: Kept) -> None:
    """Each row is there with all it held, and today's program can read every one of every table."""
    check_version(db)
    after = everything_kept(db, before)
    for name, rows in before.items():
        held = sorted(([row[column] for column in rows[0]] for row in after[name]), key=repr)
        assert held == sorted((list(row.values()) for row in rows), key=repr), name
    with db.engine.connect() as connection:
        for model in SQLModel.metadata.sorted_tables:
            connection.execute(select(model)).all()
        if db.is_sqlite:
            assert connection.execute(text("PRAGMA foreign_key_check")).all() == []
            assert connection.execute(text("PRAGMA integrity_check")).scalar_one() == "ok"
    with db.read() as session:
        assert journal.verify(session) == []


def works(db: Database, at: Callable[..., datetime], folder: Path) -> None:
    """People and clock go on where they were."""
    by = By("lone.vejlby", at("2023-04-15 09:00"))
    case = open_case(
        db, by, number="23/9999", title="Efter opgraderingen", route=["DIR"], owner_post="hr-chef"
    ).subject
    rounds = Rounds(db, Settings(data_dir=folder, smtp_port=1), Engine(), SetClock(at("2023-04-15 09:01")))
    rounds.ring(Ring.SWEEP)
    app = create_app(db, SetClock(at("2023-04-15 09:02")).now, Settings(), known=lambda _request: SECRETARY)
    with db.read() as session:
        shown = session.exec(select_rows(Case.id).where(col(Case.id).in_([case, make_id("case", REPORT), "case-0"])))
        for page in [*map("/sag/{}".format, shown), "/", "/opfoelgning"]:
            assert TestClient(app).get(page).status_code == 200, page
        placed = session.connection().execute(
            text("SELECT meeting_id FROM stop WHERE case_id = :case"), {"case": case}
        )
        assert placed.scalar_one() is not None
        assert journal.verify(session) == []


@pytest.fixture
def bring_up(
    old_days: Database, old_rows: ModuleType, at: Callable[..., datetime], tmp_path: Path
) -> Callable[[Database, str], None]:
    """Make a database as that version had it, full of what it could hold; bring it up; see that all is there."""

    def made_and_brought_up(db: Database, version: str) -> None:
        make(db, version)
        with pytest.raises(DatabaseVersionError) as refused:
            check_version(db)
        assert refused.value.facts == {"found": version, "expected": HEAD}
        fill(db, old_days)
        with db.engine.connect() as connection, connection.begin():
            counts = old_rows.put_in_every_table(connection)
        assert min(counts.values()) >= 10
        before = everything_kept(db, {*counts, "journal", "journal_head", "profile_text"})
        assert sum(map(len, before.values())) > 1000
        migrate(db)
        check_brought_up(db, before)
        works(db, at, tmp_path)

    return made_and_brought_up


@pytest.mark.slow
@pytest.mark.parametrize("version", OLDER)
def test_every_row_comes_along_from_every_version(version: str, bring_up: Callable[..., None], tmp_path: Path):
    db = Database(sqlite_url(tmp_path / "sagsgang.db"))
    bring_up(db, version)
    db.close()


@pytest.mark.slow
@pytest.mark.postgres
@pytest.mark.parametrize("version", [OLDER[0], OLDER[len(OLDER) // 2], OLDER[-1]])
def test_and_on_postgresql_from_the_first_one_in_the_middle_and_the_last(
    version: str, bring_up: Callable[..., None], templates: Any
):
    db = templates.postgres("bare", lambda _: None)
    bring_up(db, version)
    templates.drop(db)


@pytest.fixture
def newer(old_days: Database, tmp_path: Path) -> Database:
    """A database that a newer program has brought up while this one was running."""
    old_days.close()
    shutil.copyfile(str(old_days.engine.url.database), tmp_path / "sagsgang.db")
    db = Database(sqlite_url(tmp_path / "sagsgang.db"))
    with db.write() as session:
        session.connection().execute(text("UPDATE alembic_version SET version_num = '9999'"))
    return db


def everything_in(db: Database) -> list[str]:
    with db.engine.connect() as connection:
        driver = connection.connection.driver_connection
        assert driver is not None
        return list(driver.iterdump())


def test_an_older_program_does_nothing_to_a_newer_database(
    newer: Database, at: Callable[..., datetime], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """The clock that was not stopped, and the worker on another machine that was forgotten."""
    before = everything_in(newer)
    settings = Settings(data_dir=tmp_path, database_url=newer.url, smtp_port=1)
    rounds = Rounds(newer, settings, Engine(), SetClock(at("2023-04-20 08:00")))
    monkeypatch.setattr(deployed, "Settings", lambda: settings)
    acts: list[Callable[[], object]] = [
        lambda: check_version(newer),
        lambda: migrate(newer),
        *(partial(rounds.ring, ring) for ring in (Ring.SWEEP, Ring.CYCLES)),
        deployed.sweep.fn,
        deployed.reporting_cycle.fn,
    ]
    for act in acts:
        with pytest.raises(DatabaseVersionError) as refused:
            act()
        assert refused.value.facts == {"found": "9999", "expected": HEAD}
    assert everything_in(newer) == before
    newer.close()


def test_it_says_so_in_a_clear_word_and_is_taken_out_from_behind_the_proxy(
    newer: Database, terminal: Any, at: Callable[..., datetime]
):
    terminal.place.data = Path(str(newer.engine.url.database)).parent
    terminal.place.database_url = newer.url
    for command_line in (["case", "list"], ["serve", "--no-prefect"], ["migrate"], ["reminders", "send"]):
        said = " ".join(terminal.refused(*command_line).split())
        assert "er skrevet af en nyere udgave" in said
        assert "9999" in said
    doctor = terminal("doctor")
    assert doctor.code == 1
    assert "er skrevet af en nyere udgave" in " ".join(doctor.out.split())
    client = TestClient(create_app(newer, SetClock(at("2023-04-20 08:00")).now, Settings()))
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["checks"]["database"] is False
    newer.close()


def test_a_new_program_before_its_migration_says_what_to_do_and_touches_nothing(
    old_days: Database, tmp_path: Path, terminal: Any
):
    db = Database(sqlite_url(tmp_path / "sagsgang.db"))
    make(db, OLDER[-1])
    fill(db, old_days)
    before = everything_in(db)
    terminal.place.data, terminal.place.database_url = tmp_path, db.url
    assert "sagsgang migrate" in " ".join(terminal.refused("case", "list").split())
    assert everything_in(db) == before
    terminal.ok("migrate")
    assert terminal.ok("journal", "verify").out
    db.close()
