"""The tables the migrations make are the tables the models describe, on both databases."""

from __future__ import annotations

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import inspect, text
from sqlalchemy.exc import IntegrityError
from sqlmodel import SQLModel

from domain.errors import DatabaseVersionError
from domain.model import Due
from domain.store.bulk import table_of
from domain.store.database import Database, sqlite_url
from domain.store.migrate import check_version, migrate


def _is_a_noun(name: str | None, kind: str, _: object) -> bool:
    """What is searched in is no noun: the migration alone knows it, and each database has its own."""
    return not (kind == "table" and name is not None and name.startswith("case_words"))


def test_models_and_migrations_agree(db: Database) -> None:
    with db.engine.connect() as connection:
        options = {"compare_type": True, "compare_server_default": True, "include_name": _is_a_noun}
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, SQLModel.metadata) == []


def test_every_check_of_the_models_is_in_the_database(db: Database) -> None:
    wanted = {
        (table.name, check.name)
        for table in SQLModel.metadata.tables.values()
        for check in table.constraints
        if type(check).__name__ == "CheckConstraint"
    }
    with db.engine.connect() as connection:
        inspector = inspect(connection)
        found = {
            (name, row["name"])
            for name in inspector.get_table_names()
            for row in inspector.get_check_constraints(name)
        }
    assert wanted <= found
    assert len(wanted) > 10


def test_migrating_again_changes_nothing(db: Database) -> None:
    migrate(db)
    check_version(db)


def test_the_folder_of_a_new_database_is_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)  # no working directory helps it
    db = Database(sqlite_url(tmp_path / "ny" / "mappe" / "sagsgang.db"))
    migrate(db)
    check_version(db)
    db.close()


def test_a_database_without_tables_is_not_of_this_version(tmp_path: Path) -> None:
    db = Database(sqlite_url(tmp_path / "tom.db"))
    with pytest.raises(DatabaseVersionError) as refused:
        check_version(db)
    assert refused.value.facts["found"] is None
    db.close()


def test_a_database_from_a_newer_program_is_refused_and_left_alone(db: Database) -> None:
    with db.write() as session:
        session.connection().execute(text("UPDATE alembic_version SET version_num = '9999'"))
    for refuses in (check_version, migrate):
        with pytest.raises(DatabaseVersionError) as refused:
            refuses(db)
        assert refused.value.facts["found"] == "9999"


def test_the_database_itself_refuses_a_word_no_enum_has(db: Database) -> None:
    with pytest.raises(IntegrityError), db.write() as session:
        session.connection().execute(
            text(
                "INSERT INTO due (due_at, key, kind, subject, detail) VALUES ('2023-01-01', 'k', 'nonsense', 's', '')"
            )
        )


def test_the_queue_is_clustered_on_its_moment_in_sqlite(sqlite_db: Database) -> None:
    assert [column.name for column in table_of(Due).primary_key] == ["due_at", "key"]
    with sqlite_db.engine.connect() as connection:
        made = connection.execute(text("SELECT sql FROM sqlite_master WHERE name = 'due'")).scalar_one()
    assert "WITHOUT ROWID" in made
