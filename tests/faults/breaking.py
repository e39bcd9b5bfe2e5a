"""What happens to a process after so many words to the database: it is killed, cut off, or its disk is full."""

from __future__ import annotations

import os
import resource
import signal
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import Connection, event
from sqlalchemy import Engine as SqlEngine


class Words:
    """Counts what is said to the database, and lets what was asked for happen at the word it was asked for."""

    def __init__(self, fault: dict[str, Any] | None) -> None:
        self.said = 0
        self.fault = fault
        event.listen(SqlEngine, "before_cursor_execute", self.statement)
        event.listen(SqlEngine, "commit", self.commit)

    def stop(self) -> None:
        """Count no more."""
        event.remove(SqlEngine, "before_cursor_execute", self.statement)
        event.remove(SqlEngine, "commit", self.commit)

    def commit(self, _connection: Connection) -> None:
        self.said += 1
        if self._is_now("kill"):
            self._kill()

    def statement(self, _connection: Connection, cursor: Any, *_: object) -> None:
        self.said += 1
        if self._is_now("kill"):
            self._kill()
        elif self.fault is not None and self.fault["what"] in FAULTS and self.said >= self.fault["after"]:
            FAULTS[self.fault["what"]](cursor.connection)  # and at every word from now on: what is full stays full

    def _is_now(self, what: str) -> bool:
        return self.fault is not None and self.fault["what"] == what and self.said == self.fault["after"]

    def _kill(self) -> None:
        assert self.fault is not None
        kill_later(self.fault["victims"] or [os.getpid()], self.fault["delay"])


def fill_the_disk(connection: Any) -> None:
    """No file of this process may grow any more, and the database may not either."""
    (name,) = {row[2] for row in connection.execute("PRAGMA database_list") if row[1] == "main"}
    written = Path(f"{name}-wal").stat().st_size
    resource.setrlimit(resource.RLIMIT_FSIZE, (written, written))
    (pages,) = connection.execute("PRAGMA page_count").fetchone()
    connection.execute(f"PRAGMA max_page_count = {pages}")


def make_read_only(connection: Any) -> None:
    """SQLite refuses as it does when file or folder are read-only, which root never meets."""
    connection.execute("PRAGMA query_only = ON")


def cut(connection: Any) -> None:
    """PostgreSQL ends this connection in the middle of whatever it is in, once."""
    if CUT:
        return
    CUT.append(connection.info.backend_pid)
    with psycopg.connect(connection.info.dsn, autocommit=True) as other:
        other.execute("SELECT pg_terminate_backend(%s)", CUT)


CUT: list[int] = []
FAULTS: dict[str, Callable[[Any], None]] = {"disk full": fill_the_disk, "read only": make_read_only, "cut": cut}


def kill_later(victims: list[int], delay: float) -> None:
    """Another process does it, so that it may strike anywhere; at once, or after so many seconds."""
    if delay == 0:
        for victim in victims:
            os.kill(victim, signal.SIGKILL)
        return
    told_by = os.getpid()
    if os.fork() == 0:
        time.sleep(delay)
        for victim in victims:
            if victim != told_by or os.getppid() == told_by:  # else it has ended, and its number may be another's
                os.kill(victim, signal.SIGKILL)
        os._exit(0)
