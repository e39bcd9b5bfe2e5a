"""One real Prefect server for the whole session, with a list of every address it ever tried to reach."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from flows.engine import Engine
from flows.server import PrefectServer

# Python's own hook for what a process does; the server is pure Python, so it sees every connection.
LISTENER = """
import os, sys

def write(line):
    with open(os.environ["SAGSGANG_TEST_CONNECTIONS"], "a") as out:
        print(line, file=out)

def note(event, args):
    if event == "socket.connect":
        write(args[1])

write("listening")
sys.addaudithook(note)
"""


@dataclass
class Prefect:
    server: PrefectServer
    engine: Engine
    connections: Path


@pytest.fixture(scope="session")
def prefect_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Prefect]:
    folder = tmp_path_factory.mktemp("prefect")
    (folder / "sitecustomize.py").write_text(LISTENER, encoding="utf-8")
    connections = folder / "connections.txt"
    with pytest.MonkeyPatch.context() as surroundings:
        surroundings.setenv("PYTHONPATH", str(folder))
        surroundings.setenv("SAGSGANG_TEST_CONNECTIONS", str(connections))
        with PrefectServer(folder) as server:
            yield Prefect(server, Engine(server.api_url), connections)
