"""The processes that read files from outside: few, started when the first is needed, and replaced when one dies.

A file is read while somebody waits, so a helper stays warm between two files; a file more than there are helpers
waits for its turn. What comes back is a value. It is pickled, and a process that a file has taken over could write
any pickle it likes: so no more can be named in one than our own frozen values, enums and errors, and dates.
"""

from __future__ import annotations

import atexit
import io
import logging
import os
import pickle
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import is_dataclass
from datetime import date, datetime, time, timedelta, timezone
from enum import Enum
from typing import Any, ParamSpec, TypeVar

from calendars.errors import SagsgangError, UnreadableFileError
from desk.outside.helper import Limits, Said, receive, send

log = logging.getLogger(__name__)
P = ParamSpec("P")
T = TypeVar("T")

MOST_HELPERS = 2
PATIENCE = 60.0  # seconds to wait for one's turn: then it is better to ask again later
_OURS = ("calendars.", "domain.")
_PLAIN = frozenset({str, date, datetime, time, timedelta, timezone})


class Readers:
    """``most`` helpers at most; each reads one file at a time within ``limits``."""

    def __init__(self, limits: Limits = Limits(), most: int = MOST_HELPERS, patience: float = PATIENCE) -> None:  # noqa: B008 - a frozen value
        self._limits, self._patience = limits, patience
        self._turns = threading.BoundedSemaphore(most)
        self._lock = threading.Lock()
        self._all: set[_Helper] = set()
        self._free: list[_Helper] = []

    def read(self, name: str, reader: Callable[P, T], /, *args: P.args, **named: P.kwargs) -> T:
        """What ``reader`` returns of its arguments, called in another process; ``name`` is the file's.

        The reader is a function of a module, and what it returns is our own frozen values.

        Raises:
            UnreadableFileError: too_much_memory, too_slow, crashed; busy where others' files take too long.
            SagsgangError: whatever of ours the reader raised.
        """
        if not self._turns.acquire(timeout=self._patience):
            raise UnreadableFileError(name=name, reason="busy")
        try:
            answer = self._ask(pickle.dumps((reader, args, named)))
        finally:
            self._turns.release()
        match answer:
            case [Said.VALUE.value, value]:
                return value  # type: ignore[no-any-return]  # what the reader says it returns
            case [Said.REFUSED.value, kind, facts]:
                raise kind(**facts)
        if len(answer) > 1:  # a mistake of ours, or a file that a library does not expect
            log.warning("a reader failed: %s", answer[1])
        raise UnreadableFileError(name=name, reason=Said(answer[0]).value)

    def warm(self) -> None:
        """Start the first helper where there is none: it loads its readers while we load what is theirs to return."""
        with self._lock:
            if not self._all:
                helper = _Helper(self._limits)
                self._all.add(helper)
                self._free.append(helper)

    def close(self) -> None:
        """End all of them, also those at work. A read after that begins with a new one."""
        with self._lock:
            helpers, self._all, self._free = self._all, set(), []
        for helper in helpers:
            helper.end()

    def _ask(self, job: bytes) -> tuple[Any, ...]:
        helper = self._take()
        try:
            answer = helper.ask(job)
        except BaseException:  # also Ctrl-C: what it would answer later is no answer to the next
            self._drop(helper)
            raise
        if answer is None:
            self._drop(helper)
            return (Said.CRASHED.value,)
        with self._lock:
            if helper in self._all:
                self._free.append(helper)
        return answer

    def _take(self) -> _Helper:
        with self._lock:
            while self._free:
                helper = self._free.pop()
                if helper.is_alive:
                    return helper
                self._all.discard(helper)
                helper.end()
            helper = _Helper(self._limits)
            self._all.add(helper)
            return helper

    def _drop(self, helper: _Helper) -> None:
        with self._lock:
            self._all.discard(helper)
        helper.end()


class _Helper:
    """One process. It is told nothing of ours: no settings, no secrets, no open files."""

    def __init__(self, limits: Limits) -> None:
        self._process = subprocess.Popen(  # noqa: S603 - ourselves
            [sys.executable, "-m", "desk.outside.helper", *limits.words],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            bufsize=0,
            env={"PYTHONPATH": os.pathsep.join(sys.path), "PYTHONDONTWRITEBYTECODE": "1"},
            start_new_session=True,  # Ctrl-C is for us; and all of it can be ended at once
        )

    @property
    def is_alive(self) -> bool:
        return self._process.poll() is None

    def ask(self, job: bytes) -> tuple[Any, ...] | None:
        """The answer; None where the process died of it."""
        stdin, stdout = self._process.stdin, self._process.stdout
        if stdin is None or stdout is None:
            return None
        try:
            send(stdin.fileno(), job)
            answer = receive(stdout.fileno())
        except (OSError, ValueError):  # it is gone; ended meanwhile
            return None
        return None if answer is None else _understood(answer)

    def end(self) -> None:
        """Kill it and the child that it reads with."""
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()


class _Values(pickle.Unpickler):
    """Reads values only: nothing that a pickle names here does anything when it is made."""

    def find_class(self, module: str, name: str) -> type:
        found = super().find_class(module, name)
        is_ours = module.startswith(_OURS) and isinstance(found, type)
        if found in _PLAIN or (is_ours and (is_dataclass(found) or issubclass(found, Enum | tuple | SagsgangError))):
            return found  # type: ignore[no-any-return]  # it is a class
        raise pickle.UnpicklingError(f"{module}.{name}")


def _understood(answer: bytes) -> tuple[Any, ...]:
    try:
        found: tuple[Any, ...] = _Values(io.BytesIO(answer)).load()
    except Exception as error:  # noqa: BLE001 - a pickle that is not one of ours can fail in any way
        return Said.CRASHED.value, type(error).__name__
    return found


READERS = Readers()
atexit.register(READERS.close)
