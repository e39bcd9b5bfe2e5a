"""SQLite to PostgreSQL and back: every row is the same, the log holds, a full database is refused."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, text
from sqlmodel import Session, col, select

from domain.errors import DatabaseVersionError, NotMovedError, WouldOverwriteError
from domain.model import Case, Entry, Post
from domain.store.database import Database, sqlite_url
from domain.store.migrate import migrate
from domain.store.search import find_cases
from domain.store.transfer import transfer

Everything = Callable[[Database], dict[str, set[str]]]


@pytest.mark.postgres
def test_every_row_comes_over_and_back(
    spring: Database, postgres_bare: Database, tmp_path: Path, everything: Everything
) -> None:
    before = everything(spring)
    assert sum(map(bool, before.values())) > 15  # most tables have something in them
    moved = transfer(spring, postgres_bare)
    assert everything(postgres_bare) == before
    assert moved.rows == sum(map(len, before.values()))
    assert moved.breaks == []
    again = Database(sqlite_url(tmp_path / "tilbage.db"))
    transfer(postgres_bare, again)
    assert everything(again) == before
    with spring.read() as here, postgres_bare.read() as there:  # also what is searched in, which no table holds
        wanted = find_cases(here, "retningslinje", sees_closed=True)
        assert find_cases(there, "retningslinje", sees_closed=True) == wanted
    again.close()


@pytest.mark.postgres
def test_posts_that_stand_in_for_each_other_in_a_ring_come_over(
    spring: Database, postgres_bare: Database, everything: Everything
) -> None:
    with Session(spring.engine) as session:
        first, second = session.exec(select(Post).limit(2)).all()
        first.stand_in_post, second.stand_in_post = second.key, first.key
        session.commit()
    transfer(spring, postgres_bare)
    assert everything(postgres_bare) == everything(spring)


def test_a_database_with_anything_in_it_is_refused_and_left_alone(
    spring: Database, norddjurs_sqlite: Database, everything: Everything
) -> None:
    before = everything(norddjurs_sqlite)
    with pytest.raises(WouldOverwriteError):
        transfer(spring, norddjurs_sqlite)
    assert everything(norddjurs_sqlite) == before


def test_a_database_of_something_else_is_refused(spring: Database, tmp_path: Path) -> None:
    other = Database(sqlite_url(tmp_path / "andet.db"))
    with other.engine.begin() as connection:
        connection.execute(text("CREATE TABLE andet (id INTEGER PRIMARY KEY)"))
    with pytest.raises(DatabaseVersionError):
        transfer(spring, other)
    other.close()


def test_an_old_database_is_upgraded_before_it_is_moved(spring: Database, tmp_path: Path) -> None:
    with Session(spring.engine) as session:
        session.connection().execute(text("UPDATE alembic_version SET version_num = '0016'"))
        session.commit()
    with pytest.raises(DatabaseVersionError):
        transfer(spring, Database(sqlite_url(tmp_path / "ny.db")))


def test_a_row_that_comes_out_otherwise_stops_the_move_and_nothing_is_left(
    spring: Database, tmp_path: Path, everything: Everything
) -> None:
    target = Database(sqlite_url(tmp_path / "ny.db"))
    migrate(target)
    with target.engine.begin() as connection:  # a database that changes what it is given
        connection.exec_driver_sql(
            "CREATE TRIGGER odd AFTER INSERT ON person BEGIN UPDATE person SET name = '?' WHERE key = NEW.key; END"
        )
    with pytest.raises(NotMovedError) as refused:
        transfer(spring, target)
    assert refused.value.facts == {"table": "person", "reason": "differs"}
    assert sum(map(len, everything(target).values())) == len(everything(target)["secret"])
    with target.engine.begin() as connection:
        connection.exec_driver_sql("DROP TRIGGER odd")
    transfer(spring, target)  # and it may be tried again
    assert everything(target) == everything(spring)
    target.close()


@pytest.mark.postgres
def test_a_text_that_postgresql_does_not_take_is_told_by_its_table_only(
    spring: Database, postgres_bare: Database
) -> None:
    with Session(spring.engine) as session:
        case = session.exec(select(Case).order_by(col(Case.id)).limit(1)).one()
        case.recommendation = "nul\0tegn"
        session.commit()
    with pytest.raises(NotMovedError) as refused:
        transfer(spring, postgres_bare)
    assert refused.value.facts["table"] == "case"
    assert "tegn" not in str(refused.value.facts)


def test_it_is_moved_as_it_stood_at_one_moment(spring: Database, tmp_path: Path, everything: Everything) -> None:
    target = Database(sqlite_url(tmp_path / "ny.db"))
    before = everything(spring)

    @event.listens_for(target.engine, "before_cursor_execute")
    def meanwhile(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if statement.startswith("INSERT INTO due "):  # the first table; posts come later
            with Session(spring.engine) as session:
                session.merge(Post.new(key="ny-post", title="Ny post"))
                session.commit()

    transfer(spring, target)
    assert everything(target) == before
    assert everything(spring) != before
    target.close()


@pytest.mark.postgres
def test_at_the_keyboard(terminal: Any, spring: Database, postgres_bare: Database) -> None:
    terminal.place = replace(terminal.place, database_url=spring.url)
    url = postgres_bare.engine.url.render_as_string(hide_password=False)
    said = terminal.ok("migrate", "--to", url).out
    assert "hver af dem er efterprøvet" in said.replace("\n", " ")
    assert "SAGSGANG_DATABASE_URL" in said
    assert "bliver ikke overskrevet" in terminal.refused("migrate", "--to", url).replace("\n", " ")
    terminal.place = replace(terminal.place, database_url=url)
    assert terminal.ok("journal", "verify").out
    with postgres_bare.read() as session:
        assert session.exec(select(Entry).limit(1)).first() is not None
    assert terminal.refused("migrate", "--to", "ikke en adresse")
