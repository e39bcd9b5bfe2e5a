"""The pages of the desk on the replayed spring, on 3 May 2023, seen by different people."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlmodel import col, select
from starlette.testclient import TestClient

from desk.web.app import create_app
from domain.model import Case, Meeting, Stop
from domain.rules.rights import Grant, Role, Visitor
from domain.store.database import Database, sqlite_url
from flows.settings import Settings

NOON = datetime(2023, 5, 3, 10, 0, tzinfo=UTC)  # noon in Denmark


def somebody(
    role: Role, person: str = "lone.vejlby", *bodies: str, sees_closed: bool = False, name: str = "Lone Vejlby"
) -> Visitor:
    """A visitor in that role: in these bodies, or in every one."""
    grants = frozenset(Grant(role, body) for body in bodies or (None,))
    return Visitor(account=person, person=person, name=name, grants=grants, sees_closed=sees_closed)


READER = somebody(Role.READER)
CASE_WORKER = somebody(Role.CASE_WORKER)
SECRETARY = somebody(Role.SECRETARY, sees_closed=True)
SECRETARY_WITHOUT_CLOSED = somebody(Role.SECRETARY)
ADMINISTRATOR = somebody(Role.ADMINISTRATOR)  # the IT department: runs it all, and sees nothing closed


@pytest.fixture(scope="session")
def people() -> dict[str, Visitor]:
    """By name: reader, case_worker, secretary, secretary_without_closed, administrator."""
    return {
        "reader": READER,
        "case_worker": CASE_WORKER,
        "secretary": SECRETARY,
        "secretary_without_closed": SECRETARY_WITHOUT_CLOSED,
        "administrator": ADMINISTRATOR,
    }


@pytest.fixture(scope="session")
def _played(replay: Callable[[date], Path]) -> Path:
    return replay(date(2023, 5, 3))


@pytest.fixture
def spring(_played: Path, tmp_path: Path) -> Iterator[Database]:
    """The replayed spring until 3 May 2023, a fresh copy for each test."""
    copy = tmp_path / "spring.db"
    shutil.copyfile(_played, copy)
    db = Database(sqlite_url(copy))
    yield db
    db.close()


@pytest.fixture
def desk_of(spring: Database) -> Callable[..., TestClient]:
    """``desk_of(visitor)``: the desk as that visitor sees it; None has not logged in."""

    def opened(visitor: Visitor | None, *, now: datetime = NOON, settings: Settings | None = None) -> TestClient:
        app = create_app(spring, lambda: now, settings or Settings(), known=lambda _: visitor)
        return TestClient(app, headers={"Origin": "http://testserver"}, follow_redirects=False)

    return opened


@pytest.fixture
def find(spring: Database) -> Callable[..., str]:
    """Ids: ``find("case", "23/4107")``, ``find("stop", "23/4107", "KB")``, ``find("meeting", "KB", day)``."""

    def found(noun: str, *what: str) -> str:
        with spring.read() as session:
            if noun == "case":
                return session.exec(select(Case.id).where(Case.number == what[0])).one()
            if noun == "meeting":
                day = date.fromisoformat(what[1])
                return session.exec(
                    select(Meeting.id).where(Meeting.body_key == what[0], Meeting.held_on == day)
                ).one()
            case = session.exec(select(Case.id).where(Case.number == what[0])).one()
            wanted = (
                select(Stop.id)
                .where(Stop.case_id == case, Stop.body_key == what[1])
                .order_by(col(Stop.round_no).desc())
            )
            return session.exec(wanted).first() or ""

    return found
